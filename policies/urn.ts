/** URNs: `urn:pulumi:stack::project::type::name` (https://www.pulumi.com/docs/iac/concepts/resources/names/#urns). */

export interface StackName {
  readonly stack: string;
  readonly project: string;
}

/** The stack that resources are of; undefined where there are none. */
export function stackOf(urns: readonly string[]): StackName | undefined {
  const [, stack, project] = /^urn:pulumi:([^:]+)::([^:]+)::/.exec(urns[0] ?? "") ?? [];
  return stack !== undefined && project !== undefined ? { stack, project } : undefined;
}
