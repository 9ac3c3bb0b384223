/**
 * Amazon States Language as plain JSON: what `DefinitionString` holds, in the JSONata query language.
 * Source: https://states-language.net/spec.html
 */

/** A string that AWS evaluates: `{% expression %}` (spec, "JSONata Expressions"). */
export type JsonataString = `{% ${string} %}`;

/** JSON in which every string of the form `{% … %}` is evaluated. */
export type Template =
  string | number | boolean | null | readonly Template[] | { readonly [key: string]: Template };

/** Errors that Step Functions itself raises (spec, appendix A), beside those of the services. */
export type SystemError =
  | "States.ALL"
  | "States.DataLimitExceeded"
  | "States.HeartbeatTimeout"
  | "States.Permissions"
  | "States.QueryEvaluationError"
  | "States.Runtime"
  | "States.TaskFailed"
  | "States.Timeout";

/** Seconds are whole numbers; defaults as in the specification ("Retrying after error"). */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  /** Before the first retry, default 1. */
  readonly IntervalSeconds?: number;
  /** Retries, not tries; default 3, and 0 means never. */
  readonly MaxAttempts?: number;
  /** Default 2.0. */
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  /** FULL waits a random time between zero and the interval. */
  readonly JitterStrategy?: "FULL" | "NONE";
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  /** What the next state gets; default is the error `{ Error, Cause }`. */
  readonly Output?: Template;
}

type Transition =
  { readonly Next: string; readonly End?: never } | { readonly End: true; readonly Next?: never };

export type TaskState = {
  readonly Type: "Task";
  readonly Comment?: string;
  readonly Resource: string;
  readonly Arguments?: Template;
  readonly Output?: Template;
  /** Default 99999999, which is three years: every task of a good machine sets it. */
  readonly TimeoutSeconds?: number | JsonataString;
  readonly HeartbeatSeconds?: number | JsonataString;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
} & Transition;

export interface ChoiceRule {
  readonly Condition: JsonataString;
  readonly Next: string;
  readonly Output?: Template;
}

export interface ChoiceState {
  readonly Type: "Choice";
  readonly Comment?: string;
  readonly Choices: readonly ChoiceRule[];
  readonly Default?: string;
  readonly Output?: Template;
}

export interface SucceedState {
  readonly Type: "Succeed";
  readonly Comment?: string;
  readonly Output?: Template;
}

export interface FailState {
  readonly Type: "Fail";
  readonly Comment?: string;
  readonly Error?: string;
  readonly Cause?: string;
}

export type State = TaskState | ChoiceState | SucceedState | FailState;

export interface Definition {
  readonly Comment?: string;
  readonly QueryLanguage: "JSONata";
  readonly StartAt: string;
  /** Of the whole execution; a Standard execution lasts a year at most. */
  readonly TimeoutSeconds?: number;
  readonly States: Readonly<Record<string, State>>;
}
