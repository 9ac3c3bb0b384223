/** Many states that catch the same errors and hand them to one state: their ways meet before it. */
import type { Scope, Way } from "./graph";

/** Fewer are drawn each by itself. */
const FEWEST = 3;

export function withJunctions(scope: Scope): Scope {
  const groups = new Map<string, readonly Way[]>();
  for (const way of scope.ways) {
    const key = JSON.stringify([way.to, way.said, way.mark]);
    if (way.kind === "catch") groups.set(key, [...(groups.get(key) ?? []), way]);
  }
  const meeting = [...groups.values()].filter((ways) => ways.length >= FEWEST);
  const junctionOf = new Map(meeting.flatMap((ways, index) => ways.map((way) => [way, index] as const)));
  return {
    ...scope,
    boxes: [
      ...scope.boxes.map((box) => ({ ...box, inside: box.inside.map(withJunctions) })),
      ...meeting.flatMap(([way], index) =>
        way === undefined
          ? []
          : [
              {
                pointer: pointerOf(scope, index),
                name: "",
                kind: "junction" as const,
                about: "",
                notes: way.said,
                ends: false,
                inside: [],
                ...(way.mark !== undefined && { mark: way.mark }),
              },
            ],
      ),
    ],
    ways: [
      ...scope.ways.map((way) => {
        const index = junctionOf.get(way);
        return index === undefined ? way : { ...way, to: pointerOf(scope, index), said: [] };
      }),
      ...meeting.flatMap(([way], index) =>
        way === undefined ? [] : [{ ...way, pointers: [], from: pointerOf(scope, index), said: [] }],
      ),
    ],
  };
}

/** No state has this pointer. */
const pointerOf = (scope: Scope, index: number): string => `${scope.pointer}/Catch/${index}`;
