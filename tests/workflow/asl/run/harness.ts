/** Small machines under a virtual clock. */
import type { Definition, JsonataTask, State } from "../../../../workflow/asl/definition";
import { virtualClock, type VirtualClock } from "../../../../workflow/asl/run/clock";
import type { ExecutionDescription } from "../../../../workflow/asl/run/description";
import { statesEntered, type HistoryEvent } from "../../../../workflow/asl/run/history";
import {
  stateMachine,
  type StateMachine,
  type StateMachineOptions,
} from "../../../../workflow/asl/run/stateMachine";
import type { TaskCall, Tasks } from "../../../../workflow/asl/run/tasks";

export const START = Date.parse("2026-01-01T00:00:00.000Z");
export const INVOKE = "arn:aws:states:::lambda:invoke";
export const WAIT = "arn:aws:states:::lambda:invoke.waitForTaskToken";
export const ARN = "arn:aws:states:us-east-1:000000000000:execution:machine:run";

/** The first state is where it starts. */
export const definition = (
  states: Readonly<Record<string, State>>,
  more: Partial<Definition> = {},
): Definition => ({
  QueryLanguage: "JSONata",
  StartAt: Object.keys(states)[0] ?? "",
  States: states,
  ...more,
});

/** A task that ends the execution, unless `fields` say otherwise. */
export const task = (fields: Partial<JsonataTask> = {}): State =>
  ({ Type: "Task", Resource: INVOKE, ...(fields.Next === undefined && { End: true }), ...fields }) as State;

export const failure = (name: string, message = ""): Error => Object.assign(new Error(message), { name });

/** A task that never answers. */
export const silence: Tasks = () => new Promise(() => {});

export interface Deployment {
  readonly machine: StateMachine;
  readonly clock: VirtualClock;
  /** What the tasks were called with, in order. */
  readonly calls: readonly TaskCall[];
  /** Starts the execution `run`, and lets the virtual time go by, to `forMs` after the start of the clock. */
  readonly execute: (input?: unknown, forMs?: number) => Promise<Executed>;
  readonly look: () => Executed;
}

export interface Executed {
  readonly description: ExecutionDescription;
  readonly events: readonly HistoryEvent[];
  readonly types: readonly string[];
  readonly entered: readonly string[];
  /** The output, parsed; undefined where there is none. */
  readonly output: unknown;
}

export function deploy(
  machineDefinition: unknown,
  tasks: Tasks = () => Promise.resolve(null),
  more: Partial<StateMachineOptions> = {},
): Deployment {
  const clock = virtualClock(START);
  const calls: TaskCall[] = [];
  const machine = stateMachine({
    name: "machine",
    definition: machineDefinition,
    clock,
    tasks: (call, signal) => {
      calls.push(call);
      return tasks(call, signal);
    },
    ...more,
  });
  const look = (): Executed => {
    const description = machine.describeExecution(ARN);
    const { events } = machine.getExecutionHistory(ARN);
    return {
      description,
      events,
      types: events.map(({ type }) => type),
      entered: statesEntered(events),
      output: description.output === undefined ? undefined : JSON.parse(description.output),
    };
  };
  return {
    machine,
    clock,
    calls,
    look,
    async execute(input = {}, forMs) {
      machine.startExecution({ name: "run", input: JSON.stringify(input) });
      await clock.run(forMs === undefined ? undefined : START + forMs);
      return look();
    },
  };
}

/** The token of the last call that has one. */
export function lastToken({ calls }: Deployment): string {
  const token = [...calls].reverse().find(({ taskToken }) => taskToken !== undefined)?.taskToken;
  if (token === undefined) throw new Error("No task was called with a token.");
  return token;
}

/** Seconds between the start of the clock and each event of a type. */
export const secondsOf = ({ events }: Executed, type: HistoryEvent["type"]): number[] =>
  events.filter((event) => event.type === type).map(({ timestamp }) => (timestamp.getTime() - START) / 1_000);
