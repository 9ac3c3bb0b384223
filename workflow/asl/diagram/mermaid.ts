/**
 * A graph as Mermaid text (https://mermaid.js.org/syntax/flowchart.html): a flowchart, because only that has
 * groups, labels and styles of ways together.
 */
import { scopesIn, startOf, type Box, type Graph, type Kind, type Scope, type Way } from "./graph";
import { isGroup, withoutLoopsOfGroups } from "./groups";
import { withJunctions } from "./junctions";
import { GROUP_FILL, INSIDE, START, WORDS, coloursOf, isThick, wayColours, type Colours } from "./look";
import { escaped, plainOnly } from "./mermaidText";
import { first, lines, nameLines, short } from "./words";

export function mermaidOf(graph: Graph): string {
  const root = withJunctions(withoutLoopsOfGroups(graph.root));
  const ids = identifiers(root);
  const all = [...scopesIn(root)].flatMap(waysIn);
  return [
    "flowchart TD",
    `accTitle: ${plainOnly(graph.title)}`,
    `${ids(startOf(""))}([${quoted(["start", ...graph.limit])}])`,
    ...contents(root, ids),
    ...all.map((line) => drawn(line, ids)),
    ...styles(root, ids),
    ...waysInStyle(all),
    "",
  ].join("\n");
}

/** Of a pointer, or of what is drawn beside it; the words of the language are none of them. */
type Ids = (of: string) => string;

/**
 * Mermaid leaves room for one line above a group, and lays out badly what leads to one: so that what a group is
 * stands in a box of its own in it, from which its branches begin; they end at a point, from which it goes on.
 */
const frameOf = (pointer: string): string => `frame ${pointer}`;
const exitOf = (pointer: string): string => `exit ${pointer}`;

function identifiers(root: Scope): Ids {
  const known = new Map<string, string>();
  const put = (of: string) => known.set(of, `n${known.size}`);
  put(startOf(""));
  for (const scope of scopesIn(root)) {
    if (scope !== root) put(scope.pointer);
    for (const box of scope.boxes) {
      put(box.pointer);
      if (isGroup(box)) for (const of of [frameOf, exitOf]) put(of(box.pointer));
    }
  }
  const groups = new Map(
    [...scopesIn(root)].flatMap((scope) =>
      scope.boxes.flatMap(({ pointer, inside }) =>
        inside.map((inner) => [startOf(inner.pointer), pointer] as const),
      ),
    ),
  );
  return (of) => known.get(groups.get(of) ?? of) ?? "n";
}

const contents = (scope: Scope, ids: Ids): readonly string[] =>
  scope.boxes.flatMap((box) =>
    isGroup(box) ? group(box, scope, ids) : [`${ids(box.pointer)}${shaped(box)}`],
  );

const group = (box: Box, scope: Scope, ids: Ids): readonly string[] => [
  `subgraph ${ids(frameOf(box.pointer))}[${quoted(nameLines(short(box.name, 80), 80))}]`,
  `${ids(box.pointer)}${shaped(box)}`,
  ...box.inside.flatMap((inner, index) => branch(inner, box.inside.length === 1 ? undefined : index, ids)),
  ...(goesOn(box, scope) ? [`${ids(exitOf(box.pointer))}(( ))`] : []),
  "end",
];

const goesOn = ({ pointer }: Box, scope: Scope): boolean =>
  scope.ways.some(({ from, kind }) => from === pointer && kind !== "catch");

function branch(scope: Scope, index: number | undefined, ids: Ids): readonly string[] {
  const inner = contents(scope, ids);
  if (index === undefined) return inner;
  const [about = ""] = lines(scope.about, 36);
  const said = `branch ${index + 1}${about === "" ? "" : `: ${about}`}`;
  return [`subgraph ${ids(scope.pointer)}[${quoted([said])}]`, ...inner, "end"];
}

/** A line in the text: what leads on from a group begins at its exit. */
interface Line extends Way {
  readonly withoutArrow?: boolean;
}

function waysIn(scope: Scope): readonly Line[] {
  const groups = new Set(scope.boxes.filter(isGroup).map(({ pointer }) => pointer));
  return [
    ...scope.ways.map((way) =>
      groups.has(way.from) && way.kind !== "catch" ? { ...way, from: exitOf(way.from) } : way,
    ),
    ...scope.boxes.filter((box) => goesOn(box, scope)).flatMap(toExit),
  ];
}

const toExit = (group: Box): readonly Line[] =>
  group.inside.flatMap((inner) =>
    inner.boxes
      .filter(({ ends, kind }) => ends && kind !== "fail")
      .map((box) => ({
        pointers: [],
        from: box.pointer,
        to: exitOf(group.pointer),
        kind: "start" as const,
        said: [],
        ...(box.mark !== undefined && { mark: box.mark === "changed" ? ("same" as const) : box.mark }),
        withoutArrow: true,
      })),
  );

const SHAPES: Readonly<Record<Kind, readonly [string, string]>> = {
  task: ["(", ")"],
  token: ["(", ")"],
  choice: ["{", "}"],
  wait: ["{{", "}}"],
  pass: ["[", "]"],
  parallel: ["(", ")"],
  map: ["(", ")"],
  succeed: ["([", "])"],
  fail: ["[", "]"],
  unknown: ["[", "]"],
  missing: ["[", "]"],
  junction: ["(", ")"],
};

function shaped(box: Box): string {
  const [open, close] = SHAPES[box.kind];
  return `${open}${label(box)}${close}`;
}

/** Mermaid breaks lines of more than 200 px by itself. */
const WIDTH = 26;
const MOST_LINES = 5;

function label(box: Box): string {
  const { name, kind, about, notes, ends, mark, changes = [] } = box;
  const word = mark === undefined ? undefined : WORDS[mark];
  const wrapped = (text: string) =>
    first(MOST_LINES, lines(short(text, 400), kind === "choice" ? 18 : WIDTH));
  return quoted([
    ...(word === undefined ? [] : wrapped(changes.length === 0 ? word : `${word}: ${changes.join(", ")}`)),
    ...(kind === "junction" || isGroup(box) ? [] : nameLines(name, WIDTH)),
    ...wrapped(about),
    ...notes.flatMap(wrapped),
    // Succeed and Fail end by their kind.
    ...(ends && kind !== "succeed" && kind !== "fail" ? ["the end"] : []),
  ]);
}

const quoted = (said: readonly string[]): string =>
  `"${said.length === 0 ? " " : said.map(escaped).join("<br/>")}"`;

function drawn({ from, to, kind, said, mark, withoutArrow = false }: Line, ids: Ids): string {
  const word = mark === undefined ? undefined : WORDS[mark];
  const shown = first(mark === "changed" ? 2 * MOST_LINES : MOST_LINES, [
    ...(word === undefined ? [] : [word]),
    ...said.flatMap((each) => lines(short(each, 200), kind === "rule" ? 22 : WIDTH)),
  ]);
  const arrow = withoutArrow ? "---" : kind === "catch" ? "-.->" : mark === "taken" ? "==>" : "-->";
  return `${ids(from)} ${arrow}${shown.length === 0 ? "" : `|${quoted(shown)}|`} ${ids(to)}`;
}

/** A class for each look that is there. */
function styles(root: Scope, ids: Ids): readonly string[] {
  const looks = new Map<string, string[]>();
  const put = (look: string, id: string) => looks.set(look, [...(looks.get(look) ?? []), id]);
  put(css(START), ids(startOf("")));
  for (const scope of scopesIn(root))
    for (const box of scope.boxes) {
      put(boxStyle(box), ids(box.pointer));
      if (!isGroup(box)) continue;
      put(boxStyle({ ...box, kind: "parallel" }), ids(frameOf(box.pointer)));
      if (goesOn(box, scope)) put(css(START), ids(exitOf(box.pointer)));
      if (box.inside.length > 1) for (const { pointer } of box.inside) put(css(INSIDE), ids(pointer));
    }
  return [...looks].flatMap(([look, all], index) => [
    `classDef c${index} ${look}`,
    `class ${all.join(",")} c${index}`,
  ]);
}

const css = ({ fill, line, text }: Colours): string => `fill:${fill},stroke:${line},color:${text}`;

function boxStyle(box: Box): string {
  const { kind, ends, mark } = box;
  const colours = coloursOf(kind, mark);
  if (kind === "junction") return css({ ...colours, line: colours.fill });
  const dashed = mark === "removed" || kind === "missing" || kind === "unknown";
  return [
    css(isGroup(box) ? { ...colours, fill: GROUP_FILL } : colours),
    `stroke-width:${(mark !== undefined && isThick(mark)) || ends ? 3 : 1}px`,
    ...(dashed ? ["stroke-dasharray:5 3"] : []),
  ].join(",");
}

function waysInStyle(ways: readonly Way[]): readonly string[] {
  const looks = new Map<string, number[]>();
  for (const [index, way] of ways.entries()) {
    const { line, text } = wayColours(way);
    const look = [
      `stroke:${line},color:${text}`,
      ...(way.mark !== undefined && isThick(way.mark) ? ["stroke-width:3px"] : []),
      ...(way.mark === "removed" ? ["stroke-dasharray:2 3"] : []),
    ].join(",");
    looks.set(look, [...(looks.get(look) ?? []), index]);
  }
  return [...looks].map(([look, all]) => `linkStyle ${all.join(",")} ${look}`);
}
