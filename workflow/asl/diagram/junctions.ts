/**
 * Many states that catch the same errors and hand them to one state. A few lines meet before it; more than a few
 * would hide the picture, and take Graphviz minutes: then each state says it in words.
 */
import { nameOf, type Box, type Scope, type Way } from "./graph";

/** Fewer are drawn each by itself. */
const FEWEST = 3;
const MOST = 7;

export function withJunctions(scope: Scope): Scope {
  const groups = [...alike(scope.ways)].filter((ways) => ways.length >= FEWEST);
  const [meeting, many] = [groups.filter(isFew), groups.filter((ways) => !isFew(ways))];
  const junctionOf = new Map(meeting.flatMap((ways, index) => ways.map((way) => [way, index] as const)));
  const inWords = new Set(many.flat());
  return {
    ...scope,
    boxes: [
      ...scope.boxes.map((box) => ({
        ...box,
        notes: [...box.notes, ...many.flatMap((ways) => said(ways, box))],
        inside: box.inside.map(withJunctions),
      })),
      ...meeting.flatMap(([way], index) =>
        way === undefined ? [] : [junction(pointerOf(scope, index), way)],
      ),
    ],
    ways: [
      ...scope.ways
        .filter((way) => !inWords.has(way))
        .map((way) => {
          const index = junctionOf.get(way);
          return index === undefined ? way : { ...way, to: pointerOf(scope, index), said: [] };
        }),
      ...meeting.flatMap(([way], index) =>
        way === undefined ? [] : [{ ...way, pointers: [], from: pointerOf(scope, index), said: [] }],
      ),
    ],
  };
}

const isFew = (ways: readonly Way[]): boolean => ways.length <= MOST;

function alike(ways: readonly Way[]): Iterable<readonly Way[]> {
  const groups = new Map<string, Way[]>();
  for (const way of ways) {
    const key = JSON.stringify([way.to, way.said, way.mark]);
    const group = groups.get(key);
    if (way.kind !== "catch") continue;
    if (group === undefined) groups.set(key, [way]);
    else group.push(way);
  }
  return groups.values();
}

function said(ways: readonly Way[], { pointer }: Box): readonly string[] {
  const [one] = ways;
  if (one === undefined) return [];
  const why = one.said.join(", ");
  return [
    ...(ways.some(({ from }) => from === pointer) ? [`on ${why}: ${nameOf(one.to)}`] : []),
    ...(one.to === pointer ? [`after ${why} of ${ways.length} states`] : []),
  ];
}

const junction = (pointer: string, { said: notes, mark }: Way): Box => ({
  pointer,
  name: "",
  kind: "junction",
  about: "",
  notes,
  ends: false,
  inside: [],
  ...(mark !== undefined && { mark }),
});

/** No state has this pointer. */
const pointerOf = (scope: Scope, index: number): string => `${scope.pointer}/Catch/${index}`;
