/**
 * A callback as the file that Lambda runs: serialised by Pulumi, then joined with the parts of packages that it really
 * reaches, minified (docs/decisions/0003). The same sources give the same bytes on any machine and in any order.
 */
import { createHash } from "node:crypto";
import { transform } from "esbuild";
import { fingerprint } from "./fingerprint";
import { keep, kept } from "./kept";
import { buildPackages, usedPackages } from "./packages";
import { serialise } from "./serialise";
import { joined, mapOf, parsed, type SourceMap } from "./sourceMap";

/** The file and the export inside it, named as Pulumi names them. */
export const CODE_FILE = "__index.js";
export const HANDLER = "__index.handler";

export interface PackagingOptions {
  /** Whether AWS's SDK is in the file, or the one that the runtime brings is asked for, by its packages' names. */
  readonly sdk: "bundled" | "runtime";
}

export interface PackagedFunction {
  readonly code: string;
  /** From `code` to the TypeScript, and to the files of packages. */
  readonly map: SourceMap;
}

/**
 * The file of a factory that is called once, at INIT, and gives the handler. It is kept in .resit/functions under the
 * sources' fingerprint: what the factory captures must hang on the sources alone, not on configuration. Throws where
 * something is captured that would not work in Lambda.
 */
export async function packageFunction(
  name: string,
  factory: () => unknown,
  options: PackagingOptions,
): Promise<PackagedFunction> {
  // Of the options what packaging reads, whatever else the caller's object holds.
  const key = fingerprint([name, factory.toString(), options.sdk]);
  const before = kept(name, key);
  if (before) return before;
  const made = await packageAfresh(name, factory, options);
  keep(name, key, made);
  return made;
}

/** The same, without a look at what is kept. */
export async function packageAfresh(
  name: string,
  factory: () => unknown,
  { sdk }: PackagingOptions,
): Promise<PackagedFunction> {
  const text = await serialise(name, factory);
  const { packages, body } = usedPackages(name, text);
  const [used, own] = await Promise.all([
    packages.length > 0 ? buildPackages(packages, sdk) : undefined,
    minified(`${body}\n${mapOf(text)}`),
  ]);
  const code = used ? `${used.code}${own.code}` : own.code;
  return {
    code: `${code}//# sourceURL=${identified(name, code)}\n`,
    map: used ? joined(used.map, used.code, own.map) : own.map,
  };
}

async function minified(text: string): Promise<PackagedFunction> {
  const { code, map } = await transform(text, {
    minify: true,
    target: "node20",
    // Serialised code stands in `with` blocks, which strict mode and ES modules do not know.
    format: "cjs",
    loader: "js",
    tsconfigRaw: {},
    legalComments: "none",
    sourcemap: "external",
    sourcesContent: false,
    logLevel: "silent",
  });
  return { code, map: parsed(map) };
}

/** What stack traces call the file by: of which function it is, and of which contents. */
function identified(name: string, code: string): string {
  return `resit/${name}.${createHash("sha256").update(code).digest("hex").slice(0, 12)}.js`;
}
