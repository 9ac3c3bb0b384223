import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { expect } from "chai";
import dynalite = require("dynalite");
import * as fc from "fast-check";
import { updateExpression } from "../../handlers/expressions";
import { listen, type LoopbackServer } from "../../local/loopback";
import { incidentId } from "../../workflow/contract";
import type { Incident, Transition } from "../../workflow/incident";
import { freeTransitions, incidents, ruledTransitions } from "../support/arbitraries";
import { memoryTable } from "../support/memoryTable";

/** What became of an update, and of the item. */
interface Result {
  readonly answer: unknown;
  readonly stored: unknown;
}

const TableName = "incidents";
/** Of expressions: beside placeholders there is nothing else. */
const WORDS = ["SET", "REMOVE", "AND", "IN", "attribute_not_exists", "contains", "size", "list_append"];

describe("handlers/expressions", () => {
  let server: LoopbackServer;
  let client: DynamoDBClient;

  before(async () => {
    server = await listen(dynalite({ createTableMs: 0 }), 0);
    client = new DynamoDBClient({
      endpoint: server.url,
      region: "eu-west-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    });
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "incidentId", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "incidentId", KeyType: "HASH" }],
      }),
    );
  });

  after(async () => {
    client.destroy();
    await server.stop();
  });

  const put = (incident: Incident) =>
    client.send(new PutItemCommand({ TableName, Item: marshall(incident, { removeUndefinedValues: true }) }));

  async function inDynamoDb({ incidentId }: Incident, transition: Transition): Promise<Result> {
    const Key = marshall({ incidentId });
    const update = client.send(
      new UpdateItemCommand({ TableName, Key, ...updateExpression(transition), ReturnValues: "ALL_NEW" }),
    );
    const answer = await update.then(({ Attributes = {} }) => unmarshall(Attributes), nameOf);
    const { Item = {} } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
    return { answer, stored: unmarshall(Item) };
  }

  async function inMemory(incident: Incident, transition: Transition): Promise<Result> {
    const table = memoryTable(incident);
    const answer = await table.apply(incident.incidentId, transition).catch(nameOf);
    return {
      answer: answer ?? "ConditionalCheckFailedException",
      stored: table.item(incident.incidentId),
    };
  }

  const sameInBoth = (transitions: fc.Arbitrary<Transition>, seen: Set<string>) =>
    fc.asyncProperty(incidents, transitions, async (incident, transition) => {
      await put(incident);
      const real = await inDynamoDb(incident, transition);
      seen.add(typeof real.answer === "string" ? real.answer : "accepted");
      expect(await inMemory(incident, transition)).to.deep.equal(real);
    });

  it("says the transitions of the process to DynamoDB as the table in memory takes them", async () => {
    const seen = new Set<string>();
    await fc.assert(sameInBoth(ruledTransitions, seen), { numRuns: 60 });
    expect([...seen]).to.include.members(["accepted", "ConditionalCheckFailedException"]);
  });

  it("says every other transition to DynamoDB as the table in memory takes it, invalid ones too", async () => {
    const seen = new Set<string>();
    await fc.assert(sameInBoth(freeTransitions, seen), { numRuns: 60 });
    expect([...seen]).to.include.members([
      "accepted",
      "ConditionalCheckFailedException",
      "ValidationException",
    ]);
  });

  it("changes nothing where there is no item, in both", async () => {
    await fc.assert(
      fc.asyncProperty(incidents, ruledTransitions, async (incident, transition) => {
        const nowhere = { ...incident, incidentId: incidentId("nowhere") };
        const { answer, stored } = await inDynamoDb(nowhere, transition);
        expect({ answer, stored }).to.deep.equal({ answer: "ConditionalCheckFailedException", stored: {} });
        expect(await memoryTable().apply(incident.incidentId, transition)).to.equal(undefined);
      }),
      { numRuns: 20 },
    );
  });

  it("says nothing of the item but by placeholders", () => {
    fc.assert(
      fc.property(fc.oneof(ruledTransitions, freeTransitions), (transition) => {
        const { ConditionExpression, UpdateExpression } = updateExpression(transition);
        const words = `${ConditionExpression} ${UpdateExpression}`.match(/[#:]?\w+/g) ?? [];
        expect(words.filter((word) => !/^[#:]/.test(word))).to.satisfy((bare: string[]) =>
          bare.every((word) => WORDS.includes(word)),
        );
      }),
    );
  });
});

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : String(error));
