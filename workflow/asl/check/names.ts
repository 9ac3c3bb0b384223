/** Names of states. */
import { shown } from "./json";
import { below, spec, type Problem } from "./problem";
import { scopesOf, type CheckedMachine } from "./view";

const LONGEST = 80;

export function* names(machine: CheckedMachine): Iterable<Problem> {
  yield* length(machine);
  if (machine.within === undefined) yield* unique(machine);
}

/** 1 to 80 Unicode characters. */
function* length({ names, pointer }: CheckedMachine): Iterable<Problem> {
  for (const name of names) {
    const length = Array.from(name).length;
    if (length >= 1 && length <= LONGEST) continue;
    yield {
      pointer: below(pointer, "States", name),
      rule: "name/length",
      message: `expected a name of 1 to ${LONGEST} characters, found ${length}`,
      mend: "Name the state by what it does, in a word or two; the rest belongs in Comment.",
      source: spec("states-fields"),
    };
  }
}

/** In the whole definition, whatever is inside of what. Within one scope JSON sees to it. */
function* unique(machine: CheckedMachine): Iterable<Problem> {
  const first = new Map<string, string>();
  for (const { names, pointer } of scopesOf(machine))
    for (const name of names) {
      const place = below(pointer, "States", name);
      const other = first.get(name);
      if (other === undefined) first.set(name, place);
      else
        yield {
          pointer: place,
          rule: "name/unique",
          message: `expected a name that no other state has, found ${shown(name)}, which is also at ${other}`,
          mend: "Rename one of them: names are unique in the whole definition, also inside Parallel and Map.",
          source: spec("states-fields"),
        };
    }
}
