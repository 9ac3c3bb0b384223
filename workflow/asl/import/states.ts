import { isList, isObject, type JsonObject } from "../json";

/** The states of every scope with their names, also of a definition with problems. */
export function* statesIn(machine: unknown): Iterable<readonly [name: string, state: JsonObject]> {
  const states = isObject(machine) ? machine["States"] : undefined;
  if (!isObject(states)) return;
  for (const [name, state] of Object.entries(states)) {
    if (!isObject(state)) continue;
    yield [name, state];
    const { Branches: branches, ItemProcessor: processor, Iterator: iterator } = state;
    for (const inside of [...(isList(branches) ? branches : []), processor, iterator])
      yield* statesIn(inside);
  }
}
