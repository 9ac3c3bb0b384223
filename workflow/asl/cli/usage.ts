/** Errors that end a command: with an exit code, and text that says why. */
import type { ExitCode } from "./io";

const USAGE = "UsageError";

/** Ends the command with exit code 2, the message and a hint at `--help`. */
export const usageError = (message: string): Error => Object.assign(new Error(message), { name: USAGE });

/** Also what `parseArgs` throws: an unknown option, one without its value. */
export const isUsageError = (error: unknown): error is Error =>
  error instanceof Error &&
  (error.name === USAGE || ("code" in error && String(error.code).startsWith("ERR_PARSE_ARGS_")));

/** Ends the command with that exit code; `lines` go to standard error as they are. */
export interface Refusal extends Error {
  readonly exit: ExitCode;
  readonly lines: string;
}

export const refusal = (exit: ExitCode, lines: string): Refusal =>
  Object.assign(new Error(lines), { name: "Refusal", exit, lines });

export const isRefusal = (error: unknown): error is Refusal =>
  error instanceof Error && "exit" in error && "lines" in error;

/** @throws usageError unless there is exactly one operand */
export function onlyFile(files: readonly string[]): string {
  const [file, ...more] = files;
  if (file === undefined) throw usageError("Expected a FILE, or - for standard input; found none.");
  if (more.length > 0) throw usageError(`Expected one FILE, found ${files.length}: ${files.join(" ")}`);
  return file;
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
