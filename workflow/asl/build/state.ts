/**
 * What every state is to the compiler: what it takes, and the ways out of it with what travels along them. Each way is
 * checked by itself (docs/decisions/0004), so that a loop costs nothing and the error stands at the state that is wrong.
 */
import type { JsonataState, QueryLanguage, State, Template, Transition } from "../definition";
import type { AtResult, At } from "./context";
import { render, type Parts, type Ref, type Value } from "./reference";
import { literal, template } from "./template";
import type { Assignments } from "./variables";

declare const type: unique symbol;

/** A way to another state. */
export interface Edge<Out, To extends string> {
  readonly to: To;
  readonly [type]?: Out;
}

/** A way out of the machine, or of the branch. */
export interface Exit<Out> {
  readonly exit: true;
  readonly [type]?: Out;
}

/** What is wrong inside of a state; with what was given, and what was to be given, where types do not fit. */
export interface Broken<Message extends string, Leaves = never, Takes = never> {
  readonly broken: Message;
  readonly [type]?: readonly [Leaves, Takes];
}

/**
 * What travels. `Carried<A> extends Carried<B>` is `[A] extends [B]`, but the compiler also decides it inside of a
 * generic function, where A and B are parameters of types: it never does of tuples of such.
 */
export interface Carried<T> {
  readonly carried: T;
}

/** Fields that something does not have: what TypeScript itself only says of types that are not inferred. */
export type Stray<Field, Of extends string> = [Field] extends [never]
  ? never
  : Broken<`${Field & string} is no field of ${Of}`>;

/** The names of the fields of each member of a union. */
export type KeysOf<Union> = Union extends unknown ? keyof Union : never;

/** Nothing, if a branch takes what it is given. */
export type Fit<Leaves, Takes, Message extends string> =
  Carried<Leaves> extends Carried<Takes> ? never : Broken<Message, Leaves, Takes>;

/** What a task calls: for mocks of it, and for who catches its errors further out. */
export interface Called<Payload, Result, Errors extends string> {
  readonly called: true;
  readonly [type]?: readonly [Payload, Result, Errors];
}

/** States inside of a state. */
export interface Inside<States> {
  readonly inside: true;
  readonly [type]?: States;
}

/** What a Fail state raises. */
export interface Raised<Errors extends string> {
  readonly raised: Errors;
}

/** A state that takes an In; `Ways` are its edges, exits and faults, `Acts` what it does. */
export interface TypedState<In, Ways, Acts = never, Language extends QueryLanguage = "JSONata"> {
  readonly language: Language;
  /** As it stands in a machine of that query language. */
  readonly render: (machine: QueryLanguage) => State;
  readonly [type]?: readonly [In, Ways, Acts];
}

export type AnyState = TypedState<unknown, unknown, unknown, QueryLanguage>;

export type InputOf<S> = S extends { readonly [type]?: readonly [infer In, unknown, unknown] } ? In : never;
export type WaysOf<S> = S extends { readonly [type]?: readonly [unknown, infer Ways, unknown] }
  ? Ways
  : never;
export type ActsOf<S> = S extends { readonly [type]?: readonly [unknown, unknown, infer Acts] }
  ? Acts
  : never;

/** Where a state goes on: either to `next`, or it ends the machine or the branch that it is in. */
export type Going<Next extends string> =
  { readonly next: Next; readonly end?: never } | { readonly end: true; readonly next?: never };

export type Way<Out, Next extends string> = [Next] extends [never] ? Exit<Out> : Edge<Out, Next>;

/** Whole seconds; as a function where the input says how many. */
export type Seconds<In> = number | ((at: At<In>) => Ref<number>);

/** What leaves a state: its default, where nothing is known of `Out` but that it is JSON, because nothing is said. */
export type Leaves<Out, Default> = [Parts] extends [Out] ? Default : Value<Out>;

export interface Leaving<In, Result, Out> {
  /** What leaves the state; default is its result. */
  readonly output?: (at: AtResult<In, Result>) => Out;
  readonly assign?: (at: AtResult<In, Result>) => Assignments;
}

/** A state in JSONata, which says so where its machine is in JSONPath. */
export const inJsonata = <In, Ways, Acts = never>(
  state: (machine: QueryLanguage) => JsonataState,
): TypedState<In, Ways, Acts> => ({
  language: "JSONata",
  render: (machine) =>
    machine === "JSONata" ? state(machine) : { ...state(machine), QueryLanguage: "JSONata" },
});

export const commented = (comment: string | undefined): { Comment?: string } =>
  comment === undefined ? {} : { Comment: comment };

export const going = ({ next }: Going<string>): Transition =>
  next === undefined ? { End: true } : { Next: next };

export const assigned = (assignments: Assignments | undefined): { Assign?: Assignments["assign"] } =>
  assignments === undefined ? {} : { Assign: assignments.assign };

/** Output where it is said. */
export const output = (parts: Parts | undefined): { Output?: Template } =>
  parts === undefined ? {} : { Output: template(parts) };

export const seconds = <In>(given: Seconds<In>, at: At<In>): number | ReturnType<typeof render> =>
  typeof given === "number" ? given : render(given(at));

export const text = (given: string | Ref<string>): string =>
  typeof given === "string" ? literal(given) : render(given);
