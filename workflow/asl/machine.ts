/**
 * States whose edges the compiler checks: each state says what it takes, each edge is checked by itself
 * (docs/decisions/0004), so that a loop costs nothing and the error stands at the state that is wrong.
 */
import type { Definition, Retrier, State, SystemError } from "./definition";
import {
  refs,
  render,
  template,
  type Context,
  type Given,
  type Ref,
  type Refs,
  type TokenContext,
} from "./reference";

declare const type: unique symbol;

/** Errors of the Lambda service and its client, beside the function's own
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html). */
export type LambdaError =
  | "Lambda.AWSLambdaException"
  | "Lambda.ClientExecutionTimeoutException"
  | "Lambda.SdkClientException"
  | "Lambda.ServiceException"
  | "Lambda.TooManyRequestsException"
  | "Lambda.Unknown";

/** What a Lambda function takes, answers and may throw by name: one contract for handler and state. */
export interface LambdaContract<Payload, Result, Errors extends string = never> {
  readonly functionArn: string;
  readonly [type]?: readonly [Payload, Result, Errors];
}

/** A way out of a state, and what travels along it. */
interface Edge<Out, To extends string> {
  readonly to: To;
  readonly [type]?: Out;
}

/** A state that takes an In, with its edges. */
export interface TypedState<In, Edges> {
  readonly state: State;
  readonly [type]?: readonly [In, Edges];
}

export interface Retry<Errors extends string> {
  readonly errors: readonly Errors[];
  /** Retries, not tries; 0 means never. */
  readonly maxAttempts: number;
  readonly intervalSeconds?: number;
  readonly backoffRate?: number;
  readonly maxDelaySeconds?: number;
  readonly jitter?: boolean;
}

/** What is caught goes on with the state's own input. */
export interface Catch<Errors extends string, To extends string> {
  readonly errors: readonly Errors[];
  readonly next: To;
}

interface TaskSpec<Errors extends string, Next extends string, Caught extends string> {
  readonly comment: string;
  /** Whole seconds. Required: the default of the language is three years. */
  readonly timeoutSeconds: number;
  readonly retry: readonly Retry<NoInfer<Errors> | SystemError | LambdaError>[];
  readonly catch?: readonly Catch<NoInfer<Errors> | SystemError | LambdaError, Caught>[];
  readonly next: Next;
}

/** Invokes a function and goes on with what it answers. */
export const invoke =
  <In>() =>
  <Payload, Result, Errors extends string, const Next extends string, const Caught extends string = never>(
    spec: TaskSpec<Errors, Next, Caught> & {
      readonly function: LambdaContract<Payload, Result, Errors>;
      readonly payload: (at: { input: Refs<In>; context: Refs<Context> }) => Given<NoInfer<Payload>>;
    },
  ): TypedState<In, Edge<Result, Next> | Edge<In, Caught>> => ({
    state: task(spec, "arn:aws:states:::lambda:invoke", {
      functionArn: spec.function.functionArn,
      payload: spec.payload({ input: refs("$states.input"), context: refs("$states.context") }),
      output: refs<Result>("$states.result.Payload"),
    }),
  });

/**
 * Invokes a function and waits until somebody sends the task token back, or until `timeoutSeconds` have passed.
 * Goes on with its own input: what wakes the state carries nothing, the truth is where the waker wrote it.
 */
export const invokeAndWait =
  <In>() =>
  <Payload, Errors extends string, const Next extends string, const Caught extends string = never>(
    spec: TaskSpec<Errors, Next, Caught> & {
      readonly function: LambdaContract<Payload, unknown, Errors>;
      readonly payload: (at: { input: Refs<In>; context: Refs<TokenContext> }) => Given<NoInfer<Payload>>;
    },
  ): TypedState<In, Edge<In, Next> | Edge<In, Caught>> => ({
    state: task(spec, "arn:aws:states:::lambda:invoke.waitForTaskToken", {
      functionArn: spec.function.functionArn,
      payload: spec.payload({ input: refs("$states.input"), context: refs("$states.context") }),
      output: refs<In>("$states.input"),
    }),
  });

/** Goes where the first true condition leads; the input travels along unchanged. */
export const choice =
  <In>() =>
  <const To extends string, const Otherwise extends string>(spec: {
    readonly comment: string;
    readonly rules: (at: {
      input: Refs<In>;
    }) => readonly { readonly when: Ref<boolean>; readonly next: To }[];
    readonly otherwise: Otherwise;
  }): TypedState<In, Edge<In, To> | Edge<In, Otherwise>> => ({
    state: {
      Type: "Choice",
      Comment: spec.comment,
      Choices: spec
        .rules({ input: refs("$states.input") })
        .map(({ when, next }) => ({ Condition: render(when), Next: next })),
      Default: spec.otherwise,
    },
  });

/** Ends the execution well; its output is the state's input. */
export const succeed = <In>(comment: string): TypedState<In, never> => ({
  state: { Type: "Succeed", Comment: comment },
});

/** Ends the execution as failed: the alarm for failed executions rings. */
export const fail = (error: string, cause: string): TypedState<unknown, never> => ({
  state: { Type: "Fail", Error: error, Cause: cause },
});

type InputOf<S> = S extends { readonly [type]?: readonly [infer In, unknown] } ? In : never;
type EdgesOf<S> = S extends { readonly [type]?: readonly [unknown, infer Edges] } ? Edges : never;

type Fault<States, From extends keyof States & string, E> =
  E extends Edge<infer Out, infer To>
    ? To extends keyof States
      ? [Out] extends [InputOf<States[To]>]
        ? never
        : `${From} → ${To}: what leaves ${From} does not fit the input of ${To}`
      : `${From} → ${To}: there is no state ${To}`
    : never;

type Checked<States> = {
  readonly [K in keyof States & string]: [Fault<States, K, EdgesOf<States[K]>>] extends [never]
    ? States[K]
    : Fault<States, K, EdgesOf<States[K]>>;
};

/** The definition of a machine that is started with a Start. Every edge leads to a state that takes what it carries. */
export const stateMachine =
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- said by the caller, not inferred
  <Start>() =>
    <
      const States extends Readonly<Record<string, TypedState<unknown, unknown>>>,
      const First extends keyof States & string,
    >(
      spec: {
        readonly comment: string;
        readonly startAt: First;
        readonly states: States & Checked<States>;
      } & ([Start] extends [InputOf<States[First]>]
        ? unknown
        : { readonly wrongStart: `${First} does not take what the execution starts with` }),
    ): Definition => ({
      Comment: spec.comment,
      QueryLanguage: "JSONata",
      StartAt: spec.startAt,
      States: Object.fromEntries(
        Object.entries<TypedState<unknown, unknown>>(spec.states).map(([name, { state }]) => [name, state]),
      ),
    });

function task<Errors extends string, Next extends string, Caught extends string>(
  spec: TaskSpec<Errors, Next, Caught>,
  resource: string,
  call: { functionArn: string; payload: unknown; output: Ref<unknown> },
): State {
  return {
    Type: "Task",
    Comment: spec.comment,
    Resource: resource,
    Arguments: { FunctionName: call.functionArn, Payload: template(call.payload) },
    Output: render(call.output),
    TimeoutSeconds: spec.timeoutSeconds,
    Retry: spec.retry.map(retrier),
    ...(spec.catch && {
      Catch: spec.catch.map(({ errors, next }) => ({
        ErrorEquals: errors,
        Output: render(refs("$states.input")),
        Next: next,
      })),
    }),
    Next: spec.next,
  };
}

const retrier = (retry: Retry<string>): Retrier => ({
  ErrorEquals: retry.errors,
  MaxAttempts: retry.maxAttempts,
  ...(retry.intervalSeconds !== undefined && { IntervalSeconds: retry.intervalSeconds }),
  ...(retry.backoffRate !== undefined && { BackoffRate: retry.backoffRate }),
  ...(retry.maxDelaySeconds !== undefined && { MaxDelaySeconds: retry.maxDelaySeconds }),
  ...(retry.jitter !== undefined && { JitterStrategy: retry.jitter ? "FULL" : "NONE" }),
});
