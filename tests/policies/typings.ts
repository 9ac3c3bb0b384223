/** The inputs of every resource of the installed @pulumi/aws, read from its typings. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

interface Member {
  readonly name: string;
  /** Types that it refers to, as `lambda.FunctionTracingConfig`. */
  readonly refers: readonly string[];
}

export interface Input {
  /** Type token. */
  readonly type: string;
  /** From the resource's inputs on. */
  readonly path: string;
}

const HOME = dirname(require.resolve("@pulumi/aws/package.json"));

/** The inputs of all resources whose own name matches, at any depth. */
export function inputsNamed(pattern: RegExp): readonly Input[] {
  const types = nestedTypes();
  const reach = new Map<string, readonly string[]>();
  /** Paths of the matching members below a type; a type within itself is looked at once. */
  const below = (type: string, above: readonly string[]): readonly string[] => {
    const known = reach.get(type);
    if (known) return known;
    const paths = above.includes(type) ? [] : matching(types.get(type) ?? [], [...above, type]);
    if (above.length === 0) reach.set(type, paths);
    return paths;
  };
  const matching = (members: readonly Member[], above: readonly string[]): readonly string[] =>
    members.flatMap(({ name, refers }) => [
      ...(pattern.test(name) ? [name] : []),
      ...refers.flatMap((type) => below(type, above)).map((path) => `${name}.${path}`),
    ]);
  return resourceFiles().flatMap(({ type, text }) => {
    const [, body = ""] = /^export interface \w+Args \{\n([\s\S]*?)^\}/m.exec(text) ?? [];
    return [...new Set(matching(members(body, 4), []))].map((path) => ({ type, path }));
  });
}

/** Tokens of all resources. */
export const resourceTypes = (): readonly string[] => resourceFiles().map(({ type }) => type);

function resourceFiles(): readonly { readonly type: string; readonly text: string }[] {
  const folders = readdirSync(HOME, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !["node_modules", "types"].includes(entry.name),
  );
  return folders.flatMap(({ name: folder }) =>
    readdirSync(join(HOME, folder))
      .filter((file) => file.endsWith(".d.ts"))
      .flatMap((file) => {
        const text = readFileSync(join(HOME, folder, file), "utf8");
        const [, name] = /^export declare class (\w+) extends pulumi\.CustomResource/m.exec(text) ?? [];
        return name === undefined
          ? []
          : [{ type: `aws:${folder}/${file.replace(/\.d\.ts$/, "")}:${name}`, text }];
      }),
  );
}

/** By `namespace.Name`; those at the top have the name alone. */
function nestedTypes(): ReadonlyMap<string, readonly Member[]> {
  const text = readFileSync(join(HOME, "types", "input.d.ts"), "utf8");
  const types = new Map<string, readonly Member[]>();
  let namespace = "";
  for (const chunk of text.split(/^(?=export declare namespace |export interface | {4}interface )/m)) {
    const [, opened] = /^export declare namespace (\w+)/.exec(chunk) ?? [];
    if (opened !== undefined) namespace = `${opened}.`;
    const [, outside] = /^export interface (\w+)/.exec(chunk) ?? [];
    const [, inside] = /^ {4}interface (\w+)/.exec(chunk) ?? [];
    if (outside !== undefined) types.set(outside, members(chunk, 4));
    if (inside !== undefined) types.set(`${namespace}${inside}`, members(chunk, 8));
  }
  return types;
}

function members(body: string, indent: number): readonly Member[] {
  const line = new RegExp(`^ {${indent}}(\\w+)\\??: (.*);$`, "gm");
  return [...body.matchAll(line)].map(([, name = "", type = ""]) => ({
    name,
    refers: [...type.matchAll(/inputs\.([\w.]+)/g)].map(([, reference = ""]) => reference),
  }));
}
