/** Where a distributed Map has its items from
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html). */
import type { ReaderConfig } from "../../definition";
import { isObject } from "../../json";
import { stateError } from "../fault";
import type { DistributedForm, Scene } from "../form";
import type { ItemStore, ObjectPlace } from "../items";
import { isArray, parseJson, type Json } from "../json";
import type { Item } from "../progress";
import { csvRows, DELIMITERS } from "./csv";

export type Reader = NonNullable<DistributedForm["reader"]>;

export interface Read {
  readonly items: readonly Item[];
  /** For the context object. */
  readonly source: string;
}

const GET = "arn:aws:states:::s3:getObject";
const LIST = "arn:aws:states:::s3:listObjectsV2";

/** What of a reader cannot be read here, undefined if everything can. */
export function unreadable({ resource, config }: Reader, store: ItemStore | undefined): string | undefined {
  if (resource !== GET && resource !== LIST)
    return `ItemReader/Resource: expected ${GET} or ${LIST}, found "${resource}"`;
  if (!store) return 'ItemReader: the option "items" is missing, which reads the objects';
  if (resource === LIST && !store.list)
    return 'ItemReader/Resource: the option "items" has no "list", which lists objects';
  const { InputType: type, Transformation: transformation } = config;
  if (type === "PARQUET" || type === "MANIFEST")
    return `ItemReader/ReaderConfig/InputType: ${type} is not supported (known: CSV, JSON, JSONL)`;
  if (transformation === "LOAD_AND_FLATTEN")
    return "ItemReader/ReaderConfig/Transformation: LOAD_AND_FLATTEN is not supported (known: NONE)";
  return undefined;
}

/** @throws the fault States.ItemReaderFailed */
export async function readItems(reader: Reader, scene: Scene, store: ItemStore | undefined): Promise<Read> {
  const given = reader.arguments(scene);
  const most = reader.maxItems(scene) ?? 0;
  const { Bucket, Key, Prefix } = isObject(given) ? given : {};
  if (typeof Bucket !== "string") throw failed("The arguments of the ItemReader name no Bucket.");
  const read =
    reader.resource === LIST
      ? { items: await listed(store, Bucket, Prefix), source: `S3://${Bucket}` }
      : await object(reader.config, store, { bucket: Bucket, key: typeof Key === "string" ? Key : "" });
  return most === 0 ? read : { ...read, items: read.items.slice(0, most) };
}

const failed = (cause: string): Error => stateError({ error: "States.ItemReaderFailed", cause });

async function listed(
  store: ItemStore | undefined,
  bucket: string,
  prefix: Json | undefined,
): Promise<Item[]> {
  const found = await reading(() => store?.list?.(bucket, typeof prefix === "string" ? prefix : ""));
  return (found ?? []).map((value) => ({ value }));
}

async function object(config: ReaderConfig, store: ItemStore | undefined, place: ObjectPlace): Promise<Read> {
  const text = await reading(() => store?.read(place));
  const source = `S3://${place.bucket}/${place.key}`;
  if (text === undefined) throw failed(`There is no object ${source}.`);
  return { items: parsed(config, text.replace(/^\uFEFF/, "")), source };
}

async function reading<T>(read: () => Promise<T> | undefined): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    throw failed(error instanceof Error ? error.message : String(error));
  }
}

function parsed(config: ReaderConfig, text: string): Item[] {
  try {
    if (config.InputType === "CSV") return records(config, text).map((value) => ({ value }));
    if (config.InputType !== "JSONL") return itemsAt(parseJson(text), config.ItemsPointer ?? "");
    return text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => ({ value: parseJson(line) }));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw failed(`The object is no ${config.InputType ?? "JSON"}: ${error.message}`);
  }
}

/** `/a/b` (RFC 6901). */
function itemsAt(whole: Json, pointer: string): Item[] {
  let found: Json | undefined = whole;
  for (const part of pointer.split("/").slice(1)) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  }
  if (found !== undefined && isArray(found)) return found.map((value) => ({ value }));
  if (isObject(found)) return Object.entries(found).map(([key, value]) => ({ key, value }));
  throw failed(`The object holds no array${pointer === "" ? "" : ` at ${pointer}`}.`);
}

/** A row that is too short is filled with empty text, one that is too long is cut. */
function records(config: ReaderConfig, text: string): Json[] {
  const rows = csvRows(text, DELIMITERS[config.CSVDelimiter ?? "COMMA"]);
  const given = config.CSVHeaderLocation === "GIVEN";
  const headers = given ? (config.CSVHeaders ?? []) : (rows[0] ?? []);
  return rows
    .slice(given ? 0 : 1)
    .map((row) => Object.fromEntries(headers.map((header, column) => [header, row[column] ?? ""])));
}
