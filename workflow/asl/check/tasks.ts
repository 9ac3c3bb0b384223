/** What a Task calls, and what it gives. */
import { INTEGRATIONS, isKnownResource, type Integration } from "../integrations";
import { expressionIn, read } from "../jsonata";
import { isObject, shown } from "./json";
import { below, guide, projectRule, type Problem } from "./problem";
import { sitesOf } from "./sites";
import type { CheckedMachine, CheckedState } from "./view";

export function* tasks({ states }: CheckedMachine): Iterable<Problem> {
  for (const state of states) {
    const resource = state.fields["Resource"];
    if (state.shape === undefined || state.fields["Type"] !== "Task" || typeof resource !== "string")
      continue;
    if (isKnownResource(resource)) {
      yield* requiredArguments(state, INTEGRATIONS[resource]);
      yield* token(state, INTEGRATIONS[resource]);
    } else yield unknownResource(state, resource);
  }
}

const unknownResource = ({ pointer }: CheckedState, resource: string): Problem => ({
  pointer: below(pointer, "Resource"),
  rule: "task/resource",
  message: `expected a known integration, found ${shown(resource)}`,
  mend: `Write one of ${Object.keys(INTEGRATIONS).join(", ")}, or add it to the table of integrations.`,
  source: projectRule(guide("integrate-services")),
});

/** Arguments that are one expression are made at run time: what is in them is not known here. */
function* requiredArguments({ fields, pointer }: CheckedState, integration: Integration): Iterable<Problem> {
  const given = fields["Arguments"] ?? {};
  if (typeof given === "string" && expressionIn(given) !== undefined) return;
  const there = isObject(given) ? given : {};
  for (const name of integration.requiredArguments) {
    const value = Object.hasOwn(there, name) ? there[name] : undefined;
    if (typeof value === "string" && value !== "") continue;
    yield {
      pointer: value === undefined ? pointer : below(pointer, "Arguments", name),
      rule: "task/argument",
      message: `expected a string in Arguments.${name}, found ${shown(value)}`,
      mend: name === "FunctionName" ? "Write the ARN of the function there." : `Write ${name} there.`,
      source: guide("connect-lambda"),
    };
  }
}

/** Whoever is to wake the state needs the token: without it the state waits until it times out. */
function* token(state: CheckedState, { waitsForToken }: Integration): Iterable<Problem> {
  if (!waitsForToken || mayCarryToken(state)) return;
  yield {
    pointer: Object.hasOwn(state.fields, "Arguments") ? below(state.pointer, "Arguments") : state.pointer,
    rule: "task/token",
    message:
      "expected $states.context.Task.Token in Arguments, found it nowhere: nobody could wake the state",
    mend: 'Give the token to whoever wakes the state: "taskToken": "{% $states.context.Task.Token %}".',
    source: guide("connect-to-resource"),
  };
}

const TOKEN = ["context", "Task", "Token"];

/** `$states.context` as a whole carries it too. An expression that does not parse is jsonata.ts's to report. */
function mayCarryToken(state: CheckedState): boolean {
  const expressions = [...sitesOf(state)]
    .filter(({ field }) => field === "Arguments")
    .flatMap(({ text }) => expressionIn(text) ?? [])
    .map(read);
  return expressions.some(
    (expression) =>
      "fault" in expression ||
      expression.reads.some((path) => TOKEN.every((name, index) => (path[index] ?? name) === name)),
  );
}
