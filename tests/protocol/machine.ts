/** workflow/machine.ts: SitExam waits with a token, for its end or its timeout; CloseAttempt; Status. */
import type { AttemptNumber, Status } from "../../workflow/contract";
import { newestAttempt, nextAttempt } from "../../workflow/incident";
import { joined, underWay, type Closing, type Opening, type State } from "./state";
import { bound, type Reported, type Rules, type Step } from "./step";

/** StartExecution: once. */
export const started = (state: State): State =>
  state.machine.at === "not started" ? sitExam(state, 1) : state;

/** Enters SitExam, or tries it again, with a new token. */
export function sitExam(
  state: State,
  attempt: AttemptNumber,
  { resumed = false, moved = false } = {},
): State {
  const task: Opening = { handler: "openAttempt", resumed, attempt, awaited: true, next: "get" };
  return joined({ ...state, machine: { at: "SitExam", attempt, moved } }, task);
}

/** Leaves SitExam: by its token, by AttemptClosed, or by its timeout. */
export function closeAttempt(rules: Rules, state: Reported): State {
  if (state.machine.at !== "SitExam") throw new Error("Only SitExam waits with a token.");
  const { attempt } = state.machine;
  const task: Closing = { handler: "closeAttempt", attempt, awaited: true, next: "get" };
  return joined({ ...withoutToken(rules, state), machine: { at: "CloseAttempt", attempt } }, task);
}

/** The answer of CloseAttempt takes it through Status. */
export function goesOn(state: Reported, attempt: AttemptNumber, status: Status): State {
  if (status !== "awaiting-exam") return { ...state, machine: { at: "ended", status } };
  const found = state.item.incident.attempts[attempt];
  if (found?.outcome !== undefined) return sitExam(state, nextAttempt(attempt) ?? attempt);
  return sitExam(state, attempt, { resumed: found !== undefined });
}

/** The token is dead: whoever was about to wake with it, or to publish what was opened for it, has finished. */
export function withoutToken({ expired }: Rules, state: Reported): Reported {
  const left = state.processes.filter(({ next }) => next !== "wake" && next !== "publish");
  return underWay({ ...state, item: expired(state.item) }, left);
}

/** The invariant that breaks where SitExam is left now. */
export function groundless({ item, machine, phase }: Reported): string | undefined {
  // Where the deadline was moved, closeAttempt says how long to wait now.
  if (machine.at !== "SitExam" || machine.moved) return undefined;
  const { status, attempts } = item.incident;
  const isTimeUp = newestAttempt(item.incident) === machine.attempt && phase !== "open";
  const isOpen = status === "awaiting-exam" && attempts[machine.attempt]?.outcome === undefined;
  return isOpen && !isTimeUp ? "the state machine waits for an attempt as long as it can be sat" : undefined;
}

/**
 * Window and grace have gone by since SitExam was entered, which is longer than openAttempt can last; or what was left of
 * them then. The clock of the state machine may run a little ahead of that of the functions.
 */
export function timesOut(rules: Rules, state: Reported): readonly Step[] {
  const isOpening = state.processes.some((each) => each.handler === "openAttempt" && each.awaited);
  if (state.machine.at !== "SitExam" || isOpening || !rules.order.timeout) return [];
  const { attempt, moved } = state.machine;
  const newest = newestAttempt(state.item.incident) ?? 0;
  // Where a later attempt was opened by hand, this one has no phase any more: its time may be up.
  const isUp = newest > attempt || (newest === attempt && (moved || state.phase !== "open"));
  return isUp ? [bound(`SitExam ${attempt} times out`, closeAttempt(rules, state))] : [];
}
