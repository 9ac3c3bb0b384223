import { expect } from "chai";
import { invoke, stateMachine, succeed, type LambdaContract } from "../../../../workflow/asl/build";
import { order } from "./machines/order";

/** What each state of the machine is in JSON, exactly. */
const RENDERED: Readonly<Record<string, readonly [title: string, state: unknown]>> = {
  Price: [
    "renders a Map: items, what is selected of them, what is caught with the error in it, variables",
    {
      Type: "Map",
      Items: "{% $states.input.lines %}",
      ItemSelector: {
        sku: "{% $states.context.Map.Item.Value.sku %}",
        count: "{% $states.context.Map.Item.Index %}",
      },
      MaxConcurrency: 2,
      ItemProcessor: {
        StartAt: "PriceOne",
        States: {
          PriceOne: {
            Type: "Task",
            Resource: "arn:aws:states:::lambda:invoke",
            Arguments: { FunctionName: "arn:price", Payload: "{% $states.input %}" },
            Output: "{% $states.result.Payload.price %}",
            TimeoutSeconds: 3,
            Retry: [{ ErrorEquals: ["Lambda.TooManyRequestsException"], MaxAttempts: 2, IntervalSeconds: 1 }],
            End: true,
          },
        },
      },
      Output: { id: "{% $states.input.id %}", prices: "{% $states.result %}" },
      Assign: { total: "{% $states.input.total %}", ids: ["{% $states.input.id %}"] },
      Retry: [],
      Catch: [
        {
          ErrorEquals: ["NoPrice"],
          Output: { id: "{% $states.input.id %}", why: "{% $states.errorOutput.Cause %}" },
          Next: "Sorry",
        },
        { ErrorEquals: ["States.ALL"], Output: "{% $states.input %}", Next: "Failed" },
      ],
      Next: "Ask",
    },
  ],
  Sorry: ["renders a Succeed with an output", { Type: "Succeed", Output: "{% $states.input.why %}" }],
  Failed: ["renders a Fail", { Type: "Fail", Error: "NotPriced", Cause: "The shop is closed." }],
  Ask: [
    "renders a task that waits for a token: credentials, times by expression, what is caught goes on with the input",
    {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
      Arguments: {
        FunctionName: "arn:ask",
        Payload: { id: "{% $states.input.id %}", token: "{% $states.context.Task.Token %}" },
      },
      Credentials: { RoleArn: "arn:role" },
      TimeoutSeconds: 3600,
      HeartbeatSeconds: "{% $total %}",
      Retry: [{ Comment: "It passes.", ErrorEquals: ["Busy"], MaxAttempts: 1, JitterStrategy: "FULL" }],
      Catch: [{ ErrorEquals: ["Refused", "States.Timeout"], Output: "{% $states.input %}", Next: "Later" }],
      Next: "Approved",
    },
  ],
  Later: [
    "renders a Wait until a time",
    { Type: "Wait", Timestamp: "2030-01-01T00:00:00Z", Output: "{% $states.input.id %}", Next: "Note" },
  ],
  Note: [
    "renders a Pass",
    { Type: "Pass", Output: { id: "{% $states.input %}", why: "Nobody answered." }, Next: "Sorry" },
  ],
  Approved: [
    "renders a Choice: rules with output and variables, and what goes on otherwise",
    {
      Type: "Choice",
      Choices: [
        {
          Comment: "Small.",
          Condition: "{% $total < 100 %}",
          Output: { number: 1 },
          Assign: { total: 0 },
          Next: "Ship",
        },
        { Condition: "{% $states.input.approved = true %}", Next: "Receipt" },
      ],
      Default: "Failed",
      Output: '{% $exists($states.input.by) ? $states.input.by : "nobody" %}',
    },
  ],
  Receipt: [
    "renders a call of an integration, JSON of a claimed type as JSON",
    {
      Type: "Task",
      Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      Arguments: { QueueUrl: "https://queue", MessageBody: { token: "{% $states.context.Task.Token %}" } },
      TimeoutSeconds: 60,
      Retry: [{ ErrorEquals: ["SQS.QueueDoesNotExist", "States.TaskFailed"], MaxAttempts: 2 }],
      Next: "Ship",
    },
  ],
  Ship: [
    "renders a Parallel: an activity in one branch, an integration in the other",
    {
      Type: "Parallel",
      Branches: [
        {
          Comment: "By hand.",
          StartAt: "Pack",
          States: {
            Pack: {
              Type: "Task",
              Resource: "arn:aws:states:eu-west-1:123456789012:activity:pack",
              Arguments: { id: "{% $states.input.number %}" },
              Output: "{% $states.result.parcel %}",
              TimeoutSeconds: 600,
              Retry: [],
              End: true,
            },
          },
        },
        {
          StartAt: "Stock",
          States: {
            Stock: {
              Type: "Task",
              Resource: "arn:aws:states:::dynamodb:getItem",
              Arguments: { TableName: "stock", Key: { id: { S: "all" } } },
              Output: {
                item: '{% $exists($states.result.Item.left) ? $states.result.Item.left : {"N": "0"} %}',
              },
              TimeoutSeconds: 5,
              Retry: [],
              End: true,
            },
          },
        },
      ],
      Output: { parcel: "{% $states.result[0] %}", stock: 3 },
      Retry: [],
      Catch: [{ ErrorEquals: ["Broken"], Output: "{% $states.input %}", Next: "Failed" }],
      Next: "Tell",
    },
  ],
  Tell: [
    "renders a call of the SDK",
    {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:sesv2:sendEmail",
      Arguments: { Source: "{% $states.input.parcel %}" },
      Output: { ids: "{% $states.result.Ids %}", first: "{% $states.result.Ids[0] %}" },
      TimeoutSeconds: 5,
      Retry: [],
      Next: "Archive",
    },
  ],
  Archive: [
    "renders a distributed Map: reader, batcher, writer, tolerated failures",
    {
      Type: "Map",
      ItemReader: {
        Resource: "arn:aws:states:::s3:getObject",
        ReaderConfig: { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW", MaxItems: 1000 },
        Arguments: { Bucket: "lines", Key: "all.csv" },
      },
      ItemBatcher: { MaxItemsPerBatch: 10, BatchInput: { first: "{% $states.input.ids[0] %}" } },
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
        StartAt: "Keep",
        States: { Keep: { Type: "Pass", End: true } },
      },
      ResultWriter: {
        Resource: "arn:aws:states:::s3:putObject",
        WriterConfig: { OutputType: "JSONL" },
        Arguments: { Bucket: "results" },
      },
      Label: "archive",
      ToleratedFailurePercentage: 5,
      ToleratedFailureCount: "{% $total %}",
      Output: "{% $states.result.ResultWriterDetails.Key %}",
      Retry: [],
      End: true,
    },
  ],
};

describe("states", () => {
  for (const [name, [title, state]] of Object.entries(RENDERED))
    it(title, () => {
      expect(order.States[name]).to.deep.equal(state);
    });

  it("may put out null, also where something is caught", () => {
    const machine = stateMachine<string>()({
      startAt: "Call",
      states: {
        Call: invoke<string>()({
          function: { functionArn: "arn:f" } satisfies LambdaContract<string, number>,
          payload: ({ input }) => input,
          output: () => null,
          timeoutSeconds: 1,
          retry: [],
          catch: () => [{ errors: ["States.ALL"], output: null, next: "End" }],
          next: "End",
        }),
        End: succeed<null>()({}),
      },
    });
    expect(machine.States["Call"]).to.deep.include({
      Output: null,
      Catch: [{ ErrorEquals: ["States.ALL"], Output: null, Next: "End" }],
    });
  });

  it("stand in a machine with its comment, its language, its start and its time", () => {
    expect({ ...order, States: Object.keys(order.States) }).to.deep.equal({
      Comment: "An order from its price to its parcels.",
      QueryLanguage: "JSONata",
      StartAt: "Price",
      TimeoutSeconds: 86_400,
      States: Object.keys(RENDERED),
    });
  });
});
