/**
 * Amazon States Language as plain JSON: what `DefinitionString` holds. A field of the other query language, or of
 * another state type, does not compile. `jsonata.ts` and `jsonPath.ts` hold the states of each language,
 * `common.ts` what they share. Source: https://states-language.net/spec.html
 */
import type { JsonataState } from "./jsonata";
import type { JsonPathState } from "./jsonPath";

export * from "./common";
export * from "./jsonata";
export * from "./jsonPath";

export type QueryLanguage = "JSONata" | "JSONPath";

/** Where nothing else is said, the language of a state is that of the whole machine: `languageOf`. */
export type StateInJsonata = JsonataState & { readonly QueryLanguage?: "JSONata" };
export type StateInJsonPath = JsonPathState & { readonly QueryLanguage?: "JSONPath" };
export type State = StateInJsonata | StateInJsonPath;

/** What is inside a Parallel or a Map: states in a scope of their own. */
export interface SubMachine {
  readonly Comment?: string;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** Any machine, for whoever reads one. */
export interface Definition extends SubMachine {
  /** Default JSONPath. */
  readonly QueryLanguage?: QueryLanguage;
  readonly Version?: "1.0";
  /** Of the whole execution; a Standard execution lasts a year at most. */
  readonly TimeoutSeconds?: number;
}

/** Every state of it is in JSONata: AWS takes no JSONPath state in it. */
export interface JsonataDefinition extends Definition {
  readonly QueryLanguage: "JSONata";
  readonly States: Readonly<Record<string, StateInJsonata>>;
}

/** The default of the language; single states may be in JSONata. */
export interface JsonPathDefinition extends Definition {
  readonly QueryLanguage?: "JSONPath";
  readonly States: Readonly<
    Record<string, StateInJsonPath | (StateInJsonata & { readonly QueryLanguage: "JSONata" })>
  >;
}

/** The language of a state: its own, or that of the whole machine, also for states inside of states. */
export const languageOf = (
  state: { readonly QueryLanguage?: QueryLanguage },
  machine: { readonly QueryLanguage?: QueryLanguage },
): QueryLanguage => state.QueryLanguage ?? machine.QueryLanguage ?? "JSONPath";
