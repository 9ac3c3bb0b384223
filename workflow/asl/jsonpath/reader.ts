/** What the parsers of this folder share: a place in a text, and faults that say what stands there instead. */

/** A text that does not parse. */
export interface Fault {
  readonly fault: string;
}

export const isFault = (value: object): value is Fault => "fault" in value;

export interface Reader {
  readonly text: string;
  /** Index of the next character. */
  at: number;
  /** How many brackets and parentheses are open. */
  depth: number;
}

/** Brackets inside of brackets; a bound for the stack of the parser, far above what anybody writes. */
const MAX_DEPTH = 50;

const REFUSED: unique symbol = Symbol("refused");

interface Refusal extends Error {
  readonly [REFUSED]: true;
}

const isRefusal = (error: unknown): error is Refusal => error instanceof Error && REFUSED in error;

/** What `read` makes of the whole text, or why the text is none. */
export function readAll<T>(text: string, read: (reader: Reader) => T): T | Fault {
  const reader: Reader = { text, at: 0, depth: 0 };
  return refusedBy(() => {
    const value = read(reader);
    return reader.at < text.length ? fail(reader, "the end") : value;
  });
}

/** What `run` refuses becomes a fault. */
export function refusedBy<T>(run: () => T): T | Fault {
  try {
    return run();
  } catch (error) {
    if (isRefusal(error)) return { fault: error.message };
    throw error;
  }
}

export const refuse = (message: string): never => {
  throw Object.assign(new Error(message), { [REFUSED]: true as const });
};

/** Refuses what stands here. */
export const fail = (reader: Reader, expected: string): never => refuse(unexpected(reader, expected));

const unexpected = (reader: Reader, expected: string): string =>
  `expected ${expected} at character ${reader.at + 1}, found ${found(reader)}`;

const found = ({ text, at }: Reader): string =>
  at < text.length ? JSON.stringify(text.slice(at, at + 10)) : "the end";

export const peek = ({ text, at }: Reader): string => text.charAt(at);

/** Goes past `token` if it stands here. */
export function take(reader: Reader, token: string): boolean {
  if (!reader.text.startsWith(token, reader.at)) return false;
  reader.at += token.length;
  return true;
}

export function expect(reader: Reader, token: string): void {
  if (!take(reader, token)) fail(reader, `"${token}"`);
}

export function skipSpace(reader: Reader): void {
  takeWhile(reader, (char) => char === " " || char === "\t" || char === "\n" || char === "\r");
}

export function takeWhile(reader: Reader, holds: (char: string) => boolean): string {
  const from = reader.at;
  while (reader.at < reader.text.length && holds(peek(reader))) reader.at += 1;
  return reader.text.slice(from, reader.at);
}

/** Reads what is inside of an open bracket. */
export function nested<T>(reader: Reader, read: () => T): T {
  if (reader.depth >= MAX_DEPTH) refuse(`expected ${MAX_DEPTH} open brackets at most`);
  reader.depth += 1;
  const value = read();
  reader.depth -= 1;
  return value;
}

export const isDigit = (char: string): boolean => char >= "0" && char <= "9";

export const isLetter = (char: string): boolean =>
  (char >= "a" && char <= "z") || (char >= "A" && char <= "Z") || char > "\u007f";

/** A number as JSON writes it; undefined, and nothing is read, where none stands. */
export function takeNumber(reader: Reader): number | undefined {
  const from = reader.at;
  const value = isNumber(reader) ? Number(reader.text.slice(from, reader.at)) : NaN;
  if (Number.isFinite(value)) return value;
  reader.at = from;
  return undefined;
}

function isNumber(reader: Reader): boolean {
  take(reader, "-");
  if (takeWhile(reader, isDigit) === "") return false;
  if (take(reader, ".") && takeWhile(reader, isDigit) === "") return false;
  if (!take(reader, "e") && !take(reader, "E")) return true;
  if (!take(reader, "+")) take(reader, "-");
  return takeWhile(reader, isDigit) !== "";
}

/** A whole number; undefined, and nothing is read, where none stands. */
export function takeInteger(reader: Reader): number | undefined {
  const from = reader.at;
  take(reader, "-");
  const value = takeWhile(reader, isDigit) === "" ? NaN : Number(reader.text.slice(from, reader.at));
  if (Number.isSafeInteger(value)) return value;
  reader.at = from;
  return undefined;
}

/** What a backslash stands before: itself, or the character of `\uXXXX`. The backslash is the next character. */
export function takeEscaped(reader: Reader): string {
  reader.at += 1;
  const hex = reader.text.slice(reader.at + 1, reader.at + 5);
  if (peek(reader) === "u" && /^[0-9A-Fa-f]{4}$/.test(hex)) {
    reader.at += 5;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }
  const char = peek(reader);
  if (char === "") fail(reader, "a character after the backslash");
  reader.at += 1;
  return char;
}

/** A text in quotes of either kind, in which a backslash escapes. The quote is the next character. */
export function takeQuoted(reader: Reader): string {
  const quote = peek(reader);
  reader.at += 1;
  let value = "";
  while (peek(reader) !== quote) {
    if (peek(reader) === "") fail(reader, `the closing quote ${quote}`);
    else if (peek(reader) === "\\") value += takeEscaped(reader);
    else {
      value += peek(reader);
      reader.at += 1;
    }
  }
  reader.at += 1;
  return value;
}
