/** Syntax trees of jsonata 2.0.6, the version that AWS evaluates
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html). */
import jsonata = require("jsonata");
import { isText } from "../json";

export interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Completes "expected JSONata 2.0.6, found …". */
export interface SyntaxFault {
  readonly fault: string;
}

/** So that the verdict does not depend on how much of the stack is left: where jsonata itself gives up varies. */
const MAX_DEPTH = 1_000;
const TOO_DEEP = "it is nested too deep";

/** What `look` finds in the tree. Never throws: what jsonata refuses, and what is nested too deep, is a fault. */
export function inTree<T>(source: string, look: (tree: Node) => T): T | SyntaxFault {
  const tree = parsed(source);
  if ("fault" in tree) return tree;
  try {
    return look(tree.node);
  } catch (error) {
    return { fault: reason(error, source) };
  }
}

type Tree = { readonly node: Node } | SyntaxFault;

/** The rules of the checker read an expression several times: parsing is most of the work. */
const TREES = new Map<string, Tree>();
/** Of expressions, and of characters in one of them: what a definition of 1 MiB may have. Then all are forgotten. */
const MOST_KEPT = 5_000;
const LONGEST_KEPT = 2_000;

function parsed(source: string): Tree {
  const known = TREES.get(source);
  if (known !== undefined) return known;
  const tree = parse(source);
  if (TREES.size >= MOST_KEPT) TREES.clear();
  if (source.length <= LONGEST_KEPT) TREES.set(source, tree);
  return tree;
}

function parse(source: string): Tree {
  try {
    const node: unknown = jsonata(source).ast();
    if (!isNode(node)) return { fault: "it has no syntax tree" };
    return isTooDeep(node) ? { fault: TOO_DEEP } : { node };
  } catch (error) {
    return { fault: reason(error, source) };
  }
}

/** jsonata throws objects that are no Errors, with a position in the expression. */
function reason(error: unknown, source: string): string {
  if (error instanceof RangeError) return TOO_DEEP;
  const { message, position } = isRecord(error) ? error : {};
  const operator = typeof position === "number" ? laterOperator(source, position) : undefined;
  if (operator !== undefined) return `${operator} came with JSONata 2.1`;
  const where = typeof position === "number" ? ` (at character ${position})` : "";
  return `${isText(message) && message !== "" ? message : "it cannot be parsed"}${where}`;
}

/** The parser stops behind the second character of an operator that only a later version has. */
const laterOperator = (source: string, position: number): string | undefined =>
  ["?:", "??"].find((operator) => source.slice(position - operator.length, position) === operator);

/** Not recursive: it is what guards the recursions. */
function isTooDeep(tree: Node): boolean {
  let level: readonly Node[] = [tree];
  for (let depth = 0; depth <= MAX_DEPTH; depth += 1) {
    level = level.flatMap((node) => [...nodesIn(Object.values(node))]);
    if (level.length === 0) return false;
  }
  return true;
}

/** The nodes in a value, not those inside them. */
export function* nodesIn(value: unknown): Iterable<Node> {
  if (isNode(value)) yield value;
  else if (isRecord(value)) for (const part of Object.values(value)) yield* nodesIn(part);
}

const isNode = (value: unknown): value is Node => isRecord(value) && isText(value["type"]);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
