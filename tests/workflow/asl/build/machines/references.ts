/** References of every kind. */
import {
  and,
  at,
  atLeast,
  count,
  exists,
  is,
  isNot,
  isOneOf,
  jsonata,
  lessThan,
  not,
  or,
  orElse,
  pass,
  plus,
  type Ref,
  type Refs,
  type TypedState,
} from "../../../../../workflow/asl/build";

declare const brand: unique symbol;
type Id = string & { readonly [brand]: "Id" };

export interface Everything {
  readonly id: Id;
  readonly kind: "small" | "large";
  readonly done: boolean;
  readonly level: 1 | 2 | 3;
  readonly list: readonly { readonly name: string }[];
  readonly pair: readonly [string, number];
  readonly maybe?: { readonly inside: number };
  readonly none: { readonly inside: number } | null;
  readonly either:
    { readonly a: string; readonly both: number } | { readonly b: string; readonly both: number };
  readonly constructor: string;
  readonly and: string;
  readonly "not a name": string;
  readonly [key: `x-${string}`]: string;
}

/** One typed value for each thing that can be said. */
export const said = (input: Refs<Everything>): Readonly<Record<string, Ref<unknown>>> => {
  const id: Ref<Id> = input.id;
  const done: Ref<boolean> = input.done;
  const first: Ref<{ readonly name: string } | undefined> = at(input.list, 0);
  const inside: Ref<number | undefined> = input.maybe.inside;
  const sum: Ref<number> = jsonata<number>`$sum(${input.list}.n) + ${input.level}`;
  return {
    id,
    done,
    first,
    name: orElse(at(input.list, -1).name, "nobody"),
    one: input.pair[1],
    inside,
    none: input.none.inside,
    either: input.either.both,
    constructor: input.constructor,
    and: input.and,
    quoted: input["not a name"],
    sum,
    twice: jsonata<number>`${sum} * 2`,
    inSum: jsonata<{ readonly a: string }>`$merge([${input.either}, { "a": "x" }])`.a,
    text: jsonata<string>`${input.kind} & ${'"}'}`,
    is: is(input.kind, "small"),
    isRef: is(input.pair[1], input.level),
    isNot: isNot(input.maybe.inside, 3),
    oneOf: isOneOf(input.level, [1, 2]),
    ordered: lessThan(input.level, 3),
    texts: atLeast(input.kind, "m"),
    and2: and(is(input.done, true), or(exists(input.maybe), not(is(input.level, 1)))),
    count: count(input.list),
    plus: plus(input.level, input.pair[1]),
  };
};

/** What leaves a state is what its output is made of. */
export const leaves: TypedState<Everything, unknown> = pass<Everything>()({
  output: ({ input, context }) => ({
    id: input.id,
    kind: "fixed",
    at: context.State.EnteredTime,
    of: [1, input.level],
  }),
  end: true,
});
