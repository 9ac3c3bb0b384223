/** Random incidents and transitions. The incidents are not only those that the process can reach. */
import * as fc from "fast-check";
import { STATUSES, timestamp, type AttemptNumber } from "../../workflow/contract";
import {
  erase,
  missAttempt,
  moveDeadline,
  openAttempt,
  reinvite,
  remind,
  reopenAttempt,
  reported,
  resumeAttempt,
  submitAttempt,
  withdraw,
  type Attempt,
  type Change,
  type Condition,
  type Incident,
  type MovedDeadline,
  type Occasion,
  type Opening,
  type Path,
  type Reinvitation,
  type Submission,
  type Transition,
} from "../../workflow/incident";
import {
  GRACE_MS,
  hashOfAnswers,
  hashOfCode,
  HOUR_MS,
  INCIDENT_ID,
  NOW,
  OFFICER,
  RETENTION_DAYS,
  taskToken,
} from "./samples";

export const attemptNumbers: fc.Arbitrary<AttemptNumber> = fc.constantFrom(1, 2, 3);

/** Few different ones, so that two are often equal, and that one stands at the edge of a grace after another. */
export const instants: fc.Arbitrary<number> = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom(0, GRACE_MS), fc.constantFrom(-1, 0, 1))
  .map(([hour, grace, step]) => NOW + hour * 3_600_000 + grace + step);

const timestamps = instants.map(timestamp);
const texts = fc.string({ minLength: 1, maxLength: 8 });
const tokens = fc.constantFrom("token-1", "token-2").map(taskToken);
/** Few different ones, so that what is sent is often held. */
const codeHashes = fc.constantFrom("one", "two").map(hashOfCode);

export const occasions: fc.Arbitrary<Occasion> = fc.record(
  { now: instants, requestId: texts, by: fc.constantFrom(OFFICER, "machine:lms" as const) },
  { requiredKeys: ["now", "requestId"] },
);

const times = {
  deadline: timestamps,
  graceMs: fc.constant(GRACE_MS),
  reminderMs: fc.constantFrom(0, HOUR_MS),
};

export const movedDeadlines: fc.Arbitrary<MovedDeadline> = fc.record(times);

export const openings: fc.Arbitrary<Opening> = fc.record({
  ...times,
  questionIds: fc.array(texts, { maxLength: 3 }),
  passMark: fc.integer({ min: 1, max: 3 }),
  codeHash: codeHashes,
  token: tokens,
});

export const reinvitations: fc.Arbitrary<Reinvitation> = fc.record(
  {
    codeHash: codeHashes,
    email: fc.record({ corrected: texts, reported: texts }),
    revoke: fc.boolean(),
  },
  { requiredKeys: ["codeHash", "revoke"] },
);

export const submissions: fc.Arbitrary<Submission> = fc.record({
  outcome: fc.constantFrom("passed", "failed"),
  correct: fc.nat(3),
  answersHash: texts.map(hashOfAnswers),
  codeHash: codeHashes,
  receivedAt: instants,
});

const opened = fc.record(
  {
    openedAt: timestamps,
    deadline: timestamps,
    questionIds: fc.array(texts, { maxLength: 3 }),
    passMark: fc.integer({ min: 1, max: 3 }),
    codeHashes: fc.array(codeHashes, { maxLength: 2 }),
    token: tokens,
    remindedAt: timestamps,
  },
  { requiredKeys: ["openedAt", "deadline", "questionIds", "passMark", "codeHashes", "token"] },
);

const attempts: fc.Arbitrary<Attempt> = fc.oneof(
  opened,
  opened.map((open) => ({ ...open, outcome: "missed" as const })),
  fc.tuple(opened, submissions).map(([open, { outcome, correct, answersHash, receivedAt }]) => ({
    ...open,
    outcome,
    correct,
    answersHash,
    submittedAt: timestamp(receivedAt),
  })),
);

const reports = fc.record(
  { studentId: texts, email: texts, course: texts, assessment: texts, description: texts },
  { requiredKeys: ["studentId", "email", "course", "assessment"] },
);

/** Open ones more often: what is closed refuses every change. */
const statuses = fc.constantFrom(...STATUSES, ...Array<"awaiting-exam">(6).fill("awaiting-exam"));

/** Any status with any attempts, whether the one follows from the others or not. */
export const incidents: fc.Arbitrary<Incident> = fc
  .record({
    report: reports,
    occasion: occasions,
    changed: fc.record(
      { status: statuses, version: fc.nat(9), reason: texts, closedAt: timestamps, erasedAt: timestamps },
      { requiredKeys: ["status", "version"] },
    ),
    attempts: fc
      .record({ 1: attempts, 2: attempts, 3: attempts }, { requiredKeys: [] })
      .map((some) => ({ ...some })),
  })
  .map(({ report, occasion, changed, attempts }) => ({
    ...reported(INCIDENT_ID, report, occasion),
    ...changed,
    attempts,
  }));

/** Those that the program makes. */
export const ruledTransitions: fc.Arbitrary<Transition> = fc.oneof(
  fc.tuple(attemptNumbers, openings, occasions).map((given) => openAttempt(...given)),
  fc.tuple(attemptNumbers, openings, occasions).map((given) => reopenAttempt(...given)),
  fc.tuple(attemptNumbers, tokens, occasions).map((given) => resumeAttempt(...given)),
  fc.tuple(attemptNumbers, reinvitations, occasions).map((given) => reinvite(...given)),
  fc.tuple(attemptNumbers, movedDeadlines, occasions).map((given) => moveDeadline(...given)),
  fc.tuple(attemptNumbers, movedDeadlines, occasions).map((given) => remind(...given)),
  fc
    .tuple(attemptNumbers, submissions, fc.constant(RETENTION_DAYS), occasions)
    .map((given) => submitAttempt(...given)),
  fc
    .tuple(attemptNumbers, fc.constant(GRACE_MS), fc.constant(RETENTION_DAYS), occasions)
    .map((given) => missAttempt(...given)),
  fc.tuple(texts, fc.constant(RETENTION_DAYS), occasions).map((given) => withdraw(...given)),
  fc.tuple(incidents, occasions).map((given) => erase(...given)),
);

const place = (...fields: string[]) =>
  fc
    .tuple(attemptNumbers, fc.constantFrom(...fields))
    .map(([attempt, field]): Path => ["attempts", attempt, field]);
const top = (...fields: string[]) => fc.constantFrom(...fields).map((field): Path => [field]);

const conditions: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    rule: texts,
    path: fc.oneof(top("status", "reason"), place("outcome", "deadline", "correct")),
    is: fc.constant("absent" as const),
  }),
  fc.record({
    rule: texts,
    path: fc.oneof(top("status", "version"), place("outcome")),
    is: fc.constant("one-of" as const),
    values: fc.subarray([...STATUSES, "passed", "failed", "missed"], { minLength: 4 }),
  }),
  fc.record({
    rule: texts,
    path: fc.oneof(top("dueAt", "closedAt"), place("deadline", "passMark", "submittedAt")),
    is: fc.constantFrom("after" as const, "not-after" as const),
    time: timestamps,
  }),
  fc.record({
    rule: texts,
    path: fc.oneof(top("status", "version"), place("codeHashes", "questionIds", "token")),
    is: fc.constant("holds" as const),
    value: fc.oneof(codeHashes, fc.constantFrom("exam", "token-1")),
  }),
  fc.record({
    rule: texts,
    path: fc.oneof(top("audit", "reason", "version", "attempts"), place("codeHashes", "passMark")),
    is: fc.constant("shorter-than" as const),
    length: fc.nat(5),
  }),
);

const changes: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    set: fc.oneof(
      top("reason", "status"),
      place("token", "answersHash"),
      attemptNumbers.map((n): Path => ["attempts", n]),
    ),
    value: fc.oneof(texts, fc.integer(), fc.dictionary(fc.constantFrom("a", "b"), texts)),
  }),
  fc.record({
    append: fc.oneof(top("audit", "history"), place("codeHashes", "token")),
    values: fc.array(texts, { maxLength: 2 }),
  }),
  fc.record({ increment: fc.oneof(top("status"), place("correct", "passMark")) }),
  fc.record({ remove: fc.oneof(top("dueAt", "closedAt", "reason"), place("outcome", "token")) }),
);

/** Those that the program could make: what the language of conditions and changes can say. Each counts itself. */
export const freeTransitions: fc.Arbitrary<Transition> = fc.record({
  conditions: conditions.map((condition) => [condition]),
  changes: fc
    .array(changes, { minLength: 1, maxLength: 2 })
    .map((some) => [...some, { increment: ["version"] }]),
});
