/** Which fields an object has, and what they hold; state types; one way out of each state. */
import { JSONPATH_FIELDS, MACHINE, STATES, UNSUPPORTED_STATES, type Field, type Shape } from "./grammar";
import { isList, isObject, shown, type Json } from "./json";
import { below, spec, type Problem } from "./problem";
import { lookup, partsOf, type CheckedMachine, type CheckedState, type Part } from "./view";

export function* shape(machine: CheckedMachine): Iterable<Problem> {
  yield* fieldsOf({ shape: MACHINE, fields: machine.fields, pointer: machine.pointer });
  yield* onlyObjects(machine.fields["States"], below(machine.pointer, "States"), spec("states-fields"));
  for (const state of machine.states) {
    yield* stateType(state);
    for (const part of partsOf(state)) yield* fieldsOf(part);
    yield* transition(state);
  }
}

function* fieldsOf(part: Part): Iterable<Problem> {
  const { shape, fields, pointer } = part;
  for (const [name, field] of Object.entries(shape.fields))
    if (field.required && !Object.hasOwn(fields, name)) yield missing(name, field, part);
  for (const [name, value] of Object.entries(fields)) {
    const field = lookup(shape.fields, name);
    if (field !== undefined) yield* valueOf(field, value, below(pointer, name), shape);
    else if (!shape.unsupported?.includes(name)) yield strange(name, part);
  }
}

const missing = (name: string, { kind }: Field, { shape, pointer }: Part): Problem => ({
  pointer,
  rule: "shape/required",
  message: `expected a field ${name}, found none`,
  mend: `Write ${name}: ${kind.expected}.`,
  source: shape.source,
});

function* valueOf({ kind }: Field, value: Json, pointer: string, { source }: Shape): Iterable<Problem> {
  if (!kind.fits(value)) yield wrongValue(kind.expected, value, pointer, source);
  else if (kind.elements) yield* onlyObjects(value, pointer, source);
}

const wrongValue = (expected: string, value: Json, pointer: string, source: string): Problem => ({
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

function strange(name: string, { shape, pointer }: Part): Problem {
  const owners = Object.keys(STATES).filter((type) => lookup(STATES[type]?.fields ?? {}, name));
  const instead = lookup(JSONPATH_FIELDS, name);
  const known = {
    pointer: below(pointer, name),
    message: `${shape.name} has no field ${name}`,
    source: shape.source,
  };
  if (instead !== undefined)
    return { ...known, rule: "shape/foreign-field", mend: `${name} belongs to JSONPath: write ${instead}.` };
  if (owners.length > 0)
    return {
      ...known,
      rule: "shape/foreign-field",
      mend: `${name} belongs to ${owners.join(" and ")}: remove it, or change the Type.`,
    };
  return {
    ...known,
    rule: "shape/unknown-field",
    mend: `Remove it, or write one of ${Object.keys(shape.fields).join(", ")}.`,
  };
}

function* stateType({ fields, pointer }: CheckedState): Iterable<Problem> {
  const types = [...Object.keys(STATES), ...UNSUPPORTED_STATES].sort();
  const type = fields["Type"];
  if (typeof type === "string" && types.includes(type)) return;
  yield {
    pointer: type === undefined ? pointer : below(pointer, "Type"),
    rule: "shape/state-type",
    message: `expected a Type, found ${shown(type)}`,
    mend: `Write one of ${types.join(", ")}.`,
    source: spec("state-types"),
  };
}

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
