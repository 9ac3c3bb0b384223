/** Packaged functions on disk, in .resit/functions: `name.key.json`. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PackagedFunction } from "./package";

const FOLDER = join(__dirname, "..", ".resit", "functions");
/** Of one function: what was deployed last, and what is being worked on, with either SDK. */
const KEPT = 6;

export const kept = (name: string, key: string): PackagedFunction | undefined => read(`${name}.${key}.json`);

export function keep(name: string, key: string, made: PackagedFunction): void {
  mkdirSync(FOLDER, { recursive: true });
  const path = join(FOLDER, `${name}.${key}.json`);
  // Several processes may package the same function at the same time.
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(made));
  renameSync(mine, path);
  for (const file of filesOf(name).slice(KEPT)) rmSync(join(FOLDER, file), { force: true });
}

/** All that is kept of a function, the newest first. */
export const allKept = (name: string): readonly PackagedFunction[] =>
  filesOf(name).flatMap((file) => read(file) ?? []);

function filesOf(name: string): readonly string[] {
  const age = (file: string) => statSync(join(FOLDER, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  try {
    const files = readdirSync(FOLDER).filter((file) => file.startsWith(`${name}.`) && file.endsWith(".json"));
    return files
      .map((file) => ({ file, at: age(file) }))
      .sort((a, b) => b.at - a.at)
      .map(({ file }) => file);
  } catch {
    return [];
  }
}

function read(file: string): PackagedFunction | undefined {
  try {
    const made: unknown = JSON.parse(readFileSync(join(FOLDER, file), "utf8"));
    return isPackaged(made) ? made : undefined;
  } catch {
    return undefined;
  }
}

/** Whatever else lies there is packaged afresh. */
const isPackaged = (value: unknown): value is PackagedFunction =>
  typeof value === "object" && value !== null && "code" in value && "map" in value;
