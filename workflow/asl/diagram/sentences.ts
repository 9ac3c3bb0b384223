/** A graph in sentences, for those who hear a picture, and for whoever searches in it. */
import { nameOf, scopesIn, type Box, type Graph, type Mark, type Scope, type Way } from "./graph";
import { WORDS } from "./look";

export function sentencesOf(graph: Graph): readonly string[] {
  return [...scopesIn(graph.root)].flatMap((scope) => [
    ...scope.ways
      .filter(({ kind }) => kind === "start")
      .map(({ to }) => `${placeOf(scope)} begins with ${nameOf(to)}.`),
    ...scope.boxes.map((box) => sentenceOf(box, scope.ways)),
  ]);
}

function placeOf({ pointer }: Scope): string {
  if (pointer === "") return "The machine";
  const branch = /^(.*)\/Branches\/(\d+)$/.exec(pointer);
  if (branch === null) return `Each item of ${nameOf(pointer.slice(0, pointer.lastIndexOf("/")))}`;
  return `Branch ${Number(branch[2]) + 1} of ${nameOf(branch[1] ?? "")}`;
}

function sentenceOf(box: Box, ways: readonly Way[]): string {
  const leads = ways
    .filter((way) => way.from === box.pointer)
    .map(({ to, said, kind, mark }) => {
      const why = said.length === 0 ? "then" : `${kind === "catch" ? "on" : "when"} ${said.join(", ")}`;
      return `${why}: ${nameOf(to)}${signed(mark)}`;
    });
  const changes = box.changes === undefined ? [] : [`changed: ${box.changes.join(", ")}`];
  const said = [`${box.kind}${box.ends ? ", ends" : ""}`, ...changes, ...box.notes, ...leads];
  return `${box.name}${signed(box.mark)} (${said.join("; ")}).`;
}

function signed(mark: Mark | undefined): string {
  if (mark === "taken") return " [taken]";
  const word = mark === undefined ? undefined : WORDS[mark];
  return word === undefined ? "" : ` [${word}]`;
}
