/**
 * States as they stand in JSON, of either query language: for machines that others wrote. The compiler checks the
 * fields, and that every name of a state is there, also inside of Parallel and Map; what travels is what you say.
 */
import type {
  JsonataState,
  JsonPathState,
  QueryLanguage,
  State,
  StateInJsonata,
  StateInJsonPath,
} from "../definition";
import type { Broken, Called, Edge, Exit, KeysOf, Stray, TypedState } from "./state";

/** The ways out of a plain state; none if there is a mistake in it, so that only the mistake is told. */
type Ways<S, Out, Any, Language extends QueryLanguage> = [Any] extends [S]
  ? never
  : WaysOf<S, Out, Inner<Language>> | Misplaced<S, Language>;

/** Of states inside that do not say: in JSONata, if the machine is, and that is not seen here. */
type Inner<Language extends QueryLanguage> = Language extends "JSONata" ? QueryLanguage : Language;

/** `Inside` is the language of the states inside; never, if nobody looks at their fields. */
type WaysOf<S, Out, Inside extends QueryLanguage> =
  | (S extends { readonly Type: "Fail" } ? never : Going<S, Out>)
  | To<ItemOf<S, "Choices">, Out>
  | To<ItemOf<S, "Catch">, Out>
  | (S extends { readonly Default: infer Next extends string } ? Edge<Out, Next> : never)
  | Faults<S, Inside>;

type Going<S, Out> = S extends { readonly Next: infer Next extends string }
  ? Edge<Out, Next>
  : S extends { readonly End: true } | { readonly Type: "Succeed" }
    ? Exit<Out>
    : never;

type ItemOf<S, List extends string> = S extends { readonly [L in List]: readonly (infer Item)[] }
  ? Item
  : never;
type To<Each, Out> = Each extends { readonly Next: infer Next extends string } ? Edge<Out, Next> : never;

/** What is wrong inside of a Parallel or a Map. */
type Faults<S, Language extends QueryLanguage> =
  | InnerFault<ItemOf<S, "Branches">, Language>
  | (S extends { readonly ItemProcessor: infer Sub } ? InnerFault<Sub, Language> : never)
  | (S extends { readonly Iterator: infer Sub } ? InnerFault<Sub, Language> : never);

type InnerFault<Sub, Language extends QueryLanguage> = Sub extends {
  readonly StartAt: infer Start extends string;
  readonly States: infer States;
}
  ? | (Start extends keyof States ? never : Broken<`it starts at ${Start}, and there is no such state in it`>)
    | {
        [K in keyof States & string]:
          | WayFault<States, K, WaysOf<States[K], unknown, Language>>
          | Within<K, Misplaced<States[K], LanguageOf<States[K], Language>>>;
      }[keyof States & string]
  : never;

type LanguageOf<S, Around extends QueryLanguage> = [Around] extends [never]
  ? never
  : S extends { readonly QueryLanguage: infer Own extends QueryLanguage }
    ? Own
    : Around;

type Within<Name extends string, Fault> =
  Fault extends Broken<infer Message> ? Broken<`${Name}: ${Message}`> : never;

/** The fields of each type of state in each language. */
type Fields = {
  readonly [Type in State["Type"]]: {
    readonly JSONPath: KeysOf<Extract<JsonPathState, { readonly Type: Type }>> | "QueryLanguage";
    readonly JSONata: KeysOf<Extract<JsonataState, { readonly Type: Type }>> | "QueryLanguage";
  };
};

/** A field that such a state does not have. */
type Misplaced<S, Language extends QueryLanguage> = [Language] extends [never]
  ? never
  : S extends { readonly Type: infer Type extends State["Type"] }
    ? Stray<Exclude<keyof S, Fields[Type][Language]>, `a ${Type} in ${Language}`>
    : never;

type WayFault<States, From extends string, Way> =
  Way extends Edge<unknown, infer To>
    ? To extends keyof States
      ? never
      : Broken<`${From} → ${To}: there is no state ${To} beside ${From}`>
    : Way extends Broken<string>
      ? Way
      : never;

type Acts<S, Out> = S extends { readonly Type: "Task" } ? Called<unknown, Out, string> : never;

/** A state in JSONPath. It takes an In and lets an Out go on: by your word, the compiler reads no paths. */
export const jsonPath =
  <In = unknown, Out = unknown>() =>
  <const S extends StateInJsonPath>(
    state: S,
  ): TypedState<In, Ways<S, Out, StateInJsonPath, "JSONPath">, Acts<S, Out>, "JSONPath"> => ({
    language: "JSONPath",
    render: () => state,
  });

/** A state in JSONata, written as JSON. */
export const asl =
  <In = unknown, Out = unknown>() =>
  <const S extends StateInJsonata>(
    state: S,
  ): TypedState<In, Ways<S, Out, StateInJsonata, "JSONata">, Acts<S, Out>> => ({
    language: "JSONata",
    render: (machine): State => (machine === "JSONata" ? state : { ...state, QueryLanguage: "JSONata" }),
  });

/**
 * A state with fields that the specification does not know, such as what a tool fills in when it deploys: only the
 * names of states are checked. It is written as it stands, in whatever language it is.
 */
export const unchecked =
  <In = unknown, Out = unknown>() =>
  <const S extends { readonly Type: State["Type"] }>(
    state: S,
  ): TypedState<In, WaysOf<S, Out, never>, Acts<S, Out>> => ({
    language: "JSONata",
    render: (): State => {
      if (isState(state)) return state;
      throw new Error(`"${state.Type}" is no type of a state.`);
    },
  });

const TYPES: readonly string[] = ["Task", "Pass", "Choice", "Wait", "Parallel", "Map", "Succeed", "Fail"];

/** By its type alone. */
const isState = (state: { readonly Type: string }): state is State => TYPES.includes(state.Type);
