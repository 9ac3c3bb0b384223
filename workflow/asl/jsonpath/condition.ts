/** The conditions of filters: `[?(@.price < 10 && @.category == 'fiction')]`. */
import type { Json } from "../json";
import { OPERATORS, type Condition, type Operand, type Operator } from "./path";
import { readList, readSteps } from "./parsePath";
import {
  expect,
  fail,
  isDigit,
  isLetter,
  nested,
  peek,
  skipSpace,
  take,
  takeNumber,
  takeQuoted,
  takeWhile,
  type Reader,
} from "./reader";

export const readCondition = (reader: Reader): Condition => nested(reader, () => readOr(reader));

const readOr = (reader: Reader): Condition => joined(reader, "or", "||", readAnd);

const readAnd = (reader: Reader): Condition => joined(reader, "and", "&&", readOne);

function joined(
  reader: Reader,
  kind: "and" | "or",
  token: string,
  read: (reader: Reader) => Condition,
): Condition {
  const first = read(reader);
  const conditions = [first];
  for (;;) {
    skipSpace(reader);
    if (!take(reader, token)) return conditions.length === 1 ? first : { kind, conditions };
    conditions.push(read(reader));
  }
}

function readOne(reader: Reader): Condition {
  skipSpace(reader);
  if (take(reader, "(")) {
    const condition = readCondition(reader);
    skipSpace(reader);
    expect(reader, ")");
    return condition;
  }
  if (peek(reader) === "!") {
    reader.at += 1;
    return { kind: "not", condition: nested(reader, () => readOne(reader)) };
  }
  const left = readOperand(reader);
  skipSpace(reader);
  const operator = takeOperator(reader);
  if (operator === undefined)
    return left.kind === "path"
      ? { kind: "exists", operand: left }
      : fail(reader, `an operator (${OPERATORS.join(" ")})`);
  skipSpace(reader);
  return { kind: "compare", operator, left, right: readOperand(reader) };
}

function takeOperator(reader: Reader): Operator | undefined {
  const from = reader.at;
  const word = takeWhile(reader, isLetter).toLowerCase();
  const operator = word === "" ? OPERATORS.find((each) => take(reader, each)) : byWord(word);
  if (operator === undefined) reader.at = from;
  return operator;
}

const byWord = (word: string): Operator | undefined => OPERATORS.find((each) => each === word);

function readOperand(reader: Reader): Operand {
  if (take(reader, "@")) return { kind: "path", root: false, steps: readSteps(reader) };
  if (take(reader, "$")) return { kind: "path", root: true, steps: readSteps(reader) };
  if (peek(reader) === "/") return readPattern(reader);
  return { kind: "literal", value: readLiteral(reader) };
}

const WORDS: ReadonlyMap<string, Json> = new Map<string, Json>([
  ["true", true],
  ["false", false],
]);

function readLiteral(reader: Reader): Json {
  const next = peek(reader);
  if (next === "'" || next === '"') return takeQuoted(reader);
  if (take(reader, "[")) return nested(reader, () => readList(reader, "]", readLiteral));
  const number = takeNumber(reader);
  if (number !== undefined) return number;
  // A text without quotes: machines in use have it, so it is read as the text that was meant.
  const word = takeWhile(reader, (char) => isLetter(char) || isDigit(char) || char === "_" || char === "-");
  if (word === "") fail(reader, "@, $, a number, a text in quotes, true, false or null");
  return WORDS.get(word) ?? (word === "null" ? null : word);
}

function readPattern(reader: Reader): Operand {
  const from = reader.at;
  reader.at += 1;
  while (peek(reader) !== "/") {
    if (peek(reader) === "") fail(reader, 'the "/" that ends the pattern');
    reader.at += peek(reader) === "\\" ? 2 : 1;
  }
  reader.at += 1;
  takeWhile(reader, isLetter);
  return { kind: "pattern", source: reader.text.slice(from, reader.at) };
}
