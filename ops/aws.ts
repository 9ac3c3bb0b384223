/** The real ports: DynamoDB and Step Functions, with the credentials of whoever operates the stack. */
import { setTimeout as sleep } from "node:timers/promises";
import {
  DynamoDBClient,
  GetItemCommand,
  paginateScan,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type AttributeValue,
  type QueryCommandInput,
} from "@aws-sdk/client-dynamodb";
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  type DescribeExecutionOutput,
  type HistoryEvent,
} from "@aws-sdk/client-sfn";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { updateExpression } from "../handlers/expressions";
import { executionInput, taskSuccess } from "../workflow/asl/build/token";
import { isIncidentId, timestamp, type IncidentId } from "../workflow/contract";
import { isIncident, type Incident } from "../workflow/incident";
import { INDEXES } from "../workflow/indexes";
import type { ExamMachine } from "../workflow/machine";
import {
  closedAs,
  executionArn,
  executionName,
  incidentOf,
  placeOf,
  statesOf,
  type Execution,
} from "./execution";
import { inParallel } from "./inParallel";
import type { Executions, Found, Incidents, World } from "./ports";
import type { Target } from "./target";

export interface Connection {
  readonly world: World;
  close(): void;
}

/** Operators can wait: Step Functions throttles by account, and the program goes first. */
const PATIENCE = { maxAttempts: 8, retryMode: "adaptive" } as const;

export function connect({ region, tableName, stateMachineArn, local }: Target): Connection {
  const options = {
    ...PATIENCE,
    region,
    ...(local && {
      endpoint: local.endpoint,
      credentials: {
        accessKeyId: local.accessKeyId,
        secretAccessKey: local.secretAccessKey,
        sessionToken: local.sessionToken,
      },
    }),
  };
  const database = new DynamoDBClient(options);
  const machines = new SFNClient(options);
  return {
    world: {
      incidents: incidents(database, tableName),
      executions: executions(machines, stateMachineArn),
      now: () => Date.now(),
      sleep: (milliseconds) => sleep(milliseconds),
    },
    close: () => {
      database.destroy();
      machines.destroy();
    },
  };
}

const isNamed = (error: unknown, ...names: readonly string[]): boolean =>
  error instanceof Error && names.includes(error.name);

/** Items on a page of a query. */
const PAGE = 1000;

function incidents(client: DynamoDBClient, TableName: string): Incidents {
  async function query(limit: number, input: Omit<QueryCommandInput, "TableName">): Promise<Found> {
    const ids: IncidentId[] = [];
    let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName,
          ...input,
          Limit: Math.min(PAGE, limit - ids.length),
          ExclusiveStartKey,
        }),
      );
      ids.push(...Items.map((item): unknown => unmarshall(item)["incidentId"]).filter(isIncidentId));
      ExclusiveStartKey = LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined && ids.length < limit);
    return { ids, more: ExclusiveStartKey !== undefined };
  }
  return {
    async get(incidentId) {
      const Key = marshall({ incidentId });
      const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
      return Item && incident(Item);
    },
    open: (limit) =>
      query(limit, {
        IndexName: INDEXES.byStatus.name,
        KeyConditionExpression: "#status = :open",
        ExpressionAttributeNames: { "#status": INDEXES.byStatus.hashKey },
        ExpressionAttributeValues: marshall({ ":open": "awaiting-exam" }),
      }),
    due: (before, limit) =>
      query(limit, {
        IndexName: INDEXES.openByDueAt.name,
        KeyConditionExpression: "#status = :open AND #dueAt <= :before",
        ExpressionAttributeNames: {
          "#status": INDEXES.openByDueAt.hashKey,
          "#dueAt": INDEXES.openByDueAt.rangeKey,
        },
        ExpressionAttributeValues: marshall({ ":open": "awaiting-exam", ":before": timestamp(before) }),
      }),
    async apply(incidentId, transition) {
      try {
        const { Attributes } = await client.send(
          new UpdateItemCommand({
            TableName,
            Key: marshall({ incidentId }),
            ...updateExpression(transition),
            ReturnValues: "ALL_NEW",
          }),
        );
        return Attributes && incident(Attributes);
      } catch (error) {
        if (isNamed(error, "ConditionalCheckFailedException")) return undefined;
        throw error;
      }
    },
    async *copies(table) {
      for await (const { Items = [] } of paginateScan({ client }, { TableName: table }))
        yield Items.map(incident);
    },
    async put(item, inPlaceOf) {
      try {
        await client.send(
          new PutItemCommand({
            TableName,
            Item: marshall(item, { removeUndefinedValues: true }),
            ...(inPlaceOf === undefined
              ? { ConditionExpression: "attribute_not_exists(incidentId)" }
              : {
                  ConditionExpression: "#version = :version",
                  ExpressionAttributeNames: { "#version": "version" },
                  ExpressionAttributeValues: marshall({ ":version": inPlaceOf.version }),
                }),
          }),
        );
        return true;
      } catch (error) {
        if (isNamed(error, "ConditionalCheckFailedException")) return false;
        throw error;
      }
    },
  };
}

function incident(item: Record<string, AttributeValue>): Incident {
  const read: unknown = unmarshall(item);
  if (isIncident(read)) return read;
  throw new Error("An item of the table is not an incident: is it the table of this program?");
}

/** Names that are looked for at once: gaps are those that Step Functions has forgotten, 90 days after their end. */
const LOOKED_FOR = [1, 2, 3, 4];

/** Events of one page, and pages: a state with all its retries has fewer than 40. */
const EVENTS = 100;
const EVENT_PAGES = 5;

function executions(client: SFNClient, stateMachineArn: string): Executions {
  /** The newest first, until what is wanted is among them. */
  async function history(arn: string, enough: (events: readonly HistoryEvent[]) => boolean) {
    const found: HistoryEvent[] = [];
    let nextToken: string | undefined;
    for (let page = 0; page < EVENT_PAGES; page++) {
      const answer = await client.send(
        new GetExecutionHistoryCommand({
          executionArn: arn,
          reverseOrder: true,
          maxResults: EVENTS,
          nextToken,
        }),
      );
      found.push(...(answer.events ?? []));
      nextToken = answer.nextToken;
      if (nextToken === undefined || enough(found)) break;
    }
    return found;
  }

  const entersState = (events: readonly HistoryEvent[]) =>
    events.some(({ stateEnteredEventDetails }) => stateEnteredEventDetails !== undefined);

  async function look(id: IncidentId, number: number): Promise<Execution | undefined> {
    const name = executionName(id, number);
    const arn = executionArn(stateMachineArn, name);
    const described = await describe(arn);
    const { status, startDate, stopDate, error, traceHeader } = described ?? {};
    if (status === undefined || status === "PENDING_REDRIVE" || startDate === undefined) return undefined;
    const place = placeOf(await history(arn, entersState), status === "RUNNING");
    const incidentId = incidentOf(described?.input);
    const closed = closedAs(described?.output);
    const traceId = /Root=([0-9a-f-]+)/.exec(traceHeader ?? "")?.[1];
    return {
      arn,
      name,
      number,
      status,
      startedAt: startDate.getTime(),
      redrivable: described?.redriveStatus === "REDRIVABLE",
      ...(stopDate && { stoppedAt: stopDate.getTime() }),
      ...(error !== undefined && { error }),
      ...(incidentId !== undefined && { incidentId }),
      ...(closed !== undefined && { closedAs: closed }),
      ...(traceId !== undefined && { traceId }),
      ...(place && { place }),
    };
  }

  async function describe(arn: string): Promise<DescribeExecutionOutput | undefined> {
    try {
      return await client.send(new DescribeExecutionCommand({ executionArn: arn }));
    } catch (error) {
      if (isNamed(error, "ExecutionDoesNotExist")) return undefined;
      throw error;
    }
  }

  return {
    async of(id, numbers) {
      const found = await inParallel(numbers ?? LOOKED_FOR, (number) => look(id, number));
      const known = found.filter((each) => each !== undefined);
      if (numbers !== undefined) return known;
      for (let next = LOOKED_FOR.length + 1; known.at(-1)?.number === next - 1; next++) {
        const one = await look(id, next);
        if (one) known.push(one);
      }
      return known;
    },
    way: async (arn) => statesOf(await history(arn, () => false)),
    async list(statusFilter, limit) {
      const names: string[] = [];
      let nextToken: string | undefined;
      do {
        const answer = await client.send(
          new ListExecutionsCommand({
            stateMachineArn,
            statusFilter,
            maxResults: Math.min(PAGE, limit - names.length),
            nextToken,
          }),
        );
        names.push(...(answer.executions ?? []).flatMap(({ name }) => name ?? []));
        nextToken = answer.nextToken;
      } while (nextToken !== undefined && names.length < limit);
      return { names, more: nextToken !== undefined };
    },
    async start(incidentId, number, attempt) {
      try {
        await client.send(
          new StartExecutionCommand({
            stateMachineArn,
            name: executionName(incidentId, number),
            input: executionInput<ExamMachine>({ incidentId, attempt }),
          }),
        );
        return true;
      } catch (error) {
        if (isNamed(error, "ExecutionAlreadyExists")) return false;
        throw error;
      }
    },
    async stop(arn, cause) {
      await client.send(new StopExecutionCommand({ executionArn: arn, error: "Operator", cause }));
    },
    async redrive(arn) {
      try {
        await client.send(new RedriveExecutionCommand({ executionArn: arn }));
        return true;
      } catch (error) {
        if (isNamed(error, "ExecutionNotRedrivable")) return false;
        throw error;
      }
    },
    async wake(token) {
      try {
        await client.send(new SendTaskSuccessCommand(taskSuccess(token, {})));
        return true;
      } catch (error) {
        if (isNamed(error, "TaskTimedOut", "TaskDoesNotExist", "InvalidToken")) return false;
        throw error;
      }
    },
  };
}
