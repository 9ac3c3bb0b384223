/** Which names an expression binds itself, by `:=`, parameters, `@` and `#`. */
import { isText } from "../json";
import { nodesIn, type Node } from "./tree";

export interface Scope {
  readonly names: ReadonlySet<string>;
  readonly outer?: Scope;
}

export function binds(scope: Scope | undefined, name: string): boolean {
  for (let at = scope; at !== undefined; at = at.outer) if (at.names.has(name)) return true;
  return false;
}

export function inside(outer: Scope, names: readonly string[]): Scope {
  return names.length === 0 ? outer : { names: new Set(names), outer };
}

/** What `:=` binds in the frame that these nodes share, before and after it: blocks and functions have their own. */
export function assigned(nodes: unknown): readonly string[] {
  const names: string[] = [];
  const rest = ofFrame(nodes);
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    if (node.type === "bind") names.push(...[...nodesIn(node["lhs"])].map(({ value }) => String(value)));
    rest.push(...ofFrame(Object.values(node)));
  }
  return names;
}

const ofFrame = (nodes: unknown): Node[] =>
  [...nodesIn(nodes)].filter(({ type }) => type !== "block" && type !== "lambda");

export const parameters = (lambda: Node): readonly string[] =>
  [...nodesIn(lambda["arguments"])].map(({ value }) => String(value));

/** What `@` and `#` bind in a step of a path. */
export function positions(step: Node): readonly string[] {
  const indexes = [...nodesIn(step["stages"])].filter(({ type }) => type === "index");
  return [step["focus"], step["index"], ...indexes.map(({ value }) => value)].filter(isText);
}
