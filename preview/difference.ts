/** What two values differ in, place by place. */
import { isList, isProperties, type Properties, type Value } from "../policies/value";

export interface Difference {
  /** JSON pointer (RFC 6901). */
  readonly pointer: string;
  readonly before: Value;
  readonly after: Value;
}

/** In the order of the later value; what is there on one side alone is one difference, however much is in it. */
export function differences(before: Value, after: Value, pointer = ""): readonly Difference[] {
  const [old, current] = [members(before), members(after)];
  if (old === undefined || current === undefined || isList(before) !== isList(after))
    return Object.is(before, after) ? [] : [{ pointer, before, after }];
  return [...new Set([...Object.keys(current), ...Object.keys(old)])].flatMap((key) =>
    differences(
      own(old, key),
      own(current, key),
      `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`,
    ),
  );
}

const members = (value: Value): Properties | undefined =>
  isList(value) ? Object.fromEntries(value.entries()) : isProperties(value) ? value : undefined;

const own = (object: Properties, key: string): Value =>
  Object.hasOwn(object, key) ? object[key] : undefined;
