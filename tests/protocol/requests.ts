/** What clients and officers send, in the order of effects of the handlers. */
import type { AttemptNumber } from "../../workflow/contract";
import { isSubmitted, isUnstarted, newestAttempt } from "../../workflow/incident";
import { FAILED, hashOfAnswers, OCCASION, OPEN, OPENING, PASSED, RETENTION_DAYS } from "../support/samples";
import { LIVE, REVOKED, type Item, type Update } from "./items";
import { closeAttempt, groundless, started } from "./machine";
import {
  isPending,
  isSubmission,
  joined,
  NUMBERS,
  replaced,
  underWay,
  type Answers,
  type Process,
  type State,
  type Submission,
} from "./state";
import { bound, name, unbound, type Reported, type Rules, type Step } from "./step";

const CLIENTS = 2;
/** The last instant in time, and the first that is too late. */
const TOO_LATE = Date.parse(OPEN.deadline);
const IN_TIME = TOO_LATE - 1;
const { outcome: passed, correct: enough, answersHash: right } = PASSED;
const { outcome: failed, correct: tooFew, answersHash: wrong } = FAILED;
const GRADED = {
  pass: { outcome: passed, correct: enough, answersHash: right },
  fail: { outcome: failed, correct: tooFew, answersHash: wrong },
  other: { outcome: failed, correct: tooFew, answersHash: hashOfAnswers("wrong in another way") },
} as const;
const STARTING: Process = { handler: "reportIncident", next: "start" };
const WAKING: Readonly<Record<"submitAttempt" | "withdrawIncident", Process>> = {
  submitAttempt: { handler: "submitAttempt", next: "wake" },
  withdrawIncident: { handler: "withdrawIncident", next: "wake" },
};

/** handlers/reportIncident.ts: create; start. */
export function reports({ reported }: Rules, state: State): readonly Step[] {
  return [unbound("reportIncident: create", joined({ ...state, item: reported() }, STARTING))];
}

/** handlers/reportIncident.ts: create, which is refused; get; start, where the incident is unstarted. */
export function reportsAgain(state: Reported): readonly Step[] {
  const mayStart = state.machine.at === "not started" && isUnstarted(state.item.incident);
  return mayStart ? [unbound("reportIncident again: create is refused, get, start", started(state))] : [];
}

/** handlers/submitAttempt.ts: get; apply, or where it is refused get again; wake. */
export function submits(rules: Rules, state: Reported): readonly Step[] {
  const { status, attempts } = state.item.incident;
  return NUMBERS.flatMap((attempt): readonly Step[] => {
    const found = attempts[attempt];
    if (found && isSubmitted(found)) return repeats(rules, state, attempt);
    if (!found || found.outcome !== undefined || status !== "awaiting-exam") return [];
    return state.phase === "open" ? arrives(rules, state, attempt) : arrivesLate(rules, state, attempt);
  });
}

function repeats(rules: Rules, state: Reported, attempt: AttemptNumber): readonly Step[] {
  const says = `submitAttempt ${attempt} again: get, wake`;
  return wakes(rules, state.item, attempt)
    ? [unbound(says, closeAttempt(rules, state), groundless(state))]
    : [];
}

function arrives(rules: Rules, state: Reported, attempt: AttemptNumber): readonly Step[] {
  if (state.processes.filter(isSubmission).length >= CLIENTS) return [];
  return answersOffered(state, attempt).map((answers) => {
    const request: Submission = { handler: "submitAttempt", attempt, answers, revoked: false, next: "apply" };
    const next = joined(state, request);
    return rules.order.wakeAfterUpdate || !wakes(rules, state.item, attempt)
      ? unbound(`${name(request)}: get`, next)
      : unbound(`${name(request)}: get, wake`, closeAttempt(rules, next), groundless(state));
  });
}

/** The first of those that fail is called so; the second may be the same, or another. */
function answersOffered({ processes }: State, attempt: AttemptNumber): readonly Answers[] {
  const isSecond = processes.some((each) => isPending(each, attempt) && each.answers === "fail");
  return isSecond ? ["pass", "fail", "other"] : ["pass", "fail"];
}

function arrivesLate(rules: Rules, state: Reported, attempt: AttemptNumber): readonly Step[] {
  const late = { attempt, answers: "pass", revoked: false } as const;
  const { item, broken } = stored(rules, state.item, late, TOO_LATE);
  return item ? [unbound(`submitAttempt ${attempt} late: get, apply`, { ...state, item }, broken)] : [];
}

/** A submission that has read goes on. */
export function records(rules: Rules, state: Reported, request: Submission): Step {
  const { attempt, revoked } = request;
  const isInTime = rules.order.timeOfReception || state.phase === "open";
  const { item, broken } = stored(rules, state.item, request, isInTime ? IN_TIME : TOO_LATE);
  if (item === undefined) return loses(rules, state, request);
  const next = renamed({ ...replaced(state, request), item }, request);
  const unlawful = revoked ? "a code that is revoked is never accepted" : undefined;
  return bound(`${name(request)}: apply`, waking(rules, next, attempt), broken ?? unlawful);
}

/** Reads why: the result of the same answers, that there is none, or that the code is none. */
function loses(rules: Rules, state: Reported, request: Submission): Step {
  const { attempt, answers, revoked } = request;
  const { status, attempts } = state.item.incident;
  const winner = attempts[attempt];
  const next = replaced(state, request);
  const says = `${name(request)}: apply is refused, get`;
  if (revoked) return bound(says, next);
  if (winner && isSubmitted(winner)) {
    const isSame = winner.answersHash === GRADED[answers].answersHash;
    return bound(says, isSame ? waking(rules, next, attempt) : next);
  }
  const isOpen = status === "awaiting-exam" && winner?.outcome === undefined;
  return bound(says, next, isOpen ? "nobody who comes in time is turned away" : undefined);
}

function stored(
  { update, transitions, order }: Rules,
  item: Item,
  { attempt, answers, revoked }: Pick<Submission, "attempt" | "answers" | "revoked">,
  receivedAt: number,
): Update {
  return update(item, `submitAttempt ${attempt} ${answers} ${revoked} ${receivedAt}`, () => {
    const codeHash = revoked ? REVOKED : OPENING.codeHash;
    const submission = { ...GRADED[answers], codeHash, receivedAt };
    const whole = transitions.submitAttempt(attempt, submission, RETENTION_DAYS, OCCASION);
    // Without the status: the first of two updates, and what a crash after it leaves behind.
    const outcome = whole.changes.filter((change) => "set" in change && change.set[0] === "attempts");
    return order.outcomeWithStatus ? whole : { ...whole, changes: outcome };
  });
}

/** What is stored is called `fail`: where it was `other`, the two change their names. */
function renamed(state: Reported, { attempt, answers }: Submission): Reported {
  if (answers !== "other") return state;
  const processes = state.processes.map((each) =>
    isPending(each, attempt) ? { ...each, answers: SWAPPED[each.answers] } : each,
  );
  return underWay(state, processes);
}

const SWAPPED = { pass: "pass", fail: "other", other: "fail" } as const;

/** A submission has its result, and still has to wake the state machine, if that waits with its token. */
function waking(rules: Rules, state: Reported, attempt: AttemptNumber): State {
  const { wake, wakeAfterUpdate } = rules.order;
  return wake && wakeAfterUpdate && wakes(rules, state.item, attempt)
    ? joined(state, WAKING.submitAttempt)
    : state;
}

/** Whether a submission of that attempt wakes with the live token. */
export function wakes({ order }: Rules, { incident }: Item, attempt: AttemptNumber): boolean {
  const holder = order.tokenPerAttempt ? attempt : newestAttempt(incident);
  return holder !== undefined && incident.attempts[holder]?.token === LIVE;
}

/** handlers/withdrawIncident.ts: apply, or where it is refused get; wake. */
export function withdraws(rules: Rules, state: Reported): readonly Step[] {
  const { item, broken } = rules.update(state.item, "withdraw", () =>
    rules.transitions.withdraw("Reported in error.", RETENTION_DAYS, OCCASION),
  );
  const { incident } = item ?? state.item;
  const newest = newestAttempt(incident);
  const isAwaited = newest !== undefined && incident.attempts[newest]?.token === LIVE;
  const mustWake = isAwaited && rules.order.wake;
  if (item) {
    const withdrawn = { ...state, item };
    const next = mustWake ? joined(withdrawn, WAKING.withdrawIncident) : withdrawn;
    return [unbound("withdrawIncident: apply", next, broken)];
  }
  if (incident.status !== "withdrawn" || !mustWake) return [];
  const says = "withdrawIncident again: apply is refused, get, wake";
  return [unbound(says, closeAttempt(rules, state), groundless(state))];
}
