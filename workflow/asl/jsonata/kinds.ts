/** Kinds of values that an expression can yield, as far as its text says. */

export type Kind = "array" | "boolean" | "function" | "nothing" | "null" | "number" | "object" | "string";

/** One of these, and no other. */
export type Kinds = ReadonlySet<Kind>;

/** What may be anything is undefined. */
export const oneOf = (...kinds: readonly Kind[]): Kinds => new Set(kinds);

export const either = (...choices: readonly (Kinds | undefined)[]): Kinds | undefined => {
  const known = choices.flatMap((kinds) => kinds ?? []);
  return known.length === choices.length ? new Set(known.flatMap((kinds) => [...kinds])) : undefined;
};

/** Of a signature's return type. A function of nothing mostly yields nothing, and a list of one its element. */
const SYMBOLS: ReadonlyMap<string, Kinds> = new Map([
  ["a", oneOf("array", "nothing")],
  ["a<o>", oneOf("array", "object", "nothing")],
  ["a<s>", oneOf("array", "string", "nothing")],
  ["b", oneOf("boolean", "nothing")],
  ["n", oneOf("number", "nothing")],
  ["o", oneOf("object", "nothing")],
  ["s", oneOf("string", "nothing")],
]);

export const ofSymbol = (symbol: string): Kinds | undefined => SYMBOLS.get(symbol);

const WORDS: Readonly<Record<Kind, string>> = {
  array: "an array",
  boolean: "true or false",
  function: "a function",
  nothing: "nothing",
  null: "null",
  number: "a number",
  object: "an object",
  string: "a string",
};

/** "a number", "a string or null". That it may be nothing is left out where it may be something. */
export function inWords(kinds: Kinds): string {
  const something = [...kinds].filter((kind) => kind !== "nothing" || kinds.size === 1).sort();
  return something.map((kind) => WORDS[kind]).join(" or ");
}
