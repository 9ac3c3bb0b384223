import { at, type At, type TokenContext } from "./context";
import type { Caught } from "./failing";
import { type Given, type Parts, type Ref, type Value } from "./reference";
import type { Called, Going, TypedState, Way } from "./state";
import { task, type Catches, type TaskSpec } from "./task";
import { template } from "./template";
import type { WakesOf } from "./token";

declare const type: unique symbol;

/** What a Lambda function takes, answers and may throw by name: one contract for handler and state. */
export interface LambdaContract<Payload, Result, Errors extends string = never> {
  readonly functionArn: string;
  readonly [type]?: readonly [Payload, Result, Errors];
}

/** Errors of the Lambda service and its client, beside the function's own
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html). */
export type LambdaError =
  | "Lambda.AWSLambdaException"
  | "Lambda.ClientExecutionTimeoutException"
  | "Lambda.SdkClientException"
  | "Lambda.ServiceException"
  | "Lambda.TooManyRequestsException"
  | "Lambda.Unknown";

/** Invokes a function and goes on with what it answers. */
export const invoke =
  <In>() =>
  <
    Payload,
    Result,
    Errors extends string,
    const Next extends string = never,
    const Caughts extends Catches<Errors | LambdaError> = readonly [],
    const Out extends Parts = Ref<Result>,
  >(
    spec: TaskSpec<In, Result, NoInfer<Errors> | LambdaError, Caughts, Out> &
      Going<Next> & {
        readonly function: LambdaContract<Payload, Result, Errors>;
        readonly payload: (at: At<In>) => Given<NoInfer<Payload>>;
      },
  ): TypedState<In, Way<Value<Out>, Next> | Caught<In, Caughts>, Called<Payload, Result, Errors>> =>
    task(spec, {
      resource: "arn:aws:states:::lambda:invoke",
      arguments: { FunctionName: spec.function.functionArn, Payload: template(spec.payload(at())) },
      // The service wraps what the function answers.
      result: "$states.result.Payload",
    });

/**
 * Invokes a function and waits until somebody sends the task token back, or until `timeoutSeconds` have passed. Which
 * `TaskToken` is in the function's payload decides what the state yields, whatever the function answers.
 */
export const invokeAndWait =
  <In>() =>
  <
    Payload,
    Errors extends string,
    const Next extends string = never,
    const Caughts extends Catches<Errors | LambdaError | WakesOf<Payload>[1]> = readonly [],
    const Out extends Parts = Ref<WakesOf<Payload>[0]>,
  >(
    spec: TaskSpec<
      In,
      WakesOf<NoInfer<Payload>>[0],
      NoInfer<Errors> | LambdaError | WakesOf<NoInfer<Payload>>[1],
      Caughts,
      Out
    > &
      Going<Next> & {
        readonly function: LambdaContract<Payload, unknown, Errors> & Carries<NoInfer<Payload>>;
        readonly payload: (at: At<In, TokenContext>) => Given<NoInfer<Payload>>;
      },
  ): TypedState<In, Way<Value<Out>, Next> | Caught<In, Caughts>, Called<Payload, unknown, Errors>> =>
    task(spec, {
      resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
      arguments: { FunctionName: spec.function.functionArn, Payload: template(spec.payload(at())) },
    });

type Carries<Payload> = [WakesOf<Payload>] extends [never]
  ? { readonly wrong: "no TaskToken is in the payload of this function: nobody could wake the state" }
  : unknown;
