/** Stack traces of deployed functions, told by the lines of the TypeScript. */
import { AnyMap, originalPositionFor } from "@jridgewell/trace-mapping";
import type { SourceMap } from "../packaging/sourceMap";

/** `resit/getIncident.0123456789ab.js:1:2345`: what a deployed file calls itself, behind a folder or not. */
const PLACE = /(?:[\w./-]*\/)?(resit\/\w+\.[0-9a-f]{12}\.js):(\d+):(\d+)/g;

/** The deployed files that the text names, each once. */
export const filesIn = (text: string): readonly string[] => [
  ...new Set(Array.from(text.matchAll(PLACE), ([, file = ""]) => file)),
];

/** The function's name in that of its file. */
export const functionOf = (file: string): string => file.replace(/^resit\/(\w+)\..*$/, "$1");

/** The text with each place in these files told by its source; file, line and column, both from 1. */
export function resolved(text: string, maps: ReadonlyMap<string, SourceMap>): string {
  const traced = new Map([...maps].map(([file, map]) => [file, new AnyMap(JSON.stringify(map))]));
  return text.replace(PLACE, (place, file: string, line: string, column: string) => {
    const map = traced.get(file);
    const original = map && originalPositionFor(map, { line: Number(line), column: Number(column) - 1 });
    // What esbuild itself adds comes from nowhere.
    if (original?.source == null) return place;
    return `${original.source}:${original.line}:${original.column + 1}`;
  });
}
