import { parseArgs } from "node:util";
import type { Definition } from "../definition";
import type { Drawing } from "../diagram";
import { loadDefinition } from "./definition";
import type { ExitCode, Io } from "./io";
import { statesIn } from "../import/states";
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
        ? { highlight: { states: wayIn(definition, highlight) } }
        : {};
  const { mermaid, svg } = await import("../diagram");
  io.out(values.svg ? await svg(definition, drawing) : mermaid(definition, drawing));
  return 0;
}

/** @throws usageError for a name that no state has */
function wayIn(definition: Definition, highlight: string): readonly string[] {
  const states = new Set([...statesIn(definition)].map(([name]) => name));
  const names = highlight.split(",").map((name) => name.trim());
  const strange = names.find((name) => !states.has(name));
  if (strange === undefined) return names;
  throw usageError(
    `Expected after --highlight names of states, as ${[...states].join(",")}; found "${strange}".`,
  );
}
