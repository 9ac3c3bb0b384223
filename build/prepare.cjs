/** npm's hook behind `npm ci`: see main.ts. Without devDependencies there is nothing to build with, and nothing is. */
"use strict";
const { spawnSync } = require("node:child_process");
const { join } = require("node:path");

const hasCompiler = () => {
  try {
    return require.resolve("ts-node") !== "";
  } catch {
    return false;
  }
};

if (hasCompiler()) {
  const build = ["-r", "ts-node/register/transpile-only", join(__dirname, "main.ts")];
  process.exitCode =
    spawnSync(process.execPath, build, { stdio: ["ignore", "ignore", "inherit"] }).status ?? 1;
}
