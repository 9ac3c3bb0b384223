/** What every rule says of every resource of a stack. */
import { misuses, type Exemptions } from "../exemption";
import { isViolation, verdictsOn, verdictsOnStack, type Verdict } from "../judge";
import type { Metadata, Rule } from "../rule";
import type { Configuration } from "../settings";
import { stackOf } from "../urn";
import type { ExportedResource } from "./stackExport";

/** What a reader is told of a rule. */
export interface Described extends Omit<Metadata, "group" | "url"> {
  readonly group: string;
  readonly url?: string;
}

export interface Report {
  /** Those that the configuration does not switch off, and those about the pack's own files. */
  readonly rules: readonly Described[];
  readonly resources: number;
  /** By URN, rule and path. What is wrong with the pack's own files is said of the stack. */
  readonly verdicts: readonly Verdict[];
  /** Those that would stop a deployment. */
  readonly stopping: readonly Verdict[];
}

export interface ReportArgs {
  readonly rules: readonly Rule[];
  readonly resources: readonly ExportedResource[];
  readonly configuration: Configuration;
  readonly exemptions: Exemptions;
}

/** Named as the policies of the pack that say the same. */
const FILES = {
  name: "policy-files",
  group: "files",
  demand: "The pack's configuration and exemptions are sound.",
  why: "What is wrong in them counts as if it were not there, and somebody relies on it.",
  severity: "high",
  mend: "Correct policies/config.json or policies/exemptions.json.",
  controls: {},
} as const satisfies Described;

const FIT = {
  name: "exemptions-fit",
  group: "files",
  demand: "Each exemption is needed, and for no more resources than it says.",
  why: "An exemption that is left over lets the next one through that nobody asked for.",
  severity: "medium",
  mend: "Correct policies/exemptions.json.",
  controls: {},
} as const satisfies Described;

export function report({ rules, resources, configuration, exemptions }: ReportArgs): Report {
  const served = rules.filter(({ group }) => configuration.levels[group] !== "disabled");
  const circumstances = { settings: configuration.settings, exemptions: exemptions.valid };
  const read = new Set(resources.filter(({ isRead }) => isRead).map(({ given }) => given.urn));
  const made = resources.map((each) => each.made);

  const judged = served.flatMap((rule) => {
    const verdicts = [
      ...resources.flatMap(({ given }) => verdictsOn(rule, given, circumstances)),
      ...verdictsOnStack(rule, made, circumstances),
    ].filter(({ urn }) => !read.has(urn));
    const spoken = new Set(verdicts.map(({ urn }) => urn));
    const silent = resources.filter(({ given }) => !spoken.has(given.urn));
    return [...verdicts, ...silent.map(({ given }) => notApplicable(rule, given.urn))];
  });

  const stack = stackOf(made.map(({ urn }) => urn));
  const stackUrn = made.find(({ type }) => type === "pulumi:pulumi:Stack")?.urn ?? made[0]?.urn ?? "";
  const uses = judged.filter(({ verdict }) => verdict === "exempt");
  const faults = [
    ...configuration.faults.map((each) => fault(FILES, "config.json", each, stackUrn)),
    ...exemptions.faults.map((each) => fault(FILES, "exemptions.json", each, stackUrn)),
    ...(stack ? misuses(exemptions.valid, stack, uses) : []).map((each) =>
      fault(FIT, "exemptions.json", each, stackUrn),
    ),
  ];

  const enforced = new Map(
    served
      .filter(({ group }) => configuration.levels[group] !== "advisory")
      .map((rule) => [rule.name, rule] as const),
  );
  const stops = (each: Verdict): boolean => {
    const rule = enforced.get(each.rule);
    return faults.includes(each) || (rule !== undefined && isViolation(rule, each));
  };
  const verdicts = [...judged, ...faults].sort(inOrder);
  return {
    rules: [...served, FILES, FIT],
    resources: resources.length,
    verdicts,
    stopping: verdicts.filter(stops),
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

const fault = (
  { name, demand, severity }: Described,
  path: string,
  actual: string,
  urn: string,
): Verdict => ({
  rule: name,
  urn,
  path,
  verdict: "fail",
  expected: demand,
  actual,
  severity,
});

/** What is found, in a sentence. */
export const sentence = ({ rule, path, expected, actual }: Verdict): string =>
  rule === FILES.name || rule === FIT.name ? actual : `${path} is ${actual}; expected: ${expected}.`;

const key = ({ urn, rule, path }: Verdict): string => `${urn}\n${rule}\n${path}`;
const inOrder = (a: Verdict, b: Verdict): number => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
