/** DynamoDB: dynalite, behind the roles of the callers. */
import dynalite = require("dynalite");
import { Agent, request as httpRequest } from "node:http";
import { readState, isRecord, parseRecord, type Properties, type Reader, type Resource } from "../inputs";
import { listen, LOOPBACK } from "../loopback";
import { jsonProtocol } from "./json";
import type { Answer, Operation, Service } from "./service";

export interface DynamoDb {
  readonly service: Service;
  stop(): Promise<void>;
}

type Send = (operation: string, body: string) => Promise<Answer>;

/** Operations on one table. Those on an index are allowed on the index. */
const OPERATIONS = ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "DescribeTable"];

/** Starts an empty database with the tables that the program registered. */
export async function startDynamoDb(resources: readonly Resource[]): Promise<DynamoDb> {
  const server = await listen(dynalite({ createTableMs: 0 }), 0);
  const agent = new Agent({ keepAlive: true });
  const underWay = new Set<Promise<unknown>>();
  const sendNow = sender(server.port, agent);
  const send: Send = (operation, body) => {
    const sent = sendNow(operation, body);
    const over = sent.catch(() => undefined).finally(() => underWay.delete(over));
    underWay.add(over);
    return sent;
  };
  const tables = resources.filter(({ type }) => type === "aws:dynamodb/table:Table");
  const stop = async () => {
    // dynalite throws where nobody can catch it when it has to write after its end.
    await Promise.all(underWay);
    agent.destroy();
    await server.stop();
  };
  try {
    for (const table of tables) await createTable(send, readState(table));
  } catch (error) {
    await stop();
    throw error;
  }
  const arns = new Map(tables.map((table) => [table.id, readState(table).text("arn")]));
  const operation = (name: string): Operation => ({
    action: `dynamodb:${name}`,
    resource: ({ TableName, IndexName }: Properties) => {
      const table = String(TableName);
      const arn = arns.get(table) ?? table;
      return typeof IndexName === "string" ? `${arn}/index/${IndexName}` : arn;
    },
    run: ({ request }) => send(name, request.body),
  });
  return {
    service: {
      ...jsonProtocol("DynamoDB_20120810"),
      signingName: "dynamodb",
      operations: Object.fromEntries(OPERATIONS.map((name) => [name, operation(name)])),
    },
    stop,
  };
}

const sender =
  (port: number, agent: Agent): Send =>
  (operation, body) =>
    new Promise((resolve, reject) => {
      const headers = {
        "content-type": "application/x-amz-json-1.0",
        "content-length": Buffer.byteLength(body),
        "x-amz-target": `DynamoDB_20120810.${operation}`,
        // dynalite wants a signature and does not check it.
        authorization: "AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=none",
        "x-amz-date": "20200101T000000Z",
      };
      const request = httpRequest({ host: LOOPBACK, port, agent, method: "POST", path: "/", headers });
      request.once("error", reject);
      request.once("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.once("error", reject);
        response.once("end", () => {
          const kept = ["content-type", "x-amz-crc32", "x-amzn-requestid"];
          const answered = kept.map((name) => [name, String(response.headers[name])] as const);
          resolve({
            status: response.statusCode ?? 500,
            headers: Object.fromEntries(answered),
            body: Buffer.concat(chunks),
          });
        });
      });
      request.end(body);
    });

async function createTable(send: Send, table: Reader): Promise<void> {
  const name = table.text("name");
  const indexes = table.records("globalSecondaryIndexes").map((index) => ({
    IndexName: index.text("name"),
    KeySchema: keySchema(index),
    Projection: {
      ProjectionType: index.text("projectionType"),
      ...(index.texts("nonKeyAttributes").length > 0 && {
        NonKeyAttributes: index.texts("nonKeyAttributes"),
      }),
    },
  }));
  await succeed(send, "CreateTable", {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: table
      .records("attributes")
      .map((attribute) => ({ AttributeName: attribute.text("name"), AttributeType: attribute.text("type") })),
    KeySchema: keySchema(table),
    ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
  });
  // It becomes active in a turn of dynalite's own, a moment later.
  while ((await tableStatus(send, name)) !== "ACTIVE");
}

/** Keys are given by name, or as a list with their types (indexes in @pulumi/aws 7). */
const keySchema = (keys: Reader) => {
  const listed = keys.records("keySchemas");
  if (listed.length > 0)
    return listed.map((key) => ({
      AttributeName: key.text("attributeName"),
      KeyType: key.text("keyType"),
    }));
  const range = keys.optionalText("rangeKey");
  return [
    { AttributeName: keys.text("hashKey"), KeyType: "HASH" },
    ...(range === undefined ? [] : [{ AttributeName: range, KeyType: "RANGE" }]),
  ];
};

async function tableStatus(send: Send, name: string): Promise<unknown> {
  const { Table } = await succeed(send, "DescribeTable", { TableName: name });
  return isRecord(Table) ? Table["TableStatus"] : undefined;
}

async function succeed(send: Send, operation: string, input: Properties): Promise<Properties> {
  const { status, body } = await send(operation, JSON.stringify(input));
  if (status !== 200)
    throw new Error(`${operation} of ${String(input["TableName"])} failed: ${body.toString()}`);
  return parseRecord(operation, body.toString());
}
