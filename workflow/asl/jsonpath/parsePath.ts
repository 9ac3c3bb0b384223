/** Paths, read from their text. */
import { readCondition } from "./condition";
import {
  expect,
  fail,
  isDigit,
  isLetter,
  nested,
  peek,
  readAll,
  refuse,
  skipSpace,
  take,
  takeEscaped,
  takeInteger,
  takeNumber,
  takeQuoted,
  takeWhile,
  type Fault,
  type Reader,
} from "./reader";
import { isDefinite, PATH_FUNCTIONS, type Operand, type Path, type Root, type Step } from "./path";

export const parsePath = (text: string): Path | Fault => readAll(text, readPath);

/** A path that begins here. */
export function readPath(reader: Reader): Path {
  const from = reader.at;
  if (!take(reader, "$")) fail(reader, 'a path, which begins with "$"');
  const root: Root = take(reader, "$") ? "context" : (readVariable(reader) ?? "input");
  const steps = readSteps(reader);
  return { text: reader.text.slice(from, reader.at), root, steps, definite: isDefinite(steps) };
}

const readVariable = (reader: Reader): { readonly variable: string } | undefined =>
  isLetter(peek(reader)) || peek(reader) === "_"
    ? { variable: takeWhile(reader, (char) => isLetter(char) || isDigit(char) || char === "_") }
    : undefined;

export function readSteps(reader: Reader): readonly Step[] {
  const steps: Step[] = [];
  for (;;) {
    if (take(reader, "..")) {
      steps.push({ kind: "deep" }, peek(reader) === "[" ? readBracket(reader) : readDotted(reader));
    } else if (take(reader, ".")) {
      steps.push(peek(reader) === "[" ? readBracket(reader) : readDotted(reader));
    } else if (peek(reader) === "[") {
      steps.push(readBracket(reader));
    } else return steps;
  }
}

function readDotted(reader: Reader): Step {
  if (take(reader, "*")) return { kind: "wildcard" };
  const from = reader.at;
  let name = "";
  for (;;) {
    if (peek(reader) === "\\") name += takeEscaped(reader);
    else {
      const more = takeWhile(reader, (char) => isNameCharacter(char) && !startsAnd(reader));
      if (more === "") break;
      name += more;
    }
  }
  if (reader.at === from) fail(reader, "a name, * or [");
  return peek(reader) === "(" ? readFunction(reader, name) : { kind: "name", name };
}

/** In a filter: `@.a&&@.b`. */
const startsAnd = ({ text, at }: Reader): boolean => text.startsWith("&&", at);

/**
 * Signs that Jayway takes in a name after a dot: `$.body.$ref`, `$.item.@type`, `$.aws:tag`. It would take more;
 * what an expression around the path may go on with is left out.
 */
const SIGNS = "_-&$@:#%";

const isNameCharacter = (char: string): boolean => isLetter(char) || isDigit(char) || SIGNS.includes(char);

function readFunction(reader: Reader, name: string): Step {
  const known = PATH_FUNCTIONS.find((each) => each === name);
  if (known === undefined) return refuse(`${name}() is no function of paths (${PATH_FUNCTIONS.join(", ")})`);
  expect(reader, "(");
  const values = nested(reader, () => readList(reader, ")", readArgument));
  if (known === "index" && values.length !== 1)
    refuse(`expected 1 argument of index(), found ${values.length}`);
  return { kind: "function", name: known, arguments: values };
}

function readArgument(reader: Reader): Operand {
  const quote = peek(reader);
  if (quote === "'" || quote === '"') return { kind: "literal", value: takeQuoted(reader) };
  if (take(reader, "$")) return { kind: "path", root: true, steps: readSteps(reader) };
  const value = takeNumber(reader);
  return value === undefined
    ? fail(reader, "a number, a text in quotes or a path")
    : { kind: "literal", value };
}

/** Items with commas between them, up to `end`, which is read too. */
export function readList<T>(reader: Reader, end: string, read: (reader: Reader) => T): readonly T[] {
  const items: T[] = [];
  skipSpace(reader);
  if (take(reader, end)) return items;
  for (;;) {
    skipSpace(reader);
    items.push(read(reader));
    skipSpace(reader);
    if (take(reader, end)) return items;
    if (!take(reader, ",")) fail(reader, `"," or "${end}"`);
  }
}

function readBracket(reader: Reader): Step {
  expect(reader, "[");
  return nested(reader, () => {
    skipSpace(reader);
    const next = peek(reader);
    if (next === "?") return readFilter(reader);
    if (next === "(") return readBeforeEnd(reader);
    if (next === "'" || next === '"') return readNames(reader);
    const step: Step = take(reader, "*") ? { kind: "wildcard" } : readIndexes(reader);
    close(reader);
    return step;
  });
}

function close(reader: Reader): void {
  skipSpace(reader);
  expect(reader, "]");
}

function readNames(reader: Reader): Step {
  const names = readList(reader, "]", (inside) => {
    const quote = peek(inside);
    return quote === "'" || quote === '"' ? takeQuoted(inside) : fail(inside, "a name in quotes");
  });
  const [name] = names;
  return names.length === 1 && name !== undefined ? { kind: "name", name } : { kind: "names", names };
}

function readIndexes(reader: Reader): Step {
  const first = takeInteger(reader);
  skipSpace(reader);
  if (take(reader, ":")) {
    skipSpace(reader);
    return { kind: "slice", from: first, to: takeInteger(reader) };
  }
  if (first === undefined) return fail(reader, "a name in quotes, an index, a slice, * or ?(…)");
  const indexes = [first];
  while (take(reader, ",")) {
    skipSpace(reader);
    indexes.push(takeInteger(reader) ?? fail(reader, "an index"));
    skipSpace(reader);
  }
  return indexes.length === 1 ? { kind: "index", index: first } : { kind: "indexes", indexes };
}

/** The one script of JSONPath that is in use. */
function readBeforeEnd(reader: Reader): Step {
  for (const token of ["(", "@", ".", "length"]) {
    expect(reader, token);
    skipSpace(reader);
  }
  expect(reader, "-");
  skipSpace(reader);
  const back = takeInteger(reader);
  if (back === undefined || back < 1) return fail(reader, "a whole number of 1 or more");
  skipSpace(reader);
  expect(reader, ")");
  close(reader);
  return { kind: "beforeEnd", back };
}

function readFilter(reader: Reader): Step {
  expect(reader, "?");
  skipSpace(reader);
  if (peek(reader) !== "(") fail(reader, '"("');
  const condition = readCondition(reader);
  close(reader);
  return { kind: "filter", condition };
}
