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

interface Output {
  readonly output: string;
  readonly outputDetails: DataDetails;
}

interface Input {
  readonly input: string;
  readonly inputDetails: DataDetails;
}

interface Limits {
  readonly timeoutInSeconds?: number;
  readonly heartbeatInSeconds?: number;
}

interface Iteration {
  /** Of the Map state. */
  readonly name: string;
  readonly index: number;
}

type Exiting = Exclude<State["Type"], "Fail">;

/** The states that take time: only these can be aborted. */
type Abortable = "Task" | "Wait" | "Parallel" | "Map";

export type EventBody =
  | {
      readonly type: "ExecutionStarted";
      readonly executionStartedEventDetails: Input & { readonly roleArn: string };
    }
  | {
      readonly type: `${State["Type"]}StateEntered`;
      readonly stateEnteredEventDetails: Input & { readonly name: string };
    }
  | {
      readonly type: `${Exiting}StateExited`;
      readonly stateExitedEventDetails: Output & {
        readonly name: string;
        /** By name; each value is JSON text. */
        readonly assignedVariables?: Readonly<Record<string, string>>;
        readonly assignedVariablesDetails?: DataDetails;
      };
    }
  | { readonly type: `${Abortable}StateAborted` }
  | {
      readonly type: "TaskScheduled";
      readonly taskScheduledEventDetails: TaskDetails &
        Limits & {
          readonly region: string;
          readonly parameters: string;
          readonly taskCredentials?: { readonly roleArn?: string };
        };
    }
  | { readonly type: "TaskStarted"; readonly taskStartedEventDetails: TaskDetails }
  | { readonly type: "TaskSubmitted"; readonly taskSubmittedEventDetails: TaskDetails & Output }
  | { readonly type: "TaskSucceeded"; readonly taskSucceededEventDetails: TaskDetails & Output }
  | { readonly type: "TaskFailed"; readonly taskFailedEventDetails: TaskDetails & Failure }
  | { readonly type: "TaskTimedOut"; readonly taskTimedOutEventDetails: TaskDetails & Failure }
  | {
      readonly type: "LambdaFunctionScheduled";
      readonly lambdaFunctionScheduledEventDetails: Input & {
        readonly resource: string;
        readonly timeoutInSeconds?: number;
        readonly taskCredentials?: { readonly roleArn?: string };
      };
    }
  | { readonly type: "LambdaFunctionStarted" }
  | { readonly type: "LambdaFunctionSucceeded"; readonly lambdaFunctionSucceededEventDetails: Output }
  | { readonly type: "LambdaFunctionFailed"; readonly lambdaFunctionFailedEventDetails: Failure }
  | { readonly type: "LambdaFunctionTimedOut"; readonly lambdaFunctionTimedOutEventDetails: Failure }
  | {
      readonly type: "ActivityScheduled";
      readonly activityScheduledEventDetails: Input & Limits & { readonly resource: string };
    }
  | {
      readonly type: "ActivityStarted";
      readonly activityStartedEventDetails: { readonly workerName?: string };
    }
  | { readonly type: "ActivitySucceeded"; readonly activitySucceededEventDetails: Output }
  | { readonly type: "ActivityFailed"; readonly activityFailedEventDetails: Failure }
  | { readonly type: "ActivityTimedOut"; readonly activityTimedOutEventDetails: Failure }
  | { readonly type: `ParallelState${"Started" | "Succeeded" | "Failed"}` }
  | { readonly type: "MapStateStarted"; readonly mapStateStartedEventDetails: { readonly length: number } }
  | { readonly type: `MapState${"Succeeded" | "Failed"}` }
  | { readonly type: "MapIterationStarted"; readonly mapIterationStartedEventDetails: Iteration }
  | { readonly type: "MapIterationSucceeded"; readonly mapIterationSucceededEventDetails: Iteration }
  | { readonly type: "MapIterationFailed"; readonly mapIterationFailedEventDetails: Iteration }
  | { readonly type: "MapIterationAborted"; readonly mapIterationAbortedEventDetails: Iteration }
  | { readonly type: "MapRunStarted"; readonly mapRunStartedEventDetails: { readonly mapRunArn: string } }
  | { readonly type: `MapRun${"Succeeded" | "Aborted"}` }
  | { readonly type: "MapRunFailed"; readonly mapRunFailedEventDetails: Failure }
  | {
      readonly type: "MapRunRedriven";
      readonly mapRunRedrivenEventDetails: { readonly mapRunArn: string; readonly redriveCount: number };
    }
  | {
      readonly type: "EvaluationFailed";
      readonly evaluationFailedEventDetails: Failure & {
        readonly state: string;
        /** The field: `Arguments/Payload/enteredAt`. */
        readonly location: string;
      };
    }
  | { readonly type: "ExecutionSucceeded"; readonly executionSucceededEventDetails: Output }
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
