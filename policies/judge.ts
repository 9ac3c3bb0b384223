/** From findings to verdicts: what the pack reports to the engine, and what the report lists. */
import type { Exemption } from "./exemption";
import { exemptionFor } from "./exemption";
import type { Finding, Resource, Rule, Severity, StackResource } from "./rule";
import type { Settings } from "./settings";

export interface Verdict {
  readonly rule: string;
  readonly urn: string;
  readonly path: string;
  readonly verdict: Finding["verdict"] | "exempt" | "not-applicable";
  readonly expected: string;
  readonly actual: string;
  readonly severity: Severity;
  /** By which one it is exempt. */
  readonly exemption?: Exemption;
}

export interface Circumstances {
  readonly settings: Settings;
  readonly exemptions: readonly Exemption[];
}

/** What a rule says of a resource; of a rule for stacks, nothing. */
export function verdictsOn(rule: Rule, resource: Resource, circumstances: Circumstances): readonly Verdict[] {
  const findings =
    rule.scope === "resource" && rule.type === resource.type
      ? rule.check(resource, circumstances.settings)
      : [];
  return findings.map((finding) => verdict(rule, resource.urn, finding, circumstances.exemptions));
}

/** What a rule for stacks says of its resources. */
export function verdictsOnStack(
  rule: Rule,
  resources: readonly StackResource[],
  { settings, exemptions }: Circumstances,
): readonly Verdict[] {
  const findings = rule.scope === "stack" ? rule.check(resources, settings) : [];
  return findings.map(({ urn, ...finding }) => verdict(rule, urn, finding, exemptions));
}

function verdict(rule: Rule, urn: string, finding: Finding, exemptions: readonly Exemption[]): Verdict {
  const exemption = finding.verdict === "pass" ? undefined : exemptionFor(exemptions, rule, urn);
  return {
    rule: rule.name,
    urn,
    ...finding,
    severity: rule.severity,
    ...(exemption && { verdict: "exempt", exemption }),
  };
}

/**
 * Whether it stops a deployment. A value that decides whether there are traces must be known when the program is
 * previewed; what else is unknown then is judged by the update, before anything is made of it.
 */
export const isViolation = (rule: Rule, { verdict }: Verdict): boolean =>
  verdict === "fail" || (verdict === "unknown" && rule.group === "tracing");
