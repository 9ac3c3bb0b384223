/** One try of a task: call it, and wait for what ends it. */
import type { TaskState } from "../definition";
import { failureDetails, rejection, stateError, type Fault } from "./fault";
import { WHOLE, type TaskDetails } from "./history";
import { byteLength, MAX_DATA_BYTES, toJson, type Json } from "./json";
import { parseResource } from "./resource";
import type { TaskCall } from "./tasks";
import type { Visit } from "./visit";
import { waitFor, type Waiting } from "./wait";

/** What a task is called with: made anew for each try. */
interface Try {
  readonly call: TaskCall;
  readonly details: TaskDetails;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
}

type Ending = { readonly succeeded: Json } | { readonly failed: Fault } | { readonly timedOut: Fault };

/** Three years: what holds if nothing is said (specification, "Task State"). */
const DEFAULT_TIMEOUT_SECONDS = 99_999_999;

/** The result of the task. @throws the fault that ended the try */
export async function attempt(state: TaskState, visit: Visit, retryCount: number): Promise<Json> {
  const given = prepare(state, visit, retryCount);
  schedule(given, visit);
  const ending = await waitFor<Ending>(visit.signal, (waiting) => {
    bound(given, visit, waiting);
    perform(given, visit, waiting);
  });
  return conclude(withinLimit(ending, state.Resource), given, visit);
}

function prepare(state: TaskState, visit: Visit, retryCount: number): Try {
  const { type, action, waitsForToken } = parseResource(state.Resource);
  const token = waitsForToken && { taskToken: visit.machine.tokens.issue() };
  const query = visit.query({ retryCount, ...token });
  const seconds = (field: "TimeoutSeconds" | "HeartbeatSeconds") => {
    const value = state[field];
    return value === undefined ? undefined : query.seconds(value, field);
  };
  const given = state.Arguments === undefined ? visit.input : query.json(state.Arguments, "Arguments");
  if (byteLength(JSON.stringify(given)) > MAX_DATA_BYTES)
    throw stateError({
      error: "States.DataLimitExceeded",
      cause: visit.cause(`The arguments of the task have more than ${MAX_DATA_BYTES} bytes.`),
    });
  return {
    call: {
      state: visit.name,
      resource: state.Resource,
      arguments: given,
      executionArn: visit.executionArn,
      ...token,
    },
    details: { resourceType: type, resource: action },
    timeoutSeconds: seconds("TimeoutSeconds"),
    heartbeatSeconds: seconds("HeartbeatSeconds"),
  };
}

function schedule({ call, details, timeoutSeconds, heartbeatSeconds }: Try, visit: Visit): void {
  visit.record(
    {
      type: "TaskScheduled",
      taskScheduledEventDetails: {
        ...details,
        region: visit.machine.region,
        parameters: JSON.stringify(call.arguments),
        ...(timeoutSeconds !== undefined && { timeoutInSeconds: timeoutSeconds }),
        ...(heartbeatSeconds !== undefined && { heartbeatInSeconds: heartbeatSeconds }),
      },
    },
    call.taskToken,
  );
  visit.record({ type: "TaskStarted", taskStartedEventDetails: details });
}

/** The two clocks of a try, and its token, which stops both or winds up the second one. */
function bound(given: Try, { machine: { clock, tokens } }: Visit, { settle, undo }: Waiting<Ending>): void {
  const { timeoutSeconds = DEFAULT_TIMEOUT_SECONDS, heartbeatSeconds } = given;
  const timedOut = { error: "States.Timeout", cause: undefined };
  const after = (seconds: number, fault: Fault) =>
    clock.after(seconds * 1_000, () => {
      settle({ timedOut: fault });
    });

  undo(after(timeoutSeconds, timedOut));
  let stop = () => {};
  const heartbeat = () => {
    stop();
    if (heartbeatSeconds !== undefined) stop = after(heartbeatSeconds, { ...timedOut, heartbeat: true });
  };
  heartbeat();
  undo(() => {
    stop();
  });

  if (given.call.taskToken === undefined) return;
  undo(
    tokens.wait(given.call.taskToken, {
      succeed: (succeeded) => {
        settle({ succeeded });
      },
      fail: (failed) => {
        settle({ failed });
      },
      heartbeat,
    }),
  );
}

/** Calls the task. Its answer ends the try, or says that the token has been handed over. */
function perform({ call, details }: Try, visit: Visit, { settle, open }: Waiting<Ending>): void {
  const answer = async () => toJson(await visit.machine.tasks(call));
  void answer()
    .then((result) => {
      if (call.taskToken === undefined) settle({ succeeded: result });
      else if (open())
        visit.record({
          type: "TaskSubmitted",
          taskSubmittedEventDetails: { ...details, output: JSON.stringify(result), outputDetails: WHOLE },
        });
    })
    .catch((reason: unknown) => {
      settle({ failed: rejection(reason) });
    });
}

/** A result that is too long is none. */
const withinLimit = (ending: Ending, resource: string): Ending =>
  "succeeded" in ending && byteLength(JSON.stringify(ending.succeeded)) > MAX_DATA_BYTES
    ? {
        failed: {
          error: "States.DataLimitExceeded",
          cause: `The state/task '${resource}' returned a result with a size exceeding the maximum number of bytes service limit.`,
        },
      }
    : ending;

function conclude(ending: Ending, { details }: Try, visit: Visit): Json {
  if ("succeeded" in ending) {
    const output = JSON.stringify(ending.succeeded);
    visit.record({
      type: "TaskSucceeded",
      taskSucceededEventDetails: { ...details, output, outputDetails: WHOLE },
    });
    return ending.succeeded;
  }
  if ("failed" in ending) {
    visit.record({
      type: "TaskFailed",
      taskFailedEventDetails: { ...details, ...failureDetails(ending.failed) },
    });
    throw stateError(ending.failed);
  }
  visit.record({
    type: "TaskTimedOut",
    taskTimedOutEventDetails: { ...details, ...failureDetails(ending.timedOut) },
  });
  throw stateError(ending.timedOut);
}
