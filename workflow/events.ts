/**
 * What is published on SNS: one JSON object per message, at least once and in no certain order. The `id` is the same
 * for every repetition of the same event, so that subscribers can drop repeats.
 */
import { MAX_ATTEMPTS, type AttemptNumber, type ExamCode, type Timestamp } from "./contract";
import { isSubmitted, newestAttempt, type Attempt, type Incident } from "./incident";
import { objectSchema, type JsonSchema, type ObjectSchema } from "./schema";

export type EventName =
  | "exam-invitation"
  | "deadline-moved"
  | "exam-reminder"
  | "attempt-failed"
  | "attempt-missed"
  | "incident-resolved"
  | "administrative-action"
  | "incident-withdrawn";

interface Message<Name extends EventName> {
  /** Of the shape: fields are only ever added within a version. */
  readonly version: 1;
  readonly event: Name;
  /** `incidentId.attempt.event`; where an officer caused it, with `.` and the incident's version behind. */
  readonly id: string;
  readonly incidentId: string;
  readonly studentId: string;
  readonly attempt: number;
}

/** The only message that holds an exam code: for the university's mailer or learning-management system. */
export interface ExamInvitation extends Message<"exam-invitation"> {
  readonly email: string;
  readonly deadline: string;
  /** The exam page with `#incidentId/attempt/examCode`: a fragment, which no server sees. */
  readonly examUrl: string;
  readonly examCode: string;
}

/** An officer moved the deadline; the exam code of the invitation stays good. */
export type DeadlineMoved = Message<"deadline-moved"> & { readonly email: string; readonly deadline: string };
/** The deadline comes near, and nothing was submitted yet. Without the exam code, of which only the hash is kept. */
export type ExamReminder = Message<"exam-reminder"> & { readonly email: string; readonly deadline: string };

interface Result {
  readonly correct: number;
  readonly total: number;
  readonly passMark: number;
}

export type AttemptFailed = Message<"attempt-failed"> & Result & { readonly attemptsLeft: number };
export type AttemptMissed = Message<"attempt-missed"> & {
  readonly deadline: string;
  readonly attemptsLeft: number;
};
export type IncidentResolved = Message<"incident-resolved"> & Result;
export type AdministrativeAction = Message<"administrative-action">;
export type IncidentWithdrawn = Message<"incident-withdrawn"> & { readonly reason: string };

export type ExamEvent =
  | ExamInvitation
  | DeadlineMoved
  | ExamReminder
  | AttemptFailed
  | AttemptMissed
  | IncidentResolved
  | AdministrativeAction
  | IncidentWithdrawn;

/** Tells the student of the deadline as it is now. Each move has an id of its own. */
export function deadlineMoved(
  incident: Incident,
  attempt: AttemptNumber,
  deadline: Timestamp,
): DeadlineMoved {
  const { email, version } = incident;
  const base = message("deadline-moved", incident, attempt);
  return { ...base, id: `${base.id}.${version}`, email, deadline };
}

/** Reminds the student that the deadline comes near. */
export function examReminder(incident: Incident, attempt: AttemptNumber, deadline: Timestamp): ExamReminder {
  return { ...message("exam-reminder", incident, attempt), email: incident.email, deadline };
}

/** An invitation that an officer asked for: not a repetition, and so with an id of its own. */
export function furtherInvitation(incident: Incident, invitation: ExamInvitation): ExamInvitation {
  return { ...invitation, id: `${invitation.id}.${incident.version}` };
}

/** Invites the student to an attempt. */
export function examInvitation(
  incident: Incident,
  attempt: AttemptNumber,
  deadline: Timestamp,
  examCode: ExamCode,
  examPage: string,
): ExamInvitation {
  return {
    ...message("exam-invitation", incident, attempt),
    email: incident.email,
    deadline,
    examUrl: `${examPage}#${incident.incidentId}/${attempt}/${examCode}`,
    examCode,
  };
}

/** What there is to tell when an attempt closes: first its outcome, then the incident's end, each where there is one. */
export function closingEvents(incident: Incident, attempt: AttemptNumber): readonly ExamEvent[] {
  const closed = incident.attempts[attempt];
  return [...(closed ? outcomeEvents(incident, attempt, closed) : []), ...endEvents(incident)];
}

function outcomeEvents(incident: Incident, attempt: AttemptNumber, closed: Attempt): readonly ExamEvent[] {
  const attemptsLeft = MAX_ATTEMPTS - attempt;
  switch (closed.outcome) {
    case "failed":
      return [{ ...message("attempt-failed", incident, attempt), ...resultOf(closed), attemptsLeft }];
    case "missed":
      return [{ ...message("attempt-missed", incident, attempt), deadline: closed.deadline, attemptsLeft }];
    case "passed":
    case undefined:
      return [];
  }
}

/** An end belongs to the attempt that was opened last, whichever a late closeAttempt closes: one end, one id. */
function endEvents(incident: Incident): readonly ExamEvent[] {
  const attempt = newestAttempt(incident) ?? 1;
  const closed = incident.attempts[attempt];
  switch (incident.status) {
    case "awaiting-exam":
      return [];
    case "resolved":
      return closed && isSubmitted(closed)
        ? [{ ...message("incident-resolved", incident, attempt), ...resultOf(closed) }]
        : [];
    case "administrative-action":
      return [message("administrative-action", incident, attempt)];
    case "withdrawn":
      return [{ ...message("incident-withdrawn", incident, attempt), reason: incident.reason ?? "" }];
  }
}

function message<Name extends EventName>(
  event: Name,
  incident: Incident,
  attempt: AttemptNumber,
): Message<Name> {
  const { incidentId, studentId } = incident;
  return { version: 1, event, id: `${incidentId}.${attempt}.${event}`, incidentId, studentId, attempt };
}

const resultOf = (closed: Attempt & { readonly correct: number }): Result => ({
  correct: closed.correct,
  total: closed.questionIds.length,
  passMark: closed.passMark,
});

const text: JsonSchema = { type: "string" };
const instant: JsonSchema = { type: "string", format: "date-time" };
const count: JsonSchema = { type: "integer", minimum: 0 };

const common = <Name extends EventName>(event: Name): ObjectSchema<Message<Name>>["properties"] => ({
  version: { type: "integer", enum: [1] },
  event: { type: "string", enum: [event] },
  id: { type: "string", description: "incidentId.attempt.event: the same for every repetition" },
  incidentId: text,
  studentId: text,
  attempt: { type: "integer", minimum: 1, maximum: MAX_ATTEMPTS },
});
const result: ObjectSchema<Result>["properties"] = { correct: count, total: count, passMark: count };

/** JSON Schemas of the messages; published in docs/events/. Subscribers must ignore fields that they do not know. */
export const EVENT_SCHEMAS: { readonly [E in ExamEvent as E["event"]]: ObjectSchema<E> } = {
  "exam-invitation": objectSchema<ExamInvitation>(
    { ...common("exam-invitation"), email: text, deadline: instant, examUrl: text, examCode: text },
    {},
    true,
  ),
  "deadline-moved": objectSchema<DeadlineMoved>(
    { ...common("deadline-moved"), email: text, deadline: instant },
    {},
    true,
  ),
  "exam-reminder": objectSchema<ExamReminder>(
    { ...common("exam-reminder"), email: text, deadline: instant },
    {},
    true,
  ),
  "attempt-failed": objectSchema<AttemptFailed>(
    { ...common("attempt-failed"), ...result, attemptsLeft: count },
    {},
    true,
  ),
  "attempt-missed": objectSchema<AttemptMissed>(
    { ...common("attempt-missed"), deadline: instant, attemptsLeft: count },
    {},
    true,
  ),
  "incident-resolved": objectSchema<IncidentResolved>(
    { ...common("incident-resolved"), ...result },
    {},
    true,
  ),
  "administrative-action": objectSchema<AdministrativeAction>(common("administrative-action"), {}, true),
  "incident-withdrawn": objectSchema<IncidentWithdrawn>(
    { ...common("incident-withdrawn"), reason: text },
    {},
    true,
  ),
};

const about = <Name extends EventName>(event: Name, attempt: AttemptNumber, suffix = ""): Message<Name> => ({
  version: 1,
  event,
  id: `2027-hist101-0042.${attempt}.${event}${suffix}`,
  incidentId: "2027-hist101-0042",
  studentId: "s1234567",
  attempt,
});
const EMAIL = "student@university.example";
const DEADLINE = "2027-01-18T09:00:00.000Z";
const EXAM_CODE = "6g5Q38HTPUCnxGR0Rmv7k7SAUCv3WMgY";

/** One message of each event: shown in docs/notifications.md, and checked against the schemas. */
export const EVENT_EXAMPLES: { readonly [E in ExamEvent as E["event"]]: E } = {
  "exam-invitation": {
    ...about("exam-invitation", 1),
    email: EMAIL,
    deadline: DEADLINE,
    examUrl: `https://exam.university.example/resit#2027-hist101-0042/1/${EXAM_CODE}`,
    examCode: EXAM_CODE,
  },
  "deadline-moved": {
    ...about("deadline-moved", 1, ".4"),
    email: EMAIL,
    deadline: "2027-01-31T17:00:00.000Z",
  },
  "exam-reminder": { ...about("exam-reminder", 1), email: EMAIL, deadline: DEADLINE },
  "attempt-failed": { ...about("attempt-failed", 1), correct: 6, total: 10, passMark: 8, attemptsLeft: 2 },
  "attempt-missed": { ...about("attempt-missed", 2), deadline: DEADLINE, attemptsLeft: 1 },
  "incident-resolved": { ...about("incident-resolved", 3), correct: 9, total: 10, passMark: 8 },
  "administrative-action": about("administrative-action", 3),
  "incident-withdrawn": {
    ...about("incident-withdrawn", 1),
    reason: "The passage was cited in an appendix.",
  },
};
