/** Calls of intrinsic functions: `States.Format('{} of {}', $.done, States.ArrayLength($.items))`. */
import {
  arity,
  INTRINSICS,
  isIntrinsicName,
  signatureOf,
  type IntrinsicName,
  type Parameter,
} from "./functions";
import { readList, readPath, type Path } from "./path";
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
  takeNumber,
  takeWhile,
  type Fault,
  type Reader,
} from "./reader";

export interface Intrinsic {
  readonly text: string;
  readonly name: IntrinsicName;
  readonly arguments: readonly Argument[];
}

export type Argument =
  | {
      readonly kind: "literal";
      readonly value: string | number | boolean | null;
      /** Of a string, what stands between the quotes: in it `\{` is a brace, and `{}` a place of States.Format. */
      readonly written: string;
    }
  | { readonly kind: "path"; readonly path: Path }
  | { readonly kind: "call"; readonly call: Intrinsic };

/** In one field, the outermost included
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html). */
export const MAX_CALLS = 10;

export function parseIntrinsic(text: string): Intrinsic | Fault {
  let calls = 0;
  return readAll(text, (reader) => {
    skipSpace(reader);
    const call = readCall(reader, () => {
      calls += 1;
      if (calls > MAX_CALLS) refuse(`expected ${MAX_CALLS} functions in one field at most, found more`);
    });
    skipSpace(reader);
    return call;
  });
}

/** Whether the author meant a call, right or wrong. */
export const mentionsIntrinsic = (text: string): boolean => text.trimStart().startsWith("States.");

/** Each path in the arguments, also those of calls inside. */
export function* pathsOf({ arguments: values }: Intrinsic): Iterable<Path> {
  for (const value of values) {
    if (value.kind === "path") yield value.path;
    if (value.kind === "call") yield* pathsOf(value.call);
  }
}

function readCall(reader: Reader, count: () => void): Intrinsic {
  const from = reader.at;
  if (!take(reader, "States.")) fail(reader, 'a function, which begins with "States."');
  const name = takeWhile(reader, (char) => isLetter(char) || isDigit(char) || char === "_");
  if (!isIntrinsicName(name))
    return refuse(`States.${name} is no intrinsic function (${Object.keys(INTRINSICS).join(", ")})`);
  count();
  skipSpace(reader);
  expect(reader, "(");
  const values = nested(reader, () => readList(reader, ")", (inside) => readArgument(inside, count)));
  checkArguments(name, values);
  return { text: reader.text.slice(from, reader.at), name, arguments: values };
}

function readArgument(reader: Reader, count: () => void): Argument {
  if (peek(reader) === "$") return { kind: "path", path: readPath(reader) };
  if (peek(reader) === "'") return readString(reader);
  for (const value of [true, false, null]) {
    const written = String(value);
    if (take(reader, written)) return { kind: "literal", value, written };
  }
  const from = reader.at;
  const value = takeNumber(reader);
  if (value !== undefined) return { kind: "literal", value, written: reader.text.slice(from, reader.at) };
  if (peek(reader) === "S") return { kind: "call", call: readCall(reader, count) };
  return fail(reader, "a path, a text in single quotes, a number, true, false, null or a function");
}

/** What a backslash may stand before (the AWS page above, "Reserved characters in intrinsic functions"). */
const ESCAPED = ["'", "{", "}", "\\"];

function readString(reader: Reader): Argument {
  expect(reader, "'");
  const from = reader.at;
  while (peek(reader) !== "'") {
    if (peek(reader) === "") fail(reader, "the closing quote '");
    if (take(reader, "\\") && !ESCAPED.includes(peek(reader)))
      fail(reader, `one of ${ESCAPED.join(" ")} after the backslash`);
    reader.at += 1;
  }
  const written = reader.text.slice(from, reader.at);
  reader.at += 1;
  return { kind: "literal", value: unescaped(written), written };
}

function unescaped(written: string): string {
  let value = "";
  for (let at = 0; at < written.length; at += 1) {
    if (written.charAt(at) === "\\") at += 1;
    value += written.charAt(at);
  }
  return value;
}

/** What is between the places `{}` of a template as it is written; a fault for a brace that stands alone. */
export function templateParts(written: string): readonly string[] | Fault {
  const parts = [""];
  const add = (text: string): void => {
    parts.push(`${parts.pop() ?? ""}${text}`);
  };
  for (let at = 0; at < written.length; at += 1) {
    const char = written.charAt(at);
    if (char === "\\") {
      at += 1;
      add(written.charAt(at));
    } else if (char === "{" && written.charAt(at + 1) === "}") {
      at += 1;
      parts.push("");
    } else if (char === "{" || char === "}") {
      return {
        fault: `expected {} or an escaped \\${char}, found ${JSON.stringify(written.slice(at, at + 10))}`,
      };
    } else add(char);
  }
  return parts;
}

function checkArguments(name: IntrinsicName, values: readonly Argument[]): void {
  const signature = signatureOf(name);
  const { parameters, optional = 0, more } = signature;
  if (
    values.length < parameters.length - optional ||
    (more === undefined && values.length > parameters.length)
  )
    refuse(`expected ${arity(signature)} arguments of States.${name}, found ${values.length}`);
  for (const [index, value] of values.entries()) {
    const parameter = parameters[index] ?? more ?? "any";
    if (!fits(value, parameter))
      refuse(
        `expected ${inWords(parameter)} as argument ${index + 1} of States.${name}, found ${written(value)}`,
      );
  }
  const [template] = values;
  if (name === "Format" && template?.kind === "literal") checkTemplate(template.written, values.length - 1);
}

function checkTemplate(written: string, found: number): void {
  const parts = templateParts(written);
  if ("fault" in parts) return refuse(parts.fault);
  const expected = parts.length - 1;
  if (expected !== found)
    refuse(
      `expected as many further arguments of States.Format as it has places {}: ${expected}, found ${found}`,
    );
}

const inWords = (parameter: Parameter): string =>
  parameter === "any" ? "a value" : parameter === "scalar" ? "no list and no object" : parameter;

const written = (value: Argument): string =>
  value.kind === "literal"
    ? JSON.stringify(value.value)
    : value.kind === "path"
      ? value.path.text
      : value.call.text;

/** What each function yields, where that is known. */
const YIELDS: Readonly<Record<IntrinsicName, Parameter>> = {
  Array: "a list",
  ArrayContains: "scalar",
  ArrayGetItem: "any",
  ArrayLength: "a number",
  ArrayPartition: "a list",
  ArrayRange: "a list",
  ArrayUnique: "a list",
  Base64Decode: "a string",
  Base64Encode: "a string",
  Format: "a string",
  Hash: "a string",
  JsonMerge: "an object",
  JsonToString: "a string",
  MathAdd: "a number",
  MathRandom: "a number",
  StringSplit: "a list",
  StringToJson: "any",
  UUID: "a string",
};

/** Whether the argument can be what the function takes, as far as the text says. */
function fits(value: Argument, parameter: Parameter): boolean {
  if (value.kind === "path" || parameter === "any") return true;
  if (value.kind === "call") return callFits(YIELDS[value.call.name], parameter);
  switch (parameter) {
    case "scalar":
      return true;
    case "a string":
      return typeof value.value === "string";
    case "a number":
      return typeof value.value === "number";
    case "false":
      return value.value === false;
    case "a list":
    case "an object":
    case "a path or a function":
      return false;
  }
}

function callFits(yields: Parameter, parameter: Parameter): boolean {
  if (yields === "any" || parameter === "a path or a function") return true;
  if (parameter === "scalar") return yields !== "a list" && yields !== "an object";
  return yields === parameter;
}
