/** What one JSONata expression says, found in the syntax tree of jsonata 2.0.6, the version that AWS evaluates. */
import jsonata = require("jsonata");
import { isText } from "./json";

export interface Expression {
  /** Free variables and functions, without their `$`; `states` is one of them. */
  readonly free: ReadonlySet<string>;
  /** What is read of `$states`: `$states.input.attempt` is `["input", "attempt"]`. */
  readonly reads: readonly (readonly string[])[];
  /** What refers to JSONata's input document, which Step Functions does not have: `$`, `$$`, unqualified names. */
  readonly inputDocument: ReadonlySet<string>;
  /** What it plainly yields ("a string"); undefined where that depends on the data, and for booleans. */
  readonly yields: string | undefined;
}

export interface SyntaxFault {
  readonly fault: string;
}

/** Never throws: what jsonata refuses, and what is nested too deep to read, comes back as a fault. */
export function read(source: string): Expression | SyntaxFault {
  try {
    const tree: unknown = jsonata(source).ast();
    return isNode(tree) ? understand(tree) : { fault: "it has no syntax tree" };
  } catch (error) {
    return { fault: reason(error) };
  }
}

/** jsonata throws objects that are no Errors, with a position in the expression. */
function reason(error: unknown): string {
  const { message, position } = isRecord(error) ? error : {};
  const where = typeof position === "number" ? ` (at character ${position})` : "";
  return `${typeof message === "string" ? message : "it cannot be parsed"}${where}`;
}

interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

interface Scope {
  /** Names bound by `:=`, parameters, `@` and `#`. */
  readonly bound: ReadonlySet<string>;
  /** Whether the context value is the input document: so until a path, a predicate or the like sets another. */
  readonly atTop: boolean;
}

interface Facts {
  readonly free: Set<string>;
  readonly reads: (readonly string[])[];
  readonly inputDocument: Set<string>;
}

function understand(tree: Node): Expression {
  const facts: Facts = { free: new Set(), reads: [], inputDocument: new Set() };
  visit(tree, { bound: new Set(bindings(tree)), atTop: true }, facts);
  return { ...facts, yields: yieldOf(tree) };
}

/** Parts of a node that are evaluated for each value of something, not in the node's own context. */
const OWN_CONTEXT = new Set(["predicate", "stages", "group", "terms", "pattern", "update", "delete"]);

function visit(node: Node, scope: Scope, facts: Facts): void {
  switch (node.type) {
    case "variable":
      visitVariable(node, scope, facts);
      break;
    case "name":
    case "wildcard":
    case "descendant":
      if (scope.atTop) facts.inputDocument.add(String(node["value"]));
      break;
    case "path":
      visitPath(node, scope, facts);
      return;
    case "lambda":
      visitLambda(node, scope, facts);
      return;
    case "block":
      visitFields(node, bind(scope, bindings(node)), facts);
      return;
    case "bind":
      visitAll(node["rhs"], scope, facts);
      return;
  }
  visitFields(node, scope, facts);
}

function visitVariable({ value }: Node, { bound, atTop }: Scope, facts: Facts): void {
  if (value === "$") facts.inputDocument.add("$$");
  else if (value === "") {
    if (atTop) facts.inputDocument.add("$");
  } else if (!bound.has(String(value))) {
    facts.free.add(String(value));
    if (value === "states") facts.reads.push([]);
  }
}

function visitPath(node: Node, scope: Scope, facts: Facts): void {
  const [first, ...rest] = nodesIn(node["steps"]);
  const steps = bind(scope, [...nodesIn(node["steps"])].flatMap(pathNames));
  const inner = { ...steps, atTop: false };
  if (first !== undefined && isStates(first, scope)) {
    facts.free.add("states");
    facts.reads.push(fieldNames(rest));
    visitFields(first, steps, facts);
  } else if (first !== undefined) visit(first, steps, facts);
  for (const step of rest) visit(step, inner, facts);
  visitAll([node["predicate"], node["group"]], inner, facts);
}

function visitLambda(node: Node, scope: Scope, facts: Facts): void {
  const parameters = [...nodesIn(node["arguments"])].map(({ value }) => String(value));
  const body = [...nodesIn(node["body"])];
  visitAll(body, bind(scope, [...parameters, ...body.flatMap((part) => [...bindings(part)])]), facts);
}

function visitFields(node: Node, scope: Scope, facts: Facts): void {
  for (const [field, value] of Object.entries(node))
    visitAll(value, OWN_CONTEXT.has(field) ? { ...scope, atTop: false } : scope, facts);
}

function visitAll(value: unknown, scope: Scope, facts: Facts): void {
  for (const node of nodesIn(value)) visit(node, scope, facts);
}

const bind = (scope: Scope, names: Iterable<string>): Scope => ({
  ...scope,
  bound: new Set([...scope.bound, ...names]),
});

/** Names that `:=` binds in the node's own frame: blocks and functions have frames of their own. */
function* bindings(node: Node): Iterable<string> {
  if (node.type === "bind") yield* [...nodesIn(node["lhs"])].map(({ value }) => String(value));
  for (const child of nodesIn(Object.values(node)))
    if (child.type !== "block" && child.type !== "lambda") yield* bindings(child);
}

/** Names that `@` and `#` bind in the steps of a path. */
function pathNames(step: Node): readonly string[] {
  const indexes = [...nodesIn(step["stages"])].filter(({ type }) => type === "index");
  return [step["focus"], step["index"], ...indexes.map(({ value }) => value)].filter(isText);
}

const isStates = ({ type, value }: Node, { bound }: Scope): boolean =>
  type === "variable" && value === "states" && !bound.has("states");

/** The names that the steps begin with: `input.attempts[0].deadline` begins with all three. */
function fieldNames(steps: readonly Node[]): readonly string[] {
  const end = steps.findIndex(({ type }) => type !== "name");
  return steps.slice(0, end === -1 ? steps.length : end).map(({ value }) => String(value));
}

const NUMERIC = new Set(["+", "-", "*", "/", "%"]);

function yieldOf({ type, value, ...node }: Node): string | undefined {
  switch (type) {
    case "number":
      return "a number";
    case "string":
      return "a string";
    case "value":
      return value === null ? "null" : undefined;
    case "unary":
      return value === "{" ? "an object" : value === "[" ? "an array" : "a number";
    case "binary":
      return NUMERIC.has(String(value)) ? "a number" : value === "&" ? "a string" : undefined;
    case "lambda":
    case "partial":
    case "transform":
    case "regex":
      return "a function";
    case "block":
      return [...nodesIn(node["expressions"])].map(yieldOf).at(-1);
    default:
      return undefined;
  }
}

/** The nodes in a value, not those inside them. */
function* nodesIn(value: unknown): Iterable<Node> {
  if (isNode(value)) yield value;
  else if (isRecord(value)) for (const part of Object.values(value)) yield* nodesIn(part);
}

const isNode = (value: unknown): value is Node => isRecord(value) && isText(value["type"]);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
