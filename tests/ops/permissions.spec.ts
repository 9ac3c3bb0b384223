import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { NEEDS, operatorPolicy } from "../../ops/permissions";

const PLACE = {
  region: "eu-west-1",
  accountId: "111122223333",
  tableName: "incidents",
  machineName: "exam",
  restoredTable: "restored",
};

describe("ops: permissions", () => {
  it("are those of the commands that are sent, each and no other", () => {
    const text = readFileSync(join(__dirname, "../../ops/aws.ts"), "utf8");
    const sent = [...text.matchAll(/new ([A-Za-z]+)Command\(|paginate([A-Za-z]+)\(/g)].map(
      ([, command, paginated]) => command ?? paginated,
    );
    expect(new Set(NEEDS.map(({ action }) => action.split(":")[1]))).to.deep.equal(new Set(sent));
  });

  it("name the resources of the one stack, and change nothing where they are for looking", () => {
    expect(operatorPolicy(PLACE, ["look"]).Statement).to.deep.equal([
      {
        Sid: "LookTable",
        Effect: "Allow",
        Action: ["dynamodb:GetItem"],
        Resource: ["arn:aws:dynamodb:eu-west-1:111122223333:table/incidents"],
      },
      {
        Sid: "LookIndexes",
        Effect: "Allow",
        Action: ["dynamodb:Query"],
        Resource: ["byStatus", "openByDueAt"].map(
          (index) => `arn:aws:dynamodb:eu-west-1:111122223333:table/incidents/index/${index}`,
        ),
      },
      {
        Sid: "LookMachine",
        Effect: "Allow",
        Action: ["states:ListExecutions"],
        Resource: ["arn:aws:states:eu-west-1:111122223333:stateMachine:exam"],
      },
      {
        Sid: "LookExecutions",
        Effect: "Allow",
        Action: ["states:DescribeExecution", "states:GetExecutionHistory"],
        Resource: ["arn:aws:states:eu-west-1:111122223333:execution:exam:*"],
      },
    ]);
  });

  it("have no wildcard but that of the machine's executions", () => {
    const { Statement } = operatorPolicy(PLACE, ["look", "change", "restore"]);
    const wild = Statement.flatMap(({ Resource }) => Resource).filter((arn) => arn.includes("*"));
    expect(new Set(wild)).to.deep.equal(new Set(["arn:aws:states:eu-west-1:111122223333:execution:exam:*"]));
    expect(Statement.flatMap(({ Action }) => Action).join()).not.to.contain("*");
    expect(Statement.map(({ Sid }) => Sid).join("")).to.match(/^[A-Za-z]+$/);
  });
});
