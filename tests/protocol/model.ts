/**
 * One incident and everybody who acts on it: the steps from a state to the next ones. A step is one effect that others
 * can see (a conditional update, StartExecution, SendTaskSuccess, a transition of the state machine, time going by), or
 * a read that decides on one. Updates are the transitions of workflow/incident.ts, on real items.
 *
 * What is left out, and why nothing is lost by it:
 * - Publishing and answering are one step with the effect before them: they change nothing that anybody reads. So is
 *   the read after an update that was refused, and a whole request whose only effect is its last: late submissions,
 *   repeated requests.
 * - The checks of time that submitAttempt and closeAttempt make before their update: they choose the words of a refusal
 *   or save an update. Here the conditions carry the rule alone.
 * - A crash before the first effect: as if the actor had never come. A zombie that did nothing before it acts: a wrong
 *   invocation by hand. A task that dies: a zombie that never acts.
 * - Which token it is: the one that the state machine waits with is live; every other one is dead, and stays so. A wake
 *   with a dead one does nothing, so whoever holds one has finished.
 * - What no rule reads: audit, version, what the clock says beside the three phases of the newest attempt.
 */
import type { AttemptNumber } from "../../workflow/contract";
import { isSubmitted, isUnstarted, newestAttempt, nextAttempt } from "../../workflow/incident";
import { FAILED, GRACE_MS, hashOfAnswers, OCCASION, OPEN, PASSED, RETENTION_DAYS } from "../support/samples";
import { DEAD, FRESH, items, LIVE, type Item, type Update } from "./items";
import type { Protocol } from "./protocol";
import {
  joined,
  replaced,
  underWay,
  type Answers,
  type Closing,
  type Opening,
  type Phase,
  type PlannedOpening,
  type Process,
  type State,
  type Submission,
  type Task,
} from "./state";

export interface Step {
  readonly next: State;
  /** Who does what, for the trace. */
  readonly says: string;
  /** Whether it happens even where clients, zombies and operators are silent for ever. */
  readonly isBound: boolean;
  /** The invariant that the step breaks. */
  readonly broken?: string | undefined;
}

/** A state in which the incident is there. */
interface Reported extends State {
  readonly item: Item;
}

const CLIENTS = 2;
const NUMBERS: readonly AttemptNumber[] = [1, 2, 3];
const DEADLINE = Date.parse(OPEN.deadline);
/** The last instant in time, and the first that is too late. */
const IN_TIME = DEADLINE - 1;
const TOO_LATE = DEADLINE;
/** The instant of each phase that is nearest to the next one; of the last one the first. */
const INSTANT: Readonly<Record<Phase, number>> = {
  open: DEADLINE - 1,
  grace: DEADLINE + GRACE_MS - 1,
  over: DEADLINE + GRACE_MS,
};
const { outcome: passed, correct: enough, answersHash: right } = PASSED;
const { outcome: failed, correct: tooFew, answersHash: wrong } = FAILED;
const GRADED = {
  pass: { outcome: passed, correct: enough, answersHash: right },
  fail: { outcome: failed, correct: tooFew, answersHash: wrong },
  other: { outcome: failed, correct: tooFew, answersHash: hashOfAnswers("wrong in another way") },
} as const;

/** The steps from a state, with at most that many crashes, zombies and wrong invocations in all. */
export function model(
  { transitions, order }: Protocol,
  maxMishaps: number,
): (state: State) => readonly Step[] {
  const { reported, update, expired } = items();

  return (state) =>
    isReported(state)
      ? [
          ...state.processes.map((process) => goesOn(state, process)),
          ...timePasses(state),
          ...timesOut(state),
          ...reportsAgain(state),
          ...submits(state),
          ...withdraws(state),
          ...(state.mishaps < maxMishaps ? mishaps({ ...state, mishaps: state.mishaps + 1 }) : []),
        ]
      : [unbound("reportIncident: create", joined({ ...state, item: reported() }, STARTING))];

  function goesOn(state: Reported, process: Process): Step {
    if (process.next === "start") return bound(`${name(process)}: start`, started(replaced(state, process)));
    if (process.next === "wake") return bound(`${name(process)}: wake`, woken(state), groundless(state));
    switch (process.handler) {
      case "submitAttempt":
        return records(state, process);
      case "openAttempt":
        return opens(state, process);
      case "closeAttempt":
        return closes(state, process);
    }
  }

  /** handlers/reportIncident.ts: create, or where it is there get; start where it is unstarted. */
  function reportsAgain(state: Reported): readonly Step[] {
    const mayStart = state.machine.at === "not started" && isUnstarted(state.item.incident);
    return mayStart ? [unbound("reportIncident again: create is refused, get, start", started(state))] : [];
  }

  /** handlers/submitAttempt.ts: get; apply, or where it is refused get again; wake. */
  function submits(state: Reported): readonly Step[] {
    const { status, attempts } = state.item.incident;
    return NUMBERS.flatMap((attempt): readonly Step[] => {
      const found = attempts[attempt];
      if (found && isSubmitted(found)) return repeats(state, attempt);
      if (!found || found.outcome !== undefined || status !== "awaiting-exam") return [];
      return state.phase === "open" ? arrives(state, attempt) : arrivesLate(state, attempt);
    });
  }

  function repeats(state: Reported, attempt: AttemptNumber): readonly Step[] {
    return wakes(state.item, attempt)
      ? [unbound(`submitAttempt ${attempt} again: get, wake`, woken(state), groundless(state))]
      : [];
  }

  function arrives(state: Reported, attempt: AttemptNumber): readonly Step[] {
    if (state.processes.filter(isSubmission).length >= CLIENTS) return [];
    return answersOffered(state, attempt).map((answers) => {
      const request: Submission = { handler: "submitAttempt", attempt, answers, next: "apply" };
      const next = joined(state, request);
      return order.wakeAfterUpdate || !wakes(state.item, attempt)
        ? unbound(`${name(request)}: get`, next)
        : unbound(`${name(request)}: get, wake`, woken(next), groundless(state));
    });
  }

  function arrivesLate(state: Reported, attempt: AttemptNumber): readonly Step[] {
    const { item, broken } = stored(state.item, attempt, "pass", TOO_LATE);
    return item ? [unbound(`submitAttempt ${attempt} late: get, apply`, { ...state, item }, broken)] : [];
  }

  function records(state: Reported, request: Submission): Step {
    const { attempt, answers } = request;
    const isInTime = order.timeOfReception || state.phase === "open";
    const { item, broken } = stored(state.item, attempt, answers, isInTime ? IN_TIME : TOO_LATE);
    if (item === undefined) return loses(state, request);
    const next = renamed({ ...replaced(state, request), item }, request);
    return bound(`${name(request)}: apply`, waking(next, attempt), broken);
  }

  /** Reads why: the result of the same answers, or that there is none. */
  function loses(state: Reported, request: Submission): Step {
    const { attempt, answers } = request;
    const { status, attempts } = state.item.incident;
    const winner = attempts[attempt];
    const next = replaced(state, request);
    const says = `${name(request)}: apply is refused, get`;
    if (winner && isSubmitted(winner))
      return bound(says, winner.answersHash === GRADED[answers].answersHash ? waking(next, attempt) : next);
    const isOpen = status === "awaiting-exam" && winner?.outcome === undefined;
    return bound(says, next, isOpen ? "nobody who comes in time is turned away" : undefined);
  }

  function stored(item: Item, attempt: AttemptNumber, answers: Answers, receivedAt: number): Update {
    return update(item, `submitAttempt ${attempt} ${answers} ${receivedAt}`, () => {
      const submission = { ...GRADED[answers], receivedAt };
      const whole = transitions.submitAttempt(attempt, submission, RETENTION_DAYS, OCCASION);
      // Without the status: the first of two updates, and what a crash after it leaves behind.
      const outcome = whole.changes.filter((change) => "set" in change && change.set[0] === "attempts");
      return order.outcomeWithStatus ? whole : { ...whole, changes: outcome };
    });
  }

  /** A submission has its result, and still has to wake the state machine, if that waits with its token. */
  function waking(state: Reported, attempt: AttemptNumber): State {
    return order.wakeAfterUpdate && wakes(state.item, attempt) ? joined(state, WAKING.submitAttempt) : state;
  }

  /** Whether a submission of that attempt wakes with the live token. */
  function wakes({ incident }: Item, attempt: AttemptNumber): boolean {
    const holder = order.tokenPerAttempt ? attempt : newestAttempt(incident);
    return holder !== undefined && incident.attempts[holder]?.token === LIVE;
  }

  /** handlers/withdrawIncident.ts: apply, or where it is refused get; wake. */
  function withdraws(state: Reported): readonly Step[] {
    const { item, broken } = update(state.item, "withdraw", () =>
      transitions.withdraw("Reported in error.", RETENTION_DAYS, OCCASION),
    );
    const { incident } = item ?? state.item;
    const newest = newestAttempt(incident);
    const mustWake = newest !== undefined && incident.attempts[newest]?.token === LIVE;
    if (item) {
      const withdrawn = { ...state, item };
      const next = mustWake ? joined(withdrawn, WAKING.withdrawIncident) : withdrawn;
      return [unbound("withdrawIncident: apply", next, broken)];
    }
    return incident.status === "withdrawn" && mustWake
      ? [unbound("withdrawIncident again: apply is refused, get, wake", woken(state), groundless(state))]
      : [];
  }

  /** handlers/openAttempt.ts: get; apply, or where it is refused get and apply again; publish. */
  function opens(state: Reported, task: Opening): Step {
    switch (task.next) {
      case "get":
        return isOver(state, task.attempt)
          ? closed(state, task, "get")
          : by(task, `${name(task)}: get`, replaced(state, task, planned(state.item, task)));
      case "apply":
        return seats(state, task);
      case "publish":
        return bound(`${name(task)}: publish`, replaced(state, task));
    }
  }

  function seats(state: Reported, task: PlannedOpening): Step {
    const { handler, attempt, awaited, plan } = task;
    const { item, answer, broken } = seated(state.item, task);
    if (item === undefined) {
      const again: Opening = { ...planned(state.item, task), look: 2 };
      const looksAgain = awaited && task.look === 1 && order.secondLook && !isOver(state, attempt);
      return looksAgain
        ? bound(`${name(task)}: apply (${plan}) is refused, get`, replaced(state, task, again))
        : closed(state, task, `apply (${plan}) is refused`);
    }
    const hasCode = answer?.attempts[attempt]?.codeHashes.includes(FRESH.codeHash);
    const found = broken ?? (hasCode ? undefined : USELESS_CODE);
    const says = `${name(task)}: apply (${plan})`;
    const next = replaced({ ...state, item, phase: plan === "open" ? "open" : state.phase }, task);
    return awaited
      ? bound(says, joined(next, { handler, attempt, awaited, next: "publish" }), found)
      : unbound(`${says}, publish`, next, found);
  }

  /** There is nothing to open: the state machine, if it waits for this very answer, catches AttemptClosed. */
  function closed(state: Reported, task: Opening, effects: string): Step {
    const useless = order.publishAfterUpdate ? undefined : USELESS_CODE;
    const says = `${name(task)}: ${effects}, AttemptClosed`;
    const rest = replaced(state, task);
    return task.awaited
      ? bound(says, woken(rest), useless ?? groundless(state))
      : unbound(says, rest, useless);
  }

  function seated(item: Item, { attempt, plan, awaited }: PlannedOpening): Update {
    const seat = { codeHash: FRESH.codeHash, token: awaited ? LIVE : DEAD };
    return update(item, `${plan} ${attempt} ${seat.token}`, () =>
      plan === "open"
        ? transitions.openAttempt(attempt, { ...OPEN, ...FRESH, ...seat, graceMs: GRACE_MS }, FRESH.occasion)
        : transitions.reopenAttempt(attempt, seat, FRESH.occasion),
    );
  }

  /** handlers/closeAttempt.ts: get; apply, or where it is refused get again; publish, and answer. */
  function closes(state: Reported, task: Closing): Step {
    const { attempt, handler, awaited } = task;
    const { status, attempts } = state.item.incident;
    const found = attempts[attempt];
    if (task.next === "get") {
      const isOpen = status === "awaiting-exam" && found && found.outcome === undefined;
      return isOpen
        ? by(task, `${name(task)}: get`, replaced(state, task, { handler, attempt, awaited, next: "apply" }))
        : answers(state, task, "get");
    }
    const now = INSTANT[state.phase];
    const { item, broken } = update(state.item, `missAttempt ${attempt} ${now}`, () =>
      transitions.missAttempt(attempt, GRACE_MS, RETENTION_DAYS, { ...OCCASION, now }),
    );
    if (item === undefined) return answers(state, task, "apply is refused, get");
    const tooEarly = state.processes.some((each) => isPending(each, attempt)) ? TOO_EARLY : undefined;
    return answers({ ...state, item }, task, "apply", broken ?? tooEarly);
  }

  /** Publishes and answers; where the state machine waits for this very answer, it goes through Status. */
  function answers(state: Reported, task: Closing, effects: string, broken?: string): Step {
    const { attempt, awaited } = task;
    const { status, attempts } = state.item.incident;
    const says = `${name(task)}: ${effects}, publish, answer ${status}`;
    const rest = replaced(state, task);
    if (!awaited) return unbound(says, rest, broken);
    if (status !== "awaiting-exam") return bound(says, { ...rest, machine: { at: "ended", status } }, broken);
    const next = attempts[attempt]?.outcome === undefined ? attempt : nextAttempt(attempt);
    return bound(says, sitExam(rest, next ?? attempt), broken);
  }

  /** Time goes by for the newest attempt. Its grace ends only after every request that came in time. */
  function timePasses(state: Reported): readonly Step[] {
    const newest = newestAttempt(state.item.incident);
    if (newest === undefined || !isTimed(state) || state.phase === "over") return [];
    if (state.phase === "open")
      return [bound(`the deadline of attempt ${newest} goes by`, { ...state, phase: "grace" })];
    const mustWait = order.graceOutlastsRequests && state.processes.some((each) => isPending(each, newest));
    return mustWait ? [] : [bound(`the grace of attempt ${newest} goes by`, { ...state, phase: "over" })];
  }

  /**
   * SitExam: window and grace have gone by since it was entered, which is longer than openAttempt can last. Its clock
   * may run a little ahead of that of the functions.
   */
  function timesOut(state: Reported): readonly Step[] {
    if (state.machine.at !== "SitExam" || state.processes.some(isAwaited)) return [];
    const { attempt } = state.machine;
    const newest = newestAttempt(state.item.incident) ?? 0;
    // Where a later attempt was opened by hand, this one has no phase any more: its time may be up.
    const isUp = newest > attempt || (newest === attempt && state.phase !== "open");
    return isUp ? [bound(`SitExam ${attempt} times out`, woken(state))] : [];
  }

  /** What may go wrong: a crash, a try that the state machine gives up while it goes on, a wrong invocation. */
  function mishaps(state: Reported): readonly Step[] {
    const crashes = state.processes.flatMap((process): readonly Step[] => {
      if (process.next === "wake" || process.next === "start")
        return [unbound(`${name(process)}: crashes before ${process.next}`, replaced(state, process))];
      return isAwaited(process) && process.next !== "get"
        ? [unbound(`${name(process)}: is given up before ${process.next}, retry`, retried(state, process))]
        : [];
    });
    // Before the start it would hide that there is none: handlers/reportIncident.ts starts what has no attempts.
    const attempts = state.machine.at === "not started" ? [] : NUMBERS;
    const byHand = attempts
      .filter((attempt) => !isOver(state, attempt))
      .map((attempt) => opens(state, planned(state.item, { attempt, awaited: false })))
      .filter(({ next, broken }) => next.item !== state.item || broken !== undefined);
    return [...crashes, ...byHand];
  }

  /** A new try begins, with a new token. The old one goes on without being awaited, and will not look twice. */
  function retried(state: Reported, task: Opening | Closing): State {
    const { handler, attempt } = task;
    const begun = { handler, attempt, awaited: true, next: "get" } as const;
    if (task.next === "publish") return joined(withoutToken(state), begun);
    const zombie = { ...task, awaited: false, ...("look" in task && { look: 1 as const }) };
    return replaced(state, task, zombie, begun);
  }

  /** The state machine leaves SitExam. */
  function woken(state: Reported): State {
    if (state.machine.at !== "SitExam") throw new Error("Only SitExam waits with a token.");
    const { attempt } = state.machine;
    const next = { ...withoutToken(state), machine: { at: "CloseAttempt", attempt } as const };
    return joined(next, { handler: "closeAttempt", attempt, awaited: true, next: "get" });
  }

  /** The token is dead: whoever was about to wake with it, or to publish what was opened for it, has finished. */
  function withoutToken(state: Reported): Reported {
    const left = state.processes.filter(({ next }) => next !== "wake" && next !== "publish");
    return underWay({ ...state, item: expired(state.item) }, left);
  }
}

const STARTING: Process = { handler: "reportIncident", next: "start" };
const WAKING = {
  submitAttempt: { handler: "submitAttempt", next: "wake" },
  withdrawIncident: { handler: "withdrawIncident", next: "wake" },
} as const;
const TOO_EARLY = "missed is never written while a request that came in time can win";
const USELESS_CODE = "every exam code that is mailed is in the item";

const isReported = (state: State): state is Reported => state.item !== undefined;

const isSubmission = (process: Process): process is Submission =>
  process.handler === "submitAttempt" && process.next === "apply";

const isAwaited = (process: Process): process is Opening | Closing =>
  (process.handler === "openAttempt" || process.handler === "closeAttempt") && process.awaited;

/** Whether it is a submission of that attempt that came in time and may still win. */
const isPending = (process: Process, attempt: AttemptNumber): process is Submission =>
  isSubmission(process) && process.attempt === attempt;

/** The state machine enters SitExam, with a new token. */
function sitExam(state: State, attempt: AttemptNumber): State {
  const task: Opening = { handler: "openAttempt", attempt, awaited: true, next: "get" };
  return joined({ ...state, machine: { at: "SitExam", attempt } }, task);
}

const started = (state: State): State => (state.machine.at === "not started" ? sitExam(state, 1) : state);

/** The state machine stops waiting for an attempt that can still be sat. */
function groundless({ item, machine, phase }: Reported): string | undefined {
  if (machine.at !== "SitExam") return undefined;
  const { status, attempts } = item.incident;
  const isTimeUp = newestAttempt(item.incident) === machine.attempt && phase !== "open";
  const hasGround =
    status !== "awaiting-exam" || attempts[machine.attempt]?.outcome !== undefined || isTimeUp;
  return hasGround ? undefined : "the state machine waits for an attempt as long as it can be sat";
}

/** Whether the attempt is there, with its grace: openAttempt then opens nothing. */
const isOver = ({ item, phase }: Reported, attempt: AttemptNumber): boolean =>
  phase === "over" && newestAttempt(item.incident) === attempt;

/** What openAttempt means to do after its read. */
function planned({ incident }: Item, { attempt, awaited }: Task): PlannedOpening {
  const plan = incident.attempts[attempt] ? "reopen" : "open";
  return { handler: "openAttempt", attempt, awaited, next: "apply", plan, look: 1 };
}

/** The first of those that fail is called so; the second may be the same, or another. */
function answersOffered({ processes }: State, attempt: AttemptNumber): readonly Answers[] {
  const isSecond = processes.some((each) => isPending(each, attempt) && each.answers === "fail");
  return isSecond ? ["pass", "fail", "other"] : ["pass", "fail"];
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

/** The phase matters while the newest attempt can get an outcome, or SitExam waits for its end. */
function isTimed({ item, machine }: State): boolean {
  if (item === undefined) return false;
  const newest = newestAttempt(item.incident);
  if (newest === undefined) return false;
  const { status, attempts } = item.incident;
  const isOpen = status === "awaiting-exam" && attempts[newest]?.outcome === undefined;
  return isOpen || (machine.at === "SitExam" && machine.attempt === newest);
}

const settled = (state: State): State =>
  state.phase === "over" || isTimed(state) ? state : { ...state, phase: "over" };

const bound = (says: string, next: State, broken?: string): Step => ({
  says,
  isBound: true,
  next: settled(next),
  broken,
});

const unbound = (says: string, next: State, broken?: string): Step => ({
  says,
  isBound: false,
  next: settled(next),
  broken,
});

const by = ({ awaited }: Opening | Closing, says: string, next: State, broken?: string): Step =>
  awaited ? bound(says, next, broken) : unbound(says, next, broken);

function name(process: Process): string {
  if (process.next === "start" || process.next === "wake") return process.handler;
  const { handler, attempt } = process;
  if (process.handler === "submitAttempt") return `${handler} ${attempt} (${process.answers})`;
  return `${handler} ${attempt}${process.awaited ? "" : " (zombie, or by hand)"}`;
}
