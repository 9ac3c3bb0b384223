/** What holds data, people or running executions, and what Pulumi knows it by. */
import { expect } from "chai";
import { readProject } from "../../local/config";
import { runProgram } from "../../local/program";
import { localProvider } from "../../local/provider";
import { ROOT } from "../support/program";

/** Types of which a new resource is empty, or known to nobody. */
const STATEFUL = [
  "aws:apigateway/restApi:RestApi",
  "aws:cognito/userPool:UserPool",
  "aws:cognito/userPoolClient:UserPoolClient",
  "aws:dynamodb/table:Table",
  "aws:sfn/stateMachine:StateMachine",
  "aws:sns/topic:Topic",
];

const URNS = [
  "aws:apigateway:x:API$aws:apigateway/restApi:RestApi::api",
  "aws:cognito/userPool:UserPool::officers",
  "aws:cognito/userPoolClient:UserPoolClient::machines",
  "aws:cognito/userPoolClient:UserPoolClient::people",
  "aws:dynamodb/table:Table::incidents",
  "aws:sfn/stateMachine:StateMachine::exam",
  "aws:sns/topic:Topic::alarms",
  "aws:sns/topic:Topic::notifications",
];

describe("program: what is stateful", () => {
  it("keeps the URN by which deployed stacks know it", async () => {
    const { registrations } = await runProgram({
      folder: ROOT,
      main: "index.ts",
      project: readProject(ROOT, "prod", {}),
      provider: localProvider({ accountId: "000000000000", region: "eu-west-1" }),
    });
    const found = registrations
      .filter(({ type }) => STATEFUL.includes(type))
      .map(({ urn }) => urn.replace("urn:pulumi:prod::resit::", ""))
      .sort();
    expect(
      found,
      "a new name or parent makes a new resource, and the old one goes with all that it holds. Give the resource an " +
        "alias to what it was (`aliases: [{ name, parent }]`, as tests/engine/program.spec.ts tries it), keep the alias " +
        "for as long as a stack may be older, and write the new URN here",
    ).to.deep.equal(URNS);
  });
});
