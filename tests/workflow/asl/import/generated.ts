/** Generated files, compiled and executed without being written. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import ts = require("typescript");
import { importDefinition, type ImportOptions } from "../../../../workflow/asl/import";
import type { Json } from "../../../../workflow/asl/json";
import { compile, type Diagnostic } from "../../../support/compile";

const ROOT = join(__dirname, "../../../..");
const HERE = "tests/workflow/asl/import/generated";
const KIT = "../../../../../workflow/asl/build";

export const generate = (definition: Json, options: ImportOptions = {}): string =>
  importDefinition(definition, { kit: KIT, ...options });

/** The definition that the code builds, as the JSON that it is deployed as. */
export function rendered(code: string, name = "machine"): unknown {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const exports: Record<string, unknown> = {};
  runInNewContext(outputText, { exports, require: createRequire(join(ROOT, HERE, "machine.ts")), JSON });
  return JSON.parse(JSON.stringify(exports[name]));
}

/** What the compiler says of each, by its name; all in one program. */
export function compiled(codes: ReadonlyMap<string, string>): ReadonlyMap<string, readonly Diagnostic[]> {
  const names = [...codes.keys()];
  const pathOf = (name: string) => `${HERE}/machine${names.indexOf(name)}.ts`;
  const said = compile(Object.fromEntries([...codes].map(([name, code]) => [pathOf(name), code])));
  return new Map(names.map((name) => [name, said.get(pathOf(name)) ?? []]));
}
