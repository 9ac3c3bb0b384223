/**
 * The functions that an expression may call, without their `$`.
 * AWS has those of JSONata 2.0.6 except $eval, and some of its own
 * (https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html).
 */

const JSONATA = [
  ...["abs", "append", "assert", "average", "base64decode", "base64encode", "boolean", "ceil", "clone"],
  ...["contains", "count", "decodeUrl", "decodeUrlComponent", "distinct", "each", "encodeUrl"],
  ...["encodeUrlComponent", "error", "exists", "filter", "floor", "formatBase", "formatInteger"],
  ...["formatNumber", "fromMillis", "join", "keys", "length", "lookup", "lowercase", "map", "match", "max"],
  ...["merge", "millis", "min", "not", "now", "number", "pad", "parseInteger", "power", "random", "reduce"],
  ...["replace", "reverse", "round", "shuffle", "sift", "single", "sort", "split", "spread", "sqrt"],
  ...["string", "substring", "substringAfter", "substringBefore", "sum", "toMillis", "trim", "type"],
  ...["uppercase", "zip"],
];

const AWS = ["hash", "parse", "partition", "random", "range", "uuid"];

export const FUNCTIONS: ReadonlySet<string> = new Set([...JSONATA, ...AWS]);
