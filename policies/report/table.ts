/** The report for people: what fails and how to mend it, what nobody knows, what is exempt, and how much passes. */
import type { Verdict } from "../judge";
import type { Rule } from "../rule";
import type { Report } from "./report";

export function asTable({ verdicts, faults }: Report, rules: readonly Rule[]): string {
  const of = (verdict: Verdict["verdict"]) => verdicts.filter((each) => each.verdict === verdict);
  const sections = [
    ...faults.map((fault) => `FAULT    ${fault}`),
    ...grouped(of("fail"), "FAIL", rules),
    ...grouped(of("unknown"), "UNKNOWN", rules),
    ...of("exempt").map(({ rule, urn, exemption }) =>
      [
        `EXEMPT   ${rule}  ${urn}`,
        ...(exemption
          ? [
              `         ${exemption.reason} (${exemption.owner}, ${exemption.ticket}, until ${exemption.expires})`,
            ]
          : []),
      ].join("\n"),
    ),
  ];
  const resources = new Set(verdicts.map(({ urn }) => urn)).size;
  const counts = (["pass", "fail", "unknown", "exempt"] as const)
    .map((verdict) => `${of(verdict).length} ${verdict}`)
    .join(", ");
  return [
    ...sections,
    `${rules.length} rules on ${resources} resources: ${counts}; not applicable: ${of("not-applicable").length}.`,
    "",
  ].join("\n");
}

/** By rule, so that what to do is said once. */
function grouped(verdicts: readonly Verdict[], label: string, rules: readonly Rule[]): readonly string[] {
  return rules.flatMap(({ name, severity, demand, mend, url }) => {
    const own = verdicts.filter(({ rule }) => rule === name);
    if (own.length === 0) return [];
    return [
      [
        `${label.padEnd(8)} ${name} (${severity}): ${demand}`,
        ...own.map(
          ({ urn, path, expected, actual }) =>
            `         ${urn}\n           ${path} is ${actual}; expected: ${expected}`,
        ),
        `         ${mend}`,
        `         ${url}`,
        "",
      ].join("\n"),
    ];
  });
}
