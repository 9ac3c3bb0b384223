/** Conditions and other JSONata that needs no writing by hand. */
import { called, refs, written, type Given, type Ref, type Refs, type Scalar } from "./reference";

/** A value that the reference can have, or a reference to one. */
type Like<T> = Exclude<T, undefined> | Ref<T>;
type Ordered = string | number;

/** `is(input.status, "resolved")`. What is absent is nothing. */
export const is = <T extends Scalar | undefined>(left: Ref<T>, right: Like<NoInfer<T>>): Ref<boolean> =>
  comparison(left, "=", right);

export const isNot = <T extends Scalar | undefined>(left: Ref<T>, right: Like<NoInfer<T>>): Ref<boolean> =>
  comparison(left, "!=", right);

export const isOneOf = <T extends Scalar | undefined>(
  left: Ref<T>,
  values: readonly Exclude<NoInfer<T>, undefined>[],
): Ref<boolean> => made(`${written(left)} in ${written(values)}`);

/** Numbers, or texts by their letters: timestamps of one form and zone are in the order of time. */
export const lessThan = <T extends Ordered>(left: Ref<T>, right: NoInfer<Widened<T>>): Ref<boolean> =>
  comparison(left, "<", right);

export const atMost = <T extends Ordered>(left: Ref<T>, right: NoInfer<Widened<T>>): Ref<boolean> =>
  comparison(left, "<=", right);

export const moreThan = <T extends Ordered>(left: Ref<T>, right: NoInfer<Widened<T>>): Ref<boolean> =>
  comparison(left, ">", right);

export const atLeast = <T extends Ordered>(left: Ref<T>, right: NoInfer<Widened<T>>): Ref<boolean> =>
  comparison(left, ">=", right);

type Widened<T> = T extends number ? number | Ref<number> : string | Ref<string>;

export const and = (...conditions: readonly Ref<boolean>[]): Ref<boolean> => joined(conditions, "and");
export const or = (...conditions: readonly Ref<boolean>[]): Ref<boolean> => joined(conditions, "or");
export const not = (condition: Ref<boolean>): Ref<boolean> => called("not", condition);
/** Whether there is anything, null included. */
export const exists = (reference: Ref<unknown>): Ref<boolean> => called("exists", reference);

/** The value, or another one where there is none. */
export const orElse = <T>(
  reference: Ref<T>,
  otherwise: Given<NoInfer<Exclude<T, undefined>>>,
): Refs<Exclude<T, undefined>> =>
  made(`${written(called("exists", reference))} ? ${written(reference)} : ${written(otherwise)}`);

export const count = (list: Ref<readonly unknown[]>): Ref<number> => called("count", list);
export const plus = (left: Ref<number>, right: number | Ref<number>): Ref<number> =>
  made(`${written(left)} + ${written(right)}`);
export const minus = (left: Ref<number>, right: number | Ref<number>): Ref<number> =>
  made(`${written(left)} - ${written(right)}`);

const comparison = (left: Ref<unknown>, operator: string, right: unknown): Ref<boolean> =>
  made(`${written(left)} ${operator} ${written(right)}`);

function joined(conditions: readonly Ref<boolean>[], word: string): Ref<boolean> {
  const [first, ...more] = conditions;
  if (first === undefined) throw new Error(`"${word}" needs a condition: it has none.`);
  return more.length === 0 ? first : made(conditions.map(written).join(` ${word} `));
}

/** What is made of others is bracketed among others. */
const made = <T>(text: string): Refs<T> => refs(text, `(${text})`);
