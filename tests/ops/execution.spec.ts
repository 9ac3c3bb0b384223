import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { expect } from "chai";
import {
  closedAs,
  executionArn,
  executionName,
  incidentOf,
  nameParts,
  placeOf,
  statesOf,
} from "../../ops/execution";
import { INCIDENT_ID_PATTERN } from "../../workflow/contract";
import { INCIDENT_ID, NOW } from "../support/samples";

const at = (seconds: number) => new Date(NOW + seconds * 1000);
let id = 0;
const event = (more: Omit<HistoryEvent, "id" | "timestamp">, seconds = 0): HistoryEvent => ({
  ...more,
  id: ++id,
  timestamp: at(seconds),
});
const entered = (name: string, input: object) =>
  event({ type: "TaskStateEntered", stateEnteredEventDetails: { name, input: JSON.stringify(input) } });
const scheduled = (Payload: object, seconds: number) =>
  event(
    {
      type: "TaskScheduled",
      taskScheduledEventDetails: {
        resourceType: "lambda",
        resource: "invoke.waitForTaskToken",
        region: "eu-west-1",
        timeoutInSeconds: 60,
        parameters: JSON.stringify({ FunctionName: "f", Payload }),
      },
    },
    seconds,
  );
const submitted = event({ type: "TaskSubmitted" });
const failed = event({ type: "TaskFailed" });

describe("ops: names of executions", () => {
  it("are those of their incidents, and no other incident can have the later ones", () => {
    expect([1, 2, 12].map((number) => executionName(INCIDENT_ID, number))).to.deep.equal([
      INCIDENT_ID,
      `_2_${INCIDENT_ID}`,
      `_12_${INCIDENT_ID}`,
    ]);
    expect(executionName(INCIDENT_ID, 2)).not.to.match(new RegExp(INCIDENT_ID_PATTERN));
    expect([1, 2, 12].map((number) => nameParts(executionName(INCIDENT_ID, number)))).to.deep.equal(
      [1, 2, 12].map((number) => ({ id: INCIDENT_ID, number })),
    );
    expect(nameParts("not one.")).to.equal(undefined);
  });

  it("have room for the longest id, in characters that CloudWatch Logs takes", () => {
    const { id: longest } = nameParts("a".repeat(64)) ?? {};
    expect(longest && executionName(longest, 9999)).to.match(/^[\w-]{1,80}$/);
  });

  it("make ARNs of the state machine's executions", () => {
    expect(executionArn("arn:aws:states:eu-west-1:1:stateMachine:m", "n")).to.equal(
      "arn:aws:states:eu-west-1:1:execution:m:n",
    );
  });
});

describe("ops: where an execution is", () => {
  const input = { incidentId: INCIDENT_ID, attempt: 2 };
  const opening = [
    entered("SitExam", input),
    scheduled({ taskToken: "first", windowSeconds: 3600 }, 1),
    failed,
    scheduled({ taskToken: "second", windowSeconds: 3600 }, 5),
  ];

  it("waits with the token of the latest try, until its own timeout", () => {
    expect(placeOf([...opening, submitted].reverse(), true)).to.deep.equal({
      state: "SitExam",
      attempt: 2,
      enteredAt: NOW,
      resumed: false,
      woken: false,
      submitted: true,
      windowSeconds: 3600,
      waiting: { token: "second", until: NOW + 65_000 },
    });
  });

  it("does not wait before its function has answered, nor once it has ended", () => {
    expect(placeOf([...opening].reverse(), true))
      .to.include({ submitted: false })
      .and.not.to.have.property("waiting");
    expect(placeOf([...opening, submitted].reverse(), false)).not.to.have.property("waiting");
    const stopped = [
      ...opening,
      submitted,
      event({ type: "TaskStateAborted" }),
      event({ type: "ExecutionAborted" }),
    ];
    expect(placeOf(stopped.reverse(), false)).to.include({ submitted: true });
  });

  it("is in the state that was entered last", () => {
    const closing = [
      ...opening,
      submitted,
      event({ type: "TaskSucceeded" }),
      entered("CloseAttempt", { ...input, waitSeconds: 9 }),
    ].reverse();
    expect(placeOf(closing, true)).to.deep.equal({
      state: "CloseAttempt",
      attempt: 2,
      enteredAt: NOW,
      resumed: true,
      woken: true,
      submitted: false,
      windowSeconds: 3600,
    });
    expect(statesOf(closing)).to.deep.equal(["SitExam", "CloseAttempt"]);
  });

  it("is nowhere before its first state", () => {
    expect(placeOf([event({ type: "ExecutionStarted" })], true)).to.equal(undefined);
  });

  it("says how it closed by its output, and whose it is by its input", () => {
    expect(closedAs('{"status":"resolved"}')).to.equal("resolved");
    for (const other of [undefined, "{", '{"status":"other"}', "null"])
      expect(closedAs(other)).to.equal(undefined);
    expect(incidentOf(JSON.stringify(input))).to.equal(INCIDENT_ID);
    expect(incidentOf('{"incidentId":"not one."}')).to.equal(undefined);
  });
});
