/**
 * The real ports: the only SDK clients, and the only readers of the environment. Each function's factory calls those
 * that it needs, once, at INIT; clients made at module level could not be serialised.
 */
import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type AttributeValue,
} from "@aws-sdk/client-dynamodb";
import { SendTaskSuccessCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { captureAsyncFunc, captureAWSv3Client } from "aws-xray-sdk-core";
import { executionInput, taskSuccess } from "../workflow/asl/build/token";
import { isIncidentId, isTimestamp, MAX_PAGE, timestamp, type Timestamp } from "../workflow/contract";
import { isIncident, type Incident } from "../workflow/incident";
import { INDEXES } from "../workflow/indexes";
import type { ExamMachine } from "../workflow/machine";
import type { Clients } from "./caller";
import { updateExpression } from "./expressions";
import type { Times } from "./moveDeadline";
import type { ExamSettings } from "./openAttempt";
import type {
  ChangedIncident,
  ChangePosition,
  Clock,
  DuePosition,
  Executions,
  IncidentIndexes,
  IncidentTable,
  ListedIncident,
  ListPosition,
  Notifications,
  Telemetry,
  Unavailable,
} from "./ports";

/** What the program tells its functions. */
export type Variable =
  | "TABLE_NAME"
  | "TOPIC_ARN"
  | "STATE_MACHINE_ARN"
  | "QUESTIONS_PER_PAPER"
  | "PASS_MARK"
  | "EXAM_PAGE"
  | "RETENTION_DAYS"
  | "GRACE_SECONDS"
  | "REMINDER_SECONDS"
  | "TIME_ZONE"
  | "DAY_END_MINUTES"
  | "MACHINE_CLIENT_ID"
  | "PEOPLE_CLIENT_ID"
  | "SIGN_IN"
  | "CORS_ORIGINS";

function variable(name: Variable): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`The function has no environment variable ${name}.`);
  return value;
}

function wholeNumber(name: Variable): number {
  const value = variable(name);
  if (!/^\d+$/.test(value))
    throw new Error(`The environment variable ${name} must be a whole number: "${value}".`);
  return Number(value);
}

/** Days that a closed incident is kept. */
export const retentionDays = (): number => wholeNumber("RETENTION_DAYS");

export function examSettings(): ExamSettings {
  return {
    questionsPerPaper: wholeNumber("QUESTIONS_PER_PAPER"),
    passMark: wholeNumber("PASS_MARK"),
    examPage: examPage(),
    reminderSeconds: wholeNumber("REMINDER_SECONDS"),
    ...(process.env[TIME_ZONE] !== undefined && {
      dayEnd: { timeZone: variable(TIME_ZONE), minutes: wholeNumber("DAY_END_MINUTES") },
    }),
  };
}

const TIME_ZONE = "TIME_ZONE";

/** Address of the exam page, without a fragment. */
export function examPage(): string {
  return variable("EXAM_PAGE");
}

export function times(): Times {
  return { graceSeconds: wholeNumber("GRACE_SECONDS"), reminderSeconds: wholeNumber("REMINDER_SECONDS") };
}

export function clients(): Clients {
  return { machines: variable("MACHINE_CLIENT_ID"), people: variable("PEOPLE_CLIENT_ID") };
}

/** Origins whose pages may call the API. */
export function corsOrigins(): readonly string[] {
  return variable("CORS_ORIGINS")
    .split(" ")
    .filter((origin) => origin !== "");
}

/** Address of the user pool's sign-in, without a path. */
export function signIn(): string {
  return variable("SIGN_IN");
}

/** Two tries of at most a second each: four calls fit into a function's 10 s, so that it answers before it is ended. */
const PATIENCE = {
  maxAttempts: 2,
  // Without the last one the SDK only warns.
  requestHandler: { connectionTimeout: 500, requestTimeout: 1_000, throwOnRequestTimeout: true },
} as const;

export function incidentTable(): IncidentTable {
  const client = dynamoDb();
  const TableName = variable("TABLE_NAME");
  return {
    get: (incidentId) =>
      calling(async () => {
        const key = marshall({ incidentId });
        const { Item } = await client.send(new GetItemCommand({ TableName, Key: key, ConsistentRead: true }));
        return Item && incident(Item);
      }),
    create: (incident) =>
      calling(async () => {
        const put = new PutItemCommand({
          TableName,
          Item: marshall(incident, { removeUndefinedValues: true }),
          ConditionExpression: "attribute_not_exists(incidentId)",
        });
        return !isRefused(await client.send(put));
      }),
    apply: (incidentId, transition) =>
      calling(async () => {
        const update = new UpdateItemCommand({
          TableName,
          Key: marshall({ incidentId }),
          ...updateExpression(transition),
          ReturnValues: "ALL_NEW",
        });
        const { Attributes } = await client.send(update);
        // Where the condition did not hold there are none.
        return Attributes && incident(Attributes);
      }),
  };
}

export function incidentIndexes(): IncidentIndexes {
  const client = dynamoDb();
  const TableName = variable("TABLE_NAME");
  return {
    list: ({ status, studentId, limit, after }) =>
      calling(async () => {
        const [index, partition] =
          studentId === undefined ? [INDEXES.byStatus, { status }] : [INDEXES.byStudent, { studentId }];
        const filter = studentId !== undefined && status !== undefined;
        const { Items = [], LastEvaluatedKey } = await client.send(
          new QueryCommand({
            TableName,
            IndexName: index.name,
            KeyConditionExpression: "#partition = :partition",
            ...(filter && { FilterExpression: "#status = :status" }),
            ExpressionAttributeNames: { "#partition": index.hashKey, ...(filter && { "#status": "status" }) },
            ExpressionAttributeValues: marshall({
              ":partition": studentId ?? status,
              ...(filter && { ":status": status }),
            }),
            ScanIndexForward: false,
            Limit: limit,
            ...(after && { ExclusiveStartKey: marshall({ ...partition, ...after }) }),
          }),
        );
        const incidents = Items.map((item) => listed(unmarshall(item)));
        const last = LastEvaluatedKey && position(unmarshall(LastEvaluatedKey));
        return { incidents, ...(last && { last }) };
      }),
    changes: (from, until, limit) => calling(() => changesFrom(from, until, limit)),
    due: (now, after) =>
      calling(async () => {
        const { openByDueAt } = INDEXES;
        const { Items = [], LastEvaluatedKey } = await client.send(
          new QueryCommand({
            TableName,
            IndexName: openByDueAt.name,
            KeyConditionExpression: "#status = :open AND #dueAt <= :now",
            ExpressionAttributeNames: { "#status": "status", "#dueAt": "dueAt" },
            ExpressionAttributeValues: marshall({ ":open": "awaiting-exam", ":now": now }),
            Limit: MAX_PAGE,
            ...(after && { ExclusiveStartKey: marshall({ status: "awaiting-exam", ...after }) }),
          }),
        );
        const last = LastEvaluatedKey && duePosition(unmarshall(LastEvaluatedKey));
        const ids = Items.map((item): unknown => unmarshall(item)["incidentId"]);
        return { incidentIds: ids.filter(isIncidentId), ...(last && { last }) };
      }),
  };

  /** Day by day, for each day is a partition. */
  async function changesFrom(from: ChangePosition, until: Timestamp, limit: number) {
    let position = from;
    for (let days = 0; days < DAYS_AT_ONCE && position.changedAt <= until; days++) {
      const { incidents, more } = await changesOfDay(position, until, limit);
      const last = incidents.at(-1);
      const next = last ? { ...position, changedAt: last.changedAt, incidentId: last.incidentId } : position;
      if (more || incidents.length > 0) return { incidents, next };
      // Today goes on.
      if (until.slice(0, 10) <= position.changedOn) return { incidents, next };
      position = dayAfter(position.changedOn);
    }
    return { incidents: [], next: position };
  }

  async function changesOfDay(from: ChangePosition, until: Timestamp, limit: number) {
    const { byChange } = INDEXES;
    const { changedOn, changedAt, incidentId } = from;
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName,
        IndexName: byChange.name,
        KeyConditionExpression: "#changedOn = :day AND #changedAt BETWEEN :from AND :until",
        ExpressionAttributeNames: { "#changedOn": "changedOn", "#changedAt": "changedAt" },
        ExpressionAttributeValues: marshall({ ":day": changedOn, ":from": changedAt, ":until": until }),
        Limit: limit,
        ...(incidentId !== undefined && {
          ExclusiveStartKey: marshall({ changedOn, changedAt, incidentId }),
        }),
      }),
    );
    return {
      incidents: Items.map((item) => changed(unmarshall(item))),
      more: LastEvaluatedKey !== undefined,
    };
  }
}

/** Days without a change that one request looks at; its cursor leads on. */
const DAYS_AT_ONCE = 31;
const DAY_MS = 86_400_000;

function dayAfter(day: string): ChangePosition {
  const changedAt = timestamp(Date.parse(day) + DAY_MS);
  return { changedOn: changedAt.slice(0, 10), changedAt };
}

function changed(item: Record<string, unknown>): ChangedIncident {
  const { changedOn, ...shown } = item;
  if (typeof changedOn === "string" && isListed(shown) && isChanged(shown)) return shown;
  throw new Error("An item of the index of changes is not an incident.");
}

const isChanged = (item: object): item is ChangedIncident => "changedAt" in item && "version" in item;

function duePosition({ incidentId, dueAt }: Record<string, unknown>): DuePosition | undefined {
  return isIncidentId(incidentId) && isTimestamp(dueAt) ? { incidentId, dueAt } : undefined;
}

export function executions(): Executions {
  const client = stepFunctions();
  return {
    async start(incidentId) {
      const stateMachineArn = variable("STATE_MACHINE_ARN");
      const start = new StartExecutionCommand({
        stateMachineArn,
        name: incidentId,
        input: executionInput<ExamMachine>({ incidentId, attempt: 1 }),
      });
      await calling(() => client.send(start));
    },
    async wake(taskToken) {
      const success = new SendTaskSuccessCommand(taskSuccess(taskToken, {}));
      await calling(() => client.send(success));
    },
  };
}

export function notifications(): Notifications {
  const client = sns();
  const TopicArn = variable("TOPIC_ARN");
  return {
    async publish(event) {
      const publish = new PublishCommand({
        TopicArn,
        Message: JSON.stringify(event),
        MessageAttributes: { event: { DataType: "String", StringValue: event.event } },
      });
      await calling(() => client.send(publish));
    },
  };
}

export function clock(): Clock {
  return {
    now: () => Date.now(),
    sleep: (milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds)),
  };
}

export function telemetry(): Telemetry {
  return {
    trace: (name, subject, work) =>
      captureAsyncFunc(name, async (subsegment) => {
        if (subject.incidentId !== undefined) subsegment?.addAnnotation("incidentId", subject.incidentId);
        if (subject.attempt !== undefined) subsegment?.addAnnotation("attempt", subject.attempt);
        try {
          return await work();
        } catch (error) {
          // Its name alone: messages can hold secrets.
          subsegment?.addError({ name: error instanceof Error ? error.name : typeof error, message: "" });
          throw error;
        } finally {
          subsegment?.close();
        }
      }),
    // Lambda's JSON log format takes the object as the line's message.
    log: (level, event, facts) => {
      console[level]({ event, ...facts });
    },
  };
}

function incident(item: Record<string, AttributeValue>): Incident {
  const read: unknown = unmarshall(item);
  if (isIncident(read)) return read;
  throw new Error("An item of the table is not an incident.");
}

function listed(item: Record<string, unknown>): ListedIncident {
  if (isListed(item)) return item;
  throw new Error("An item of an index is not an incident.");
}

function isListed(item: object): item is ListedIncident {
  return ["incidentId", "studentId", "course", "assessment", "status", "reportedAt"].every(
    (name) => name in item,
  );
}

function position({ incidentId, reportedAt }: Record<string, unknown>): ListPosition | undefined {
  return isIncidentId(incidentId) && isTimestamp(reportedAt) ? { incidentId, reportedAt } : undefined;
}

/** Errors that are answers: the condition of a write did not hold; the execution is there; its task has ended. */
const REFUSALS = [
  "ConditionalCheckFailedException",
  "ExecutionAlreadyExists",
  "TaskTimedOut",
  "TaskDoesNotExist",
  "InvalidToken",
];

/** In place of the output of a call. */
interface Refused {
  readonly $metadata: Readonly<Record<string, unknown>>;
  readonly refused: string;
}

const isRefused = (output: object): boolean => "refused" in output;

const UNAVAILABLE: Unavailable["name"] = "Unavailable";

/** Names what passes: no answer, a server's fault, or throttling, after the SDK's own retries. */
async function calling<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Error && isTransient(error))
      throw Object.assign(new Error(error.message), { name: UNAVAILABLE });
    throw error;
  }
}

/**
 * Middleware: before X-Ray or anybody else sees an error. One that is an answer becomes an output, because X-Ray takes
 * what is thrown for a fault; any other loses its message, because AWS's messages can repeat what they were sent,
 * secrets included. X-Ray works at the build step; `low` is nearer to the wire.
 */
const NEAR_THE_WIRE = { step: "build", priority: "low", name: "withoutMessages" } as const;

const withoutMessages =
  <Request, Response>(next: (request: Request) => Promise<Response>) =>
  async (
    request: Request,
  ): Promise<Response | { readonly response: undefined; readonly output: Refused }> => {
    try {
      return await next(request);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (REFUSALS.includes(error.name))
        return { response: undefined, output: { $metadata: metadataOf(error), refused: error.name } };
      throw withoutMessage(error);
    }
  };

/** Without the status, of which X-Ray would make an error: what is left is the request's id, and how often it was sent. */
function metadataOf(error: Error): Refused["$metadata"] {
  const metadata = "$metadata" in error && typeof error.$metadata === "object" ? error.$metadata : {};
  return { ...metadata, httpStatusCode: undefined };
}

function dynamoDb(): DynamoDBClient {
  const client = new DynamoDBClient(PATIENCE);
  client.middlewareStack.add(withoutMessages, NEAR_THE_WIRE);
  return captureAWSv3Client(client);
}

function stepFunctions(): SFNClient {
  const client = new SFNClient(PATIENCE);
  client.middlewareStack.add(withoutMessages, NEAR_THE_WIRE);
  return captureAWSv3Client(client);
}

function sns(): SNSClient {
  const client = new SNSClient(PATIENCE);
  client.middlewareStack.add(withoutMessages, NEAR_THE_WIRE);
  return captureAWSv3Client(client);
}

/** The error's name, and what says whether trying again helps: its other fields repeat the message. */
function withoutMessage(error: Error): Error {
  const kept = ["name", "$metadata", "$retryable", "code"].filter((field) => field in error);
  const fields = kept.map((field): [string, unknown] => [field, Reflect.get(error, field)]);
  return Object.assign(new Error(`AWS answered ${error.name}.`), Object.fromEntries(fields));
}

/** Errors of the SDK: `$metadata` of an answer, `$retryable` for throttling, a network error without either. */
function isTransient(error: Error): boolean {
  if ("$retryable" in error && error.$retryable !== undefined) return true;
  if (error.name === "TimeoutError" || "code" in error) return true;
  const metadata = "$metadata" in error ? error.$metadata : undefined;
  const status =
    typeof metadata === "object" && metadata !== null && "httpStatusCode" in metadata
      ? Number(metadata.httpStatusCode)
      : 0;
  return status >= 500 || status === 429 || /Throttl|TooManyRequests|LimitExceeded/.test(error.name);
}
