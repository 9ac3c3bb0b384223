import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { ListTopicsCommand, PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { expect } from "chai";
import type { Refusal } from "../../local/iam";
import { isRecord, parseRecord, type Properties, type Resource } from "../../local/inputs";
import type { Outcome } from "../../local/lambda/sandbox";
import type { LoopbackServer } from "../../local/loopback";
import { callers, type IssuedCredentials } from "../../local/services/callers";
import { startDynamoDb, type DynamoDb } from "../../local/services/dynamodb";
import { startEndpoint } from "../../local/services/endpoint";
import { snsService, type Message } from "../../local/services/sns";
import { startStepFunctions, type StepFunctions } from "../../local/services/stepFunctions";

const AT = "eu-west-1:000000000000";
const ROLE = "arn:aws:iam::000000000000:role/app/reader";
const TABLE = `arn:aws:dynamodb:${AT}:table/incidents`;
const TOPIC = `arn:aws:sns:${AT}:notices`;
const MACHINE = `arn:aws:states:${AT}:stateMachine:exam`;
const FUNCTION = `arn:aws:lambda:${AT}:function:ask`;

const resource = (type: string, id: string, state: Properties): Resource => ({
  type,
  name: id,
  id,
  inputs: state,
  state,
});
const TABLES = [
  resource("aws:dynamodb/table:Table", "incidents", {
    name: "incidents",
    arn: TABLE,
    hashKey: "id",
    attributes: ["id", "status", "student"].map((name) => ({ name, type: "S" })),
    globalSecondaryIndexes: [
      {
        name: "byStatus",
        hashKey: "status",
        rangeKey: "id",
        projectionType: "INCLUDE",
        nonKeyAttributes: ["note"],
      },
      {
        name: "byStudent",
        keySchemas: [{ attributeName: "student", keyType: "HASH" }],
        projectionType: "KEYS_ONLY",
      },
    ],
  }),
];
const DEFINITION = {
  QueryLanguage: "JSONata",
  StartAt: "Ask",
  States: {
    Ask: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
      Arguments: { FunctionName: FUNCTION, Payload: { token: "{% $states.context.Task.Token %}" } },
      TimeoutSeconds: 600,
      Next: "Tell",
    },
    Tell: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Arguments: { FunctionName: FUNCTION, Payload: { answer: "{% $states.input %}" } },
      Output: "{% $states.result %}",
      TimeoutSeconds: 600,
      End: true,
    },
  },
};

describe("local/services", () => {
  let database: DynamoDb;
  let stepFunctions: StepFunctions;
  let endpoint: LoopbackServer;
  let credentials: IssuedCredentials;
  let asked: string[] = [];
  let refused: (action: string) => boolean;
  const outbox: Message[] = [];
  let invoked: { readonly event: Properties; readonly trace: string }[] = [];
  let outcome: () => Outcome;
  let onInvoke: () => void = () => undefined;
  const clients: { destroy(): void }[] = [];

  before(async () => {
    const refusal: Refusal = (roleArn, action, arn) => {
      asked.push(`${roleArn} ${action} ${arn}`);
      return refused(action) ? `because no identity-based policy allows the ${action} action` : undefined;
    };
    database = await startDynamoDb(TABLES);
    stepFunctions = startStepFunctions({
      resource: resource("aws:sfn/stateMachine:StateMachine", MACHINE, {
        name: "exam",
        arn: MACHINE,
        roleArn: ROLE,
        definition: JSON.stringify(DEFINITION),
        tracingConfiguration: { enabled: true },
      }),
      region: "eu-west-1",
      refusal,
      onEvent: () => undefined,
      lambda: {
        invoke: (_, event, trace) => {
          invoked.push({ event: parseRecord("The event", event), trace });
          onInvoke();
          return Promise.resolve(outcome());
        },
      },
    });
    const topics = [resource("aws:sns/topic:Topic", TOPIC, { arn: TOPIC })];
    const known = callers();
    endpoint = await startEndpoint(
      [database.service, snsService(topics, outbox), stepFunctions.service],
      known,
      refusal,
    );
    credentials = known.issue(ROLE, "report");
  });
  after(async () => {
    for (const client of clients) client.destroy();
    stepFunctions.stop();
    await endpoint.stop();
    await database.stop();
  });
  beforeEach(() => {
    [asked, invoked] = [[], []];
    outbox.splice(0);
    refused = () => false;
    outcome = () => ({ payload: "null" });
  });

  const options = (more: Partial<IssuedCredentials> = {}) => ({
    endpoint: endpoint.url,
    region: "eu-west-1",
    credentials: { ...credentials, ...more },
    maxAttempts: 1,
  });
  const made = <T extends { destroy(): void }>(client: T): T => {
    clients.push(client);
    return client;
  };
  const dynamo = (more?: Partial<IssuedCredentials>) => made(new DynamoDBClient(options(more)));
  const sns = (more?: Partial<IssuedCredentials>) => made(new SNSClient(options(more)));
  const sfn = (more?: Partial<IssuedCredentials>) => made(new SFNClient(options(more)));
  const failure = async (work: Promise<unknown>): Promise<Error> => {
    const reason: unknown = await work.then(
      () => "it did not fail",
      (error: unknown) => error,
    );
    if (reason instanceof Error) return reason;
    throw new Error(String(reason));
  };
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  /** Until the function was called that many times. */
  const invocations = async (count: number) => {
    while (invoked.length < count) await new Promise<void>((resolve) => (onInvoke = resolve));
    return invoked;
  };

  describe("DynamoDB", () => {
    it("keeps items, finds them by the table's indexes, and asks about the table or the index", async () => {
      const client = dynamo();
      const Item = {
        id: { S: "1" },
        status: { S: "open" },
        student: { S: "s" },
        note: { S: "n" },
        other: { S: "o" },
      };
      await client.send(new PutItemCommand({ TableName: "incidents", Item }));
      const found = await client.send(
        new GetItemCommand({ TableName: "incidents", Key: { id: { S: "1" } } }),
      );
      expect(found.Item).to.deep.equal(Item);
      const query = (IndexName: string, key: string, value: string) =>
        client.send(
          new QueryCommand({
            TableName: "incidents",
            IndexName,
            KeyConditionExpression: "#k = :v",
            ExpressionAttributeNames: { "#k": key },
            ExpressionAttributeValues: { ":v": { S: value } },
          }),
        );
      expect((await query("byStatus", "status", "open")).Items).to.deep.equal([
        { id: Item.id, status: Item.status, note: Item.note },
      ]);
      expect((await query("byStudent", "student", "s")).Items).to.deep.equal([
        { id: { S: "1" }, student: { S: "s" } },
      ]);
      expect(asked).to.deep.equal([
        `${ROLE} dynamodb:PutItem ${TABLE}`,
        `${ROLE} dynamodb:GetItem ${TABLE}`,
        `${ROLE} dynamodb:Query ${TABLE}/index/byStatus`,
        `${ROLE} dynamodb:Query ${TABLE}/index/byStudent`,
      ]);
    });

    it("refuses a condition that fails by its name", async () => {
      const put = new PutItemCommand({
        TableName: "incidents",
        Item: { id: { S: "once" } },
        ConditionExpression: "attribute_not_exists(id)",
      });
      await dynamo().send(put);
      expect((await failure(dynamo().send(put))).name).to.equal("ConditionalCheckFailedException");
    });

    it("refuses what no policy allows, in AWS's words, and does not do it", async () => {
      refused = (action) => action === "dynamodb:PutItem";
      const denied = await failure(
        dynamo().send(new PutItemCommand({ TableName: "incidents", Item: { id: { S: "no" } } })),
      );
      expect(denied.name).to.equal("AccessDeniedException");
      expect(denied.message).to.equal(
        `User: arn:aws:sts::000000000000:assumed-role/reader/report is not authorized to perform: dynamodb:PutItem on resource: ${TABLE} because no identity-based policy allows the dynamodb:PutItem action`,
      );
      const read = await dynamo().send(
        new GetItemCommand({ TableName: "incidents", Key: { id: { S: "no" } } }),
      );
      expect(read.Item).to.equal(undefined);
    });

    it("refuses operations that are not served, by name", async () => {
      const attribute = [{ AttributeName: "id", AttributeType: "S" as const }];
      const create = new CreateTableCommand({
        TableName: "more",
        AttributeDefinitions: attribute,
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
      });
      const transaction = new TransactWriteItemsCommand({ TransactItems: [] });
      for (const [name, work] of [
        ["CreateTable", dynamo().send(create)],
        ["TransactWriteItems", dynamo().send(transaction)],
      ] as const) {
        const refusal = await failure(work);
        expect(refusal.name).to.equal("UnknownOperationException");
        expect(refusal.message).to.equal(`The operation dynamodb:${name} is not served on this machine.`);
      }
    });
  });

  describe("SNS", () => {
    const publish = (Message: string, more = {}) => new PublishCommand({ TopicArn: TOPIC, Message, ...more });

    it("puts what is published into the outbox, oldest first", async () => {
      const attributes = {
        MessageAttributes: {
          version: { DataType: "Number", StringValue: "1" },
          event: { DataType: "String", StringValue: "exam-invitation" },
        },
      };
      const { MessageId } = await sns().send(publish('{"a":"ü & <b>"}', attributes));
      await sns().send(publish("plain"));
      expect(MessageId).to.match(/^[0-9a-f-]{36}$/);
      expect(asked).to.deep.equal(Array(2).fill(`${ROLE} SNS:Publish ${TOPIC}`));
      expect(outbox.map(({ topic, event, message }) => ({ topic, event, message }))).to.deep.equal([
        { topic: TOPIC, event: "exam-invitation", message: { a: "ü & <b>" } },
        { topic: TOPIC, event: "", message: "plain" },
      ]);
      expect(outbox.every(({ at }) => new Date(at).toISOString() === at)).to.equal(true);
    });

    it("refuses what no policy allows, an unknown topic, and a message that is empty or too long", async () => {
      expect((await failure(sns().send(publish("x", { TopicArn: `${TOPIC}2` })))).name).to.equal(
        "NotFoundException",
      );
      expect((await failure(sns().send(publish("x".repeat(262_145))))).name).to.equal(
        "InvalidParameterException",
      );
      expect((await failure(sns().send(publish("")))).name).to.equal("InvalidParameterException");
      refused = () => true;
      const denied = await failure(sns().send(publish("x")));
      expect(denied.name).to.equal("AuthorizationErrorException");
      expect(denied.message).to.contain(
        `is not authorized to perform: SNS:Publish on resource: ${TOPIC} because`,
      );
      expect(outbox).to.deep.equal([]);
    });

    it("refuses operations that are not served, by name", async () => {
      const refusal = await failure(sns().send(new ListTopicsCommand({})));
      expect(refusal.name).to.equal("UnknownOperationException");
      expect(refusal.message).to.equal("The operation sns:ListTopics is not served on this machine.");
    });
  });

  describe("Step Functions", () => {
    const start = (name: string, input = "{}") =>
      sfn().send(new StartExecutionCommand({ stateMachineArn: MACHINE, name, input }));

    it("starts an execution, hands out a token, and goes on when it comes back", async () => {
      const { executionArn, startDate } = await start("whole");
      expect(executionArn).to.equal(`arn:aws:states:${AT}:execution:exam:whole`);
      expect(startDate).to.be.instanceOf(Date);
      const [first] = await invocations(1);
      outcome = () => ({ payload: '{"told":true}' });
      await sfn().send(
        new SendTaskSuccessCommand({ taskToken: text(first?.event["token"]), output: '{"yes":1}' }),
      );
      const [, second] = await invocations(2);
      expect(second?.event).to.deep.equal({ answer: { yes: 1 } });
      const describe = new DescribeExecutionCommand({ executionArn });
      let described = await sfn().send(describe);
      while (described.status === "RUNNING") described = await sfn().send(describe);
      expect(described.status).to.equal("SUCCEEDED");
      expect(JSON.parse(described.output ?? "")).to.deep.equal({
        ExecutedVersion: "$LATEST",
        Payload: { told: true },
        StatusCode: 200,
      });
      expect(new Set(asked)).to.deep.equal(
        new Set([
          `${ROLE} states:StartExecution ${MACHINE}`,
          `${ROLE} lambda:InvokeFunction ${FUNCTION}`,
          `${ROLE} states:SendTaskSuccess ${MACHINE}`,
          `${ROLE} states:DescribeExecution ${executionArn ?? ""}`,
        ]),
      );
    });

    it("hands the trace of the start on to the functions, with a parent of its own", async () => {
      const root = "Root=1-6b03ad9c-1ab4e00b8fab82adf851cae9";
      const client = sfn();
      client.middlewareStack.add(
        (next) => (given) => {
          if (isRecord(given.request) && isRecord(given.request["headers"]))
            Object.assign(given.request["headers"], {
              "X-Amzn-Trace-Id": `${root};Parent=1ab4e00b8fab82ad;Sampled=1`,
            });
          return next(given);
        },
        { step: "build" },
      );
      await client.send(new StartExecutionCommand({ stateMachineArn: MACHINE, name: "traced" }));
      const [first] = await invocations(1);
      expect(first?.trace).to.match(
        /^Root=1-6b03ad9c-1ab4e00b8fab82adf851cae9;Parent=[0-9a-f]{16};Sampled=1$/,
      );
      expect(first?.trace).not.to.contain("1ab4e00b8fab82ad;");
    });

    it("fails a task with the function's own error name, and its error as the cause", async () => {
      const error = { errorType: "AttemptClosed", errorMessage: "shut", trace: ["at x"] };
      outcome = () => ({ error });
      const { executionArn } = await start("fails");
      const described = await ended(executionArn);
      expect(described.status).to.equal("FAILED");
      expect(described.error).to.equal("AttemptClosed");
      expect(JSON.parse(described.cause ?? "")).to.deep.equal(error);
    });

    it("fails a task that the state machine's own role does not allow", async () => {
      refused = (action) => action === "lambda:InvokeFunction";
      const { executionArn } = await start("denied");
      const described = await ended(executionArn);
      expect(described.error).to.equal("Lambda.AWSLambdaException");
      expect(described.cause).to.contain(
        `is not authorized to perform: lambda:InvokeFunction on resource: ${FUNCTION}`,
      );
      expect(invoked).to.deep.equal([]);
    });

    it("fails a task that somebody says has failed", async () => {
      const { executionArn } = await start("told");
      const [first] = await invocations(1);
      const taskToken = text(first?.event["token"]);
      await sfn().send(new SendTaskFailureCommand({ taskToken, error: "Mine", cause: "so" }));
      expect(await ended(executionArn)).to.include({ status: "FAILED", error: "Mine", cause: "so" });
      const late = sfn().send(new SendTaskSuccessCommand({ taskToken, output: "{}" }));
      expect((await failure(late)).name).to.equal("TaskTimedOut");
    });

    it("answers the errors of Step Functions by their names", async () => {
      await start("twice", '{"a":1}');
      await start("twice", '{"a":1}');
      expect((await failure(start("twice", '{"a":2}'))).name).to.equal("ExecutionAlreadyExists");
      expect((await failure(start("bad name"))).name).to.equal("InvalidName");
      const token = (taskToken: string) =>
        sfn().send(new SendTaskSuccessCommand({ taskToken, output: "{}" }));
      expect((await failure(token("no"))).name).to.equal("InvalidToken");
      expect((await failure(token("a".repeat(64)))).name).to.equal("TaskDoesNotExist");
      const other = new StartExecutionCommand({ stateMachineArn: `${MACHINE}2` });
      expect((await failure(sfn().send(other))).name).to.equal("StateMachineDoesNotExist");
    });

    it("lists executions, the newest first, by status, page by page", async () => {
      await start("list-1");
      const { executionArn } = await start("list-2");
      await sfn().send(new StopExecutionCommand({ executionArn }));
      await start("list-3");
      const list = (more: object) =>
        sfn().send(new ListExecutionsCommand({ stateMachineArn: MACHINE, ...more }));
      const running = await list({ statusFilter: "RUNNING", maxResults: 2 });
      expect(running.executions?.map(({ name }) => name)).to.deep.equal(["list-3", "list-1"]);
      const [newest] = running.executions ?? [];
      expect(newest).to.include({ stateMachineArn: MACHINE, status: "RUNNING", redriveCount: 0 });
      expect(newest?.startDate).to.be.instanceOf(Date);
      const { nextToken } = await list({ maxResults: 2 });
      const [next] = (await list({ maxResults: 1, nextToken })).executions ?? [];
      expect(next?.name).to.equal("list-1");
      const [stopped] = (await list({ statusFilter: "ABORTED" })).executions ?? [];
      expect(stopped).to.include({ name: "list-2", status: "ABORTED" });
      expect((await failure(list({ nextToken: "no" }))).name).to.equal("InvalidToken");
      expect((await failure(list({ maxResults: 1001 }))).name).to.equal("ValidationException");
      const other = new ListExecutionsCommand({ stateMachineArn: `${MACHINE}2` });
      expect((await failure(sfn().send(other))).name).to.equal("StateMachineDoesNotExist");
    });

    it("stops an execution, tells its history, and redrives it", async () => {
      const { executionArn } = await start("again");
      await invocations(1);
      await sfn().send(new StopExecutionCommand({ executionArn, error: "Mine", cause: "so" }));
      expect(await ended(executionArn)).to.include({
        status: "ABORTED",
        error: "Mine",
        cause: "so",
        redriveStatus: "REDRIVABLE",
      });
      const newest = await sfn().send(
        new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 }),
      );
      expect(newest.events?.map(({ type }) => type)).to.deep.equal(["ExecutionAborted"]);
      expect(newest.events?.[0]?.timestamp).to.be.instanceOf(Date);
      expect(newest.nextToken).to.be.a("string");
      const { redriveDate } = await sfn().send(new RedriveExecutionCommand({ executionArn }));
      expect(redriveDate).to.be.instanceOf(Date);
      await invocations(2);
      const { events } = await sfn().send(new GetExecutionHistoryCommand({ executionArn }));
      const types = events?.map(({ type }) => type);
      expect(types?.slice(0, 3)).to.deep.equal(["ExecutionStarted", "TaskStateEntered", "TaskScheduled"]);
      expect(types).to.include.members(["ExecutionAborted", "ExecutionRedriven"]);
      const twice = failure(sfn().send(new RedriveExecutionCommand({ executionArn })));
      expect((await twice).name).to.equal("ExecutionNotRedrivable");
      const unknown = new StopExecutionCommand({ executionArn: `${executionArn ?? ""}2` });
      expect((await failure(sfn().send(unknown))).name).to.equal("ExecutionDoesNotExist");
      expect(asked).to.include.members([
        `${ROLE} states:StopExecution ${executionArn ?? ""}`,
        `${ROLE} states:RedriveExecution ${executionArn ?? ""}`,
        `${ROLE} states:GetExecutionHistory ${executionArn ?? ""}`,
      ]);
    });

    async function ended(executionArn: string | undefined) {
      const describe = new DescribeExecutionCommand({ executionArn });
      let described = await sfn().send(describe);
      while (described.status === "RUNNING") described = await sfn().send(describe);
      return described;
    }
  });

  describe("callers", () => {
    it("are unknown without credentials of this stack, in every protocol", async () => {
      const stranger = { accessKeyId: "ASIAWRONG" };
      const get = new GetItemCommand({ TableName: "incidents", Key: { id: { S: "1" } } });
      expect((await failure(dynamo(stranger).send(get))).name).to.equal("UnrecognizedClientException");
      const send = new SendTaskSuccessCommand({ taskToken: "t", output: "{}" });
      expect((await failure(sfn(stranger).send(send))).name).to.equal("UnrecognizedClientException");
      const publish = new PublishCommand({ TopicArn: TOPIC, Message: "x" });
      expect((await failure(sns(stranger).send(publish))).name).to.equal("InvalidClientTokenId");
    });

    it("are unknown once their credentials are revoked", () => {
      const known = callers();
      const { revoke, accessKeyId } = known.issue(ROLE, "x");
      expect(known.find(accessKeyId)).to.deep.equal({
        roleArn: ROLE,
        arn: "arn:aws:sts::000000000000:assumed-role/reader/x",
      });
      revoke();
      expect(known.find(accessKeyId)).to.equal(undefined);
    });

    it("get an answer even to requests that no SDK would send", async () => {
      const post = async (headers: Record<string, string>, body = "") => {
        const response = await fetch(endpoint.url, { method: "POST", headers, body });
        const answer: unknown = await response.json();
        return answer;
      };
      const signed = (service: string) =>
        `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=x`;
      expect(await post({})).to.include({ __type: "MissingAuthenticationTokenException" });
      expect(await post({ authorization: signed("s3") })).to.include({ __type: "UnknownOperationException" });
      const dynamoHeaders = {
        authorization: signed("dynamodb"),
        "x-amz-target": "DynamoDB_20120810.GetItem",
      };
      expect(await post(dynamoHeaders, "{")).to.include({ __type: "SerializationException" });
      expect(
        await post({ ...dynamoHeaders, "x-amz-target": "DynamoDB_20120810.constructor" }, "{}"),
      ).to.include({
        __type: "UnknownOperationException",
      });
    });
  });

  it("refuses tasks and state machines that do not run here", () => {
    const start = (state: Properties) => () =>
      startStepFunctions({
        resource: resource("aws:sfn/stateMachine:StateMachine", MACHINE, {
          name: "m",
          arn: MACHINE,
          roleArn: ROLE,
          ...state,
        }),
        region: "eu-west-1",
        refusal: () => undefined,
        onEvent: () => undefined,
        lambda: { invoke: () => Promise.reject(new Error("unused")) },
      });
    const definition = (Resource: string) =>
      JSON.stringify({ ...DEFINITION, States: { Ask: { ...DEFINITION.States.Ask, Resource } } });
    const inParallel = (text: string) =>
      JSON.stringify({
        ...DEFINITION,
        States: { Both: { Type: "Parallel", Branches: [JSON.parse(text) as object], End: true } },
      });
    const publish = definition("arn:aws:states:::sns:publish");
    for (const each of [publish, inParallel(publish)])
      expect(start({ definition: each })).to.throw(
        "State Ask: the task arn:aws:states:::sns:publish does not run on this machine",
      );
    expect(start({ definition: JSON.stringify(DEFINITION), type: "EXPRESS" })).to.throw("is no Standard one");
  });
});
