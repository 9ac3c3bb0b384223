import { parseArgs } from "node:util";
import { spec } from "../check/problem";
import type { Definition } from "../definition";
import { load, loadDefinition, refusedFor, using } from "./definition";
import { execute } from "./execute";
import { executionJson, executionText } from "./history";
import type { ExitCode, Io } from "./io";
import { mocksOf, type Mocks } from "./mocks";
import { oneLine } from "./report";
import { statesIn } from "../import/states";
import { messageOf, onlyFile, usageError } from "./usage";

/** `run FILE`: one execution under a virtual clock; what the tasks answer is in another file. */
export async function runCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      input: { type: "string", default: "{}" },
      tasks: { type: "string" },
      json: { type: "boolean" },
      seed: { type: "string", default: "0" },
      start: { type: "string" },
    },
  });
  const file = onlyFile(positionals);
  if (!/^-?\d{1,15}$/.test(values.seed))
    throw usageError(`Expected a whole number after --seed, found "${values.seed}".`);
  if ([file, values.tasks, values.input.replace(/^@/, "")].filter((name) => name === "-").length > 1)
    throw usageError("Expected - once: standard input can be read only once.");
  const input = await inputOf(values.input, io);
  const loaded = await loadDefinition(file, io);
  const definition = startingAt(loaded.definition, values.start);
  const mocks = values.tasks === undefined ? NO_MOCKS : await loadMocks(values.tasks, definition, io);
  const executed = await using({ ...loaded, definition }, (each) =>
    execute(each, input, mocks, Number(values.seed)),
  );
  io.out(values.json ? executionJson(executed) : executionText(executed));
  if (executed.missing !== undefined)
    io.err(
      `${oneLine(`The task of the state ${executed.missing} was called, and no reply is given for it: write {${JSON.stringify(executed.missing)}: [{"return": …}]} into the file of --tasks.`)}\n`,
    );
  return executed.status === "SUCCEEDED" ? 0 : 1;
}

const NO_MOCKS: Mocks = new Map();

/** JSON text. @throws usageError, refusal */
async function inputOf(given: string, io: Io): Promise<string> {
  if (given.startsWith("@")) return JSON.stringify((await load(given.slice(1), io)).source.json);
  try {
    return JSON.stringify(JSON.parse(given));
  } catch (error) {
    throw usageError(`Expected JSON after --input, or @FILE: ${messageOf(error)}`);
  }
}

function startingAt(definition: Definition, start: string | undefined): Definition {
  if (start === undefined) return definition;
  if (!Object.hasOwn(definition.States, start))
    throw usageError(
      `Expected after --start one of ${Object.keys(definition.States).join(", ")}; found "${start}".`,
    );
  return { ...definition, StartAt: start };
}

/** @throws refusal */
async function loadMocks(file: string, definition: Definition, io: Io): Promise<Mocks> {
  const loaded = await load(file, io);
  const mocks = mocksOf(loaded.source.json, tasksOf(definition));
  if (!isFaults(mocks)) return mocks;
  throw refusedFor(
    loaded,
    mocks.map((fault) => ({ ...fault, rule: "tasks/reply", source: spec("task-state") })),
  );
}

const isFaults = <T>(value: Mocks | readonly T[]): value is readonly T[] => Array.isArray(value);

const tasksOf = (definition: Definition): ReadonlySet<string> =>
  new Set([...statesIn(definition)].flatMap(([name, { Type }]) => (Type === "Task" ? [name] : [])));
