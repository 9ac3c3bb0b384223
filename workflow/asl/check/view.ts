/** A definition as the rules read it: whatever can be read of it, and what cannot left out. */
import { STATES, type Shape } from "./grammar";
import { isList, isObject, type Json, type JsonObject } from "./json";
import { below, type Problem } from "./problem";

export interface CheckedState {
  readonly name: string;
  readonly pointer: string;
  readonly fields: JsonObject;
  /** Undefined for a state that is not read in detail: of another type or in another query language. */
  readonly shape: Shape | undefined;
}

/** A machine with its place: `""` for the outermost, so that one inside a state can be read by the same rules. */
export interface CheckedMachine {
  readonly pointer: string;
  readonly fields: JsonObject;
  /** Every name under `States`, also of what is no object. */
  readonly names: ReadonlySet<string>;
  readonly states: readonly CheckedState[];
}

/** A family of rules: one file, one generator. */
export type Rules = (machine: CheckedMachine) => Iterable<Problem>;

export function machineOf(fields: JsonObject, pointer: string): CheckedMachine {
  const states = isObject(fields["States"]) ? Object.entries(fields["States"]) : [];
  return {
    pointer,
    fields,
    names: new Set(states.map(([name]) => name)),
    states: states.flatMap(([name, state]) =>
      isObject(state)
        ? [{ name, pointer: below(pointer, "States", name), fields: state, shape: shapeOf(state, fields) }]
        : [],
    ),
  };
}

function shapeOf(state: JsonObject, machine: JsonObject): Shape | undefined {
  const language = state["QueryLanguage"] ?? machine["QueryLanguage"];
  return language === "JSONata" ? lookup(STATES, state["Type"]) : undefined;
}

/** The entry under that name, if it is one: no `constructor`, no `__proto__`. */
export const lookup = <T>(table: Readonly<Record<string, T>>, name: Json | undefined): T | undefined =>
  typeof name === "string" && Object.hasOwn(table, name) ? table[name] : undefined;

/** An object of which the grammar says what may be in it. */
export interface Part {
  readonly shape: Shape;
  readonly fields: JsonObject;
  readonly pointer: string;
}

/** A state that is read in detail and the objects in its lists (Retriers, Catchers, Choice Rules). */
export function* partsOf(state: CheckedState): Iterable<Part> {
  const { shape, fields, pointer } = state;
  if (shape !== undefined) yield* nested({ shape, fields, pointer });
}

function* nested(part: Part): Iterable<Part> {
  yield part;
  for (const [name, { kind }] of Object.entries(part.shape.fields)) {
    if (kind.elements === undefined) continue;
    for (const [index, fields] of objectsIn(part.fields[name]))
      yield* nested({ shape: kind.elements, fields, pointer: below(part.pointer, name, index) });
  }
}

/** The objects of a list with their places; nothing of what is no list or no object. */
export const objectsIn = (list: Json | undefined): readonly (readonly [number, JsonObject])[] =>
  isList(list) ? list.flatMap((value, index) => (isObject(value) ? [[index, value] as const] : [])) : [];
