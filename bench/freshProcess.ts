/** A program of a bench in a Node process of its own, which tells what it measured in one message. */
import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import ts = require("typescript");

/** Milliseconds; nothing that is measured in a fresh process takes near as long. */
const PATIENCE = 120_000;

export interface FreshProcess {
  readonly program: string;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What reads the program, where it is not JavaScript. */
  readonly loader?: string;
}

/** What it told, and the milliseconds from its start until then. */
export interface Told {
  readonly message: unknown;
  readonly total: number;
}

export function inFreshProcess({ program, folder, environment, loader }: FreshProcess): Promise<Told> {
  const began = performance.now();
  const child = fork(program, [], {
    cwd: folder,
    env: { ...environment },
    execArgv: ["--no-warnings", ...(loader === undefined ? [] : ["-r", loader])],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    timeout: PATIENCE,
  });
  const complaints: Buffer[] = [];
  child.stderr?.on("data", (chunk: Buffer) => complaints.push(chunk));
  return new Promise((resolve, reject) => {
    let told: Told | undefined;
    child.once("message", (message) => (told = { message, total: performance.now() - began }));
    child.once("error", reject);
    child.once("close", (code) => {
      if (told) resolve(told);
      else
        reject(
          new Error(
            `The process ended with ${String(code)} and told nothing:\n${Buffer.concat(complaints).toString()}`,
          ),
        );
    });
  });
}

/** A module of the project that imports nothing of it, as JavaScript that runs anywhere. */
export const standalone = (path: string): string =>
  ts.transpileModule(readFileSync(path, "utf8"), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  }).outputText;
