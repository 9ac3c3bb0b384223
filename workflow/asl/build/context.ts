/** What a state can look at while it runs. */
import { refs, type Refs } from "./reference";
import type { TaskToken } from "./token";

/** The context object (https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html). */
export interface Context {
  readonly Execution: {
    readonly Id: string;
    /** What the execution was started with: `` jsonata<Start>`${context.Execution.Input}` ``. */
    readonly Input: unknown;
    readonly Name: string;
    readonly RoleArn: string;
    /** ISO 8601, UTC. */
    readonly StartTime: string;
    readonly RedriveCount: number;
    /** ISO 8601, UTC; absent before the first redrive. */
    readonly RedriveTime?: string;
  };
  readonly State: {
    /** ISO 8601, UTC: when the state was entered; a retry does not change it. */
    readonly EnteredTime: string;
    readonly Name: string;
    readonly RetryCount: number;
  };
  readonly StateMachine: { readonly Id: string; readonly Name: string };
}

/** `$states.context` of a task that waits for a token. */
export interface TokenContext extends Context {
  readonly Task: {
    /** Fits whatever token the one who gets it expects. */
    readonly Token: TaskToken<unknown, string>;
  };
}

/** `$states.context` where a Map selects its items. */
export interface ItemContext<Item> extends Context {
  readonly Map: { readonly Item: { readonly Index: number; readonly Value: Item } };
}

/** What a caught error looks like. */
export interface CaughtError {
  readonly Error: string;
  readonly Cause: string;
}

export interface At<In, C = Context> {
  readonly input: Refs<In>;
  readonly context: Refs<C>;
}

export interface AtResult<In, Result> extends At<In> {
  readonly result: Refs<Result>;
}

export interface AtError<In> extends At<In> {
  readonly error: Refs<CaughtError>;
}

export const at = <In, C>(): At<In, C> => ({
  input: refs("$states.input"),
  context: refs("$states.context"),
});

/** `path` is where the result is. */
export const atResult = <In, Result>(path = "$states.result"): AtResult<In, Result> => ({
  ...at<In, Context>(),
  result: refs(path),
});

export const atError = <In>(): AtError<In> => ({ ...at<In, Context>(), error: refs("$states.errorOutput") });
