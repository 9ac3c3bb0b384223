/**
 * From a serialised text back to the TypeScript. Pulumi writes each function as the compiler emitted it, between lines
 * of its own, so a function is found in what was compiled by its text, and takes the compiler's mapping from there.
 */
import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { decode, encode, type SourceMapSegment } from "@jridgewell/sourcemap-codec";
import { REGISTER_INSTANCE } from "ts-node";

/** Source map, revision 3, without sections, which Node cannot read (https://tc39.es/ecma426/#sec-source-map-format). */
export interface SourceMap {
  readonly version: 3;
  readonly sources: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
}

/** Both from 0. */
interface Position {
  readonly line: number;
  readonly column: number;
}

const ROOT = join(__dirname, "..");
/** Where functions are made of. */
const FOLDERS = ["api", "handlers", "workflow"].map((folder) => join(ROOT, folder) + sep);

/** A module of ours as it was compiled. */
interface Compiled {
  /** Path from the project's folder, with slashes. */
  readonly source: string;
  readonly lines: readonly (readonly SourceMapSegment[])[];
  /** Where it stands in the text of all. */
  readonly start: number;
}

/** The map of the text, as the comment that other tools read it from. */
export function mapOf(text: string): string {
  const map = Buffer.from(JSON.stringify(serialisedMap(text))).toString("base64");
  return `//# sourceMappingURL=data:application/json;base64,${map}`;
}

/** How Pulumi begins a function, after the `with` that holds what it captures, and how it ends one. */
const FUNCTION = /^ {4}with\(.*\) \{\n\nreturn ((?:.|\n)*?);\n\n {4}\}\n {2}\}\)\.apply\(/gm;

function serialisedMap(text: string): SourceMap {
  const { modules, all } = compiled();
  const lines: SourceMapSegment[][] = text.split("\n").map(() => []);
  const starts = lineStarts(text);
  const sources: string[] = [];
  for (const match of text.matchAll(FUNCTION)) {
    const [whole, written = ""] = match;
    // Pulumi keeps the name in a comment.
    const emitted = written.replace(/^((?:async )?function\*? ?)\/\*(\w+)\*\//, "$1$2");
    const found = all.text.indexOf(emitted);
    const module = modules.filter(({ start }) => start <= found).at(-1);
    if (module) {
      const into = positionIn(starts, match.index + whole.indexOf(written));
      copyLines(module, positionIn(all.starts, found), into, emitted.split("\n").length);
    }
  }
  return { version: 3, sources, names: [], mappings: encode(lines) };

  function copyLines(module: Compiled, from: Position, into: Position, count: number): void {
    const index = indexOf(module.source);
    const first = positionIn(all.starts, module.start).line;
    for (let each = 0; each < count; each++) {
      // Only the first line is moved sideways.
      const shift = each === 0 ? into.column - from.column : 0;
      const segments = module.lines[from.line - first + each] ?? [];
      const copied = segments.flatMap(([column, source, line, sourceColumn]): SourceMapSegment[] =>
        source === undefined || (each === 0 && column < from.column)
          ? []
          : [[column + shift, index, line ?? 0, sourceColumn ?? 0]],
      );
      lines[into.line + each]?.push(...copied);
    }
  }

  function indexOf(source: string): number {
    if (!sources.includes(source)) sources.push(source);
    return sources.indexOf(source);
  }
}

let memo: ReturnType<typeof compileAll> | undefined;
const compiled = () => (memo ??= compileAll());

/** All loaded modules that functions are made of, compiled again: the compiler keeps what it made. */
function compileAll() {
  const service = process[REGISTER_INSTANCE];
  const files = Object.keys(require.cache).filter(
    (path) => FOLDERS.some((folder) => path.startsWith(folder)) && path.endsWith(".ts"),
  );
  const modules: Compiled[] = [];
  let text = "";
  for (const path of files.sort()) {
    const compiledText = service?.compile(readFileSync(path, "utf8"), path) ?? "";
    const end = compiledText.lastIndexOf(INLINE_MAP);
    if (end < 0) continue;
    const code = compiledText.slice(0, end);
    const encoded = compiledText.slice(end + INLINE_MAP.length);
    const { mappings } = parsed(Buffer.from(encoded, "base64").toString());
    modules.push({
      source: relative(ROOT, path).replaceAll(sep, "/"),
      lines: decode(mappings),
      start: text.length,
    });
    text += code;
  }
  return { modules, all: { text, starts: lineStarts(text) } };
}

/** As ts-node appends it. */
const INLINE_MAP = "//# sourceMappingURL=data:application/json;charset=utf-8;base64,";

/** The map of two files, one behind the other. The first one ends with a line's end. */
export function joined(first: SourceMap, firstCode: string, second: SourceMap): SourceMap {
  const lines = decode(first.mappings);
  while (lines.length < firstCode.split("\n").length - 1) lines.push([]);
  const [moved, renamed] = [first.sources.length, first.names.length];
  for (const line of decode(second.mappings))
    lines.push(
      line.map((segment) => {
        if (segment.length === 1) return segment;
        const [column, source, sourceLine, sourceColumn, name] = segment;
        return name === undefined
          ? [column, source + moved, sourceLine, sourceColumn]
          : [column, source + moved, sourceLine, sourceColumn, name + renamed];
      }),
    );
  return {
    version: 3,
    sources: [...first.sources, ...second.sources],
    names: [...first.names, ...second.names],
    mappings: encode(lines),
  };
}

/** A map as esbuild and the compiler write them. */
export function parsed(text: string): SourceMap {
  const map: unknown = JSON.parse(text);
  if (isSourceMap(map)) return map;
  throw new Error("A source map of version 3 with its sources and mappings was expected.");
}

const isSourceMap = (map: unknown): map is SourceMap =>
  typeof map === "object" &&
  map !== null &&
  ["version", "sources", "names", "mappings"].every((key) => key in map);

/** Where each line begins. */
function lineStarts(text: string): readonly number[] {
  return [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
}

function positionIn(starts: readonly number[], offset: number): Position {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? Infinity) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low, column: offset - (starts[low] ?? 0) };
}
