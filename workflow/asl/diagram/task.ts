/** What a Task does, in a few words: "puts into table Orders". */
import { parseResource, type Pattern } from "../integrations/resource";
import { isList, isObject, isText, type Json, type JsonObject } from "../json";
import { isExpression } from "./words";

interface Deed {
  readonly does: string;
  /** With `.sync`: the task lasts as long as what it began. */
  readonly toItsEnd?: string;
  readonly what: string;
  /** The arguments that name it: the first that is there. */
  readonly named: readonly string[];
}

const deed = (does: string, what: string, named: string | readonly string[], toItsEnd?: string): Deed => ({
  does,
  what,
  named: [named].flat(),
  ...(toItsEnd !== undefined && { toItsEnd }),
});

const DEEDS: Readonly<Record<string, Deed>> = {
  "lambda:invoke": deed("calls", "function", "FunctionName"),
  "dynamodb:getItem": deed("reads from", "table", "TableName"),
  "dynamodb:putItem": deed("puts into", "table", "TableName"),
  "dynamodb:updateItem": deed("updates", "table", "TableName"),
  "dynamodb:deleteItem": deed("deletes from", "table", "TableName"),
  "dynamodb:query": deed("queries", "table", "TableName"),
  "dynamodb:scan": deed("reads all of", "table", "TableName"),
  "sqs:sendMessage": deed("sends to", "queue", "QueueUrl"),
  "sns:publish": deed("publishes to", "topic", ["TopicArn", "TargetArn"]),
  "events:putEvents": deed("sends events to", "bus", "Entries"),
  "states:startExecution": deed("starts", "machine", "StateMachineArn", "runs"),
  "sfn:startExecution": deed("starts", "machine", "StateMachineArn"),
  "batch:submitJob": deed("starts", "job", ["JobDefinition", "JobName"], "runs"),
  "glue:startJobRun": deed("starts", "job", "JobName", "runs"),
  "ecs:runTask": deed("starts", "container task", "TaskDefinition", "runs"),
  "codebuild:startBuild": deed("starts", "build", "ProjectName", "runs"),
  "athena:startQueryExecution": deed("starts", "query", [], "runs"),
  "s3:getObject": deed("reads", "object", ["Bucket", "Key"]),
  "s3:putObject": deed("writes", "object", ["Bucket", "Key"]),
  "s3:listObjectsV2": deed("lists", "bucket", "Bucket"),
  "http:invoke": deed("calls", "endpoint", "ApiEndpoint"),
  "apigateway:invoke": deed("calls", "API", "ApiEndpoint"),
  "bedrock:invokeModel": deed("asks", "model", "ModelId"),
};

const PATTERN_SAID: Readonly<Record<Pattern, string>> = {
  "": "",
  ".sync": " and waits for its end",
  ".sync:2": " and waits for its end",
  ".waitForTaskToken": "",
};

/** Undefined where the state has no resource. */
export function deedOf(state: JsonObject): string | undefined {
  const { Resource } = state;
  if (!isText(Resource)) {
    const name = nameIn(Resource);
    return name === undefined ? undefined : `calls ${name}`;
  }
  const resource = parseResource(Resource);
  if (resource === undefined || resource.kind === "function")
    return `calls ${nameIn(Resource) ?? "a function"}`;
  if (resource.kind === "activity") return `hands to the workers of ${nameIn(resource.arn) ?? "an activity"}`;
  const { service, action, pattern } = resource;
  const known = `${service}:${action}`;
  const row = Object.hasOwn(DEEDS, known) ? DEEDS[known] : undefined;
  if (row === undefined) return `calls ${known}${PATTERN_SAID[pattern]}`;
  const verb = pattern.startsWith(".sync") ? row.toItsEnd : row.does;
  const deed = phrase(verb ?? row.does, row, argumentsOf(state));
  return verb === undefined ? `${deed}${PATTERN_SAID[pattern]}` : deed;
}

/** What is read or written beside the states: `phraseOf("arn:aws:states:::s3:getObject", …)`. */
export function accessOf(access: JsonObject): string | undefined {
  const { Resource } = access;
  const resource = isText(Resource) ? parseResource(Resource) : undefined;
  if (resource?.kind !== "integration") return undefined;
  const given = argumentsOf(access);
  const places = ["Bucket", "Key", "Prefix"].flatMap((field) => nameIn(given[field]) ?? []);
  return places.length === 0 ? resource.service : `${resource.service} ${places.join("/")}`;
}

const argumentsOf = ({ Arguments, Parameters }: JsonObject): JsonObject =>
  isObject(Arguments) ? Arguments : isObject(Parameters) ? Parameters : {};

const VOWEL = /^[AEIOUaeiou]/;

function phrase(verb: string, { what, named }: Deed, given: JsonObject): string {
  const names = named.flatMap((field) => nameIn(given[field]) ?? []);
  const name = named[0] === "Bucket" ? names.join("/") : names[0];
  if (name === undefined || name === "") return `${verb} ${VOWEL.test(what) ? "an" : "a"} ${what}`;
  return verb === "calls" || what === "object" ? `${verb} ${name}` : `${verb} ${what} ${name}`;
}

/** What an argument names: the last part of an ARN or of a URL; undefined where only the run knows it. */
function nameIn(value: Json | undefined): string | undefined {
  if (isList(value)) return isObject(value[0]) ? nameIn(value[0]["EventBusName"]) : undefined;
  if (isObject(value)) return nameIn(value["Ref"] ?? firstOf(value["Fn::GetAtt"]) ?? value["Fn::Sub"]);
  if (!isText(value) || value === "" || isExpression(value)) return undefined;
  const arn = /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(.+)$/.exec(value)?.[1];
  if (arn !== undefined) return arn.replace(/^[a-zA-Z-]+[:/](?=.)/, "");
  const queue = /^https:\/\/sqs\.[^/]*\/[^/]*\/([^/]+)$/.exec(value)?.[1];
  return queue ?? value.replace(/^https?:\/\//, "");
}

const firstOf = (value: Json | undefined): Json | undefined =>
  isList(value) ? value[0] : isText(value) ? value.split(".")[0] : undefined;
