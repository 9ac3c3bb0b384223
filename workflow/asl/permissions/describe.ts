/** Statements as text for people: what is allowed on what, why, and for which states. */
import type { Statement } from "./statement";

/** Ends with a line break; empty without statements. */
export const describe = (statements: readonly Statement[]): string => statements.map(one).join("\n");

const one = ({ Action, Resource, Condition, states, wildcard }: Statement): string =>
  [
    ...Resource,
    `  allow  ${Action.join(", ")}`,
    ...Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, value]) => `  if     ${key} ${operator} ${value}`),
    ),
    `  for    ${states.join(", ")}`,
    ...(wildcard === undefined ? [] : [`  wide   ${wildcard}`]),
    "",
  ].join("\n");
