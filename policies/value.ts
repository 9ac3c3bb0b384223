/** What a resource's properties are to a rule: plain data, in which a value that a preview cannot know is a value too. */

/** Stands for what only the update will know, and for what cannot be read. */
export const UNKNOWN = Symbol("unknown");

export type Value =
  string | number | boolean | null | undefined | typeof UNKNOWN | readonly Value[] | Properties;

export interface Properties {
  readonly [key: string]: Value;
}

/** Deeper than any resource; what lies below counts as unknown. */
const MAX_DEPTH = 64;

/**
 * A copy of whatever the engine hands to a policy. Reading an unknown throws there, which the engine would turn into
 * an advisory, whatever the policy's level: here it becomes UNKNOWN, as does what lies within itself (`above`: the
 * objects around it). Never throws.
 */
export function toValue(raw: unknown, above: readonly object[] = []): Value {
  switch (typeof raw) {
    case "string":
    case "number":
    case "boolean":
    case "undefined":
      return raw;
    case "bigint":
      return raw.toString();
    case "object":
      if (raw === null) return null;
      return above.length < MAX_DEPTH && !above.includes(raw) ? inside(raw, [...above, raw]) : UNKNOWN;
    case "symbol":
      return raw === UNKNOWN ? UNKNOWN : undefined;
    case "function":
      return undefined;
  }
}

export function toProperties(raw: unknown): Properties {
  const value = toValue(raw);
  return isProperties(value) ? value : {};
}

/** What a JSON text says; undefined where it is none. */
export function parsed(json: string): Value {
  try {
    return toValue(JSON.parse(json));
  } catch {
    return undefined;
  }
}

function inside(raw: object, above: readonly object[]): Value {
  const member = (key: string | number): Value => {
    try {
      const value: unknown = Reflect.get(raw, key);
      return toValue(value, above);
    } catch {
      return UNKNOWN;
    }
  };
  try {
    if (Array.isArray(raw)) return Array.from({ length: raw.length }, (_, index) => member(index));
    return Object.fromEntries(Object.keys(raw).map((key) => [key, member(key)]));
  } catch {
    return UNKNOWN;
  }
}

export const isProperties = (value: Value): value is Properties =>
  typeof value === "object" && value !== null && !isList(value);

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

/** Whether it is a text that says something. */
export const isText = (value: Value): value is string => typeof value === "string" && value.trim() !== "";

/** The value at a path such as `tracingConfig.mode`: undefined where there is none, UNKNOWN below an unknown. */
export function at(value: Value, path: string): Value {
  return path.split(".").reduce<Value>((here, key) => {
    if (here === UNKNOWN) return UNKNOWN;
    return isProperties(here) && Object.hasOwn(here, key) ? here[key] : undefined;
  }, value);
}

/** Whether there is an unknown in it, at any depth. */
export function holdsUnknown(value: Value): boolean {
  if (value === UNKNOWN) return true;
  if (isList(value)) return value.some(holdsUnknown);
  return isProperties(value) && Object.values(value).some(holdsUnknown);
}

const MAX_SHOWN = 60;

/** For messages. Long texts are cut; nothing in here may be a secret: show only what a rule is about. */
export function show(value: Value): string {
  if (value === undefined) return "nothing";
  if (value === UNKNOWN) return "a value that the preview does not know";
  const text = JSON.stringify(value, (_, member: unknown) => (member === UNKNOWN ? "(unknown)" : member));
  return cut(text);
}

/** A text for messages, not longer than they can bear. */
export const cut = (text: string): string =>
  text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
