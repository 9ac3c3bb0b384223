/** One execution of a definition in this process, from its start to its end. */
import { virtualClock, type Clock, type VirtualClock } from "./clock";
import type { ExecutionDescription } from "./description";
import { statesEntered, type HistoryEvent } from "./history";
import type { ItemStore } from "./items";
import { parseJson, type Json } from "./json";
import { stateMachine, type StateMachine, type StateMachineOptions } from "./stateMachine";
import type { Step } from "./step";
import type { Tasks } from "./tasks";

export interface RunOptions {
  /** JSON; default `{}`. */
  readonly input?: unknown;
  /**
   * What the tasks answer; default: none may be called. Where a task waits for a token, the answer is what the token is
   * sent back with; undefined leaves it waiting.
   */
  readonly tasks?: Tasks;
  /**
   * Default: a virtual one, on which years take milliseconds. It does not wait for what is outside of this process
   * (a socket, a file): tasks that are, run with `realClock`.
   */
  readonly clock?: Clock | VirtualClock;
  /** In [0, 1): jitter and random functions draw from it. */
  readonly random?: () => number;
  /** Of the machine; default `machine`. */
  readonly name?: string;
  /** Machines that this one may start by its tasks `states:startExecution`, by name or ARN; they run with the same tasks. */
  readonly machines?: Readonly<Record<string, unknown>>;
  /** What distributed Maps read their items from, and write their results to. */
  readonly items?: ItemStore;
  /** `coverage(definition).record` */
  readonly onStep?: (step: Step) => void;
  /** Of one JSONata expression, in milliseconds of real time; default 5000. */
  readonly evaluationTimeoutMs?: number;
  /** Of all expressions of an execution, in milliseconds of real time; default 60,000. */
  readonly evaluationBudgetMs?: number;
}

export interface Ran {
  readonly status: Exclude<ExecutionDescription["status"], "RUNNING">;
  /** Undefined where there is none. */
  readonly output: Json | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly history: readonly HistoryEvent[];
  /** The names of the states that were entered, in order. */
  readonly path: readonly string[];
}

/** When a virtual execution starts, so that it repeats itself, times included. */
const START = Date.parse("2026-01-01T00:00:00.000Z");

/** @throws InvalidDefinition for what the runner does not support, by name, before anything runs */
export async function run(definition: unknown, options: RunOptions = {}): Promise<Ran> {
  const clock = options.clock ?? virtualClock(START);
  const machine = deployed(definition, options, clock);
  const { executionArn } = machine.startExecution({
    name: "run",
    input: JSON.stringify(options.input ?? {}),
  });
  if (isVirtual(clock)) await clock.run();
  await machine.whenEnded(executionArn);
  const { status, output, error, cause } = machine.describeExecution(executionArn);
  if (status === "RUNNING") throw new Error("The execution has been redriven.");
  const { events } = machine.getExecutionHistory(executionArn);
  return {
    status,
    output: output === undefined ? undefined : parseJson(output),
    error,
    cause,
    history: events,
    path: statesEntered(events),
  };
}

const isVirtual = (clock: Clock | VirtualClock): clock is VirtualClock => "run" in clock;

const noTasks: Tasks = ({ state }) =>
  Promise.reject(new Error(`The state ${state} calls its task, and there are no tasks.`));

function deployed(definition: unknown, options: RunOptions, clock: Clock): StateMachine {
  const { tasks = noTasks, name = "machine", machines = {}, ...more } = options;
  const others: StateMachine[] = [];
  const make = (which: string, what: unknown): StateMachine => {
    const settings: StateMachineOptions = {
      ...(more.random && { random: more.random }),
      ...(more.items && { items: isVirtual(clock) ? held(more.items, clock) : more.items }),
      ...(more.evaluationTimeoutMs !== undefined && { evaluationTimeoutMs: more.evaluationTimeoutMs }),
      ...(more.evaluationBudgetMs !== undefined && { evaluationBudgetMs: more.evaluationBudgetMs }),
      ...(more.onStep && what === definition && { onStep: more.onStep }),
      name: which,
      definition: what,
      clock,
      machines: others,
      tasks: sendingTokens(tasks, () => machine),
    };
    const machine = stateMachine(settings);
    return machine;
  };
  for (const [key, what] of Object.entries(machines)) others.push(make(nameOf(key), what));
  return make(name, definition);
}

/** Objects come from outside of this process: virtual time waits for them. */
const held = ({ read, list, write }: ItemStore, clock: VirtualClock): ItemStore => ({
  read: (place) => clock.hold(read(place)),
  ...(list && { list: (bucket, prefix) => clock.hold(list(bucket, prefix)) }),
  ...(write && { write: (place, text) => clock.hold(write(place, text)) }),
});

/** `arn:aws:states:us-east-1:123456789012:stateMachine:name` */
const nameOf = (nameOrArn: string): string => nameOrArn.slice(nameOrArn.lastIndexOf(":") + 1);

/** The answer for a task that waits for a token goes to the one who waits. */
const sendingTokens =
  (tasks: Tasks, machine: () => StateMachine): Tasks =>
  async (call, signal) => {
    const answer = await tasks(call, signal);
    const { taskToken } = call;
    if (taskToken !== undefined && answer !== undefined && !signal.aborted)
      machine().sendTaskSuccess({ taskToken, output: JSON.stringify(answer) });
    return taskToken === undefined ? answer : {};
  };
