/**
 * Workflow variables (https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html). That one is
 * assigned on every way before it is read, `check` sees.
 */
import type { Assign } from "../definition";
import { refs, type Given, type Refs } from "./reference";
import { template } from "./template";

declare const type: unique symbol;

/** References to variables by their names: `vars.total` renders to `$total`. */
export type Variables<V> = { readonly [K in keyof V & string]: Refs<V[K]> } & { readonly [type]?: V };

export interface Assignments {
  readonly assign: Assign;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,79}$/;

/** The variables of a machine, or of what is inside of a Parallel or Map, with their types. */
export const variables = <V extends object>(): Variables<V> => {
  // The one assertion of this file: a proxy answers for fields that its target does not have.
  return new Proxy(
    {},
    {
      get: (_, key) => (typeof key === "string" ? refs(`$${variable(key)}`) : undefined),
    },
  ) as Variables<V>;
};

/** What a state assigns when it is left. The values are those from before, also of variables in the same assignment. */
export const set = <V>(
  _: Variables<V>,
  values: { readonly [K in keyof V]?: Given<NoInfer<V[K]>> },
): Assignments => ({
  assign: Object.fromEntries(
    Object.entries<unknown>(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[variable(name), template(value)] as const],
    ),
  ),
});

function variable(name: string): string {
  if (NAME.test(name) && name !== "states") return name;
  throw new Error(
    `"${name}" cannot be a variable: a name has letters, digits and _, at most 80, and is not "states".`,
  );
}
