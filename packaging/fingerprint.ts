/** What says that a function would be packaged in just the same way again. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "..");
/** What functions are made of, and what makes them. */
const FOLDERS = ["api", "handlers", "workflow", "packaging"];
const FILES = ["package-lock.json", "tsconfig.json"];

let sources: string | undefined;

/** Of all sources and of these texts. The sources are read once for the whole process. */
export function fingerprint(texts: readonly string[]): string {
  sources ??= hash([process.version, ...[...FOLDERS.flatMap(filesOf), ...FILES].sort().flatMap(named)]);
  return hash([sources, ...texts]);
}

const filesOf = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|cjs|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1));

/** The same on every system, whatever its separators and line ends. */
const named = (file: string): readonly string[] => [
  file.replaceAll("\\", "/"),
  readFileSync(join(ROOT, file), "utf8").replaceAll("\r\n", "\n"),
];

function hash(texts: readonly string[]): string {
  const sum = createHash("sha256");
  for (const text of texts) sum.update(`${text.length}:${text}`);
  return sum.digest("hex").slice(0, 32);
}
