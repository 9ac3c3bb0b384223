/**
 * States as they stand in JSON, of either query language: for machines that others wrote. The compiler checks the
 * fields, and that every name of a state is there, also inside of Parallel and Map; what travels is what you say.
 */
import type { JsonataState, JsonPathState, State } from "../definition";
import type { Broken, Called, Edge, Exit, TypedState } from "./state";

/** The ways out of a plain state. */
type Ways<S, Out> =
  | (S extends { readonly Type: "Fail" } ? never : Going<S, Out>)
  | To<ItemOf<S, "Choices">, Out>
  | To<ItemOf<S, "Catch">, Out>
  | (S extends { readonly Default: infer Next extends string } ? Edge<Out, Next> : never)
  | Faults<S>;

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
type Faults<S> =
  | InnerFault<ItemOf<S, "Branches">>
  | (S extends { readonly ItemProcessor: infer Sub } ? InnerFault<Sub> : never)
  | (S extends { readonly Iterator: infer Sub } ? InnerFault<Sub> : never);

type InnerFault<Sub> = Sub extends {
  readonly StartAt: infer Start extends string;
  readonly States: infer States;
}
  ? | (Start extends keyof States ? never : Broken<`it starts at ${Start}, and there is no such state in it`>)
    | { [K in keyof States & string]: WayFault<States, K, Ways<States[K], unknown>> }[keyof States & string]
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
  <const S extends JsonPathState & { readonly QueryLanguage?: "JSONPath" }>(
    state: S,
  ): TypedState<In, Ways<S, Out>, Acts<S, Out>, "JSONPath"> => ({
    language: "JSONPath",
    render: () => state,
  });

/** A state in JSONata, written as JSON. */
export const asl =
  <In = unknown, Out = unknown>() =>
  <const S extends JsonataState & { readonly QueryLanguage?: "JSONata" }>(
    state: S,
  ): TypedState<In, Ways<S, Out>, Acts<S, Out>> => ({
    language: "JSONata",
    render: (machine): State => (machine === "JSONata" ? state : { ...state, QueryLanguage: "JSONata" }),
  });
