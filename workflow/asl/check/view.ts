/** A definition as the rules read it: whatever can be read of it, and what cannot left out. */
import { STATES, type Field, type QueryLanguage, type Shape } from "./grammar";
import { isList, isObject, type Json, type JsonObject } from "./json";
import { below, type Problem } from "./problem";

export interface Options {
  /** Also the rules of this project, stricter than the language. */
  readonly strict: boolean;
  /** Of the whole definition. Inside a distributed Map, ExecutionType says it. */
  readonly type: "STANDARD" | "EXPRESS";
}

export interface CheckedState {
  readonly name: string;
  readonly pointer: string;
  readonly fields: JsonObject;
  /** Its own query language, or the definition's; undefined where that is none. */
  readonly language: QueryLanguage | undefined;
  /** Undefined for a state that cannot be read in detail: of no known type, or in no known query language. */
  readonly shape: Shape | undefined;
  /** The branches of a Parallel, what a Map does with each item. */
  readonly inside: readonly CheckedMachine[];
}

/** A scope: the definition itself, or a machine inside a state. */
export interface CheckedMachine {
  /** `""` for the outermost. */
  readonly pointer: string;
  readonly fields: JsonObject;
  readonly shape: Shape;
  readonly options: Options;
  /** Every name under `States`, also of what is no object. */
  readonly names: ReadonlySet<string>;
  readonly states: readonly CheckedState[];
  /** The Parallel or Map in which it stands, and that state's scope; undefined for the outermost. */
  readonly within: Place | undefined;
}

export interface Place {
  readonly machine: CheckedMachine;
  readonly state: CheckedState;
}

/** A family of rules: one file, one generator, called for each scope of the definition, the outermost first. */
export type Rules = (machine: CheckedMachine) => Iterable<Problem>;

export function machineOf(
  fields: JsonObject,
  { pointer, shape, options, within }: Pick<CheckedMachine, "pointer" | "shape" | "options" | "within">,
): CheckedMachine {
  const named = isObject(fields["States"]) ? Object.entries(fields["States"]) : [];
  const states: CheckedState[] = [];
  const names = new Set(named.map(([name]) => name));
  const machine = { pointer, fields, shape, options, names, states, within };
  for (const [name, state] of named) if (isObject(state)) states.push(stateOf(name, state, machine));
  return machine;
}

function stateOf(name: string, fields: JsonObject, machine: CheckedMachine): CheckedState {
  const language = languageOf(fields["QueryLanguage"] ?? outermost(machine).fields["QueryLanguage"]);
  const shape = language && lookup(STATES[language], fields["Type"]);
  const inside: CheckedMachine[] = [];
  const state = { name, pointer: below(machine.pointer, "States", name), fields, language, shape, inside };
  for (const [field, { kind }] of Object.entries(shape?.fields ?? {}))
    if (kind.machines)
      for (const [path, value] of machinesAt(field, fields[field]))
        inside.push(
          machineOf(value, {
            pointer: below(state.pointer, ...path),
            shape: kind.machines,
            options: machine.options,
            within: { machine, state },
          }),
        );
  return state;
}

type Path = readonly (string | number)[];

const machinesAt = (field: string, value: Json | undefined): readonly (readonly [Path, JsonObject])[] =>
  isObject(value)
    ? [[[field], value]]
    : objectsIn(value).map(([index, branch]) => [[field, index], branch] as const);

function languageOf(named: Json | undefined): QueryLanguage | undefined {
  if (named === undefined) return "JSONPath";
  return named === "JSONata" || named === "JSONPath" ? named : undefined;
}

export const outermost = (machine: CheckedMachine): CheckedMachine =>
  machine.within === undefined ? machine : outermost(machine.within.machine);

/** A machine and those inside its states, each before what is inside it. */
export function* scopesOf(machine: CheckedMachine): Iterable<CheckedMachine> {
  yield machine;
  for (const { inside } of machine.states) for (const scope of inside) yield* scopesOf(scope);
}

/** Whether the items of a Map run as executions of their own. */
export const isDistributed = ({ fields }: Pick<CheckedState, "fields">): boolean =>
  modeOf(fields) === "DISTRIBUTED";

/** What a Map says in `ProcessorConfig.Mode`, if anything. */
export function modeOf(fields: JsonObject): Json | undefined {
  const processor = fields["ItemProcessor"] ?? fields["Iterator"];
  const config = isObject(processor) ? processor["ProcessorConfig"] : undefined;
  return isObject(config) ? config["Mode"] : undefined;
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

/** A state that can be read in detail, and the objects in it: Retriers, Catchers, Choice Rules, an ItemReader. */
export function* partsOf(state: CheckedState): Iterable<Part> {
  const { shape, fields, pointer } = state;
  if (shape !== undefined) yield* partsIn({ shape, fields, pointer });
}

/** A part and the parts in it; not the machines in it, which are scopes of their own. */
export function* partsIn(part: Part): Iterable<Part> {
  yield part;
  for (const [name, { kind }] of Object.entries(part.shape.fields)) {
    const { elements } = kind;
    const value = part.fields[name];
    if (elements !== undefined)
      for (const [index, fields] of objectsIn(value))
        yield* partsIn({ shape: elements, fields, pointer: below(part.pointer, name, index) });
    if (kind.object !== undefined && isObject(value))
      yield* partsIn({ shape: kind.object, fields: value, pointer: below(part.pointer, name) });
  }
}

/** A field that is there, and of which the grammar says what it takes. */
export interface Entry {
  readonly name: string;
  readonly field: Field;
  readonly value: Json;
  readonly pointer: string;
}

export function* entriesOf({ shape, fields, pointer }: Part): Iterable<Entry> {
  for (const [name, value] of Object.entries(fields)) {
    const field = lookup(shape.fields, name);
    if (field !== undefined) yield { name, field, value, pointer: below(pointer, name) };
  }
}

/** The objects of a list with their places; nothing of what is no list or no object. */
export const objectsIn = (list: Json | undefined): readonly (readonly [number, JsonObject])[] =>
  isList(list) ? list.flatMap((value, index) => (isObject(value) ? [[index, value] as const] : [])) : [];
