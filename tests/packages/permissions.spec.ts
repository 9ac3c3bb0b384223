import { expect } from "chai";
import type { Call } from "../support/awsEndpoints";
import { accessKeyOf, functionsOf } from "../support/cloud";
import { grantsOf, type Grant } from "../support/grants";
import { played, type Played } from "../support/play";
import { resourceOf, textAt, type Run } from "../support/program";

/** Written by Lambda itself, or sent to X-Ray's daemon: no calls of the handler's. */
const BY_THE_RUNTIME = /^(logs:(CreateLogStream|PutLogEvents)|xray:(PutTraceSegments|PutTelemetryRecords)) /;

/** The permission that AWS asks for
 *  (https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html). */
function neededFor(run: Run, { action, input }: Call): Grant {
  const [service = "", name = ""] = action.split(":");
  const needs = (resource: string): Grant => `${service}:${name} ${resource}`;
  switch (service) {
    case "dynamodb": {
      const table = textAt(resourceOf(run, "aws:dynamodb/table:Table", "incidents").computed, "arn");
      expect(table.endsWith(`/${textAt(input, "TableName")}`)).to.equal(true);
      return needs("IndexName" in input ? `${table}/index/${textAt(input, "IndexName")}` : table);
    }
    case "sns":
      return needs(textAt(input, "TopicArn"));
    default:
      // A token belongs to an execution of the one state machine.
      return needs(textAt(resourceOf(run, "aws:sfn/stateMachine:StateMachine", "exam").computed, "arn"));
  }
}

describe("packages: calls and permissions", () => {
  let all: Played;
  before(async () => {
    all = await played();
  });

  it("come from functions alone: each call is signed with the credentials of one", () => {
    const keys = new Set(all.cloud.aws.calls.map(({ accessKeyId }) => accessKeyId));
    const known = functionsOf(all.run).map(accessKeyOf);
    expect(known).to.include.members([...keys]);
  });

  it("match: each function makes every call that its role allows, and no other", () => {
    const { run, cloud } = all;
    for (const name of functionsOf(run)) {
      const made = cloud.aws.calls.filter(({ accessKeyId }) => accessKeyId === accessKeyOf(name));
      const allowed = grantsOf(run, name).filter((grant) => !BY_THE_RUNTIME.test(grant));
      expect([...new Set(made.map((call) => neededFor(run, call)))], name).to.have.members(allowed);
    }
  });

  it("read items of the table consistently: what was written just now is seen", () => {
    const reads = all.cloud.aws.calls.filter(({ action }) => action === "dynamodb:GetItem");
    expect(reads.map(({ input }) => input["ConsistentRead"])).to.deep.equal(reads.map(() => true));
    expect(reads).to.have.length.greaterThan(10);
  });
});
