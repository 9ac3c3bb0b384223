/**
 * Typed references: values that exist only while an execution runs, written down as JSONata.
 * `input.attempt` of a state whose input is `{ attempt: number }` is a `Ref<number>` and renders to
 * `$states.input.attempt`; a field that is not there does not compile.
 */
import type { JsonataString } from "../definition";
import type { Json } from "../json";

export const expression: unique symbol = Symbol("jsonata");
const operand: unique symbol = Symbol("jsonata as a part of other jsonata");
export const structure: unique symbol = Symbol("the JSON that it is written as");
declare const type: unique symbol;

/** A value of type T at run time. One that may be absent is a `Ref<T | undefined>`: AWS fails where it is written. */
export interface Ref<T> {
  /** The JSONata that yields it. */
  readonly [expression]: string;
  /** The same in brackets, where it needs them between others. */
  readonly [operand]: string;
  readonly [structure]?: unknown;
  readonly [type]?: readonly [T];
}

export type Scalar = string | number | boolean | null;

/** A reference to a T, and to everything inside it: fields of objects, places of tuples. `at` reaches the rest. */
export type Refs<T> = Ref<T> & { readonly [K in Names<T> | Known<keyof T>]: Refs<Field<T, K>> };

/** Of a parameter of a generic function, what its constraint names: `Names` is decided later. Else nothing more. */
type Known<Key> = Key extends string
  ? string extends Key
    ? never
    : Key extends keyof (readonly unknown[]) | keyof string | keyof number | keyof boolean | `${number}`
      ? never
      : Key
  : never;

/** Of every member of a union. */
type Names<T> = T extends Scalar | undefined
  ? never
  : T extends readonly unknown[]
    ? Extract<keyof T, `${number}`>
    : string extends keyof T
      ? never
      : Exclude<keyof T & string, `${number}`>;

/** What is in a field: in JSONata what is not there is undefined, also inside of what is not there. */
type Field<T, K> = T extends Scalar | undefined ? undefined : K extends keyof T ? T[K] : undefined;

/** What may stand where a T is expected: the value itself, a reference to one, or an object of such. */
export type Given<T> = [Json] extends [T] ? Parts : Ref<T> | Plain<T>;
type Plain<T> = T extends Scalar ? T : { readonly [K in keyof T]: GivenField<Exclude<T[K], undefined>> };
/** A field that must be absent, because of others, stays such. */
type GivenField<T> = [T] extends [never] ? never : Given<T>;

/** JSON with references in it. */
export type Parts =
  Ref<unknown> | Scalar | readonly Parts[] | { readonly [field: string]: Parts | undefined };

/** What such parts are at run time. */
export type Value<G> =
  G extends Ref<infer T>
    ? T
    : G extends Scalar | undefined
      ? G
      : // Without an end otherwise, where all that is known of a list is that it is JSON.
        readonly Parts[] extends G
        ? readonly unknown[]
        : { readonly [K in keyof G]: Value<G[K]> };

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Words that JSONata does not read as the name of a field (https://docs.jsonata.org/simple). */
const WORDS: readonly string[] = ["and", "or", "in", "true", "false", "null", "function"];

/** The JSONata of a field. A name that is none to JSONata is written in backticks, which know no escape. */
function field(of: string, name: string): string {
  if (/^\d+$/.test(name)) return `${of}[${name}]`;
  return named(of, name);
}

function named(of: string, name: string): string {
  if (name === "" || name.includes("`")) return `$lookup(${of}, ${JSON.stringify(name)})`;
  return `${of}.${IDENTIFIER.test(name) && !WORDS.includes(name) ? name : `\`${name}\``}`;
}

/** A reference by its JSONata, which `whole` brackets where it needs them, and those to what is inside. */
export function refs<T>(jsonata: string, whole: string = jsonata): Refs<T> {
  const target: Ref<T> = { [expression]: jsonata, [operand]: whole };
  // The one assertion of this file: a proxy answers for fields that its target does not have.
  return new Proxy(target, {
    get: (_, key) =>
      typeof key === "string"
        ? refs(field(whole, key))
        : key === expression
          ? jsonata
          : key === operand
            ? whole
            : undefined,
  }) as Refs<T>;
}

/** What stands at a place of a list, from 0, or from -1 backwards; or in a field that has no name in the type. */
export function at<T extends readonly unknown[] | null | undefined, const N extends number>(
  list: Ref<T>,
  index: N,
): Refs<Item<T, N>>;
export function at<T, const K extends string>(object: Ref<T>, name: K): Refs<Entry<T, K>>;
export function at(of: Ref<unknown>, key: string | number): Refs<unknown> {
  return refs(typeof key === "number" ? `${of[operand]}[${key}]` : named(of[operand], key));
}

type Item<T, N extends number> = T extends readonly unknown[]
  ? number extends T["length"]
    ? T[number] | undefined
    : Field<T, `${N}`>
  : undefined;
type Entry<T, K extends string> = unknown extends T
  ? unknown
  : T extends readonly unknown[]
    ? undefined
    : T extends Scalar | undefined
      ? undefined
      : K extends keyof T
        ? T[K] | (string extends keyof T ? undefined : never)
        : undefined;

const PATH = /^\$\w+(\.(\w+|`[^`]*`)|\[-?\d+\])*$/;

/**
 * JSONata around typed references; plain values are written as JSONata literals. The result's type must be said:
 * `` jsonata<number>`$sum(${input.marks}) + 1` ``.
 */
export function jsonata<T>(parts: TemplateStringsArray, ...values: readonly Parts[]): Refs<NoInfer<T>> {
  const text = String.raw({ raw: parts }, ...values.map(written));
  return refs(text, PATH.test(text) ? text : `(${text})`);
}

/** The result of a JSONata function: needs no brackets. */
export const called = <T>(name: string, argument: Ref<unknown>): Refs<T> =>
  refs(`$${name}(${argument[expression]})`);

/** JSON that a reader expects to be a T, in a place where any JSON may stand: `given<Approval>({ token: … })`. */
export const given = <T>(value: Given<NoInfer<T>>): Ref<T> => ({
  [expression]: written(value),
  [operand]: written(value),
  [structure]: value,
});

/** Values and references as a part of other JSONata. Takes anything, because the compiler has asked already. */
export function written(value: unknown): string {
  if (isRef(value)) return value[operand];
  if (typeof value === "string" || typeof value === "boolean" || value === null) return JSON.stringify(value);
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map(written).join(", ")}]`;
  if (typeof value !== "object")
    throw new Error(
      `${typeof value === "number" ? value : `A ${typeof value}`} cannot be written as JSONata: JSON values and references can.`,
    );
  const fields = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{${fields.map(([name, each]) => `${JSON.stringify(name)}: ${written(each)}`).join(", ")}}`;
}

export function isRef(value: unknown): value is Ref<unknown> {
  return typeof value === "object" && value !== null && expression in value;
}

/** The reference as AWS wants it. */
export const render = (reference: Ref<unknown>): JsonataString => `{% ${reference[expression]} %}`;
