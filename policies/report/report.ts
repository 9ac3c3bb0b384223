/** What every rule says of every resource of a stack. */
import { misuses, type Exemptions } from "../exemption";
import { isViolation, verdictsOn, verdictsOnStack, type Verdict } from "../judge";
import type { Rule } from "../rule";
import type { Configuration } from "../settings";
import { stackOf } from "../urn";
import type { ExportedResource } from "./stackExport";

export interface Report {
  /** By URN, rule and path. */
  readonly verdicts: readonly Verdict[];
  /** What is wrong with the pack's own files, a sentence each. */
  readonly faults: readonly string[];
  /** Whether something would stop a deployment. */
  readonly fails: boolean;
}

export interface ReportArgs {
  readonly rules: readonly Rule[];
  readonly resources: readonly ExportedResource[];
  readonly configuration: Configuration;
  readonly exemptions: Exemptions;
}

export function report({ rules, resources, configuration, exemptions }: ReportArgs): Report {
  const served = rules.filter(({ group }) => configuration.levels[group] !== "disabled");
  const circumstances = { settings: configuration.settings, exemptions: exemptions.valid };
  const made = resources.map((each) => each.made);
  const judged = served.flatMap((rule) => {
    const verdicts = [
      ...resources.flatMap(({ given }) => verdictsOn(rule, given, circumstances)),
      ...verdictsOnStack(rule, made, circumstances),
    ];
    const silent = resources.filter(({ given }) => !verdicts.some(({ urn }) => urn === given.urn));
    return [...verdicts, ...silent.map(({ given }) => notApplicable(rule, given.urn))];
  });
  const stack = stackOf(made.map(({ urn }) => urn));
  const uses = judged.filter(({ verdict }) => verdict === "exempt");
  const faults = [
    ...configuration.faults,
    ...exemptions.faults,
    ...(stack ? misuses(exemptions.valid, stack, uses) : []),
  ];
  const stops = (each: Verdict) =>
    served.some(
      (rule) =>
        rule.name === each.rule && configuration.levels[rule.group] !== "advisory" && isViolation(rule, each),
    );
  return {
    verdicts: [...judged].sort(inOrder),
    faults,
    fails: faults.length > 0 || judged.some(stops),
  };
}

const notApplicable = ({ name, severity }: Rule, urn: string): Verdict => ({
  rule: name,
  urn,
  path: "",
  verdict: "not-applicable",
  expected: "",
  actual: "",
  severity,
});

const key = ({ urn, rule, path }: Verdict) => `${urn}\n${rule}\n${path}`;
const inOrder = (a: Verdict, b: Verdict) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
