import type { JsonataParallel } from "../definition";
import { at, atResult, type At, type Context } from "./context";
import { failing, type Catches, type Failing, type Retries, type Ways } from "./failing";
import type { Parts } from "./reference";
import type { Branch, ErrorsIn } from "./scope";
import {
  type Leaves,
  assigned,
  commented,
  going,
  inJsonata,
  output,
  type Fit,
  type Going,
  type Inside,
  type Leaving,
  type TypedState,
  type Way,
} from "./state";
import { template } from "./template";

/** What each branch yields, in the order of the branches. */
type Yielded<Branches> = {
  readonly [I in keyof Branches]: Branches[I] extends Branch<unknown, infer Out> ? Out : never;
};

/** Of each by itself: inferred at once, the states of one branch may be taken for those of another, which has more. */
type StatesOf<Branches> = {
  readonly [I in keyof Branches]: Branches[I] extends Branch<unknown, unknown, infer States> ? States : never;
}[keyof Branches & `${number}`];
type Unfit<Branches, Given> = {
  [I in keyof Branches & `${number}`]: Branches[I] extends Branch<infer Takes, unknown>
    ? Fit<Given, Takes, `what is given to the branches does not fit the input of branch ${I}`>
    : never;
}[keyof Branches & `${number}`];

type Errors<Branches> = ErrorsIn<StatesOf<Branches>>;

/** Runs branches side by side, all of which get the same. */
export const parallel =
  <In>() =>
  <
    const Branches extends readonly Branch<unknown, unknown>[],
    const Retried extends Retries<Errors<Branches>>,
    const Next extends string = never,
    const Args extends Parts = Parts,
    const Caughts extends Catches<Errors<Branches>> = Catches<Errors<Branches>>,
    const Out extends Parts = Parts,
  >(
    spec: Leaving<In, Yielded<Branches>, Out> &
      Failing<In, Retried, Caughts> &
      Going<Next> & {
        readonly comment?: string;
        /** What each branch starts with; default is the input. */
        readonly arguments?: (at: At<In>) => Args;
        readonly branches: Branches;
      },
  ): TypedState<
    In,
    | Ways<In, Retried, Caughts, Errors<Branches>, Way<Leaves<Out, Yielded<Branches>>, Next>>
    | Unfit<Branches, Leaves<Args, In>>,
    Inside<StatesOf<Branches>>
  > =>
    inJsonata((machine): JsonataParallel => {
      const done = atResult<In, Yielded<Branches>>();
      return {
        Type: "Parallel",
        ...commented(spec.comment),
        ...(spec.arguments && { Arguments: template(spec.arguments(at<In, Context>())) }),
        Branches: spec.branches.map((each) => each.render(machine)),
        ...output(spec.output?.(done)),
        ...assigned(spec.assign?.(done)),
        ...failing(spec),
        ...going(spec),
      };
    });
