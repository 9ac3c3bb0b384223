import { expect } from "chai";
import { notes, wholeLimit } from "../../../../workflow/asl/diagram/notes";
import type { JsonObject } from "../../../../workflow/asl/json";

const Resource = "arn:aws:lambda:us-east-1:123456789012:function:hello";
const said = (state: JsonObject): readonly string[] => notes("State", state);
const task = (more: JsonObject): readonly string[] => said({ Type: "Task", Resource, ...more }).slice(1);

describe("notes", () => {
  it("says timeouts and heartbeats, as numbers, paths and expressions", () => {
    expect(task({ TimeoutSeconds: 7_200, HeartbeatSeconds: 60 })).to.deep.equal([
      "takes up to 2 hours",
      "must be heard of every 1 minute",
    ]);
    expect(task({ TimeoutSecondsPath: "$.most" })).to.deep.equal(["takes up to most seconds"]);
    expect(task({ TimeoutSeconds: "{% $states.input.most * 2 %}" })).to.deep.equal([
      "takes up to most * 2 seconds",
    ]);
    expect(wholeLimit({ TimeoutSeconds: 60 })).to.deep.equal(["takes up to 1 minute"]);
  });

  it("says that a task with a token waits, with or without an end", () => {
    const token = { Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken" };
    expect(task(token)).to.deep.equal(["waits for an answer"]);
    expect(task({ ...token, TimeoutSeconds: 60 })).to.deep.equal(["waits up to 1 minute"]);
  });

  it("says retries, those that the language makes by itself too", () => {
    expect(
      task({
        Retry: [
          { ErrorEquals: ["A", "B"] },
          { ErrorEquals: ["C"], MaxAttempts: 1 },
          { ErrorEquals: ["D"], MaxAttempts: 0 },
          { ErrorEquals: ["States.ALL"], MaxAttempts: "?" },
          { ErrorEquals: [] },
          7,
        ],
      }),
    ).to.deep.equal([
      "retries 3 times on A and B",
      "retries once on C",
      "never retries D",
      "retries on any error",
    ]);
  });

  it("says in which role a task acts", () => {
    expect(task({ Credentials: { RoleArn: "arn:aws:iam::1:role/auditor" } })).to.deep.equal([
      "in the role auditor",
    ]);
    expect(task({ Credentials: { "RoleArn.$": "$.role" } })).to.deep.equal(["in a role of its own"]);
  });

  it("lists variables where they are few", () => {
    expect(task({ Assign: { a: 1, "b.$": "$.b" } })).to.deep.equal(["sets $a and $b"]);
    expect(task({ Assign: { a: 1, b: 2, c: 3, d: 4, e: 5 } })).to.deep.equal(["sets 5 variables"]);
    expect(task({ Assign: {} })).to.deep.equal([]);
  });

  it("says how long a Wait waits, and until when", () => {
    const Type = "Wait";
    expect(
      [
        { Type, Seconds: 300 },
        { Type, Seconds: "{% $states.input.pause %}" },
        { Type, SecondsPath: "$.pause" },
        { Type, Timestamp: "2024-08-18T17:33:00Z" },
        { Type, TimestampPath: "$.due" },
        { Type },
      ].flatMap(said),
    ).to.deep.equal([
      "waits 5 minutes",
      "waits pause seconds",
      "waits pause seconds",
      "waits until 2024-08-18T17:33:00Z",
      "waits until due",
      "waits",
    ]);
  });

  it("says what a Pass gives, where that is short", () => {
    const Type = "Pass";
    expect(
      [
        { Type },
        { Type, Result: { a: 1 } },
        { Type, Result: { a: 1 }, ResultPath: "$.b" },
        { Type, Result: { a: { b: 1 } }, ResultPath: "$.b" },
        { Type, Output: "{% $states.input.a + 1 %}" },
        { Type, Result: { a: "x".repeat(50) } },
      ].map(said),
    ).to.deep.equal([
      [],
      ['gives {"a":1}'],
      ['puts {"a":1} into b'],
      ["puts a value into b"],
      ["gives a + 1"],
      [],
    ]);
  });

  it("says what a Fail fails with, and where it finds that", () => {
    expect(said({ Type: "Fail", Error: "Late", Cause: "Said above." })).to.deep.equal(["fails with Late"]);
    expect(said({ Type: "Fail", Error: "State" })).to.deep.equal([]);
    expect(said({ Type: "Fail", ErrorPath: "$.error", CausePath: "$.why" })).to.deep.equal([
      "fails with error",
      "because of why",
    ]);
    expect(said({ Type: "Fail", Cause: "{% $states.input.why %}" })).to.deep.equal(["because of why"]);
  });

  it("says of Parallel and Map how much is done at once", () => {
    expect(
      [
        { Type: "Parallel", Branches: [] },
        { Type: "Parallel", Branches: [{}] },
        { Type: "Parallel", Branches: [{}, {}] },
        { Type: "Map" },
        { Type: "Map", ItemsPath: "$.lines", MaxConcurrency: 1 },
        { Type: "Map", Items: "{% $states.input.lines %}", MaxConcurrencyPath: "$.most" },
        { Type: "Map", Items: [1, 2, 3], MaxConcurrency: 0 },
      ].map(said),
    ).to.deep.equal([
      ["without branches"],
      ["one branch"],
      ["2 branches at once"],
      ["for each item"],
      ["for each of lines", "one at a time"],
      ["for each of lines", "most at once"],
      ["for each of 3 items"],
    ]);
  });

  it("says of a distributed Map what it reads and writes, in which batches, and how many may fail", () => {
    expect(
      said({
        Type: "Map",
        ItemReader: {
          Resource: "arn:aws:states:::s3:getObject",
          ReaderConfig: { InputType: "CSV" },
          Parameters: { Bucket: "in", Key: "a.csv" },
        },
        ItemBatcher: { MaxItemsPerBatch: 100, MaxInputBytesPerBatch: 1_000 },
        ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" } },
        ResultWriter: {
          Resource: "arn:aws:states:::s3:putObject",
          Parameters: { Bucket: "out", Prefix: "x" },
        },
        ToleratedFailurePercentage: 5,
        ToleratedFailureCount: 7,
      }),
    ).to.deep.equal([
      "for each item",
      "read from s3 in/a.csv (CSV)",
      "in batches of 100",
      "in batches of up to 1000 bytes",
      "distributed: each in an execution of its own",
      "writes to s3 out/x",
      "up to 5 % may fail",
      "up to 7 may fail",
    ]);
  });

  it("says that it does not know a type", () => {
    expect(said({ Type: "Loop" })).to.deep.equal(["of the unknown type Loop"]);
    expect(said({ Type: "toString" })).to.deep.equal(["of the unknown type toString"]);
    expect(said({ Type: 7 })).to.deep.equal(["without a type"]);
  });
});
