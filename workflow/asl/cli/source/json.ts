/** Reads JSON with comments, and keeps where everything stands. */
import { createScanner, parseTree, printParseErrorCode, type Node, type ParseError } from "jsonc-parser";
import { duplicateKey, jsonSyntax, MAX_DEPTH, notANumber, tooDeep } from "./fault";
import type { Fault, Member, Parsed, Placed } from "./placed";
import { below } from "./pointer";
import { positions, type Position } from "./position";

export function readJson(text: string): Parsed {
  const deep = tooDeepAt(text);
  if (deep !== undefined) return { root: undefined, faults: [tooDeep(deep)], notes: [] };
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: false });
  // The first error causes most of the others.
  const [error] = errors;
  if (error || !tree) return { root: undefined, faults: [syntax(text, error, tree)], notes: [] };
  const faults: Fault[] = [];
  const root = placed(tree, "", { text, faults, position: positions(text) });
  return { root, faults, notes: [] };
}

/** Before the parser, which is recursive, meets it. */
function tooDeepAt(text: string): number | undefined {
  const scanner = createScanner(text, true);
  const end = text.length;
  for (let level = 0; ;) {
    scanner.scan();
    const at = scanner.getTokenOffset();
    if (at >= end) return undefined;
    if (scanner.getTokenLength() !== 1) continue;
    const token = text[at];
    if (token === "{" || token === "[") level += 1;
    if (token === "}" || token === "]") level -= 1;
    if (level > MAX_DEPTH) return at;
  }
}

interface Reading {
  readonly text: string;
  readonly faults: Fault[];
  readonly position: (at: number) => Position;
}

function placed(node: Node, pointer: string, reading: Reading): Placed {
  const at = node.offset;
  if (node.type === "object") return { kind: "object", at, members: members(node, pointer, reading) };
  if (node.type === "array") {
    const { children = [] } = node;
    return {
      kind: "list",
      at,
      items: children.map((item, index) => placed(item, below(pointer, index), reading)),
    };
  }
  return { kind: "value", at, value: scalar(node, pointer, reading) };
}

function members(node: Node, pointer: string, reading: Reading): ReadonlyMap<string, Member> {
  const found = new Map<string, Member>();
  for (const { children: [key, value] = [] } of node.children ?? []) {
    if (!key || !value) continue;
    const name = String(key.value);
    const here = below(pointer, name);
    const before = found.get(name);
    if (before) reading.faults.push(duplicateKey(key.offset, here, name, reading.position(before.at).line));
    found.set(name, { at: key.offset, value: placed(value, here, reading) });
  }
  return found;
}

function scalar(node: Node, pointer: string, { text, faults }: Reading): string | number | boolean | null {
  const value: unknown = node.value;
  if (typeof value === "number" && !Number.isFinite(value))
    faults.push(notANumber(node.offset, pointer, text.slice(node.offset, node.offset + node.length)));
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}

function syntax(text: string, error: ParseError | undefined, tree: Node | undefined): Fault {
  const at = error?.offset ?? 0;
  const end = tree === undefined || tree.length === 0 ? Infinity : tree.offset + tree.length;
  const given = error ? printParseErrorCode(error.error) : "";
  const code = given === "InvalidSymbol" && at >= end ? "EndOfFileExpected" : given;
  const [expected, mend] = EXPECTED[code] ?? ["JSON", "Correct it, or remove it."];
  const found = foundAt(text, at, error?.length ?? 0);
  const comma =
    /,\s*$/.test(text.slice(Math.max(0, at - 1_000), at)) && /^[}\]]/.test(text.slice(at, at + 1));
  return jsonSyntax(at, `expected ${expected}, found ${found}`, comma ? "Remove the comma before it." : mend);
}

function foundAt(text: string, at: number, length: number): string {
  if (at >= text.length) return "the end of the file";
  const found = text.slice(at, at + Math.max(1, length));
  return found.length > LONGEST_FOUND ? `${found.slice(0, LONGEST_FOUND)}…` : found;
}

/** Characters. */
const LONGEST_FOUND = 40;

const QUOTE = 'Write names and strings in "double quotes".';
const ESCAPES =
  'Inside a string, write \\", \\\\, \\/, \\b, \\f, \\n, \\r, \\t or \\u and four hexadecimal digits.';

/** What each error of the parser means: what was expected, and how to mend it. */
const EXPECTED: Readonly<Record<string, readonly [expected: string, mend: string]>> = {
  InvalidSymbol: ["JSON", `${QUOTE} Outside of them stand numbers, true, false and null alone.`],
  InvalidNumberFormat: ["a number", "Write digits, with a point or an exponent at most."],
  PropertyNameExpected: ["a name in double quotes", QUOTE],
  ValueExpected: ["a value", "Write a string, number, object, list, true, false or null."],
  ColonExpected: ["a colon", 'Write ":" between a name and its value.'],
  CommaExpected: ["a comma", 'Write "," between two values.'],
  CloseBraceExpected: ["}", 'Close the object with "}".'],
  CloseBracketExpected: ["]", 'Close the list with "]".'],
  EndOfFileExpected: ["the end of the file", "Keep one JSON value in the file, and remove what follows it."],
  UnexpectedEndOfComment: ["the end of the comment", 'Close the comment with "*/".'],
  UnexpectedEndOfString: [
    "the end of the string",
    "Close the string in its line; a line break in it is \\n.",
  ],
  UnexpectedEndOfNumber: ["a digit", "Write digits after the sign, the point or the exponent."],
  InvalidUnicode: ["four hexadecimal digits", ESCAPES],
  InvalidEscapeCharacter: ["a character that can be escaped", ESCAPES],
  InvalidCharacter: ["no control character in a string", ESCAPES],
};
