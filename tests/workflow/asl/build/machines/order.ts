/** A machine with every typed state, and what a definition of it must not get past the compiler. */
import {
  activity,
  at,
  branch,
  call,
  choice,
  distributedMap,
  executionInput,
  fail,
  given,
  invoke,
  invokeAndWait,
  is,
  itemReader,
  lessThan,
  map,
  mocks,
  orElse,
  parallel,
  pass,
  sdkCall,
  set,
  stateMachine,
  succeed,
  taskFailure,
  taskSuccess,
  variables,
  wait,
  type ActivityContract,
  type LambdaContract,
  type TaskToken,
} from "../../../../../workflow/asl/build";

interface Line {
  readonly sku: string;
  readonly count: number;
}
interface Order {
  readonly id: string;
  readonly lines: readonly Line[];
  readonly total: number;
  readonly note?: string;
}
interface Priced {
  readonly id: string;
  readonly prices: readonly number[];
}
interface Approval {
  readonly approved: boolean;
  readonly by?: string;
}
interface Question {
  readonly id: string;
  readonly token: TaskToken<Approval, "Refused">;
}
interface Receipt {
  readonly token: TaskToken<{ readonly number: number }>;
}
interface Shipped {
  readonly parcel: string;
  readonly stock: number;
}

const price: LambdaContract<Line, { readonly price: number }, "NoPrice"> = { functionArn: "arn:price" };
const ask: LambdaContract<Question, void, "Busy"> = { functionArn: "arn:ask" };
const pack: ActivityContract<{ readonly id: number }, { readonly parcel: string }, "Broken"> = {
  activityArn: "arn:aws:states:eu-west-1:123456789012:activity:pack",
};

const vars = variables<{ total: number; ids: readonly string[] }>();

export const order = stateMachine<Order>()({
  comment: "An order from its price to its parcels.",
  timeoutSeconds: 86_400,
  startAt: "Price",
  states: {
    Price: map<Order>()({
      items: ({ input }) => input.lines,
      itemSelector: ({ item, index }) => ({ sku: item.sku, count: index }),
      maxConcurrency: 2,
      processor: branch<Line>()({
        startAt: "PriceOne",
        states: {
          PriceOne: invoke<Line>()({
            function: price,
            payload: ({ input }) => input,
            timeoutSeconds: 3,
            retry: [{ errors: ["Lambda.TooManyRequestsException"], maxAttempts: 2, intervalSeconds: 1 }],
            output: ({ result }) => result.price,
            end: true,
          }),
        },
      }),
      retry: [],
      catch: ({ input, error }) => [
        { errors: ["NoPrice"], output: { id: input.id, why: error.Cause }, next: "Sorry" },
        { errors: ["States.ALL"], next: "Failed" },
      ],
      output: ({ input, result }) => ({ id: input.id, prices: result }),
      assign: ({ input }) => set(vars, { total: input.total, ids: [input.id] }),
      next: "Ask",
    }),
    Sorry: succeed<{ readonly id: string; readonly why: string }>()({ output: ({ input }) => input.why }),
    Failed: fail()({ error: "NotPriced", cause: "The shop is closed." }),
    Ask: invokeAndWait<Priced>()({
      function: ask,
      payload: ({ input, context }) => ({ id: input.id, token: context.Task.Token }),
      timeoutSeconds: 3_600,
      heartbeatSeconds: () => vars.total,
      credentials: () => ({ RoleArn: "arn:role" }),
      retry: [{ errors: ["Busy"], maxAttempts: 1, jitter: true, comment: "It passes." }],
      catch: [{ errors: ["Refused", "States.Timeout"], next: "Later" }],
      next: "Approved",
    }),
    Later: wait<Priced>()({ until: "2030-01-01T00:00:00Z", output: ({ input }) => input.id, next: "Note" }),
    Note: pass<string>()({ output: ({ input }) => ({ id: input, why: "Nobody answered." }), next: "Sorry" }),
    Approved: choice<Approval>()({
      rules: ({ input }) => [
        {
          comment: "Small.",
          when: lessThan(vars.total, 100),
          output: { number: 1 },
          assign: set(vars, { total: 0 }),
          next: "Ship",
        },
        { when: is(input.approved, true), next: "Receipt" },
      ],
      otherwise: "Failed",
      output: ({ input }) => orElse(input.by, "nobody"),
    }),
    Receipt: call<Approval>()({
      resource: "sqs:sendMessage.waitForTaskToken",
      arguments: ({ context }) => ({
        QueueUrl: "https://queue",
        MessageBody: given<Receipt>({ token: context.Task.Token }),
      }),
      timeoutSeconds: 60,
      retry: [{ errors: ["SQS.QueueDoesNotExist", "States.TaskFailed"], maxAttempts: 2 }],
      next: "Ship",
    }),
    Ship: parallel<{ readonly number: number }>()({
      branches: [
        branch<{ readonly number: number }>()({
          comment: "By hand.",
          startAt: "Pack",
          states: {
            Pack: activity<{ readonly number: number }>()({
              worker: pack,
              payload: ({ input }) => ({ id: input.number }),
              timeoutSeconds: 600,
              retry: [],
              output: ({ result }) => result.parcel,
              end: true,
            }),
          },
        }),
        branch<unknown>()({
          startAt: "Stock",
          states: {
            Stock: call<unknown>()({
              resource: "dynamodb:getItem",
              arguments: () => ({ TableName: "stock", Key: { id: { S: "all" } } }),
              timeoutSeconds: 5,
              retry: [],
              output: ({ result }) => ({ item: orElse(at(result.Item, "left"), { N: "0" }) }),
              end: true,
            }),
          },
        }),
      ],
      retry: [],
      catch: [{ errors: ["Broken"], next: "Failed" }],
      output: ({ result }) => ({ parcel: result[0], stock: 3 }),
      next: "Tell",
    }),
    Tell: sdkCall<Shipped, { readonly Source: string }, { readonly Ids: readonly string[] }>()({
      resource: "aws-sdk:sesv2:sendEmail",
      arguments: ({ input }) => ({ Source: input.parcel }),
      timeoutSeconds: 5,
      retry: [],
      output: ({ result }) => ({ ids: result.Ids, first: at(result.Ids, 0) }),
      next: "Archive",
    }),
    Archive: distributedMap<{ readonly ids: readonly string[] }>()({
      reader: itemReader<{ readonly ids: readonly string[] }, Line>()({
        resource: "s3:getObject",
        arguments: () => ({ Bucket: "lines", Key: "all.csv" }),
        config: { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW" },
        maxItems: 1_000,
      }),
      executionType: "EXPRESS",
      batcher: ({ input }) => ({ maxItems: 10, input: { first: at(input.ids, 0) } }),
      processor: branch<{
        readonly BatchInput: { readonly first: string | undefined };
        readonly Items: readonly Line[];
      }>()({
        startAt: "Keep",
        states: { Keep: pass<{ readonly Items: readonly Line[] }>()({ end: true }) },
      }),
      writer: () => ({ arguments: { Bucket: "results" }, config: { OutputType: "JSONL" } }),
      label: "archive",
      toleratedFailurePercentage: 5,
      toleratedFailureCount: () => vars.total,
      retry: [],
      output: ({ result }) => result.ResultWriterDetails.Key,
      end: true,
    }),
  },
});

export const started = (lines: readonly { readonly sku: string; readonly count: number }[]): string =>
  executionInput<typeof order>({ id: "1", lines, total: 2 });

/** Whoever answers a question. */
export const approve = (question: Question): { taskToken: string; output: string } =>
  taskSuccess(question.token, { approved: true });

export const refuse = (question: Question): { taskToken: string; error: string; cause: string } =>
  taskFailure(question.token, "Refused", "Too dear.");

export const tasks = mocks(order, {
  PriceOne: ({ count }) => ({ price: count * 2 }),
  Ask: ({ id }, { fail: failing }) =>
    id === "busy" ? failing("Busy", "Ask again.") : id === "lost" ? undefined : { approved: true },
  Receipt: () => undefined,
  Pack: ({ id }) => Promise.resolve({ parcel: `parcel ${id}` }),
  Stock: () => ({ Item: { left: { N: "3" } } }),
  Tell: () => ({ Ids: ["1"] }),
});
