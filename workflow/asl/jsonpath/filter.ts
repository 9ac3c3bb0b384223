/** Whether what a filter looks at fulfils its condition. */
import { isList, isObject, type Json } from "../json";
import { find } from "./evaluate";
import { spend, type Look } from "./look";
import { isDefinite, type Condition, type Operand, type Operator } from "./path";
import { equal } from "./values";

export function holds(condition: Condition, node: Json, looking: Look): boolean {
  switch (condition.kind) {
    case "and":
      return condition.conditions.every((each) => holds(each, node, looking));
    case "or":
      return condition.conditions.some((each) => holds(each, node, looking));
    case "not":
      return !holds(condition.condition, node, looking);
    case "exists":
      return exists(condition.operand, node, looking);
    case "compare":
      return comparison(looking)[condition.operator](
        valueOf(condition.left, node, looking),
        valueOf(condition.right, node, looking),
      );
  }
}

/** Whatever its value is, null and false included. */
function exists(operand: Operand, node: Json, looking: Look): boolean {
  const value = valueOf(operand, node, looking);
  return operand.kind === "path" && !isDefinite(operand.steps) && isList(value)
    ? value.length > 0
    : value !== undefined;
}

function valueOf(operand: Operand, node: Json, looking: Look): Json | undefined {
  switch (operand.kind) {
    case "literal":
      return operand.value;
    case "path":
      return find(operand.steps, operand.root ? looking.document : node, looking);
    case "pattern":
      return undefined;
  }
}

type Comparison = (left: Json | undefined, right: Json | undefined) => boolean;

function comparison(looking: Look): Readonly<Record<Operator, Comparison>> {
  const same: Comparison = (left, right) =>
    left !== undefined &&
    right !== undefined &&
    equal(left, right, () => {
      spend(looking);
    });
  const isIn = (value: Json | undefined, list: Json | undefined): boolean =>
    listOf(list).some((each) => same(value, each));
  const anyIn: Comparison = (left, right) => listOf(left).some((each) => isIn(each, right));
  return {
    "==": same,
    "!=": (left, right) => !same(left, right),
    "<": (left, right) => order(left, right) === -1,
    ">": (left, right) => order(left, right) === 1,
    "<=": (left, right) => order(left, right) === -1 || order(left, right) === 0,
    ">=": (left, right) => order(left, right) === 1 || order(left, right) === 0,
    in: isIn,
    nin: (left, right) => !isIn(left, right),
    subsetof: (left, right) => isArray(left) && left.every((each) => isIn(each, right)),
    anyof: anyIn,
    noneof: (left, right) => !anyIn(left, right),
    all: (left, right) => isArray(left) && listOf(right).every((each) => isIn(each, left)),
    contains: (left, right) =>
      typeof left === "string" ? typeof right === "string" && left.includes(right) : isIn(right, left),
    size: (left, right) =>
      sizeOf(left) !== undefined && sizeOf(left) === (typeof right === "number" ? right : sizeOf(right)),
    empty: (left, right) => sizeOf(left) !== undefined && (sizeOf(left) === 0) === right,
    // Refused before it is evaluated: unsupported.ts.
    "=~": () => false,
  };
}

/** Numbers and texts are ordered among their kind; undefined for anything else. */
function order(left: Json | undefined, right: Json | undefined): -1 | 0 | 1 | undefined {
  const ordered =
    (typeof left === "number" && typeof right === "number") ||
    (typeof left === "string" && typeof right === "string");
  if (!ordered) return undefined;
  return left < right ? -1 : left > right ? 1 : 0;
}

const isArray = (value: Json | undefined): value is readonly Json[] => isList(value);

const listOf = (value: Json | undefined): readonly Json[] => (isArray(value) ? value : []);

function sizeOf(value: Json | undefined): number | undefined {
  if (typeof value === "string" || isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : undefined;
}
