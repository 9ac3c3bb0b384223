/** DynamoDB: dynalite, behind the roles of the callers. */
import dynalite = require("dynalite");
import { Agent, request as httpRequest } from "node:http";
import { readState, isRecord, parseRecord, type Properties, type Reader, type Resource } from "../inputs";
import { listen, LOOPBACK } from "../loopback";
import { jsonProtocol } from "./json";
import type { Answer, Operation, Service } from "./service";

export interface DynamoDb {
  readonly service: Service;
  items(): Promise<Items>;
  /** The tables get the indexes that they have among these resources, and keep their items; throws for other keys. */
  update(resources: readonly Resource[]): Promise<void>;
  stop(): Promise<void>;
}

/** Name of a table → its items, in DynamoDB's JSON: name of an attribute → its value with its type, `{ S: "text" }`. */
export type Items = Readonly<Record<string, readonly Properties[]>>;

type Send = (operation: string, body: string) => Promise<Answer>;

/** Operations on one table. Those on an index are allowed on the index. */
const OPERATIONS = ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "DescribeTable"];

/** Starts a database with the tables that the program registered, empty but for these items. */
export async function startDynamoDb(resources: readonly Resource[], items: Items = {}): Promise<DynamoDb> {
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
  let tables: readonly Resource[] = tablesOf(resources);
  // dynalite cannot add an index: the table is made again, and whoever asks meanwhile waits.
  let altering: Promise<unknown> = Promise.resolve();
  const stop = async () => {
    // dynalite throws where nobody can catch it when it has to write after its end.
    await Promise.all(underWay);
    agent.destroy();
    await server.stop();
  };
  try {
    for (const table of tables) {
      await createTable(send, readState(table));
      await putAll(send, table.id, items[table.id] ?? []);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const operation = (name: string): Operation => ({
    action: `dynamodb:${name}`,
    resource: ({ TableName, IndexName }: Properties) => {
      const table = String(TableName);
      const known = tables.find(({ id }) => id === table);
      const arn = known ? readState(known).text("arn") : table;
      return typeof IndexName === "string" ? `${arn}/index/${IndexName}` : arn;
    },
    run: async ({ request }) => {
      await altering;
      return send(name, request.body);
    },
  });

  async function alter(next: readonly Resource[]): Promise<void> {
    await Promise.all(underWay);
    const before = new Map(tables.map(({ id, inputs }) => [id, JSON.stringify(inputs)]));
    for (const table of next.filter(({ id, inputs }) => before.get(id) !== JSON.stringify(inputs))) {
      const kept = await scan(send, table.id);
      await succeed(send, "DeleteTable", { TableName: table.id });
      while ((await send("DescribeTable", JSON.stringify({ TableName: table.id }))).status === 200);
      await createTable(send, readState(table));
      await putAll(send, table.id, kept);
    }
    tables = next;
  }

  return {
    service: {
      ...jsonProtocol("DynamoDB_20120810"),
      signingName: "dynamodb",
      operations: Object.fromEntries(OPERATIONS.map((name) => [name, operation(name)])),
    },
    items: async () =>
      Object.fromEntries(
        await Promise.all(tables.map(async ({ id }) => [id, await scan(send, id)] as const)),
      ),
    update: (next) => {
      const changed = tablesOf(next);
      for (const table of tables) refuseReplacement(table, changed);
      const done = alter(changed);
      altering = done.catch(() => undefined);
      return done;
    },
    stop,
  };
}

const tablesOf = (resources: readonly Resource[]) =>
  resources.filter(({ type }) => type === "aws:dynamodb/table:Table");

function refuseReplacement(before: Resource, next: readonly Resource[]): void {
  const after = next.find(({ id }) => id === before.id);
  const key = (table: Resource) => JSON.stringify(keySchema(readState(table)));
  if (!after || key(after) !== key(before))
    throw new Error(
      `The table ${before.id} has the key ${key(before)}, and would ${after ? `have ${key(after)}` : "be gone"}: ` +
        "AWS would delete it with all its items. Keep its name and its key.",
    );
}

async function scan(send: Send, TableName: string): Promise<readonly Properties[]> {
  const found: Properties[] = [];
  let from: unknown;
  do {
    const page = await succeed(send, "Scan", {
      TableName,
      ...(from !== undefined && { ExclusiveStartKey: from }),
    });
    if (Array.isArray(page["Items"])) found.push(...page["Items"].filter(isRecord));
    from = page["LastEvaluatedKey"];
  } while (from !== undefined);
  return found;
}

async function putAll(send: Send, TableName: string, items: readonly Properties[]): Promise<void> {
  for (const Item of items) await succeed(send, "PutItem", { TableName, Item });
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
