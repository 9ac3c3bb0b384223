/** What a state in JSONPath may look like, so that the runner can run it. */
import type { JsonPathState } from "../../definition";
import type { Dialect } from "../dialect";
import { every, has, is, isObject, list, nonEmpty, object, oneOf } from "../shape";
import { text, wholeNumber, type Check } from "../shape";
import {
  errorNames,
  onlyDistributed,
  percentage,
  processorConfig,
  READER_CONFIG,
  resource,
  retrier,
  timestamp,
  WRITER_CONFIG,
} from "../stateShape";
import { comparators } from "./comparators";
import { all, expression, json, oneFieldOf, orNull, path, resultPath, template, variables } from "./fields";
import { patternParts } from "./wildcard";

type Shape = Dialect<JsonPathState>["shape"];
type Scope = Parameters<Shape>[0];

/** By type: the keys are all the types that there are. */
export const shape: Shape = (scope) => {
  const byType = states(scope);
  const types = Object.keys(byType);
  const checks = new Map<unknown, Check>(Object.entries(byType));
  return (value, at) => {
    const type = isObject(value) ? value["Type"] : undefined;
    const check = checks.get(type);
    return check ? check(value, at) : oneOf(...types)(type, `${at}/Type`);
  };
};

const states = (scope: Scope): Readonly<Record<JsonPathState["Type"], Check>> => ({
  Task: goesOn(
    { Resource: resource },
    {
      ...FAILING,
      Parameters: template,
      ResultPath: resultPath,
      Credentials: every(is("an object", isObject), template),
      ...numberOrPath("TimeoutSeconds", wholeNumber(1)),
      ...numberOrPath("HeartbeatSeconds", wholeNumber(1)),
    },
    oneFieldOf(["TimeoutSeconds", "TimeoutSecondsPath"]),
    oneFieldOf(["HeartbeatSeconds", "HeartbeatSecondsPath"]),
  ),
  Pass: goesOn({}, { ...GOING, Parameters: template, Result: json, ResultPath: resultPath }),
  Wait: goesOn(
    {},
    {
      ...GOING,
      ...numberOrPath("Seconds", wholeNumber(0)),
      Timestamp: timestamp,
      TimestampPath: path,
    },
    oneFieldOf(["Seconds", "SecondsPath", "Timestamp", "TimestampPath"], 1),
  ),
  Choice: object(
    { Type: text, Choices: nonEmpty(list(rule)) },
    { ...FILTERS, Assign: variables, Default: text },
  ),
  Parallel: goesOn(
    { Branches: nonEmpty(list(scope())) },
    { ...FAILING, Parameters: template, ResultPath: resultPath },
  ),
  Map: mapShape(scope),
  Succeed: object({ Type: text }, FILTERS),
  Fail: all(
    object(
      { Type: text },
      { ...COMMON, Error: text, Cause: text, ErrorPath: expression, CausePath: expression },
    ),
    oneFieldOf(["Error", "ErrorPath"]),
    oneFieldOf(["Cause", "CausePath"]),
  ),
});

const mapShape = (scope: Scope): Check =>
  goesOn(
    {},
    {
      ...FAILING,
      ResultPath: resultPath,
      ItemsPath: path,
      ItemSelector: template,
      Parameters: template,
      ItemProcessor: scope({ ProcessorConfig: processorConfig }),
      Iterator: scope(),
      ...numberOrPath("MaxConcurrency", wholeNumber(0)),
      ItemReader: itemReader,
      ItemBatcher: itemBatcher,
      ResultWriter: object({}, { Resource: text, Parameters: template, WriterConfig: WRITER_CONFIG }),
      Label: text,
      ...numberOrPath("ToleratedFailurePercentage", percentage),
      ...numberOrPath("ToleratedFailureCount", wholeNumber(0)),
    },
    oneFieldOf(["ItemProcessor", "Iterator"], 1),
    oneFieldOf(["ItemSelector", "Parameters"]),
    oneFieldOf(["MaxConcurrency", "MaxConcurrencyPath"]),
    oneFieldOf(["ToleratedFailurePercentage", "ToleratedFailurePercentagePath"]),
    oneFieldOf(["ToleratedFailureCount", "ToleratedFailureCountPath"]),
    onlyDistributed("ToleratedFailurePercentagePath", "ToleratedFailureCountPath"),
  );

/** A number, or in the field beside it the path of one. */
function numberOrPath(field: string, number: Check): Readonly<Record<string, Check>> {
  return { [field]: number, [`${field}Path`]: path };
}

const itemReader: Check = object(
  { Resource: text },
  {
    Parameters: template,
    ReaderConfig: all(
      object({}, { ...READER_CONFIG, ...numberOrPath("MaxItems", wholeNumber(0)) }),
      oneFieldOf(["MaxItems", "MaxItemsPath"]),
    ),
  },
);

const itemBatcher: Check = all(
  object(
    {},
    {
      BatchInput: template,
      ...numberOrPath("MaxItemsPerBatch", wholeNumber(1)),
      ...numberOrPath("MaxInputBytesPerBatch", wholeNumber(1)),
    },
  ),
  oneFieldOf(["MaxItemsPerBatch", "MaxItemsPerBatchPath"]),
  oneFieldOf(["MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"]),
);

const COMMON = { Comment: text, QueryLanguage: oneOf("JSONPath") };

const FILTERS = { ...COMMON, InputPath: orNull(path), OutputPath: orNull(path) };

const GOING = { ...FILTERS, Assign: variables, Next: text, End: oneOf(true) };

const FAILING = {
  ...GOING,
  ResultSelector: template,
  Retry: list(retrier),
  Catch: list(
    object(
      { ErrorEquals: errorNames, Next: text },
      { Comment: text, ResultPath: resultPath, Assign: variables },
    ),
  ),
};

/** A state that leads to another, or ends. */
function goesOn(
  required: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>>,
  ...more: readonly Check[]
): Check {
  return every(object({ Type: text, ...required }, optional), oneFieldOf(["Next", "End"], 1), all(...more));
}

/** A rule of a Choice leads somewhere; what is nested in it does not. */
function rule(value: unknown, at: string): readonly string[] {
  return condition({ Next: text }, { Comment: text, Assign: variables })(value, at);
}

function nested(value: unknown, at: string): readonly string[] {
  return condition({}, { Comment: text })(value, at);
}

const BOOLEANS = ["And", "Or", "Not"] as const;

function condition(
  required: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>>,
): Check {
  const inside = { And: nonEmpty(list(nested)), Or: nonEmpty(list(nested)), Not: nested };
  return every(is("an object", isObject), (value, at) => {
    const boolean = BOOLEANS.find((name) => has(value, name));
    return boolean === undefined
      ? every(object({ Variable: path, ...required }, { ...optional, ...OPERANDS }), oneComparator)(value, at)
      : object({ [boolean]: inside[boolean], ...required }, optional)(value, at);
  });
}

const oneComparator: Check = (value, at) => {
  const found = [...comparators.keys()].filter((name) => has(value, name));
  return found.length === 1
    ? []
    : [`${at}: expected one comparison operator, as StringEquals, found ${found.join(", ") || "none"}`];
};

const boolean = is("true or false", (value) => typeof value === "boolean");

const pattern: Check = every(text, (value, at) =>
  patternParts(String(value)) === undefined
    ? [`${at}: expected * or \\ after each backslash, found ${JSON.stringify(value)}`]
    : [],
);

/** What stands in each comparison operator. */
const OPERANDS: Readonly<Record<string, Check>> = Object.fromEntries(
  [...comparators].map(([name, { operand }]) => [name, operand === "path" ? path : literal(name)]),
);

function literal(name: string): Check {
  if (name === "StringMatches") return pattern;
  if (name.startsWith("String")) return text;
  if (name.startsWith("Numeric")) return is("a number", (value) => typeof value === "number");
  return name.startsWith("Timestamp") ? timestamp : boolean;
}
