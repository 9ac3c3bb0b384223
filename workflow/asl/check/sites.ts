/** Where a state holds strings that AWS evaluates. */
import { isList, isObject, type Json } from "./json";
import { below } from "./problem";
import { partsOf, type CheckedState } from "./view";
import type { Field } from "./grammar";

export interface Site {
  readonly pointer: string;
  readonly text: string;
  /** The field of the state, a Catcher or a Choice Rule in which it stands: `Arguments`, `Condition`. */
  readonly field: string;
  readonly sees: Field["sees"];
}

export function* sitesOf(state: CheckedState): Iterable<Site> {
  for (const { shape, fields, pointer } of partsOf(state))
    for (const [field, { kind, sees }] of Object.entries(shape.fields))
      if (kind.evaluated)
        for (const place of texts(fields[field], below(pointer, field))) yield { ...place, field, sees };
}

/** Every string in a value, however deep; field names are not evaluated. */
function* texts(value: Json | undefined, pointer: string): Iterable<{ pointer: string; text: string }> {
  if (typeof value === "string") yield { pointer, text: value };
  else if (isList(value) || isObject(value))
    for (const [key, part] of Object.entries(value)) yield* texts(part, below(pointer, key));
}
