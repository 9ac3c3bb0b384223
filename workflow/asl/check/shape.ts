/** Which fields an object has, and what they hold; state types and query languages; one way out of each state. */
import { closest } from "./closest";
import { OWN_FIELDS, STATES, TYPES, type Alternatives, type Shape } from "./grammar";
import { isList, isObject, shown, type Json } from "./json";
import { isPlaceholder } from "./placeholder";
import { below, spec, type Problem } from "./problem";
import {
  entriesOf,
  isDistributed,
  lookup,
  outermost,
  partsIn,
  partsOf,
  type CheckedMachine,
  type CheckedState,
  type Entry,
  type Part,
} from "./view";

export function* shape(machine: CheckedMachine): Iterable<Problem> {
  for (const part of partsIn(machine)) yield* partProblems(part, machine);
  yield* onlyObjects(machine.fields["States"], below(machine.pointer, "States"), spec("states-fields"));
  for (const state of machine.states) {
    yield* stateType(state);
    yield* queryLanguage(state, machine);
    for (const part of partsOf(state)) yield* partProblems(part, machine);
    yield* transition(state);
  }
}

function* partProblems(part: Part, machine: CheckedMachine): Iterable<Problem> {
  for (const [name, field] of Object.entries(part.shape.fields))
    if (field.required && !Object.hasOwn(part.fields, name))
      yield missing(`a field ${name}`, `${name}: ${field.kind.expected}`, part);
  for (const name of Object.keys(part.fields))
    if (lookup(part.shape.fields, name) === undefined) yield strange(name, part);
  for (const entry of entriesOf(part))
    if (!isPlaceholder(entry.value, machine)) yield* valueOf(entry, part.shape);
  for (const alternatives of part.shape.alternatives ?? []) yield* oneOf(alternatives, part);
}

const missing = (expected: string, mend: string, { shape, pointer }: Part): Problem => ({
  pointer,
  rule: "shape/required",
  message: `expected ${expected}, found none`,
  mend: `Write ${mend}.`,
  source: shape.source,
});

function* valueOf({ field: { kind }, value, pointer }: Entry, { source }: Shape): Iterable<Problem> {
  if (!kind.fits(value)) yield wrongValue(kind.expected, value, pointer, source);
  else if (isList(value) && (kind.elements ?? kind.machines)) yield* onlyObjects(value, pointer, source);
}

const wrongValue = (expected: string, value: Json | undefined, pointer: string, source: string): Problem => ({
  pointer,
  rule: "shape/value",
  message: `expected ${expected}, found ${shown(value)}`,
  mend: `Write ${expected}.`,
  source,
});

function* onlyObjects(values: Json | undefined, pointer: string, source: string): Iterable<Problem> {
  const entries = isList(values) ? values.entries() : isObject(values) ? Object.entries(values) : [];
  for (const [key, value] of entries)
    if (!isObject(value)) yield wrongValue("an object", value, below(pointer, key), source);
}

/** Of two dozen comparisons, the first and the last few say enough. */
const MOST_NAMED = 6;

function* oneOf({ of, needed }: Alternatives, part: Part): Iterable<Problem> {
  const found = of.filter((name) => Object.hasOwn(part.fields, name));
  const names = of.length > MOST_NAMED ? [of[0], of[1], "…", ...of.slice(-3)].join(", ") : of.join(", ");
  if (found.length === 0 && needed) yield missing(`one of ${names}`, `one of ${names}`, part);
  if (found.length > 1)
    yield {
      pointer: part.pointer,
      rule: "shape/alternatives",
      message: `expected ${needed ? "" : "at most "}one of ${names}, found ${found.join(" and ")}`,
      mend: `Remove all of ${found.join(", ")} but one.`,
      source: part.shape.source,
    };
}

function strange(name: string, part: Part): Problem {
  const { shape, pointer } = part;
  const known = {
    pointer: below(pointer, name),
    message: `${shape.name} has no field ${name}`,
    source: shape.source,
  };
  const mend = foreign(name, shape);
  if (mend !== undefined) return { ...known, rule: "shape/foreign-field", mend };
  const near = closest(name, Object.keys(shape.fields));
  return {
    ...known,
    rule: "shape/unknown-field",
    mend: near === undefined ? `Remove it, or write one of ${fieldNames(shape)}.` : `Write ${near}.`,
  };
}

const fieldNames = ({ fields }: Shape): string => {
  const names = Object.keys(fields);
  return names.length > 3 * MOST_NAMED
    ? [...names.slice(0, MOST_NAMED), "…", ...names.slice(-MOST_NAMED)].join(", ")
    : names.join(", ");
};

/** How to mend a field that belongs elsewhere: to the other query language, or to another type. */
function foreign(name: string, shape: Shape): string | undefined {
  const { fields, language } = shape;
  const other = language === "JSONPath" ? "JSONata" : "JSONPath";
  const instead = language && lookup(OWN_FIELDS[other], name);
  if (instead !== undefined) {
    const here = instead.filter((each) => Object.hasOwn(fields, each));
    const mend = here.length === 0 ? "remove it" : `write ${here.join(" or ")}`;
    return `${name} belongs to ${other}: ${mend}${other === "JSONata" ? ', or "QueryLanguage": "JSONata"' : ""}.`;
  }
  const states = STATES[language ?? "JSONata"];
  const owners = TYPES.filter((type) => lookup(states[type]?.fields ?? {}, name));
  if (owners.length === 0) return undefined;
  const isState = TYPES.some((type) => states[type] === shape);
  return `${name} belongs to ${owners.join(", ")}: ${isState ? "remove it, or change the Type" : "move it into such a state, or remove it"}.`;
}

function* stateType({ fields, pointer }: CheckedState): Iterable<Problem> {
  const type = fields["Type"];
  if (typeof type === "string" && TYPES.includes(type)) return;
  yield {
    pointer: type === undefined ? pointer : below(pointer, "Type"),
    rule: "shape/state-type",
    message: `expected a Type, found ${shown(type)}`,
    mend: `Write one of ${TYPES.join(", ")}.`,
    source: spec("state-types"),
  };
}

/**
 * A machine in JSONata has no states in JSONPath. In the executions that a distributed Map starts some write them all
 * the same, and no page settles it: only a strict check refuses them there.
 */
function* queryLanguage(
  { fields, pointer, language, shape }: CheckedState,
  machine: CheckedMachine,
): Iterable<Problem> {
  if (language === undefined && shape === undefined && Object.hasOwn(fields, "QueryLanguage"))
    yield wrongValue(
      '"JSONata" or "JSONPath"',
      fields["QueryLanguage"],
      below(pointer, "QueryLanguage"),
      spec("query-language"),
    );
  if (fields["QueryLanguage"] !== "JSONPath") return;
  if (outermost(machine).fields["QueryLanguage"] !== "JSONata") return;
  if (!machine.options.strict && isInDistributed(machine)) return;
  yield {
    pointer: below(pointer, "QueryLanguage"),
    rule: "shape/query-language",
    message: "expected JSONata, the query language of the machine, found JSONPath",
    mend: "Write the state in JSONata, or name JSONata in the states that use it and not for the machine.",
    source: spec("query-language"),
  };
}

const isInDistributed = ({ within }: CheckedMachine): boolean =>
  within !== undefined && (isDistributed(within.state) || isInDistributed(within.machine));

/** Exactly one of Next and "End": true, in the types that have them. */
function* transition({ shape, fields, pointer }: CheckedState): Iterable<Problem> {
  if (shape === undefined || !Object.hasOwn(shape.fields, "End")) return;
  const ends = fields["End"] === true;
  const goesOn = Object.hasOwn(fields, "Next");
  if (ends !== goesOn) return;
  yield {
    pointer,
    rule: "shape/transition",
    message: `expected either Next or "End": true, found ${ends ? "both" : "neither"}`,
    mend: ends ? "Remove one of them." : 'Write the state that follows in Next, or "End": true.',
    source: spec("transition"),
  };
}
