/** States with states inside of them. */
import { isList, isObject, isText, type Json, type JsonObject } from "../json";
import { call, list, object, string, type Code, type Field } from "./code";
import {
  AT,
  AT_ITEM,
  atResult,
  every,
  expression,
  expressionFunction,
  functionOf,
  value,
  valueFunction,
  type Making,
} from "./expression";
import { FAILING, ownErrors } from "./failing";
import type { Kit } from "./kit";
import { literal } from "./literal";
import {
  as,
  comment,
  going,
  isNumber,
  leaving,
  plain,
  seconds,
  translated,
  type Translations,
} from "./translate";

/** The states of a scope, as an object of calls. */
export type StatesCode = (states: JsonObject) => Code;

/** What Parallel and Map have in common. */
const COMMON: Translations = { ...leaving(atResult("$states.result")), ...FAILING, ...going };

export const parallel = (state: JsonObject, kit: Kit, statesOf: StatesCode): Code | undefined =>
  built("parallel", state, kit, {
    Comment: comment,
    Arguments: as("arguments", (json, each) => valueFunction(json, AT, each)),
    Branches: as("branches", (json) => {
      const branches = isList(json) ? every(json.map((each) => branch(each, kit, statesOf))) : undefined;
      return branches && list(branches);
    }),
    ...COMMON,
  });

export function map(state: JsonObject, kit: Kit, statesOf: StatesCode): Code | undefined {
  const processor = state["ItemProcessor"];
  if (processor === undefined || !isObject(processor)) return undefined;
  const { ProcessorConfig: config, ...inner } = processor;
  const inline: Translations = {
    Comment: comment,
    Items: as("items", (json, each) => expressionFunction(json, "readonly unknown[]", AT, each)),
    ItemSelector: as("itemSelector", (json, each) => valueFunction(json, AT_ITEM, each)),
    MaxConcurrency: seconds("maxConcurrency"),
    ItemProcessor: as("processor", () => branch(inner, kit, statesOf)),
  };
  if (config === undefined)
    return "Items" in state ? built("map", state, kit, { ...inline, ...COMMON }) : undefined;
  const type = isObject(config) && config["Mode"] === "DISTRIBUTED" ? config["ExecutionType"] : undefined;
  // Items come from one of the two; without a config of two fields the builder would write another one.
  if (
    (type !== "STANDARD" && type !== "EXPRESS") ||
    Object.keys(config ?? {}).length !== 2 ||
    "Items" in state === "ItemReader" in state
  )
    return undefined;
  return built("distributedMap", state, kit, {
    ...inline,
    ItemReader: as("reader", reader),
    ItemProcessor: (json, each) => {
      const made = inline["ItemProcessor"]?.(json, each);
      return made && [["executionType", string(type)], ...made];
    },
    ItemBatcher: as("batcher", batcher),
    ResultWriter: as("writer", writer),
    Label: plain("label", isText),
    ToleratedFailurePercentage: seconds("toleratedFailurePercentage"),
    ToleratedFailureCount: seconds("toleratedFailureCount"),
    ...COMMON,
  });
}

function built(
  name: "parallel" | "map" | "distributedMap",
  state: JsonObject,
  kit: Kit,
  translations: Translations,
): Code | undefined {
  // The builder insists on what is retried.
  if (!("Retry" in state)) return undefined;
  const own = ownErrors(state);
  if (own.some((error) => error.startsWith("States."))) return undefined;
  const fields = kit.failingWith(own, () => translated(translations, state, kit, ["Type"]));
  return fields && call(`${kit.use(name)}()`, object(fields));
}

function branch(json: Json, kit: Kit, statesOf: StatesCode): Code | undefined {
  if (!isObject(json)) return undefined;
  const fields = translated(
    {
      Comment: comment,
      StartAt: plain("startAt", isText),
      States: as("states", (states) => (isObject(states) ? statesOf(states) : undefined)),
    },
    json,
    kit,
  );
  return fields && call(`${kit.use("branch")}()`, object(fields));
}

/** What each reader takes, required ones first. */
const READERS: ReadonlyMap<Json, readonly string[]> = new Map<Json, readonly string[]>([
  ["s3:getObject", ["Bucket", "Key", "VersionId"]],
  ["s3:listObjectsV2", ["Bucket", "Prefix"]],
]);
const SERVICES = "arn:aws:states:::";

function reader(json: Json, kit: Kit): Code | undefined {
  const { Resource: arn = null, ReaderConfig: config, ...others } = isObject(json) ? json : {};
  const resource = isText(arn) && arn.startsWith(SERVICES) ? arn.slice(SERVICES.length) : "";
  const takes = READERS.get(resource);
  if (!takes) return undefined;
  const required = takes.slice(0, resource === "s3:getObject" ? 2 : 1);
  const fields = translated({ Arguments: as("arguments", texts(takes, required)) }, others, kit);
  const configured = config === undefined ? [] : readerConfig(config, kit);
  if (!fields || fields.length === 0 || !configured) return undefined;
  return call(
    `${kit.use("itemReader")}()`,
    object([["resource", string(resource)], ...fields, ...configured]),
  );
}

function readerConfig(json: Json, kit: Kit): readonly Field[] | undefined {
  if (!isObject(json)) return undefined;
  const { MaxItems: most, ...config } = json;
  const counted = most === undefined ? [] : seconds("maxItems")(most, kit);
  const isWritten = Object.keys(config).length > 0 || most === undefined;
  return counted && [...(isWritten ? [["config", literal(config)] as const] : []), ...counted];
}

/** `({ input }) => …` of an object of texts and expressions that yield some. */
const texts =
  (known: readonly string[], required: readonly string[]) =>
  (json: Json, kit: Kit): Code | undefined =>
    functionOf(AT, kit, (making) => textFields(json, known, required, making));

function textFields(
  json: Json,
  known: readonly string[],
  required: readonly string[],
  making: Making,
): Code | undefined {
  if (!isObject(json) || !required.every((name) => name in json)) return undefined;
  const fields = every(
    Object.entries(json).map(([name, each]): Field | undefined => {
      if (!known.includes(name)) return undefined;
      const isPlain = isText(each) && !each.trimStart().startsWith("{%");
      const code = isPlain ? string(each) : expression(each, "string", making);
      return code && [name, code];
    }),
  );
  return fields && object(fields);
}

const batcher = (json: Json, kit: Kit): Code | undefined =>
  functionOf(AT, kit, (making) => {
    const count = (name: string) =>
      as(name, (each) => (isNumber(each) ? literal(each) : expression(each, "number", making)));
    const fields = isObject(json)
      ? translated(
          {
            MaxItemsPerBatch: count("maxItems"),
            MaxInputBytesPerBatch: count("maxInputBytes"),
            BatchInput: as("input", (each) => value(each, making)),
          },
          json,
          kit,
        )
      : undefined;
    return fields && object(fields);
  });

const writer = (json: Json, kit: Kit): Code | undefined =>
  functionOf(AT, kit, (making) => {
    const { Resource: resource, ...others } = isObject(json) ? json : {};
    if (resource !== `${SERVICES}s3:putObject` || !("Arguments" in others)) return undefined;
    const fields = translated(
      {
        WriterConfig: plain("config", isObject),
        Arguments: as("arguments", (each) => textFields(each, ["Bucket", "Prefix"], ["Bucket"], making)),
      },
      others,
      kit,
    );
    return fields && object(fields);
  });
