/** What an integration is called with. */
import { expressionIn } from "../jsonata";
import { isObject, isText, shown, type Json, type JsonObject } from "./json";
import { below, type Problem } from "./problem";
import type { CheckedState } from "./view";

/** What the language calls the arguments of a task. */
export const argumentsField = ({ language }: CheckedState): "Arguments" | "Parameters" =>
  language === "JSONPath" ? "Parameters" : "Arguments";

export interface Call {
  /** Completes "… does not go without". */
  readonly name: string;
  readonly field: "Arguments" | "Parameters";
  readonly given: Json | undefined;
  /** Of what has the field. */
  readonly pointer: string;
  /** Of each of these lists one argument must be there. */
  readonly needed: readonly (readonly string[])[];
  readonly source: string;
}

/** Arguments that are one expression are made at run time: what is in them is not known here. */
export function* missingArguments({ name, field, given, pointer, needed, source }: Call): Iterable<Problem> {
  if (isText(given) && expressionIn(given) !== undefined) return;
  const there = isObject(given) ? given : {};
  for (const names of needed) {
    const found = names.map((each) => argument(there, each, field));
    if (found.some((value) => value !== undefined && value !== null && value !== "")) continue;
    yield {
      pointer: isObject(given) ? below(pointer, field) : pointer,
      rule: "task/argument",
      message: `expected ${names.join(" or ")} in ${field}, found ${shown(found.find((value) => value !== undefined))}`,
      mend: `Write ${names.join(" or ")} there: ${name} does not go without.`,
      source,
    };
  }
}

/** In a payload template a name may end in `.$`. */
function argument(given: JsonObject, name: string, field: string): Json | undefined {
  const names = field === "Parameters" ? [name, `${name}.$`] : [name];
  const found = names.find((each) => Object.hasOwn(given, each));
  return found === undefined ? undefined : given[found];
}
