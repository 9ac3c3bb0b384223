/** What travels over the API: types and schemas of requests and answers, side by side. */
import {
  INCIDENT_ID_PATTERN,
  MAX_ATTEMPTS,
  STATUSES,
  type AttemptNumber,
  type Outcome,
  type Status,
  type Timestamp,
} from "../workflow/contract";
import type { Question } from "../workflow/exam/questions";
import type { Answers } from "../workflow/exam/paper";
import type { Report } from "../workflow/incident";
import { objectSchema, type JsonSchema, type ObjectSchema } from "../workflow/schema";
import type { Fault, Problem } from "./problems";

/** Not allowed in any text: control characters, half surrogate pairs, and what undecodable bytes became. */
const LINE = "^(?=.*\\S)[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufffd]+$";
const LINES =
  "^(?=[\\s\\S]*\\S)[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufffd]+$";
const EMAIL =
  "^[^\\s@\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufffd]+@[^\\s@.\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufffd]+(\\.[^\\s@.\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufffd]+)+$";

/** Patterns in words, for whoever sent something else. */
export const PATTERN_WORDS: Readonly<Record<string, string>> = {
  [LINE]: "must be one line of text, not blank, without control characters",
  [LINES]: "must be text, not blank, without control characters",
  [EMAIL]: "must be an e-mail address such as name@university.example",
  [INCIDENT_ID_PATTERN]: `must match ${INCIDENT_ID_PATTERN}`,
};

const line = (maxLength: number, description: string, example: string): JsonSchema => ({
  type: "string",
  minLength: 1,
  maxLength,
  pattern: LINE,
  description,
  example,
});
const instant = (description: string): JsonSchema => ({ type: "string", format: "date-time", description });
const count = (description: string): JsonSchema => ({ type: "integer", minimum: 0, description });

export const incidentId: JsonSchema = {
  type: "string",
  pattern: INCIDENT_ID_PATTERN,
  description: "Chosen by the client that reports the incident.",
  example: "2026-hist101-0042",
};
export const attemptNumber: JsonSchema = { type: "integer", minimum: 1, maximum: MAX_ATTEMPTS, example: 1 };
export const status: JsonSchema = { type: "string", enum: STATUSES, example: "awaiting-exam" };
export const studentId: JsonSchema = line(64, "The university's id of the student.", "s1234567");
const email: JsonSchema = {
  type: "string",
  minLength: 3,
  maxLength: 254,
  pattern: EMAIL,
  description: "Where invitations go.",
  example: "student@university.example",
};

const report = {
  studentId,
  email,
  course: line(200, "The course in which it happened.", "HIST101"),
  assessment: line(200, "The piece of work that it concerns.", "Essay 2"),
  description: {
    type: "string",
    minLength: 1,
    maxLength: 2000,
    pattern: LINES,
    description: "What was found; for officers only.",
    example: "Two pages are taken from a journal article without a citation.",
  },
} as const;

/** Body of `PUT /incidents/{incidentId}`. */
export const ReportBody: ObjectSchema<Report> = objectSchema<Report>(report, { description: true }, false);

export interface Withdrawal {
  readonly reason: string;
}

/** Body of `PUT /incidents/{incidentId}/withdrawal`. */
export const WithdrawalBody: ObjectSchema<Withdrawal> = objectSchema<Withdrawal>(
  {
    reason: {
      type: "string",
      minLength: 1,
      maxLength: 1000,
      pattern: LINES,
      example: "The passage was cited in an appendix.",
    },
  },
  {},
  false,
);

export interface SubmissionRequest {
  readonly answers: Answers;
}

/** Body of `PUT /incidents/{incidentId}/attempts/{attempt}`. */
export const SubmissionBody: ObjectSchema<SubmissionRequest> = objectSchema<SubmissionRequest>(
  {
    answers: {
      type: "object",
      additionalProperties: { type: "string", maxLength: 64 },
      maxProperties: 200,
      description: "Question id to choice id, one for each question of the paper.",
      example: { "quotation-marks": "b" },
    },
  },
  {},
  false,
);

/** One attempt as officers see it: nothing that opens, answers or wakes it. */
export interface AttemptView {
  readonly attempt: AttemptNumber;
  readonly openedAt: Timestamp;
  readonly deadline: Timestamp;
  readonly outcome?: Outcome;
  readonly correct?: number;
  readonly total?: number;
  readonly submittedAt?: Timestamp;
}

const AttemptSchema = objectSchema<AttemptView>(
  {
    attempt: attemptNumber,
    openedAt: instant("When the student was invited."),
    deadline: instant("Until when answers are taken."),
    outcome: { type: "string", enum: ["passed", "failed", "missed"] },
    correct: count("Right answers."),
    total: count("Questions of the paper."),
    submittedAt: instant("When the answers were received."),
  },
  { outcome: true, correct: true, total: true, submittedAt: true },
  false,
);

export interface IncidentSummary {
  readonly incidentId: string;
  readonly studentId: string;
  readonly course: string;
  readonly assessment: string;
  readonly status: Status;
  readonly reportedAt: Timestamp;
  readonly closedAt?: Timestamp;
}

const summary: ObjectSchema<IncidentSummary>["properties"] = {
  incidentId,
  studentId,
  course: report.course,
  assessment: report.assessment,
  status,
  reportedAt: instant("When it was reported."),
  closedAt: instant("When it was resolved, withdrawn or given to administrative action."),
};

export interface IncidentView extends IncidentSummary {
  readonly email: string;
  readonly description?: string;
  /** Of the withdrawal. */
  readonly reason?: string;
  readonly attempts: readonly AttemptView[];
}

export interface IncidentList {
  readonly incidents: readonly IncidentSummary[];
  readonly cursor?: string;
}

export interface PaperView {
  readonly incidentId: string;
  readonly attempt: AttemptNumber;
  readonly deadline: Timestamp;
  readonly questions: readonly Question[];
}

export interface SubmissionResult {
  readonly incidentId: string;
  readonly attempt: AttemptNumber;
  readonly outcome: "passed" | "failed";
  readonly correct: number;
  readonly total: number;
  /** Right answers that pass. */
  readonly passMark: number;
  /** Attempts after this one. */
  readonly attemptsLeft: number;
  /** Where this outcome put the incident. */
  readonly status: Status;
}

const FaultSchema = objectSchema<{ detail: string; pointer?: string; parameter?: string }>(
  {
    detail: { type: "string" },
    pointer: { type: "string", description: "Into the body (RFC 6901)." },
    parameter: { type: "string", description: "Of the path, the query or the headers." },
  },
  { pointer: true, parameter: true },
  false,
) satisfies ObjectSchema<Fault & { pointer?: string; parameter?: string }>;

/** The schemas of the document, by the names under which it refers to them (letters only: they are API Gateway models). */
export const SCHEMAS = {
  Report: ReportBody,
  Withdrawal: WithdrawalBody,
  Submission: SubmissionBody,
  Attempt: AttemptSchema,
  Incident: objectSchema<IncidentView>(
    {
      ...summary,
      email,
      description: report.description,
      reason: { type: "string", description: "Why it was withdrawn." },
      attempts: { type: "array", items: { $ref: "#/components/schemas/Attempt" }, maxItems: MAX_ATTEMPTS },
    },
    { description: true, closedAt: true, reason: true },
    false,
  ),
  IncidentSummary: objectSchema<IncidentSummary>(summary, { closedAt: true }, false),
  IncidentList: objectSchema<IncidentList>(
    {
      incidents: { type: "array", items: { $ref: "#/components/schemas/IncidentSummary" } },
      cursor: { type: "string", description: "Where the next page begins; absent on the last page." },
    },
    { cursor: true },
    false,
  ),
  Question: objectSchema<Question>(
    {
      questionId: { type: "string" },
      prompt: { type: "string" },
      choices: { type: "array", items: { $ref: "#/components/schemas/Choice" } },
    },
    {},
    false,
  ),
  Choice: objectSchema<Question["choices"][number]>(
    { choiceId: { type: "string" }, text: { type: "string" } },
    {},
    false,
  ),
  Paper: objectSchema<PaperView>(
    {
      incidentId,
      attempt: attemptNumber,
      deadline: instant("Until when answers are taken."),
      questions: { type: "array", items: { $ref: "#/components/schemas/Question" } },
    },
    {},
    false,
  ),
  SubmissionResult: objectSchema<SubmissionResult>(
    {
      incidentId,
      attempt: attemptNumber,
      outcome: { type: "string", enum: ["passed", "failed"] },
      correct: count("Right answers."),
      total: count("Questions of the paper."),
      passMark: count("Right answers that pass."),
      attemptsLeft: count("Attempts after this one."),
      status,
    },
    {},
    false,
  ),
  Fault: FaultSchema,
  Problem: objectSchema<Problem>(
    {
      type: { type: "string", format: "uri", description: "urn:resit:problem:…, the kind of problem." },
      title: { type: "string", description: "The kind of problem in words." },
      status: { type: "integer", description: "The status code of the answer." },
      detail: { type: "string", description: "What was expected, what was found, what to do." },
      requestId: { type: "string", description: "To be quoted when asking for help." },
      errors: { type: "array", items: { $ref: "#/components/schemas/Fault" } },
    },
    { errors: true },
    true,
  ),
} as const;

export type SchemaName = keyof typeof SCHEMAS;
