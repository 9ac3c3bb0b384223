/** JSON values, compared and written. */
import { isList, isObject, type Json } from "../json";

/** Whatever the order of fields. `spend` is told of each pair that is compared. Not recursive: data may be deep. */
export function equal(left: Json, right: Json, spend: () => void = () => undefined): boolean {
  const open: (readonly [Json, Json])[] = [[left, right]];
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    spend();
    const pairs = insides(...pair);
    if (pairs === undefined) return false;
    for (const each of pairs) open.push(each);
  }
  return true;
}

/** What must be equal for the two to be; undefined if they are not, whatever is inside. */
function insides(left: Json, right: Json): readonly (readonly [Json, Json])[] | undefined {
  if (left === right) return [];
  if (isList(left) && isList(right))
    return left.length === right.length ? left.map((each, at) => [each, right[at] ?? null]) : undefined;
  if (!isObject(left) || !isObject(right)) return undefined;
  const fields = Object.entries(left);
  if (fields.length !== Object.keys(right).length) return undefined;
  return fields.every(([name]) => Object.hasOwn(right, name))
    ? fields.map(([name, value]) => [value, right[name] ?? null])
    : undefined;
}

/** The same text for equal values, whatever the order of fields. @throws RangeError for data that is very deep */
export const canonical = (value: Json): string => JSON.stringify(sorted(value));

function sorted(value: Json): Json {
  if (isList(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const fields = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(fields.map(([name, each]) => [name, sorted(each)]));
}

/** What is directly inside: items, or values of fields. */
export const inside = (value: Json): readonly Json[] =>
  isList(value) ? value : isObject(value) ? Object.values(value) : [];

/** Beyond this a message shows the beginning, in characters. */
const MAX_SHOWN = 1_000;

/** For messages. */
export function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
