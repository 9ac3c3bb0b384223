import { parseArgs } from "node:util";
import type { Drawing } from "../diagram";
import { loadDefinition } from "./definition";
import type { ExitCode, Io } from "./io";
import { onlyFile, usageError } from "./usage";

/** `diagram FILE`: of any definition, sound or not. */
export async function diagramCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      svg: { type: "boolean" },
      difference: { type: "string" },
      highlight: { type: "string" },
    },
  });
  const { difference, highlight } = values;
  const file = onlyFile(positionals);
  if (difference !== undefined && highlight !== undefined)
    throw usageError("Expected one of --difference and --highlight, found both.");
  if (difference === "-" && file === "-")
    throw usageError("Expected - once: standard input can be read only once.");
  const { definition } = await loadDefinition(file, io);
  const drawing: Drawing =
    difference !== undefined
      ? { since: (await loadDefinition(difference, io)).definition }
      : highlight !== undefined
        ? { highlight: { states: highlight.split(",").map((name) => name.trim()) } }
        : {};
  const { mermaid, svg } = await import("../diagram");
  io.out(values.svg ? await svg(definition, drawing) : mermaid(definition, drawing));
  return 0;
}
