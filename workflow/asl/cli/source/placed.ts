/** JSON with the places where its parts stand: what the readers of JSON and of YAML make. */
import type { Json } from "../../json";
import { segmentsOf } from "./pointer";

/** `at` is the offset of the value, that of a member's name in `Member`. */
export type Placed =
  | { readonly kind: "value"; readonly at: number; readonly value: string | number | boolean | null }
  | { readonly kind: "list"; readonly at: number; readonly items: readonly Placed[] }
  | { readonly kind: "object"; readonly at: number; readonly members: ReadonlyMap<string, Member> };

export interface Member {
  readonly at: number;
  readonly value: Placed;
}

/** A problem as it is said, of whatever rules. */
export interface Said {
  /** JSON pointer of what is wrong. */
  readonly pointer: string;
  readonly rule: string;
  readonly message: string;
  readonly mend: string;
  readonly source: string;
}

/** What is wrong with the text at an offset; its rules are `file/…`. */
export interface Fault extends Said {
  readonly at: number;
}

/** What a text holds; `root` is undefined where it holds no JSON. */
export interface Parsed {
  readonly root: Placed | undefined;
  readonly faults: readonly Fault[];
  /** What the reader took for something else, to be said. */
  readonly notes: readonly string[];
}

export function jsonOf(placed: Placed): Json {
  switch (placed.kind) {
    case "value":
      return placed.value;
    case "list":
      return placed.items.map(jsonOf);
    case "object":
      return Object.fromEntries([...placed.members].map(([name, { value }]) => [name, jsonOf(value)]));
  }
}

/**
 * The offset of what a JSON pointer names: of the name of a member, else of the value. Where the pointer leads on to
 * what is not there, of the last thing on its way that is.
 */
export function offsetOf(root: Placed, pointer: string): number {
  let here: Member = { at: root.at, value: root };
  for (const segment of segmentsOf(pointer)) {
    const found = inside(here.value, segment);
    if (!found) break;
    here = found;
  }
  return here.at;
}

function inside(placed: Placed, segment: string): Member | undefined {
  if (placed.kind === "object") return placed.members.get(segment);
  const item = placed.kind === "list" && /^\d+$/.test(segment) ? placed.items[Number(segment)] : undefined;
  return item && { at: item.at, value: item };
}
