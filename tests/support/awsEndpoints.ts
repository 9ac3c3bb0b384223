/** AWS as the packages see it: DynamoDB is dynalite, SNS and Step Functions take note. Every call is recorded. */
import dynalite = require("dynalite");
import { createSocket } from "node:dgram";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { at, isRecord, textAt, type Registered } from "./program";

/** One request to AWS. */
export interface Call {
  readonly accessKeyId: string;
  /** As policies write it: `dynamodb:GetItem`. */
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** An answer that is an error. */
export interface Refusal {
  readonly status: number;
  readonly errorType: string;
  /** AWS's messages can repeat what was sent. */
  readonly message: (input: Call["input"]) => string;
}

export interface AwsEndpoints {
  /** For `AWS_ENDPOINT_URL_<service>`. */
  readonly endpoints: Readonly<Record<"DYNAMODB" | "SNS" | "SFN", string>>;
  /** Where X-Ray's daemon listens. */
  readonly xrayDaemon: string;
  readonly calls: readonly Call[];
  /** What X-Ray was sent: segments and subsegments, as JSON text. */
  readonly segments: readonly string[];
  /** The action is refused while this runs. */
  refusing<T>(action: string, refusal: Refusal, work: () => Promise<T>): Promise<T>;
  /** Lets the time of an open incident's next step be long past, as if the clock had gone on. */
  makeDue(incidentId: string): Promise<void>;
  /** Answers when everything that was sent to X-Ray before is in `segments`. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts them with the table that the program registers. */
export async function startAwsEndpoints(table: Registered): Promise<AwsEndpoints> {
  const calls: Call[] = [];
  const refusals = new Map<string, Refusal>();
  const database = dynalite({ createTableMs: 0 });
  listenFirst(database, calls, refusals);
  const services = servicesServer(calls, refusals);
  const xray = await startXray();
  const [databaseUrl, servicesUrl] = [await listen(database), await listen(services)];
  await createTable(databaseUrl, table);
  return {
    endpoints: { DYNAMODB: databaseUrl, SNS: servicesUrl, SFN: servicesUrl },
    xrayDaemon: xray.address,
    calls,
    segments: xray.segments,
    flush: xray.flush,
    refusing: async (action, refusal, work) => {
      refusals.set(action, refusal);
      try {
        return await work();
      } finally {
        refusals.delete(action);
      }
    },
    makeDue: async (incidentId) => {
      await send(databaseUrl, "UpdateItem", {
        TableName: textAt(table.inputs, "name"),
        Key: { incidentId: { S: incidentId } },
        UpdateExpression: "SET dueAt = :past",
        ConditionExpression: "attribute_exists(dueAt)",
        ExpressionAttributeValues: { ":past": { S: "2026-01-01T00:00:00.000Z" } },
      });
    },
    stop: async () => {
      await Promise.all([database, services].map(close));
      xray.close();
    },
  };
}

/** Of the test's own requests, which nobody notes. */
const TEST_KEY = "test";

/** Notes what the database is asked, and refuses what is to be refused before the database sees it. */
function listenFirst(database: Server, calls: Call[], refusals: ReadonlyMap<string, Refusal>): void {
  const answers = database.listeners("request");
  database.removeAllListeners("request");
  database.on("request", (request: IncomingMessage, response: ServerResponse) => {
    // The action stands in a header; the database reads the body, from its first byte on.
    const { accessKeyId, action } = callOf(request, "{}");
    const refusal = accessKeyId === TEST_KEY ? undefined : refusals.get(action);
    void bodyOf(request).then((body) => {
      const call = callOf(request, body);
      if (accessKeyId !== TEST_KEY) calls.push(call);
      if (refusal !== undefined) answerJson(response, { refusal }, call);
    });
    if (refusal === undefined)
      for (const answer of answers) Reflect.apply(answer, database, [request, response]);
  });
}

function answerJson(response: ServerResponse, answered: Answer, call: Call): void {
  response.statusCode = "refusal" in answered ? answered.refusal.status : 200;
  response.setHeader("Content-Type", "application/x-amz-json-1.0");
  response.end(json(answered, call));
}

function callOf({ headers }: IncomingMessage, body: string): Call {
  const { authorization = "", "x-amz-target": target } = headers;
  const accessKeyId = /Credential=([^/]+)\//.exec(authorization)?.[1] ?? "";
  if (typeof target === "string") {
    const [api = "", operation = ""] = target.split(".");
    const input: unknown = JSON.parse(body);
    return {
      accessKeyId,
      action: `${api.startsWith("DynamoDB") ? "dynamodb" : "states"}:${operation}`,
      input: isRecord(input) ? input : {},
    };
  }
  // SNS speaks in forms.
  const { Action = "", ...input } = Object.fromEntries(new URLSearchParams(body));
  return { accessKeyId, action: `sns:${Action}`, input };
}

type Answer = { readonly result: object } | { readonly refusal: Refusal };

/** SNS and Step Functions: everything is fine, but what happened before, and what is refused. */
function servicesServer(calls: Call[], refusals: ReadonlyMap<string, Refusal>): Server {
  const answer = stepFunctions();
  return createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const call = callOf(request, body);
      calls.push(call);
      const refusal = refusals.get(call.action);
      const answered = refusal ? { refusal } : answer(call);
      if (call.action.startsWith("sns:")) answerXml(response, answered, call);
      else answerJson(response, answered, call);
    });
  });
}

function answerXml(response: ServerResponse, answered: Answer, call: Call): void {
  response.statusCode = "refusal" in answered ? answered.refusal.status : 200;
  response.setHeader("Content-Type", "text/xml");
  response.end(xml(answered, call));
}

/** An execution is started once, and a task is woken once. */
function stepFunctions(): (call: Call) => Answer {
  const used = new Set<string>();
  const once = (key: string, result: object, refusal: Refusal): Answer => {
    if (used.has(key)) return { refusal };
    used.add(key);
    return { result };
  };
  return ({ action, input }) => {
    switch (action) {
      case "states:StartExecution": {
        const name = textAt(input, "name");
        const arn = textAt(input, "stateMachineArn").replace(":stateMachine:", ":execution:");
        const message = () => `Execution Already Exists: '${arn}:${name}'`;
        const refusal = { status: 400, errorType: "ExecutionAlreadyExists", message };
        return once(`${action} ${name}`, { executionArn: `${arn}:${name}`, startDate: 1 }, refusal);
      }
      case "states:SendTaskSuccess": {
        const message = () => "Task Timed Out: 'Provided task does not exist anymore'";
        const refusal = { status: 400, errorType: "TaskTimedOut", message };
        return once(`${action} ${textAt(input, "taskToken")}`, {}, refusal);
      }
      default:
        return { result: {} };
    }
  };
}

const json = (answer: Answer, { input }: Call): string =>
  JSON.stringify(
    "refusal" in answer
      ? { __type: answer.refusal.errorType, message: answer.refusal.message(input) }
      : answer.result,
  );

const xml = (answer: Answer, { input }: Call): string =>
  "refusal" in answer
    ? `<ErrorResponse><Error><Type>Sender</Type><Code>${answer.refusal.errorType}</Code>` +
      `<Message>${answer.refusal.message(input)}</Message></Error><RequestId>r</RequestId></ErrorResponse>`
    : "<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>";

/** The daemon's side of https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon */
async function startXray() {
  const segments: string[] = [];
  const socket = createSocket("udp4");
  const flushed: (() => void)[] = [];
  socket.on("message", (message) => {
    const [, segment] = message.toString().split("\n");
    if (segment === undefined) flushed.shift()?.();
    else segments.push(segment);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const { address, port } = socket.address();
  return {
    segments,
    address: `${address}:${port}`,
    // What comes in first is read first.
    flush: () =>
      new Promise<void>((resolve) => {
        flushed.push(resolve);
        socket.send("flush", port, address);
      }),
    close: () => {
      socket.close();
    },
  };
}

async function createTable(endpoint: string, { inputs }: Registered): Promise<void> {
  const TableName = textAt(inputs, "name");
  const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
  const key = (AttributeName: string, KeyType: "HASH" | "RANGE") => ({ AttributeName, KeyType });
  await send(endpoint, "CreateTable", {
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [key(textAt(inputs, "hashKey"), "HASH")],
    AttributeDefinitions: list(at(inputs, "attributes")).map((each) => ({
      AttributeName: textAt(each, "name"),
      AttributeType: textAt(each, "type"),
    })),
    GlobalSecondaryIndexes: list(at(inputs, "globalSecondaryIndexes")).map((index) => ({
      IndexName: textAt(index, "name"),
      KeySchema: [
        key(textAt(index, "keySchemas", 0, "attributeName"), "HASH"),
        key(textAt(index, "keySchemas", 1, "attributeName"), "RANGE"),
      ],
      Projection: {
        ProjectionType: textAt(index, "projectionType"),
        NonKeyAttributes: list(at(index, "nonKeyAttributes")),
      },
    })),
  });
  // It becomes active in a turn of dynalite's own, a moment later.
  while (at(await send(endpoint, "DescribeTable", { TableName }), "Table", "TableStatus") !== "ACTIVE");
}

async function send(endpoint: string, operation: string, input: object): Promise<unknown> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-amz-json-1.0",
      "X-Amz-Target": `DynamoDB_20120810.${operation}`,
      // dynalite wants a signature and does not check it.
      "X-Amz-Date": "20260101T000000Z",
      Authorization: `AWS4-HMAC-SHA256 Credential=${TEST_KEY}/x, SignedHeaders=host, Signature=none`,
    },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${operation} failed: ${text}`);
  return JSON.parse(text) as unknown;
}

function bodyOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      resolve(Buffer.concat(chunks).toString());
    });
  });
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) =>
    server.close(() => {
      resolve();
    }),
  );
}
