/** What is wrong with what a file holds: of a document of another kind one line says all, instead of one per field. */
import { check, type CheckOptions } from "../check";
import { spec } from "../check/problem";
import { isList, isObject, type Json, type JsonObject } from "../json";
import { below } from "./source/pointer";
import type { Said } from "./source/placed";

export function problemsOf(json: Json, options: CheckOptions = {}): readonly Said[] {
  const other = otherDocument(json);
  return other ? [other] : check(json, options);
}

const FIELDS: readonly string[] = [
  "Comment",
  "QueryLanguage",
  "StartAt",
  "States",
  "TimeoutSeconds",
  "Version",
];

/** An object that shares a field with state machines is one with problems. */
function otherDocument(json: Json): Said | undefined {
  if (!isObject(json)) return noMachine("shape/value", isList(json) ? "a list" : shown(json), HOW);
  const names = Object.keys(json);
  if (names.length === 0 || names.some((name) => FIELDS.includes(name))) return undefined;
  const [machine, ...more] = machinesIn(json);
  if (machine === undefined) return noMachine("shape/required", `an object with ${listed(names)}`, HOW);
  const found = `a template of CloudFormation with ${more.length === 0 ? "one" : more.length + 1} in it, at ${[machine, ...more].join(", ")}`;
  return noMachine(
    "shape/required",
    found,
    "Give a file with the definition alone; DefinitionUri, or DefinitionS3Location, leads the template to it.",
  );
}

const HOW = 'Give a definition, an object with "StartAt" and "States".';

const noMachine = (rule: string, found: string, mend: string): Said => ({
  pointer: "",
  rule,
  message: `expected a state machine, found ${found}`,
  mend,
  source: spec("toplevelfields"),
});

/** Pointers to the resources of a template that are state machines. */
function machinesIn({ Resources: resources = null }: JsonObject): readonly string[] {
  if (!isObject(resources)) return [];
  return Object.entries(resources).flatMap(([name, resource]) =>
    isObject(resource) && MACHINES.has(resource["Type"] ?? null) ? [below("/Resources", name)] : [],
  );
}

const MACHINES: ReadonlySet<Json> = new Set([
  "AWS::Serverless::StateMachine",
  "AWS::StepFunctions::StateMachine",
]);

/** Names in a message. */
const MOST_NAMES = 3;
/** Characters. */
const LONGEST_SHOWN = 40;

const listed = (names: readonly string[]): string =>
  names.length > MOST_NAMES ? `${names.slice(0, MOST_NAMES).join(", ")}, …` : names.join(", ");

function shown(json: Json): string {
  const text = JSON.stringify(json);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}
