/** A copy of the project in a folder of its own, in which nothing is kept yet of what runs before it made. */
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(__dirname, "..");
const PARTS = ["api", "bench", "handlers", "infra", "local", "packaging", "workflow", "index.ts"];
const FILES = ["package.json", "package-lock.json", "tsconfig.json", "Pulumi.yaml", "Pulumi.dev.yaml"];

/** Of the copy: as tsconfig.json, and types are looked at wherever it is used. */
export const TYPE_CHECKING = "tsconfig.type-checking.json";

export interface Copy {
  readonly folder: string;
  /** Forgets what was compiled and packaged. */
  forget(): void;
  remove(): void;
}

export function copyOfProject(): Copy {
  const folder = mkdtempSync(join(tmpdir(), "bench-program-"));
  for (const name of [...PARTS, ...FILES]) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  const typeChecking = {
    extends: "./tsconfig.json",
    "ts-node": { transpileOnly: false, transpiler: "", files: true },
    // From the start: a file that the compiler meets later would make it begin again, which index.ts alone does not.
    include: [
      "index.ts",
      "local/config.ts",
      "local/program.ts",
      "local/provider.ts",
      "local/**/*.d.ts",
      "bench/programRun.ts",
    ],
  };
  writeFileSync(join(folder, TYPE_CHECKING), JSON.stringify(typeChecking));
  return {
    folder,
    forget: () => {
      rmSync(join(folder, ".resit"), { recursive: true, force: true });
    },
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
