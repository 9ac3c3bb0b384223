/** What a serialised text takes of packages, and a file with just that. */
import { builtinModules } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";
import { inLambda } from "./inLambda";
import type { PackagedFunction } from "./package";
import { parsed } from "./sourceMap";

/** Of a package: the names that are used, and the variable through which. */
interface UsedPackage {
  readonly variable: string;
  readonly specifier: string;
  readonly names: readonly string[];
}

/** The variable that holds what the packages give, in front of the serialised text. */
const PACKAGES = "packages";
const ROOT = join(__dirname, "..");

/** As Pulumi writes imports: by path, which says of a package more than its name. */
const IMPORT = /^const (\w+) = require\("((?:@[\w.-]+\/)?[\w.-]+)(?:\/[^"]*)?"\);$/gm;

/** The packages that the text uses, Node's own left alone, and the text with them taken from `packages`. */
export function usedPackages(
  name: string,
  text: string,
): { readonly packages: readonly UsedPackage[]; readonly body: string } {
  const packages: UsedPackage[] = [];
  const body = text.replace(IMPORT, (line, variable: string, specifier: string) => {
    if (builtinModules.includes(specifier)) return line;
    packages.push({ variable, specifier, names: namesOf(name, text, variable) });
    return `const ${variable} = ${PACKAGES}.${variable};`;
  });
  return { packages, body };
}

/** Throws where the package is used as a whole: nobody could say what of it is needed. */
function namesOf(name: string, text: string, variable: string): readonly string[] {
  const uses = text.match(new RegExp(`\\b${variable}\\b`, "g")) ?? [];
  const named = [...text.matchAll(new RegExp(`\\b${variable}\\.(\\w+)`, "g"))];
  // One more is the import itself.
  if (uses.length === named.length + 1) return [...new Set(named.map(([, each = ""]) => each))].sort();
  throw new Error(`${name} uses ${variable} as a whole: import from the package the names that it uses.`);
}

const built = new Map<string, Promise<PackagedFunction>>();

/** One file for the packages of a function: built once for all functions that use the same. */
export function buildPackages(
  packages: readonly UsedPackage[],
  sdk: "bundled" | "runtime",
): Promise<PackagedFunction> {
  const entry = packages.map(imported).sort().join("\n");
  const key = `${sdk}\n${entry}`;
  const file = built.get(key) ?? buildNow(entry, sdk);
  built.set(key, file);
  return file;
}

function imported({ variable, specifier, names }: UsedPackage): string {
  const aliases = names.map((name) => `${name} as ${variable}_${name}`);
  const fields = names.map((name) => `${name}: ${variable}_${name}`);
  return `import { ${aliases.join(", ")} } from "${specifier}"; export const ${variable} = { ${fields.join(", ")} };`;
}

async function buildNow(entry: string, sdk: "bundled" | "runtime"): Promise<PackagedFunction> {
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: ROOT, sourcefile: "packages.js" },
    absWorkingDir: ROOT,
    outfile: "packages.bundle.js",
    bundle: true,
    minify: true,
    platform: "node",
    target: "node20",
    // At the top of the file rather than in a function that is called later: V8 parses that twice.
    format: "iife",
    globalName: PACKAGES,
    // ES modules, where a package has them: only of those can the unused parts be left out.
    mainFields: ["module", "main"],
    conditions: ["module"],
    external: sdk === "runtime" ? ["@aws-sdk/client-*"] : [],
    plugins: [inLambda],
    tsconfigRaw: {},
    legalComments: "none",
    sourcemap: "external",
    sourcesContent: false,
    write: false,
    logLevel: "silent",
  });
  const textOf = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? "";
  return { code: textOf(".js"), map: parsed(textOf(".map")) };
}
