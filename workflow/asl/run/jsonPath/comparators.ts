/** The comparison operators of Choice rules (spec, "Data-test expression"). A value of another type fulfils none. */
import { typeName, type Json } from "../json";
import { parseInstant } from "../instant";
import { matches } from "./wildcard";

export interface Comparator {
  /** What stands in the rule: the value itself, the path of it, or for IsPresent whether there is one. */
  readonly operand: "value" | "path" | "presence";
  readonly holds: (value: Json, operand: Json) => boolean;
}

const ORDERS = {
  Equals: (left: number | string, right: number | string) => left === right,
  LessThan: (left: number | string, right: number | string) => left < right,
  GreaterThan: (left: number | string, right: number | string) => left > right,
  LessThanEquals: (left: number | string, right: number | string) => left <= right,
  GreaterThanEquals: (left: number | string, right: number | string) => left >= right,
};

/** What is compared; undefined for a value of another type. */
const KINDS: Readonly<Record<string, (value: Json) => number | string | undefined>> = {
  String: (value) => (typeof value === "string" ? value : undefined),
  Numeric: (value) => (typeof value === "number" ? value : undefined),
  Timestamp: instant,
};

function instant(value: Json): number | undefined {
  return typeof value === "string" ? parseInstant(value) : undefined;
}

const ordered = Object.entries(KINDS).flatMap(([kind, comparable]) =>
  Object.entries(ORDERS).map(
    ([order, holds]) =>
      [
        `${kind}${order}`,
        (value: Json, operand: Json) => {
          const left = comparable(value);
          const right = comparable(operand);
          return left !== undefined && right !== undefined && holds(left, right);
        },
      ] as const,
  ),
);

const withPaths = [
  ...ordered,
  ["BooleanEquals", (value: Json, operand: Json) => typeof value === "boolean" && value === operand] as const,
];

/** Those that say with true or false whether the value is of a type. */
const types = Object.entries({
  IsNull: (value: Json) => value === null,
  IsNumeric: (value: Json) => typeName(value) === "number",
  IsString: (value: Json) => typeName(value) === "string",
  IsBoolean: (value: Json) => typeName(value) === "boolean",
  IsTimestamp: (value: Json) => instant(value) !== undefined,
});

/** By name: all that there are. */
export const comparators: ReadonlyMap<string, Comparator> = new Map<string, Comparator>([
  ...withPaths.map(([name, holds]) => [name, { operand: "value", holds }] as const),
  ...withPaths.map(([name, holds]) => [`${name}Path`, { operand: "path", holds }] as const),
  ...types.map(
    ([name, holds]) =>
      [name, { operand: "value", holds: (value: Json, operand: Json) => holds(value) === operand }] as const,
  ),
  ["IsPresent", { operand: "presence", holds: () => true }],
  [
    "StringMatches",
    {
      operand: "value",
      holds: (value, pattern) =>
        typeof value === "string" && typeof pattern === "string" && matches(value, pattern),
    },
  ],
]);
