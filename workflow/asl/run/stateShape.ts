/** What states look like in both query languages. */
import { parseResource } from "../integrations/resource";
import { isInstant } from "./instant";
import { has, is, isObject, list, nonEmpty, object, oneOf, shown } from "./shape";
import { every, text, wholeNumber, type Check } from "./shape";

export const errorNames = nonEmpty(list(text));

export const retrier = object(
  { ErrorEquals: errorNames },
  {
    IntervalSeconds: wholeNumber(1),
    MaxAttempts: wholeNumber(0),
    BackoffRate: is("a number of 1 or more", (value) => typeof value === "number" && value >= 1),
    MaxDelaySeconds: wholeNumber(1),
    JitterStrategy: oneOf("FULL", "NONE"),
    Comment: text,
  },
);

export const resource = every(text, (value, at) =>
  parseResource(String(value))
    ? []
    : [
        `${at}: expected a service integration (arn:aws:states:::service:action), a function or an activity, found ${shown(value)}`,
      ],
);

export const processorConfig: Check = (value, at) =>
  isObject(value) && value["Mode"] === "DISTRIBUTED"
    ? object({ Mode: text, ExecutionType: oneOf("STANDARD", "EXPRESS") })(value, at)
    : object({}, { Mode: oneOf("INLINE", "DISTRIBUTED") })(value, at);

/** Without MaxItems. */
export const READER_CONFIG: Readonly<Record<string, Check>> = {
  InputType: oneOf("CSV", "JSON", "JSONL", "MANIFEST", "PARQUET"),
  Transformation: oneOf("NONE", "LOAD_AND_FLATTEN"),
  ManifestType: oneOf("ATHENA_DATA", "S3_INVENTORY"),
  CSVDelimiter: oneOf("COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"),
  CSVHeaderLocation: oneOf("FIRST_ROW", "GIVEN"),
  CSVHeaders: list(text),
  ItemsPointer: text,
};

export const WRITER_CONFIG: Check = object(
  {},
  { OutputType: oneOf("JSON", "JSONL"), Transformation: oneOf("NONE", "COMPACT", "FLATTEN") },
);

/** Whether the ItemProcessor of a Map is in executions of its own. */
export function isDistributed(processor: unknown): boolean {
  const config = isObject(processor) ? processor["ProcessorConfig"] : undefined;
  return isObject(config) && config["Mode"] === "DISTRIBUTED";
}

/** What a Map has only when it starts an execution for each item. */
const DISTRIBUTION = [
  "ItemReader",
  "ItemBatcher",
  "ResultWriter",
  "Label",
  "ToleratedFailurePercentage",
  "ToleratedFailureCount",
] as const;

/** `fields` are those that the language has besides. */
export const onlyDistributed =
  (...fields: readonly string[]): Check =>
  (value, at) => {
    const processor = isObject(value) ? value["ItemProcessor"] : undefined;
    if (isDistributed(processor)) return [];
    return [...DISTRIBUTION, ...fields]
      .filter((field) => has(value, field))
      .map((field) => `${at}/${field}: belongs to a Map whose ProcessorConfig says "Mode": "DISTRIBUTED"`);
  };

export const isPercentage = (value: unknown): value is number =>
  typeof value === "number" && value >= 0 && value <= 100;

export const percentage = is("a number from 0 to 100", isPercentage);

export const timestamp = is("a timestamp of RFC 3339, as 2026-01-31T12:00:00Z", isInstant);
