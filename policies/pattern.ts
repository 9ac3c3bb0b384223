/** URNs with stars in them: `*` stands for anything within a part (parts end at `::`), `**` for anything. */
import type { StackName } from "./urn";

/** Whether a pattern fits a text; in time proportional to the length of the one times that of the other. */
export function matches(pattern: string, text: string): boolean {
  const pieces = pattern.split(/(\*+)/).filter((piece) => piece !== "");
  // For each place in the text, whether the pieces so far can end there.
  const atStart = Array.from({ length: text.length + 1 }, (_, place) => place === 0);
  const ends = pieces.reduce<readonly boolean[]>((before, piece) => {
    if (piece.startsWith("*")) return widened(before, text, piece === "*");
    return before.map((_, end) => {
      const start = end - piece.length;
      return before[start] === true && text.startsWith(piece, start);
    });
  }, atStart);
  return ends[text.length] === true;
}

/** The places, and all after them; those of the same part where it must be within one. */
function widened(places: readonly boolean[], text: string, withinPart: boolean): readonly boolean[] {
  let reached = false;
  return places.map((isReached, place) => {
    reached = isReached || (reached && !(withinPart && isSeparator(text, place - 1)));
    return reached;
  });
}

/** Whether it is one of the two colons between parts; types hold single ones. */
const isSeparator = (text: string, index: number): boolean =>
  text[index] === ":" && (text[index - 1] === ":" || text[index + 1] === ":");

const PREFIX = "urn:pulumi:";

/** Stack and project of a pattern, stars included; undefined where it is none of a URN. */
export function stackOfPattern(pattern: string): StackName | undefined {
  const [head = "", project = "", type = "", ...name] = pattern.split("::");
  const stack = head.startsWith(PREFIX) ? head.slice(PREFIX.length) : "";
  const isOfOne = [stack, project].every((part) => /^[^\s:]+$/.test(part));
  // A name may hold `::` and spaces, but neither begins nor ends with one.
  const isComplete =
    name.length > 0
      ? /^\S+$/.test(type) && name.join("::").trim() !== "" && pattern === pattern.trim()
      : type === "**";
  return isOfOne && isComplete ? { stack, project } : undefined;
}
