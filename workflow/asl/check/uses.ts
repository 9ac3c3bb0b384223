/** Which variables of the machine a state reads, in either query language. */
import { FUNCTIONS, read } from "../jsonata";
import { parseExpression, pathsOf, type Fault, type Path } from "../jsonpath";
import { queriesOf, sitesOf } from "./sites";
import type { CheckedMachine, CheckedState } from "./view";

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

export const usesOf = (state: CheckedState, machine: CheckedMachine): readonly Use[] =>
  state.language === "JSONata" ? [...usesInExpressions(state, machine)] : [...usesInQueries(state)];

/** The variables for which a Choice asks: its rules and the ways on are taken to suit the answer. */
export const settledBy = ({ fields }: CheckedState, uses: readonly Use[] = []): ReadonlySet<string> =>
  new Set(fields["Type"] === "Choice" ? uses.filter(({ asked }) => asked).map(({ name }) => name) : []);

/** What an expression calls is a function, and jsonata.ts's to look up; so is what does not parse. */
function* usesInExpressions(state: CheckedState, machine: CheckedMachine): Iterable<Use> {
  for (const { pointer, source, top } of sitesOf(state, machine)) {
    const expression = source === undefined ? undefined : read(source);
    if (expression === undefined || "fault" in expression) continue;
    const called = new Set(expression.calls.map(({ name }) => name));
    for (const name of expression.free)
      if (name !== "states" && !called.has(name) && !FUNCTIONS.has(name))
        yield { name, pointer, top, asked: expression.guarded.has(name), argument: false };
  }
}

function* usesInQueries(state: CheckedState): Iterable<Use> {
  for (const { pointer, text, top, query, asks } of queriesOf(state)) {
    const paths = query === "target" ? [] : pathsIn(text);
    if ("fault" in paths) continue;
    for (const name of new Set(paths.flatMap(({ root }) => (typeof root === "string" ? [] : root.variable))))
      yield { name, pointer, top, asked: asks, argument: !text.startsWith("$") };
  }
}

/** A path, or those among the arguments of an intrinsic function; what is neither is jsonPath.ts's to report. */
export function pathsIn(text: string): readonly Path[] | Fault {
  const query = parseExpression(text);
  if ("fault" in query) return query;
  return query.kind === "path" ? [query.path] : [...pathsOf(query.call)];
}
