/** Switches tracing on in a resource's inputs, where that is safe. */
import type { TracingRow } from "./catalog";
import { at, toValue } from "./value";

/**
 * Sets the tracing property in place, and gives the same object back: a copy would turn secrets into plain text.
 * Undefined, with nothing touched, where it is on already, or where the resource must be left alone.
 */
export function remediated(row: TracingRow, inputs: object): object | undefined {
  if (!isRemediable(row, inputs) || at(toValue(inputs), row.property) === row.on) return undefined;
  const [key = "", ...inside] = row.property.split(".");
  Reflect.set(
    inputs,
    key,
    inside.length === 0 ? row.on : withMember(objectAt(inputs, key), inside.join("."), row.on),
  );
  return inputs;
}

const isRemediable = ({ remediable }: TracingRow, inputs: object): boolean =>
  typeof remediable === "boolean" ? remediable : !Reflect.has(inputs, remediable.without);

/** The object itself, with the member set; a new one where there is none, or none that can be read. */
function withMember(object: object | undefined, key: string, value: string | boolean): object {
  const target = object ?? {};
  Reflect.set(target, key, value);
  return target;
}

function objectAt(inputs: object, key: string): object | undefined {
  try {
    const value: unknown = Reflect.get(inputs, key);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
