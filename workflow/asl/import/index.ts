/**
 * A definition that somebody wrote as JSON, as TypeScript that builds it with the typed kit: the code compiles, and
 * renders back to the same JSON. It is where typing begins, not where it ends: the head of the file says how to go on.
 */
import { isObject, type Json, type JsonObject } from "../json";
import { call, layout, nameOf, object, type Code, type Field } from "./code";
import { head, importsOf } from "./head";
import { DECLARED } from "./declarations";
import { kitFor, type FilledKit } from "./kit";
import { KIT_NAMES } from "./known";
import { literal, PARSE, stateLiteral } from "./literal";
import { statesIn } from "./states";
import { typedState } from "./typed";

export interface ImportOptions {
  /** Of the constant that the file exports; default `machine`. */
  readonly name?: string;
  /** What the file imports the kit from; default `./asl/build`. */
  readonly kit?: string;
  /** What was read, for the head of the file. */
  readonly from?: string;
}

/** Of a definition in which `check` finds no problem. @throws RangeError for a name that no constant can have */
export function importDefinition(definition: Json, options: ImportOptions = {}): string {
  const { name = "machine", kit: path = "./asl/build", from } = options;
  if (!isConstant(name))
    throw new RangeError(`Expected a name for a constant, found ${JSON.stringify(name)}.`);
  if (!isObject(definition)) throw new RangeError("Expected a definition, found another value.");
  const kit = kitFor(name, new Set(variablesIn(definition)));
  const start = `export const ${name} = `;
  const machine = call(`${kit.use("stateMachine")}()`, object(machineFields(definition, kit)));
  const body = `${start}${layout(machine, 0, start.length, 1)};\n`;
  const uses = [...kit.imports(), ...(body.includes(`${PARSE}(`) ? [PARSE] : [])];
  return [`${head(from, uses)}${importsOf(kit.imports(), path)}`, ...kit.declarations(), body].join("\n");
}

function machineFields(definition: JsonObject, kit: FilledKit): readonly Field[] {
  const { Comment, QueryLanguage, Version, TimeoutSeconds, StartAt, States, ...unknown } = definition;
  const [more] = Object.keys(unknown);
  if (more !== undefined) throw new RangeError(`Expected a definition: it has no field ${more}.`);
  const language = QueryLanguage === undefined ? "unsaid" : QueryLanguage;
  const given: readonly (readonly [string, Json | undefined])[] = [
    ["comment", Comment],
    ["queryLanguage", language === "JSONata" ? undefined : language],
    ["version", Version],
    ["timeoutSeconds", TimeoutSeconds],
    ["startAt", StartAt],
  ];
  return [
    ...given.flatMap(([field, json]): Field[] => (json === undefined ? [] : [[field, literal(json)]])),
    ["states", statesCode(isObject(States) ? States : {}, language === "JSONata", kit)],
  ];
}

const statesCode = (states: JsonObject, inJsonata: boolean, kit: FilledKit): Code =>
  object(Object.entries(states).map(([name, state]) => [nameOf(name), stateCode(state, inJsonata, kit)]));

function stateCode(state: Json, inJsonata: boolean, kit: FilledKit): Code {
  if (!isObject(state)) throw new RangeError("Expected a state, found another value.");
  const { QueryLanguage: own, ...others } = state;
  // The builder says the language of a state where its machine has another, and nowhere else.
  const typed =
    inJsonata === (own === undefined)
      ? kit.attempt((each) => typedState(others, each, (states) => statesCode(states, inJsonata, kit)))
      : undefined;
  if (typed) return typed;
  if (state["Type"] === "Task") kit.plainTask();
  const isPath = own !== "JSONata" && !inJsonata;
  return call(`${kit.use(isPath ? "jsonPath" : "asl")}()`, stateLiteral(state));
}

/** What the states of every scope assign: AWS lets no inner one have the name of an outer one. */
const variablesIn = (definition: JsonObject): readonly string[] =>
  [...statesIn(definition)].flatMap(([, state]) =>
    [state, ...itemsOf(state["Choices"]), ...itemsOf(state["Catch"])].flatMap(assignedBy),
  );

const itemsOf = (json: Json | undefined): readonly JsonObject[] =>
  Array.isArray(json) ? json.filter(isObject) : [];

/** A name is one to the builder (build/variables.ts). */
const assignedBy = ({ Assign }: JsonObject): readonly string[] =>
  isObject(Assign)
    ? Object.keys(Assign).filter((name) => /^[A-Za-z_][A-Za-z0-9_]{0,79}$/.test(name) && name !== "states")
    : [];

const isConstant = (name: string): boolean => /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) && !TAKEN.has(name);

/** Words of the language in strict code, and what a generated file may import or declare. */
const TAKEN: ReadonlySet<string> = new Set([
  ...(
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends " +
    "false finally for function if implements import in instanceof interface let new null package private protected " +
    "public return static super switch this throw true try typeof undefined var void while with yield"
  ).split(" "),
  ...KIT_NAMES,
  ...DECLARED,
]);
