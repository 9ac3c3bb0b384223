/**
 * `npm test`: mocha in several processes at once, one group of folders each. Apart because the sandbox of JSONata is
 * made to overflow its stack, which Node does not survive where async hooks are on, as Pulumi and X-Ray switch them on.
 */
import { spawn } from "node:child_process";

const GROUPS = [
  ["tests/workflow/asl/**/*.spec.ts"],
  ["tests/*.spec.ts", "tests/{handlers,parity,protocol}/**/*.spec.ts", "tests/workflow/{*,exam/*}.spec.ts"],
  ["tests/{engine,local,stack}/**/*.spec.ts"],
  ["tests/{api,docs,packages,packaging,policies,preview,program,smoke,support,workflows}/**/*.spec.ts"],
];

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
  `${GROUPS.length} groups of tests run at once; each is shown when it is done, within five minutes.`,
);
const results = await Promise.all(GROUPS.map(mocha));
const passed = results.reduce((sum, { passing }) => sum + passing, 0);
// A process that ended badly without naming a failure, or that ran nothing, has failed too.
const failed = results.reduce(
  (sum, { code, passing, failing }) => sum + (failing > 0 ? failing : code !== 0 || passing === 0 ? 1 : 0),
  0,
);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
