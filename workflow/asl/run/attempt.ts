/** One try of a task: call it, and wait for what ends it. */
import { isObject } from "../json";
import { rejection, stateError, type Fault } from "./fault";
import type { TaskForm } from "./form";
import { jsonText, byteLength, MAX_DATA_BYTES, toJson, type Json } from "./json";
import { checkSize } from "./parallel";
import { called, type Called } from "./resource";
import type { TaskCall } from "./tasks";
import type { Visit } from "./visit";
import { waitFor, type Waiting } from "./waiting";

/** What a task is called with: made anew for each try. */
interface Try extends Called {
  readonly call: TaskCall;
  /** Also of a job, whose call says nothing of it. */
  readonly taskToken: string | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
  /** Of its credentials. */
  readonly roleArn: string | undefined;
}

type Ending = { readonly succeeded: Json } | { readonly failed: Fault } | { readonly timedOut: Fault };

/** Three years: what holds if nothing is said (specification, "Task State"). */
const DEFAULT_TIMEOUT_SECONDS = 99_999_999;

/** The result of the task. @throws the fault that ended the try */
export async function attempt(form: TaskForm, visit: Visit, retryCount: number): Promise<Json> {
  const given = prepare(form, visit, retryCount);
  schedule(given, visit);
  const ending = await waitFor<Ending>(visit.thread.signal, (waiting) => {
    bound(given, visit, waiting);
    perform(given, visit, waiting);
  });
  return conclude(withinLimit(ending, form.resource), given, visit);
}

function prepare(form: TaskForm, visit: Visit, retryCount: number): Try {
  const how = called(form.resource);
  const token = how.token && { taskToken: visit.machine.tokens.issue() };
  const scene = visit.scene({ retryCount, ...(how.token === "context" && token) });
  const given = form.arguments(scene);
  checkSize(given, visit);
  return {
    ...how,
    call: {
      state: visit.place.name,
      resource: form.resource,
      arguments: given,
      executionArn: visit.execution.arn,
      ...(how.waits && token),
    },
    taskToken: token?.taskToken,
    timeoutSeconds: form.timeoutSeconds(scene),
    heartbeatSeconds: form.heartbeatSeconds(scene),
    roleArn: roleOf(form.credentials(scene)),
  };
}

function roleOf(credentials: Json | undefined): string | undefined {
  const role = isObject(credentials) ? credentials["RoleArn"] : undefined;
  return typeof role === "string" ? role : undefined;
}

function schedule({ call, recording, ...given }: Try, { thread, machine }: Visit): void {
  const input = jsonText(call.arguments);
  thread.record(recording.scheduled({ ...given, input, region: machine.region }), given.taskToken);
  thread.record(recording.started);
}

/**
 * The two clocks of a try, and its token, which stops both or winds up the second one. Without a token nobody can send
 * heartbeats, and none is missed.
 */
function bound(given: Try, { machine: { clock, tokens } }: Visit, { settle, undo }: Waiting<Ending>): void {
  const { timeoutSeconds = DEFAULT_TIMEOUT_SECONDS, heartbeatSeconds } = given;
  const timedOut = { error: "States.Timeout", cause: undefined };
  const after = (seconds: number, fault: Fault) =>
    clock.after(seconds * 1_000, () => {
      settle({ timedOut: fault });
    });

  undo(after(timeoutSeconds, timedOut));
  if (given.taskToken === undefined) return;
  let stop = () => {};
  const heartbeat = () => {
    stop();
    if (heartbeatSeconds !== undefined) stop = after(heartbeatSeconds, { ...timedOut, heartbeat: true });
  };
  heartbeat();
  undo(() => {
    stop();
  });
  undo(
    tokens.wait(given.taskToken, {
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
function perform(
  { call, waits, recording }: Try,
  { thread, machine }: Visit,
  { settle, open, undo }: Waiting<Ending>,
): void {
  const unanswered = new AbortController();
  undo(() => {
    unanswered.abort();
  });
  const answer = async () => toJson(await machine.tasks(call, unanswered.signal));
  void answer()
    .then((result) => {
      if (!waits) settle({ succeeded: result });
      else if (open() && recording.submitted) thread.record(recording.submitted(jsonText(result)));
    })
    .catch((reason: unknown) => {
      settle({ failed: rejection(reason) });
    });
}

/** A result that is too long is none. */
const withinLimit = (ending: Ending, resource: string): Ending =>
  "succeeded" in ending && byteLength(jsonText(ending.succeeded)) > MAX_DATA_BYTES
    ? {
        failed: {
          error: "States.DataLimitExceeded",
          cause: `The state/task '${resource}' returned a result with a size exceeding the maximum number of bytes service limit.`,
        },
      }
    : ending;

function conclude(ending: Ending, { recording }: Try, { thread }: Visit): Json {
  if ("succeeded" in ending) {
    thread.record(recording.succeeded(jsonText(ending.succeeded)));
    return ending.succeeded;
  }
  if ("failed" in ending) {
    thread.record(recording.failed(ending.failed));
    throw stateError(ending.failed);
  }
  thread.record(recording.timedOut(ending.timedOut));
  throw stateError(ending.timedOut);
}
