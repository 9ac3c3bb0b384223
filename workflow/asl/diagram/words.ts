/** Parts of a definition in words, for pictures and messages that people read. */

const UNITS = [
  { name: "day", seconds: 86_400 },
  { name: "hour", seconds: 3_600 },
  { name: "minute", seconds: 60 },
  { name: "second", seconds: 1 },
] as const;

/** `1209660` is "14 days and 1 minute": exact. Whole seconds, more than none. */
export function duration(seconds: number): string {
  let rest = seconds;
  const parts = UNITS.flatMap((unit) => {
    const count = Math.floor(rest / unit.seconds);
    rest -= count * unit.seconds;
    return count === 0 ? [] : [`${count} ${unit.name}${count === 1 ? "" : "s"}`];
  });
  return enumeration(parts);
}

/** "a", "a and b", "a, b and c". */
export const enumeration = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.slice(-1).join("")}`;

export const times = (count: number): string =>
  count === 1 ? "once" : count === 2 ? "twice" : `${count} times`;

/** String literals of JSONata, which are left as they are. */
const LITERAL = /("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/;

/** A condition without its machinery: `{% $states.input.status = "resolved" %}` is `status = "resolved"`. */
export const condition = (expression: string): string =>
  expression
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

/** Lines of at most `width` characters, about equally long, broken between words; a longer word stays whole. */
export function lines(text: string, width: number): readonly string[] {
  const words = text.split(/\s+/).filter((word) => word !== "");
  const fewest = filled(words, width).length;
  let narrow = width;
  while (narrow > 1 && filled(words, narrow - 1).length === fewest) narrow -= 1;
  return filled(words, narrow);
}

function filled(words: readonly string[], width: number): readonly string[] {
  const found: string[] = [];
  for (const word of words) {
    const line = found.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width)
      found[found.length - 1] = `${line} ${word}`;
    else found.push(word);
  }
  return found;
}
