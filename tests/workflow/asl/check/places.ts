/** Definitions as they are written out in a test, and what is wrong with them. */
import { check, type CheckOptions } from "../../../../workflow/asl/check";

/** "pointer rule", in order. */
export const problemsOf = (definition: unknown, options?: CheckOptions): readonly string[] =>
  check(definition, options).map(({ pointer, rule }) => `${pointer} ${rule}`);

/** A copy with a value at a JSON pointer, below what is there. */
export function put(definition: unknown, pointer: string, value: unknown): unknown {
  const copy: unknown = structuredClone(definition);
  const path = pointer.split("/").slice(1);
  const last = path.pop() ?? "";
  const parent = path.reduce((at: unknown, key) => (isRecord(at) ? at[key] : undefined), copy);
  if (!isRecord(parent)) throw new Error(`There is no ${pointer} to change.`);
  parent[last] = value;
  return copy;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
