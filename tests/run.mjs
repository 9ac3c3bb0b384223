/**
 * `npm test`: mocha in several processes at once, one group of folders each. Apart because the sandbox of JSONata is
 * made to overflow its stack, which Node does not survive where async hooks are on, as Pulumi and X-Ray switch them on.
 */
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";

/** By the beginning of a file's path; the first that fits. What needs the engine's CLI is `npm run test:engine`. */
const GROUPS = {
  language: ["workflow/asl/"],
  process: ["handlers/", "ops/", "parity/", "protocol/", "workflow/"],
  here: ["deployments/", "local/", "stack/"],
  program: [""],
};
const ELSEWHERE = ["engine/"];

const specs = readdirSync("tests", { recursive: true })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => path.endsWith(".spec.ts") && !ELSEWHERE.some((folder) => path.startsWith(folder)));
const groupOf = (path) =>
  Object.keys(GROUPS).find((name) => GROUPS[name].some((start) => path.startsWith(start)));
const groups = Object.keys(GROUPS).map((name) =>
  specs.filter((path) => groupOf(path) === name).map((path) => `tests/${path}`),
);

/** One process; its output is kept together and shown at its end. */
function mocha(specs) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["node_modules/mocha/bin/mocha.js", ...specs]);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    child.on("close", (code) => {
      process.stdout.write(output);
      const count = (word) => Number(new RegExp(`^ +(\\d+) ${word}`, "m").exec(output)?.[1] ?? 0);
      resolve({ code, passing: count("passing"), failing: count("failing") });
    });
  });
}

console.log(
  `${groups.length} groups of tests run at once; each is shown when it is done; all take some four minutes.`,
);
const results = await Promise.all(groups.map(mocha));
const passed = results.reduce((sum, { passing }) => sum + passing, 0);
// A process that ended badly without naming a failure, or that ran nothing, has failed too.
const failed = results.reduce(
  (sum, { code, passing, failing }) => sum + (failing > 0 ? failing : code !== 0 || passing === 0 ? 1 : 0),
  0,
);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
