/** What a syntax tree plainly yields, whatever the data: for mistakes that no input makes good. */
import { FUNCTIONS } from "./functions";
import { either, oneOf, type Kinds } from "./kinds";
import { nodesIn, type Node } from "./tree";

/** Undefined where it may be anything. `variables` are names that no function of JSONata or AWS has here. */
export function yieldOf(node: Node, variables: ReadonlySet<string>): Kinds | undefined {
  if (node["group"] !== undefined) return oneOf("object");
  return CHANGING.some((field) => node[field] !== undefined) ? undefined : plainly(node, variables);
}

/** Parts of a node that select from its value, or keep it in an array. */
const CHANGING = ["predicate", "stages", "focus", "index", "keepArray", "keepSingletonArray"];

const FUNCTION = oneOf("function");
/** Of an operator: what is missing on one side makes the result missing. */
const NUMBER = oneOf("number", "nothing");
const ORDER = oneOf("boolean", "nothing");

function plainly(node: Node, variables: ReadonlySet<string>): Kinds | undefined {
  const part = (field: string) => kindsIn(node[field], variables);
  switch (node.type) {
    case "number":
      return oneOf("number");
    case "string":
      return oneOf("string");
    case "value":
      return oneOf(node["value"] === null ? "null" : "boolean");
    case "lambda":
    case "partial":
    case "transform":
    case "regex":
      return FUNCTION;
    case "variable":
      return builtIn(node, variables) === undefined ? undefined : FUNCTION;
    case "unary":
      return node["value"] === "{" ? oneOf("object") : node["value"] === "[" ? oneOf("array") : NUMBER;
    case "binary":
      return BINARY.get(String(node["value"]));
    case "bind":
      return part("rhs");
    case "block":
      return lastOf(node["expressions"], variables);
    case "condition":
      return either(part("then"), node["else"] === undefined ? oneOf("nothing") : part("else"));
    case "function":
      return called(node["procedure"], variables);
    case "apply":
      return applied(part("lhs"), node["rhs"], variables);
    case "path":
      return mapped(lastOf(node["steps"], variables));
    default:
      return undefined;
  }
}

const BINARY: ReadonlyMap<string, Kinds> = new Map([
  ...["+", "-", "*", "/", "%"].map((operator) => [operator, NUMBER] as const),
  ...["<", "<=", ">", ">="].map((operator) => [operator, ORDER] as const),
  ...["=", "!=", "and", "or", "in"].map((operator) => [operator, oneOf("boolean")] as const),
  ["&", oneOf("string")],
]);

function kindsIn(value: unknown, variables: ReadonlySet<string>): Kinds | undefined {
  const [node] = nodesIn(value);
  return node === undefined ? undefined : yieldOf(node, variables);
}

function lastOf(value: unknown, variables: ReadonlySet<string>): Kinds | undefined {
  const last = [...nodesIn(value)].at(-1);
  return last === undefined ? oneOf("nothing") : yieldOf(last, variables);
}

const builtIn = (node: Node, variables: ReadonlySet<string>) => {
  const name = String(node["value"]);
  return node.type === "variable" && !variables.has(name) ? FUNCTIONS.get(name) : undefined;
};

function called(procedure: unknown, variables: ReadonlySet<string>): Kinds | undefined {
  const [node] = nodesIn(procedure);
  return node === undefined ? undefined : builtIn(node, variables)?.yields;
}

/** `~>`: a function after a function makes one of the two. */
function applied(left: Kinds | undefined, rhs: unknown, variables: ReadonlySet<string>): Kinds | undefined {
  const [right] = nodesIn(rhs);
  if (right === undefined) return undefined;
  if (right.type === "function") return called(right["procedure"], variables);
  if (left?.has("function") === true && left.size === 1) return FUNCTION;
  const result = builtIn(right, variables)?.yields;
  return left === undefined || left.has("function") ? either(result, FUNCTION) : result;
}

/** The last step of a path is taken for each value: what comes out may be one, many or none. */
const mapped = (step: Kinds | undefined): Kinds | undefined =>
  step === undefined || step.has("array") ? undefined : either(step, oneOf("array", "nothing"));
