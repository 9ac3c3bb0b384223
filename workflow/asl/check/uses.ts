/** Which variables of the machine a state reads, in either query language. */
import { expressionIn, FUNCTIONS, read } from "../jsonata";
import { queriesOf, sitesOf } from "./sites";
import type { CheckedState } from "./view";

export interface Use {
  /** Without its `$`. */
  readonly name: string;
  readonly pointer: string;
  /** The state's field in which it stands. */
  readonly top: string;
  /** It is asked whether there is a value: none is no mistake. */
  readonly asked: boolean;
  /** An argument of an intrinsic function. */
  readonly argument: boolean;
}

export function usesOf(state: CheckedState): readonly Use[] {
  return state.language === "JSONata" ? [...usesInExpressions(state)] : [...usesInQueries(state)];
}

/** What an expression calls is a function, and jsonata.ts's to look up; so is what does not parse. */
function* usesInExpressions(state: CheckedState): Iterable<Use> {
  for (const { pointer, text, top } of sitesOf(state)) {
    const source = expressionIn(text);
    const expression = source === undefined ? undefined : read(source);
    if (expression === undefined || "fault" in expression) continue;
    const called = new Set(expression.calls.map(({ name }) => name));
    for (const name of expression.free)
      if (name !== "states" && !called.has(name) && !FUNCTIONS.has(name))
        yield { name, pointer, top, asked: expression.guarded.has(name), argument: false };
  }
}

function* usesInQueries(state: CheckedState): Iterable<Use> {
  for (const { pointer, text, top, query, asks } of queriesOf(state))
    if (query !== "target")
      for (const name of new Set(pathsIn(text).flatMap((path) => variableOf(path) ?? [])))
        yield { name, pointer, top, asked: asks, argument: !text.startsWith("$") };
}

/** A path is the whole text, or an argument of an intrinsic function; what is quoted is none. */
export const pathsIn = (text: string): readonly string[] =>
  text.startsWith("$") ? [text] : (text.replaceAll(/'(?:\\.|[^'\\])*'/gs, "''").match(/\$[^\s,()]*/g) ?? []);

const variableOf = (path: string): string | undefined => /^\$(\p{ID_Start}\p{ID_Continue}*)/u.exec(path)?.[1];
