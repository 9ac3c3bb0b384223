/** Every state that can be reached, breadth first: what is found broken comes with a shortest way to it. */
import { brokenState } from "./invariants";
import { model } from "./model";
import type { Protocol } from "./protocol";
import { INITIAL, keyOf, type State } from "./state";

export interface Found {
  /** How many different states were reached. */
  readonly states: number;
  /** The ways in which executions ended. */
  readonly ends: ReadonlySet<string>;
  readonly broken?: Broken;
}

export interface Broken {
  readonly invariant: string;
  /** The steps to it, in words. */
  readonly trace: readonly string[];
}

/** A state with its place among all. */
interface Reached {
  readonly state: State;
  /** From which it was reached first, and how. */
  readonly from: Reached | undefined;
  readonly says: string;
  /** Those from which it is reached by a step that happens even where clients, zombies and operators are silent. */
  readonly before: Reached[];
}

/** Searches the protocol with at most that many mishaps and deeds together, until something is broken or all is seen. */
export function search(protocol: Protocol, most: number): Found {
  const steps = model(protocol, most);
  const start: Reached = { state: INITIAL, from: undefined, says: "", before: [] };
  const reached = new Map([[keyOf(INITIAL), start]]);
  const ends = new Set<string>();
  const found = (broken?: Broken): Found => ({ states: reached.size, ends, ...(broken && { broken }) });

  // A Map is iterated in the order of insertion, and goes on with what is inserted meanwhile: breadth first.
  for (const here of reached.values()) {
    if (here.state.machine.at === "ended") ends.add(here.state.machine.status);
    for (const { next, says, isBound, broken } of steps(here.state)) {
      const key = keyOf(next);
      const known = reached.get(key);
      const there = known ?? { state: next, from: here, says, before: [] };
      const invariant = broken ?? (known ? undefined : brokenState(next));
      if (invariant !== undefined) return found({ invariant, trace: [...wayTo(here), says] });
      if (!known) reached.set(key, there);
      if (isBound) there.before.push(here);
    }
  }
  const stuck = firstStuck([...reached.values()]);
  return found(stuck && { invariant: "an end can be reached from every state", trace: wayTo(stuck) });
}

function wayTo(there: Reached): readonly string[] {
  const way: string[] = [];
  for (let at = there; at.from; at = at.from) way.unshift(at.says);
  return way;
}

/** The first state of a reported incident from which no end can be reached but with the help of others. */
function firstStuck(all: readonly Reached[]): Reached | undefined {
  const finishing = new Set(all.filter(({ state }) => isEnd(state)));
  for (const there of finishing) for (const before of there.before) finishing.add(before);
  return all.find((each) => each.state.item !== undefined && !finishing.has(each));
}

/** What is withdrawn before it is started needs no execution. */
const isEnd = ({ item, machine }: State): boolean =>
  machine.at === "ended" || (machine.at === "not started" && item?.incident.status === "withdrawn");
