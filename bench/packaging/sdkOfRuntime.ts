/** The AWS SDK as Lambda's runtime has it: in a folder that NODE_PATH names. */
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const MODULES = join(__dirname, "..", "..", "node_modules");

/** Copies the packages, and what they need, with what each has in a node_modules folder of its own. */
export function copyPackages(packages: readonly string[], folder: string): void {
  for (const name of closureOf(packages)) {
    const to = join(folder, name);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(MODULES, name), to, { recursive: true });
  }
}

function closureOf(packages: readonly string[]): ReadonlySet<string> {
  const known = new Set<string>();
  const visit = (name: string): void => {
    if (known.has(name) || !existsSync(join(MODULES, name))) return;
    known.add(name);
    for (const needed of dependenciesOf(join(MODULES, name, "package.json"))) visit(needed);
  };
  packages.forEach(visit);
  return known;
}

function dependenciesOf(path: string): readonly string[] {
  const read: unknown = JSON.parse(readFileSync(path, "utf8"));
  const found: unknown = typeof read === "object" && read !== null ? Reflect.get(read, "dependencies") : {};
  return Object.keys(typeof found === "object" && found !== null ? found : {});
}
