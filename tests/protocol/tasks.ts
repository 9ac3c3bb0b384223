/** The functions that the state machine calls, in the order of effects of the handlers. */
import type { AttemptNumber } from "../../workflow/contract";
import { newestAttempt } from "../../workflow/incident";
import { GRACE_MS, OCCASION, OPEN, OPENING, RETENTION_DAYS } from "../support/samples";
import { DEAD, FRESH, LIVE, type Item, type Update } from "./items";
import { closeAttempt, goesOn, groundless } from "./machine";
import {
  isPending,
  joined,
  replaced,
  type Closing,
  type Opening,
  type Phase,
  type PlannedOpening,
} from "./state";
import { bound, by, name, unbound, type Reported, type Rules, type Step } from "./step";

const DEADLINE = Date.parse(OPEN.deadline);
/** The instant of each phase that is nearest to the next one; of the last one the first. */
const INSTANT: Readonly<Record<Phase, number>> = {
  open: DEADLINE - 1,
  grace: DEADLINE + GRACE_MS - 1,
  over: DEADLINE + GRACE_MS,
};
const USELESS_CODE = "every exam code that is mailed is in the item";
const BEFORE_DEADLINE = "missed is never written before the deadline that was answered last, and the grace";
const TOO_EARLY = "missed is never written while a request that came in time can win";

/** handlers/openAttempt.ts: get; apply, or where it is refused get and apply again; publish. */
export function opens(rules: Rules, state: Reported, task: Opening): Step {
  switch (task.next) {
    case "get":
      return isOver(state, task.attempt)
        ? closed(rules, state, task, "get")
        : by(task, `${name(task)}: get`, replaced(state, task, planned(state.item, task)));
    case "apply":
      return seats(rules, state, task);
    case "publish":
      return bound(`${name(task)}: publish`, replaced(state, task));
  }
}

/** What openAttempt means to do after its read. */
export function planned(
  { incident }: Item,
  { attempt, awaited, resumed }: Pick<Opening, "attempt" | "awaited" | "resumed">,
): PlannedOpening {
  const again = resumed ? "resume" : "reopen";
  const plan = incident.attempts[attempt] ? again : "open";
  return { handler: "openAttempt", resumed, attempt, awaited, next: "apply", plan, look: 1 };
}

/** Whether the attempt was opened and its grace is over: then there is nothing to open. */
export const isOver = ({ item, phase }: Reported, attempt: AttemptNumber): boolean =>
  phase === "over" && newestAttempt(item.incident) === attempt;

function seats(rules: Rules, state: Reported, task: PlannedOpening): Step {
  const { handler, resumed, attempt, awaited, plan, look } = task;
  const { item, answer, broken } = seated(rules, state.item, task);
  if (item === undefined) {
    const looksAgain = awaited && look === 1 && rules.order.secondLook && !isOver(state, attempt);
    if (!looksAgain) return closed(rules, state, task, `apply (${plan}) is refused`);
    const again: Opening = { ...planned(state.item, task), look: 2 };
    return bound(`${name(task)}: apply (${plan}) is refused, get`, replaced(state, task, again));
  }
  const hasCode = plan === "resume" || answer?.attempts[attempt]?.codeHashes.includes(FRESH.codeHash);
  const found = broken ?? (hasCode ? undefined : USELESS_CODE);
  const says = `${name(task)}: apply (${plan})`;
  const next = replaced({ ...state, item, phase: plan === "open" ? "open" : state.phase }, task);
  // Nobody is invited again.
  if (plan === "resume") return by(task, says, next, found);
  return awaited
    ? bound(says, joined(next, { handler, resumed, attempt, awaited, next: "publish" }), found)
    : unbound(`${says}, publish`, next, found);
}

function seated(
  { update, transitions }: Rules,
  item: Item,
  { attempt, plan, awaited }: PlannedOpening,
): Update {
  const seat = { codeHash: FRESH.codeHash, token: awaited ? LIVE : DEAD };
  const { occasion } = FRESH;
  return update(item, `${plan} ${attempt} ${seat.token}`, () => {
    switch (plan) {
      case "open":
        return transitions.openAttempt(attempt, { ...OPENING, ...FRESH, ...seat }, occasion);
      case "reopen":
        return transitions.reopenAttempt(attempt, seat, occasion);
      case "resume":
        return transitions.resumeAttempt(attempt, seat.token, occasion);
    }
  });
}

/** There is nothing to open: the state machine, where it waits for this very answer, catches AttemptClosed. */
function closed(rules: Rules, state: Reported, task: Opening, effects: string): Step {
  const useless = rules.order.publishAfterUpdate ? undefined : USELESS_CODE;
  const says = `${name(task)}: ${effects}, AttemptClosed`;
  const rest = replaced(state, task);
  return task.awaited
    ? bound(says, closeAttempt(rules, rest), useless ?? groundless(state))
    : unbound(says, rest, useless);
}

/** handlers/closeAttempt.ts: get; apply, or where it is refused get again; publish, and answer. */
export function closes(rules: Rules, state: Reported, task: Closing): Step {
  const { attempt } = task;
  const { status, attempts } = state.item.incident;
  const found = attempts[attempt];
  if (task.next === "get") {
    const isOpen = status === "awaiting-exam" && found && found.outcome === undefined;
    return isOpen
      ? by(task, `${name(task)}: get`, replaced(state, task, { ...task, next: "apply" }))
      : answers(state, task, "get");
  }
  const now = INSTANT[state.phase];
  const { item, broken } = rules.update(state.item, `missAttempt ${attempt} ${now}`, () =>
    rules.transitions.missAttempt(attempt, GRACE_MS, RETENTION_DAYS, { ...OCCASION, now }),
  );
  if (item === undefined) return answers(state, task, "apply is refused, get");
  const tooEarly = state.processes.some((each) => isPending(each, attempt)) ? TOO_EARLY : undefined;
  const unheard = state.phase === "over" ? undefined : BEFORE_DEADLINE;
  return answers({ ...state, item }, task, "apply", broken ?? tooEarly ?? unheard);
}

function answers(state: Reported, task: Closing, effects: string, broken?: string): Step {
  const { status } = state.item.incident;
  const rest = replaced(state, task);
  const next = task.awaited ? goesOn(rest, task.attempt, status) : rest;
  return by(task, `${name(task)}: ${effects}, publish, answer ${status}`, next, broken);
}
