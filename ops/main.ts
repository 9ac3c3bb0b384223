/** `npm run ops`: the tools of whoever is on call. */
import { createInterface } from "node:readline/promises";
import { main } from "./cli";

async function ask(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

void main(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  ask: process.stdin.isTTY ? ask : undefined,
  // Functions end after ten seconds; most take less than one between the item and its execution.
  settleMs: 5_000,
}).then((code) => {
  process.exitCode = code;
});
