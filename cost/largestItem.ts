/** The largest item that the bounds allow: every text as long as it may be, every list as full. */
import { InvitationBody, ReportBody, studentId, WithdrawalBody } from "../api/wire";
import { MAX_ATTEMPTS, MAX_AUDIT, timestamp } from "../workflow/contract";
import type { JsonSchema, Reference } from "../workflow/schema";

/** Bytes of the longest characters in UTF-8: bounds count characters. */
const WIDEST = "\u{1F4D6}";
/** Of a paper at most (infra/settings.ts), and of a question's id (workflow/exam/questions.ts). */
const QUESTIONS = 50;
const QUESTION_ID = 40;
const INCIDENT_ID = 64;
/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html */
const TASK_TOKEN = 2048;
const SHA_256 = 64;
/** Of a client of the user pool (https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html). */
const CLIENT_ID = 128;
const REQUEST_ID = 36;
/** What the process itself writes comes on top of what officers may: each try of a task and each redrive, one entry. */
const ENTRIES = 2 * MAX_AUDIT;

const NOW = timestamp(0);

export function largestItem(): object {
  const bounds = { ...ReportBody.properties, studentId, reason: WithdrawalBody.properties.reason };
  const texts = Object.entries(bounds).map(([name, schema]): [string, string] => [
    name,
    WIDEST.repeat(longest(name, schema)),
  ]);
  const attempts = Array.from({ length: MAX_ATTEMPTS }, (_, index): [string, object] => [
    String(index + 1),
    attempt(),
  ]);
  return {
    ...Object.fromEntries(texts),
    reportedEmail: WIDEST.repeat(longest("email", InvitationBody.properties.email)),
    incidentId: "i".repeat(INCIDENT_ID),
    status: "administrative-action",
    version: ENTRIES,
    reportedAt: NOW,
    reportedBy: `machine:${"c".repeat(CLIENT_ID)}`,
    dueAt: NOW,
    changedAt: NOW,
    changedOn: NOW.slice(0, 10),
    closedAt: NOW,
    erasedAt: NOW,
    purgeAt: 4_102_444_800,
    attempts: Object.fromEntries(attempts),
    audit: Array.from({ length: ENTRIES }, () => ({
      at: NOW,
      who: "workflow",
      by: `machine:${"c".repeat(CLIENT_ID)}`,
      what: "deadline-moved",
      attempt: MAX_ATTEMPTS,
      requestId: "r".repeat(REQUEST_ID),
    })),
  };
}

/** Each entry of the audit may have brought a code. */
const attempt = () => ({
  openedAt: NOW,
  deadline: NOW,
  questionIds: Array.from({ length: QUESTIONS }, () => "q".repeat(QUESTION_ID)),
  passMark: QUESTIONS,
  codeHashes: Array.from({ length: ENTRIES }, () => "h".repeat(SHA_256)),
  token: "t".repeat(TASK_TOKEN),
  remindedAt: NOW,
  outcome: "passed",
  correct: QUESTIONS,
  answersHash: "h".repeat(SHA_256),
  submittedAt: NOW,
});

function longest(name: string, schema: JsonSchema | Reference): number {
  if ("type" in schema && schema.type === "string" && schema.maxLength !== undefined) return schema.maxLength;
  throw new Error(`${name} has no maxLength in api/wire.ts: without one an item has no bound.`);
}
