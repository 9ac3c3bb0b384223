/** What one JSONata expression says: what it reads, what it calls, what it yields. */
import { FUNCTIONS } from "./functions";
import type { Kinds } from "./kinds";
import { assigned, binds, inside, parameters, positions, type Scope } from "./scope";
import { inTree, nodesIn, type Node, type SyntaxFault } from "./tree";
import { yieldOf } from "./yields";

export interface Call {
  /** Without its `$`; of a function that the expression does not define itself. */
  readonly name: string;
  /** Arguments, with the one that `~>` adds. */
  readonly given: number;
}

export interface Expression {
  /** Free variables and functions, without their `$`; `states` is one of them. */
  readonly free: ReadonlySet<string>;
  /** Those of them whose absence the expression expects: `$exists($a)`, `$a ? … : …`, `$a and …`. */
  readonly guarded: ReadonlySet<string>;
  /** What is read of `$states`: `$states.input.attempt` is `["input", "attempt"]`. */
  readonly reads: readonly (readonly string[])[];
  /** What refers to JSONata's input document, which Step Functions does not have: `$`, `$$`, unqualified names. */
  readonly inputDocument: ReadonlySet<string>;
  readonly calls: readonly Call[];
  /** Fields that are called like functions: `uppercase(…)` for `$uppercase(…)`. */
  readonly calledFields: ReadonlySet<string>;
  /** What it plainly yields, whatever the data; undefined where that may be anything. */
  readonly yields: Kinds | undefined;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Never throws: what jsonata refuses, and what is nested too deep to read, comes back as a fault. `variables` are
 * those of the state machine: a function of the same name is hidden by them.
 */
export const read = (source: string, variables = NONE): Expression | SyntaxFault =>
  inTree(source, (tree) => understand(tree, variables));

interface Place {
  readonly scope: Scope;
  /** Whether the context value is the input document: so until a path, a predicate or the like sets another. */
  readonly atTop: boolean;
}

interface Facts {
  readonly free: Set<string>;
  readonly guarded: Set<string>;
  readonly reads: (readonly string[])[];
  readonly inputDocument: Set<string>;
  readonly calls: Call[];
  readonly calledFields: Set<string>;
  /** Of variables, the machine's and those that are bound somewhere in the expression. */
  readonly names: Set<string>;
}

function understand(tree: Node, variables: ReadonlySet<string>): Expression {
  const names = new Set(variables);
  const facts: Facts = {
    ...{ free: new Set(), guarded: new Set(), reads: [], inputDocument: new Set(), calls: [] },
    ...{ calledFields: new Set(), names },
  };
  visit(tree, within({ scope: { names: NONE }, atTop: true }, assigned(tree), facts), facts);
  const { free, guarded, reads, inputDocument, calls, calledFields } = facts;
  return { free, guarded, reads, inputDocument, calls, calledFields, yields: yieldOf(tree, names) };
}

/** Parts of a node that are evaluated for each value of something, not in the node's own context. */
const OWN_CONTEXT = new Set(["predicate", "stages", "group", "terms", "pattern", "update", "delete"]);

function visit(node: Node, place: Place, facts: Facts): void {
  switch (node.type) {
    case "variable":
      visitVariable(node, place, facts);
      break;
    case "name":
    case "wildcard":
    case "descendant":
      if (place.atTop) facts.inputDocument.add(String(node["value"]));
      break;
    case "path":
      visitPath(node, place, facts);
      return;
    case "lambda":
      visitLambda(node, place, facts);
      return;
    case "block":
      visitFields(node, within(place, assigned(node["expressions"]), facts), facts);
      return;
    case "bind":
      visitAll(node["rhs"], place, facts);
      return;
    case "apply":
      visitAll(node["lhs"], place, facts);
      for (const right of nodesIn(node["rhs"])) visitApplied(right, place, facts);
      return;
    case "condition":
      for (const asked of nodesIn(node["condition"])) guard(asked, place, facts);
      break;
    case "binary":
      if (node["value"] === "and" || node["value"] === "or")
        for (const side of nodesIn([node["lhs"], node["rhs"]])) guard(side, place, facts);
      break;
    case "function":
      visitCall(node, 0, place, facts);
      break;
  }
  visitFields(node, place, facts);
}

function visitVariable({ value }: Node, { scope, atTop }: Place, facts: Facts): void {
  const name = String(value);
  if (name === "$") facts.inputDocument.add("$$");
  else if (name === "") {
    if (atTop) facts.inputDocument.add("$");
  } else if (!binds(scope, name)) {
    facts.free.add(name);
    if (name === "states") facts.reads.push([]);
  }
}

/** `value ~> $function(…)`: the value is the first argument. */
function visitApplied(right: Node, place: Place, facts: Facts): void {
  if (right.type === "function") {
    visitCall(right, 1, place, facts);
    visitFields(right, place, facts);
  } else visit(right, place, facts);
}

function visitCall(node: Node, added: 0 | 1, place: Place, facts: Facts): void {
  const [procedure] = nodesIn(node["procedure"]);
  const field = procedure === undefined ? undefined : onlyField(procedure);
  if (field !== undefined) facts.calledFields.add(field);
  if (procedure?.type !== "variable" || binds(place.scope, String(procedure["value"]))) return;
  const call = { name: String(procedure["value"]), given: [...nodesIn(node["arguments"])].length + added };
  facts.calls.push(call);
  if (place.atTop && takesContext(call)) facts.inputDocument.add(`$${call.name}()`);
  if (ASKING.has(call.name)) for (const asked of nodesIn(node["arguments"])) guard(asked, place, facts);
}

/** Functions that say something of what may be absent. */
const ASKING = new Set(["boolean", "exists", "not", "type"]);

/** With so few arguments, the context value stands for the first. */
function takesContext({ name, given }: Call): boolean {
  const signature = FUNCTIONS.get(name);
  return signature !== undefined && given >= signature.least && given < signature.withoutContext;
}

/** A path of one name. */
function onlyField({ type, steps }: Node): string | undefined {
  const [step, ...more] = type === "path" ? nodesIn(steps) : [];
  return step?.type === "name" && more.length === 0 ? String(step["value"]) : undefined;
}

/** That a variable, or something in it, may be absent where it is asked for. */
function guard(asked: Node, { scope }: Place, facts: Facts): void {
  const [node] = asked.type === "path" ? nodesIn(asked["steps"]) : [asked];
  if (node?.type === "variable" && !binds(scope, String(node["value"])))
    facts.guarded.add(String(node["value"]));
}

function visitPath(node: Node, place: Place, facts: Facts): void {
  const [first, ...rest] = nodesIn(node["steps"]);
  const steps = within(place, [...nodesIn(node["steps"])].flatMap(positions), facts);
  const inner = { ...steps, atTop: false };
  if (first !== undefined && isStates(first, place)) {
    facts.free.add("states");
    facts.reads.push(fieldNames(rest));
    visitFields(first, steps, facts);
  } else if (first !== undefined) visit(first, steps, facts);
  for (const step of rest) visit(step, inner, facts);
  visitAll([node["predicate"], node["group"]], inner, facts);
}

function visitLambda(node: Node, place: Place, facts: Facts): void {
  const names = [...parameters(node), ...assigned(node["body"])];
  visitAll(node["body"], within(place, names, facts), facts);
}

function visitFields(node: Node, place: Place, facts: Facts): void {
  for (const [field, value] of Object.entries(node))
    visitAll(value, OWN_CONTEXT.has(field) ? { ...place, atTop: false } : place, facts);
}

function visitAll(value: unknown, place: Place, facts: Facts): void {
  for (const node of nodesIn(value)) visit(node, place, facts);
}

function within(place: Place, names: readonly string[], facts: Facts): Place {
  for (const name of names) facts.names.add(name);
  return { ...place, scope: inside(place.scope, names) };
}

const isStates = ({ type, value }: Node, { scope }: Place): boolean =>
  type === "variable" && value === "states" && !binds(scope, "states");

/** The names that the steps begin with: `input.attempts[0].deadline` begins with all three. */
function fieldNames(steps: readonly Node[]): readonly string[] {
  const end = steps.findIndex(({ type }) => type !== "name");
  return steps.slice(0, end === -1 ? steps.length : end).map(({ value }) => String(value));
}
