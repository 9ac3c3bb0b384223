/** What may stand in the fields of a state in JSONPath. */
import {
  isFault,
  isReferencePath,
  parseExpression,
  parsePath,
  pathsOf,
  unsupported,
  type Expression,
  type Fault,
  type Path,
} from "../../jsonpath";
import { every, has, is, isObject, list, shown, text, type Check } from "../shape";

/** A text that parses, and that is evaluated here. */
const parses = <T extends object>(
  parse: (source: string) => T | Fault,
  refused: (parsed: T) => string | undefined,
): Check =>
  every(text, (value, at) => {
    const source = String(value);
    const parsed = parse(source);
    const fault = isFault(parsed) ? parsed.fault : refused(parsed);
    return fault === undefined ? [] : [`${at}: ${shown(source)}: ${fault}`];
  });

export const orNull =
  (check: Check): Check =>
  (value, at) =>
    value === null ? [] : check(value, at);

export const path = parses(parsePath, ({ steps }) => unsupported(steps));

/** Where a result goes. */
export const resultPath = orNull(
  parses(parsePath, (parsed: Path) =>
    parsed.root === "input" && isReferencePath(parsed)
      ? undefined
      : "expected a reference path into the input: names and indexes after a single $",
  ),
);

/** A path, or a call of an intrinsic function. */
export const expression = parses(parseExpression, (parsed: Expression) => {
  const paths = parsed.kind === "path" ? [parsed.path] : [...pathsOf(parsed.call)];
  return paths.map(({ steps }) => unsupported(steps)).find((fault) => fault !== undefined);
});

/** JSON as it is. */
export const json: Check = (value, at) => {
  if (Array.isArray(value)) return list(json)(value, at);
  if (isObject(value)) return Object.entries(value).flatMap(([name, each]) => json(each, `${at}/${name}`));
  return value === null || ["string", "boolean"].includes(typeof value) || Number.isFinite(value)
    ? []
    : [`${at}: expected JSON, found ${typeof value}`];
};

/** A payload template. */
export const template: Check = (value, at) => {
  if (Array.isArray(value)) return list(template)(value, at);
  if (!isObject(value)) return json(value, at);
  return Object.entries(value).flatMap(([name, each]) => {
    const there = `${at}/${name}`;
    if (!name.endsWith(".$")) return template(each, there);
    return has(value, name.slice(0, -2))
      ? [`${there}: "${name.slice(0, -2)}" is there twice: with .$ and without`]
      : expression(each, there);
  });
};

/** Fields by the names of variables. */
export const variables = every(is("an object", isObject), template);

/** So many of these fields are there. */
export const oneFieldOf =
  (fields: readonly string[], least: 0 | 1 = 0): Check =>
  (value, at) => {
    const found = fields.filter((field) => has(value, field));
    if (found.length <= 1 && found.length >= least) return [];
    return [
      `${at}: expected ${least === 0 ? "not more than one" : "one"} of ${fields.join(", ")}, found ${found.join(", ") || "none"}`,
    ];
  };

/** Several checks of the same value, all of whose faults are named. */
export const all =
  (...checks: readonly Check[]): Check =>
  (value, at) =>
    checks.flatMap((check) => check(value, at));
