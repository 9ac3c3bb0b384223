/**
 * JSONata states as calls of the typed builder, where it would write exactly the same: each function answers undefined
 * for a state with anything else in it, and the state stays as it stands.
 */
import { isText, type JsonObject } from "../json";
import { call, object, type Code } from "./code";
import { AT, expression, functionOf, value, type Making } from "./expression";
import { map, parallel, type StatesCode } from "./inside";
import { invoked } from "./invoked";
import type { Kit } from "./kit";
import type { KitName } from "./known";
import {
  as,
  assigned,
  comment,
  leaving,
  LEAVING,
  next,
  objects,
  plain,
  said,
  seconds,
  translated,
  type Translations,
} from "./translate";

/** A state without its `QueryLanguage`; `statesOf` writes those inside of it. */
export function typedState(state: JsonObject, kit: Kit, statesOf: StatesCode): Code | undefined {
  const { Type: type } = state;
  if (type === "Task") return invoked(state, kit);
  if (type === "Parallel") return parallel(state, kit, statesOf);
  if (type === "Map") return map(state, kit, statesOf);
  const builder = isText(type) ? BUILDERS.get(type) : undefined;
  if (!builder) return undefined;
  const [name, translations, required] = builder;
  if (!required.every((field) => field in state)) return undefined;
  const fields = translated(translations, state, kit, ["Type"]);
  return fields && call(`${kit.use(name)}()`, object(fields));
}

const TIMES: Translations = { Seconds: seconds("seconds"), Timestamp: said("until") };

const rule = (making: Making): Translations => ({
  Comment: comment,
  Condition: as("when", (json) => expression(json, "boolean", making)),
  Output: as("output", (json) => value(json, making)),
  Assign: as("assign", (json) => assigned(json, making)),
  Next: next,
});

const CHOICE: Translations = {
  Comment: comment,
  Choices: as("rules", (json, kit) => functionOf(AT, kit, (making) => objects(json, rule(making), kit))),
  Default: plain("otherwise", isText),
  ...leaving(AT),
};

/** By the type of the state: the builder, and the fields that it insists on. */
const BUILDERS: ReadonlyMap<
  string,
  readonly [name: KitName, translations: Translations, required: readonly string[]]
> = new Map([
  ["Pass", ["pass", { Comment: comment, ...LEAVING }, []]],
  ["Wait", ["wait", { Comment: comment, ...TIMES, ...LEAVING }, []]],
  ["Succeed", ["succeed", { Comment: comment, Output: LEAVING.Output }, []]],
  ["Fail", ["fail", { Comment: comment, Error: said("error"), Cause: said("cause") }, ["Error"]]],
  ["Choice", ["choice", CHOICE, ["Default"]]],
]);
