import { parseArgs } from "node:util";
import { unreadable } from "./definition";
import type { ExitCode, Io } from "./io";
import { problemsOf } from "./problems";
import { findings, line, oneLine, record, shownFile, type Finding } from "./report";
import { readSource } from "./source";
import { usageError } from "./usage";

/** `check FILE…`: every file is looked at, and the worst answer counts. */
export async function checkCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals: files } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: "boolean" }, express: { type: "boolean" }, strict: { type: "boolean" } },
  });
  if (files.length === 0) throw usageError("Expected a FILE, or - for standard input; found none.");
  if (files.filter((file) => file === "-").length > 1)
    throw usageError("Expected - once: standard input can be read only once.");
  const found: Finding[] = [];
  let isAllRead = true;
  for (const file of files) {
    const source = await readSource(file, io);
    if (source.kind === "unreadable") {
      isAllRead = false;
      io.err(unreadable(file, source.reason));
      continue;
    }
    if (source.kind === "read")
      for (const note of source.notes) io.err(`${oneLine(`${shownFile(file)}: note: ${note}`)}\n`);
    const problems =
      source.kind === "read"
        ? problemsOf(source.json, {
            strict: values.strict ?? false,
            type: values.express ? "EXPRESS" : "STANDARD",
          })
        : [];
    const here = findings(file, source, problems);
    if (!values.json) io.out(here.map(line).join(""));
    found.push(...here);
  }
  if (values.json) io.out(`${JSON.stringify(found.map(record), null, 2)}\n`);
  if (!isAllRead) return 2;
  return found.length > 0 ? 1 : 0;
}
