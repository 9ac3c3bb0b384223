/** The command line in this process, and files for it that are gone afterwards. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main, type ExitCode } from "../../../../workflow/asl/cli";

export interface Answer {
  readonly exit: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** `stdin` is what is piped into it. */
export async function asl(args: readonly string[], stdin: string | Uint8Array = ""): Promise<Answer> {
  const written = { out: "", err: "" };
  const exit = await main(args, {
    stdin: chunks(Buffer.from(stdin)),
    out: (text) => (written.out += text),
    err: (text) => (written.err += text),
  });
  return { exit, ...written };
}

/** In small chunks, which part characters. */
async function* chunks(bytes: Buffer): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1_001) {
    await Promise.resolve();
    yield bytes.subarray(at, at + 1_001);
  }
}

export interface Files {
  /** Writes a file, and answers its path. */
  readonly write: (name: string, content: string | Uint8Array) => string;
  /** The text without the folder of the files. */
  readonly short: (text: string) => string;
  readonly path: (name: string) => string;
}

/** For the tests of the `describe` that it is called in. */
export function files(): Files {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "asl-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });
  const path = (name: string) => join(folder, name);
  return {
    path,
    write(name, content) {
      writeFileSync(path(name), content);
      return path(name);
    },
    short: (text) => text.replaceAll(`${folder}/`, ""),
  };
}

export const PASS = '{ "StartAt": "A", "States": { "A": { "Type": "Pass", "End": true } } }';
