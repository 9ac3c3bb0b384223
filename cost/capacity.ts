/**
 * What DynamoDB counts of a request, by its published rules: sizes of items, read and write request units, and what a
 * write costs in each index that it changes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */
import type { Index } from "../workflow/indexes";

export type Item = object;

/** Bytes that one write unit writes, and one strongly consistent read unit reads. */
const WRITE_UNIT = 1024;
const READ_UNIT = 4096;
/** Bytes of a list or map beside its elements, and of each element beside itself. */
const CONTAINER = 3;
const ELEMENT = 1;

/** Bytes of an item: the names of its attributes and their values. */
export function itemSize(item: Item): number {
  return sum(attributes(item).map(([name, value]) => bytes(name) + valueSize(value)));
}

function valueSize(value: unknown): number {
  if (typeof value === "string") return bytes(value);
  if (typeof value === "number") return numberSize(value);
  if (Array.isArray(value)) return CONTAINER + sum(value.map((each) => ELEMENT + valueSize(each)));
  if (typeof value === "object" && value !== null)
    return CONTAINER + sum(attributes(value).map(([name, each]) => ELEMENT + bytes(name) + valueSize(each)));
  return 1;
}

/** One byte for two significant digits, one for the exponent, one for a sign. */
function numberSize(value: number): number {
  const digits = String(Math.abs(value))
    .replace(/e.*$|\./g, "")
    .replace(/^0+|0+$/g, "");
  return Math.max(1, Math.ceil(digits.length / 2)) + 1 + (value < 0 ? 1 : 0);
}

/** Of a strongly consistent read of one item; nothing there costs as much as a small item. */
export const readUnits = (item: Item | undefined): number => units(item ? itemSize(item) : 0, READ_UNIT);

/** Of a query of an index, which is eventually consistent: half of what it read, all entries together. */
export const queryUnits = (entries: readonly Item[]): number =>
  units(sum(entries.map(itemSize)), READ_UNIT) / 2;

/** Of a write: the larger of the item before and after it. A condition that did not hold costs as much. */
export const writeUnits = (before: Item | undefined, after: Item | undefined): number =>
  units(Math.max(...[before, after].map((item) => (item ? itemSize(item) : 0))), WRITE_UNIT);

/** What the same write costs in an index: one write, or two where a key changes, or none. */
export function indexWriteUnits(index: Index, before: Item | undefined, after: Item | undefined): number {
  const [old, now] = [entry(index, before), entry(index, after)];
  if (old === undefined || now === undefined) return old || now ? writeUnits(old, now) : 0;
  const isSame = (names: readonly string[]) =>
    names.every((name) => Reflect.get(old, name) === Reflect.get(now, name));
  if (!isSame([index.hashKey, index.rangeKey]))
    return writeUnits(old, undefined) + writeUnits(undefined, now);
  return isSame(index.attributes) ? 0 : writeUnits(old, now);
}

/** What an index holds of an item; nothing where a key is missing. */
export function entry(
  { hashKey, rangeKey, attributes: projected }: Index,
  item: Item = {},
): Item | undefined {
  const names = ["incidentId", hashKey, rangeKey, ...projected];
  const kept = attributes(item).filter(([name]) => names.includes(name));
  const keys = kept.filter(([name]) => name === hashKey || name === rangeKey);
  return keys.length === 2 ? Object.fromEntries(kept) : undefined;
}

/** What is undefined is not stored. */
const attributes = (item: object): readonly (readonly [string, unknown])[] =>
  Object.entries(item).filter(([, value]) => value !== undefined);

const units = (size: number, unit: number): number => Math.max(1, Math.ceil(size / unit));
const bytes = (text: string): number => Buffer.byteLength(text);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
