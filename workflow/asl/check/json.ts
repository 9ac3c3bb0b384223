/** Plain JSON: what a definition is once it is deployed. */

import { isList, isObject, type Json } from "../json";

export { isList, isObject, isText, type Json, type JsonObject } from "../json";

/** A whole number, 1 or more: what seconds are. */
export const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 1;

/** The value as it would be deployed, a copy, with its text; what JSON cannot say comes back as a reason. */
export function deployed(value: unknown): { json: Json; text: string } | { reason: string } {
  try {
    // JSON.stringify answers undefined for undefined, functions and symbols, whatever its declaration says.
    const text: unknown = JSON.stringify(value);
    if (typeof text !== "string") return { reason: `found ${typeof value}` };
    return { json: JSON.parse(text) as Json, text };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : "it cannot be read" };
  }
}

/** Levels of nesting; 0 for a value that holds no other. Not recursive: it is what guards the recursions. */
export function depth(json: Json): number {
  let level: readonly Json[] = [json];
  let levels = -1;
  while (level.length > 0) {
    levels += 1;
    level = level.flatMap((value) => (isList(value) ? value : isObject(value) ? Object.values(value) : []));
  }
  return levels;
}

/** Completes "found …": short, whatever the value. */
export function shown(value: Json | undefined): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
