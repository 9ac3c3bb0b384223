/** What a path finds (Jayway's semantics: https://github.com/json-path/JsonPath). */
import { isList, isObject, type Json } from "../json";
import { callFunction } from "./pathFunctions";
import { holds } from "./filter";
import { endsTogether, isDefinite, type Path, type Step } from "./path";
import type { Fault } from "./reader";
import { bounded, look, spend, type Look, type Places } from "./look";
import { inside } from "./values";

/** What paths look into. */
export interface Data {
  /** `$` */
  readonly input: Json;
  /** `$$` */
  readonly context: Json;
  /** By name, without the dollar. */
  readonly variables: Readonly<Record<string, Json>>;
  /** What evaluations of these data may look at together; without it, each has as much of its own. */
  readonly places?: Places;
}

export interface Value {
  readonly value: Json;
}

/** The value at a definite path, the list of all that another finds. A fault where a definite path finds nothing. */
export function evaluatePath(path: Path, data: Data): Value | Fault {
  const document = documentOf(path, data);
  if (document === undefined) return { fault: `the variable ${rootText(path)} has no value here` };
  const found = bounded(() => ({ value: find(path.steps, document, look(document, data.places)) }));
  if ("fault" in found) return found;
  if (found.value !== undefined) return { value: found.value };
  return { fault: `No results for path: ${rootText(path)}${path.steps.map(stepText).join("")}` };
}

function documentOf({ root }: Path, { input, context, variables }: Data): Json | undefined {
  if (root === "input") return input;
  if (root === "context") return context;
  return Object.hasOwn(variables, root.variable) ? variables[root.variable] : undefined;
}

const rootText = ({ root }: Path): string =>
  root === "input" ? "$" : root === "context" ? "$$" : `$${root.variable}`;

/** A step in brackets, as Jayway writes it in its messages. */
function stepText(step: Step): string {
  switch (step.kind) {
    case "name":
      return `['${step.name}']`;
    case "names":
      return `[${step.names.map((name) => `'${name}'`).join(",")}]`;
    case "index":
      return `[${step.index}]`;
    case "indexes":
      return `[${step.indexes.join(",")}]`;
    case "slice":
      return `[${step.from ?? ""}:${step.to ?? ""}]`;
    case "wildcard":
      return "[*]";
    case "deep":
      return "..";
    case "filter":
      return "[?]";
    case "beforeEnd":
      return `[(@.length-${step.back})]`;
    case "function":
      return `.${step.name}()`;
  }
}

/** From `start` on; undefined if a definite path finds nothing. @throws RangeError */
export function find(steps: readonly Step[], start: Json, looking: Look): Json | undefined {
  const last = steps.at(-1);
  if (last?.kind === "function" && endsTogether(steps))
    return callFunction(last, reached(steps.slice(0, -1), start, looking), argument(looking));
  const all = reached(steps, start, looking);
  return isDefinite(steps) ? all[0] : all;
}

const argument =
  (looking: Look) =>
  (steps: readonly Step[]): Json | undefined =>
    find(steps, looking.document, looking);

function reached(steps: readonly Step[], start: Json, looking: Look): readonly Json[] {
  let nodes: readonly Json[] = [start];
  for (const step of steps) {
    nodes = nodes.flatMap((node) => {
      const found = next(step, node, looking);
      spend(looking, found.length + 1);
      return found;
    });
  }
  return nodes;
}

function next(step: Step, node: Json, looking: Look): readonly Json[] {
  switch (step.kind) {
    case "name":
      return field(node, step.name);
    case "names":
      return picked(node, step.names);
    case "index":
      return item(node, step.index);
    case "indexes":
      return step.indexes.flatMap((index) => item(node, index));
    case "slice":
      return isList(node) ? node.slice(step.from, step.to) : [];
    case "wildcard":
      return inside(node);
    case "deep":
      return everything(node, looking);
    case "filter":
      return candidates(node).filter((each) => holds(step.condition, each, looking));
    case "beforeEnd":
      return item(node, -step.back);
    case "function":
      return present(callFunction(step, node, argument(looking)));
  }
}

const present = (value: Json | undefined): readonly Json[] => (value === undefined ? [] : [value]);

const field = (node: Json, name: string): readonly Json[] =>
  isObject(node) && Object.hasOwn(node, name) ? present(node[name]) : [];

const item = (node: Json, index: number): readonly Json[] => (isList(node) ? present(node.at(index)) : []);

/** Several names yield one object with those that are there. */
const picked = (node: Json, names: readonly string[]): readonly Json[] =>
  isObject(node)
    ? [Object.fromEntries(names.flatMap((name) => field(node, name).map((value) => [name, value] as const)))]
    : [];

/** A filter looks at the items of a list, and at an object as a whole. */
const candidates = (node: Json): readonly Json[] => (isList(node) ? node : isObject(node) ? [node] : []);

/** The node and all below it, in the order of the document. Not recursive: data may be deep. */
function everything(node: Json, looking: Look): readonly Json[] {
  const found: Json[] = [];
  const open: Json[] = [node];
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    spend(looking);
    found.push(each);
    const children = inside(each);
    for (let index = children.length - 1; index >= 0; index -= 1) {
      const child = children[index];
      if (child !== undefined) open.push(child);
    }
  }
  return found;
}
