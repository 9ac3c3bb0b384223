/** Calls of intrinsic functions: `States.Format('{} of {}', $.done, States.ArrayLength($.items))`. */
import { checkArguments } from "./arguments";
import { INTRINSICS, isIntrinsicName, type IntrinsicName } from "./functions";
import { readList, readPath } from "./parsePath";
import type { Path } from "./path";
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
