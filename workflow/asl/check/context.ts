/**
 * The context object, `$states.context` in JSONata and `$$` in JSONPath: what it has, and what of it only some states
 * have (https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html).
 */
import { parseResource, waitsForToken } from "../integrations";
import { read } from "../jsonata";
import { closest } from "./closest";
import { isText } from "./json";
import { guide, projectRule, type Problem } from "./problem";
import { queriesOf, sitesOf } from "./sites";
import { pathsIn } from "./uses";
import { lookup, type CheckedMachine, type CheckedState } from "./view";

const source = guide("input-output-contextobject");

export function* context(machine: CheckedMachine): Iterable<Problem> {
  for (const state of machine.states)
    for (const use of usesOf(state, machine)) {
      yield* strange(use, machine);
      if (use.language === "JSONata" || machine.options.strict) yield* notHere(use, state, machine);
    }
}

/** A place where the context object is read. */
interface Use {
  readonly pointer: string;
  readonly field: string;
  readonly top: string;
  /** The names that are read of it: `$$.Execution.Id` is `["Execution", "Id"]`. */
  readonly path: readonly string[];
  readonly language: "JSONata" | "JSONPath";
}

const usesOf = (state: CheckedState, machine: CheckedMachine): Iterable<Use> =>
  state.language === "JSONata" ? inExpressions(state, machine) : inQueries(state);

function* inExpressions(state: CheckedState, machine: CheckedMachine): Iterable<Use> {
  for (const { source, pointer, field, top } of sitesOf(state, machine)) {
    const expression = source === undefined ? undefined : read(source);
    if (expression === undefined || "fault" in expression) continue;
    for (const [part, ...path] of expression.reads)
      if (part === "context") yield { pointer, field, top, path, language: "JSONata" };
  }
}

function* inQueries(state: CheckedState): Iterable<Use> {
  for (const { text, pointer, field, top, query } of queriesOf(state)) {
    const paths = query === "target" ? [] : pathsIn(text);
    if ("fault" in paths) continue;
    for (const { root, steps } of paths) {
      const end = steps.findIndex(({ kind }) => kind !== "name");
      const path = steps
        .slice(0, end === -1 ? steps.length : end)
        .map((step) => (step.kind === "name" ? step.name : ""));
      if (root === "context") yield { pointer, field, top, path, language: "JSONPath" };
    }
  }
}

interface Members {
  /** What has members of its own that are known; null for what may hold anything. */
  readonly [name: string]: Members | null;
}

const CONTEXT: Members = {
  Execution: {
    ...{ Id: null, Input: null, Name: null, RoleArn: null, StartTime: null },
    ...{ RedriveCount: null, RedriveTime: null },
  },
  Map: { Item: { Index: null, Key: null, Source: null, Value: null } },
  State: { EnteredTime: null, Name: null, RetryCount: null },
  StateMachine: { Id: null, Name: null },
  Task: { Token: null },
};

/**
 * Definitions in JSONPath are passed round in which the context object has fields of the author's: there, only what
 * is nearly the name of a field is refused, unless the check is strict.
 */
function* strange(use: Use, { options }: CheckedMachine): Iterable<Problem> {
  const { pointer, path, language } = use;
  let members: Members | null | undefined = CONTEXT;
  for (const [depth, name] of path.entries()) {
    if (members === null || members === undefined) return;
    const known: readonly string[] = Object.keys(members);
    if (!known.includes(name)) {
      const near = closest(name, known);
      if (language === "JSONPath" && near === undefined && !options.strict) return;
      const place = inWords(use, depth);
      yield {
        pointer,
        rule: "context/field",
        message: `expected a field of ${place} (${known.join(", ")}), found ${name}`,
        mend: near === undefined ? "Write one of them." : `Write ${place}.${near}.`,
        source,
      };
      return;
    }
    members = lookup(members, name);
  }
}

const inWords = ({ language, path }: Use, depth: number): string =>
  [language === "JSONata" ? "$states.context" : "$$", ...path.slice(0, depth)].join(".");

/** Of JSONPath the tests of other checkers have `$$.Map` anywhere: there only a strict check refuses it. */
function* notHere(use: Use, state: CheckedState, machine: CheckedMachine): Iterable<Problem> {
  const [name] = use.path;
  const missing =
    name === "Task" ? !mayHaveToken(state) : name === "Map" && !mayHaveItem(use, state, machine);
  if (!missing) return;
  const where =
    name === "Task"
      ? "a Task that waits for a token"
      : "the ItemSelector of a Map and the states in its ItemProcessor";
  yield {
    pointer: use.pointer,
    rule: use.language === "JSONata" ? "jsonata/not-here" : "jsonpath/not-here",
    message: `expected what exists in this ${use.field}, found ${inWords(use, 1)}, which only ${where} has`,
    mend:
      use.language === "JSONata"
        ? "Read $states.input or $states.context, or move the expression."
        : "Read it there, and hand it on in the input.",
    source: use.language === "JSONata" ? source : projectRule(source),
  };
}

/** An activity is given one too. Of what is no known resource tasks.ts complains: it is not held against it here. */
function mayHaveToken({ fields: { Resource: text, Type: type } }: CheckedState): boolean {
  const resource = isText(text) ? parseResource(text) : undefined;
  return (
    type === "Task" && (resource === undefined || resource.kind === "activity" || waitsForToken(resource))
  );
}

/** The fields of a Map that are evaluated once for each item or batch. */
const FOR_EACH = ["ItemBatcher", "ItemSelector", "Parameters"];

function mayHaveItem({ top }: Use, state: CheckedState, machine: CheckedMachine): boolean {
  if (state.fields["Type"] === "Map" && FOR_EACH.includes(top)) return true;
  for (let at = machine.within; at !== undefined; at = at.machine.within)
    if (at.state.fields["Type"] === "Map") return true;
  return false;
}
