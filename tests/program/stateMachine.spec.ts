import { expect } from "chai";
import { check } from "../../workflow/asl/check";
import { examMachine } from "../../workflow/machine";
import { jsonAt, resourceOf, runOf, textAt, type Registered, type Stack } from "../support/program";

const machineOf = async (stack: Stack): Promise<Registered> =>
  resourceOf(await runOf(stack), "aws:sfn/stateMachine:StateMachine", "exam");
const lambda = (name: string) => `arn:aws:lambda:eu-west-1:111122223333:function:resit-dev-${name}`;

describe("program: the state machine", () => {
  it("is a Standard one, traced, and logged without execution data, which holds task tokens", async () => {
    const { definition, ...inputs } = (await machineOf("dev")).inputs;
    expect(definition).to.be.a("string");
    expect(inputs).to.deep.equal({
      name: "resit-dev-exam",
      type: "STANDARD",
      publish: true,
      roleArn: resourceOf(await runOf("dev"), "aws:iam/role:Role", "exam-executions").computed["arn"],
      tracingConfiguration: { enabled: true },
      loggingConfiguration: {
        level: "ALL",
        includeExecutionData: false,
        logDestination:
          "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/vendedlogs/states/resit-dev-exam:*",
      },
    });
  });

  it("has the definition of workflow/machine.ts, with the registered functions and the configured times", async () => {
    const expected = examMachine(
      {
        openAttempt: { functionArn: lambda("openAttempt") },
        closeAttempt: { functionArn: lambda("closeAttempt") },
      },
      { windowSeconds: 3600, graceSeconds: 60 },
    );
    expect((await machineOf("dev")).inputs["definition"]).to.equal(JSON.stringify(expected));
  });

  it("has a definition in which the checker finds nothing", async () => {
    for (const stack of ["dev", "prod"] as const) {
      const definition = jsonAt((await machineOf(stack)).inputs, "definition");
      expect(check(definition, { strict: true }), stack).to.deep.equal([]);
    }
  });

  it("waits for the policies of its role, with which AWS tries out the log", async () => {
    expect((await machineOf("dev")).dependsOn).to.deep.equal([
      "aws:iam/rolePolicy:RolePolicy exam-executions-tracing",
      "aws:iam/rolePolicy:RolePolicy exam-executions",
    ]);
  });

  it("calls its functions by fixed names and unqualified, so that open executions meet the functions of today", async () => {
    for (const stack of ["dev", "prod"] as const) {
      const definition = textAt((await machineOf(stack)).inputs, "definition");
      const called = [...definition.matchAll(/"FunctionName":"([^"]*)"/g)].map(([, name]) => name);
      expect(called, stack).to.deep.equal(
        ["openAttempt", "closeAttempt"].map((name) => lambda(name).replace("-dev-", `-${stack}-`)),
      );
    }
  });

  it("can be deleted in development, and is protected in production", async () => {
    expect((await machineOf("dev")).protect).to.equal(false);
    expect((await machineOf("prod")).protect).to.equal(true);
  });
});
