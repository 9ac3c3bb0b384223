/** How to mend an expression of JSONata. */
import { FUNCTIONS, inWords, type Kinds } from "../jsonata";
import { closest } from "./closest";
import { guide } from "./problem";

/** What other languages write, and what JSONata writes. The first that the expression has is the likeliest fault. */
const HABITS: readonly (readonly [RegExp, string])[] = [
  [/^$/, "Write an expression between {% and %}."],
  [/&&/, "Write and for &&."],
  [/\|\|/, "Write or for ||."],
  [/!==/, "Write != for !==."],
  [/==/, "Write = for ==, also where it compares."],
  [/=>/, "Write a function as function($x) { … }."],
  [/\[\s*\?/, "Filters of JSONPath are no JSONata: write [price < 10] for [?(@.price < 10)]."],
  [/(^|[^!])!(?!=)/, "Write $not(…) for !."],
  [/\\'/, "JSONata has no \\': put the text in double quotes."],
  [/\?\?|\?:/, "Write $exists(a) ? a : b."],
];

export const mendSyntax = (source: string): string =>
  HABITS.find(([habit]) => habit.test(source))?.[1] ?? "Correct the expression at that place.";

/** What other languages call a function that JSONata calls otherwise. */
const OTHERWISE: ReadonlyMap<string, string> = new Map([
  ["concat", "Write & between texts, $append between lists"],
  ["eval", "AWS has no $eval: parse JSON with $parse"],
  ["len", "Write $length for texts, $count for lists"],
  ["size", "Write $length for texts, $count for lists"],
]);

export function mendFunction(name: string): string {
  const known = OTHERWISE.get(name.toLowerCase());
  if (known !== undefined) return `${known}.`;
  const meant = closest(name, FUNCTIONS.keys());
  return `${meant === undefined ? "Correct the name" : `Write $${meant}`}, or define it in the expression with :=.`;
}

/** AWS's own, and those that AWS changed. */
const OF_AWS = ["hash", "parse", "partition", "random", "range", "uuid"];

export const mendArguments = (name: string): string =>
  `See ${OF_AWS.includes(name) ? guide("transforming-data") : "https://docs.jsonata.org"} for what $${name} takes.`;

/** `name` is what refers to the input document: `$`, `$$`, a field, or a function that takes the context value. */
export function mendInput(name: string): string {
  if (name === "states") return "Write $states.";
  if (name === "States")
    return "Intrinsic functions belong to JSONPath: JSONata has its own, such as $string and &.";
  const none = "Step Functions gives an expression no input document";
  if (name.endsWith("()")) return `${none}: give the function every argument.`;
  if (name === "$$") return `${none}: write $states.input, or $states.context for the context object.`;
  return `${none}: write $states.input${name.startsWith("$") ? "" : `.${name}`}.`;
}

/** `taken` is what the field takes. */
export function mendResult(field: string, yields: Kinds, taken: Kinds): string {
  if (yields.has("function")) return "Call the function: write its arguments in parentheses.";
  if (field === "Timestamp" && yields.has("number")) return "Make a timestamp of it: $fromMillis(…).";
  if (yields.has("string") && taken.has("number")) return "Make a number of it: $number(…).";
  if (yields.has("number") && taken.has("string")) return "Make a string of it: $string(…).";
  return `Write an expression that yields ${inJson(taken)}.`;
}

const ALL_KINDS = 6;

/** "JSON" for what takes any. */
export const inJson = (taken: Kinds): string => (taken.size === ALL_KINDS ? "JSON" : inWords(taken));
