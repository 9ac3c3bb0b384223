/** How far a scope of states has come: what a redrive goes on from. */
import type { MapRun } from "./distributed";
import type { Json } from "./json";
import type { Scope } from "./variables";

/** Where an execution is, or a branch or an iteration of it. */
export interface Place {
  readonly name: string;
  readonly input: Json;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly enteredAt: number;
  readonly enteredEventId: number;
}

export interface Progress {
  readonly variables: Scope;
  /** Undefined before the first state. */
  place: Place | undefined;
  /** What runs inside of the Parallel or Map at `place`. */
  inside: Inside | undefined;
  /** Once it has come to its end. */
  done: { readonly output: Json } | undefined;
}

/** One try of a Parallel or a Map. */
export interface Inside {
  /** By branch or iteration; those that were not begun are not there. */
  readonly children: Map<number, Progress>;
  /** Of a Map. */
  readonly items: readonly Item[];
  /** Of a distributed Map, whose items have executions of their own. */
  readonly run?: MapRun;
}

/** What a Map goes through: an item of a list, or a field of an object. */
export interface Item {
  readonly value: Json;
  readonly key?: string;
  /** Of a batch: so many items are in it. */
  readonly size?: number;
}

export const progress = (variables: Scope): Progress => ({
  variables,
  place: undefined,
  inside: undefined,
  done: undefined,
});

/** What a redrive left is gone on with in the first try; every other try begins anew. */
export function inside(whole: Progress, retryCount: number, begin: () => Omit<Inside, "children">): Inside {
  if (whole.inside && retryCount === 0) return whole.inside;
  for (const { variables } of whole.inside?.children.values() ?? []) variables.close();
  return (whole.inside = { children: new Map(), ...begin() });
}

/** The progress of one branch or iteration, which sees the variables around it. */
export function child(whole: Progress, { children }: Inside, index: number): Progress {
  const known = children.get(index);
  if (known) return known;
  const made = progress(whole.variables.inner());
  children.set(index, made);
  return made;
}
