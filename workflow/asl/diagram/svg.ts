/** A graph as SVG. Needs the development dependency @hpcc-js/wasm-graphviz: not for Lambdas. */
import { dotOf } from "./dot";
import type { Graph } from "./graph";
import { text } from "./graphviz";
import { FONT, FONTS } from "./look";
import { sentencesOf } from "./sentences";

export async function svgOf(graph: Graph): Promise<string> {
  const { Graphviz } = await import("@hpcc-js/wasm-graphviz");
  const whole = (await Graphviz.load()).layout(dotOf(graph), "svg", "dot");
  return accessible(whole, graph).replaceAll(`font-family="${FONT}"`, `font-family="${FONTS}"`);
}

/** What comes before `<svg` is a document type that names a file on the web. */
const HEAD = /^[^]*?<svg ([^>]*)>/;

/** With a title and a description, which browsers read out; Graphviz's own titles are names of its making. */
function accessible(whole: string, graph: Graph): string {
  const spoken = [
    `<title>${escaped(graph.title)}</title>`,
    `<desc>${sentencesOf(graph).map(escaped).join("\n")}</desc>`,
  ];
  return `${whole
    .trim()
    .replace(/<title>([^<]*)<\/title>\n/g, "")
    .replace(HEAD, (_, attributes: string) => [`<svg role="img" ${attributes}>`, ...spoken].join("\n"))}\n`;
}

/** Not in a label: backslashes are plain. */
const escaped = (plain: string): string => text(plain).replaceAll("\\\\", "\\");
