/** What a state in JSONata may look like, so that the runner can run it. */
import type { Dialect } from "../dialect";
import type { JsonataState } from "../../definition";
import { every, has, isObject, list, nonEmpty, object, oneOf, recordOf, text, type Check } from "../shape";
import {
  errorNames,
  onlyDistributed,
  processorConfig,
  READER_CONFIG,
  resource,
  retrier,
  WRITER_CONFIG,
} from "../stateShape";
import { templates, type Templates } from "./templates";

type Shape = Dialect<JsonataState>["shape"];
type Scope = Parameters<Shape>[0];

/** By type: the keys are all the types that there are. */
export const shape: Shape = (scope, parser) => {
  const byType = new Map<unknown, Check>(Object.entries(states(templates(parser), scope)));
  return (value, at) => {
    const type = isObject(value) ? value["Type"] : undefined;
    const check = byType.get(type);
    return check ? check(value, at) : oneOf(...TYPES)(type, `${at}/Type`);
  };
};

const TYPES: readonly JsonataState["Type"][] = [
  "Task",
  "Pass",
  "Wait",
  "Choice",
  "Parallel",
  "Map",
  "Succeed",
  "Fail",
];

const states = (template: Templates, scope: Scope): Readonly<Record<JsonataState["Type"], Check>> => {
  const { json, seconds, count } = template;
  const common = { Comment: text, QueryLanguage: oneOf("JSONata") };
  const leaving = { ...common, Output: json, Assign: recordOf(json) };
  const going = { ...leaving, Next: text, End: oneOf(true) };
  const failing = {
    ...going,
    Retry: list(retrier),
    Catch: list(
      object(
        { ErrorEquals: errorNames, Next: text },
        { Comment: text, Output: json, Assign: recordOf(json) },
      ),
    ),
  };
  const goesOn = (required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>>) =>
    every(object({ Type: text, ...required }, optional), nextOrEnd);

  return {
    Task: goesOn(
      { Resource: resource },
      {
        ...failing,
        Arguments: json,
        Credentials: json,
        TimeoutSeconds: seconds,
        HeartbeatSeconds: seconds,
      },
    ),
    Pass: goesOn({}, going),
    Wait: every(goesOn({}, { ...going, Seconds: count, Timestamp: template.timestamp }), secondsOrTimestamp),
    Choice: object(
      {
        Type: text,
        Choices: nonEmpty(
          list(
            object(
              { Condition: template.condition, Next: text },
              { Comment: text, Output: json, Assign: recordOf(json) },
            ),
          ),
        ),
      },
      { ...leaving, Default: text },
    ),
    Parallel: goesOn({ Branches: nonEmpty(list(scope())) }, { ...failing, Arguments: json }),
    Map: every(
      goesOn(
        { ItemProcessor: scope({ ProcessorConfig: processorConfig }) },
        {
          ...failing,
          Items: (value, at) => (typeof value === "string" ? template.expression : json)(value, at),
          ItemSelector: json,
          MaxConcurrency: count,
          ItemReader: itemReader(template),
          ItemBatcher: object(
            {},
            {
              BatchInput: json,
              MaxItemsPerBatch: seconds,
              MaxInputBytesPerBatch: seconds,
            },
          ),
          ResultWriter: resultWriter(template),
          Label: text,
          ToleratedFailurePercentage: template.percentage,
          ToleratedFailureCount: count,
        },
      ),
      onlyDistributed(),
    ),
    Succeed: object({ Type: text }, { ...common, Output: json }),
    Fail: object({ Type: text }, { ...common, Error: template.string, Cause: template.string }),
  };
};

const itemReader = ({ json, count }: Templates): Check =>
  object(
    { Resource: text },
    {
      Arguments: json,
      ReaderConfig: object({}, { ...READER_CONFIG, MaxItems: count }),
    },
  );

const resultWriter = ({ json }: Templates): Check =>
  object({}, { Resource: text, Arguments: json, WriterConfig: WRITER_CONFIG });

const nextOrEnd: Check = (value, at) =>
  has(value, "Next") === has(value, "End") ? [`${at}: expected either Next or End`] : [];

const secondsOrTimestamp: Check = (value, at) =>
  has(value, "Seconds") === has(value, "Timestamp") ? [`${at}: expected either Seconds or Timestamp`] : [];
