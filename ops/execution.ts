/** An execution as an operator sees it: what DescribeExecution says, and the newest events of its history. */
import type { HistoryEvent } from "@aws-sdk/client-sfn";
import {
  incidentId,
  isAttemptNumber,
  isIncidentId,
  isTaskToken,
  STATUSES,
  type AttemptNumber,
  type IncidentId,
  type Status,
  type TaskToken,
} from "../workflow/contract";

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

/** Times are milliseconds since 1970. */
export interface Execution {
  readonly arn: string;
  readonly name: string;
  /** Whom its input names: whoever starts one by hand can call it anything. */
  readonly incidentId?: IncidentId;
  /** 1 has the incident's id as its name; those that were started in its place count on. */
  readonly number: number;
  readonly status: ExecutionStatus;
  readonly startedAt: number;
  readonly stoppedAt?: number;
  /** By name. */
  readonly error?: string;
  readonly redrivable: boolean;
  /** The trace that it goes on with. */
  readonly traceId?: string;
  /** Where the incident stood as it ended well. */
  readonly closedAs?: Status;
  readonly place?: Place;
}

/** The state that was entered last, the one it ended in included. */
export interface Place {
  readonly state: string;
  readonly enteredAt: number;
  readonly attempt?: AttemptNumber;
  /** Nobody is invited in it: the deadline was moved. */
  readonly resumed: boolean;
  /** The state before it was woken, and had not run out of its time. */
  readonly woken: boolean;
  /** The state's function answered: the student is invited. */
  readonly submitted: boolean;
  /** Of its definition: how long an attempt is open. */
  readonly windowSeconds?: number;
  /** That it waits to be woken, and how long. The token is a secret: it wakes the execution. */
  readonly waiting?: { readonly token?: TaskToken; readonly until?: number };
}

/** Names of the states of workflow/machine.ts that functions are called from. */
export const SIT_EXAM = "SitExam";
export const CLOSE_ATTEMPT = "CloseAttempt";

/**
 * No incident's id begins with an underscore, so that no other incident's execution has this name. CloudWatch Logs takes
 * letters, digits, hyphens and underscores alone
 * (https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html).
 */
export const executionName = (id: IncidentId, number: number): string =>
  number === 1 ? id : `_${number}_${id}`;

/** Which execution of which incident has that name; undefined where none can. */
export function nameParts(name: string): { readonly id: IncidentId; readonly number: number } | undefined {
  const [, number = "1", raw = ""] = /^(?:_(\d{1,4})_)?(.*)$/s.exec(name) ?? [];
  return isIncidentId(raw) ? { id: incidentId(raw), number: Number(number) } : undefined;
}

/** Of `arn:aws:states:REGION:ACCOUNT:stateMachine:NAME`. */
export const executionArn = (stateMachineArn: string, name: string): string =>
  `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;

/** From events that are the newest, the newest first; undefined where none of them enters a state. */
export function placeOf(events: readonly HistoryEvent[], running: boolean): Place | undefined {
  const at = events.findIndex(({ stateEnteredEventDetails }) => stateEnteredEventDetails !== undefined);
  const entered = events[at];
  const details = entered?.stateEnteredEventDetails;
  if (details?.name === undefined) return undefined;
  const inside = events.slice(0, at);
  const input = parsed(details.input);
  const attempt = field(input, "attempt");
  const scheduled = inside.find(({ taskScheduledEventDetails }) => taskScheduledEventDetails !== undefined);
  const payload = scheduled && payloadOf(scheduled);
  const windowSeconds = events
    .map(payloadOf)
    .map(windowOf)
    .find((each) => each !== undefined);
  const token = field(payload, "taskToken");
  const timeout = scheduled?.taskScheduledEventDetails?.timeoutInSeconds;
  return {
    state: details.name,
    enteredAt: entered?.timestamp?.getTime() ?? 0,
    ...(isAttemptNumber(attempt) && { attempt }),
    resumed: field(input, "waitSeconds") !== undefined,
    woken: events.slice(at).find(({ type }) => ENDS.some((each) => each === type))?.type === "TaskSucceeded",
    submitted: inside.some(({ type }) => type === "TaskSubmitted"),
    ...(windowSeconds !== undefined && { windowSeconds }),
    ...(running &&
      inside[0]?.type === "TaskSubmitted" && {
        waiting: {
          ...(isTaskToken(token) && { token }),
          ...(scheduled?.timestamp &&
            timeout !== undefined && { until: scheduled.timestamp.getTime() + timeout * 1000 }),
        },
      }),
  };
}

/** How a task ends. */
const ENDS = ["TaskSucceeded", "TaskTimedOut", "TaskFailed"];

/** What a task's function is called with. */
const payloadOf = ({ taskScheduledEventDetails }: HistoryEvent): unknown =>
  field(parsed(taskScheduledEventDetails?.parameters), "Payload");

function windowOf(payload: unknown): number | undefined {
  const seconds = field(payload, "windowSeconds");
  return typeof seconds === "number" ? seconds : undefined;
}

/** The states that were entered, in order, from events that are the newest first. */
export const statesOf = (events: readonly HistoryEvent[]): readonly string[] =>
  events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []).reverse();

/** What its output says. */
export function closedAs(output: string | undefined): Status | undefined {
  const status = field(parsed(output), "status");
  return STATUSES.find((each) => each === status);
}

/** What its input says. */
export function incidentOf(input: string | undefined): IncidentId | undefined {
  const id = field(parsed(input), "incidentId");
  return isIncidentId(id) ? id : undefined;
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}

const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
