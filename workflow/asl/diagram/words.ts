/** Parts of a definition in words, for pictures and messages that people read. */

const UNITS = [
  { name: "day", seconds: 86_400 },
  { name: "hour", seconds: 3_600 },
  { name: "minute", seconds: 60 },
  { name: "second", seconds: 1 },
] as const;

/** `1209660` is "14 days and 1 minute": exact. What is no whole number above zero stays in seconds. */
export function duration(seconds: number): string {
  if (!Number.isSafeInteger(seconds) || seconds < 1) return `${seconds} seconds`;
  let rest = seconds;
  const parts = UNITS.flatMap((unit) => {
    const count = Math.floor(rest / unit.seconds);
    rest -= count * unit.seconds;
    return count === 0 ? [] : [counted(count, unit.name)];
  });
  return enumeration(parts);
}

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** "a", "a and b", "a, b and c". */
export const enumeration = (parts: readonly string[], last = "and"): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} ${last} ${parts.slice(-1).join("")}`;

export const times = (count: number): string =>
  count === 1 ? "once" : count === 2 ? "twice" : `${count} times`;

/** Names of errors; `States.ALL` stands for all of them. */
export const errors = (names: readonly string[]): readonly string[] =>
  names.map((name) => (name === "States.ALL" ? "any error" : name));

/** String literals of JSONata, which are left as they are. */
const LITERAL = /("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/;

export const isExpression = (text: string): boolean => text.startsWith("{%");

/** An expression without its machinery: `{% $states.input.status = "resolved" %}` is `status = "resolved"`. */
export const expression = (source: string): string =>
  source
    .replace(/^\{%|%\}$/g, "")
    .split(LITERAL)
    .map((part, index) => (index % 2 === 1 ? part : withoutMachinery(part)))
    .join("")
    .trim();

const withoutMachinery = (code: string): string =>
  code
    .replace(/\$states\.input\./g, "")
    .replace(/\$states\./g, "")
    .replace(/\s+/g, " ");

/** A path without its machinery: `$.order.id` is `order.id`; variables keep their dollar. */
export function path(source: string): string {
  if (source === "$") return "input";
  if (source.startsWith("$.")) return source.slice(2);
  if (source.startsWith("$$")) return `context${source.slice(2)}`;
  return source.startsWith("$[") ? `input${source.slice(1)}` : source;
}

/** Cut off after so many characters, where more would hide the picture. */
export const short = (text: string, most: number): string => {
  if (text.length <= most) return text;
  const characters = Array.from(text.slice(0, most * 2));
  return characters.length <= most && text.length <= most * 2
    ? text
    : `${characters.slice(0, most - 1).join("")}…`;
};

/** Where a long word of a text is broken: never in the middle of a short one, which could be a name. */
const PUNCTUATION = { seam: /(?<=[._\-/:,])/, longest: 30 };

/** Lines of at most `width` characters, about equally long, broken between words, or in words of more than 30. */
export const lines = (text: string, width: number): readonly string[] =>
  balanced(text, width, PUNCTUATION.seam, Math.max(width, PUNCTUATION.longest));

/** The same for a name, which is broken where a part of it ends, as in `orders_new` and `OrdersNew`. */
export const nameLines = (name: string, width: number): readonly string[] =>
  balanced(name, width, /(?<=[a-z0-9])(?=[A-Z])|(?<=[._\-/:,])/, width);

function balanced(text: string, width: number, seam: RegExp, longest: number): readonly string[] {
  const pieces = text
    .split(/\s+/)
    .filter((word) => word !== "")
    .flatMap((word) =>
      parts(word, seam, longest).map((part, index) => ({ part, gap: index === 0 ? " " : "" })),
    );
  const fewest = filled(pieces, width).length;
  let narrow = width;
  while (narrow > 1 && filled(pieces, narrow - 1).length === fewest) narrow -= 1;
  return filled(pieces, narrow);
}

/** No more than `most` lines, the last of which says that there are more. */
export const first = (most: number, all: readonly string[]): readonly string[] =>
  all.length > most ? [...all.slice(0, most), "…"] : all;

interface Piece {
  readonly part: string;
  /** To what stands before it in a line. */
  readonly gap: string;
}

function filled(pieces: readonly Piece[], width: number): readonly string[] {
  const found: string[] = [];
  for (const { part, gap } of pieces) {
    const line = found.at(-1);
    if (line !== undefined && line.length + gap.length + part.length <= width)
      found[found.length - 1] = `${line}${gap}${part}`;
    else found.push(part);
  }
  return found;
}

function parts(word: string, seam: RegExp, longest: number): readonly string[] {
  if (word.length <= longest) return [word];
  return word.split(seam).flatMap((part) => {
    if (part.length <= longest) return [part];
    const characters = Array.from(part);
    return Array.from({ length: Math.ceil(characters.length / longest) }, (_, index) =>
      characters.slice(index * longest, (index + 1) * longest).join(""),
    );
  });
}
