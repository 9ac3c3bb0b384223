/** JSON pointers (RFC 6901). */

export const below = (pointer: string, segment: string | number): string =>
  `${pointer}/${String(segment).replaceAll("~", "~0").replaceAll("/", "~1")}`;

export const segmentsOf = (pointer: string): readonly string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
