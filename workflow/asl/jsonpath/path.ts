/**
 * Paths, as Step Functions reads them: the JSONPath dialect of Jayway
 * (https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html,
 * https://github.com/json-path/JsonPath), with `$$` for the context object and `$name` for a variable.
 */
import type { Json } from "../json";

export type Root = "input" | "context" | { readonly variable: string };

export interface Path {
  readonly text: string;
  readonly root: Root;
  readonly steps: readonly Step[];
  /** Names one place; a path that is not definite yields a list, which may be empty. */
  readonly definite: boolean;
}

export type Step =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "names"; readonly names: readonly string[] }
  /** Below zero it counts from the end. */
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "indexes"; readonly indexes: readonly number[] }
  /** `from` is in the slice, `to` is not. */
  | { readonly kind: "slice"; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly kind: "wildcard" }
  /** `..`: the place itself and everything below it; what follows applies to each. */
  | { readonly kind: "deep" }
  | { readonly kind: "filter"; readonly condition: Condition }
  /** `(@.length-1)`: so many before the end. */
  | { readonly kind: "beforeEnd"; readonly back: number }
  | { readonly kind: "function"; readonly name: PathFunction; readonly arguments: readonly Operand[] };

export type Condition =
  | { readonly kind: "and" | "or"; readonly conditions: readonly Condition[] }
  | { readonly kind: "not"; readonly condition: Condition }
  | { readonly kind: "exists"; readonly operand: Operand }
  | {
      readonly kind: "compare";
      readonly operator: Operator;
      readonly left: Operand;
      readonly right: Operand;
    };

export type Operand =
  | { readonly kind: "literal"; readonly value: Json }
  /** `root` is the document, `@`; else what is looked at. */
  | { readonly kind: "path"; readonly root: boolean; readonly steps: readonly Step[] }
  /** `/pattern/flags` */
  | { readonly kind: "pattern"; readonly source: string };

/** The longer of two that begin alike stands first. */
export const OPERATORS = [
  "==",
  "!=",
  "<=",
  ">=",
  "=~",
  "<",
  ">",
  "in",
  "nin",
  "subsetof",
  "anyof",
  "noneof",
  "contains",
  "all",
  "size",
  "empty",
] as const;

export type Operator = (typeof OPERATORS)[number];

export const PATH_FUNCTIONS = [
  "length",
  "size",
  "min",
  "max",
  "avg",
  "sum",
  "stddev",
  "keys",
  "first",
  "last",
  "index",
  "concat",
  "append",
] as const;

export type PathFunction = (typeof PATH_FUNCTIONS)[number];

/** Names one place by names and indexes alone (spec, "Reference Paths"). */
export const isReferencePath = ({ steps }: Path): boolean =>
  steps.every(({ kind }) => kind === "name" || kind === "index");

/** A function at the end takes all that a `..` before it yields, and makes one value of it. */
export const isDefinite = (steps: readonly Step[]): boolean =>
  endsTogether(steps) || !steps.some(({ kind }) => INDEFINITE.has(kind));

export const endsTogether = (steps: readonly Step[]): boolean =>
  steps.at(-1)?.kind === "function" && steps.some(({ kind }) => kind === "deep");

const INDEFINITE: ReadonlySet<Step["kind"]> = new Set([
  "names",
  "indexes",
  "slice",
  "wildcard",
  "deep",
  "filter",
]);
