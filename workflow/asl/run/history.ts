/**
 * The events of an execution, shaped as GetExecutionHistory answers them
 * (https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html).
 * Inputs, outputs and parameters are JSON text.
 */
import type { State } from "../definition";

/** Nothing is cut off here. */
interface DataDetails {
  readonly truncated: false;
}

export const WHOLE: DataDetails = { truncated: false };

interface Failure {
  readonly error?: string;
  readonly cause?: string;
}

export interface TaskDetails {
  /** `lambda` */
  readonly resourceType: string;
  /** `invoke.waitForTaskToken` */
  readonly resource: string;
}

interface TaskOutput extends TaskDetails {
  readonly output: string;
  readonly outputDetails: DataDetails;
}

type Exiting = Exclude<State["Type"], "Fail">;

export type EventBody =
  | {
      readonly type: "ExecutionStarted";
      readonly executionStartedEventDetails: {
        readonly input: string;
        readonly inputDetails: DataDetails;
        readonly roleArn: string;
      };
    }
  | {
      readonly type: `${State["Type"]}StateEntered`;
      readonly stateEnteredEventDetails: {
        readonly name: string;
        readonly input: string;
        readonly inputDetails: DataDetails;
      };
    }
  | {
      readonly type: `${Exiting}StateExited`;
      readonly stateExitedEventDetails: {
        readonly name: string;
        readonly output: string;
        readonly outputDetails: DataDetails;
      };
    }
  | {
      readonly type: "TaskScheduled";
      readonly taskScheduledEventDetails: TaskDetails & {
        readonly region: string;
        readonly parameters: string;
        readonly timeoutInSeconds?: number;
        readonly heartbeatInSeconds?: number;
      };
    }
  | { readonly type: "TaskStarted"; readonly taskStartedEventDetails: TaskDetails }
  | { readonly type: "TaskSubmitted"; readonly taskSubmittedEventDetails: TaskOutput }
  | { readonly type: "TaskSucceeded"; readonly taskSucceededEventDetails: TaskOutput }
  | { readonly type: "TaskFailed"; readonly taskFailedEventDetails: TaskDetails & Failure }
  | { readonly type: "TaskTimedOut"; readonly taskTimedOutEventDetails: TaskDetails & Failure }
  | {
      readonly type: "EvaluationFailed";
      readonly evaluationFailedEventDetails: Failure & {
        readonly state: string;
        /** The field: `Arguments/Payload/enteredAt`. */
        readonly location: string;
      };
    }
  | {
      readonly type: "ExecutionSucceeded";
      readonly executionSucceededEventDetails: {
        readonly output: string;
        readonly outputDetails: DataDetails;
      };
    }
  | { readonly type: "ExecutionFailed"; readonly executionFailedEventDetails: Failure }
  | { readonly type: "ExecutionAborted"; readonly executionAbortedEventDetails: Failure }
  | { readonly type: "ExecutionTimedOut"; readonly executionTimedOutEventDetails: Failure }
  | {
      readonly type: "ExecutionRedriven";
      readonly executionRedrivenEventDetails: { readonly redriveCount: number };
    };

export type HistoryEvent = EventBody & {
  /** From 1, without gaps. */
  readonly id: number;
  /** 0 where nothing led to the event: the start, the first state, a stop and a timeout of the execution. */
  readonly previousEventId: number;
  readonly timestamp: Date;
};

/** The last one is the end of the execution, which fails then
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html). */
export const MAX_EVENTS = 25_000;

/** The transitions of an execution: the names of the states that it entered, in order. */
export const statesEntered = (history: readonly HistoryEvent[]): string[] =>
  history.flatMap((event) =>
    "stateEnteredEventDetails" in event ? [event.stateEnteredEventDetails.name] : [],
  );

/** The event that comes after these. */
export const nextEvent = (
  history: readonly HistoryEvent[],
  body: EventBody,
  timestamp: Date,
): HistoryEvent => ({
  ...body,
  id: history.length + 1,
  previousEventId: history.length < 2 || OUT_OF_BAND.has(body.type) ? 0 : history.length,
  timestamp,
});

const OUT_OF_BAND: ReadonlySet<string> = new Set(["ExecutionAborted", "ExecutionTimedOut"]);
