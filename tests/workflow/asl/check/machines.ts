/** A sound definition, and what becomes of it when one place is changed. */
import { expect } from "chai";
import { check, type CheckOptions } from "../../../../workflow/asl/check";

export const ARN = "arn:aws:lambda:eu-west-1:123456789012:function:ask";

export const SOUND = {
  Comment: "Asks until somebody says yes.",
  QueryLanguage: "JSONata",
  TimeoutSeconds: 86_400,
  StartAt: "Ask",
  States: {
    Ask: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
      Arguments: { FunctionName: ARN, Payload: { token: "{% $states.context.Task.Token %}" } },
      Output: "{% $states.result %}",
      TimeoutSeconds: 600,
      HeartbeatSeconds: 60,
      Retry: [
        { ErrorEquals: ["Busy"], MaxAttempts: 0 },
        { ErrorEquals: ["States.ALL"], IntervalSeconds: 2, MaxDelaySeconds: 60, JitterStrategy: "FULL" },
      ],
      Catch: [
        { ErrorEquals: ["States.Timeout"], Output: "{% $states.errorOutput %}", Next: "Bad" },
        { ErrorEquals: ["States.ALL"], Next: "Tell" },
      ],
      Next: "Decide",
    },
    Tell: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Arguments: { FunctionName: ARN },
      TimeoutSeconds: "{% $states.input.patience %}",
      End: true,
    },
    Decide: {
      Type: "Choice",
      Choices: [
        { Condition: "{% $states.input.answer = 'yes' %}", Next: "Good" },
        { Condition: "{% $states.input.answer = 'ask again' %}", Next: "Ask", Output: {} },
      ],
      Default: "Bad",
    },
    Good: { Type: "Succeed", Output: { answer: "{% $states.input.answer %}" } },
    Bad: { Type: "Fail", Error: "No", Cause: "{% $states.input.reason %}" },
  },
};

/** A definition with every type of state, in the default query language and in the other. */
export const WHOLE = {
  StartAt: "Begin",
  States: {
    Begin: {
      Type: "Pass",
      Result: { orders: [] },
      ResultPath: "$.begun",
      Assign: { "n.$": "$.n" },
      Next: "Each",
    },
    Each: {
      Type: "Map",
      ItemsPath: "$.begun.orders",
      ItemSelector: { "order.$": "$$.Map.Item.Value" },
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "Ship",
        States: {
          Ship: {
            Type: "Task",
            Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            Parameters: {
              QueueUrl: "https://sqs.eu-west-1.amazonaws.com/123456789012/orders",
              "MessageBody.$": "States.Format('{} {}', $$.Task.Token, $.order)",
            },
            HeartbeatSeconds: 5,
            TimeoutSeconds: 10,
            End: true,
          },
        },
      },
      ItemReader: {
        Resource: "arn:aws:states:::s3:getObject",
        ReaderConfig: { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW", MaxItemsPath: "$.n" },
        Parameters: { "Bucket.$": "$.bucket", Key: "orders.csv" },
      },
      ItemBatcher: { MaxItemsPerBatch: 10 },
      ResultWriter: {
        Resource: "arn:aws:states:::s3:putObject",
        WriterConfig: { OutputType: "JSON", Transformation: "FLATTEN" },
        Parameters: { Bucket: "shipped" },
      },
      Label: "Each",
      ToleratedFailurePercentage: 5,
      Retry: [{ ErrorEquals: ["States.ItemReaderFailed"], IntervalSeconds: 1, MaxAttempts: 2 }],
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Bad" }],
      ResultPath: "$.shipped",
      Next: "Both",
    },
    Both: {
      Type: "Parallel",
      Branches: [
        { StartAt: "Rest", States: { Rest: { Type: "Wait", Seconds: 5, End: true } } },
        { StartAt: "Until", States: { Until: { Type: "Wait", TimestampPath: "$.until", End: true } } },
      ],
      ResultSelector: { "first.$": "$[0]" },
      Next: "Reckon",
    },
    Reckon: {
      Type: "Pass",
      QueryLanguage: "JSONata",
      Output: { first: "{% $states.input.first %}" },
      Assign: { sum: "{% 1 + 1 %}" },
      Next: "Choose",
    },
    Choose: {
      Type: "Choice",
      Choices: [
        {
          Or: [
            { Not: { Variable: "$.first", IsNull: true } },
            {
              And: [
                { Variable: "$.a", NumericLessThan: 3 },
                { Variable: "$.b", StringEqualsPath: "$.c" },
              ],
            },
          ],
          Next: "Good",
        },
        { Variable: "$.date", TimestampEquals: "2026-03-14T01:59:00Z", Next: "Bad" },
      ],
      Default: "Good",
    },
    Good: { Type: "Succeed", OutputPath: "$.first" },
    Bad: { Type: "Fail", ErrorPath: "$.error.Error", CausePath: "States.JsonToString($.error)" },
  },
};

/** The sound definition, a copy, with values put at JSON pointers; `undefined` removes. */
export function changed(changes: Readonly<Record<string, unknown>>, sound: object = SOUND): unknown {
  const copy: unknown = structuredClone(sound);
  for (const [pointer, value] of Object.entries(changes)) {
    const path = pointer.split("/").slice(1);
    const last = path.pop();
    const parent: unknown = path.reduce((at: unknown, key) => (isRecord(at) ? at[key] : undefined), copy);
    if (!isRecord(parent) || last === undefined) throw new Error(`There is no ${pointer} to change.`);
    if (value === undefined) Reflect.deleteProperty(parent, last);
    else parent[last] = value;
  }
  return copy;
}

/** "pointer rule" of each problem of a whole definition. Not strict, unless the options say so. */
export const found = (definition: unknown, options: CheckOptions = {}): readonly string[] =>
  check(definition, options).map(({ pointer, rule }) => `${pointer} ${rule}`);

/** A definition of these states, in the default query language, that starts at the first. */
export const machine = (
  states: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> => ({ StartAt: Object.keys(states)[0], States: states, ...more });

/** A definition of one state with these fields, which ends. */
export const only = (fields: Readonly<Record<string, unknown>>): unknown =>
  machine({ Only: { End: true, ...fields } });

export const PASS = { Type: "Pass", End: true };

/** That the changed definition breaks these rules in these places, and no other: "pointer rule". */
export function expectProblems(
  changes: Readonly<Record<string, unknown>>,
  problems: readonly string[],
): void {
  expect(
    check(changed(changes), { strict: true }).map(({ pointer, rule }) => `${pointer} ${rule}`),
  ).to.deep.equal(problems);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
