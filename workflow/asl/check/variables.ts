/**
 * Variables: each has a value wherever it is read, in its scope and on every way there
 * (https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html).
 */
import { expressionIn, mentionsDelimiter } from "../jsonata";
import { assignments, flowOf, namesIn, type Assignment, type Flow } from "./flow";
import { isList, isObject, isText, shown, type Json } from "./json";
import { guide, spec, type Problem } from "./problem";
import { settledBy, usesOf, type Use } from "./uses";
import { isDistributed, outermost, scopesOf, type CheckedMachine, type CheckedState } from "./view";

/** A scope with what is known of it: its variables, and those of the scopes around it that it can read. */
interface Scope {
  readonly machine: CheckedMachine;
  readonly flow: Flow;
  readonly own: ReadonlySet<string>;
  readonly outer: { readonly scope: Scope; readonly state: CheckedState } | undefined;
}

/** The scopes depend on each other: all of them are looked at with the outermost. */
export function* variables(machine: CheckedMachine): Iterable<Problem> {
  if (machine.within !== undefined) return;
  const anywhere = new Set([...scopesOf(machine)].flatMap(namesIn));
  yield* problemsIn(machine, undefined, anywhere);
}

function* problemsIn(
  machine: CheckedMachine,
  outer: Scope["outer"],
  anywhere: ReadonlySet<string>,
): Iterable<Problem> {
  const uses = new Map(machine.states.map((state) => [state, usesOf(state, machine)]));
  const flow = flowOf(machine, valuesBefore(outer), (state) => settledBy(state, uses.get(state)));
  const scope = { machine, flow, own: new Set(namesIn(machine)), outer };
  for (const [state, read] of uses) {
    const assigned = assignments(state);
    for (const assignment of assigned) yield* assigning(assignment, scope);
    for (const assign of new Set(assigned.map((each) => each.assign))) yield* size(assign, assigned);
    const settled = settledBy(state, read);
    for (const use of read)
      yield* reading({ ...use, asked: use.asked || settled.has(use.name) }, state, scope, anywhere);
    for (const inside of state.inside) yield* problemsIn(inside, { scope, state }, anywhere);
  }
}

const NONE: ReadonlySet<string> = new Set();

function valuesBefore(outer: Scope["outer"]): ReadonlySet<string> {
  if (outer === undefined || isDistributed(outer.state)) return NONE;
  return outer.scope.flow.entries.get(outer.state.name) ?? allIn(outer.scope);
}

/** Where nobody comes, nothing is missing. */
const allIn = ({ own, outer }: Scope): ReadonlySet<string> =>
  new Set([...own, ...(outer === undefined ? [] : valuesBefore(outer))]);

function* assigning(assignment: Assignment, { machine, outer }: Scope): Iterable<Problem> {
  const { name, pointer } = assignment;
  const source = guide("workflow-variables");
  if (name === "states")
    yield {
      pointer,
      rule: "variables/reserved",
      message: "expected a name of your own, found states, which Step Functions gives its value",
      mend: "Choose another name.",
      source: spec("state-machine-variables"),
    };
  else if (!isName(name, machine))
    yield {
      pointer,
      rule: "variables/name",
      message: `expected a Unicode identifier of at most ${LONGEST_NAME} characters, found ${shown(name)}`,
      mend: name.startsWith("$")
        ? "Leave the $ out: it is written only where the variable is read."
        : "Begin with a letter, go on with letters, digits and _: parts of a variable cannot be assigned.",
      source,
    };
  const declaring = declaringScope(name, outer?.scope);
  if (declaring !== undefined)
    yield {
      pointer,
      rule: "variables/outer",
      message: `expected a name that no scope around this one assigns, found ${name}, assigned in ${placeOf(name, declaring)}`,
      mend: `Choose another name here, and hand the value out in the Output of the last state.`,
      source,
    };
}

const LONGEST_NAME = 80;

/** https://unicode.org/reports/tr31/; machines are about with a hyphen in a name, so that is a rule of the project. */
const isName = (name: string, { options }: CheckedMachine): boolean =>
  Array.from(name).length <= LONGEST_NAME &&
  (options.strict ? /^\p{ID_Start}\p{ID_Continue}*$/u : /^\p{ID_Start}[\p{ID_Continue}-]*$/u).test(name);

function declaringScope(name: string, scope: Scope | undefined): Scope | undefined {
  for (let at = scope; at !== undefined; at = at.outer?.scope) if (at.own.has(name)) return at;
  return undefined;
}

const placeOf = (name: string, { machine }: Scope): string => {
  const found = machine.states.flatMap(assignments).find((assignment) => assignment.name === name);
  return found?.pointer ?? machine.pointer;
};

/** Of one Assign together; so is that of a single variable. */
const MOST_BYTES = 262_144;

function* size(assign: Json, all: readonly Assignment[]): Iterable<Problem> {
  const first = all.find((assignment) => assignment.assign === assign);
  const bytes = Buffer.byteLength(JSON.stringify(literalPart(assign)));
  if (first === undefined || bytes <= MOST_BYTES) return;
  yield {
    pointer: first.pointer.slice(0, first.pointer.lastIndexOf("/")),
    rule: "variables/size",
    message: `expected at most ${MOST_BYTES} bytes in one Assign, found ${bytes}`,
    mend: "Keep the data elsewhere, in S3 for one, and assign where it is.",
    source: guide("workflow-variables"),
  };
}

/** What is evaluated may turn out small. */
function literalPart(value: Json): Json {
  if (isText(value)) return expressionIn(value) === undefined && !mentionsDelimiter(value) ? value : "";
  if (isList(value)) return value.map(literalPart);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, key.endsWith(".$") ? "" : literalPart(part)]),
  );
}

function* reading(
  use: Use,
  state: CheckedState,
  scope: Scope,
  anywhere: ReadonlySet<string>,
): Iterable<Problem> {
  const found = lookUp(use.name, state, scope);
  if (found === undefined) yield* noSuchVariable(use, state, scope, anywhere);
  else if ("beyond" in found) yield beyondDistribution(use, state, found.beyond);
  else {
    const values = found.scope.flow.entries.get(found.state.name);
    if (values !== undefined && !values.has(use.name) && !use.asked) yield unassigned(use, found);
  }
}

/** The scope that assigns a variable, and where in it the reader stands. */
interface Found {
  readonly scope: Scope;
  readonly state: CheckedState;
}

function lookUp(name: string, state: CheckedState, scope: Scope): Found | { beyond: Scope } | undefined {
  let at: Found | undefined = { scope, state };
  let distributed = false;
  while (at !== undefined) {
    if (at.scope.own.has(name)) return distributed ? { beyond: at.scope } : at;
    const around: Scope["outer"] = at.scope.outer;
    distributed ||= around !== undefined && isDistributed(around.state);
    at = around;
  }
  return undefined;
}

function unassigned({ name, pointer }: Use, { scope, state }: Found): Problem {
  const assigns = assignments(state).some((assignment) => assignment.name === name);
  const ask =
    state.language === "JSONata"
      ? `ask first: $exists($${name}) ? $${name} : …`
      : `ask first in a Choice: "IsPresent"`;
  return {
    pointer,
    rule: "variables/unassigned",
    message: `expected a value of $${name} on every way here, found none on ${way(scope.flow.wayWithout(name, state.name))}`,
    mend: assigns
      ? `An Assign takes effect when the state is left: assign ${name} in a state before, or ${ask}.`
      : `Assign ${name} in a state of that way, or ${ask}.`,
    source: guide("workflow-variables"),
  };
}

const MOST_SHOWN = 6;

function way(names: readonly string[]): string {
  const shown = names.map((name) => JSON.stringify(name));
  const middle = names.length > MOST_SHOWN ? [...shown.slice(0, 2), "…", ...shown.slice(-2)] : shown;
  return middle.join(" → ");
}

const beyondDistribution = ({ name, pointer }: Use, { language }: CheckedState, scope: Scope): Problem => ({
  pointer,
  rule: "variables/distributed",
  message: `expected a variable of this Map, found $${name}, assigned outside in ${placeOf(name, scope)}: a distributed Map cannot read it`,
  mend: `Hand it to each item in ItemSelector: ${language === "JSONPath" ? `"${name}.$": "$${name}"` : `"${name}": "{% $${name} %}"`}, and read it from the input.`,
  source: guide("workflow-variables"),
});

function* noSuchVariable(
  { name, pointer, argument }: Use,
  { language }: CheckedState,
  { machine }: Scope,
  anywhere: ReadonlySet<string>,
): Iterable<Problem> {
  // Before there were variables, `$name` stood for `$.name` in the arguments of intrinsic functions.
  if (argument && anywhere.size === 0 && !outermost(machine).options.strict) return;
  const elsewhere = anywhere.has(name);
  const states = name === "states" && language === "JSONPath";
  yield {
    pointer,
    rule: elsewhere ? "variables/scope" : "variables/unknown",
    message: elsewhere
      ? `expected a variable of this scope or one around it, found $${name}, which only another scope assigns`
      : `expected a variable that some state assigns, found $${name}`,
    mend: elsewhere
      ? "A Parallel or Map ends its variables with itself: hand the value out in Output, and read the result."
      : states
        ? "$states is there in JSONata only: in JSONPath write $ for the input, $$ for the context."
        : language === "JSONPath"
          ? `Assign ${name} in a state before, or write $.${name} for a field of the input.`
          : `Assign ${name} in a state before, bind it inside the expression with :=, or read it from $states.input.`,
    source: elsewhere ? guide("workflow-variables") : spec("state-machine-variables"),
  };
}
