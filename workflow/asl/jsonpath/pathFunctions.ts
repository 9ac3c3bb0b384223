/** The functions at the end of a path: `$.prices.max()`. */
import { isList, isObject, type Json } from "../json";
import type { Operand, PathFunction, Step } from "./path";

type Call = Extract<Step, { kind: "function" }>;

/** Undefined where the function has no value for what it stands behind. */
export function callFunction(
  call: Call,
  node: Json,
  find: (steps: Extract<Operand, { kind: "path" }>["steps"]) => Json | undefined,
): Json | undefined {
  const values = call.arguments.flatMap((operand) => {
    const value =
      operand.kind === "literal" ? operand.value : operand.kind === "path" ? find(operand.steps) : undefined;
    return value === undefined ? [] : [value];
  });
  return FUNCTIONS[call.name](node, values);
}

const FUNCTIONS: Readonly<Record<PathFunction, (node: Json, values: readonly Json[]) => Json | undefined>> = {
  length: (node, [value = node]) => lengthOf(value),
  size: (node, [value = node]) => lengthOf(value),
  min: statistic((numbers) => numbers.reduce((least, each) => Math.min(least, each))),
  max: statistic((numbers) => numbers.reduce((most, each) => Math.max(most, each))),
  sum: statistic(total),
  avg: statistic(mean),
  stddev: statistic((numbers) => {
    const middle = mean(numbers);
    return Math.sqrt(mean(numbers.map((each) => (each - middle) ** 2)));
  }),
  keys: (node) => (isObject(node) ? Object.keys(node) : undefined),
  first: (node) => (isList(node) ? node.at(0) : undefined),
  last: (node) => (isList(node) ? node.at(-1) : undefined),
  index: (node, [index]) => (isList(node) && typeof index === "number" ? node.at(index) : undefined),
  concat: (node, values) => [...(isList(node) ? node : [node]), ...values].filter(isScalar).join(""),
  append: (node, values) => (isList(node) ? [...node, ...values] : undefined),
};

function lengthOf(node: Json): number | undefined {
  if (isList(node) || typeof node === "string") return node.length;
  return isObject(node) ? Object.keys(node).length : undefined;
}

/** Of the numbers in a list, or in the arguments; undefined where there are none. */
function statistic(of: (numbers: readonly number[]) => number) {
  return (node: Json, values: readonly Json[]): number | undefined => {
    const source = values.length > 0 ? values.flat() : isList(node) ? node.flat() : [];
    const numbers = source.filter((each) => typeof each === "number");
    return numbers.length === 0 ? undefined : of(numbers);
  };
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}

function mean(numbers: readonly number[]): number {
  return total(numbers) / numbers.length;
}

const isScalar = (value: Json): value is string | number =>
  typeof value === "string" || typeof value === "number";
