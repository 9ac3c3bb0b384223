/**
 * What ts-node compiles with (tsconfig.json): TypeScript itself, one file at a time and without a look at the types,
 * which `npm run check` and CI do. What was compiled is kept in .resit/compiled by its content, because a run loads
 * 150 files of which hardly one has changed.
 */
"use strict";
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { basename, join } = require("node:path");

const { version: TYPESCRIPT } = require("typescript/package.json");
const KEPT = join(__dirname, "..", ".resit", "compiled");

/** ts-node's interface of transpilers (https://typestrong.org/ts-node/docs/transpilers#third-party-transpilers). */
exports.create = ({ service }) => {
  const { options } = service.config;
  mkdirSync(KEPT, { recursive: true });
  return {
    transpile(input, { fileName }) {
      const key = hash(JSON.stringify([TYPESCRIPT, options, basename(fileName), input]));
      const path = join(KEPT, `${key}.json`);
      const kept = read(path);
      if (kept) return kept;
      const { outputText, sourceMapText, diagnostics } = require("typescript").transpileModule(input, {
        fileName,
        compilerOptions: options,
        reportDiagnostics: true,
      });
      const output = { outputText, sourceMapText };
      // Syntax errors are told again at the next run.
      if (diagnostics.length > 0) return { ...output, diagnostics };
      write(path, JSON.stringify(output));
      return output;
    },
  };
};

const hash = (text) => createHash("sha256").update(text).digest("hex").slice(0, 32);

function read(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** Several processes may compile the same file at the same time. */
function write(path, text) {
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, text);
  renameSync(mine, path);
}
