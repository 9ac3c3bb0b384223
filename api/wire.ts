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

/** UTC, to the minute, second or millisecond: other zones are the client's to convert. */
const UTC = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,3})?)?Z$";

/** Patterns in words, for whoever sent something else. */
export const PATTERN_WORDS: Readonly<Record<string, string>> = {
  [LINE]: "must be one line of text, not blank, without control characters",
  [LINES]: "must be text, not blank, without control characters",
  [UTC]: "must be a time in UTC such as 2027-01-31T17:00:00Z",
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

export interface Invitation {
  readonly email?: string;
  readonly revoke?: boolean;
}

/** Body of `POST /incidents/{incidentId}/attempts/{attempt}/invitation`. */
export const InvitationBody: ObjectSchema<Invitation> = objectSchema<Invitation>(
  {
    email,
    revoke: {
      type: "boolean",
      description: "Whether the exam codes of earlier invitations stop working.",
      example: false,
    },
  },
  { email: true, revoke: true },
  false,
);

export interface NewDeadline {
  readonly deadline: string;
}

/** Body of `PUT /incidents/{incidentId}/attempts/{attempt}/deadline`. */
export const NewDeadlineBody: ObjectSchema<NewDeadline> = objectSchema<NewDeadline>(
  {
    deadline: {
      type: "string",
      pattern: UTC,
      description: "Until when answers are taken, in UTC; in the future, at most 120 days after the opening.",
      example: "2027-01-31T17:00:00Z",
    },
  },
  {},
  false,
);

export interface StudentQuery {
  readonly studentId: string;
}

/** Body of `POST /student-records`: in no path and no query, which logs and traces repeat. */
export const StudentQueryBody: ObjectSchema<StudentQuery> = objectSchema<StudentQuery>(
  { studentId },
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
  readonly remindedAt?: Timestamp;
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
    remindedAt: instant("When the student was reminded of the deadline."),
  },
  { outcome: true, correct: true, total: true, submittedAt: true, remindedAt: true },
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
  /** In a list of changes. */
  readonly changedAt?: Timestamp;
  readonly version?: number;
}

const summary: ObjectSchema<Omit<IncidentSummary, "changedAt" | "version">>["properties"] = {
  incidentId,
  studentId,
  course: report.course,
  assessment: report.assessment,
  status,
  reportedAt: instant("When it was reported."),
  closedAt: instant("When it was resolved, withdrawn or given to administrative action."),
};

/** Who did what, when. */
export interface AuditView {
  readonly at: Timestamp;
  readonly who: "officer" | "student" | "workflow";
  readonly by?: string;
  readonly what: string;
  readonly attempt?: AttemptNumber;
  readonly requestId: string;
}

const AuditSchema = objectSchema<AuditView>(
  {
    at: instant("When it was done."),
    who: { type: "string", enum: ["officer", "student", "workflow"] },
    by: { type: "string", description: "machine:… (client id) or person:… (sub), by the access token." },
    what: { type: "string", description: "What was done.", example: "deadline-moved" },
    attempt: attemptNumber,
    requestId: { type: "string" },
  },
  { by: true, attempt: true },
  false,
);

export interface IncidentView extends Omit<IncidentSummary, "changedAt" | "version"> {
  readonly email: string;
  readonly reportedBy?: string;
  /** When what told the person was erased: placeholders stand in its place. */
  readonly erasedAt?: Timestamp;
  readonly audit: readonly AuditView[];
  readonly description?: string;
  /** Of the withdrawal. */
  readonly reason?: string;
  readonly attempts: readonly AttemptView[];
}

/** All that is kept on a student. */
export interface StudentRecord {
  readonly studentId: string;
  readonly incidents: readonly IncidentView[];
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
  Invitation: InvitationBody,
  NewDeadline: NewDeadlineBody,
  StudentQuery: StudentQueryBody,
  Audit: AuditSchema,
  Attempt: AttemptSchema,
  Incident: objectSchema<IncidentView>(
    {
      ...summary,
      email,
      description: report.description,
      reason: { type: "string", description: "Why it was withdrawn." },
      reportedBy: { type: "string", description: "machine:… (client id) or person:… (sub) of the token." },
      erasedAt: instant("When what told the person was erased; placeholders stand in its place."),
      attempts: { type: "array", items: { $ref: "#/components/schemas/Attempt" }, maxItems: MAX_ATTEMPTS },
      audit: {
        type: "array",
        items: { $ref: "#/components/schemas/Audit" },
        description: "Every change, oldest first.",
      },
    },
    { description: true, closedAt: true, reason: true, reportedBy: true, erasedAt: true },
    false,
  ),
  StudentRecord: objectSchema<StudentRecord>(
    { studentId, incidents: { type: "array", items: { $ref: "#/components/schemas/Incident" } } },
    {},
    false,
  ),
  IncidentSummary: objectSchema<IncidentSummary>(
    {
      ...summary,
      changedAt: instant("Of the latest change, in a list of changes."),
      version: count("Counts the changes, in a list of changes."),
    },
    { closedAt: true, changedAt: true, version: true },
    false,
  ),
  IncidentList: objectSchema<IncidentList>(
    {
      incidents: { type: "array", items: { $ref: "#/components/schemas/IncidentSummary" } },
      cursor: {
        type: "string",
        description:
          "Where the next page begins; absent on the last page. A list of changes has no last page: ask again.",
      },
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
      traceId: { type: "string", description: "Of AWS X-Ray." },
      errors: { type: "array", items: { $ref: "#/components/schemas/Fault" } },
    },
    { errors: true, traceId: true },
    true,
  ),
} as const;

export type SchemaName = keyof typeof SCHEMAS;
