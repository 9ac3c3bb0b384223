import { expect } from "chai";
import type { CheckOptions } from "../../../../workflow/asl/check";
import { ARN, found, machine, only, PASS } from "./machines";

const EXPRESS: CheckOptions = { type: "EXPRESS" };
const ACTIVITY = "arn:aws:states:eu-west-1:123456789012:activity:mark";
const token = {
  "MessageBody.$": "$$.Task.Token",
  QueueUrl: "https://sqs.eu-west-1.amazonaws.com/123456789012/q",
};

const task = (Resource: string, Parameters: object = {}) => ({ Type: "Task", Resource, Parameters });

describe("check of Express workflows", () => {
  for (const [what, fields] of Object.entries({
    ".sync": task("arn:aws:states:::batch:submitJob.sync", {
      JobName: "a",
      JobDefinition: "b",
      JobQueue: "c",
    }),
    ".waitForTaskToken": task("arn:aws:states:::sqs:sendMessage.waitForTaskToken", token),
    "an activity": task(ACTIVITY),
  }))
    it(`refuses ${what}, which a Standard workflow has`, () => {
      expect(found(only(fields))).to.deep.equal([]);
      expect(found(only(fields), EXPRESS)).to.deep.equal(["/States/Only/Resource express/unsupported"]);
    });

  it("accepts a function, and a service that is called without waiting", () => {
    for (const fields of [task(ARN), task("arn:aws:states:::sqs:sendMessage", token)])
      expect(found(only(fields), EXPRESS)).to.deep.equal([]);
  });

  const each = (ExecutionType: string, inside: object) => ({
    Type: "Map",
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType },
      StartAt: "In",
      States: { In: inside },
    },
    End: true,
  });

  it("refuses a distributed Map, and what is Express inside one", () => {
    expect(found(machine({ Each: each("STANDARD", PASS) }), EXPRESS)).to.deep.equal([
      "/States/Each/ItemProcessor express/unsupported",
    ]);
    const inside = { ...task(ACTIVITY), End: true };
    expect(found(machine({ Each: each("STANDARD", inside) }))).to.deep.equal([]);
    expect(found(machine({ Each: each("EXPRESS", inside) }))).to.deep.equal([
      "/States/Each/ItemProcessor/States/In/Resource express/unsupported",
    ]);
  });

  it("reads what is inside a Parallel as the workflow itself", () => {
    const branch = { StartAt: "In", States: { In: { ...task(ACTIVITY), End: true } } };
    expect(
      found(machine({ All: { Type: "Parallel", Branches: [branch], End: true } }), EXPRESS),
    ).to.deep.equal(["/States/All/Branches/0/States/In/Resource express/unsupported"]);
  });
});
