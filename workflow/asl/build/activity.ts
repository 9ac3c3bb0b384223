import { at, type At } from "./context";
import type { Caught } from "./failing";
import type { Given, Parts, Ref, Value } from "./reference";
import type { Called, Going, TypedState, Way } from "./state";
import { task, type Catches, type TaskSpec } from "./task";
import { template } from "./template";

declare const type: unique symbol;

/** What a worker that asks for tasks gets, returns, and may fail with. */
export interface ActivityContract<Payload, Result, Errors extends string = never> {
  readonly activityArn: string;
  readonly [type]?: readonly [Payload, Result, Errors];
}

/** Waits for a worker (https://docs.aws.amazon.com/step-functions/latest/dg/concepts-activities.html). */
export const activity =
  <In>() =>
  <
    Payload,
    Result,
    Errors extends string,
    const Next extends string = never,
    const Caughts extends Catches<Errors> = readonly [],
    const Out extends Parts = Ref<Result>,
  >(
    spec: TaskSpec<In, Result, NoInfer<Errors>, Caughts, Out> &
      Going<Next> & {
        readonly worker: ActivityContract<Payload, Result, Errors>;
        readonly payload: (at: At<In>) => Given<NoInfer<Payload>>;
      },
  ): TypedState<In, Way<Value<Out>, Next> | Caught<In, Caughts>, Called<Payload, Result, Errors>> =>
    task(spec, { resource: spec.worker.activityArn, arguments: template(spec.payload(at())) });
