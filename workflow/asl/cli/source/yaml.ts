/** Reads YAML 1.2 as JSON, and keeps where everything stands. */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Document,
  type Node,
  type Scalar,
  type YAMLMap,
} from "yaml";
import { MAX_FILE_BYTES } from "./bytes";
import {
  duplicateKey,
  empty,
  MAX_DEPTH,
  notANumber,
  tooDeep,
  tooLarge,
  unknownTag,
  yamlSyntax,
} from "./fault";
import { jsonOf, type Fault, type Member, type Parsed, type Placed } from "./placed";
import { below } from "./pointer";
import { positions, type Position } from "./position";
import { substitution } from "./substitution";

export function readYaml(text: string): Parsed {
  const document = parsed(text);
  if (!document) return { root: undefined, faults: [tooDeep(0)], notes: [] };
  const [error] = document.errors;
  if (error) return { root: undefined, faults: [faultOf(error)], notes: [] };
  const { contents } = document;
  if (!contents || (isScalar(contents) && contents.value === null && !contents.source))
    return { root: undefined, faults: [empty], notes: [] };
  const reading = {
    faults: [],
    anchors: new Map(),
    tags: new Set<string>(),
    position: positions(text),
    written: 0,
  };
  try {
    const { placed } = read(contents, "", 0, reading);
    return { root: placed, faults: reading.faults, notes: notes(reading.tags) };
  } catch (stop) {
    if (isStop(stop)) return { root: undefined, faults: [stop.fault], notes: [] };
    throw stop;
  }
}

function faultOf({ code, message, pos: [at] }: Document.Parsed["errors"][number]): Fault {
  if (code === "MULTIPLE_DOCS")
    return yamlSyntax(at, "expected one document, found another", "Keep one document in the file.");
  // The parser is recursive, and turns what it throws then into a fault of the text.
  if (message.startsWith("Maximum call stack")) return tooDeep(at);
  return yamlSyntax(at, `expected YAML, found a fault: ${message}`, "Correct it; strings may be quoted.");
}

/** Undefined for what nests so deep that the parser, which is recursive, gives up. */
function parsed(text: string): Document.Parsed | undefined {
  try {
    // The parser's own search for repeated names takes quadratic time.
    return parseDocument(text, { prettyErrors: false, uniqueKeys: false, logLevel: "error" });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

interface Reading {
  readonly faults: Fault[];
  /** What each anchor means from here on; "open" while that is being read. */
  readonly anchors: Map<string, (Read & { readonly written: number }) | "open">;
  /** CloudFormation's, met so far. */
  readonly tags: Set<string>;
  readonly position: (at: number) => Position;
  /** Characters of JSON, roughly, aliases written out: these can grow exponentially. */
  written: number;
}

interface Read {
  readonly placed: Placed;
  /** Levels of nesting inside. */
  readonly height: number;
}

/** After these faults, reading on is no use. */
const stop = (fault: Fault): Error => Object.assign(new Error(fault.message), { fault });
const isStop = (error: unknown): error is { readonly fault: Fault } =>
  error instanceof Error && "fault" in error;

function read(node: Node, pointer: string, level: number, reading: Reading): Read {
  const at = node.range?.[0] ?? 0;
  if (isAlias(node)) return alias(node.source, at, pointer, level, reading);
  const before = reading.written;
  if (node.anchor !== undefined) reading.anchors.set(node.anchor, "open");
  const value = tagged(node, pointer, untagged(node, at, pointer, level, reading), reading);
  if (node.anchor !== undefined)
    reading.anchors.set(node.anchor, { ...value, written: reading.written - before });
  return value;
}

function untagged(node: Node, at: number, pointer: string, level: number, reading: Reading): Read {
  if (level > MAX_DEPTH) throw stop(tooDeep(at));
  if (isMap<Node, Node | null>(node)) return object(node, at, pointer, level, reading);
  if (isSeq<Node>(node)) {
    const items = node.items.map((item, index) => read(item, below(pointer, index), level + 1, reading));
    count(2 + items.length, at, reading);
    return { placed: { kind: "list", at, items: items.map(({ placed }) => placed) }, height: above(items) };
  }
  const value = isScalar(node) ? scalar(node, at, pointer, reading) : null;
  count(JSON.stringify(value).length, at, reading);
  return { placed: { kind: "value", at, value }, height: 0 };
}

const above = (inside: readonly Read[]): number =>
  inside.reduce((most, { height }) => Math.max(most, height + 1), 0);

function count(characters: number, at: number, reading: Reading): void {
  reading.written += characters;
  if (reading.written > MAX_FILE_BYTES)
    throw stop(
      tooLarge(`expected at most ${MAX_FILE_BYTES} bytes with its aliases written out, found more`, at),
    );
}

function alias(name: string, at: number, pointer: string, level: number, reading: Reading): Read {
  const meant = reading.anchors.get(name);
  if (meant === undefined)
    throw stop(
      yamlSyntax(
        at,
        `expected an anchor &${name} before this, found none`,
        "Define it, or quote it.",
        pointer,
      ),
    );
  if (meant === "open")
    throw stop(
      yamlSyntax(at, `expected a value that ends, found *${name} inside itself`, "Write it out.", pointer),
    );
  if (level + meant.height > MAX_DEPTH) throw stop(tooDeep(at));
  count(meant.written, at, reading);
  // The place is that of the alias, what is inside stands where the anchor is.
  return { placed: { ...meant.placed, at }, height: meant.height };
}

function object(
  node: YAMLMap<Node, Node | null>,
  at: number,
  pointer: string,
  level: number,
  reading: Reading,
): Read {
  const members = new Map<string, Member>();
  const merged = new Map<string, Member>();
  const inside: Read[] = [];
  for (const { key, value } of node.items) {
    const keyAt = key.range?.[0] ?? at;
    const name = nameOf(key, pointer, keyAt, reading);
    const here = below(pointer, name);
    const nothing: Read = { placed: { kind: "value", at: keyAt, value: null }, height: 0 };
    const found = value ? read(value, here, level + 1, reading) : nothing;
    count(JSON.stringify(name).length + 2, keyAt, reading);
    inside.push(found);
    if (isMergeKey(key)) {
      for (const [each, member] of mergedIn(found.placed, here, keyAt))
        if (!merged.has(each)) merged.set(each, member);
      continue;
    }
    const before = members.get(name);
    if (before) reading.faults.push(duplicateKey(keyAt, here, name, reading.position(before.at).line));
    members.set(name, { at: keyAt, value: found.placed });
  }
  for (const [name, member] of merged) if (!members.has(name)) members.set(name, member);
  return { placed: { kind: "object", at, members }, height: above(inside) };
}

/** `<<: *defaults`: what YAML 1.1 had, and templates still use (https://yaml.org/type/merge.html). */
const isMergeKey = (key: Node): boolean => isScalar(key) && key.value === "<<" && key.type === "PLAIN";

function mergedIn(placed: Placed, pointer: string, at: number): readonly (readonly [string, Member])[] {
  const all = placed.kind === "list" ? placed.items : [placed];
  return all.flatMap((each) => {
    if (each.kind !== "object")
      throw stop(yamlSyntax(at, "expected objects to merge, found another value", "Quote <<.", pointer));
    return [...each.members];
  });
}

/** Names are strings in JSON: of a number or a word, as it is written. */
function nameOf(key: Node, pointer: string, at: number, reading: Reading): string {
  if (isAlias(key)) {
    const { placed } = alias(key.source, at, pointer, 0, reading);
    if (placed.kind === "value") return String(placed.value);
  }
  if (isScalar(key))
    return typeof key.value === "string" ? key.value : (key.source ?? JSON.stringify(key.value));
  throw stop(yamlSyntax(at, "expected a name, found a list or an object", "Write a string.", pointer));
}

function scalar(
  { value, source }: Scalar,
  at: number,
  pointer: string,
  { faults }: Reading,
): string | number | boolean | null {
  if (typeof value === "number" && !Number.isFinite(value))
    faults.push(notANumber(at, pointer, source ?? String(value)));
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}

function tagged(node: Node, pointer: string, value: Read, reading: Reading): Read {
  const tag = "tag" in node ? node.tag : undefined;
  if (tag === undefined || tag === "!" || CORE.has(tag)) return value;
  const { at } = value.placed;
  const text = substitution(tag, jsonOf(value.placed));
  if (text === undefined) {
    reading.faults.push(unknownTag(at, pointer, tag));
    return value;
  }
  reading.tags.add(tag);
  return { placed: { kind: "value", at, value: text }, height: 0 };
}

/** The tags of the core schema (https://yaml.org/spec/1.2.2/#103-core-schema). */
const CORE: ReadonlySet<string> = new Set(
  ["bool", "float", "int", "map", "null", "seq", "str"].map((name) => `tag:yaml.org,2002:${name}`),
);

const notes = (tags: ReadonlySet<string>): readonly string[] =>
  tags.size === 0
    ? []
    : [
        `tags of CloudFormation are read as substitutions, !GetAtt Name.Arn as "\${Name.Arn}": ${[...tags].sort().join(", ")}`,
      ];
