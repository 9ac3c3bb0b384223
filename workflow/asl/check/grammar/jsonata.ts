/** The fields of JSONata states. Source: https://states-language.net/spec.html#state-type-table-jsonata */
import { isList, isObject } from "../json";
import { guide, spec } from "../problem";
import {
  branches,
  catcherFields,
  Comment,
  failing,
  itemProcessor,
  label,
  MOST_BATCH_BYTES,
  readerConfigFields,
  stateFields,
  transition,
  WRITER_CONFIG,
} from "./common";
import {
  anything,
  between,
  evaluatedObject,
  evaluatedText,
  flag,
  listOf,
  MOST,
  objectOf,
  optional,
  orExpression,
  required,
  seconds,
  stateName,
  text,
  timestamp,
  whole,
  type Field,
  type Shape,
} from "./kinds";

const language = "JSONata";

const Output = optional(anything);
const Assign = optional(evaluatedObject);
const result = (kind: typeof anything): Field => ({ kind, sees: "result" });
const results = { Output: result(anything), Assign: result(evaluatedObject) };

const CATCHER: Shape = {
  name: "A Catcher",
  language,
  fields: {
    ...catcherFields,
    Output: { kind: anything, sees: "errorOutput" },
    Assign: { kind: evaluatedObject, sees: "errorOutput" },
  },
  source: spec("fallback-states"),
};

const CHOICE_RULE: Shape = {
  name: "A Choice Rule",
  language,
  fields: {
    Comment,
    Condition: required({ ...orExpression(flag), expected: 'true, false, or an expression "{% … %}"' }),
    Next: required(stateName),
    Output,
    Assign,
  },
  source: spec("choice-state"),
};

const ITEM_READER: Shape = {
  name: "An ItemReader",
  language,
  fields: {
    Resource: required(text),
    Arguments: optional(anything),
    ReaderConfig: optional(
      objectOf({
        name: "A ReaderConfig",
        language,
        fields: { ...readerConfigFields, MaxItems: optional(orExpression(whole(1, MOST))) },
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
    BatchInput: optional(anything),
    MaxItemsPerBatch: optional(orExpression(whole(1, MOST))),
    MaxInputBytesPerBatch: optional(orExpression(whole(1, MOST_BATCH_BYTES))),
  },
  source: guide("input-output-itembatcher"),
};

const RESULT_WRITER: Shape = {
  name: "A ResultWriter",
  language,
  fields: {
    Resource: optional(text),
    Arguments: optional(anything),
    WriterConfig: optional(objectOf(WRITER_CONFIG)),
  },
  source: guide("input-output-resultwriter"),
};

const distributed = (kind: typeof anything): Field => ({ kind, distributed: true });

const state = (Type: string, fields: Readonly<Record<string, Field>>, section: string): Shape => ({
  name: `A ${Type}`,
  language,
  fields: { ...stateFields, ...fields },
  source: spec(section),
});

/** By `Type`. */
export const JSONATA_STATES: Readonly<Record<string, Shape>> = {
  Task: state(
    "Task",
    {
      Resource: required(text),
      Arguments: optional(anything),
      ...results,
      Credentials: optional(orExpression(evaluatedObject)),
      TimeoutSeconds: optional(orExpression(seconds)),
      HeartbeatSeconds: optional(orExpression(seconds)),
      ...failing(CATCHER),
      ...transition,
    },
    "task-state",
  ),
  Pass: state("Pass", { Output, Assign, ...transition }, "pass-state"),
  Wait: {
    ...state(
      "Wait",
      {
        Seconds: optional(orExpression(whole(0, MOST))),
        Timestamp: optional(orExpression(timestamp)),
        Output,
        Assign,
        ...transition,
      },
      "wait-state",
    ),
    alternatives: [{ of: ["Seconds", "Timestamp"], needed: true }],
  },
  Choice: state(
    "Choice",
    { Choices: required(listOf(CHOICE_RULE, 1)), Default: optional(stateName), Output, Assign },
    "choice-state",
  ),
  Parallel: state(
    "Parallel",
    {
      Branches: required(branches),
      Arguments: optional(anything),
      ...results,
      ...failing(CATCHER),
      ...transition,
    },
    "parallel-state",
  ),
  Map: state(
    "Map",
    {
      ItemProcessor: required(itemProcessor),
      Items: optional(
        orExpression({ expected: "an array", fits: (value) => isList(value) || isObject(value) }),
      ),
      ItemSelector: optional(anything),
      ItemReader: distributed(objectOf(ITEM_READER)),
      ItemBatcher: distributed(objectOf(ITEM_BATCHER)),
      ResultWriter: distributed(objectOf(RESULT_WRITER)),
      Label: distributed(label),
      MaxConcurrency: optional(orExpression(whole(0, MOST))),
      ToleratedFailurePercentage: distributed(orExpression(between(0, 100))),
      ToleratedFailureCount: distributed(orExpression(whole(0, MOST))),
      ...results,
      ...failing(CATCHER),
      ...transition,
    },
    "map-state",
  ),
  Succeed: state("Succeed", { Output }, "succeed-state"),
  Fail: state("Fail", { Error: optional(evaluatedText), Cause: optional(evaluatedText) }, "fail-state"),
};

/** Fields that only JSONata states have, each with what stands in its place in JSONPath. */
export const JSONATA_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Arguments: ["Parameters"],
  Output: ["ResultSelector", "ResultPath", "OutputPath"],
  Condition: ["Variable"],
  Items: ["ItemsPath"],
};
