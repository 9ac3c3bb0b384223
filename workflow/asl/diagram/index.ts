/**
 * A definition as a picture, for people who do not read JSON: through Graphviz, on a white ground of its own,
 * without a reference to anything outside. The same definition gives the same picture.
 */
import type { Definition, State, TaskState } from "../definition";
import {
  beside,
  coloured,
  edge,
  heading,
  identifier,
  node,
  START,
  table,
  text,
  type Attributes,
} from "./graphviz";
import { CATCH, EDGE, FONT, FONTS, GROUND, lookOf, NEXT, NODE, PAGE, PLAIN, START_MARK, waits } from "./look";
import { condition, duration, enumeration, lines, times } from "./words";

/** The picture as Graphviz text. */
export function dot(definition: Definition): string {
  const states = Object.entries(definition.States);
  return [
    `digraph ${identifier(definition.Comment ?? "State machine")} {`,
    node("graph", PAGE),
    node("node", NODE),
    node("edge", EDGE),
    "subgraph cluster_ground {",
    node("graph", GROUND),
    node(START, START_MARK),
    ...states.map(([name, state]) => node(identifier(name), { ...lookOf(state), label: label(name, state) })),
    edge(START, identifier(definition.StartAt), {}),
    ...states.flatMap(([name, state]) => ways(state).map((way) => drawn(name, way))),
    "}",
    "}",
    "",
  ].join("\n");
}

/** The picture as SVG, at most 700 px wide. Needs the development dependency @hpcc-js/wasm-graphviz: not for Lambdas. */
export async function svg(definition: Definition): Promise<string> {
  const { Graphviz } = await import("@hpcc-js/wasm-graphviz");
  const whole = (await Graphviz.load()).layout(dot(definition), "svg", "dot");
  // What comes before is a document type that names a file on the web.
  const picture = whole.slice(whole.indexOf("<svg")).trim();
  return `${picture.replaceAll(`font-family="${FONT}"`, `font-family="${FONTS}"`)}\n`;
}

/** Characters in a line: few where states stand side by side, and where the shape is narrow. */
const LINE: Readonly<Record<State["Type"], number>> = { Task: 40, Choice: 18, Succeed: 20, Fail: 20 };

function label(name: string, state: State): string {
  const width = LINE[state.Type];
  return table([
    heading(name),
    ...lines(about(state), width).map((line) => coloured(line, PLAIN)),
    ...notes(state).flatMap((note) => lines(note, width).map(text)),
  ]);
}

const about = (state: State): string =>
  state.Comment ?? (state.Type === "Fail" ? state.Cause : undefined) ?? "";

function notes(state: State): readonly string[] {
  if (state.Type !== "Task") return [];
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat, Retry: retry = [] } = state;
  const called = functionName(state);
  return [
    called === undefined ? [] : `calls ${called}`,
    typeof timeout === "number" ? `${waits(state) ? "waits" : "takes"} up to ${duration(timeout)}` : [],
    typeof heartbeat === "number" ? `must be heard of every ${duration(heartbeat)}` : [],
    retry.map(({ ErrorEquals: names, MaxAttempts: most = 3 }) =>
      most === 0 ? `never retries ${enumeration(names)}` : `retries ${times(most)} on ${enumeration(names)}`,
    ),
  ].flat();
}

/** The name in the ARN of the function, where the definition says which one it is. */
function functionName({ Arguments: given }: TaskState): string | undefined {
  if (typeof given !== "object" || given === null || !("FunctionName" in given)) return undefined;
  const { FunctionName: name } = given;
  return typeof name === "string" ? /:function:(.+)$/.exec(name)?.[1] : undefined;
}

/** A way out of a state, with what is said beside it. */
interface Way {
  readonly to: string;
  readonly said: readonly string[];
  readonly look?: Attributes;
}

function ways(state: State): readonly Way[] {
  switch (state.Type) {
    case "Task":
      return [
        ...(state.Next === undefined ? [] : [{ to: state.Next, said: success(state), look: NEXT }]),
        ...(state.Catch ?? []).map(({ ErrorEquals, Next }) => ({ to: Next, said: ErrorEquals, look: CATCH })),
      ];
    case "Choice":
      return [
        ...state.Choices.map(({ Condition, Next }) => ({ to: Next, said: lines(condition(Condition), 20) })),
        ...(state.Default === undefined ? [] : [{ to: state.Default, said: ["otherwise"] }]),
      ];
    case "Succeed":
    case "Fail":
      return [];
  }
}

/** Said only where there is another way out. */
const success = (task: TaskState): readonly string[] =>
  task.Catch === undefined ? [] : [waits(task) ? "woken" : "succeeded"];

/** Beside an edge: what is longer would hide the picture. */
const MAX_LINES = 5;

function drawn(from: string, { to, said, look = {} }: Way): string {
  const shown = said.length > MAX_LINES ? [...said.slice(0, MAX_LINES), "…"] : said;
  return edge(identifier(from), identifier(to), said.length === 0 ? look : { ...look, label: beside(shown) });
}
