/**
 * The fields of the language, as a table: which object has which, what a field takes, what an expression in it sees.
 * Source: https://states-language.net/spec.html#state-type-table-jsonata and the sections of the state types.
 */
import { mentionsDelimiter } from "./delimiters";
import { isList, isObject, isText, type Json } from "./json";
import { spec } from "./problem";

export interface Kind {
  /** Completes "expected …". */
  readonly expected: string;
  readonly fits: (value: Json) => boolean;
  /** AWS evaluates every `{% … %}` string in it. */
  readonly evaluated?: true;
  /** What its elements look like, for a list of objects. */
  readonly elements?: Shape;
}

export interface Field {
  readonly kind: Kind;
  readonly required?: true;
  /** What of `$states` an expression sees here, beside `input` and `context`. */
  readonly sees?: "result" | "errorOutput";
}

export interface Shape {
  /** Completes "… has no field". */
  readonly name: string;
  readonly fields: Readonly<Record<string, Field>>;
  /** Fields that the language has and this checker does not know yet. */
  readonly unsupported?: readonly string[];
  readonly source: string;
}

/** Of every number of seconds, attempts or tries (https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html). */
const MOST = 99_999_999;
/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
const MOST_DELAY_SECONDS = 31_622_400;

const whole = (least: number, most: number): Kind => ({
  expected: `a whole number from ${least} to ${most}`,
  fits: (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
});

const oneOf = (...words: readonly string[]): Kind => ({
  expected: words.map((word) => JSON.stringify(word)).join(" or "),
  fits: (value) => isText(value) && words.includes(value),
});

const listOf = (elements: Shape, least: 0 | 1): Kind => ({
  expected: least === 0 ? "an array" : "an array that is not empty",
  fits: (value) => isList(value) && value.length >= least,
  elements,
});

const text: Kind = { expected: "a string", fits: isText };
const stateName: Kind = { expected: "the name of a state", fits: isText };
const flag: Kind = { expected: "true or false", fits: (value) => typeof value === "boolean" };
const object: Kind = { expected: "an object", fits: isObject };
const seconds = whole(1, MOST);
const errorNames: Kind = {
  expected: "an array of error names that is not empty",
  fits: (value) => isList(value) && value.length > 0 && value.every((name) => isText(name) && name !== ""),
};
const backoff: Kind = {
  expected: "a number that is 1 or more",
  fits: (value) => typeof value === "number" && value >= 1,
};

const anything: Kind = { expected: "JSON", fits: () => true, evaluated: true };
const evaluatedText: Kind = { ...text, evaluated: true };
const evaluatedSeconds: Kind = {
  expected: `${seconds.expected}, or an expression "{% … %}"`,
  fits: (value) => seconds.fits(value) || (isText(value) && mentionsDelimiter(value)),
  evaluated: true,
};
const condition: Kind = {
  expected: 'true, false, or an expression "{% … %}"',
  fits: (value) => flag.fits(value) || (isText(value) && mentionsDelimiter(value)),
  evaluated: true,
};

const Comment: Field = { kind: text };
const QueryLanguage: Field = { kind: oneOf("JSONata", "JSONPath") };
const Output: Field = { kind: anything };
const result: Field = { kind: anything, sees: "result" };
const errorOutput: Field = { kind: anything, sees: "errorOutput" };
const required = (kind: Kind): Field => ({ kind, required: true });

export const MACHINE: Shape = {
  name: "A state machine",
  fields: {
    Comment,
    QueryLanguage,
    Version: { kind: oneOf("1.0") },
    TimeoutSeconds: { kind: seconds },
    StartAt: required(stateName),
    States: required(object),
  },
  source: spec("toplevelfields"),
};

const RETRIER: Shape = {
  name: "A Retrier",
  fields: {
    Comment,
    ErrorEquals: required(errorNames),
    IntervalSeconds: { kind: whole(1, MOST) },
    MaxAttempts: { kind: whole(0, MOST) },
    BackoffRate: { kind: backoff },
    MaxDelaySeconds: { kind: whole(1, MOST_DELAY_SECONDS) },
    JitterStrategy: { kind: oneOf("FULL", "NONE") },
  },
  source: spec("retrying-after-error"),
};

const CATCHER: Shape = {
  name: "A Catcher",
  fields: { Comment, ErrorEquals: required(errorNames), Next: required(stateName), Output: errorOutput },
  unsupported: ["Assign"],
  source: spec("fallback-states"),
};

const CHOICE_RULE: Shape = {
  name: "A Choice Rule",
  fields: { Comment, Condition: required(condition), Next: required(stateName), Output },
  unsupported: ["Assign"],
  source: spec("choice-state"),
};

const state = (fields: Readonly<Record<string, Field>>): Readonly<Record<string, Field>> => ({
  Type: required(text),
  Comment,
  QueryLanguage,
  ...fields,
});

/** The state types that this checker knows, by `Type`. */
export const STATES: Readonly<Record<string, Shape>> = {
  Task: {
    name: "A Task",
    fields: state({
      Resource: required(text),
      Arguments: { kind: anything },
      Output: result,
      TimeoutSeconds: { kind: evaluatedSeconds },
      HeartbeatSeconds: { kind: evaluatedSeconds },
      Retry: { kind: listOf(RETRIER, 0) },
      Catch: { kind: listOf(CATCHER, 0) },
      Next: { kind: stateName },
      End: { kind: flag },
    }),
    unsupported: ["Assign", "Credentials"],
    source: spec("task-state"),
  },
  Choice: {
    name: "A Choice",
    fields: state({ Choices: required(listOf(CHOICE_RULE, 1)), Default: { kind: stateName }, Output }),
    unsupported: ["Assign"],
    source: spec("choice-state"),
  },
  Succeed: { name: "A Succeed", fields: state({ Output }), source: spec("succeed-state") },
  Fail: {
    name: "A Fail",
    fields: state({ Error: { kind: evaluatedText }, Cause: { kind: evaluatedText } }),
    source: spec("fail-state"),
  },
};

/** State types of the language that this checker does not know yet. */
export const UNSUPPORTED_STATES: readonly string[] = ["Map", "Parallel", "Pass", "Wait"];

/** Fields of JSONPath states, each with what stands in its place in JSONata. */
export const JSONPATH_FIELDS: Readonly<Record<string, string>> = {
  InputPath: "Arguments",
  Parameters: "Arguments",
  ResultSelector: "Output",
  ResultPath: "Output",
  OutputPath: "Output",
  TimeoutSecondsPath: "TimeoutSeconds",
  HeartbeatSecondsPath: "HeartbeatSeconds",
  ErrorPath: "Error",
  CausePath: "Cause",
  Variable: "Condition",
};
