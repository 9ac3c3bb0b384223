/** What the states of both query languages share. */
import { guide, spec } from "../problem";
import {
  errorNames,
  flag,
  listOf,
  machine,
  machines,
  MOST,
  object,
  objectOf,
  oneOf,
  optional,
  required,
  seconds,
  stateName,
  text,
  whole,
  type Field,
  type Kind,
  type Shape,
} from "./kinds";

type Fields = Readonly<Record<string, Field>>;

export const Comment = optional(text);

const QueryLanguage = optional(oneOf("JSONata", "JSONPath"));

export const MACHINE: Shape = {
  name: "A state machine",
  fields: {
    Comment,
    QueryLanguage,
    Version: optional(oneOf("1.0")),
    TimeoutSeconds: optional(seconds),
    StartAt: required(stateName),
    States: required(object),
  },
  source: spec("toplevelfields"),
};

export const BRANCH: Shape = {
  name: "A branch",
  fields: { Comment, StartAt: required(stateName), States: required(object) },
  source: spec("parallel-state"),
};

const PROCESSOR_CONFIG: Shape = {
  name: "A ProcessorConfig",
  fields: {
    Mode: optional(oneOf("INLINE", "DISTRIBUTED")),
    ExecutionType: optional(oneOf("STANDARD", "EXPRESS")),
  },
  source: guide("state-map-distributed"),
};

export const ITEM_PROCESSOR: Shape = {
  name: "An ItemProcessor",
  fields: { ...BRANCH.fields, ProcessorConfig: optional(objectOf(PROCESSOR_CONFIG)) },
  source: spec("map-state"),
};

export const ITERATOR: Shape = { ...ITEM_PROCESSOR, name: "An Iterator" };

export const branches = machines(BRANCH);
export const itemProcessor = machine(ITEM_PROCESSOR);
export const iterator = machine(ITERATOR);

const MOST_DELAY_SECONDS = 31_622_400;

const backoff: Kind = {
  expected: "a number that is 1 or more",
  fits: (value) => typeof value === "number" && value >= 1,
};

const RETRIER: Shape = {
  name: "A Retrier",
  fields: {
    Comment,
    ErrorEquals: required(errorNames),
    IntervalSeconds: optional(whole(1, MOST)),
    MaxAttempts: optional(whole(0, MOST)),
    BackoffRate: optional(backoff),
    // https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
    MaxDelaySeconds: optional(whole(1, MOST_DELAY_SECONDS)),
    JitterStrategy: optional(oneOf("FULL", "NONE")),
  },
  source: spec("retrying-after-error"),
};

/** Of the states that can fail and be tried again. */
export const failing = (catcher: Shape): Fields => ({
  Retry: optional(listOf(RETRIER, 0)),
  Catch: optional(listOf(catcher, 0)),
});

export const catcherFields: Fields = {
  Comment,
  ErrorEquals: required(errorNames),
  Next: required(stateName),
};

/** Of the states that lead on or end. */
export const transition: Fields = { Next: optional(stateName), End: optional(flag) };

export const stateFields: Fields = { Type: required(text), Comment, QueryLanguage };

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
export const readerConfigFields: Fields = {
  InputType: optional(oneOf("CSV", "JSON", "JSONL", "MANIFEST", "PARQUET")),
  Transformation: optional(oneOf("NONE", "LOAD_AND_FLATTEN")),
  ManifestType: optional(oneOf("ATHENA_DATA", "S3_INVENTORY")),
  CSVDelimiter: optional(oneOf("COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB")),
  CSVHeaderLocation: optional(oneOf("FIRST_ROW", "GIVEN")),
  CSVHeaders: optional({
    expected: "an array of strings that is not empty",
    fits: (value) =>
      Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === "string"),
  }),
  ItemsPointer: optional({
    expected: 'a JSON pointer such as "/items"',
    fits: (value) => typeof value === "string" && /^(\/([^~/]|~[01])*)*$/.test(value),
  }),
};

export const WRITER_CONFIG: Shape = {
  name: "A WriterConfig",
  fields: {
    OutputType: optional(oneOf("JSON", "JSONL")),
    Transformation: optional(oneOf("NONE", "COMPACT", "FLATTEN")),
  },
  source: guide("input-output-resultwriter"),
};

/** Of a batch, in bytes (https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html). */
export const MOST_BATCH_BYTES = 262_144;

const LABEL = /^[^\s\p{Cc}?*<>{}[\]:;,\\|^~$#%&`"]{1,40}$/u;

/** Part of the ARNs of the child executions, so without spaces and signs
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html). */
export const label: Kind = {
  expected:
    'a string of 1 to 40 characters without white space, control characters and ?*<>{}[]:;,\\|^~$#%&`"',
  fits: (value) => typeof value === "string" && LABEL.test(value),
};
