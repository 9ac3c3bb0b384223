/** What the role of a state machine must be allowed, derived from its definition: that, and no more. */
import type { Definition } from "../definition";
import { needsOf, type Options } from "./needs";
import { statementsOf, type Statement } from "./statement";

export type { Options } from "./needs";
export { describe } from "./describe";
export type { Condition, Grant, Statement } from "./statement";

/**
 * One statement for each resource and condition, in a fixed order, with the states that need it.
 * Throws an Error that names every state of which it is not known what it needs, and says what to do: a resource that
 * only the run will know, an integration without a rule, data behind a query. `options.grants` says it then.
 * Logging and tracing of the machine itself, and keys of encrypted resources, are not the definition's.
 */
export function permissions(definition: Definition, options: Options = {}): readonly Statement[] {
  const { statements, unknown } = survey(definition, options);
  if (unknown.length > 0) throw new Error(unknown.join("\n"));
  return statements;
}

/** The same without throwing, of any JSON: what is known, and a message for each thing that is not. */
export function survey(
  definition: unknown,
  options: Options = {},
): { readonly statements: readonly Statement[]; readonly unknown: readonly string[] } {
  const { needs, unknown } = needsOf(definition, options);
  return { statements: statementsOf(needs), unknown };
}
