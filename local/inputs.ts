/** Reading what a program registered: JSON of any shape, checked where it is used. */

export type Properties = Readonly<Record<string, unknown>>;

/** A resource of the program, after it was created. */
export interface Resource {
  /** Type token, such as `aws:lambda/function:Function`. */
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly inputs: Properties;
  /** The inputs, and over them what AWS would compute. */
  readonly state: Properties;
}

export function isRecord(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Typed access to the properties of `what`; a property of another type is an error that names both. */
export interface Reader {
  readonly properties: Properties;
  text(key: string): string;
  optionalText(key: string): string | undefined;
  optionalNumber(key: string): number | undefined;
  /** An empty list where there is none. */
  texts(key: string): readonly string[];
  /** An empty list where there is none. */
  records(key: string): readonly Reader[];
  /** An empty record where there is none. */
  record(key: string): Reader;
}

export function read(what: string, properties: Properties): Reader {
  const typed = <T>(key: string, expected: string, is: (value: unknown) => value is T): T | undefined => {
    const value = properties[key];
    if (value === undefined || value === null) return undefined;
    if (is(value)) return value;
    throw new Error(`${what}: ${key} is ${JSON.stringify(value)}, but ${expected} was expected.`);
  };
  const optionalText = (key: string) => typed(key, "a string", isText);
  return {
    properties,
    optionalText,
    text: (key) => {
      const value = optionalText(key);
      if (value === undefined) throw new Error(`${what}: ${key} is missing, a string was expected.`);
      return value;
    },
    optionalNumber: (key) => typed(key, "a number", isNumber),
    texts: (key) => typed(key, "a list of strings", isListOf(isText)) ?? [],
    records: (key) =>
      (typed(key, "a list of objects", isListOf(isRecord)) ?? []).map((one, index) =>
        read(`${what}: ${key}[${index}]`, one),
      ),
    record: (key) => read(`${what}: ${key}`, typed(key, "an object", isRecord) ?? {}),
  };
}

/** The state of a resource, named in errors by its type and name. */
export const readState = ({ type, name, state }: Resource): Reader => read(`${type} "${name}"`, state);

/** JSON text that must hold an object. */
export function parseRecord(what: string, text: string): Properties {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${what} is no JSON: ${String(error)}`);
  }
  if (!isRecord(value)) throw new Error(`${what} is no JSON object.`);
  return value;
}

const isText = (value: unknown): value is string => typeof value === "string";
const isNumber = (value: unknown): value is number => typeof value === "number";
const isListOf =
  <T>(is: (value: unknown) => value is T) =>
  (value: unknown): value is readonly T[] =>
    Array.isArray(value) && value.every(is);
