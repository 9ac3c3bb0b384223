/** What two definitions differ in, as a list of sentences and as one graph that shows both. */
import { isObject, type Json, type JsonObject } from "../json";
import { graphOf, nameOf, scopesIn, type Box, type Graph, type Scope, type Way } from "./graph";

import { placeOf } from "./sentences";

export interface Change {
  readonly sign: "+" | "−" | "±";
  /** Of the state, or of what leads from it. */
  readonly pointer: string;
  readonly said: string;
}

/** In the order of the picture; empty where both draw the same picture. */
export function difference(before: unknown, after: unknown): readonly Change[] {
  return [...scopesIn(compared(before, after).root)].flatMap((scope) => [
    ...scope.boxes.flatMap(boxChange),
    ...scope.ways.flatMap((way) => wayChange(way, scope)),
  ]);
}

/** A line for each change: `+ added state "Review"`. */
export const summary = (changes: readonly Change[]): string =>
  changes.map(({ sign, said }) => `${sign} ${said}\n`).join("");

const SIGNS = { added: "+", removed: "−", changed: "±" } as const;

const isSign = (mark: string | undefined): mark is keyof typeof SIGNS =>
  mark !== undefined && Object.hasOwn(SIGNS, mark);

function boxChange({ mark, pointer, name, changes = [] }: Box): readonly Change[] {
  if (!isSign(mark)) return [];
  const what = changes.length === 0 ? "" : `: ${changes.join(", ")}`;
  return [{ sign: SIGNS[mark], pointer, said: `${mark} state ${JSON.stringify(name)}${what}` }];
}

function wayChange({ mark, pointers, from, to, kind, said }: Way, scope: Scope): readonly Change[] {
  if (!isSign(mark)) return [];
  const begin = kind === "start" ? `the start of ${placeOf(scope)}` : JSON.stringify(nameOf(from));
  const label = said.length === 0 ? "" : `: ${said.join(", ")}`;
  return [
    {
      sign: SIGNS[mark],
      pointer: pointers[0] ?? from,
      said: `${mark} ${kind === "catch" ? "catch" : "way"} from ${begin} to ${JSON.stringify(nameOf(to))}${label}`,
    },
  ];
}

/** What is after, and what was before in its place; each box and way with a mark. */
export function compared(before: unknown, after: unknown): Graph {
  const [old, current] = [graphOf(before), graphOf(after)];
  return { ...current, root: scopeOf(old.root, current.root, before, after) };
}

function scopeOf(old: Scope, current: Scope, before: unknown, after: unknown): Scope {
  return {
    ...current,
    boxes: [
      ...current.boxes.map((box) =>
        boxOf(
          old.boxes.find(({ pointer }) => pointer === box.pointer),
          box,
          before,
          after,
        ),
      ),
      ...old.boxes
        .filter(({ pointer }) => current.boxes.every((box) => box.pointer !== pointer))
        .map((box) => wholly(box, "removed")),
    ],
    ways: waysOf(old.ways, current.ways),
  };
}

function boxOf(old: Box | undefined, current: Box, before: unknown, after: unknown): Box {
  if (old === undefined) return wholly(current, "added");
  const { pointer } = current;
  const changes = fieldsThatDiffer(at(before, pointer), at(after, pointer));
  const inside = [
    ...current.inside.map((scope) => {
      const was = old.inside.find((each) => each.pointer === scope.pointer);
      return was === undefined ? marked(scope, "added") : scopeOf(was, scope, before, after);
    }),
    ...old.inside
      .filter((scope) => current.inside.every((each) => each.pointer !== scope.pointer))
      .map((scope) => marked(scope, "removed")),
  ];
  const differs = changes.length > 0 || old.kind !== current.kind;
  return { ...current, inside, mark: differs ? "changed" : "same", ...(differs && { changes }) };
}

type Whole = "added" | "removed";

const wholly = (box: Box, mark: Whole): Box => ({
  ...box,
  mark,
  inside: box.inside.map((scope) => marked(scope, mark)),
});

const marked = (scope: Scope, mark: Whole): Scope => ({
  ...scope,
  boxes: scope.boxes.map((box) => wholly(box, mark)),
  ways: scope.ways.map((way) => ({ ...way, mark })),
});

/** The same way with other words is changed; any other is added or removed. */
function waysOf(old: readonly Way[], current: readonly Way[]): readonly Way[] {
  const rest = new Set(old);
  const taken = (same: (way: Way) => boolean): Way | undefined => {
    const found = [...rest].find(same);
    if (found !== undefined) rest.delete(found);
    return found;
  };
  const alike = (one: Way, other: Way) =>
    one.from === other.from && one.to === other.to && one.kind === other.kind;
  const exact = current.map((way) =>
    taken((other) => alike(way, other) && JSON.stringify(way.said) === JSON.stringify(other.said)),
  );
  const now = current.map((way, index): Way => {
    if (exact[index] !== undefined) return { ...way, mark: "same" };
    const was = taken((other) => alike(way, other));
    if (was === undefined) return { ...way, mark: "added" };
    return {
      ...way,
      mark: "changed",
      said: [...way.said, `(was ${was.said.length === 0 ? "without a word" : was.said.join(", ")})`],
    };
  });
  return [...now, ...[...rest].map((way): Way => ({ ...way, mark: "removed" }))];
}

/** The value at a pointer. */
const at = (document: unknown, pointer: string): unknown =>
  pointer
    .split("/")
    .slice(1)
    .reduce<unknown>((value, token) => {
      const field = token.replaceAll("~1", "/").replaceAll("~0", "~");
      if (Array.isArray(value)) return value[Number(field)] as unknown;
      return isObject(value) && Object.hasOwn(value, field) ? value[field] : undefined;
    }, document);

/** Where boxes and ways of their own say it. */
const SAID_ELSEWHERE = ["Next", "Default", "Branches", "Iterator"];

/** Each as `Comment`, or with both values where these are short: `TimeoutSeconds 60 → 30`. */
function fieldsThatDiffer(before: unknown, after: unknown): readonly string[] {
  if (!isObject(before) || !isObject(after)) return equal(before, after) ? [] : ["all of it"];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((field) => !SAID_ELSEWHERE.includes(field))
    .flatMap((field) => {
      const [old, current] = [before, after].map((state) => shownInBox(state, field));
      if (equal(old, current)) return [];
      const [was, is] = [scalar(old), scalar(current)];
      return [was === undefined || is === undefined ? field : `${field} ${was} → ${is}`];
    });
}

function shownInBox(state: JsonObject, field: string): Json | undefined {
  const value = Object.hasOwn(state, field) ? state[field] : undefined;
  return field === "ItemProcessor" && isObject(value) ? value["ProcessorConfig"] : value;
}

const scalar = (value: Json | undefined): string | undefined =>
  typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : value === undefined
      ? "none"
      : undefined;

/** Objects are equal whatever the order of their fields. */
function equal(one: unknown, other: unknown): boolean {
  const pairs: [unknown, unknown][] = [[one, other]];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [left, right] = pair;
    if (Object.is(left, right)) continue;
    if (typeof left !== "object" || typeof right !== "object" || left === null || right === null)
      return false;
    if (Array.isArray(left) !== Array.isArray(right)) return false;
    const [mine, others] = [new Map(Object.entries(left)), new Map(Object.entries(right))];
    if (mine.size !== others.size) return false;
    for (const [field, value] of mine) {
      if (!others.has(field)) return false;
      pairs.push([value, others.get(field)]);
    }
  }
  return true;
}
