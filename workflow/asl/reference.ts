/**
 * Typed references: values that exist only while an execution runs, written down as JSONata.
 * `input.attempt` of a state whose input is `{ attempt: number }` is a `Ref<number>` and renders to
 * `$states.input.attempt`; a field that is not there does not compile.
 */
import type { JsonataString, Template } from "./definition";

export const expression: unique symbol = Symbol("jsonata");
declare const type: unique symbol;

/** A value of type T at run time; `[expression]` is the JSONata that yields it. */
export interface Ref<T> {
  readonly [expression]: string;
  readonly [type]?: T;
}

type Scalar = string | number | boolean | null;

/** A reference to a T, and to everything inside it. */
export type Refs<T> = Ref<T> &
  (T extends Scalar ? unknown : { readonly [K in keyof T & string]-?: Refs<T[K]> });

/** What may stand where a T is expected: the value itself, a reference to one, or an object of such. */
export type Given<T> =
  Ref<T> | (T extends Scalar ? T : { readonly [K in keyof T]: Given<NonNullable<T[K]>> });

/** The context object (https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html). */
export interface Context {
  readonly Execution: {
    readonly Id: string;
    readonly Name: string;
    readonly RoleArn: string;
    /** ISO 8601, UTC. */
    readonly StartTime: string;
  };
  readonly State: {
    /** ISO 8601, UTC: when the state was entered; a retry does not change it. */
    readonly EnteredTime: string;
    readonly Name: string;
    readonly RetryCount: number;
  };
  readonly StateMachine: { readonly Id: string; readonly Name: string };
}

/** `$states.context` of a task that waits for a token. */
export interface TokenContext extends Context {
  readonly Task: { readonly Token: string };
}

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** References into the value that `path` names; a field that is no JSONata name is quoted with backticks. */
export function refs<T>(path: string): Refs<T> {
  const target: Ref<T> = { [expression]: path };
  const field = (name: string) => refs(`${path}.${IDENTIFIER.test(name) ? name : `\`${name}\``}`);
  // The one assertion of this file: a proxy answers for fields that its target does not have.
  return new Proxy(target, {
    get: (_, key) => (typeof key === "string" ? field(key) : key === expression ? path : undefined),
  }) as Refs<T>;
}

/** JSONata around typed references; plain values are written as JSONata literals. */
export function jsonata<T>(
  parts: TemplateStringsArray,
  ...values: readonly (Ref<unknown> | Scalar)[]
): Ref<T> {
  return { [expression]: String.raw({ raw: parts }, ...values.map(operand)) };
}

/** A condition on a reference: `is(input.status, "resolved")`. The value must be one that the reference can have. */
export const is = <T extends Scalar>(reference: Ref<T>, value: NoInfer<T>): Ref<boolean> =>
  jsonata<boolean>`${reference} = ${value}`;

const operand = (value: Ref<unknown> | Scalar) => (isRef(value) ? value[expression] : JSON.stringify(value));

export function isRef(value: unknown): value is Ref<unknown> {
  return typeof value === "object" && value !== null && expression in value;
}

/** The reference as AWS wants it. */
export const render = (reference: Ref<unknown>): JsonataString => `{% ${reference[expression]} %}`;

/** Values and references, as JSON with `{% … %}` strings in the places of the references. */
export function template(given: unknown): Template {
  if (isRef(given)) return render(given);
  if (typeof given === "string") {
    if (given.trimStart().startsWith("{%"))
      throw new Error(`"${given}" would be evaluated by AWS: write it with jsonata\`…\`.`);
    return given;
  }
  if (given === null || typeof given === "number" || typeof given === "boolean") return given;
  if (Array.isArray(given)) return given.map(template);
  if (typeof given === "object")
    return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, template(value)]));
  throw new Error(
    `A ${typeof given} cannot be written into a state machine: JSON values and references can.`,
  );
}
