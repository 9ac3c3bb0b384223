/** Resources as a rule sees them, and rules by their names. */
import * as fc from "fast-check";
import type { Finding, Resource, Rule, StackResource } from "../../../policies/rule";
import { RULES } from "../../../policies/rules";
import { STRICTEST, type Settings } from "../../../policies/settings";
import { toProperties, UNKNOWN } from "../../../policies/value";

/** `UNKNOWN` stands for what a preview does not know. */
export type Given = Readonly<Record<string, unknown>>;

export const urnOf = (type: string, name: string): string => `urn:pulumi:dev::resit::${type}::${name}`;

export const resource = (type: string, given: Given, name = "it"): Resource => ({
  type,
  name,
  urn: urnOf(type, name),
  properties: toProperties(given),
  ignoreChanges: [],
});

export const stackResource = (
  type: string,
  given: Given,
  rest: { readonly name?: string; readonly from?: StackResource["propertyDependencies"] } = {},
): StackResource => ({ ...resource(type, given, rest.name), propertyDependencies: rest.from ?? {} });

/** What a rule for resources says of one of its type. */
export function findingsOf(name: string, given: Given, settings: Settings = STRICTEST): readonly Finding[] {
  const rule = ruleOf(name);
  if (rule.scope !== "resource") throw new Error(`${name} is a rule for stacks.`);
  return rule.check(resource(rule.type, given), settings);
}

/** What a rule for stacks says of these. */
export function stackFindingsOf(
  name: string,
  resources: readonly StackResource[],
  settings: Settings = STRICTEST,
): readonly (Finding & { readonly urn: string })[] {
  const rule = ruleOf(name);
  if (rule.scope !== "stack") throw new Error(`${name} is a rule for resources.`);
  return rule.check(resources, settings);
}

function ruleOf(name: string): Rule {
  const rule = RULES.find((each) => each.name === name);
  if (!rule) throw new Error(`No rule is called ${name}.`);
  return rule;
}

/** Verdict and path of each finding, as `fail fixedRate`. */
export const briefly = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ verdict, path }) => `${verdict} ${path}`);

/** Any value at all, with unknowns inside. */
const anything: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: fc.constant(UNKNOWN), weight: 1 },
  { arbitrary: fc.jsonValue(), weight: 2 },
  { arbitrary: fc.anything({ maxDepth: 4, withNullPrototype: true, withSparseArray: true }), weight: 2 },
);

/** Properties of these names, some of them missing. */
export const propertiesOf = (...names: readonly string[]): fc.Arbitrary<Given> =>
  fc.record(Object.fromEntries(names.map((name) => [name, anything])), { requiredKeys: [] });

/** Holds for findings of any rule: known verdicts, texts that are not empty. */
export const isSound = ({ verdict, path, expected, actual }: Finding): boolean =>
  ["pass", "fail", "unknown"].includes(verdict) && path !== "" && expected !== "" && actual !== "";
