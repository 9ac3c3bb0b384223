/**
 * The words, ids, limits and wire types of the process: a fact has its home here, everything else derives.
 * Imports nothing but a type.
 */
import type { EmptyWake, TaskToken as WakingToken } from "./asl/build/token";

declare const brand: unique symbol;
type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** Chosen by the client; also the name of the execution. */
export type IncidentId = Brand<string, "IncidentId">;
/** A secret: whoever has it may sit one attempt of one incident. */
export type ExamCode = Brand<string, "ExamCode">;
/** SHA-256 of an exam code, hexadecimal: all that is stored of it. */
export type CodeHash = Brand<string, "CodeHash">;
/** SHA-256 of a submission's answers, hexadecimal. */
export type AnswersHash = Brand<string, "AnswersHash">;
/** A secret: whoever has it, and the permission, wakes the waiting execution. It is woken with nothing. */
export type TaskToken = WakingToken<EmptyWake>;
/** ISO 8601 in UTC with milliseconds (`2026-11-23T09:30:00.000Z`): sorts as text in the order of time. */
export type Timestamp = Brand<string, "Timestamp">;

/** Who calls the API, by the access token: a client for machines, or a person of the user pool (`sub`). */
export type CallerName = `machine:${string}` | `person:${string}`;

export type AttemptNumber = 1 | 2 | 3;
/** Attempts before administrative action is taken. */
export const MAX_ATTEMPTS = 3;

/** Of an attempt. `missed`: the deadline went by; it uses the attempt up. */
export type Outcome = "passed" | "failed" | "missed";
/** Of an incident. */
export type Status = "awaiting-exam" | "resolved" | "administrative-action" | "withdrawn";
export const STATUSES: readonly Status[] = [
  "awaiting-exam",
  "resolved",
  "administrative-action",
  "withdrawn",
];

export const INCIDENT_ID_PATTERN = "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$";
/** Of a request's body, in bytes: the longest valid one takes 24 kB, with every character escaped. */
export const MAX_BODY_BYTES = 32_768;
/** Bytes of randomness in an exam code: 192 bits. */
export const EXAM_CODE_BYTES = 24;
/** Incidents on one page of a list. */
export const MAX_PAGE = 100;
export const DEFAULT_PAGE = 25;
/** Days from the opening of an attempt to its deadline, at most: three attempts end within the year of an execution. */
export const MAX_OPEN_DAYS = 120;
/** Entries of an incident's audit that officers' changes may fill; what the process itself writes has room beyond. */
export const MAX_AUDIT = 100;
/** An execution's name can be used again 90 days after it closed, so an incident must outlive that. */
export const MIN_RETENTION_DAYS = 91;

export function isIncidentId(raw: unknown): raw is IncidentId {
  return typeof raw === "string" && new RegExp(INCIDENT_ID_PATTERN).test(raw);
}

export function isAttemptNumber(raw: unknown): raw is AttemptNumber {
  return raw === 1 || raw === 2 || raw === 3;
}

export function isTimestamp(raw: unknown): raw is Timestamp {
  return typeof raw === "string" && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(raw);
}

/** The id that a text is. Throws where it is none: for ids that are known to be good. */
export function incidentId(raw: string): IncidentId {
  if (isIncidentId(raw)) return raw;
  throw new Error(`"${raw}" is no incident id: it must match ${INCIDENT_ID_PATTERN}.`);
}

export function isTaskToken(raw: unknown): raw is TaskToken {
  return typeof raw === "string" && raw !== "";
}

/** The time as it is stored, compared and sent. `at` in milliseconds since 1970. */
export function timestamp(at: number): Timestamp {
  const text = new Date(at).toISOString();
  if (isTimestamp(text)) return text;
  throw new RangeError(`${text} lies outside the years 0 to 9999.`);
}

/** Which attempt of which incident. */
interface Which {
  readonly incidentId: IncidentId;
  readonly attempt: AttemptNumber;
}

/** What an execution is started with, and what its states hand on. */
export interface Sitting extends Which {
  /** Where the deadline was moved: until then, and the grace after it. Absent: a whole window. */
  readonly waitSeconds?: number;
}

/** What the state machine gives to openAttempt. `v`: payloads only gain fields, executions outlive deployments. */
export interface OpenAttempt extends Which {
  readonly v: 1;
  /** When the state was entered: the attempt's window begins here. */
  readonly enteredAt: string;
  /** How long the attempt is open; of the execution's own definition, so that a deployment changes nothing under way. */
  readonly windowSeconds: number;
  readonly graceSeconds: number;
  /** Only waiting goes on, because the deadline was moved: nobody is invited again. */
  readonly resumed?: boolean;
  readonly taskToken: TaskToken;
}

/** What the state machine gives to closeAttempt. */
export interface CloseAttempt extends Which {
  readonly v: 1;
  readonly graceSeconds: number;
}

/** What closeAttempt answers: the attempt to go on with, and where the incident stands. */
export interface Closed extends Sitting {
  readonly status: Status;
}

/** Thrown by openAttempt where there is nothing to open: caught by the state machine, never retried. */
export type OpenAttemptError = "AttemptClosed";
