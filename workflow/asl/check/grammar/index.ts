/**
 * The fields of the language, as tables: which object has which, what a field takes, how its text is read.
 * `kinds.ts` says what a table is made of; `jsonata.ts` and `jsonPath.ts` (with `choiceRules.ts`) hold the states of each query language.
 */
import { JSONATA_FIELDS, JSONATA_STATES } from "./jsonata";
import { JSONPATH_FIELDS, JSONPATH_STATES } from "./jsonPath";

export { BRANCH, MACHINE } from "./common";
export { COMPARISONS } from "./choiceRules";
export type { Alternatives, Field, Kind, Query, Shape } from "./kinds";

/** By query language and `Type`. */
export const STATES = { JSONata: JSONATA_STATES, JSONPath: JSONPATH_STATES } as const;

export type QueryLanguage = keyof typeof STATES;

/** The fields that only states of a language have, each with what stands in its place in the other. */
export const OWN_FIELDS = { JSONata: JSONATA_FIELDS, JSONPath: JSONPATH_FIELDS } as const;

export const TYPES: readonly string[] = Object.keys(JSONATA_STATES).sort();
