/** The fields of JSONPath states. Source: https://states-language.net/spec.html#state-type-table-jsonpath */
import { guide, spec } from "../problem";
import {
  branches,
  catcherFields,
  failing,
  itemProcessor,
  iterator,
  label,
  MOST_BATCH_BYTES,
  readerConfigFields,
  stateFields,
  transition,
  WRITER_CONFIG,
} from "./common";
import { CHOICE_RULE, COMPARISONS } from "./choiceRules";
import {
  between,
  computedText,
  json,
  listOf,
  MOST,
  objectOf,
  objectTemplate,
  optional,
  pair,
  pathOrNull,
  referencePath,
  required,
  seconds,
  stateName,
  targetOrNull,
  template,
  text,
  timestamp,
  whole,
  type Alternatives,
  type Field,
  type Kind,
  type Shape,
} from "./kinds";

type Fields = Readonly<Record<string, Field>>;

const language = "JSONPath";

const paths: Fields = { InputPath: optional(pathOrNull), OutputPath: optional(pathOrNull) };
const Assign = optional(objectTemplate);
const ResultPath = optional(targetOrNull);
const Parameters = optional(template);
const ResultSelector = optional(template);

/** A value, or the path of one. */
const orPath = (name: string, kind: Kind): Fields => ({
  [name]: optional(kind),
  [`${name}Path`]: optional(referencePath),
});

const CATCHER: Shape = {
  name: "A Catcher",
  language,
  fields: { ...catcherFields, ResultPath, Assign },
  source: spec("fallback-states"),
};

const ITEM_READER: Shape = {
  name: "An ItemReader",
  language,
  fields: {
    Resource: required(text),
    Parameters,
    ReaderConfig: optional(
      objectOf({
        name: "A ReaderConfig",
        language,
        fields: { ...readerConfigFields, ...orPath("MaxItems", whole(1, MOST)) },
        alternatives: [pair("MaxItems", "MaxItemsPath")],
        source: guide("input-output-itemreader"),
      }),
    ),
  },
  source: guide("input-output-itemreader"),
};

const ITEM_BATCHER: Shape = {
  name: "An ItemBatcher",
  language,
  fields: {
    BatchInput: optional(template),
    ...orPath("MaxItemsPerBatch", whole(1, MOST)),
    ...orPath("MaxInputBytesPerBatch", whole(1, MOST_BATCH_BYTES)),
  },
  alternatives: [
    pair("MaxItemsPerBatch", "MaxItemsPerBatchPath"),
    pair("MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"),
  ],
  source: guide("input-output-itembatcher"),
};

const RESULT_WRITER: Shape = {
  name: "A ResultWriter",
  language,
  fields: { Resource: optional(text), Parameters, WriterConfig: optional(objectOf(WRITER_CONFIG)) },
  source: guide("input-output-resultwriter"),
};

const distributed = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, { ...field, distributed: true }] as const),
  );

const state = (
  Type: string,
  fields: Fields,
  section: string,
  alternatives: readonly Alternatives[] = [],
): Shape => ({
  name: `A ${Type}`,
  language,
  fields: { ...stateFields, ...fields },
  alternatives,
  source: spec(section),
});

/** By `Type`. */
export const JSONPATH_STATES: Readonly<Record<string, Shape>> = {
  Task: state(
    "Task",
    {
      Resource: required(text),
      ...paths,
      Parameters,
      ResultSelector,
      ResultPath,
      Assign,
      Credentials: optional(objectTemplate),
      ...orPath("TimeoutSeconds", seconds),
      ...orPath("HeartbeatSeconds", seconds),
      ...failing(CATCHER),
      ...transition,
    },
    "task-state",
    [pair("TimeoutSeconds", "TimeoutSecondsPath"), pair("HeartbeatSeconds", "HeartbeatSecondsPath")],
  ),
  Pass: state(
    "Pass",
    { ...paths, Parameters, Result: optional(json), ResultPath, Assign, ...transition },
    "pass-state",
  ),
  Wait: state(
    "Wait",
    {
      ...orPath("Seconds", whole(0, MOST)),
      ...orPath("Timestamp", timestamp),
      ...paths,
      Assign,
      ...transition,
    },
    "wait-state",
    [{ of: ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"], needed: true }],
  ),
  Choice: state(
    "Choice",
    { Choices: required(listOf(CHOICE_RULE, 1)), Default: optional(stateName), ...paths, Assign },
    "choice-state",
  ),
  Parallel: state(
    "Parallel",
    {
      Branches: required(branches),
      ...paths,
      Parameters,
      ResultSelector,
      ResultPath,
      Assign,
      ...failing(CATCHER),
      ...transition,
    },
    "parallel-state",
  ),
  Map: state(
    "Map",
    {
      ItemProcessor: optional(itemProcessor),
      Iterator: optional(iterator),
      ItemsPath: optional(referencePath),
      ItemSelector: optional(template),
      Parameters,
      ...distributed({
        ItemReader: optional(objectOf(ITEM_READER)),
        ItemBatcher: optional(objectOf(ITEM_BATCHER)),
        ResultWriter: optional(objectOf(RESULT_WRITER)),
        Label: optional(label),
        ...orPath("ToleratedFailurePercentage", between(0, 100)),
        ...orPath("ToleratedFailureCount", whole(0, MOST)),
      }),
      ...orPath("MaxConcurrency", whole(0, MOST)),
      ...paths,
      ResultSelector,
      ResultPath,
      Assign,
      ...failing(CATCHER),
      ...transition,
    },
    "map-state",
    [
      { of: ["ItemProcessor", "Iterator"], needed: true },
      pair("ItemSelector", "Parameters"),
      pair("MaxConcurrency", "MaxConcurrencyPath"),
      pair("ToleratedFailurePercentage", "ToleratedFailurePercentagePath"),
      pair("ToleratedFailureCount", "ToleratedFailureCountPath"),
    ],
  ),
  Succeed: state("Succeed", { ...paths }, "succeed-state"),
  Fail: state(
    "Fail",
    {
      Error: optional(text),
      ErrorPath: optional(computedText),
      Cause: optional(text),
      CausePath: optional(computedText),
    },
    "fail-state",
    [pair("Error", "ErrorPath"), pair("Cause", "CausePath")],
  ),
};

/** Fields that only JSONPath states have, each with what stands in its place in JSONata. */
export const JSONPATH_FIELDS: Readonly<Record<string, readonly string[]>> = {
  InputPath: ["Arguments"],
  Parameters: ["Arguments", "ItemSelector"],
  Result: ["Output"],
  ResultSelector: ["Output"],
  ResultPath: ["Output"],
  OutputPath: ["Output"],
  ItemsPath: ["Items"],
  Iterator: ["ItemProcessor"],
  TimeoutSecondsPath: ["TimeoutSeconds"],
  HeartbeatSecondsPath: ["HeartbeatSeconds"],
  SecondsPath: ["Seconds"],
  TimestampPath: ["Timestamp"],
  MaxConcurrencyPath: ["MaxConcurrency"],
  ToleratedFailurePercentagePath: ["ToleratedFailurePercentage"],
  ToleratedFailureCountPath: ["ToleratedFailureCount"],
  MaxItemsPath: ["MaxItems"],
  MaxItemsPerBatchPath: ["MaxItemsPerBatch"],
  MaxInputBytesPerBatchPath: ["MaxInputBytesPerBatch"],
  ErrorPath: ["Error"],
  CausePath: ["Cause"],
  ...Object.fromEntries(
    ["Variable", ...COMPARISONS, "And", "Or", "Not"].map((name) => [name, ["Condition"]] as const),
  ),
};
