/**
 * One incident in the hands of the real handlers and of the real definition in the runner of workflow/asl. Every call
 * of a port waits for its turn in a schedule that fast-check draws, and some go wrong. Time goes by when it must, and
 * when the schedule says so; never so far that a call would last longer than it can.
 */
import type { Scheduler } from "fast-check";
import type { Clock } from "../../workflow/asl/run/clock";
import type { ExecutionDescription } from "../../workflow/asl/run/description";
import type { Json } from "../../workflow/asl/run/json";
import { stateMachine } from "../../workflow/asl/run/stateMachine";
import { isAttemptNumber, isIncidentId, type CloseAttempt, type OpenAttempt } from "../../workflow/contract";
import type { ExamEvent } from "../../workflow/events";
import type { Incident } from "../../workflow/incident";
import { memoryPorts, START, type Around } from "../support/memoryPorts";
import { memoryTable, type MemoryTable } from "../support/memoryTable";
import { handlersOver, ID, type Handlers, type Ports } from "../support/process";
import { DEFINITION } from "../support/workflow";
import { brokenChange, brokenIncident } from "./invariants";

/** What goes wrong at a call of a port. */
export type Fate =
  /** It has no effect, and the handler is told so. */
  | "lost"
  /** It has its effect, and the handler is told that it has not. */
  | "answer lost"
  /** The handler ends before it. */
  | "crash"
  /** Whoever waits for the handler is told that it has ended, and it goes on. */
  | "zombie";

export interface World {
  /** Resolves when it is the turn of whoever asks. */
  readonly turn: (who: string) => Promise<void>;
  /** A call of a handler; rejects where it ends without an answer. */
  readonly call: <T>(who: string, perform: (handlers: Handlers) => Promise<T>) => Promise<T>;
  /** Resolves at an instant, or at once where that is past. */
  readonly until: (instant: number) => Promise<void>;
  /** Lets time go by as far as it can; false where nothing waits for it. */
  readonly tick: () => boolean;
  readonly now: () => number;
  readonly incident: () => Incident | undefined;
  readonly execution: () => ExecutionDescription | undefined;
  readonly published: readonly ExamEvent[];
  /** How many calls went wrong. */
  readonly mishaps: () => number;
  /** The invariants that broke so far. */
  readonly broken: readonly string[];
}

/** As long as the gateway and the functions wait at most, and shorter than the grace. */
const LONGEST_CALL_MS = 30_000;

/** `fates` by the number of the call of a port, `onEvent` for every publication. */
export function world(
  schedule: Scheduler,
  fates: ReadonlyMap<number, Fate>,
  onEvent: (event: ExamEvent) => void,
): World {
  const clock = steppedClock(START);
  const broken: string[] = [];
  const table = watched(memoryTable(), broken);
  const memory = memoryPorts(table);
  const latestEnds: number[] = [];
  let calls = 0;
  let mishaps = 0;

  const turn = (who: string) => schedule.schedule(Promise.resolve(), who);

  const sleep = (milliseconds: number) =>
    new Promise<void>((wake) => {
      clock.after(milliseconds, wake);
    });

  async function call<T>(who: string, perform: (handlers: Handlers) => Promise<T>): Promise<T> {
    const latestEnd = clock.now() + LONGEST_CALL_MS;
    latestEnds.push(latestEnd);
    const answer = new Promise<T>((resolve, reject) => {
      const end = () => {
        reject(Object.assign(new Error("The function ended."), { name: "Lambda.Unknown" }));
      };
      perform(handlersOver(ports(disturbed(who, end)))).then(resolve, reject);
    });
    return answer.finally(() => latestEnds.splice(latestEnds.indexOf(latestEnd), 1));
  }

  const disturbed =
    (who: string, end: () => void): Around =>
    async (port, effect) => {
      const fate = fates.get(++calls);
      await turn(`${who}: ${port}${fate === undefined ? "" : ` (${fate})`}`);
      if (fate === undefined) return effect();
      mishaps++;
      if (fate === "crash" || fate === "zombie") end();
      if (fate === "crash") return new Promise(() => {});
      if (fate === "lost") throw unavailable();
      const result = await effect();
      if (fate === "answer lost") throw unavailable();
      return result;
    };

  const ports = (around: Around): Ports => ({
    ...memory.through(around),
    clock: { now: () => clock.now(), sleep },
    notifications: {
      ...memory.notifications,
      publish: (event) =>
        around("publish", async () => {
          await memory.notifications.publish(event);
          onEvent(event);
        }),
    },
    executions: {
      start: (incidentId) =>
        around("start", () => {
          const input = JSON.stringify({ incidentId, attempt: 1 });
          unlessNamed(["ExecutionAlreadyExists"], () => machine.startExecution({ name: incidentId, input }));
          return Promise.resolve();
        }),
      wake: (taskToken) =>
        around("wake", () => {
          unlessNamed(["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"], () => {
            machine.sendTaskSuccess({ taskToken, output: "{}" });
          });
          return Promise.resolve();
        }),
    },
  });

  const machine = stateMachine({
    name: "exam",
    definition: DEFINITION,
    clock,
    random: () => 0.5,
    tasks: ({ arguments: given }) => invoke(given, call),
  });
  const executionArn = `${machine.stateMachineArn.replace(":stateMachine:", ":execution:")}:${ID}`;

  return {
    turn,
    call,
    until: (instant) => (instant > clock.now() ? sleep(instant - clock.now()) : Promise.resolve()),
    tick: () => clock.tick(Math.min(...latestEnds)),
    now: () => clock.now(),
    incident: () => table.item(ID),
    execution: () => unlessNamed(["ExecutionDoesNotExist"], () => machine.describeExecution(executionArn)),
    published: memory.notifications.published,
    mishaps: () => mishaps,
    broken,
  };
}

/** lambda:invoke, with and without a token. */
async function invoke(given: Json, call: World["call"]): Promise<Json> {
  const { FunctionName, Payload } = fields(given);
  const context = { awsRequestId: "task" };
  const who = `${String(FunctionName)} ${String(fields(Payload)["attempt"])}`;
  if (isOpenAttempt(Payload))
    return { Payload: await call(who, (handlers) => handlers.openAttempt(Payload, context)) };
  if (isCloseAttempt(Payload)) {
    const { incidentId, attempt, status, waitSeconds } = await call(who, (handlers) =>
      handlers.closeAttempt(Payload, context),
    );
    return { Payload: { incidentId, attempt, status, ...(waitSeconds !== undefined && { waitSeconds }) } };
  }
  throw new Error(`No function takes ${JSON.stringify(given)}.`);
}

const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};

function isCloseAttempt(payload: unknown): payload is CloseAttempt {
  const { v, incidentId, attempt } = fields(payload);
  return v === 1 && isIncidentId(incidentId) && isAttemptNumber(attempt);
}

function isOpenAttempt(payload: unknown): payload is OpenAttempt {
  const { enteredAt, taskToken } = fields(payload);
  return isCloseAttempt(payload) && typeof enteredAt === "string" && typeof taskToken === "string";
}

/** The table, where every change is looked at. */
function watched(table: MemoryTable, broken: string[]): MemoryTable {
  return {
    ...table,
    apply: async (incidentId, transition) => {
      const before = table.item(incidentId);
      const after = await table.apply(incidentId, transition);
      const found = before && after && (brokenChange(before, after) ?? brokenIncident(after));
      if (found !== undefined) broken.push(found);
      return after;
    },
  };
}

interface SteppedClock extends Clock {
  /** Goes to the next timer, but not beyond `latest`; false where neither lies ahead. */
  readonly tick: (latest: number) => boolean;
}

function steppedClock(start: number): SteppedClock {
  const timers = new Set<{ readonly at: number; readonly fire: () => void }>();
  let now = start;
  return {
    now: () => now,
    after(ms, fire) {
      const timer = { at: now + ms, fire };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    tick(latest) {
      const next = Math.min(...[...timers].map(({ at }) => at));
      const then = Math.max(now, Math.min(next, latest));
      const due = [...timers].filter(({ at }) => at <= then);
      if (!Number.isFinite(then) || (then === now && due.length === 0)) return false;
      now = then;
      for (const timer of due) if (timers.delete(timer)) timer.fire();
      return true;
    },
  };
}

const unavailable = (): Error => Object.assign(new Error("AWS did not answer."), { name: "Unavailable" });

function unlessNamed<T>(names: readonly string[], call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (error instanceof Error && names.includes(error.name)) return undefined;
    throw error;
  }
}
