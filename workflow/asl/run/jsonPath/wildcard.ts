/** StringMatches (spec, "Data-test expression"): `*` stands for any characters, `\*` and `\\` for themselves. */

const ANY: unique symbol = Symbol("*");

type Part = string | typeof ANY;

/** Undefined for a backslash that stands before anything else. */
export function patternParts(pattern: string): readonly Part[] | undefined {
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern.charAt(at);
    if (char === "\\") {
      at += 1;
      const escaped = pattern.charAt(at);
      if (escaped !== "*" && escaped !== "\\") return undefined;
      parts.push(escaped);
    } else parts.push(char === "*" ? ANY : char);
  }
  return parts;
}

/** In time that grows with the product of both lengths at most: only the last `*` is tried again. */
export function matches(text: string, pattern: string): boolean {
  const parts = patternParts(pattern) ?? [];
  let at = 0;
  let part = 0;
  let again: { readonly part: number; at: number } | undefined;
  while (at < text.length) {
    if (parts[part] === ANY) {
      again = { part: part + 1, at };
      part += 1;
    } else if (parts[part] === text.charAt(at)) {
      at += 1;
      part += 1;
    } else if (again) {
      again.at += 1;
      at = again.at;
      part = again.part;
    } else return false;
  }
  return parts.slice(part).every((rest) => rest === ANY);
}
