/** One execution under a virtual clock, with mocked tasks: the same arguments give the same answer. */
import type { Definition } from "../definition";
import { virtualClock } from "../run/clock";
import type { HistoryEvent } from "../run/history";
import { seededRandom } from "../run/random";
import { stateMachine } from "../run/stateMachine";
import type { Tasks } from "../run/tasks";
import type { Mocks, Reply } from "./mocks";

export interface Executed {
  readonly status: string;
  /** JSON text. */
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly startDate: Date;
  readonly events: readonly HistoryEvent[];
  /** The state whose task was called without a reply to give: the execution was stopped there. */
  readonly missing: string | undefined;
  /** Of the tasks: random, so that they must be hidden from what is printed. */
  readonly tokens: readonly string[];
}

/** When every execution starts, so that it repeats itself, times included. */
const START = Date.parse("2026-01-01T00:00:00.000Z");

/** `input` is JSON text. @throws what the runner refuses to run, with the reason */
export async function execute(
  definition: Definition,
  input: string,
  mocks: Mocks,
  seed: number,
): Promise<Executed> {
  const clock = virtualClock(START);
  const after: After = (seconds, then) => clock.after(seconds * 1_000, then);
  const seen: { readonly arn: string; readonly event: HistoryEvent }[] = [];
  const tokens: string[] = [];
  const nextReply = replies(mocks);
  let missing: string | undefined;

  const tasks: Tasks = async ({ state, taskToken }) => {
    if (taskToken !== undefined) tokens.push(taskToken);
    const reply = nextReply(state);
    if (!reply) {
      missing ??= state;
      machine.stopExecution(executionArn, "NoReply", `No reply is given for the task of the state ${state}.`);
      return silence();
    }
    if (taskToken === undefined) return ended(reply, after);
    wake(reply, after, {
      succeed: (output) => {
        machine.sendTaskSuccess({ taskToken, output });
      },
      fail: (error, cause) => {
        machine.sendTaskFailure({ taskToken, error, cause });
      },
      heartbeat: () => {
        machine.sendTaskHeartbeat({ taskToken });
      },
    });
    return {};
  };

  const machine = stateMachine({
    name: "machine",
    definition,
    tasks,
    clock,
    random: seededRandom(seed),
    onEvent: (arn, event) => seen.push({ arn, event }),
  });
  const { executionArn } = machine.startExecution({ name: "run", input });
  await clock.run();
  // Distributed Maps have executions of their own.
  const events = seen.flatMap(({ arn, event }) => (arn === executionArn ? [event] : []));
  const { status, output, error, cause, startDate } = machine.describeExecution(executionArn);
  return { status, output, error, cause, startDate, events, missing, tokens };
}

/** The next reply for a call of that state; undefined where there is none at all. */
function replies(mocks: Mocks): (state: string) => Reply | undefined {
  const calls = new Map<string, number>();
  return (state) => {
    const given = mocks.get(state);
    const call = calls.get(state) ?? 0;
    calls.set(state, call + 1);
    return given?.[Math.min(call, given.length - 1)];
  };
}

type After = (seconds: number, then: () => void) => () => void;

const silence = (): Promise<never> => new Promise(() => {});

/** The call itself answers. */
function ended(reply: Reply, after: After): Promise<unknown> {
  if (reply.kind === "never") return silence();
  return new Promise((resolve, reject) => {
    after(reply.afterSeconds, () => {
      if (reply.kind === "return") resolve(reply.value);
      else reject(Object.assign(new Error(reply.cause), { name: reply.error }));
    });
  });
}

/** What may be done with the token of a waiting task. */
interface Waker {
  readonly succeed: (output: string) => void;
  readonly fail: (error: string, cause: string) => void;
  readonly heartbeat: () => void;
}

/** Somebody sends the token back, unless the task has timed out by then. */
function wake(reply: Reply, after: After, waker: Waker): void {
  const { afterSeconds, heartbeatEverySeconds: pause } = reply;
  let over = false;
  const beat = () => {
    if (over || pause === undefined) return;
    over = !delivered(waker.heartbeat);
    after(pause, beat);
  };
  if (pause !== undefined) after(pause, beat);
  if (reply.kind === "never") return;
  after(afterSeconds, () => {
    over = true;
    delivered(() => {
      if (reply.kind === "return") waker.succeed(JSON.stringify(reply.value));
      else waker.fail(reply.error, reply.cause);
    });
  });
}

/** Whether the token was still wanted. @throws what is wrong with what was sent */
function delivered(send: () => void): boolean {
  try {
    send();
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === "TaskTimedOut") return false;
    throw error;
  }
}
