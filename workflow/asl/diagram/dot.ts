/** A graph as Graphviz text. */
import { isGroup, withoutLoopsOfGroups } from "./groups";
import { withJunctions } from "./junctions";
import { scopesIn, startOf, type Box, type Graph, type Kind, type Mark, type Scope, type Way } from "./graph";
import {
  beside,
  bold,
  coloured,
  edge,
  heading,
  identifier,
  node,
  table,
  text,
  type Attributes,
} from "./graphviz";
import {
  BRANCH,
  BRANCH_START,
  DOOR,
  EDGE,
  GROUND,
  NODE,
  PAGE,
  PLAIN,
  START_MARK,
  WORDS,
  boxLook,
  coloursOf,
  groupLook,
  wayLook,
} from "./look";
import { first, lines, nameLines, short } from "./words";

export function dotOf(graph: Graph): string {
  const root = withJunctions(withoutLoopsOfGroups(graph.root));
  const groups: Groups = new Map(
    [...scopesIn(root)].flatMap(({ boxes }) => boxes.filter(isGroup).map((box) => [box.pointer, box])),
  );
  return [
    `digraph ${identifier(graph.title)} {`,
    node("graph", PAGE),
    node("node", NODE),
    node("edge", EDGE),
    "subgraph cluster_ground {",
    node("graph", GROUND),
    node(identifier(startOf("")), {
      ...START_MARK,
      label: table([text("start"), ...graph.limit.map(text)]),
    }),
    ...contents(root, groups),
    "}",
    "}",
    "",
  ].join("\n");
}

/** By pointer. */
type Groups = ReadonlyMap<string, Box>;

/** JSON pointers begin with a slash, and nothing else here does. */
const clusterOf = (pointer: string): string => `cluster ${pointer}`;
const exitOf = (pointer: string): string => `exit ${pointer}`;

const contents = (scope: Scope, groups: Groups): readonly string[] => [
  ...scope.boxes.flatMap((box) =>
    isGroup(box)
      ? group(box, groups)
      : [node(identifier(box.pointer), { ...boxLook(box.kind, box.ends, box.mark), label: label(box) })],
  ),
  ...scope.ways.map((way) => drawn(way, groups)),
];

function group(box: Box, groups: Groups): readonly string[] {
  const { pointer, inside, kind, ends, mark } = box;
  const exit = identifier(exitOf(pointer));
  return [
    `subgraph ${identifier(clusterOf(pointer))} {`,
    node("graph", { ...groupLook(kind, ends, mark), label: label(box) }),
    node(identifier(pointer), DOOR),
    ...inside.flatMap((scope, index) => [
      ...branch(scope, inside.length === 1 ? undefined : index, groups),
      edge(identifier(pointer), identifier(startOf(scope.pointer)), { ...HIDDEN, weight: 3 }),
    ]),
    node(exit, DOOR),
    ...inside
      .flatMap((scope) => lastOf(scope, groups))
      .map((last) => edge(identifier(last), exit, { ...HIDDEN, weight: 1 })),
    "}",
  ];
}

const HIDDEN: Attributes = { style: "invis" };

function branch(scope: Scope, index: number | undefined, groups: Groups): readonly string[] {
  const inner = [node(identifier(startOf(scope.pointer)), BRANCH_START), ...contents(scope, groups)];
  if (index === undefined) return inner;
  const said = [`branch ${index + 1}`, ...first(3, lines(short(scope.about, 200), 36))];
  return [
    `subgraph ${identifier(clusterOf(scope.pointer))} {`,
    node("graph", { ...BRANCH, label: table(said.map((line) => coloured(line, PLAIN))) }),
    ...inner,
    "}",
  ];
}

/** Below them a group ends: those that lead to nothing, or the start of a scope in which everything leads on. */
function lastOf(scope: Scope, groups: Groups): readonly string[] {
  const lead = new Set(scope.ways.map((way) => way.from));
  const last = scope.boxes.filter(({ pointer }) => !lead.has(pointer)).map(({ pointer }) => pointer);
  return (last.length === 0 ? [startOf(scope.pointer)] : last).map((pointer) =>
    groups.has(pointer) ? exitOf(pointer) : pointer,
  );
}

/** Characters in a line: few where states stand side by side, and where the shape is narrow. */
const NARROW: Readonly<Partial<Record<Kind, number>>> = {
  choice: 18,
  succeed: 20,
  fail: 20,
  wait: 24,
  junction: 24,
};

const width = (box: Box): number => (isGroup(box) ? 60 : (NARROW[box.kind] ?? 36));

/** Of a comment: what is longer would hide the picture. */
const MOST_ABOUT = 5;

function label(box: Box): string {
  const { name, kind, about, notes, mark, changes = [] } = box;
  const most = width(box);
  const plain = mark === "passed by" ? coloursOf(kind, mark).text : PLAIN;
  return table([
    ...sign(mark, changes, most),
    ...(kind === "junction" ? [] : nameLines(name, most)).map(heading),
    ...first(MOST_ABOUT, lines(short(about, 400), most)).map((line) => coloured(line, plain)),
    ...notes.flatMap((note) => first(MOST_LINES, lines(short(note, 400), most))).map(text),
  ]);
}

function sign(mark: Mark | undefined, changes: readonly string[], most: number): readonly string[] {
  const word = mark === undefined ? undefined : WORDS[mark];
  if (word === undefined) return [];
  const said = changes.length === 0 ? word : `${word}: ${changes.join(", ")}`;
  return first(MOST_LINES, lines(short(said, 200), most)).map(bold);
}

/** Beside an edge: what is longer would hide the picture. */
const MOST_LINES = 5;

function drawn(way: Way, groups: Groups): string {
  const { from, to, said, mark } = way;
  const word = mark === undefined ? undefined : WORDS[mark];
  const shown = first(mark === "changed" ? 2 * MOST_LINES : MOST_LINES, [
    ...(word === undefined ? [] : [word]),
    ...said.flatMap((each) => wrapped(each, way)),
  ]);
  return edge(identifier(groups.has(from) ? exitOf(from) : from), identifier(to), {
    ...wayLook(way),
    ...(groups.has(from) && { ltail: clusterOf(from) }),
    ...(groups.has(to) && { lhead: clusterOf(to) }),
    // The frame stands a line above what the way leads to: without a label there would be no room for the arrow.
    ...(groups.has(to) && shown.length === 0 && { minlen: 2 }),
    ...(isJunction(to) && { arrowhead: "none" }),
    ...(shown.length > 0 && { label: beside(shown) }),
  });
}

const isJunction = (pointer: string): boolean => /\/Catch\/\d+$/.test(pointer);

const wrapped = (said: string, { kind }: Way): readonly string[] =>
  lines(short(said, 200), kind === "rule" ? 22 : 36);
