/** What the commands beside `check` begin with: a definition, or a refusal that says why there is none. */
import { check } from "../check";
import type { Definition } from "../definition";
import { isObject, isText, type Json } from "../json";
import type { Io } from "./io";
import { problemsOf } from "./problems";
import { findings, line, oneLine, shownFile } from "./report";
import { readSource, type Source } from "./source";
import type { Said } from "./source/placed";
import { refusal, type Refusal } from "./usage";

export interface Loaded {
  readonly file: string;
  readonly source: Extract<Source, { kind: "read" }>;
}

/** @throws refusal: 2 when the file cannot be read, 1 when it holds no JSON */
export async function load(file: string, io: Io): Promise<Loaded> {
  const source = await readSource(file, io);
  if (source.kind === "unreadable") throw refusal(2, unreadable(file, source.reason));
  if (source.kind === "faulty" || source.problems.length > 0)
    throw refusal(1, findings(file, source, []).map(line).join(""));
  return { file, source };
}

export const unreadable = (file: string, reason: string): string =>
  `${oneLine(`${shownFile(file)}: cannot be read: ${reason}`)}\n`;

export interface LoadedDefinition extends Loaded {
  readonly definition: Definition;
}

/** It may have problems, but looks like a definition. @throws refusal: as `load`, and 1 when it does not */
export async function loadDefinition(file: string, io: Io): Promise<LoadedDefinition> {
  const loaded = await load(file, io);
  const { json } = loaded.source;
  if (!looksLikeDefinition(json)) throw refusedFor(loaded, problemsOf(json));
  return { ...loaded, definition: json };
}

export const refusedFor = ({ file, source }: Loaded, problems: readonly Said[]): Refusal =>
  refusal(1, findings(file, source, problems).map(line).join(""));

/**
 * The answer of `use`; a definition that it chokes on has problems that say more than what it throws.
 * @throws refusal: 1
 */
export async function using<T>(
  loaded: LoadedDefinition,
  use: (definition: Definition) => T | Promise<T>,
): Promise<T> {
  try {
    return await use(loaded.definition);
  } catch (error) {
    const problems = check(loaded.definition);
    if (problems.length > 0) throw refusedFor(loaded, problems);
    throw refusal(
      1,
      `${oneLine(`${shownFile(loaded.file)}: ${error instanceof Error ? error.message : String(error)}`)}\n`,
    );
  }
}

/** As far as a reader must look before it walks through the states. */
const looksLikeDefinition = (json: Json): json is Json & Definition =>
  isObject(json) &&
  isText(json["StartAt"]) &&
  isObject(json["States"]) &&
  Object.values(json["States"]).every((state) => isObject(state) && isText(state["Type"]));
