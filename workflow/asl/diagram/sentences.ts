/** A graph in sentences, for those who hear a picture, and for whoever searches in it. */
import { nameOf, scopesIn, type Box, type Graph, type Kind, type Mark, type Scope, type Way } from "./graph";
import { WORDS } from "./look";

export function sentencesOf(graph: Graph): readonly string[] {
  return [...scopesIn(graph.root)].flatMap((scope) => [
    ...scope.ways
      .filter(({ kind }) => kind === "start")
      .map(({ to }) => `The start of ${placeOf(scope)}: ${nameOf(to)}.`),
    ...scope.boxes.map((box) => sentenceOf(box, scope.ways)),
  ]);
}

/** `branch 2 of Checks`. */
export function placeOf({ pointer }: Pick<Scope, "pointer">): string {
  if (pointer === "") return "the machine";
  const branch = /^(.*)\/Branches\/(\d+)$/.exec(pointer);
  if (branch === null) return `each item of ${nameOf(pointer.slice(0, pointer.lastIndexOf("/")))}`;
  return `branch ${Number(branch[2]) + 1} of ${nameOf(branch[1] ?? "")}`;
}

const KIND: Readonly<Record<Kind, string>> = {
  task: "task",
  token: "task with a token",
  choice: "choice",
  wait: "wait",
  pass: "pass",
  parallel: "parallel",
  map: "map",
  succeed: "succeed",
  fail: "fail",
  unknown: "no known state",
  missing: "no state",
  junction: "junction",
};

function sentenceOf(box: Box, ways: readonly Way[]): string {
  const leads = ways
    .filter((way) => way.from === box.pointer)
    .map(({ to, said, kind, mark }) => {
      const before = kind === "catch" ? "on " : said[0] === "otherwise" ? "" : "when ";
      return `${said.length === 0 ? "then" : before + said.join(", ")}: ${nameOf(to)}${signed(mark)}`;
    });
  const changes = box.changes === undefined ? [] : [`changed: ${box.changes.join(", ")}`];
  const said = [`${KIND[box.kind]}${box.ends ? ", ends" : ""}`, ...changes, ...box.notes, ...leads];
  return `${box.name}${signed(box.mark)} (${said.join("; ")}).`;
}

function signed(mark: Mark | undefined): string {
  if (mark === "taken") return " [taken]";
  const word = mark === undefined ? undefined : WORDS[mark];
  return word === undefined ? "" : ` [${word}]`;
}
