/** An example of each body, as the document shows it; a test checks each against its schema. */
import { timestamp } from "../workflow/contract";
import { PROBLEMS, problemDocument, type Problem, type ProblemKind } from "./problems";
import type {
  IncidentList,
  IncidentSummary,
  IncidentView,
  Invitation,
  NewDeadline,
  PaperView,
  StudentQuery,
  StudentRecord,
  SubmissionRequest,
  SubmissionResult,
  Withdrawal,
} from "./wire";
import type { Report } from "../workflow/incident";

const at = (day: number, hour: number) => timestamp(Date.UTC(2027, 0, day, hour));

const incidentId = "2027-hist101-0042";
const REPORT = {
  studentId: "s1234567",
  email: "student@university.example",
  course: "HIST101",
  assessment: "Essay 2",
  description: "Two pages are taken from a journal article without a citation.",
} as const satisfies Report;
const { studentId, course, assessment } = REPORT;
const MACHINE = "machine:6b2q0c1f7u8s9t3v4w5x6y7z8a";

const INCIDENT: IncidentView = {
  ...REPORT,
  incidentId,
  status: "awaiting-exam",
  reportedAt: at(4, 9),
  reportedBy: MACHINE,
  attempts: [{ attempt: 1, openedAt: at(4, 9), deadline: at(18, 9) }],
  audit: [
    {
      at: at(4, 9),
      who: "officer",
      by: MACHINE,
      what: "reported",
      requestId: "0f3b1c52-7a41-4a4e-9a55-2f3f0d4a8f10",
    },
    {
      at: at(4, 9),
      who: "workflow",
      what: "opened",
      attempt: 1,
      requestId: "5d0b8f7e-66a5-4a52-8b7c-f6c9f0e6f2a1",
    },
  ],
};

const SUMMARY: IncidentSummary = {
  incidentId,
  studentId,
  course,
  assessment,
  status: "awaiting-exam",
  reportedAt: at(4, 9),
};

export const EXAMPLES = {
  Report: REPORT,
  Withdrawal: { reason: "The passage was cited in an appendix." } satisfies Withdrawal,
  Submission: { answers: { "quotation-marks": "b" } } satisfies SubmissionRequest,
  Invitation: { email: "student@university.example", revoke: false } satisfies Invitation,
  NewDeadline: { deadline: "2027-01-31T17:00:00Z" } satisfies NewDeadline,
  StudentQuery: { studentId } satisfies StudentQuery,
  Incident: INCIDENT,
  StudentRecord: { studentId, incidents: [INCIDENT] } satisfies StudentRecord,
  IncidentList: { incidents: [SUMMARY], cursor: "WyJhd2FpdGluZy1leGFtIl0" } satisfies IncidentList,
  Paper: {
    incidentId,
    attempt: 1,
    deadline: at(18, 9),
    questions: [
      {
        questionId: "quotation-marks",
        prompt: "When does a text of others stand in quotation marks?",
        choices: [
          { choiceId: "a", text: "When it is longer than a sentence." },
          { choiceId: "b", text: "Whenever it is taken word for word." },
        ],
      },
    ],
  } satisfies PaperView,
  SubmissionResult: {
    incidentId,
    attempt: 1,
    outcome: "passed",
    correct: 9,
    total: 10,
    passMark: 8,
    attemptsLeft: 2,
    status: "resolved",
  } satisfies SubmissionResult,
} as const;

/** What a problem of that kind looks like. */
export const problemExample = (kind: ProblemKind): Problem =>
  problemDocument(kind, PROBLEMS[kind].then, {
    requestId: "0f3b1c52-7a41-4a4e-9a55-2f3f0d4a8f10",
    traceId: "1-67791e40-5f1d3a7c9b2e4d6f8a0b1c2d",
  });
