/** What is retried and caught. */
import { SYSTEM_ERRORS } from "../definition";
import { isList, isObject, isText, type Json, type JsonObject } from "../json";
import { text, type Code } from "./code";
import { AT_ERROR, functionOf, value, type Making } from "./expression";
import type { Kit } from "./kit";
import {
  as,
  assigned,
  comment,
  isNumber,
  isTexts,
  next,
  objects,
  plain,
  type Translations,
} from "./translate";

/** The fields of Task, Parallel and Map. */
export const FAILING: Translations = {
  Retry: as("retry", (json, kit) => objects(json, RETRIER, kit, ["MaxAttempts"])),
  Catch: as("catch", caught),
};

const RETRIER: Translations = {
  Comment: comment,
  ErrorEquals: plain("errors", isTexts),
  MaxAttempts: plain("maxAttempts", isNumber),
  IntervalSeconds: plain("intervalSeconds", isNumber),
  BackoffRate: plain("backoffRate", isNumber),
  MaxDelaySeconds: plain("maxDelaySeconds", isNumber),
  JitterStrategy: as("jitter", (json) => (isText(json) ? text(String(json === "FULL")) : undefined)),
};

const catcher = (making: Making): Translations => ({
  Comment: comment,
  ErrorEquals: plain("errors", isTexts),
  // The builder writes the input where nothing is said.
  Output: (json, kit) =>
    json === "{% $states.input %}" ? [] : as("output", (each) => value(each, making))(json, kit),
  Assign: as("assign", (json) => assigned(json, making)),
  Next: next,
});

/** A list, or a function that answers one where it refers to something. */
function caught(json: Json, kit: Kit): Code | undefined {
  const made = functionOf(AT_ERROR, kit, (making) => objects(json, catcher(making), kit, ["Output"]));
  return made?.kind === "arrow" && made.head === "()" ? made.body : made;
}

/** What is retried and caught by name, and is no error of the system. */
export function ownErrors(state: JsonObject): readonly string[] {
  const all = [state["Retry"], state["Catch"]].flatMap((each) => (isList(each) ? each : []));
  return all.flatMap((each) => {
    const errors = isObject(each) ? each["ErrorEquals"] : undefined;
    return errors !== undefined && isTexts(errors) ? errors.filter((name) => !SYSTEM.has(name)) : [];
  });
}

const SYSTEM: ReadonlySet<string> = new Set(SYSTEM_ERRORS);
