/** What a field takes: values as they stand, and what each query language may have in their place. */
import { mentionsDelimiter } from "../../jsonata";
import { isList, isObject, isText, type Json } from "../json";

export interface Kind {
  /** Completes "expected …". */
  readonly expected: string;
  readonly fits: (value: Json) => boolean;
  /** AWS evaluates every `{% … %}` string in it: JSONata. */
  readonly evaluated?: true;
  /** How its text is read: JSONPath. */
  readonly query?: Query;
  /** What its elements look like, for a list of objects. */
  readonly elements?: Shape;
  /** What it looks like, for a single object. */
  readonly object?: Shape;
  /** It is a machine, or a list of them: view.ts reads each as a scope of its own. */
  readonly machines?: Shape;
}

/**
 * `path`: any path. `reference`: one that names a single place. `target`: a place in the input, to write to.
 * `text`: a reference path, or an intrinsic function. `template`: a payload template, with either in its `.$` fields.
 */
export type Query = "path" | "reference" | "target" | "text" | "template";

export interface Field {
  readonly kind: Kind;
  readonly required?: true;
  /** What of `$states` an expression sees here, beside `input` and `context`. */
  readonly sees?: "result" | "errorOutput";
  /** Only a Map whose items run as executions of their own has it. */
  readonly distributed?: true;
}

/** Fields of which at most one may be there, or exactly one. */
export interface Alternatives {
  readonly of: readonly string[];
  readonly needed: boolean;
}

export interface Shape {
  /** Completes "… has no field". */
  readonly name: string;
  /** Of a state, a rule, a reader: undefined for what looks the same in both. */
  readonly language?: "JSONata" | "JSONPath";
  readonly fields: Readonly<Record<string, Field>>;
  readonly alternatives?: readonly Alternatives[];
  readonly source: string;
}

export const required = (kind: Kind): Field => ({ kind, required: true });

export const optional = (kind: Kind): Field => ({ kind });

export const pair = (...of: readonly string[]): Alternatives => ({ of, needed: false });

/** Of every number of seconds, attempts or tries (https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html). */
export const MOST = 99_999_999;

export const whole = (least: number, most: number): Kind => ({
  expected: `a whole number from ${least} to ${most}`,
  fits: (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
});

export const between = (least: number, most: number): Kind => ({
  expected: `a number from ${least} to ${most}`,
  fits: (value) => typeof value === "number" && value >= least && value <= most,
});

export const oneOf = (...words: readonly string[]): Kind => ({
  expected: words.map((word) => JSON.stringify(word)).join(" or "),
  fits: (value) => isText(value) && words.includes(value),
});

export const list = (least: 0 | 1): Kind => ({
  expected: least === 0 ? "an array" : "an array that is not empty",
  fits: (value) => isList(value) && value.length >= least,
});

export const listOf = (elements: Shape, least: 0 | 1): Kind => ({ ...list(least), elements });

export const text: Kind = { expected: "a string", fits: isText };
export const stateName: Kind = { expected: "the name of a state", fits: isText };
export const flag: Kind = { expected: "true or false", fits: (value) => typeof value === "boolean" };
export const numeric: Kind = { expected: "a number", fits: (value) => typeof value === "number" };
export const object: Kind = { expected: "an object", fits: isObject };
export const seconds = whole(1, MOST);
export const json: Kind = { expected: "JSON", fits: () => true };

export const objectOf = (shape: Shape): Kind => ({ ...object, object: shape });

export const machine = (shape: Shape): Kind => ({ ...object, machines: shape });

export const machines = (shape: Shape): Kind => ({
  expected: "an array of objects that is not empty",
  fits: (value) => isList(value) && value.length > 0,
  machines: shape,
});

/** RFC 3339 with a capital T and, where there is no offset, a capital Z (spec, "Timestamps"). */
const TIMESTAMP =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

export const timestamp: Kind = {
  expected: 'a timestamp such as "2026-03-14T01:59:00Z"',
  fits: (value) => isText(value) && TIMESTAMP.test(value) && isDay(value.slice(0, 10)),
};

/** No 30th of February. */
function isDay(date: string): boolean {
  const time = Date.parse(date);
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(date);
}

export const errorNames: Kind = {
  expected: "an array of error names that is not empty",
  fits: (value) => isList(value) && value.length > 0 && value.every((name) => isText(name) && name !== ""),
};

/** JSONata: anything, each `{% … %}` in it evaluated. */
export const anything: Kind = { ...json, evaluated: true };
export const evaluatedText: Kind = { ...text, evaluated: true };
export const evaluatedObject: Kind = { ...object, evaluated: true };

/** JSONata: the value, or an expression that yields it. What is half an expression is jsonata.ts's to report. */
export const orExpression = (kind: Kind): Kind => ({
  expected: `${kind.expected}, or an expression "{% … %}"`,
  fits: (value) => kind.fits(value) || (isText(value) && mentionsDelimiter(value)),
  evaluated: true,
});

const query = (kind: Query, expected: string): Kind => ({ expected, fits: isText, query: kind });

const orNull = (kind: Kind): Kind => ({
  ...kind,
  expected: `${kind.expected}, or null`,
  fits: (value) => value === null || kind.fits(value),
});

/** JSONPath. */
export const referencePath = query("reference", 'a reference path such as "$.order.id"');
export const pathOrNull = orNull(query("path", 'a path such as "$.order"'));
export const targetOrNull = orNull(query("target", 'a reference path such as "$.order.id"'));
export const computedText = query("text", "a reference path or an intrinsic function");
export const template: Kind = { ...json, query: "template" };
export const objectTemplate: Kind = { ...object, query: "template" };
