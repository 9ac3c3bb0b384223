/** The report for people: what fails and how to mend it, what nobody knows, what is exempt, and how much passes. */
import type { Verdict } from "../judge";
import type { Severity } from "../rule";
import { sentence, type Described, type Report } from "./report";

const WORST_FIRST: readonly Severity[] = ["critical", "high", "medium", "low"];

/** Columns that the labels at the margin take. */
const MARGIN = 9;

/** Prose is wrapped to that many columns; URNs never are, so that they can be copied. */
export function asTable(report: Report, columns: number): string {
  const { verdicts, stopping, resources } = report;
  const stops = new Set(stopping);
  const sections = [
    ...sectionsOf(report, "FAIL", (each) => each.verdict === "fail" && stops.has(each)),
    ...sectionsOf(report, "ADVICE", (each) => each.verdict === "fail" && !stops.has(each)),
    ...sectionsOf(report, "UNKNOWN", (each) => each.verdict === "unknown" && stops.has(each)),
    ...sectionsOf(report, "UNPROVEN", (each) => each.verdict === "unknown" && !stops.has(each)),
    ...sectionsOf(report, "EXEMPT", ({ verdict }) => verdict === "exempt"),
  ].map((section) => written(section, columns));
  const counts = COUNTED.map((each) => `${count(verdicts, each)} ${each}`).join(", ");
  return [
    ...sections,
    ...summary(report),
    `${resources} resources: ${counts}; not applicable: ${count(verdicts, "not-applicable")}.`,
    stopping.length === 0
      ? "Nothing stops a deployment."
      : `${stopping.length} of these ${stopping.length === 1 ? "stops" : "stop"} a deployment.`,
    "",
  ].join("\n");
}

interface Section {
  readonly label: string;
  readonly rule: Described;
  readonly verdicts: readonly Verdict[];
}

/** By rule, so that what to do is said once. */
function sectionsOf(
  { rules, verdicts }: Report,
  label: string,
  belongs: (verdict: Verdict) => boolean,
): readonly Section[] {
  const found = verdicts.filter(belongs);
  return WORST_FIRST.flatMap((severity) => rules.filter((rule) => rule.severity === severity)).flatMap(
    (rule) => {
      const own = found.filter((each) => each.rule === rule.name);
      return own.length > 0 ? [{ label, rule, verdicts: own }] : [];
    },
  );
}

function written({ label, rule, verdicts }: Section, columns: number): string {
  const urns = [...new Set(verdicts.map(({ urn }) => urn))];
  return [
    `${label.padEnd(MARGIN)}${rule.name} (${rule.severity})`,
    ...wrapped(rule.demand, MARGIN, columns),
    ...urns.flatMap((urn) => [
      " ".repeat(MARGIN) + printable(urn),
      ...verdicts
        .filter((each) => each.urn === urn)
        .flatMap((each) => [sentence(each), ...reasonsOf(each)])
        .flatMap((text) => wrapped(text, MARGIN + 2, columns)),
    ]),
    ...(label === "UNKNOWN" ? wrapped("It must be a literal.", MARGIN, columns) : []),
    ...(label === "EXEMPT" ? [] : wrapped(`Mend: ${rule.mend}`, MARGIN, columns)),
    ...(rule.url === undefined ? [] : [" ".repeat(MARGIN) + rule.url]),
    "",
  ].join("\n");
}

const reasonsOf = ({ exemption }: Verdict): readonly string[] =>
  exemption
    ? [`${exemption.reason} (${exemption.owner}, ${exemption.ticket}, until ${exemption.expires})`]
    : [];

const COUNTED = ["pass", "fail", "unknown", "exempt"] as const;

const count = (verdicts: readonly Verdict[], verdict: Verdict["verdict"]): number =>
  verdicts.filter((each) => each.verdict === verdict).length;

/** Rules that apply to something. */
function summary({ rules, verdicts }: Report): readonly string[] {
  const rows = rules.flatMap(({ name, severity }) => {
    const own = verdicts.filter(({ rule }) => rule === name);
    const counts = COUNTED.map((each) => count(own, each));
    return counts.some((each) => each > 0)
      ? [[name, severity, ...counts.map((each) => (each === 0 ? "-" : `${each}`))]]
      : [];
  });
  if (rows.length === 0) return [];
  const lines = [["rule", "severity", ...COUNTED], ...rows];
  const widths =
    lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  return [
    ...lines.map((line) =>
      line
        .map((cell, column) =>
          column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  "),
    ),
    "",
  ];
}

/** In lines of at most so many columns, but for words that are longer. */
function wrapped(text: string, indent: number, columns: number): readonly string[] {
  const lines = printable(text)
    .split(/\s+/)
    .reduce<readonly string[]>((done, word) => {
      const last = done.at(-1);
      return last !== undefined && indent + last.length + 1 + word.length <= columns
        ? [...done.slice(0, -1), `${last} ${word}`]
        : [...done, word];
    }, []);
  return lines.map((line) => " ".repeat(indent) + line);
}

/** An export of somebody else's may hold what a terminal obeys. */
const printable = (text: string): string => text.replace(/\p{Cc}/gu, " ");
