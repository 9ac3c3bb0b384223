/** `npm run stack-trace -- FILE` */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { callbacks } from "../handlers/callbacks";
import { allKept } from "../packaging/kept";
import { packageFunction, type PackagedFunction } from "../packaging/package";
import type { SourceMap } from "../packaging/sourceMap";
import { filesIn, functionOf, resolved } from "./resolve";

const HELP = `Usage: npm run stack-trace -- FILE

Prints FILE, such as lines of a function's log, with every place in a deployed function told by its
TypeScript file and line. FILE may be - for standard input.

Functions that this folder packaged are known (.resit/functions); others are packaged from the sources as
they are now. For a trace of production, check out the commit that is deployed there.
`;

const isFile = ({ code }: PackagedFunction, file: string): boolean =>
  code.trimEnd().endsWith(`//# sourceURL=${file}`);

/** Nothing where the file was made from other sources. */
async function mapOf(file: string): Promise<SourceMap | undefined> {
  const name = functionOf(file);
  const known = allKept(name).find((each) => isFile(each, file));
  if (known) return known.map;
  const [, callback] = Object.entries(callbacks).find(([each]) => each === name) ?? [];
  if (!callback) return undefined;
  for (const sdk of ["bundled", "runtime"] as const) {
    const packaged = await packageFunction(name, callback, { sdk });
    if (isFile(packaged, file)) return packaged.map;
  }
  return undefined;
}

async function show(path: string): Promise<void> {
  const text = readFileSync(path === "-" ? 0 : path, "utf8");
  const files = filesIn(text);
  if (files.length === 0)
    throw new Error("No place in a deployed function was found; resit/NAME.ID.js:LINE:COLUMN was expected.");
  const maps = new Map<string, SourceMap>();
  for (const file of files) {
    const map = await mapOf(file);
    if (map) maps.set(file, map);
    else complain(`${file} was made from other sources than these: check out the commit that was deployed.`);
  }
  process.stdout.write(resolved(text, maps));
}

function complain(problem: string): void {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}

function main(): void {
  const { values, positionals } = parseArgs({
    options: { help: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const [path] = positionals;
  if (values.help) process.stdout.write(HELP);
  else if (path === undefined || positionals.length > 1) {
    process.stderr.write(HELP);
    process.exitCode = 2;
  } else
    show(path).catch((error: unknown) => {
      complain(error instanceof Error ? error.message : String(error));
    });
}

main();
