/** The command line: every command as a function of its arguments. */
import { GENERAL, HELP } from "./help";
import { PROGRAM, type ExitCode, type Io } from "./io";
import { oneLine } from "./report";
import { isRefusal, isUsageError, messageOf, usageError } from "./usage";

export type { ExitCode, Io } from "./io";

type Command = (args: readonly string[], io: Io) => Promise<ExitCode>;

/** Each is loaded when it is asked for. */
const COMMANDS: Readonly<Record<keyof typeof HELP, () => Promise<Command>>> = {
  check: async () => (await import("./check")).checkCommand,
  run: async () => (await import("./run")).runCommand,
  diagram: async () => (await import("./diagram")).diagramCommand,
  permissions: async () => (await import("./permissions")).permissionsCommand,
  import: async () => (await import("./import")).importCommand,
};

/** Throws nothing: what goes wrong is said on `io.err`, and in the exit code. */
export async function main(args: readonly string[], io: Io): Promise<ExitCode> {
  const [name, ...rest] = args;
  try {
    if (name === undefined) throw usageError("Expected a command, found none.");
    if (name === "help" && rest[0] !== undefined && isCommand(rest[0])) return answer(HELP[rest[0]], io);
    if (name === "--help" || name === "-h" || name === "help") return answer(GENERAL, io);
    if (!isCommand(name))
      throw usageError(
        `Expected a command, found "${name}": use one of ${Object.keys(COMMANDS).join(", ")}.`,
      );
    if (asksForHelp(rest)) return answer(HELP[name], io);
    const command = await COMMANDS[name]();
    return await command(rest, io);
  } catch (error) {
    if (isRefusal(error)) {
      io.err(error.lines);
      return error.exit;
    }
    io.err(`${oneLine(messageOf(error))}\n`);
    if (!isUsageError(error)) return 1;
    const known = name !== undefined && isCommand(name);
    const [usage] = (known ? HELP[name] : GENERAL).split("\n");
    io.err(`${usage ?? ""}\n${PROGRAM} ${known ? `${name} --help` : "--help"} shows more.\n`);
    return 2;
  }
}

const isCommand = (name: string): name is keyof typeof COMMANDS => Object.hasOwn(COMMANDS, name);

function answer(text: string, io: Io): ExitCode {
  io.out(text);
  return 0;
}

/** Before the first `--`, wherever it stands. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return (end < 0 ? args : args.slice(0, end)).some((each) => each === "--help" || each === "-h");
}
