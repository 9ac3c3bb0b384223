/** What a Map reads its items from, and what it writes its results to. */
import { parseResource, READERS, WRITERS } from "../integrations";
import { argumentsField, missingArguments } from "./arguments";
import { isObject, isText, shown } from "./json";
import { deployedText, isPlaceholder } from "./placeholder";
import { below, guide, type Problem } from "./problem";
import type { CheckedMachine, CheckedState } from "./view";

export function* transfers(machine: CheckedMachine): Iterable<Problem> {
  for (const state of machine.states)
    if (state.fields["Type"] === "Map") {
      yield* transfer(state, "ItemReader", machine);
      yield* transfer(state, "ResultWriter", machine);
    }
}

const SIDES = {
  ItemReader: { known: READERS, source: guide("input-output-itemreader") },
  ResultWriter: { known: WRITERS, source: guide("input-output-resultwriter") },
} as const;

function* transfer(
  state: CheckedState,
  side: keyof typeof SIDES,
  machine: CheckedMachine,
): Iterable<Problem> {
  const part = state.fields[side];
  const text = isObject(part) ? part["Resource"] : undefined;
  if (!isObject(part) || !isText(text) || isPlaceholder(text, machine)) return;
  const { known, source } = SIDES[side];
  const pointer = below(state.pointer, side);
  const resource = parseResource(deployedText(text, machine));
  const plain = resource?.kind === "integration" && !resource.sdk && resource.pattern === "";
  const name = plain ? known.find((each) => each === `${resource.service}:${resource.action}`) : undefined;
  if (name === undefined) yield noTransfer(text, known, below(pointer, "Resource"), source);
  else {
    const field = argumentsField(state);
    const given = part[field];
    // Without the field the definition is not run, but such are passed round as valid.
    if (state.language === undefined || isPlaceholder(given, machine)) return;
    if (given === undefined && !machine.options.strict) return;
    yield* missingArguments({ name, field, given, pointer, needed: NEEDED[name] ?? [], source });
  }
}

const NEEDED: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "s3:getObject": [["Bucket"], ["Key"]],
  "s3:listObjectsV2": [["Bucket"]],
  "s3:putObject": [["Bucket"]],
};

const noTransfer = (text: string, known: readonly string[], pointer: string, source: string): Problem => ({
  pointer,
  rule: "task/resource",
  message: `expected ${known.map((name) => `arn:aws:states:::${name}`).join(" or ")}, found ${shown(text)}`,
  mend: `Write ${known.length === 1 ? "it" : "one of them"}: a Map knows no other.`,
  source,
});
