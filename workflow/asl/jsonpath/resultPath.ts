/** ResultPath: a value put where a reference path points (spec, "ResultPath"). */
import { isList, isObject, type Json } from "../json";
import type { Value } from "./evaluate";
import type { Path, Step } from "./path";
import type { Fault } from "./reader";
import { shown } from "./values";

/**
 * The document with the value at the path; objects that are missing on the way are made, an item of a list must be
 * there. The document itself is not changed.
 */
export function setAt(document: Json, path: Path, value: Json): Value | Fault {
  const changed = put(document, path.steps, value);
  return changed === undefined
    ? { fault: `Unable to apply ReferencePath ${path.text} to input ${shown(document)}` }
    : { value: changed };
}

/** `document` is undefined where nothing is yet; the answer is undefined where the path cannot be applied. */
function put(document: Json | undefined, steps: readonly Step[], value: Json): Json | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (step.kind === "name") return putField(document === undefined ? {} : document, step.name, rest, value);
  return step.kind === "index" ? putItem(document, step.index, rest, value) : undefined;
}

function putField(document: Json, name: string, rest: readonly Step[], value: Json): Json | undefined {
  if (!isObject(document)) return undefined;
  const inside = put(Object.hasOwn(document, name) ? document[name] : undefined, rest, value);
  return inside === undefined ? undefined : { ...document, [name]: inside };
}

function putItem(
  document: Json | undefined,
  index: number,
  rest: readonly Step[],
  value: Json,
): Json | undefined {
  if (document === undefined || !isList(document) || index < 0 || index >= document.length) return undefined;
  const inside = put(document[index], rest, value);
  return inside === undefined ? undefined : document.map((each, at) => (at === index ? inside : each));
}
