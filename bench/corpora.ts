/** Machines that others wrote, beside the project: read where they are, never copied. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const CORPORA = join(__dirname, "..", "..", "shared", "asl");

export const CORPUS_NAMES = ["seeds", "valid", "invalid"] as const;

export type CorpusName = (typeof CORPUS_NAMES)[number];

export const haveCorpora = (): boolean => existsSync(CORPORA);

export const NO_CORPORA =
  "The machines that others wrote (../shared/asl) were not there, so none of them was read.";

/** The definitions of a folder. */
export function corpus(name: CorpusName): readonly unknown[] {
  const folder = join(CORPORA, name);
  return readdirSync(folder)
    .filter((file) => /\.json$/.test(file) && file !== "index.json")
    .map((file): unknown => JSON.parse(readFileSync(join(folder, file), "utf8")));
}
