/**
 * Definitions as pictures, for people who do not read JSON: of any definition, in both query languages, sound or
 * not. The same definition gives the same picture, byte for byte, without a reference to anything outside.
 *
 * `svg` for documents, `mermaid` for text that GitHub draws, `dot` for Graphviz. Each draws a definition as it is,
 * the way that a run took through it, or what it has that another one has not.
 */
import { compared } from "./difference";
import { dotOf } from "./dot";
import { graphOf, type Graph } from "./graph";
import { mermaidOf } from "./mermaid";
import { svgOf } from "./svg";
import { highlighted, type TakenWay } from "./way";

export { difference, summary, type Change } from "./difference";
export { wayOf, wayOfSteps, type PastEvent, type TakenStep, type TakenWay } from "./way";

/** Nothing, or one of the two. */
export type Drawing =
  | { readonly highlight?: never; readonly since?: never }
  /** Drawn thick; the rest is pale. */
  | { readonly highlight: TakenWay; readonly since?: never }
  /** The definition before: what came, went and changed since has a colour and a word. */
  | { readonly since: unknown; readonly highlight?: never };

/** As Graphviz text. */
export const dot = (definition: unknown, drawing: Drawing = {}): string => dotOf(drawn(definition, drawing));

/** As Mermaid text, for a block ```` ```mermaid ````. GitHub draws up to 500 ways and 50,000 characters. */
export const mermaid = (definition: unknown, drawing: Drawing = {}): string =>
  mermaidOf(drawn(definition, drawing));

/** On a white ground of its own, for light and dark pages. Needs the development dependency @hpcc-js/wasm-graphviz. */
export const svg = async (definition: unknown, drawing: Drawing = {}): Promise<string> =>
  svgOf(drawn(definition, drawing));

function drawn(definition: unknown, drawing: Drawing): Graph {
  const graph = "since" in drawing ? compared(drawing.since, definition) : graphOf(definition);
  return drawing.highlight === undefined ? graph : highlighted(graph, drawing.highlight);
}
