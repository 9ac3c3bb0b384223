/** An incident, its parts and its secrets, for tests to begin with. */
import { secrets } from "../../handlers/secrets";
import {
  incidentId,
  isTaskToken,
  timestamp,
  type AnswersHash,
  type CallerName,
  type CodeHash,
  type Status,
  type TaskToken,
} from "../../workflow/contract";
import {
  reported,
  type Attempt,
  type Incident,
  type Occasion,
  type Opening,
  type Report,
  type Submitted,
} from "../../workflow/incident";

export const INCIDENT_ID = incidentId("2026-hist101-0042");

export const REPORT: Report = {
  studentId: "s1234567",
  email: "student@university.example",
  course: "HIST101",
  assessment: "Essay 2",
};

/** 2026-03-02T09:00:00.000Z */
export const NOW = Date.UTC(2026, 2, 2, 9);
export const HOUR_MS = 3_600_000;
export const GRACE_MS = 60_000;
export const RETENTION_DAYS = 365;
export const OFFICER: CallerName = "person:officer";
export const OCCASION: Occasion = { now: NOW, requestId: "request-1" };

export const hashOfCode = (code: string): CodeHash => secrets().hashCode(code);

export const hashOfAnswers = (answer: string): AnswersHash => secrets().hashAnswers({ question: answer });

export function taskToken(text: string): TaskToken {
  if (isTaskToken(text)) return text;
  throw new Error("A task token is a text, and not the empty one.");
}

/** An opening at NOW with a deadline an hour later. */
export const OPENING: Opening = {
  deadline: timestamp(NOW + HOUR_MS),
  graceMs: GRACE_MS,
  reminderMs: 0,
  questionIds: ["q-one", "q-two", "q-three"],
  passMark: 2,
  codeHash: hashOfCode("code"),
  token: taskToken("token"),
};

/** Attempts as they are stored, by their outcome. */
export const OPEN = {
  openedAt: timestamp(NOW),
  deadline: OPENING.deadline,
  questionIds: OPENING.questionIds,
  passMark: OPENING.passMark,
  codeHashes: [OPENING.codeHash],
  token: OPENING.token,
} as const satisfies Attempt;
export const MISSED: Attempt = { ...OPEN, outcome: "missed" };
export const PASSED: Submitted = {
  ...OPEN,
  outcome: "passed",
  correct: 3,
  answersHash: hashOfAnswers("right"),
  submittedAt: timestamp(NOW + 1),
};
export const FAILED: Submitted = {
  ...PASSED,
  outcome: "failed",
  correct: 1,
  answersHash: hashOfAnswers("wrong"),
};

/** A reported incident with these attempts, in order. */
export function incidentWith(status: Status, ...attempts: readonly Attempt[]): Incident {
  const [first, second, third] = attempts;
  return {
    ...reported(INCIDENT_ID, REPORT, OCCASION),
    status,
    ...(status === "withdrawn" && { reason: "Cited in an appendix." }),
    attempts: { ...(first && { 1: first }), ...(second && { 2: second }), ...(third && { 3: third }) },
  };
}
