/** A state of the model: plain data with a key that is the same for the same state. */
import type { AttemptNumber, Status } from "../../workflow/contract";
import type { Item } from "./items";

/** Of the attempt that was opened last: before its deadline, in the grace after it, after both. */
export type Phase = "open" | "grace" | "over";

export type Machine =
  | { readonly at: "not started" }
  | {
      readonly at: "SitExam";
      readonly attempt: AttemptNumber;
      /** Its timeout was set by a deadline that does not hold any more. */
      readonly moved: boolean;
    }
  | { readonly at: "CloseAttempt"; readonly attempt: AttemptNumber }
  | { readonly at: "ended"; readonly status: Status };

/** Two submissions fail differently: the one that is stored is `fail`. */
export type Answers = "pass" | "fail" | "other";

/** Somebody who is under way, by the handler that runs, and the effect that comes next. */
export type Process = Starting | Submission | Waking | Reminding | Opening | Closing;

interface Starting {
  readonly handler: "reportIncident";
  readonly next: "start";
}

/** Answers that came in time: what comes too late is done in one step. */
export interface Submission {
  readonly handler: "submitAttempt";
  readonly attempt: AttemptNumber;
  readonly next: "apply";
  readonly answers: Answers;
  /** Its code was good when it was read, and is not any more. */
  readonly revoked: boolean;
}

/** Somebody whose outcome, withdrawal or deadline is stored, and who holds the live token. */
interface Waking {
  readonly handler: "submitAttempt" | "withdrawIncident" | "moveDeadline";
  readonly next: "wake";
}

/** The scheduled function, which found an attempt whose deadline comes near. */
export interface Reminding {
  readonly handler: "sweep";
  readonly attempt: AttemptNumber;
  readonly next: "apply" | "publish";
  /** The deadline that it has read does not hold any more. */
  readonly moved: boolean;
}

/** A try of a task of the state machine. */
export interface Task {
  readonly attempt: AttemptNumber;
  /** Whether the state machine waits for this very try. If not, it is a zombie, or was invoked by hand. */
  readonly awaited: boolean;
}

interface OpeningTask extends Task {
  readonly handler: "openAttempt";
  /** Only waiting goes on: closeAttempt has said how long. */
  readonly resumed: boolean;
}

export type Opening = PlannedOpening | (OpeningTask & { readonly next: "get" | "publish" });

export interface PlannedOpening extends OpeningTask {
  readonly next: "apply";
  /** By what it has read: the attempt was not there, or was. */
  readonly plan: "open" | "reopen" | "resume";
  readonly look: 1 | 2;
}

export interface Closing extends Task {
  readonly handler: "closeAttempt";
  readonly next: "get" | "apply";
}

export interface State {
  readonly item: Item | undefined;
  readonly phase: Phase;
  readonly machine: Machine;
  /** In the order of their keys. */
  readonly processes: readonly Process[];
  /** Crashes, zombies and wrong invocations so far. */
  readonly mishaps: number;
  /** What officers and the scheduled function did so far. */
  readonly deeds: number;
}

export const NUMBERS: readonly AttemptNumber[] = [1, 2, 3];

export const INITIAL: State = {
  item: undefined,
  phase: "open",
  machine: { at: "not started" },
  processes: [],
  mishaps: 0,
  deeds: 0,
};

/** The same for the same state, within this process. */
export function keyOf({ item, phase, machine, processes, mishaps, deeds }: State): string {
  return `${item?.id ?? ""} ${phase} ${machineKey(machine)} ${mishaps} ${deeds} ${processes.map(idOf).join()}`;
}

function machineKey(machine: Machine): string {
  switch (machine.at) {
    case "SitExam":
      return `${machine.at}${machine.attempt}${machine.moved ? "moved" : ""}`;
    case "CloseAttempt":
      return `${machine.at}${machine.attempt}`;
    case "ended":
      return machine.status;
    case "not started":
      return "";
  }
}

export const isSubmission = (process: Process): process is Submission =>
  process.handler === "submitAttempt" && process.next === "apply";

/** Whether it is a submission of that attempt that came in time and may still win. */
export const isPending = (process: Process, attempt: AttemptNumber): process is Submission =>
  isSubmission(process) && process.attempt === attempt;

export function joined<S extends State>(state: S, process: Process): S {
  return underWay(state, [...state.processes, process]);
}

/** The state with one process in the place of another, or without it. */
export function replaced<S extends State>(state: S, old: Process, ...now: readonly Process[]): S {
  const processes = [...state.processes, ...now];
  const at = processes.indexOf(old);
  if (at >= 0) processes.splice(at, 1);
  return underWay(state, processes);
}

/** The state with these processes; their array is kept. */
export function underWay<S extends State>(state: S, processes: Process[]): S {
  if (processes.length > 1) processes.sort((one, other) => idOf(one) - idOf(other));
  return { ...state, processes };
}

const ids = new Map<string, number>();
const known = new WeakMap<Process, number>();

/** A number for every process that differs from all before. */
function idOf(process: Process): number {
  const old = known.get(process);
  if (old !== undefined) return old;
  const text = Object.values(process).join(" ");
  const id = ids.get(text) ?? ids.size;
  ids.set(text, id);
  known.set(process, id);
  return id;
}
