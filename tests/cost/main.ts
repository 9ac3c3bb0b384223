/** `npm run cost:count`: plays the cases and writes what they took. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { count } from "./play";

/** The committed counts, as text. */
export const FILE = join(__dirname, "..", "..", "cost", "counts.json");

async function main(): Promise<void> {
  writeFileSync(FILE, `${JSON.stringify(await count(), null, 2)}\n`);
  console.error("Wrote cost/counts.json. `npm run docs` brings the pages up to date.");
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
