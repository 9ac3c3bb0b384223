/** A group that leads to itself says so in its label: a line would run through what is inside. */
import type { Box, Scope } from "./graph";

/** What is drawn around other states. */
export const isGroup = ({ inside }: Box): boolean => inside.length > 0;

export function withoutLoopsOfGroups(scope: Scope): Scope {
  const groups = new Set(scope.boxes.filter(isGroup).map(({ pointer }) => pointer));
  const isLoop = ({ from, to }: { readonly from: string; readonly to: string }) =>
    from === to && groups.has(from);
  return {
    ...scope,
    boxes: scope.boxes.map((box) => ({
      ...box,
      notes: [
        ...box.notes,
        ...scope.ways
          .filter((way) => isLoop(way) && way.from === box.pointer)
          .map(({ said }) => (said.length === 0 ? "again and again" : `again on ${said.join(", ")}`)),
      ],
      inside: box.inside.map(withoutLoopsOfGroups),
    })),
    ways: scope.ways.filter((way) => !isLoop(way)),
  };
}
