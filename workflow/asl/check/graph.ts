/** Where the states lead: every name is there, every state is reached, from every state an end is reached. */
import { closest } from "./closest";
import { isList, isObject, shown, type Json } from "./json";
import { isPlaceholder } from "./placeholder";
import { below, spec, type Problem } from "./problem";
import { outermost, scopesOf, type CheckedMachine, type CheckedState } from "./view";

export function* graph(machine: CheckedMachine): Iterable<Problem> {
  yield* start(machine);
  yield* targets(machine);
  const first = machine.fields["StartAt"];
  if (typeof first === "string") yield* unreachable(machine, first);
  yield* endless(machine);
}

interface Transition {
  readonly pointer: string;
  readonly to: Json | undefined;
}

/** Read from every type alike, so that a walk also crosses what cannot be read in detail. */
function* transitions(state: CheckedState): Iterable<Transition> {
  const { fields, pointer } = state;
  for (const field of ["Next", "Default"])
    if (Object.hasOwn(fields, field)) yield { pointer: below(pointer, field), to: fields[field] };
  for (const field of ["Choices", "Catch"])
    for (const [index, rule] of rulesOf(state, field).entries())
      yield { pointer: below(pointer, field, index, "Next"), to: isObject(rule) ? rule["Next"] : undefined };
}

/** Where there should be rules and are none to be read, one that leads nobody knows where stands for them. */
function rulesOf({ fields }: CheckedState, field: string): readonly Json[] {
  const rules = fields[field] ?? [];
  const needed = field === "Choices" && fields["Type"] === "Choice";
  return isList(rules) && (rules.length > 0 || !needed) ? rules : [null];
}

function* start(machine: CheckedMachine): Iterable<Problem> {
  const name = machine.fields["StartAt"];
  if (typeof name === "string" && !machine.names.has(name) && !isPlaceholder(name, machine))
    yield noSuchState(name, below(machine.pointer, "StartAt"), machine, {
      rule: "graph/start",
      mend: meant(name, machine.names) ?? `Start at one of ${listed(machine.names)}.`,
      source: machine.shape.source,
    });
}

function* targets(machine: CheckedMachine): Iterable<Problem> {
  for (const state of machine.states)
    for (const { pointer, to } of transitions(state))
      if (typeof to === "string" && !machine.names.has(to) && !isPlaceholder(to, machine))
        yield noSuchState(to, pointer, machine, {
          rule: "graph/target",
          mend: meant(to, machine.names) ?? `Add the state, or lead to one of ${listed(machine.names)}.`,
          source: spec("transition"),
        });
}

type Said = Pick<Problem, "rule" | "mend" | "source">;

/** A name that is not there, or not here: what is inside a Parallel or a Map neither leads out nor is led into. */
function noSuchState(name: string, pointer: string, machine: CheckedMachine, said: Said): Problem {
  const elsewhere = [...scopesOf(outermost(machine))].find(({ names }) => names.has(name));
  if (elsewhere === undefined)
    return { ...said, pointer, message: `expected the name of a state, found ${shown(name)}` };
  return {
    pointer,
    rule: "graph/scope",
    message: `expected a state of the same scope, found ${shown(name)}, which is in ${shown(below(elsewhere.pointer, "States"))}`,
    mend: `Lead to one of ${listed(machine.names)}: a branch or an item ends by itself, and its state goes on.`,
    source: spec(machine.within?.state.fields["Type"] === "Map" ? "map-state" : "parallel-state"),
  };
}

function* unreachable(machine: CheckedMachine, first: string): Iterable<Problem> {
  const states = new Map(machine.states.map((state) => [state.name, state]));
  const reached = walk([first], (name) => leadsTo(states.get(name)));
  // One transition that cannot be read may lead anywhere: no state is blamed for another's fault.
  const known = [...reached].every((name) => {
    const state = states.get(name);
    return state !== undefined && leadsClearly(machine, state);
  });
  if (!known) return;
  for (const { name, pointer } of machine.states)
    if (!reached.has(name))
      yield {
        pointer,
        rule: "graph/unreachable",
        message: `expected a way from ${shown(first)} to ${shown(name)}, found none`,
        mend: "Lead to it from a state that is reached, or remove it.",
        source: spec("transition"),
      };
}

function* endless(machine: CheckedMachine): Iterable<Problem> {
  const comesFrom = new Map<string, string[]>([...machine.names].map((name) => [name, []]));
  for (const state of machine.states) for (const to of leadsTo(state)) comesFrom.get(to)?.push(state.name);
  const leadingOn = new Set(
    machine.states.filter((state) => leadsOn(machine, state)).map(({ name }) => name),
  );
  const ends = [...machine.names].filter((name) => !leadingOn.has(name));
  const ending = walk(ends, (name) => comesFrom.get(name) ?? []);
  for (const { name, pointer } of machine.states)
    if (!ending.has(name))
      yield {
        pointer,
        rule: "graph/no-end",
        message: `expected a way from ${shown(name)} to an end, found only states that lead on`,
        mend: 'Lead to a Succeed, a Fail or a state with "End": true from here or from a state that follows.',
        source: spec("transition"),
      };
}

const leadsTo = (state: CheckedState | undefined): readonly string[] =>
  [...(state === undefined ? [] : transitions(state))].flatMap(({ to }) =>
    typeof to === "string" ? [to] : [],
  );

function walk(from: readonly string[], next: (name: string) => readonly string[]): ReadonlySet<string> {
  const seen = new Set(from);
  // A Set iterates over what is added on the way.
  for (const name of seen) for (const to of next(name)) seen.add(to);
  return seen;
}

/** It is known where it leads: each way to a state, and on if it does not end. */
function leadsClearly({ names }: CheckedMachine, state: CheckedState): boolean {
  const goesOn =
    isTerminal(state) || Object.hasOwn(state.fields, state.fields["Type"] === "Choice" ? "Choices" : "Next");
  return goesOn && [...transitions(state)].every(({ to }) => typeof to === "string" && names.has(to));
}

const isTerminal = ({ fields }: CheckedState): boolean =>
  fields["Type"] === "Succeed" || fields["Type"] === "Fail" || fields["End"] === true;

/** Ends nowhere by itself. What goes where another rule has already found a fault gets the benefit of the doubt. */
const leadsOn = (machine: CheckedMachine, state: CheckedState): boolean =>
  !isTerminal(state) && leadsClearly(machine, state);

function meant(name: string, names: ReadonlySet<string>): string | undefined {
  const near = closest(name, names);
  return near === undefined ? undefined : `Write ${JSON.stringify(near)}, or add the state.`;
}

/** Enough to recognise a misspelt name; not all of eight hundred. */
const MOST_LISTED = 12;

function listed(names: ReadonlySet<string>): string {
  const quoted = [...names].map((name) => JSON.stringify(name));
  if (quoted.length === 0) return "the names under States";
  return [...quoted.slice(0, MOST_LISTED), ...(quoted.length > MOST_LISTED ? ["…"] : [])].join(", ");
}
