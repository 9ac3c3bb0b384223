/**
 * A definition as boxes and ways between them, before anybody decides how they look. What is drawn is what is
 * written, sound or not: a way to a state that is not there leads to a box that says so.
 */
import { isList, isObject, isText, type Json, type JsonObject } from "../json";
import { condition } from "./condition";
import { isWaiting, notes, texts, variables, wholeLimit } from "./notes";
import { errors, isExpression } from "./words";

/** How a box or a way differs from the others of its picture. */
export type Mark =
  /** By a run, or not. */
  | "taken"
  | "passed by"
  /** Between two definitions. */
  | "added"
  | "removed"
  | "changed"
  | "same";

export type Kind =
  | "task"
  /** A task that waits for its token. */
  | "token"
  | "choice"
  | "wait"
  | "pass"
  | "parallel"
  | "map"
  | "succeed"
  | "fail"
  | "unknown"
  /** Something leads to it, and it is not there. */
  | "missing"
  /** Where many ways to one state meet. */
  | "junction";

export interface Box {
  /** JSON pointer of the state; tells all boxes apart. */
  readonly pointer: string;
  readonly name: string;
  readonly kind: Kind;
  readonly about: string;
  readonly notes: readonly string[];
  readonly ends: boolean;
  /** Of a Parallel each branch, of a Map one. */
  readonly inside: readonly Scope[];
  readonly mark?: Mark;
  /** What is different, where the mark is "changed". */
  readonly changes?: readonly string[];
}

export interface Way {
  /** JSON pointers of what leads there: `/StartAt`, `/States/Exam/Next`, `/States/Exam/Catch/0`. */
  readonly pointers: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly kind: "start" | "next" | "rule" | "catch";
  /** Beside it, each a line. */
  readonly said: readonly string[];
  readonly mark?: Mark;
}

export interface Scope {
  /** Of what holds `StartAt` and `States`. */
  readonly pointer: string;
  readonly about: string;
  readonly boxes: readonly Box[];
  readonly ways: readonly Way[];
}

export interface Graph {
  readonly title: string;
  /** How long the whole may take. */
  readonly limit: readonly string[];
  readonly root: Scope;
}

/** Parallel and Map inside of each other: what is deeper is not drawn. */
const DEEPEST = 8;

/** Of any JSON. */
export function graphOf(definition: unknown): Graph {
  const machine = isObject(definition) ? definition : {};
  const about = textOf(machine["Comment"]);
  return {
    title: about === "" ? "State machine" : about,
    limit: wholeLimit(machine),
    root: scope(machine, "", 0),
  };
}

/** Where a scope begins: the box of `StartAt` is led to from there. */
export const startOf = (scopePointer: string): string => `${scopePointer}/StartAt`;

/** All of a scope and what is inside of it. */
export function* scopesIn(root: Scope): Generator<Scope, void> {
  yield root;
  for (const box of root.boxes) for (const inner of box.inside) yield* scopesIn(inner);
}

function scope(machine: JsonObject, pointer: string, depth: number): Scope {
  const { States, StartAt } = machine;
  const states = isObject(States) ? Object.entries(States) : [];
  const boxes = states.map(([name, state]) => box(name, state, placeOf(pointer, name), depth));
  const start: readonly Way[] = isText(StartAt)
    ? [
        {
          pointers: [startOf(pointer)],
          from: startOf(pointer),
          to: placeOf(pointer, StartAt),
          kind: "start",
          said: [],
        },
      ]
    : [];
  const ways = [
    ...start,
    ...states.flatMap(([name, state]) =>
      isObject(state) ? waysOf(state, pointer, placeOf(pointer, name)) : [],
    ),
  ];
  return {
    pointer,
    about: textOf(machine["Comment"]),
    boxes: [...boxes, ...missing(boxes, ways)],
    ways: merged(ways),
  };
}

const placeOf = (scopePointer: string, name: string): string =>
  `${scopePointer}/States/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;

export const nameOf = (pointer: string): string =>
  pointer
    .slice(pointer.lastIndexOf("/") + 1)
    .replaceAll("~1", "/")
    .replaceAll("~0", "~");

const KINDS: Readonly<Record<string, Kind>> = {
  Task: "task",
  Choice: "choice",
  Wait: "wait",
  Pass: "pass",
  Parallel: "parallel",
  Map: "map",
  Succeed: "succeed",
  Fail: "fail",
};

function box(name: string, state: Json, pointer: string, depth: number): Box {
  if (!isObject(state))
    return { pointer, name, kind: "unknown", about: "", notes: ["is no state"], ends: false, inside: [] };
  const kind = kindOf(state);
  const scopes = within(state, pointer);
  const tooDeep = depth >= DEEPEST && scopes.length > 0;
  return {
    pointer,
    name,
    kind,
    about: about(state),
    notes: [...notes(name, state), ...(tooDeep ? ["what is inside is too deep to be drawn"] : [])],
    ends: kind === "succeed" || kind === "fail" || state["End"] === true,
    inside: tooDeep ? [] : scopes.map(([at, machine]) => scope(machine, at, depth + 1)),
  };
}

function kindOf(state: JsonObject): Kind {
  const { Type } = state;
  const kind = isText(Type) && Object.hasOwn(KINDS, Type) ? KINDS[Type] : undefined;
  return kind === "task" && isWaiting(state) ? "token" : (kind ?? "unknown");
}

function about({ Comment, Cause }: JsonObject): string {
  const said = textOf(Comment);
  const cause = textOf(Cause);
  return said === "" && !isExpression(cause) ? cause : said;
}

function within(state: JsonObject, pointer: string): readonly (readonly [string, JsonObject])[] {
  const { Branches, ItemProcessor, Iterator: older } = state;
  return [
    ...(isList(Branches) ? Branches : []).map(
      (branch, index) => [`${pointer}/Branches/${index}`, branch] as const,
    ),
    [`${pointer}/ItemProcessor`, ItemProcessor ?? null] as const,
    [`${pointer}/Iterator`, older ?? null] as const,
  ].flatMap(([at, machine]) => (isObject(machine) ? [[at, machine] as const] : []));
}

function waysOf(state: JsonObject, scopePointer: string, from: string): readonly Way[] {
  const { Next, Choices, Default, Catch } = state;
  const way = (
    at: string,
    to: Json | undefined,
    kind: Way["kind"],
    said: readonly string[],
  ): readonly Way[] =>
    isText(to) ? [{ pointers: [`${from}/${at}`], from, to: placeOf(scopePointer, to), kind, said }] : [];
  const rules = isList(Choices) ? Choices : [];
  const catchers = isList(Catch) ? Catch : [];
  return [
    ...way("Next", Next, "next", catchers.length === 0 ? [] : [isWaiting(state) ? "woken" : "succeeded"]),
    ...rules.flatMap((rule, index) =>
      isObject(rule)
        ? way(`Choices/${index}`, rule["Next"], "rule", [condition(rule), ...variables(rule)])
        : [],
    ),
    ...way("Default", Default, "rule", ["otherwise"]),
    ...catchers.flatMap((catcher, index) =>
      isObject(catcher)
        ? way(`Catch/${index}`, catcher["Next"], "catch", [
            ...errors(texts(catcher["ErrorEquals"])),
            ...variables(catcher),
          ])
        : [],
    ),
  ];
}

function missing(boxes: readonly Box[], ways: readonly Way[]): readonly Box[] {
  const there = new Set(boxes.map((each) => each.pointer));
  return [...new Set(ways.map((way) => way.to))]
    .filter((pointer) => !there.has(pointer))
    .map((pointer) => ({
      pointer,
      name: nameOf(pointer),
      kind: "missing",
      about: "",
      notes: ["is not there"],
      ends: false,
      inside: [],
    }));
}

/** What a state catches in several places and hands to one state is one way. */
function merged(ways: readonly Way[]): readonly Way[] {
  const found = new Map<string, Way>();
  for (const way of ways) {
    const key = JSON.stringify(way.kind === "catch" ? [way.from, way.to] : way.pointers);
    const other = found.get(key);
    found.set(
      key,
      other === undefined
        ? way
        : {
            ...way,
            pointers: [...other.pointers, ...way.pointers],
            said: [...new Set([...other.said, ...way.said])],
          },
    );
  }
  return [...found.values()];
}

const textOf = (value: Json | undefined): string => (isText(value) ? value : "");
