/** What all tasks have in common. */
import type { JsonataTask, Template } from "../definition";
import { at, atResult, type At, type AtError, type Context } from "./context";
import { failing, type Catch, type Failing, type Retry } from "./failing";
import type { Given, Parts } from "./reference";
import {
  assigned,
  commented,
  going,
  inJsonata,
  output,
  seconds,
  type Going,
  type Leaving,
  type Seconds,
  type TypedState,
} from "./state";
import { template } from "./template";

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html */
export interface Credentials {
  readonly RoleArn: string;
}

export interface TaskSpec<In, Result, Retries, Catches, Out>
  extends Leaving<In, Result, Out>, Failing<In, Retries, Catches> {
  readonly comment?: string;
  /** Whole seconds. Required: the default of the language is three years. */
  readonly timeoutSeconds: Seconds<In>;
  /** Less than `timeoutSeconds`. */
  readonly heartbeatSeconds?: Seconds<In>;
  /** The role that the machine takes on, where it is not its own. */
  readonly credentials?: (at: At<In>) => Given<Credentials>;
}

/** The specification without what only the compiler asks. */
interface AnyTask<In, Result> extends Leaving<In, Result, Parts> {
  readonly comment?: string;
  readonly timeoutSeconds: Seconds<In>;
  readonly heartbeatSeconds?: Seconds<In>;
  readonly credentials?: (at: At<In>) => Given<Credentials>;
  readonly retry: readonly Retry<string>[];
  readonly catch?: readonly Catch<string>[] | ((at: AtError<In>) => readonly Catch<string>[]);
}

export const task = <In, Result, Ways, Acts>(
  spec: AnyTask<In, Result> & Going<string>,
  call: {
    readonly resource: string;
    readonly arguments?: Template;
    /** Where in `$states.result` the result is that the state means; default is the whole. */
    readonly result?: string;
  },
): TypedState<In, Ways, Acts> =>
  inJsonata((): JsonataTask => {
    const start = at<In, Context>();
    const done = atResult<In, Result>(call.result);
    return {
      Type: "Task",
      ...commented(spec.comment),
      Resource: call.resource,
      ...(call.arguments !== undefined && { Arguments: call.arguments }),
      ...output(spec.output ? spec.output(done) : call.result === undefined ? undefined : done.result),
      ...assigned(spec.assign?.(done)),
      ...(spec.credentials && { Credentials: template(spec.credentials(start)) }),
      TimeoutSeconds: seconds(spec.timeoutSeconds, start),
      ...(spec.heartbeatSeconds !== undefined && {
        HeartbeatSeconds: seconds(spec.heartbeatSeconds, start),
      }),
      ...failing(spec),
      ...going(spec),
    };
  });
