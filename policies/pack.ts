/** The rules as policies of a CrossGuard pack. */
import type {
  EnforcementLevel,
  Policies,
  PolicyConfigSchema,
  PolicyResource,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import { TRACED } from "./catalog";
import { exemptionFor, misuses, type Exemptions } from "./exemption";
import { isViolation, verdictsOn, verdictsOnStack, type Verdict } from "./judge";
import { remediated } from "./remediation";
import { GROUPS, type Resource, type Rule, type StackResource } from "./rule";
import { PARAMETERS, withParameters, type Configuration } from "./settings";
import { stackOf } from "./urn";
import { toProperties } from "./value";

export interface PackArgs {
  readonly rules: readonly Rule[];
  readonly configuration: Configuration;
  readonly exemptions: Exemptions;
}

/** One policy for each rule, and those that tell of the exemptions, and of what only the update can judge. */
export function policies({ rules, configuration, exemptions }: PackArgs): Policies {
  const circumstances = { settings: configuration.settings, exemptions: exemptions.valid };
  const served = rules.filter(({ group }) => configuration.levels[group] !== "disabled");
  // What was found on resources in this run of the engine, for what is told at its end.
  const found = new Map<string, readonly Verdict[]>();

  const ofResource = (rule: Rule, args: ResourceValidationArgs): readonly Verdict[] => {
    const settings = withParameters(circumstances.settings, args.getConfig());
    return verdictsOn(rule, resourceOf(args), { ...circumstances, settings });
  };
  const ofStack = (rule: Rule, args: StackValidationArgs): readonly Verdict[] =>
    verdictsOnStack(rule, inOrder(args.resources).map(stackResourceOf), {
      ...circumstances,
      settings: withParameters(circumstances.settings, args.getConfig()),
    });

  const asPolicy = (rule: Rule): ResourceValidationPolicy | StackValidationPolicy => {
    const common = { ...metadata(rule), enforcementLevel: levelOf(rule, configuration) };
    const violations = (verdicts: readonly Verdict[]) => verdicts.filter((each) => isViolation(rule, each));
    if (rule.scope === "stack")
      return {
        ...common,
        validateStack: (args, report) => {
          for (const each of violations(ofStack(rule, args))) report(told(rule, each), each.urn);
        },
      };
    const row = TRACED.find(({ name }) => name === rule.name);
    return {
      ...common,
      validateResource: (args, report) => {
        const verdicts = ofResource(rule, args);
        found.set(`${rule.name} ${args.urn}`, verdicts);
        if (verdicts.length === 0) args.notApplicable(`It is about ${rule.type}, and not about every one.`);
        for (const each of violations(verdicts)) report(told(rule, each));
      },
      ...(row &&
        row.remediable !== false && {
          remediateResource: (args) => {
            if (args.type !== row.type) args.notApplicable(`It remedies ${row.type}.`);
            const isExempt = exemptionFor(exemptions.valid, rule, args.urn) !== undefined;
            return isExempt ? undefined : remediated(row, args.props);
          },
        }),
    };
  };

  const all = (args: StackValidationArgs): readonly Verdict[] => [
    ...[...found.values()].flat(),
    ...served.flatMap((rule) => ofStack(rule, args)),
  ];
  return [
    {
      name: "policy-files",
      description: "The pack's configuration and exemptions are sound.",
      severity: "high",
      validateResource: (args, report) => {
        // The stack comes first of all resources: nothing is made before this is mended.
        if (args.type !== STACK) args.notApplicable("It is asked once, of the stack.");
        [...configuration.faults, ...exemptions.faults].forEach((fault) => {
          report(fault);
        });
      },
    },
    ...rules.map(asPolicy),
    {
      name: "exemptions-fit",
      description: "Each exemption is needed, and for no more resources than it says.",
      severity: "medium",
      validateStack: (args, report) => {
        const stack = stackOf(args.resources.map(({ urn }) => urn));
        const uses = all(args).filter(({ verdict }) => verdict === "exempt");
        if (stack)
          misuses(exemptions.valid, stack, uses).forEach((each) => {
            report(each);
          });
      },
    },
    {
      name: "exemptions-in-use",
      description: "What is exempt, by whom and until when.",
      enforcementLevel: "advisory",
      validateResource: (args, report) => {
        for (const rule of served)
          ofResource(rule, args).forEach((each) => {
            tellExemption(each, report);
          });
      },
    },
    {
      name: "exemptions-in-use-by-stack",
      description: "What is exempt, by whom and until when.",
      enforcementLevel: "advisory",
      validateStack: (args, report) => {
        for (const rule of served)
          ofStack(rule, args).forEach((each) => {
            tellExemption(each, (message) => {
              report(message, each.urn);
            });
          });
      },
    },
    {
      name: "unproven",
      description: "What only the update can judge, because the preview does not know the values.",
      enforcementLevel: "advisory",
      validateStack: (args, report) => {
        const waiting = all(args).filter(({ verdict }) => verdict === "unknown");
        const counts = served.flatMap((rule) => {
          const count = waiting.filter((each) => each.rule === rule.name && !isViolation(rule, each)).length;
          return count > 0 ? [`${rule.name} (${count})`] : [];
        });
        if (counts.length > 0) report(`${counts.join(", ")}.`);
      },
    },
  ];
}

const STACK = "pulumi:pulumi:Stack";

function metadata(rule: Rule) {
  const { demand, why, name, severity, group, mend, url, controls } = rule;
  const ids = [...(controls.securityHub ?? []), ...(controls.checkov ?? []), ...(controls.cdkNag ?? [])];
  const parameters = "parameters" in rule ? (rule.parameters ?? []) : [];
  const configSchema: PolicyConfigSchema = {
    properties: Object.fromEntries(parameters.map((parameter) => [parameter, PARAMETERS[parameter]])),
  };
  return {
    name,
    description: `${demand} ${why}`,
    displayName: name,
    severity,
    tags: [group, ...ids],
    framework: { name: "traced", version: "1", reference: ids.join(", "), specification: GROUPS[group] },
    remediationSteps: mend,
    url,
    ...(parameters.length > 0 && { configSchema }),
  };
}

function levelOf(rule: Rule, { levels }: Configuration): EnforcementLevel {
  const level = levels[rule.group] ?? "mandatory";
  const row = TRACED.find(({ name }) => name === rule.name);
  return level === "remediate" && (row?.remediable ?? false) === false ? "mandatory" : level;
}

/** What a violation says after the policy's description. */
export function told({ group, mend }: Rule, { verdict, path, expected, actual }: Verdict): string {
  const literal = verdict === "unknown" && group === "tracing" ? " It must be a literal." : "";
  return `${path} is ${actual}, but ${expected} was expected.${literal} ${mend}`;
}

function tellExemption({ rule, path, exemption }: Verdict, report: (message: string) => void): void {
  if (!exemption) return;
  const { reason, owner, ticket, expires } = exemption;
  report(`${rule}, ${path}: ${reason} (${owner}, ${ticket}, until ${expires})`);
}

/** The engine registers resources as their inputs become known, in no order. */
const inOrder = (resources: readonly PolicyResource[]): readonly PolicyResource[] =>
  [...resources].sort((a, b) => (a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0));

const resourceOf = ({
  type,
  name,
  urn,
  props,
  opts,
}: Pick<ResourceValidationArgs, "type" | "name" | "urn" | "props" | "opts">): Resource => ({
  type,
  name,
  urn,
  properties: toProperties(props),
  ignoreChanges: opts.ignoreChanges,
});

const stackResourceOf = (resource: PolicyResource): StackResource => ({
  ...resourceOf(resource),
  ...(resource.parent && { parent: resource.parent.urn }),
  propertyDependencies: Object.fromEntries(
    Object.entries(resource.propertyDependencies).map(([property, resources]) => [
      property,
      resources.map(({ urn }) => urn),
    ]),
  ),
});
