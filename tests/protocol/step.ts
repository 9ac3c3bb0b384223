/** A step from a state to the next one. */
import { newestAttempt } from "../../workflow/incident";
import type { Item, Items } from "./items";
import type { Protocol } from "./protocol";
import type { Closing, Opening, Process, State } from "./state";

export interface Step {
  readonly next: State;
  /** Who does what, for the trace. */
  readonly says: string;
  /** Whether it happens even where clients, zombies and operators are silent for ever. */
  readonly isBound: boolean;
  /** The invariant that the step breaks. */
  readonly broken: string | undefined;
}

/** What the steps follow. */
export type Rules = Protocol & Items;

/** A state in which the incident is there. */
export interface Reported extends State {
  readonly item: Item;
}

/** A step of somebody who is under way already, or of time. */
export const bound = (says: string, next: State, broken?: string): Step => ({
  says,
  isBound: true,
  next: settled(next),
  broken,
});

/** A step that nobody must ever take. */
export const unbound = (says: string, next: State, broken?: string): Step => ({
  ...bound(says, next, broken),
  isBound: false,
});

/** A step of a task: bound where the state machine waits for it, because it would try again. */
export const by = (task: Opening | Closing, says: string, next: State, broken?: string): Step =>
  task.awaited ? bound(says, next, broken) : unbound(says, next, broken);

/** Whether it matters what time it is: the newest attempt can get an outcome, or SitExam waits for its end. */
export function isTimed({ item, machine }: State): boolean {
  const newest = item === undefined ? undefined : newestAttempt(item.incident);
  if (item === undefined || newest === undefined) return false;
  const { status, attempts } = item.incident;
  const isOpen = status === "awaiting-exam" && attempts[newest]?.outcome === undefined;
  return isOpen || (machine.at === "SitExam" && machine.attempt === newest);
}

/** Two states that differ in a time that does not matter are one. */
const settled = (state: State): State =>
  state.phase === "over" || isTimed(state) ? state : { ...state, phase: "over" };

/** How a process is called in a trace. */
export function name(process: Process): string {
  if (process.next === "start" || process.next === "wake") return process.handler;
  const { handler, attempt } = process;
  if (process.handler === "sweep") return `${handler} ${attempt}`;
  if (process.handler === "submitAttempt")
    return `${handler} ${attempt} (${process.answers}${process.revoked ? ", revoked" : ""})`;
  return `${handler} ${attempt}${process.awaited ? "" : " (zombie, or by hand)"}`;
}
