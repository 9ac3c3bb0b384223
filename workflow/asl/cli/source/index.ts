/** Reads a definition, or any JSON, from a file in JSON or YAML with comments, and knows where everything stands. */
import { createReadStream } from "node:fs";
import type { Json } from "../../json";
import type { Io } from "../io";
import { limited, MAX_FILE_BYTES } from "./bytes";
import { empty, encoding, tooLarge } from "./fault";
import { jsonOf, offsetOf, type Fault, type Parsed, type Said } from "./placed";
import { positions, type Position } from "./position";
import { decoded } from "./text";

export type { Position } from "./position";

/** A problem, and where in the file it is. */
export interface Located extends Position, Said {}

export type Source =
  | {
      readonly kind: "read";
      readonly json: Json;
      /** Of what a JSON pointer names, or of what comes nearest to it. */
      readonly positionOf: (pointer: string) => Position;
      /** Of the text; what it holds is known all the same. */
      readonly problems: readonly Located[];
      readonly notes: readonly string[];
    }
  /** It is no JSON and no YAML. */
  | { readonly kind: "faulty"; readonly problems: readonly Located[] }
  /** Completes "cannot be read: …". */
  | { readonly kind: "unreadable"; readonly reason: string };

/** `-` is standard input. */
export async function readSource(path: string, io: Pick<Io, "stdin">): Promise<Source> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = await limited(path === "-" ? io.stdin : createReadStream(path));
  } catch (error) {
    return { kind: "unreadable", reason: reasonOf(error) };
  }
  return bytes ? sourceOf(path, bytes) : faulty("", [tooManyBytes]);
}

/** The name of the file says what it is; where it does not, its first character does. */
export async function sourceOf(path: string, bytes: Uint8Array): Promise<Source> {
  const content = decoded(bytes);
  if ("found" in content) {
    const { before, found, mend } = content;
    return faulty(before, [encoding(before.length, found, mend)]);
  }
  const { text } = content;
  if (text.trim() === "") return faulty(text, [empty]);
  const { root, faults, notes } = await parse(path, text);
  if (!root) return faulty(text, faults);
  const position = positions(text);
  return {
    kind: "read",
    json: jsonOf(root),
    positionOf: (pointer) => position(offsetOf(root, pointer)),
    problems: located(faults, position),
    notes,
  };
}

const tooManyBytes = tooLarge(`expected at most ${MAX_FILE_BYTES} bytes, found more`);

const faulty = (text: string, faults: readonly Fault[]): Source => ({
  kind: "faulty",
  problems: located(faults, positions(text)),
});

const located = (faults: readonly Fault[], position: (at: number) => Position): readonly Located[] =>
  faults.map(({ at, ...problem }) => ({ ...position(at), ...problem }));

/** Each reader is loaded when a file needs it. */
async function parse(path: string, text: string): Promise<Parsed> {
  return isYaml(path, text)
    ? (await import("./yaml")).readYaml(text)
    : (await import("./json")).readJson(text);
}

function isYaml(path: string, text: string): boolean {
  if (/\.ya?ml$/i.test(path)) return true;
  if (/\.jsonc?$/i.test(path)) return false;
  return !/^\s*(?:[{[]|\/[/*])/.test(text);
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "it may not be read (permissions)",
  EISDIR: "it is a directory, a file was expected",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "its name is too long",
  ENOENT: "there is no such file",
  ENOTDIR: "a part of its path is not a directory",
};
