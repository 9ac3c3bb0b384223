/** Requests at random, good ones and bad ones, from an OpenAPI document alone. */
import { gzipSync } from "node:zlib";
import fc from "fast-check";

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly maxItems?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

export interface Operation {
  readonly operationId: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** An incident that there is, by its place in a list of them. */
export interface Known {
  readonly known: number;
}

export interface RandomRequest {
  /** By the parameters' names. */
  readonly path: Readonly<Record<string, string | Known>>;
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly credential: "right" | "wrong" | "none";
  readonly body: Buffer | undefined;
}

/** Of an operation of the document. */
export function requests(document: Document, operation: Operation): fc.Arbitrary<RandomRequest> {
  const { parameters, requestBody } = operation;
  const of = (place: string) => parameters.filter((parameter) => parameter.in === place);
  const schema = requestBody?.content["application/json"]?.schema;
  const path = Object.fromEntries(
    of("path").map(({ name, schema: each }) => [
      name,
      name === "incidentId"
        ? fc.oneof(
            { weight: 8, arbitrary: fc.record({ known: fc.nat(100) }) },
            { weight: 1, arbitrary: good(each).map(String) },
            { weight: 1, arbitrary: anyText },
          )
        : likely(good(each).map(String), anyText),
    ]),
  );
  const query = fc.tuple(
    ...of("query").map(({ name, schema: each }) => {
      const value = likely(good(each).map(String), anyText).map((text) => [name, text] as const);
      return fc.oneof(
        { weight: 6, arbitrary: fc.constant([]) },
        { weight: 4, arbitrary: fc.tuple(value) },
        { weight: 1, arbitrary: fc.tuple(value, value) },
      );
    }),
    rarely(fc.tuple(anyText, anyText)).map((extra) => (extra ? [extra] : [])),
  );
  const headers = fc
    .subarray(of("header"))
    .chain((some) => fc.tuple(...some.map(({ name }) => entityTags.map((value) => [name, value] as const))))
    .map((pairs): Readonly<Record<string, string>> => Object.fromEntries(pairs));
  return fc.record({
    path: fc.record(path),
    query: query.map((each) => each.flat()),
    credential: fc.oneof(
      { weight: 8, arbitrary: fc.constant("right" as const) },
      { weight: 1, arbitrary: fc.constantFrom("wrong" as const, "none" as const) },
    ),
    headers: schema ? fc.tuple(headers, mediaTypes).map(([own, media]) => ({ ...own, ...media })) : headers,
    body: schema ? bodies(document, schema) : rarely(fc.constant(Buffer.from("{}"))),
  });
}

const oneOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);

/** The one header of the document is If-None-Match. */
const entityTags = oneOf('"1"', "*", 'W/"2", "3"', '"', ",,");

/** Mostly the first. */
const likely = <T, U>(usual: fc.Arbitrary<T>, other: fc.Arbitrary<U>): fc.Arbitrary<T | U> =>
  fc.oneof({ weight: 6, arbitrary: usual }, { weight: 1, arbitrary: other });
const rarely = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  likely(fc.constant(undefined), arbitrary);

/** Times, numbers and words that break what reads them carelessly, and any characters. */
const anyText = fc.oneof(
  fc.string({ unit: "binary", minLength: 1, maxLength: 80 }),
  oneOf("0", "-1", "1.5", "1e3", "١", "null", "true", "__proto__", "constructor", "..", "%", "%00", "\u0000"),
  oneOf("2026-02-30T00:00:00Z", "9999-12-31T24:00:00Z", "0000-01-01T00:00:00.000Z", "2026-11-25"),
  oneOf("' OR 1=1 --", "${7*7}", "{{7*7}}", "<script>", "a/b", "\ud83d\ude00", "\u202e", "é", "e\u0301"),
  oneOf("x".repeat(65), "x".repeat(701), "W10", Buffer.from('["","","",""]').toString("base64url")),
  oneOf(Buffer.from('["2026-11-25","2026-11-25T09:00:00.000Z",{}]').toString("base64url")),
);

/** Values that fit the schema; `$ref`s are resolved before. */
function good(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case "integer":
      return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 1_000 });
    case "boolean":
      return fc.boolean();
    case "array":
      return fc.array(good(schema.items ?? {}), { maxLength: schema.maxItems ?? 3 });
    case "object":
      return goodObject(schema);
    case undefined:
    default:
      return goodText(schema);
  }
}

function goodObject({ properties = {}, required = [], additionalProperties }: Schema): fc.Arbitrary<unknown> {
  const known = fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, good(schema)])),
    { requiredKeys: [...required] },
  );
  return typeof additionalProperties === "object"
    ? fc.dictionary(fc.string({ maxLength: 20 }), good(additionalProperties), { maxKeys: 4 })
    : known;
}

const DAY_MS = 86_400_000;

function goodText(schema: Schema): fc.Arbitrary<string> {
  const { example, pattern, minLength = 0, maxLength = 100, format } = schema;
  const times = fc
    .integer({ min: -300, max: 300 })
    .map((days) => new Date(Date.now() + days * DAY_MS).toISOString());
  if (format === "date-time") return times;
  const fits = (text: string) =>
    (pattern === undefined || new RegExp(pattern).test(text)) &&
    text.length >= minLength &&
    text.length <= maxLength;
  const kinds = [
    fc.constant(typeof example === "string" ? example : "x"),
    times,
    fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/),
    fc.string({ unit: "grapheme", minLength, maxLength: Math.min(maxLength, 60) }),
    fc.string({ unit: "grapheme", minLength: maxLength, maxLength }),
  ];
  return fc
    .tuple(fc.oneof(...kinds), fc.constant(typeof example === "string" ? example : "x"))
    .map(([text, otherwise]) => (fits(text) ? text : otherwise));
}

/** The schema without references. */
function resolved(document: Document, schema: Schema): Schema {
  const name = schema.$ref?.split("/").pop();
  return (name === undefined ? undefined : document.components.schemas[name]) ?? schema;
}

function bodies(document: Document, reference: Schema): fc.Arbitrary<Buffer | undefined> {
  const schema = resolved(document, reference);
  const fitting = good(schema);
  return fc.oneof(
    { weight: 4, arbitrary: fitting.map(asJson) },
    {
      weight: 4,
      arbitrary: fc.tuple(fitting, mutations(schema)).map(([body, change]) => asJson(change(body))),
    },
    { weight: 1, arbitrary: fc.json({ maxDepth: 4 }).map((text) => Buffer.from(text)) },
    { weight: 2, arbitrary: fc.tuple(fitting, breakages).map(([body, breaks]) => breaks(asJson(body))) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) },
  );
}

const asJson = (body: unknown): Buffer => Buffer.from(JSON.stringify(body));

type Mutation = (body: unknown) => unknown;

/** Of one field of the body, or of the whole. */
function mutations({ properties = {} }: Schema): fc.Arbitrary<Mutation> {
  const names = Object.keys(properties);
  const set =
    (name: string, value: unknown): Mutation =>
    (body) =>
      // Own properties of any name, `__proto__` among them.
      Object.fromEntries([...Object.entries(Object(body) as object), [name, value]]);
  return fc.oneof(
    oneOf(...names).map(
      (name): Mutation =>
        (body) =>
          Object.fromEntries(Object.entries(Object(body) as object).filter(([each]) => each !== name)),
    ),
    fc
      .tuple(oneOf(...names, "extra", "__proto__", "constructor", ""), wrongValues)
      .map(([name, value]) => set(name, value)),
    fc.tuple(oneOf(...names), anyText).map(([name, text]) => set(name, text)),
    fc
      .tuple(oneOf(...names), oneOf("\u0000", "\u001b[2J", "\u007f", "\ud800", "\ufffd", "\n", " ", ""))
      .map(([name, character]) => set(name, character)),
    fc
      .tuple(oneOf(...names), oneOf(65, 201, 255, 1_001, 2_001, 30_000, 40_000))
      .map(([name, length]) => set(name, "x".repeat(length))),
    wrongValues.map(
      (value): Mutation =>
        () =>
          value,
    ),
    oneOf((body: unknown) => [body]),
  );
}

const nested = (depth: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = { a: value };
  return value;
};

const wrongValues: fc.Arbitrary<unknown> = fc.oneof(
  oneOf<unknown>(null, true, 0, -1, 1e308, Number.MAX_SAFE_INTEGER + 2, "", [], {}, [[]], { S: "x" }),
  oneOf(50, 1_000).map(nested),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Of the text itself. */
const breakages: fc.Arbitrary<(body: Buffer) => Buffer | undefined> = oneOf<
  (body: Buffer) => Buffer | undefined
>(
  () => undefined,
  () => Buffer.alloc(0),
  (body) => body.subarray(0, -1),
  (body) => Buffer.concat([body, body]),
  (body) => Buffer.concat([Buffer.from("\ufeff"), body]),
  (body) => Buffer.concat([body.subarray(0, -2), Buffer.from([0xff, 0xfe, 0xc0, 0x80]), body.subarray(-2)]),
  (body) => Buffer.from(body.toString("utf8"), "utf16le"),
  (body) => gzipSync(body),
  () => Buffer.from("[".repeat(16_000)),
  () => Buffer.from(`${"[".repeat(16_000)}${"]".repeat(16_000)}`),
  () => Buffer.from(`{"reason":1${"0".repeat(20_000)}}`),
  () => Buffer.from('{"email":"a@b.example","email":"c@d.example","revoke":false,"revoke":true}'),
  () => Buffer.from("NaN"),
  () => Buffer.from("a=b&c=d"),
);

/** Mostly as it should be. */
const mediaTypes: fc.Arbitrary<Readonly<Record<string, string>>> = fc.oneof(
  { weight: 8, arbitrary: fc.constant({ "Content-Type": "application/json" }) },
  {
    weight: 2,
    arbitrary: oneOf<Readonly<Record<string, string>>>(
      {},
      { "Content-Type": "" },
      { "Content-Type": "application/json;charset=UTF-8" },
      { "Content-Type": "application/json; charset=iso-8859-1" },
      { "Content-Type": "application/problem+json" },
      { "Content-Type": "text/plain" },
      { "Content-Type": "multipart/form-data; boundary=x" },
      { "Content-Type": "*/*" },
      { "Content-Type": `application/json; ${"x".repeat(500)}` },
      { "Content-Type": "application/json", "Content-Encoding": "gzip" },
      { "Content-Type": "application/json", "Content-Encoding": "identity" },
      { "Content-Type": "application/json", "Content-Encoding": "br" },
      { "Content-Type": "application/json", Accept: "text/html" },
      { "Content-Type": "application/json", Accept: "application/octet-stream" },
    ),
  },
);
