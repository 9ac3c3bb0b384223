/** `npm run cost:count`: plays the cases and writes what they took. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { count } from "./play";

const FILE = join(__dirname, "..", "..", "cost", "counted.json");

async function main(): Promise<void> {
  writeFileSync(FILE, await format(JSON.stringify(await count()), { parser: "json", printWidth: 110 }));
  console.error("Wrote cost/counted.json. `npm run docs` brings the pages up to date.");
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
