import type { JsonataChoice, JsonataChoiceRule } from "../definition";
import { at, type At, type Context } from "./context";
import { render, type Parts, type Ref, type Value } from "./reference";
import {
  type Leaves,
  assigned,
  commented,
  inJsonata,
  output,
  type Edge,
  type Stray,
  type TypedState,
} from "./state";
import type { Assignments } from "./variables";

export interface Rule {
  readonly comment?: string;
  readonly when: Ref<boolean>;
  /** What goes on; default is the input of the state. */
  readonly output?: Parts;
  readonly assign?: Assignments;
  readonly next: string;
}

type Ruled<In, Rules> = {
  [I in keyof Rules]: Rules[I] extends { readonly next: infer To extends string }
    ? // Not read, because there is a mistake in the state.
      string extends To
      ? never
      : | Edge<Rules[I] extends { readonly output: infer Out } ? Value<Out> : In, To>
        | Stray<Exclude<keyof Rules[I], keyof Rule>, "a rule">
    : never;
}[keyof Rules & number];

/** Goes where the first true condition leads. */
export const choice =
  <In>() =>
  <
    const Rules extends readonly Rule[],
    const Otherwise extends string = never,
    const Out extends Parts = Parts,
  >(spec: {
    readonly comment?: string;
    readonly rules: (at: At<In>) => Rules;
    /** Where it goes when no condition is true. */
    readonly otherwise: Otherwise;
    /** What goes to `otherwise`; default is the input. */
    readonly output?: (at: At<In>) => Out;
    /** What is assigned on the way to `otherwise`. */
    readonly assign?: (at: At<In>) => Assignments;
  }): TypedState<In, Ruled<In, Rules> | Edge<Leaves<Out, In>, Otherwise>> =>
    inJsonata((): JsonataChoice => {
      const start = at<In, Context>();
      return {
        Type: "Choice",
        ...commented(spec.comment),
        Choices: spec.rules(start).map(rule),
        Default: spec.otherwise,
        ...output(spec.output?.(start)),
        ...assigned(spec.assign?.(start)),
      };
    });

const rule = (each: Rule): JsonataChoiceRule => ({
  ...commented(each.comment),
  Condition: render(each.when),
  ...output(each.output),
  ...assigned(each.assign),
  Next: each.next,
});
