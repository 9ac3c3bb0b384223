import { parseArgs } from "node:util";
import { check } from "../check";
import { importDefinition } from "../import";
import { loadDefinition, refusedFor } from "./definition";
import type { ExitCode, Io } from "./io";
import { findings, line, shownFile } from "./report";
import { onlyFile, usageError } from "./usage";

/** `import FILE`: what the compiler would find is refused; what only a run would is said, and imported. */
export async function importCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { name: { type: "string" }, kit: { type: "string" } },
  });
  const { name, kit } = values;
  if (kit === "") throw usageError("Expected after --kit where the kit is, as ./asl/build; found nothing.");
  const loaded = await loadDefinition(onlyFile(positionals), io);
  const { file, source, definition } = loaded;
  const problems = check(definition);
  if (problems.some(({ rule }) => !COMPILES.test(rule))) throw refusedFor(loaded, problems);
  io.err(findings(file, source, problems).map(line).join(""));
  try {
    const options = { ...(name !== undefined && { name }), ...(kit !== undefined && { kit }) };
    io.out(importDefinition(source.json, { ...options, from: shownFile(file) }));
    return 0;
  } catch (error) {
    throw error instanceof RangeError ? usageError(error.message) : error;
  }
}

/** Rules of what states do, not of the form in which they are written. */
const COMPILES = /^(?:errors|jsonpath|limit|task|timeout)\/|^graph\/(?:no-end|unreachable)$|^name\/unique$/;
