/** Random incidents and transitions. The incidents are not only those that the process can reach. */
import * as fc from "fast-check";
import { STATUSES, timestamp, type AttemptNumber } from "../../workflow/contract";
import {
  missAttempt,
  openAttempt,
  reopenAttempt,
  reported,
  submitAttempt,
  withdraw,
  type Attempt,
  type Change,
  type Condition,
  type Incident,
  type Occasion,
  type Opening,
  type Path,
  type Submission,
  type Transition,
} from "../../workflow/incident";
import { GRACE_MS, hashOfAnswers, hashOfCode, INCIDENT_ID, NOW, RETENTION_DAYS, taskToken } from "./samples";

export const attemptNumbers: fc.Arbitrary<AttemptNumber> = fc.constantFrom(1, 2, 3);

/** Few different ones, so that two are often equal, and that one stands at the edge of a grace after another. */
export const instants: fc.Arbitrary<number> = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom(0, GRACE_MS), fc.constantFrom(-1, 0, 1))
  .map(([hour, grace, step]) => NOW + hour * 3_600_000 + grace + step);

const timestamps = instants.map(timestamp);
const texts = fc.string({ minLength: 1, maxLength: 8 });
const tokens = fc.constantFrom("token-1", "token-2").map(taskToken);
const codeHashes = texts.map(hashOfCode);

export const occasions: fc.Arbitrary<Occasion> = fc.record({ now: instants, requestId: texts });

export const openings: fc.Arbitrary<Opening> = fc.record({
  deadline: timestamps,
  graceMs: fc.constant(GRACE_MS),
  reminderMs: fc.constantFrom(0, 3_600_000),
  questionIds: fc.array(texts, { maxLength: 3 }),
  passMark: fc.integer({ min: 1, max: 3 }),
  codeHash: codeHashes,
  token: tokens,
});

export const submissions: fc.Arbitrary<Submission> = fc.record({
  outcome: fc.constantFrom("passed", "failed"),
  correct: fc.nat(3),
  answersHash: texts.map(hashOfAnswers),
  codeHash: codeHashes,
  receivedAt: instants,
});

const opened = fc.record({
  openedAt: timestamps,
  deadline: timestamps,
  questionIds: fc.array(texts, { maxLength: 3 }),
  passMark: fc.integer({ min: 1, max: 3 }),
  codeHashes: fc.array(codeHashes, { maxLength: 2 }),
  token: tokens,
});

const attempts: fc.Arbitrary<Attempt> = fc.oneof(
  opened,
  opened.map((open) => ({ ...open, outcome: "missed" as const })),
  fc
    .tuple(opened, submissions)
    .map(([open, { receivedAt, ...graded }]) => ({ ...open, ...graded, submittedAt: timestamp(receivedAt) })),
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
      { status: statuses, version: fc.nat(9), reason: texts, closedAt: timestamps },
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
  fc
    .tuple(attemptNumbers, submissions, fc.constant(RETENTION_DAYS), occasions)
    .map((given) => submitAttempt(...given)),
  fc
    .tuple(attemptNumbers, fc.constant(GRACE_MS), fc.constant(RETENTION_DAYS), occasions)
    .map((given) => missAttempt(...given)),
  fc.tuple(texts, fc.constant(RETENTION_DAYS), occasions).map((given) => withdraw(...given)),
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
