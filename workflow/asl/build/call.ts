import type { IntegrationName, IntegrationTypes } from "../integrations";
import type { JsonObject } from "../json";
import { at, type At, type Context, type TokenContext } from "./context";
import type { Catches, Retries } from "./failing";
import type { Given, Parts, Value } from "./reference";
import type { Leaves, Called, Going, TypedState, Way } from "./state";
import type { SendingWays, Unsent } from "./sent";
import { task, type TaskSpec } from "./task";
import { template } from "./template";
import type { WakesOf } from "./token";

/** `service:action` and a pattern that the integration has: `sqs:sendMessage.waitForTaskToken`. */
export type Integrated = {
  [Name in IntegrationName]: `${Name}${IntegrationTypes[Name]["patterns"]}`;
}[IntegrationName];

type NameIn<Resource> = (Resource extends `${infer Name}.${string}` ? Name : Resource) & IntegrationName;
type ResultIn<Results, Resource> = Resource extends `${string}.${infer Pattern}`
  ? Results[`.${Pattern}` & keyof Results]
  : Results["" & keyof Results];

type Expected<Resource> = IntegrationTypes[NameIn<Resource>]["arguments"];

type ContextOf<Resource> = Resource extends `${string}.waitForTaskToken` ? TokenContext : Context;

/** What the integration answers, or what the token in the arguments may be returned with. */
type Answer<Resource, Arguments> = Resource extends `${string}.waitForTaskToken`
  ? WakesOf<Value<Arguments>>[0]
  : ResultIn<IntegrationTypes[NameIn<Resource>]["results"], Resource>;

/** `Service.Error`, as services name theirs: `DynamoDB.ConditionalCheckFailedException`. */
export type ServiceError = `${string}.${string}`;

/** Calls an integration whose arguments and results are known (`workflow/asl/integrations`). */
export const call =
  <In>() =>
  <
    const Resource extends Integrated,
    const Retried extends Retries<ServiceError>,
    const Next extends string = never,
    const Caughts extends Catches<ServiceError> = Catches<ServiceError>,
    const Out extends Parts = Parts,
    const Arguments extends Given<Expected<Resource>> = Unsent<Expected<Resource>>,
  >(
    spec: TaskSpec<In, Answer<Resource, Arguments>, Retried, Caughts, Out> &
      Going<Next> & {
        readonly resource: Resource;
        readonly arguments: (at: At<In, ContextOf<Resource>>) => Arguments;
      },
  ): TypedState<
    In,
    SendingWays<
      In,
      Retried,
      Caughts,
      ServiceError,
      Way<Leaves<Out, Answer<Resource, Arguments>>, Next>,
      Arguments,
      Expected<Resource>
    >,
    Called<
      Value<Arguments>,
      Answer<Resource, Arguments> | (Resource extends `${string}.waitForTaskToken` ? undefined : never),
      ServiceError
    >
  > =>
    task(spec, {
      resource: `arn:aws:states:::${spec.resource}`,
      arguments: template(spec.arguments(at())),
    });

/** Calls any API action of AWS: its arguments and its result are what the caller says. */
export const sdkCall =
  <In, Arguments = JsonObject, Result = JsonObject>() =>
  <
    const Retried extends Retries<ServiceError>,
    const Next extends string = never,
    const Caughts extends Catches<ServiceError> = Catches<ServiceError>,
    const Out extends Parts = Parts,
    const Sent extends Given<Arguments> = Unsent<Arguments>,
  >(
    spec: TaskSpec<In, Result, Retried, Caughts, Out> &
      Going<Next> & {
        readonly resource: `aws-sdk:${string}:${string}`;
        readonly arguments: (at: At<In>) => Sent;
      },
  ): TypedState<
    In,
    SendingWays<In, Retried, Caughts, ServiceError, Way<Leaves<Out, Result>, Next>, Sent, Arguments>,
    Called<Arguments, Result, ServiceError>
  > =>
    task(spec, {
      resource: `arn:aws:states:::${spec.resource}`,
      arguments: template(spec.arguments(at())),
    });
