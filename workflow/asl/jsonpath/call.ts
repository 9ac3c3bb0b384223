/** What intrinsic functions yield. */
import { createHash } from "node:crypto";
import { isList, isObject, type Json, type JsonObject } from "../json";
import { evaluatePath, type Data, type Value } from "./evaluate";
import { HASHES, type IntrinsicName } from "./functions";
import { templateParts } from "./format";
import type { Argument, Intrinsic } from "./intrinsic";
import { bounded } from "./look";
import { refuse, refusedBy, type Fault } from "./reader";
import { canonical, equal, shown } from "./values";

/** Where chance comes from. */
export interface Chance {
  /** In [0, 1). */
  readonly random: () => number;
  /** The same sequence for the same seed. */
  readonly seeded: (seed: number) => () => number;
}

/** `missing`: an argument's path found nothing, so that the function was not called. */
export interface CallFault extends Fault {
  readonly missing: boolean;
}

export function evaluateIntrinsic(call: Intrinsic, data: Data, chance: Chance): Value | CallFault {
  const values: Json[] = [];
  for (const argument of call.arguments) {
    const value = argumentValue(argument, data, chance);
    if ("fault" in value) return value;
    values.push(value.value);
  }
  const found = bounded(() => refusedBy(() => ({ value: FUNCTIONS[call.name](values, call, chance) })));
  return "fault" in found ? { ...found, missing: false } : found;
}

function argumentValue(argument: Argument, data: Data, chance: Chance): Value | CallFault {
  switch (argument.kind) {
    case "literal":
      return argument;
    case "call":
      return evaluateIntrinsic(argument.call, data, chance);
    case "path": {
      const found = evaluatePath(argument.path, data);
      return "fault" in found
        ? {
            fault: `The JsonPath argument for the field '${argument.path.text}' could not be found in the input '${shown(data.input)}'`,
            missing: true,
          }
        : found;
    }
  }
}

type Call = (values: readonly Json[], call: Intrinsic, chance: Chance) => Json;

/** Characters that Base64Encode, Base64Decode and Hash take
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html). */
const MAX_CHARACTERS = 10_000;

/** Of what ArrayRange makes (the same page). */
const MAX_ITEMS = 1_000;

const FUNCTIONS: Readonly<Record<IntrinsicName, Call>> = {
  Array: (values) => values,
  ArrayContains: ([list, value = null]) => listed(list).some((each) => equal(each, value)),
  ArrayGetItem: ([list, index]) => getItem(listed(list), whole(index)),
  ArrayLength: ([list]) => listed(list).length,
  ArrayPartition: ([list, size]) => partition(listed(list), whole(size)),
  ArrayRange: ([first, last, step]) => range(whole(first), whole(last), whole(step)),
  ArrayUnique: ([list]) => unique(listed(list)),
  Base64Decode: ([text]) => decode(limited(string(text))),
  Base64Encode: ([text]) => Buffer.from(limited(string(text)), "utf8").toString("base64"),
  Format: ([template, ...values], call) => format(string(template), values, call),
  Hash: ([data = null, algorithm]) => hash(limited(textOf(data)), string(algorithm)),
  JsonMerge: ([left, right, deep]) =>
    deep === false
      ? { ...object(left), ...object(right) }
      : expected("false, because a deep merge is not there", deep),
  JsonToString: ([value = null]) => JSON.stringify(value),
  MathAdd: ([left, right]) => whole(left) + whole(right),
  MathRandom: ([from, to, seed], _, chance) =>
    between(whole(from), whole(to), seed === undefined ? chance.random : chance.seeded(whole(seed))),
  StringSplit: ([text, delimiters]) => split(string(text), string(delimiters)),
  StringToJson: ([text]) => parsed(string(text)),
  UUID: (_, __, { random }) => uuid(random),
};

const expected = (what: string, found: Json | undefined): never =>
  refuse(`expected ${what}, found ${shown(found ?? null)}`);

const listed = (value: Json | undefined): readonly Json[] =>
  value !== undefined && isList(value) ? value : expected("a list", value);

const object = (value: Json | undefined): JsonObject =>
  isObject(value) ? value : expected("an object", value);

const string = (value: Json | undefined): string =>
  typeof value === "string" ? value : expected("a string", value);

/** AWS rounds where its documentation wants whole numbers. */
const whole = (value: Json | undefined): number =>
  typeof value === "number" ? Math.round(value) : expected("a whole number", value);

const limited = (text: string): string =>
  text.length <= MAX_CHARACTERS
    ? text
    : refuse(`expected ${MAX_CHARACTERS} characters at most, found ${text.length}`);

/** A string as it is, anything else as JSON. */
const textOf = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

function getItem(list: readonly Json[], index: number): Json {
  const found = index >= 0 ? list[index] : undefined;
  return found === undefined ? expected(`an index into a list of ${list.length} items`, index) : found;
}

function partition(list: readonly Json[], size: number): Json {
  if (size < 1) expected("a size of 1 or more", size);
  const parts: Json[] = [];
  for (let at = 0; at < list.length; at += size) parts.push(list.slice(at, at + size));
  return parts;
}

function range(first: number, last: number, step: number): Json {
  if (step === 0) expected("a step other than zero", step);
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > MAX_ITEMS) refuse(`expected ${MAX_ITEMS} items at most, found ${length}`);
  return Array.from({ length }, (_, index) => first + index * step);
}

/** The first of each. */
function unique(list: readonly Json[]): Json {
  const seen = new Set<string>();
  return list.filter((each) => {
    const text = canonical(each);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

function decode(text: string): string {
  const compact = text.replace(/[\r\n]/g, "");
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) expected("Base64", text);
  return Buffer.from(compact, "base64").toString("utf8");
}

const hash = (text: string, algorithm: string): string =>
  createHash(HASHES.get(algorithm) ?? expected([...HASHES.keys()].join(", "), algorithm))
    .update(text, "utf8")
    .digest("hex");

/** From `from`, up to and without `to`. */
function between(from: number, to: number, random: () => number): number {
  if (from >= to) expected(`an end above the start ${from}`, to);
  return from + Math.floor(random() * (to - from));
}

/** At each character that is among the delimiters; what is empty is left out. */
function split(text: string, delimiters: string): Json {
  const parts = [""];
  for (const char of text) {
    if (delimiters.includes(char)) parts.push("");
    else parts.push(`${parts.pop() ?? ""}${char}`);
  }
  return parts.filter((part) => part !== "");
}

function parsed(text: string): Json {
  try {
    // The one assertion of this file: the library types what it parses as `any`, and it is JSON.
    return JSON.parse(text) as Json;
  } catch {
    return expected("JSON", text);
  }
}

function format(template: string, values: readonly Json[], call: Intrinsic): string {
  const [written] = call.arguments;
  const parts = written?.kind === "literal" ? templateParts(written.written) : template.split("{}");
  if ("fault" in parts) return refuse(parts.fault);
  if (parts.length - 1 !== values.length)
    return refuse(`expected a value for each of ${parts.length - 1} places {}, found ${values.length}`);
  return parts
    .map((part, index) => (index === 0 ? part : `${scalarText(values[index - 1])}${part}`))
    .join("");
}

const scalarText = (value: Json | undefined): string =>
  value === undefined || isList(value) || isObject(value)
    ? expected("no list and no object", value)
    : textOf(value);

/** Version 4. */
function uuid(random: () => number): string {
  const digits = Array.from({ length: 32 }, (_, index) => {
    const digit = Math.floor(random() * 16);
    return (index === 12 ? 4 : index === 16 ? 8 + (digit % 4) : digit).toString(16);
  }).join("");
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ].join("-");
}
