/**
 * The functions that an expression may call, without their `$`: those of JSONata 2.0.6 except $eval, and some of
 * AWS (https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html). Each with its parameters and
 * what it yields, as in https://docs.jsonata.org/embedding-extending#function-signature-syntax; what it yields is `x`
 * wherever a list of one would be unwrapped, or a function hands on what it was given.
 */
import { ofSymbol, type Kinds } from "./kinds";

const AGGREGATION = { average: "a:n", count: "a:n", max: "a:n", min: "a:n", sum: "a:n" };

const NUMBERS = {
  ...{
    abs: "n-:n",
    ceil: "n-:n",
    floor: "n-:n",
    power: "n-n:n",
    random: "n?:n",
    round: "n-n?:n",
    sqrt: "n-:n",
  },
  ...{ formatBase: "n-n?:s", formatInteger: "n-s:s", formatNumber: "n-so?:s", number: "(nsb)-:n" },
  ...{ parseInteger: "s-s:n" },
};

const STRINGS = {
  ...{ contains: "s-(sf):b", join: "as?:s", length: "s-:n", lowercase: "s-:s", match: "s-fn?:a<o>" },
  ...{ pad: "s-ns?:s", replace: "s-(sf)(sf)n?:s", split: "s-(sf)n?:a<s>", string: "x-b?:s" },
  ...{
    substring: "s-nn?:s",
    substringAfter: "s-s:s",
    substringBefore: "s-s:s",
    trim: "s-:s",
    uppercase: "s-:s",
  },
  ...{ base64decode: "s-:s", base64encode: "s-:s", decodeUrl: "s-:s", decodeUrlComponent: "s-:s" },
  ...{ encodeUrl: "s-:s", encodeUrlComponent: "s-:s" },
};

const LISTS = {
  ...{ append: "xx:x", distinct: "x:x", filter: "af:x", map: "af:x", reduce: "afj?:x", reverse: "a:x" },
  ...{ shuffle: "a:x", single: "af?:x", sort: "af?:x", zip: "a+:x" },
};

const OBJECTS = {
  ...{ clone: "(oa)-:x", each: "o-f:x", keys: "x-:a<s>", lookup: "x-s:x", merge: "a:o", sift: "o-f?:o" },
  ...{ spread: "x-:x", type: "x:s" },
};

const OTHERS = {
  ...{ assert: "bs?:x", boolean: "x-:b", error: "s?:x", exists: "x:b", not: "x-:b" },
  ...{ fromMillis: "n-s?s?:s", millis: ":n", now: "s?s?:s", toMillis: "s-s?:n" },
};

const AWS = { hash: "ss:s", parse: "s:x", partition: "an:a", range: "nnn:a", uuid: ":s" };

export interface Signature {
  /** Of arguments, the context value left out. */
  readonly least: number;
  readonly most: number;
  /** With fewer arguments, the context value stands for the first. */
  readonly withoutContext: number;
  readonly yields: Kinds | undefined;
}

function signature(notation: string): Signature {
  const [given = "", yields = ""] = notation.split(":");
  const parameters = given.match(/(\(\w+\)|\w)[-?+]?/g) ?? [];
  const ending = (mark: string) => parameters.filter((parameter) => parameter.endsWith(mark)).length;
  const needed = parameters.length - ending("?");
  return {
    least: needed - ending("-"),
    most: ending("+") > 0 ? Infinity : parameters.length,
    withoutContext: needed,
    yields: ofSymbol(yields),
  };
}

const TABLE: Readonly<Record<string, string>> = {
  ...AGGREGATION,
  ...NUMBERS,
  ...STRINGS,
  ...LISTS,
  ...OBJECTS,
  ...OTHERS,
  ...AWS,
};

export const FUNCTIONS: ReadonlyMap<string, Signature> = new Map(
  Object.entries(TABLE).map(([name, notation]) => [name, signature(notation)]),
);
