import type { Template } from "../definition";
import { isRef, render, structure } from "./reference";

/**
 * Values and references, as JSON with `{% … %}` strings in the places of the references. Takes anything, because the
 * compiler has asked what it is already.
 */
export function template(given: unknown): Template {
  if (isRef(given)) return given[structure] === undefined ? render(given) : template(given[structure]);
  if (typeof given === "string") return literal(given);
  if (typeof given === "number" && !Number.isFinite(given))
    throw new Error(`${given} cannot be written into a state machine: JSON has no such number.`);
  if (given === null || typeof given === "number" || typeof given === "boolean") return given;
  if (Array.isArray(given)) return given.map(template);
  if (typeof given === "object")
    return Object.fromEntries(
      Object.entries(given).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, template(value)] as const],
      ),
    );
  throw new Error(
    `A ${typeof given} cannot be written into a state machine: JSON values and references can.`,
  );
}

/** Text that AWS takes as it is. */
export function literal(text: string): string {
  if (text.trimStart().startsWith("{%"))
    throw new Error(`"${text}" would be evaluated by AWS: write it with jsonata\`…\`.`);
  return text;
}
