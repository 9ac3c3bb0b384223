import { isList, isObject, isText, type Json } from "../json";
import { call, list, nameOf, object, string, text, type Code } from "./code";

/** JSON as TypeScript. */
export const literal = (json: Json): Code => written(json, () => undefined);

/**
 * A state as TypeScript. What the language does not have, and files in the world do, has no type: a function of
 * CloudFormation as Resource, an empty path. It is written as what JSON.parse answers.
 */
export const stateLiteral = (state: Json): Code =>
  written(state, (field, json) => {
    if (PAYLOADS.has(field)) return literal(json);
    const isPath = field.endsWith("Path") || field === "Variable";
    const hasNoType =
      (field === "Resource" && !isText(json)) ||
      (isPath && isText(json) && !json.startsWith("$") && !json.startsWith("States."));
    return hasNoType ? call(PARSE, string(JSON.stringify(json))) : undefined;
  });

export const PARSE = "JSON.parse";

/** Fields with data in them, in which a name means nothing. */
const PAYLOADS: ReadonlySet<string> = new Set([
  "Arguments",
  "Assign",
  "BatchInput",
  "Credentials",
  "ItemSelector",
  "Output",
  "Parameters",
  "Result",
  "ResultSelector",
]);

/** `instead` may write a field in another way. */
function written(json: Json, instead: (field: string, json: Json) => Code | undefined): Code {
  if (isObject(json))
    return object(
      Object.entries(json).map(([name, value]) => [
        nameOf(name),
        instead(name, value) ?? written(value, instead),
      ]),
    );
  if (isList(json))
    return list(
      json.map((each) => written(each, instead)),
      json.length > 1 && json.every((each) => typeof each === "number"),
    );
  // 1e+21 is written 1e21.
  return typeof json === "string" ? string(json) : text(JSON.stringify(json).replace("e+", "e"));
}
