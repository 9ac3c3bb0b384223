/** States that name each other: those of a machine, or of what is inside of a Parallel or a Map. */
import type { QueryLanguage, State, SubMachine } from "../definition";
import {
  commented,
  type ActsOf,
  type AnyState,
  type Broken,
  type Called,
  type Carried,
  type Edge,
  type Exit,
  type InputOf,
  type Inside,
  type Raised,
  type WaysOf,
} from "./state";

declare const type: unique symbol;

/** What the compiler says of a way that leads to a state which does not take what travels along it. */
export interface Misfit<Message extends string, Leaves, Takes> {
  readonly wrong: Message;
  readonly leaves: Leaves;
  readonly takes: Takes;
}

type Fault<States, From extends string, Way> =
  Way extends Edge<infer Out, infer To>
    ? To extends keyof States
      ? Carried<Out> extends Carried<InputOf<States[To]>>
        ? never
        : Misfit<
            `${From} → ${To}: what leaves ${From} does not fit the input of ${To}`,
            Out,
            InputOf<States[To]>
          >
      : `${From} → ${To}: there is no state ${To}`
    : Way extends Broken<infer Message, infer Leaves, infer Takes>
      ? [Takes] extends [never]
        ? `${From}: ${Message}`
        : Misfit<`${From}: ${Message}`, Leaves, Takes>
      : never;

/** The states if all their ways are right; in the place of a wrong one, what is wrong with it. */
export type Checked<States, Language extends QueryLanguage> = {
  readonly [K in keyof States & string]: string extends K
    ? // Not read, because there is something among them that is no state.
      States[K]
    : States[K] extends { readonly language: Language | "JSONata" }
      ? [Fault<States, K, WaysOf<States[K]>>] extends [never]
        ? States[K]
        : Fault<States, K, WaysOf<States[K]>>
      : `${K}: AWS takes no JSONPath state in a JSONata machine`;
};

/** The name of a state that takes a Start; else what is wrong with it. */
export type StartAt<Start, States, First extends keyof States & string> =
  Carried<Start> extends Carried<InputOf<States[First]>>
    ? First
    : First & Misfit<`${First} does not take what the execution starts with`, Start, InputOf<States[First]>>;

export type AnyStates = Readonly<Record<string, AnyState>>;

/** What the ends of the states yield. */
export type Yields<States> = Yield<WaysOf<States[keyof States]>>;
type Yield<Way> = Way extends Exit<infer Out> ? Out : never;

/** The errors that leave the states where nobody catches them. */
export type ErrorsIn<States> = States extends unknown ? ErrorsOf<ActsOf<States[keyof States]>> : never;
type ErrorsOf<Act> =
  Act extends Called<unknown, unknown, infer Errors>
    ? Errors
    : Act extends Raised<infer Error>
      ? Error
      : Act extends Inside<infer States>
        ? ErrorsIn<States>
        : never;

/** A machine inside of a state: it takes an In, and its ends yield an Out. */
export interface Branch<In, Out, States = unknown> {
  readonly render: (machine: QueryLanguage) => SubMachine;
  readonly [type]?: readonly [In, Out, States];
}

export const rendered = (states: AnyStates, machine: QueryLanguage): Readonly<Record<string, State>> =>
  Object.fromEntries(Object.entries(states).map(([name, each]) => [name, each.render(machine)]));

/** What is inside of a Parallel or a Map. No way leads out of it, or into it, but by its start and its ends. */
export const branch =
  <In>() =>
  <const States extends AnyStates, const First extends keyof States & string>(spec: {
    readonly comment?: string;
    readonly startAt: StartAt<In, States, First> & First;
    readonly states: States & Checked<States, QueryLanguage>;
  }): Branch<In, Yields<States>, States> => ({
    render: (machine) => ({
      ...commented(spec.comment),
      StartAt: spec.startAt,
      States: rendered(spec.states, machine),
    }),
  });
