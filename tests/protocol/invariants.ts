/** What must hold, whatever happens: said without the rules that make it hold. */
import { isUnstarted, type Attempt, type AuditEntry, type Incident } from "../../workflow/incident";
import { NUMBERS, type State } from "./state";

const isUsed = (attempt: Attempt | undefined): boolean => attempt?.outcome !== undefined;

/** What is wrong with an incident, by itself. */
export function brokenIncident({ status, attempts }: Incident): string | undefined {
  const all = NUMBERS.map((number) => attempts[number]);
  if (Object.keys(attempts).some((key) => !NUMBERS.some((number) => String(number) === key)))
    return "there are at most three attempts";
  if (all.some((attempt, index) => attempt !== undefined && index > 0 && !isUnpassed(all[index - 1])))
    return "no attempt opens before the one before it is used without a pass";
  const passed = all.some((attempt) => attempt?.outcome === "passed");
  if ((status === "administrative-action") !== all.every(isUnpassed))
    return "administrative action is taken if and only if three attempts are used without a pass";
  if ((status === "resolved") !== passed)
    return "the incident is resolved if and only if an attempt is passed";
  const late = all.find(
    (attempt) => attempt && "submittedAt" in attempt && attempt.submittedAt >= attempt.deadline,
  );
  if (late) return "nothing counts that came after the deadline";
  return undefined;
}

const isUnpassed = (attempt: Attempt | undefined): boolean =>
  isUsed(attempt) && attempt?.outcome !== "passed";

/** What is wrong with a change of an incident. */
export function brokenChange(before: Incident, after: Incident): string | undefined {
  if (before.erasedAt !== after.erasedAt) return brokenErasure(before, after);
  if (before.status !== "awaiting-exam" && !same(substance(before), substance(after)))
    return "what is closed never changes";
  for (const number of NUMBERS) {
    const [was, is] = [before.attempts[number], after.attempts[number]];
    if (isUsed(was) && !same(was, is)) return "an attempt that is used never changes";
    const broken =
      was && (is ? brokenAttempt(was, is, after.audit.at(-1)?.what) : "an attempt never vanishes");
    if (broken !== undefined) return broken;
  }
  return undefined;
}

/** What is wrong with a change of an attempt that has no outcome yet. */
function brokenAttempt(was: Attempt, is: Attempt, what: AuditEntry["what"] | undefined): string | undefined {
  if (!same(paper(was), paper(is))) return "the paper of an attempt never changes";
  if (was.deadline !== is.deadline && what !== "deadline-moved")
    return "a deadline changes at an officer's word alone";
  if (!was.codeHashes.every((hash) => is.codeHashes.includes(hash)) && what !== "codes-revoked")
    return "an exam code works until an officer revokes it";
  if (was.remindedAt !== undefined && was.remindedAt !== is.remindedAt)
    return "a student is reminded of an attempt once";
  return undefined;
}

/** Erasure takes what tells the person, and nothing of how it ended. */
function brokenErasure(before: Incident, after: Incident): string | undefined {
  const left = ({ status, closedAt, attempts }: Incident): unknown => [
    status,
    closedAt,
    NUMBERS.map((number) => attempts[number]?.outcome),
  ];
  return before.status === "awaiting-exam" || !same(left(before), left(after))
    ? "a person is erased from a closed incident alone, and how it ended stays"
    : undefined;
}

const substance = ({ status, attempts, reason, closedAt }: Incident): unknown => ({
  status,
  attempts,
  reason,
  closedAt,
});
const paper = ({ openedAt, questionIds, passMark }: Attempt): unknown => ({
  openedAt,
  questionIds,
  passMark,
});
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** What is wrong with a state. A mishap may delay a step until the deadline; nothing else may. */
export function brokenState({ item, machine, processes, mishaps }: State): string | undefined {
  if (item === undefined) return undefined;
  const { status, attempts } = item.incident;
  const isStarted = machine.at !== "not started";
  if (machine.at === "ended" && machine.status !== status) return "the execution ends as the incident does";
  if (!isStarted && status === "awaiting-exam" && !isUnstarted(item.incident))
    return "an incident that is not started can still be started";
  if (mishaps > 0 || processes.length > 0) return undefined;
  if (!isStarted) return "once everybody has finished, the execution is started";
  const waitsFor = machine.at === "SitExam" ? attempts[machine.attempt] : undefined;
  if (machine.at === "SitExam" && (status !== "awaiting-exam" || !waitsFor || isUsed(waitsFor)))
    return "once everybody has finished, the state machine waits for nothing but an open attempt";
  return undefined;
}
