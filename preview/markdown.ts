/**
 * Markdown of GitHub's (https://github.github.com/gfm/). What comes from outside stands in code spans, in which there
 * is no markup, no HTML, no link, and nobody is mentioned.
 */

/** Of a value in a table; what is longer would hide the others. */
const MOST = 200;

/** Control characters, and those that let text read otherwise than it is (CVE-2021-42574). */
const MISLEADING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;

/** A code span on one line. */
export function code(raw: string, most: number = MOST): string {
  const plain = raw.replace(/\s+/g, " ").replace(MISLEADING, "\ufffd").trim();
  const characters = Array.from(plain);
  const text = characters.length > most ? `${characters.slice(0, most).join("")}…` : plain;
  if (text === "") return "";
  const longest = Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return `${fence}${pad}${text}${pad}${fence}`;
}

/** A bar ends a cell, even in a code span (https://github.github.com/gfm/#example-200). */
const cell = (text: string): string => text.replaceAll("|", "\\|");

export type Row = readonly string[];

/** With `most` rows, and how many there are more. */
export function table(head: Row, rows: readonly Row[], most: number): string {
  const line = (cells: Row) => `| ${cells.map(cell).join(" | ")} |`;
  const shown = rows.slice(0, most);
  return [
    line(head),
    line(head.map(() => "---")),
    ...shown.map(line),
    ...(shown.length < rows.length ? ["", `… and ${rows.length - shown.length} more.`] : []),
  ].join("\n");
}

export const folding = (summary: string, content: string): string =>
  `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;

/** A section that may have to do with fewer rows. */
export type Section = (rows: number) => string;

/** Rows of a table at most; fewer, and the picture goes too. */
const ROWS = [400, 200, 100, 50, 25, 12, 6, 3, 1];

/** As much as fits: first fewer rows in all sections, then fewer sections. */
export function fitted(sections: readonly Section[], limit: number): string {
  const written = (rows: number, all: readonly Section[]) =>
    all
      .map((section) => section(rows))
      .filter((text) => text !== "")
      .join("\n\n") + "\n";
  for (const rows of ROWS) {
    const text = written(rows, sections);
    if (text.length <= limit) return text;
  }
  for (let count = sections.length - 1; count > 0; count--) {
    const text = written(1, [...sections.slice(0, count), () => "The rest is too long to be shown here."]);
    if (text.length <= limit) return text;
  }
  return "";
}
