/** What the handlers need of the world, in the words of the process. handlers/aws.ts has the real ones. */
import type {
  AnswersHash,
  AttemptNumber,
  CodeHash,
  ExamCode,
  IncidentId,
  Status,
  TaskToken,
  Timestamp,
} from "../workflow/contract";
import type { ExamEvent } from "../workflow/events";
import type { Answers } from "../workflow/exam/paper";
import type { Incident, Transition } from "../workflow/incident";

/** Which incidents a list has; at least one of the two. */
export interface ListQuery {
  readonly status?: Status;
  readonly studentId?: string;
  readonly limit: number;
  /** The last incident of the page before. */
  readonly after?: ListPosition;
}

export interface ListPosition {
  readonly incidentId: IncidentId;
  readonly reportedAt: Timestamp;
}

/** What the indexes hold of an incident: no attempts, so no token and no code hash. */
export type ListedIncident = Pick<
  Incident,
  "incidentId" | "studentId" | "course" | "assessment" | "status" | "reportedAt" | "closedAt"
>;

/** Where a list of changes goes on. */
export interface ChangePosition {
  /** Day in UTC, `2026-11-25`. */
  readonly changedOn: string;
  readonly changedAt: Timestamp;
  /** The last one that was listed; none where a day begins. */
  readonly incidentId?: IncidentId;
}

export type ChangedIncident = ListedIncident & Required<Pick<Incident, "changedAt" | "version">>;

export interface DuePosition {
  readonly incidentId: IncidentId;
  readonly dueAt: Timestamp;
}

export interface IncidentTable {
  /** A strongly consistent read. */
  get(incidentId: IncidentId): Promise<Incident | undefined>;
  /** False where there is an incident of that id already. */
  create(incident: Incident): Promise<boolean>;
  /** The incident after the change; undefined, and nothing changed, where a condition does not hold. */
  apply(incidentId: IncidentId, transition: Transition): Promise<Incident | undefined>;
}

export interface IncidentIndexes {
  /** Newest first; may lag behind the table. `last` where there may be more. */
  list(query: ListQuery): Promise<{ incidents: readonly ListedIncident[]; last?: ListPosition }>;
  /** In order of change, from a position up to a time; `next` is where to go on, always. */
  changes(
    from: ChangePosition,
    until: Timestamp,
    limit: number,
  ): Promise<{ incidents: readonly ChangedIncident[]; next: ChangePosition }>;
  /** Open incidents that are due at that time, the longest due first; `last` where there are more. */
  due(
    now: Timestamp,
    after?: DuePosition,
  ): Promise<{ incidentIds: readonly IncidentId[]; last?: DuePosition }>;
}

export interface Executions {
  /** Starts the execution of an incident; one that was started already is fine. */
  start(incidentId: IncidentId): Promise<void>;
  /** Lets the execution that waits with this token go on; one that no longer waits is fine. */
  wake(token: TaskToken): Promise<void>;
}

export interface Notifications {
  publish(event: ExamEvent): Promise<void>;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** What is random or hashed. */
export interface Secrets {
  newExamCode(): ExamCode;
  hashCode(code: string): CodeHash;
  /** Compares with every hash, or with a dummy where there is none, in constant time. */
  matches(code: string, hashes: readonly CodeHash[]): boolean;
  hashAnswers(answers: Answers): AnswersHash;
  /** A whole number from 0 to `below` - 1. */
  random(below: number): number;
}

/** What a span of work concerns: searchable in X-Ray, and in every log line. Never a secret, never a name. */
export interface Subject {
  readonly incidentId?: IncidentId;
  readonly attempt?: AttemptNumber;
}

export interface Telemetry {
  /** Runs the work in a subsegment of its own, with the subject as annotations; what it throws is a fault there. */
  trace<T>(name: string, subject: Subject, work: () => Promise<T>): Promise<T>;
  /** One line of structured log. */
  log(level: "info" | "error", event: string, facts: Subject & Readonly<Record<string, unknown>>): void;
}

/** Thrown by a port where AWS did not answer, or asks for patience: trying again later helps. */
export type Unavailable = Error & { readonly name: "Unavailable" };

export function isUnavailable(error: unknown): error is Unavailable {
  return error instanceof Error && error.name === "Unavailable";
}
