/** tsconfig.json, as the compiler reads it. */
import { join } from "node:path";
import ts = require("typescript");

const ROOT = join(__dirname, "..", "..");

export function typescriptProject(): ts.ParsedCommandLine {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), (path) => ts.sys.readFile(path)) as {
    readonly config?: unknown;
  };
  const project = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  if (project.errors.length > 0)
    throw new Error(ts.formatDiagnostics(project.errors, ts.createCompilerHost(project.options)));
  return project;
}
