/** What a rule is: a name, what it wants and why, and a pure function that judges resources. */
import type { Settings } from "./settings";
import type { Properties } from "./value";

/** Rules that are switched on, off and to a level together. */
export const GROUPS = {
  tracing: "Everything that can be traced by AWS X-Ray is traced, and what cannot is not there.",
  permissions: "Who is traced may send its trace.",
  logs: "What happened can be read, for long enough, and by the trace.",
  limits: "Nothing runs, waits or spends without a limit of its own.",
  data: "What is kept is encrypted and can be brought back.",
  access: "Nobody may do more than the work needs.",
} as const;

export type Group = keyof typeof GROUPS;

export type Severity = "low" | "medium" | "high" | "critical";

/** The same demand in other rule sets. */
export interface Controls {
  readonly securityHub?: readonly string[];
  readonly checkov?: readonly string[];
  readonly cdkNag?: readonly string[];
}

export interface Metadata {
  /** Kebab-case, `service-resource-what`. */
  readonly name: string;
  readonly group: Group;
  /** What must hold, as a sentence. */
  readonly demand: string;
  /** What goes wrong where it does not. */
  readonly why: string;
  readonly severity: Severity;
  /** What to write instead. */
  readonly mend: string;
  /** The page that says so. */
  readonly url: string;
  readonly controls: Controls;
  /** Whether it guards the tracing of a front door: never exempted. */
  readonly frontDoor?: true;
  /** What of the settings it reads. */
  readonly parameters?: readonly (keyof Settings)[];
}

export interface Resource {
  /** Type token, such as `aws:lambda/function:Function`. */
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly properties: Properties;
  /** The resource option of that name: property paths. */
  readonly ignoreChanges: readonly string[];
}

/** A resource among those that it depends on. */
export interface StackResource extends Resource {
  /** URN. */
  readonly parent?: string;
  /** Property → URNs of the resources whose outputs are in it. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/** What a rule says of one place. `unknown`: only the update will tell, or nobody can from this stack alone. */
export interface Finding {
  readonly verdict: "pass" | "fail" | "unknown";
  /** Of the property, from the resource's properties on; `opts.…` for a resource option. */
  readonly path: string;
  readonly expected: string;
  /** Shown to people: no secrets. */
  readonly actual: string;
}

/** About the resources of one type. No findings: the rule does not apply to this one. */
export interface ResourceRule extends Metadata {
  readonly scope: "resource";
  readonly type: string;
  readonly check: (resource: Resource, settings: Settings) => readonly Finding[];
}

/** About resources and those that they depend on: judged when all are known to the engine, last of all. */
export interface StackRule extends Metadata {
  readonly scope: "stack";
  readonly check: (
    resources: readonly StackResource[],
    settings: Settings,
  ) => readonly (Finding & { readonly urn: string })[];
}

export type Rule = ResourceRule | StackRule;
