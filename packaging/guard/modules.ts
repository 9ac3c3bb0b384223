/**
 * Two modules under one name. Pulumi loads what is captured from packages in constants that all functions of a text
 * share, by the name that TypeScript gives the import: the last part of its path and a number. Of two with the same name
 * the first is loaded, and the other's users get it, too. The text does not show it, so the modules are watched: one
 * that was captured and that the text does not load is lost. (One that it also loads by a further name is not found.)
 * Source: `importedIdentifiers` in
 * https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/closure/serializeClosure.ts
 */
import { builtinModules, createRequire, isBuiltin } from "node:module";
import { join, relative } from "node:path";
import type { Hit } from "./rules";
import { bare, refersTo, type Serialised } from "./serialised";

/** A module has several where they hand one thing on: `module.exports = require("./aws-xray")`. */
export type CapturedModule = readonly string[];

export interface ModuleWatch {
  /** The option of `pulumi.runtime.serializeFunction`: it sees every value that is captured. */
  readonly serialize: (value: unknown) => boolean;
  /** Of each module that was captured, from a package or of Node's own, its files or its names. */
  readonly captured: () => readonly CapturedModule[];
}

export function watchModules(): ModuleWatch {
  const seen = new Set<unknown>();
  return {
    serialize: (value) => {
      if (typeof value === "object" || typeof value === "function") seen.add(value);
      return true;
    },
    captured: () => {
      const found = new Map<unknown, string[]>();
      for (const [name, content] of [...loadedFiles(), ...ofNode()])
        if (seen.has(content)) found.set(content, [...(found.get(content) ?? []), name]);
      return [...found.values()];
    },
  };
}

/** Those of packages; what is of Pulumi is written as an object, if at all. */
const loadedFiles = (): readonly (readonly [string, unknown])[] =>
  Object.entries(require.cache)
    .filter(([file]) => IN_PACKAGES.test(file))
    .map(([file, module]) => [file, module?.exports]);

const IN_PACKAGES = /[\\/]node_modules[\\/](?!@pulumi[\\/])/;

/** Without those that only warn when they are loaded. */
const ofNode = (): readonly (readonly [string, unknown])[] =>
  builtinModules
    .filter((name) => !name.startsWith("_") && !/^(punycode|sys|wasi)$/.test(name))
    .map((name) => [name, load(name)]);

/** As seen from where the program runs. */
const load = createRequire(join(process.cwd(), "index.js"));

/** The captured modules that the text does not load. */
export function lostModules(serialised: Serialised, captured: readonly CapturedModule[]): readonly Hit[] {
  if (captured.length === 0) return [];
  const loaded = new Set(loadedBy(serialised).map(resolved));
  return captured
    .filter((names) => !names.some((name) => loaded.has(name)))
    .map((names) => lost(serialised, names));
}

const loadedBy = ({ modules, statements, functions }: Serialised): readonly string[] => [
  ...modules.map(({ specifier }) => specifier),
  ...[
    ...statements.map(({ text }) => text),
    ...[...functions.values()].flatMap(({ captures }) => [...captures.values()]),
  ].flatMap((text) => [...text.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, specifier = ""]) => specifier)),
];

const resolved = (specifier: string): string => (isBuiltin(specifier) ? specifier : load.resolve(specifier));

function lost({ modules, functions }: Serialised, [module = ""]: CapturedModule): Hit {
  const name = isBuiltin(module) ? module : relative(process.cwd(), module);
  const taken = modules.find(({ alias }) => isNamedAfter(alias, name));
  const user = [...functions.values()].find(({ code }) => taken && refersTo(bare(code), taken.alias));
  return {
    offset: taken?.offset ?? 0,
    what: { capturedBy: user?.name ?? "", variable: taken?.alias ?? name },
    why:
      `is ${taken?.specifier ?? "another module"} in every function, and should be ${name} in some. ` +
      "Import one of the two by a name of its own: `import name = require(…)`.",
  };
}

/** `util_1` of `…/util.js`, `…/util/index.js` and `util`. */
const isNamedAfter = (alias: string, path: string): boolean =>
  path
    .replace(/\.[cm]?js$/, "")
    .split(/[\\/:]/)
    .some((part) => part.replace(/\W/g, "_") === alias.replace(/_\d+$/, ""));
