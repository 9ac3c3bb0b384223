/** IAM statements, and how what states need becomes them. */

/** As in a policy document: operator, key, value. */
export type Condition = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What a caller grants by hand. */
export interface Grant {
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Condition;
}

/** An IAM statement, and why it is there: leave `states` and `wildcard` out of the policy document. */
export interface Statement extends Grant {
  readonly Effect: "Allow";
  /** The states that need it; one inside another is written `Outer/Inner`. */
  readonly states: readonly string[];
  /** Why the resource is no single one; only where it has a wildcard. */
  readonly wildcard?: string;
}

/** One action on one resource. */
export interface Need {
  readonly action: string;
  readonly resource: string;
  readonly condition?: Condition;
  /** Why the resource has a wildcard. */
  readonly wildcard?: string;
}

export interface NeedOfState extends Need {
  readonly state: string;
}

interface Group {
  readonly resource: string;
  readonly condition: Condition | undefined;
  readonly actions: Set<string>;
  readonly states: Set<string>;
  readonly wildcards: Set<string>;
}

/**
 * One statement for each resource and condition, sorted by them; actions and states within are sorted and named once.
 * What another statement allows anyway is left out, so that each is needed.
 */
export function statementsOf(needs: readonly NeedOfState[]): readonly Statement[] {
  const groups = new Map<string, Group>();
  const broad = needs.filter(({ resource, condition }) => condition === undefined || hasWildcard(resource));
  for (const need of needs) {
    const { action, resource, condition, wildcard } = broadest(need, broad);
    const key = keyOf({ resource, condition });
    const group = groups.get(key) ?? {
      resource,
      condition,
      actions: new Set(),
      states: new Set(),
      wildcards: new Set(),
    };
    groups.set(key, group);
    group.actions.add(action);
    group.states.add(need.state);
    if (wildcard !== undefined) group.wildcards.add(wildcard);
  }
  return sorted(groups.keys()).flatMap((key) => {
    const group = groups.get(key);
    return group === undefined ? [] : [statementOf(group)];
  });
}

const statementOf = ({ resource, condition, actions, states, wildcards }: Group): Statement => ({
  Effect: "Allow",
  Action: sorted(actions),
  Resource: [resource],
  ...(condition !== undefined && { Condition: condition }),
  states: sorted(states),
  ...(wildcards.size > 0 && { wildcard: sorted(wildcards).join("; ") }),
});

/** A resource without a condition sorts before the same with one. */
const keyOf = ({ resource, condition }: Pick<Group, "resource" | "condition">): string =>
  `${resource} ${condition === undefined ? "" : JSON.stringify(condition)}`;

/** The need itself, or the one that allows it and the most beside it. */
function broadest<N extends Need>(need: N, others: readonly N[]): N {
  let found = need;
  for (const other of others) if (isWithin(found, other) && !isWithin(other, found)) found = other;
  return found;
}

const isWithin = (need: Need, other: Need): boolean =>
  need.action === other.action &&
  (other.condition === undefined || JSON.stringify(other.condition) === JSON.stringify(need.condition)) &&
  (need.resource === other.resource ||
    (hasWildcard(other.resource) && matches(need.resource, other.resource)));

/** `${*}` is a star that stands for itself
 *  (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars). */
export const hasWildcard = (resource: string): boolean => /[*?]/.test(resource.replace(/\$\{[*?$]\}/g, ""));

/** Text for an ARN or a condition, in which nothing stands for anything else. */
export const literally = (text: string): string => text.replace(/[*?]|\$(?=\{)/g, (each) => `\${${each}}`);

function matches(resource: string, pattern: string): boolean {
  const source = pattern
    .split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join(".*");
  return new RegExp(`^${source}$`, "s").test(resource);
}

export const sorted = (values: Iterable<string>): string[] => [...values].sort();
