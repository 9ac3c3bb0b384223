/** What a state says of itself under its name: what it does, how long, how often, for whom. */
import { parseResource, waitsForToken } from "../integrations/resource";
import { isList, isObject, isText, type Json, type JsonObject } from "../json";
import { accessOf, deedOf } from "./task";
import {
  counted,
  duration,
  enumeration,
  errors,
  expression,
  isExpression,
  path,
  short,
  times,
} from "./words";

export function notes(name: string, state: JsonObject): readonly string[] {
  return [...own(name, state), ...role(state), ...retries(state), ...variables(state)];
}

function own(name: string, state: JsonObject): readonly string[] {
  const { Type } = state;
  if (!isText(Type)) return ["without a type"];
  return Object.hasOwn(OWN, Type) ? (OWN[Type]?.(state, name) ?? []) : [`of the unknown type ${Type}`];
}

const OWN: Readonly<Record<string, (state: JsonObject, name: string) => readonly string[]>> = {
  Task: (state) => [...list(deedOf(state)), ...limits(state)],
  Wait: (state) => [waiting(state)],
  Pass: (state) => passing(state),
  Parallel: (state) => parallel(state),
  Map: (state) => map(state),
  Fail: (state, name) => failing(state, name),
  Choice: () => [],
  Succeed: () => [],
};

const list = (said: string | undefined): readonly string[] => (said === undefined ? [] : [said]);

/** A number, or where one is found: `Seconds`, `SecondsPath`, or an expression. */
function amount(state: JsonObject, field: string): number | string | undefined {
  const value = state[field];
  if (typeof value === "number") return value;
  if (isText(value)) return isExpression(value) ? numberOr(expression(value)) : value;
  const found = state[`${field}Path`];
  return isText(found) ? short(path(found), 40) : undefined;
}

/** An expression that has a number for when there is none, as orElse writes it, is that number for who looks. */
function numberOr(text: string): number | string {
  const [, , otherwise] = /^\$exists\((.+)\) \? \1 : (\d+)$/.exec(text) ?? [];
  return otherwise === undefined ? short(text, 40) : Number(otherwise);
}

const seconds = (value: number | string): string =>
  typeof value === "number" ? duration(value) : `${value} seconds`;

export const isWaiting = ({ Resource }: JsonObject): boolean =>
  isText(Resource) && waitsForToken(parseResource(Resource));

function limits(state: JsonObject): readonly string[] {
  const timeout = amount(state, "TimeoutSeconds");
  const heartbeat = amount(state, "HeartbeatSeconds");
  const waits = isWaiting(state);
  return [
    timeout === undefined
      ? waits
        ? ["waits for an answer"]
        : []
      : [`${waits ? "waits" : "takes"} up to ${seconds(timeout)}`],
    heartbeat === undefined ? [] : [`must be heard of every ${seconds(heartbeat)}`],
  ].flat();
}

/** Of a whole execution. */
export function wholeLimit(machine: JsonObject): readonly string[] {
  const timeout = amount(machine, "TimeoutSeconds");
  return timeout === undefined ? [] : [`takes up to ${seconds(timeout)}`];
}

function waiting(state: JsonObject): string {
  const time = amount(state, "Seconds");
  if (time !== undefined) return `waits ${seconds(time)}`;
  const until = amount(state, "Timestamp");
  return until === undefined ? "waits" : `waits until ${until}`;
}

function passing(state: JsonObject): readonly string[] {
  const { Result, Output, Parameters } = state;
  const given = [Result, Output, Parameters].find((value) => value !== undefined);
  if (given === undefined) return [];
  const where = isText(state["ResultPath"]) && state["ResultPath"] !== "$" ? path(state["ResultPath"]) : "";
  const said = value(given);
  if (where !== "") return [`puts ${said ?? "a value"} into ${where}`];
  return said === undefined ? [] : [`gives ${said}`];
}

/** A value that is short enough to be read in a picture. */
function value(json: Json): string | undefined {
  if (isText(json) && isExpression(json)) return short(expression(json), 40);
  if (typeof json !== "object" || json === null) return short(JSON.stringify(json), 40);
  const flat = Object.values(json).every((each) => typeof each !== "object" || each === null);
  const text = flat ? JSON.stringify(json) : "";
  return text.length > 0 && text.length <= 40 && !text.includes("{%") ? text : undefined;
}

function parallel({ Branches }: JsonObject): readonly string[] {
  const count = isList(Branches) ? Branches.length : 0;
  return [count === 0 ? "without branches" : count === 1 ? "one branch" : `${count} branches at once`];
}

export const isDistributed = ({ ItemProcessor }: JsonObject): boolean =>
  isObject(ItemProcessor) &&
  isObject(ItemProcessor["ProcessorConfig"]) &&
  ItemProcessor["ProcessorConfig"]["Mode"] === "DISTRIBUTED";

function map(state: JsonObject): readonly string[] {
  const { Items, ItemsPath, ItemReader, ItemBatcher, ResultWriter } = state;
  const items = isText(Items) ? expression(Items) : isText(ItemsPath) ? path(ItemsPath) : undefined;
  const most = amount(state, "MaxConcurrency");
  const spoilt = amount(state, "ToleratedFailurePercentage");
  const failed = amount(state, "ToleratedFailureCount");
  const batch = isObject(ItemBatcher) ? amount(ItemBatcher, "MaxItemsPerBatch") : undefined;
  const bytes = isObject(ItemBatcher) ? amount(ItemBatcher, "MaxInputBytesPerBatch") : undefined;
  return [
    items === undefined
      ? isList(Items)
        ? `for each of ${counted(Items.length, "item")}`
        : "for each item"
      : `for each of ${short(items, 60)}`,
    ...(isObject(ItemReader) ? [reading(ItemReader)] : []),
    ...(most === undefined || most === 0 ? [] : [most === 1 ? "one at a time" : `${most} at once`]),
    ...(batch === undefined ? [] : [`in batches of ${batch}`]),
    ...(bytes === undefined ? [] : [`in batches of up to ${bytes} bytes`]),
    ...(isDistributed(state) ? ["distributed: each in an execution of its own"] : []),
    ...(isObject(ResultWriter) ? [`writes to ${accessOf(ResultWriter) ?? "a place of its own"}`] : []),
    ...(spoilt === undefined ? [] : [`up to ${spoilt} % may fail`]),
    ...(failed === undefined ? [] : [`up to ${failed} may fail`]),
  ];
}

function reading(reader: JsonObject): string {
  const { ReaderConfig } = reader;
  const type = isObject(ReaderConfig) ? ReaderConfig["InputType"] : undefined;
  return `read from ${accessOf(reader) ?? "a place of its own"}${isText(type) ? ` (${type})` : ""}`;
}

function failing(state: JsonObject, name: string): readonly string[] {
  const error = amount(state, "Error");
  const { Cause, CausePath } = state;
  const found = isText(CausePath)
    ? path(CausePath)
    : isText(Cause) && isExpression(Cause)
      ? short(expression(Cause), 60)
      : undefined;
  return [
    ...(error === undefined || error === name ? [] : [`fails with ${error}`]),
    ...(found === undefined ? [] : [`because of ${found}`]),
  ];
}

function role({ Credentials }: JsonObject): readonly string[] {
  const arn = isObject(Credentials) ? Credentials["RoleArn"] : undefined;
  if (!isObject(Credentials)) return [];
  const name = isText(arn) && !isExpression(arn) ? arn.replace(/^.*:role\//, "") : undefined;
  return [name === undefined ? "in a role of its own" : `in the role ${name}`];
}

function retries({ Retry }: JsonObject): readonly string[] {
  if (!isList(Retry)) return [];
  return Retry.flatMap((retrier) => {
    const names = isObject(retrier) ? enumeration(errors(texts(retrier["ErrorEquals"]))) : "";
    if (!isObject(retrier) || names === "") return [];
    const most = retrier["MaxAttempts"] ?? 3;
    if (typeof most !== "number") return [`retries on ${names}`];
    return [most === 0 ? `never retries ${names}` : `retries ${times(most)} on ${names}`];
  });
}

/** More of them are only counted. */
const MOST_VARIABLES = 4;

/** `sets $count and $total`. */
export function variables({ Assign }: JsonObject): readonly string[] {
  if (!isObject(Assign)) return [];
  const names = Object.keys(Assign).map((name) => `$${name.replace(/\.\$$/, "")}`);
  if (names.length === 0) return [];
  return [`sets ${names.length > MOST_VARIABLES ? counted(names.length, "variable") : enumeration(names)}`];
}

export const texts = (json: Json | undefined): readonly string[] => (isList(json) ? json.filter(isText) : []);
