/** Paths, intrinsic functions and payload templates: each is parsed, and is of the kind that its field takes. */
import {
  INTRINSICS,
  isReferencePath,
  mentionsIntrinsic,
  parseIntrinsic,
  parsePath,
  parseTemplate,
  type Path,
} from "../jsonpath";
import { closest } from "./closest";
import { isList, isObject, isText, shown, type Json } from "./json";
import { isPlaceholder, mentionsPlaceholder } from "./placeholder";
import { below, guide, spec, type Problem } from "./problem";
import { entriesOf, partsOf, type CheckedMachine, type Entry } from "./view";

export function* jsonPath(machine: CheckedMachine): Iterable<Problem> {
  for (const state of machine.states)
    for (const part of partsOf(state))
      for (const entry of entriesOf(part)) yield* entryProblems(entry, machine);
}

function* entryProblems(entry: Entry, machine: CheckedMachine): Iterable<Problem> {
  const { field, value, pointer } = entry;
  const { query } = field.kind;
  if (query === undefined || isPlaceholder(value, machine)) return;
  if (query === "template") yield* templateProblems(entry, machine);
  else if (isText(value) && !mentionsPlaceholder(value, machine)) {
    if (mentionsIntrinsic(value)) yield* query === "text" ? intrinsic(value, pointer) : [noIntrinsic(entry)];
    else yield* path(value, entry);
  }
}

const paths = spec("path");
const intrinsics = spec("appendix-b");

function* path(text: string, entry: Entry): Iterable<Problem> {
  const read = parsePath(text);
  if ("fault" in read)
    yield {
      pointer: entry.pointer,
      rule: "jsonpath/path",
      message: `expected ${entry.field.kind.expected}, found ${shown(text)}: ${read.fault}`,
      mend: 'Begin with $ for the input, $$ for the context object, or $name for a variable: "$.order.id".',
      source: paths,
    };
  else yield* pathKind(read, entry);
}

function* pathKind(read: Path, { field, pointer }: Entry): Iterable<Problem> {
  const { query } = field.kind;
  if (query === "target" && read.root !== "input")
    yield {
      pointer,
      rule: "jsonpath/target",
      message: `expected a place in the input, found ${shown(read.text)}`,
      mend:
        read.root === "context"
          ? "Begin with $: nothing is written to the context."
          : "Use Assign: variables are set there.",
      source: spec("filters"),
    };
  if (query !== "path" && !isReferencePath(read))
    yield {
      pointer,
      rule: "jsonpath/reference-path",
      message: `expected a reference path, found ${shown(read.text)}, which can name any number of places`,
      mend: "Name one place, with names and indexes only: no *, .., slices, filters or functions.",
      source: spec("ref-paths"),
    };
}

const noIntrinsic = ({ name, field, value, pointer }: Entry): Problem => ({
  pointer,
  rule: "jsonpath/path",
  message: `expected ${field.kind.expected}, found an intrinsic function: ${shown(value)}`,
  mend: `${name} takes no function: compute the value in a payload template ("total.$": "States.…") before.`,
  source: intrinsics,
});

function* intrinsic(text: string, pointer: string): Iterable<Problem> {
  const read = parseIntrinsic(text);
  if ("fault" in read)
    yield {
      pointer,
      rule: "jsonpath/intrinsic",
      message: `expected an intrinsic function, found ${shown(text)}: ${read.fault}`,
      mend: mendCall(text),
      source: guide("intrinsic-functions"),
    };
}

function mendCall(text: string): string {
  for (const [, name = ""] of text.matchAll(/States\.(\w+)/g)) {
    const near = Object.hasOwn(INTRINSICS, name) ? undefined : closest(name, Object.keys(INTRINSICS));
    if (near !== undefined) return `Write States.${near}.`;
  }
  return "Correct the call: the page below says what each function takes.";
}

/** A path with a fault, a text that is none, or a field that is no text or is there twice. */
function mendTemplate(found: Json | undefined, key: string | number | undefined): string {
  if (!isText(found))
    return "Write a path or an intrinsic function in a field whose name ends in .$, and each field once.";
  if (found.startsWith("$"))
    return "Correct the path; names with other signs stand in brackets and quotes: $['a name'].";
  return `Write a path such as "$.order.id" or an intrinsic function; for the text itself, name the field ${String(key).replace(/\.\$$/, "")}.`;
}

function* templateProblems({ value, pointer }: Entry, machine: CheckedMachine): Iterable<Problem> {
  const read = parseTemplate(value);
  if (!("faults" in read)) return;
  for (const { at, fault } of read.faults) {
    const found = valueAt(value, at);
    if (isPlaceholder(found, machine) || (isText(found) && mentionsPlaceholder(found, machine))) continue;
    const call = isText(found) && mentionsIntrinsic(found);
    yield {
      pointer: below(pointer, ...at),
      rule: call ? "jsonpath/intrinsic" : "jsonpath/template",
      message: `expected a payload template, found ${shown(found)}: ${fault}`,
      mend: call ? mendCall(found) : mendTemplate(found, at.at(-1)),
      source: call ? guide("intrinsic-functions") : spec("payload-template"),
    };
  }
}

const valueAt = (json: Json, at: readonly (string | number)[]): Json | undefined =>
  at.reduce<Json | undefined>(
    (value, key) => (isList(value) ? value[Number(key)] : isObject(value) ? value[String(key)] : undefined),
    json,
  );
