import { expect } from "chai";
import { ofType, resourceOf, runOf, type Run } from "../support/program";

const SWEEP = "arn:aws:lambda:eu-west-1:111122223333:function:resit-dev-sweep";

describe("program: the schedule", () => {
  let run: Run;
  before(async () => {
    run = await runOf("dev");
  });

  it("calls one function every five minutes, as soon as it may", () => {
    const [rule, ...others] = ofType(run, "aws:cloudwatch/eventRule:EventRule");
    expect(others).to.deep.equal([]);
    expect(rule?.inputs).to.deep.equal({
      name: "resit-dev-sweep",
      description: "Reminders, and incidents that are past their time.",
      scheduleExpression: "rate(5 minutes)",
    });
    const target = resourceOf(run, "aws:cloudwatch/eventTarget:EventTarget", "sweep");
    expect(target.inputs).to.deep.equal({ rule: rule?.computed["name"], arn: SWEEP });
    expect(target.dependsOn).to.deep.equal(["aws:lambda/permission:Permission sweep-schedule"]);
  });

  it("may call it by its own rule alone", () => {
    const permissions = ofType(run, "aws:lambda/permission:Permission").filter(
      ({ inputs }) => inputs["function"] === "resit-dev-sweep",
    );
    expect(permissions.map(({ inputs }) => inputs)).to.deep.equal([
      {
        action: "lambda:InvokeFunction",
        principal: "events.amazonaws.com",
        function: "resit-dev-sweep",
        sourceArn: resourceOf(run, "aws:cloudwatch/eventRule:EventRule", "sweep").computed["arn"],
      },
    ]);
  });
});
