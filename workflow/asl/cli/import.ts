import { parseArgs } from "node:util";
import { loadDefinition } from "./definition";
import type { ExitCode, Io } from "./io";
import { onlyFile } from "./usage";

export async function importCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true });
  await loadDefinition(onlyFile(positionals), io);
  return 0;
}
