/** Names of states. */
import { below, spec, type Problem } from "./problem";
import type { CheckedMachine } from "./view";

const LONGEST = 80;

/** 1 to 80 Unicode characters; that they are unique follows from JSON. */
export function* names({ names, pointer }: CheckedMachine): Iterable<Problem> {
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
