/** The report for code scanning: SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html). */
import { createHash } from "node:crypto";
import type { Verdict } from "../judge";
import pack = require("../package.json");
import type { Severity } from "../rule";
import { sentence, type Described, type Report } from "./report";

const LEVELS = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
} as const satisfies Readonly<Record<Severity, string>>;

/** On a scale from 0 to 10, as GitHub reads it
 *  (https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning). */
const SEVERITIES: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "3.0",
};

/** Without what passes: GitHub shows every result as an alert, of whatever kind
 *  (https://github.com/microsoft/PSRule/issues/955). */
export function asSarif({ rules, verdicts, stopping }: Report): string {
  const stops = new Set(stopping);
  const shown = verdicts.filter(({ verdict }) => verdict !== "not-applicable" && verdict !== "pass");
  const run = {
    tool: { driver: { name: pack.name, version: pack.version, rules: rules.map(descriptor) } },
    results: shown.map((each) => result(each, rules, stops.has(each))),
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: "2.1.0", runs: [run] }, null, 2)}\n`;
}

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

const descriptor = ({ name, demand, why, mend, url, severity, group, controls }: Described) => ({
  id: name,
  shortDescription: { text: demand },
  fullDescription: { text: why },
  help: { text: mend },
  ...(url !== undefined && { helpUri: url }),
  defaultConfiguration: { level: LEVELS[severity] },
  properties: {
    "security-severity": SEVERITIES[severity],
    tags: [group, ...(controls.securityHub ?? []), ...(controls.checkov ?? []), ...(controls.cdkNag ?? [])],
  },
});

function result(verdict: Verdict, rules: readonly Described[], stops: boolean) {
  const { rule, urn, severity, exemption } = verdict;
  const text = sentence(verdict);
  const isOpen = verdict.verdict === "unknown" && !stops;
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex(({ name }) => name === rule),
    kind: isOpen ? "open" : "fail",
    // Whatever is no failure has no level (section 3.27.10).
    level: isOpen ? "none" : LEVELS[severity],
    message: { text },
    locations: [
      {
        // Resources have no place in a file that the engine would know; a program's project file stands for it.
        physicalLocation: { artifactLocation: { uri: "Pulumi.yaml" }, region: { startLine: 1 } },
        ...(urn !== "" && { logicalLocations: [{ fullyQualifiedName: urn, kind: "resource" }] }),
      },
    ],
    partialFingerprints: { "findingHash/v1": fingerprint(verdict) },
    ...(exemption && {
      suppressions: [
        {
          kind: "external",
          status: "accepted",
          justification: `${exemption.reason} (${exemption.owner}, ${exemption.ticket}, until ${exemption.expires})`,
        },
      ],
    }),
  };
}

/** The same from run to run, so that an alert is not closed and opened again. */
const fingerprint = ({ rule, urn, path, actual }: Verdict): string =>
  createHash("sha256")
    .update([rule, urn, path, ...(path.endsWith(".json") ? [actual] : [])].join("\n"))
    .digest("hex");
