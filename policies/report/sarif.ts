/** The report for code scanning: SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html). */
import { createHash } from "node:crypto";
import type { Verdict } from "../judge";
import type { Rule, Severity } from "../rule";
import type { Report } from "./report";

const LEVELS = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
} as const satisfies Readonly<Record<Severity, string>>;

/** On a scale from 0 to 10, as GitHub reads it. */
const SEVERITIES: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "3.0",
};

/** What does not apply is left out: there is nothing to show. */
export function asSarif({ verdicts, faults }: Report, rules: readonly Rule[]): string {
  const shown = verdicts.filter(({ verdict }) => verdict !== "not-applicable");
  const run = {
    tool: { driver: { name: "traced", version: "1.0.0", rules: rules.map(descriptor) } },
    invocations: [
      {
        executionSuccessful: true,
        toolConfigurationNotifications: faults.map((text) => ({ level: "error", message: { text } })),
      },
    ],
    results: shown.map((each) => result(each, rules)),
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: "2.1.0", runs: [run] }, null, 2)}\n`;
}

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

const descriptor = ({ name, demand, why, mend, url, severity, group, controls }: Rule) => ({
  id: name,
  shortDescription: { text: demand },
  fullDescription: { text: why },
  help: { text: mend },
  helpUri: url,
  defaultConfiguration: { level: LEVELS[severity] },
  properties: {
    "security-severity": SEVERITIES[severity],
    tags: [group, ...(controls.securityHub ?? []), ...(controls.checkov ?? []), ...(controls.cdkNag ?? [])],
  },
});

function result(
  { rule, urn, path, verdict, expected, actual, severity, exemption }: Verdict,
  rules: readonly Rule[],
) {
  const kind = verdict === "pass" ? "pass" : verdict === "unknown" ? "open" : "fail";
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex(({ name }) => name === rule),
    kind,
    // Whatever is no failure has no level (section 3.27.10).
    level: kind === "fail" ? LEVELS[severity] : "none",
    message: { text: `${path} is ${actual}; expected: ${expected}.` },
    locations: [
      {
        // Resources have no place in a file that the engine would know; a program's project file stands for it.
        physicalLocation: { artifactLocation: { uri: "Pulumi.yaml" }, region: { startLine: 1 } },
        logicalLocations: [{ fullyQualifiedName: urn, kind: "resource" }],
      },
    ],
    partialFingerprints: {
      "ruleUrnPath/v1": createHash("sha256").update(`${rule}\n${urn}\n${path}`).digest("hex"),
    },
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
