/** What is said of an execution from outside. */
import { failureDetails, type Fault } from "./fault";
import { MAX_EVENTS } from "./history";
import type { Json } from "./json";

/** As DescribeExecution answers it
 *  (https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html). */
export interface ExecutionDescription {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: "RUNNING" | End["status"];
  readonly startDate: Date;
  readonly stopDate?: Date;
  /** JSON text, as the output. */
  readonly input: string;
  readonly inputDetails: Included;
  readonly output?: string;
  readonly outputDetails?: Included;
  readonly error?: string;
  readonly cause?: string;
  readonly redriveCount: number;
  readonly redriveDate?: Date;
  readonly redriveStatus: "REDRIVABLE" | "NOT_REDRIVABLE";
  readonly redriveStatusReason?: string;
}

interface Included {
  readonly included: true;
}

/** How an execution ended, and when, in milliseconds since 1970-01-01 UTC. */
export type End = { readonly at: number } & (
  | { readonly status: "SUCCEEDED"; readonly output: Json }
  | { readonly status: "FAILED" | "ABORTED"; readonly fault: Fault }
  | { readonly status: "TIMED_OUT" }
);

/** Times are milliseconds since 1970-01-01 UTC. */
export interface ExecutionFacts {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly input: string;
  readonly startedAt: number;
  readonly end: End | undefined;
  readonly redriveCount: number;
  readonly redrivenAt: number | undefined;
  readonly eventCount: number;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Of a Standard execution, its redrives included
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html). */
export const LONGEST_EXECUTION_MS = 365 * DAY_MS;

/** After its end, an execution can be redriven so long
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html). */
const REDRIVABLE_MS = 14 * DAY_MS;

/** After its end, an execution is known so long, and its name taken
 *  (https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html). */
export const REMEMBERED_MS = 90 * DAY_MS;

export function describeExecution(facts: ExecutionFacts, now: number): ExecutionDescription {
  const { executionArn, stateMachineArn, name, input, startedAt, end, redriveCount, redrivenAt } = facts;
  const reason = notRedrivable(facts, now);
  return {
    executionArn,
    stateMachineArn,
    name,
    status: end?.status ?? "RUNNING",
    startDate: new Date(startedAt),
    ...(end && { stopDate: new Date(end.at) }),
    input,
    inputDetails: { included: true },
    ...(end && outcome(end)),
    redriveCount,
    ...(redrivenAt !== undefined && { redriveDate: new Date(redrivenAt) }),
    ...(reason === undefined
      ? { redriveStatus: "REDRIVABLE" }
      : { redriveStatus: "NOT_REDRIVABLE", redriveStatusReason: reason }),
  };
}

/** A timeout has neither error nor cause: only its event has them. */
function outcome(end: End): Partial<ExecutionDescription> {
  switch (end.status) {
    case "SUCCEEDED":
      return { output: JSON.stringify(end.output), outputDetails: { included: true } };
    case "FAILED":
    case "ABORTED":
      return failureDetails(end.fault);
    case "TIMED_OUT":
      return {};
  }
}

/** Why the execution cannot be redriven, undefined if it can: the reasons that DescribeExecution names. */
export function notRedrivable(
  { startedAt, end, eventCount }: ExecutionFacts,
  now: number,
): string | undefined {
  if (!end || end.status === "SUCCEEDED")
    return `Execution is ${end?.status ?? "RUNNING"} and cannot be redriven`;
  if (eventCount >= MAX_EVENTS - 1) return "Execution history event limit exceeded";
  if (now >= startedAt + LONGEST_EXECUTION_MS) return "Execution has exceeded the max execution time";
  if (now >= end.at + REDRIVABLE_MS) return "Execution redrivable period exceeded";
  return undefined;
}
