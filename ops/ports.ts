/** What the commands need of the world. ops/aws.ts has the real ones. */
import type { AttemptNumber, IncidentId, TaskToken } from "../workflow/contract";
import type { Incident, Transition } from "../workflow/incident";
import type { Execution, ExecutionStatus } from "./execution";

export interface Incidents {
  /** A strongly consistent read. */
  get(id: IncidentId): Promise<Incident | undefined>;
  /** Those that are open, up to a number of them. */
  open(limit: number): Promise<Found>;
  /** Open ones that wanted something before that time (milliseconds since 1970), the longest due first. */
  due(before: number, limit: number): Promise<Found>;
  /** The incident after the change; undefined, and nothing changed, where a condition does not hold. */
  apply(id: IncidentId, transition: Transition): Promise<Incident | undefined>;
  /** All items of another table, a page at a time. */
  copies(table: string): AsyncIterable<readonly Incident[]>;
  /** Puts it in place of that one, or where there is none; false where another is there by now. */
  put(incident: Incident, inPlaceOf: Incident | undefined): Promise<boolean>;
}

export interface Found {
  readonly ids: readonly IncidentId[];
  /** There may be more. */
  readonly more: boolean;
}

export interface Executions {
  /** What is known of an incident, oldest name first; of these numbers where they are given. */
  of(id: IncidentId, numbers?: readonly number[]): Promise<readonly Execution[]>;
  /** The states that it entered, in order; the newest ones of many. */
  way(arn: string): Promise<readonly string[]>;
  /** Names of those with that status, the newest first, up to a number of them. */
  list(
    status: ExecutionStatus,
    limit: number,
  ): Promise<{ readonly names: readonly string[]; readonly more: boolean }>;
  /** False where that name is taken. */
  start(id: IncidentId, number: number, attempt: AttemptNumber): Promise<boolean>;
  stop(arn: string, cause: string): Promise<void>;
  /** False where it cannot be redriven any more. */
  redrive(arn: string): Promise<boolean>;
  /** False where nothing waits with this token any more. */
  wake(token: TaskToken): Promise<boolean>;
}

export interface World {
  readonly incidents: Incidents;
  readonly executions: Executions;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}
