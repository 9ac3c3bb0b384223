/** Executions of other machines: https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html */
import type { Json } from "../json";
import type { Call, Rows, TokenOutput } from "./row";

export interface StartExecution {
  /** Of a machine, or of a version or an alias of one. */
  readonly StateMachineArn: string;
  /** `AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID` in it links the two executions in the console. */
  readonly Input?: Json;
  /** Unique for 90 days; default is a random one. */
  readonly Name?: string;
  readonly TraceHeader?: string;
}

export interface StartExecutionResult {
  readonly ExecutionArn: string;
  /** Milliseconds since 1970. */
  readonly StartDate: number;
}

export interface FinishedExecution<Output> extends StartExecutionResult {
  readonly StateMachineArn: string;
  readonly Name: string;
  readonly Status: "SUCCEEDED";
  readonly StopDate: number;
  readonly Input: Output;
  readonly Output: Output;
}

export interface StatesCalls {
  readonly "states:startExecution": Call<
    StartExecution,
    {
      readonly "": StartExecutionResult;
      /** Input and output are JSON text. */
      readonly ".sync": FinishedExecution<string>;
      /** Input and output are JSON. */
      readonly ".sync:2": FinishedExecution<Json>;
      readonly ".waitForTaskToken": TokenOutput;
    }
  >;
}

export const STATES: Rows<StatesCalls> = {
  "states:startExecution": {
    patterns: { "": true, ".sync": true, ".sync:2": true, ".waitForTaskToken": true },
    requiredArguments: [["StateMachineArn"]],
  },
};
