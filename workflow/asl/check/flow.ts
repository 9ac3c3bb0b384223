/** Which variables surely have a value when a state is entered, whatever way led there. */
import { isObject, isText, type JsonObject } from "./json";
import { below } from "./problem";
import { objectsIn, type CheckedMachine, type CheckedState } from "./view";

/** What an Assign gives values to; it takes effect when the state is left. */
export interface Assignment {
  readonly name: string;
  readonly pointer: string;
  readonly assign: JsonObject;
}

/** One way out of a state, with the variables that have a value afterwards. */
interface Exit {
  readonly to: string;
  readonly assigned: readonly string[];
}

/** The state itself and those of its parts that lead on: Catchers, and the rules of a Choice. */
const leadingParts = ({ fields, pointer }: CheckedState): readonly Lead[] => [
  { fields, pointer },
  ...["Catch", "Choices"].flatMap((list) =>
    objectsIn(fields[list]).map(([index, part]) => ({ fields: part, pointer: below(pointer, list, index) })),
  ),
];

interface Lead {
  readonly fields: JsonObject;
  readonly pointer: string;
}

export const assignments = (state: CheckedState): readonly Assignment[] =>
  leadingParts(state).flatMap((part) => assignmentsIn(part, state));

function assignmentsIn({ fields, pointer }: Lead, { language }: CheckedState): readonly Assignment[] {
  const assign = fields["Assign"];
  if (!isObject(assign)) return [];
  return Object.keys(assign).map((key) => ({
    name: language !== "JSONata" && key.endsWith(".$") ? key.slice(0, -2) : key,
    pointer: below(pointer, "Assign", key),
    assign,
  }));
}

/** The variables of a scope, those of the machines inside its states left out. */
export const namesIn = ({ states }: CheckedMachine): readonly string[] =>
  states.flatMap(assignments).map(({ name }) => name);

/** `Default` goes with the state's own Assign, a rule and a Catcher with theirs (spec, "Choice State"). */
const exits = (state: CheckedState): readonly Exit[] =>
  leadingParts(state).flatMap((part) =>
    [part.fields["Next"], part.fields["Default"]].filter(isText).map((to) => ({
      to,
      assigned: assignmentsIn(part, state).map(({ name }) => name),
    })),
  );

export interface Flow {
  /** The variables that surely have a value when a state is entered; no entry for a state that is never reached. */
  readonly entries: ReadonlyMap<string, ReadonlySet<string>>;
  /** The shortest way from the start to a state on which the variable gets no value, as names of states. */
  readonly wayWithout: (name: string, state: string) => readonly string[];
}

/**
 * `before` are the variables that have a value when the machine starts. `settled` says which more
 * have one when a state is left.
 */
export function flowOf(
  machine: CheckedMachine,
  before: ReadonlySet<string>,
  settled: (state: CheckedState) => ReadonlySet<string>,
): Flow {
  const start = machine.fields["StartAt"];
  const ways = new Map(
    machine.states.map((state) => {
      const more = settled(state);
      return [
        state.name,
        exits(state).map(({ to, assigned }) => ({ to, assigned: new Set([...assigned, ...more]) })),
      ];
    }),
  );
  const entries = new Map<string, ReadonlySet<string>>();
  if (isText(start) && ways.has(start)) {
    entries.set(start, before);
    const rest = [start];
    for (let at = rest.pop(); at !== undefined; at = rest.pop())
      for (const { to, assigned } of ways.get(at) ?? []) {
        const known = entries.get(to);
        const arriving = new Set([...(entries.get(at) ?? []), ...assigned]);
        const both =
          known === undefined ? arriving : new Set([...known].filter((name) => arriving.has(name)));
        if (!ways.has(to) || both.size === known?.size) continue;
        entries.set(to, both);
        rest.push(to);
      }
  }
  return { entries, wayWithout: (name, state) => wayWithout(ways, isText(start) ? start : "", name, state) };
}

type Ways = ReadonlyMap<string, readonly { readonly to: string; readonly assigned: ReadonlySet<string> }[]>;

function wayWithout(ways: Ways, start: string, name: string, state: string): readonly string[] {
  const cameFrom = new Map<string, string | undefined>([[start, undefined]]);
  for (const at of cameFrom.keys())
    for (const { to, assigned } of ways.get(at) ?? [])
      if (!assigned.has(name) && !cameFrom.has(to)) cameFrom.set(to, at);
  const way: string[] = [];
  for (let at: string | undefined = state; at !== undefined; at = cameFrom.get(at)) way.unshift(at);
  return way;
}
