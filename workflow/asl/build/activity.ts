import { at, type At } from "./context";
import type { Catches, Retries } from "./failing";
import type { Given, Parts } from "./reference";
import type { Leaves, Called, Going, TypedState, Way } from "./state";
import type { SendingWays, Unsent } from "./sent";
import { task, type TaskSpec } from "./task";
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
    const Retried extends Retries<Errors>,
    const Next extends string = never,
    const Caughts extends Catches<Errors> = Catches<Errors>,
    const Out extends Parts = Parts,
    const Sent extends Given<NoInfer<Payload>> = Unsent<NoInfer<Payload>>,
  >(
    spec: TaskSpec<In, Result, Retried, Caughts, Out> &
      Going<Next> & {
        readonly worker: ActivityContract<Payload, Result, Errors>;
        readonly payload: (at: At<In>) => Sent;
      },
  ): TypedState<
    In,
    SendingWays<In, Retried, Caughts, Errors, Way<Leaves<Out, Result>, Next>, Sent, Payload>,
    Called<Payload, Result, Errors>
  > =>
    task(spec, { resource: spec.worker.activityArn, arguments: template(spec.payload(at())) });
