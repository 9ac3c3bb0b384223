/** A report as Markdown, for people. */
import type { Cell, Report, Section, Table } from "./report";

/** docs/benchmarks.md, whole. */
export function page(report: Report): string {
  return `# Benchmarks

What \`npm run bench -- --write\` measured on ${report.day}: do not edit. Times differ from machine to machine; what holds everywhere are the ratios, which compare within one run, and what is counted. A measured cell is the median with its quartiles: half of the measurements lie between them.

${machineOf(report)}

${report.sections.map(sectionText).join("\n\n")}

## Versions

${tableText({
  caption: "",
  heads: ["", "version"],
  rows: Object.entries(report.versions),
})}
`;
}

/** For the terminal: without what only a page needs. */
export function text({ sections }: Pick<Report, "sections">): string {
  return `${sections.map(sectionText).join("\n\n")}\n`;
}

function machineOf({ machine: { processor, cores, memoryGB, system } }: Report): string {
  return `${processor}, ${cores} ${cores === 1 ? "core" : "cores"}, ${memoryGB} GB, ${system}.`;
}

const sectionText = ({ title, text: paragraphs, tables }: Section): string =>
  [`## ${title}`, ...paragraphs, ...tables.flatMap((each) => [each.caption, tableText(each)])]
    .filter((block) => block !== "")
    .join("\n\n");

/** Padded, so that it is a table for whoever reads it as it is, too: numbers to the right. */
function tableText({ heads, rows }: Table): string {
  const texts = rows.map((row) => row.map(cellText));
  const widths = heads.map((head, column) =>
    Math.max(3, head.length, ...texts.map((row) => row[column]?.length ?? 0)),
  );
  const right = heads.map((_, column) => rows.every((row) => typeof row[column] !== "string"));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (right[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join(" | ")} |`;
  const rule = widths.map((width, column) =>
    right[column] ? `${"-".repeat(width - 1)}:` : "-".repeat(width),
  );
  return [line(heads), line(rule), ...texts.map(line)].join("\n");
}

function cellText(cell: Cell): string {
  if (typeof cell === "string") return cell;
  if (typeof cell === "number") return numberText(cell);
  return `${numberText(cell.median)} (${numberText(cell.low)}–${numberText(cell.high)})`;
}

/** Three digits that count, two of what is below one, and of what is larger every one before the point. */
export function numberText(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString("en");
  const size = Math.floor(Math.log10(Math.abs(value)));
  const digits = size >= 0 ? Math.max(0, 2 - size) : 1 - size;
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
