import { at, type At, type TokenContext } from "./context";
import type { Catches, Retries } from "./failing";
import { type Given, type Parts } from "./reference";
import type { Leaves, Called, Going, TypedState, Way } from "./state";
import type { SendingWays, Unsent } from "./sent";
import { task, type TaskSpec } from "./task";
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
    const Retried extends Retries<Errors | LambdaError>,
    const Next extends string = never,
    const Caughts extends Catches<Errors | LambdaError> = Catches<Errors | LambdaError>,
    const Out extends Parts = Parts,
    const Sent extends Given<NoInfer<Payload>> = Unsent<NoInfer<Payload>>,
  >(
    spec: TaskSpec<In, Result, Retried, Caughts, Out> &
      Going<Next> & {
        readonly function: LambdaContract<Payload, Result, Errors>;
        readonly payload: (at: At<In>) => Sent;
      },
  ): TypedState<
    In,
    SendingWays<In, Retried, Caughts, Errors | LambdaError, Way<Leaves<Out, Result>, Next>, Sent, Payload>,
    Called<Payload, Result, Errors | LambdaError>
  > =>
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
    const Retried extends Retries<Errors | LambdaError | WakesOf<Payload>[1]>,
    const Next extends string = never,
    const Caughts extends Catches<Errors | LambdaError | WakesOf<Payload>[1]> = Catches<
      Errors | LambdaError | WakesOf<Payload>[1]
    >,
    const Out extends Parts = Parts,
    const Sent extends Given<NoInfer<Payload>> = Unsent<NoInfer<Payload>>,
  >(
    spec: TaskSpec<In, WakesOf<NoInfer<Payload>>[0], Retried, Caughts, Out> &
      Going<Next> & {
        readonly function: LambdaContract<Payload, unknown, Errors> & Carries<NoInfer<Payload>>;
        readonly payload: (at: At<In, TokenContext>) => Sent;
      },
  ): TypedState<
    In,
    SendingWays<
      In,
      Retried,
      Caughts,
      Errors | LambdaError | WakesOf<Payload>[1],
      Way<Leaves<Out, WakesOf<Payload>[0]>, Next>,
      Sent,
      Payload
    >,
    Called<Payload, WakesOf<Payload>[0] | undefined, Errors | LambdaError>
  > =>
    task(spec, {
      resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
      arguments: { FunctionName: spec.function.functionArn, Payload: template(spec.payload(at())) },
    });

type Carries<Payload> = [WakesOf<Payload>] extends [never]
  ? { readonly wrong: "no TaskToken is in the payload of this function: nobody could wake the state" }
  : unknown;
