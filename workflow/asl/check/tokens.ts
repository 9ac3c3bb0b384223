/** Whoever is to wake a state that waits for its task token needs the token: without it the state waits until it times out. */
import { parseResource, waitsForToken } from "../integrations";
import { read } from "../jsonata";
import type { Fault, Path } from "../jsonpath";
import { argumentsField } from "./arguments";
import { isObject, isText } from "./json";
import { deployedText, isPlaceholder } from "./placeholder";
import { below, guide, type Problem } from "./problem";
import { queriesOf, sitesOf } from "./sites";
import { pathsIn } from "./uses";
import type { CheckedMachine, CheckedState } from "./view";

export function* tokens(machine: CheckedMachine): Iterable<Problem> {
  for (const state of machine.states) {
    const { Type: type, Resource: text } = state.fields;
    if (type !== "Task" || !isText(text) || state.shape === undefined) continue;
    const resource = parseResource(deployedText(text, machine));
    if (waitsForToken(resource) && !mayCarryToken(state, machine)) yield noToken(state);
  }
}

function noToken(state: CheckedState): Problem {
  const field = argumentsField(state);
  const [path, example] =
    state.language === "JSONPath"
      ? ["$$.Task.Token", '"taskToken.$": "$$.Task.Token"']
      : ["$states.context.Task.Token", '"taskToken": "{% $states.context.Task.Token %}"'];
  return {
    pointer: Object.hasOwn(state.fields, field) ? below(state.pointer, field) : state.pointer,
    rule: "task/token",
    message: `expected ${path} in ${field}, found it nowhere: nobody could wake the state`,
    mend: `Give the token to whoever wakes the state: ${example}.`,
    source: guide("connect-to-resource"),
  };
}

function mayCarryToken(state: CheckedState, machine: CheckedMachine): boolean {
  const field = argumentsField(state);
  if (isPlaceholder(state.fields[field], machine)) return true;
  return field === "Arguments" ? expressionCarries(state, machine) : templateCarries(state, machine);
}

const TOKEN = ["context", "Task", "Token"];

/** `$states.context` as a whole carries it too. An expression that does not parse is jsonata.ts's to report. */
function expressionCarries(state: CheckedState, machine: CheckedMachine): boolean {
  const expressions = [...sitesOf(state, machine)]
    .filter(({ field }) => field === "Arguments")
    .flatMap(({ source }) => (source === undefined ? [] : read(source)));
  return expressions.some(
    (expression) =>
      "fault" in expression ||
      expression.reads.some((path) => TOKEN.every((name, index) => (path[index] ?? name) === name)),
  );
}

/** A message that is data altogether: what is in it is not known here. The project wants to see the token. */
const MESSAGES = /^(?:Input|Message|MessageBody|Payload)\.\$$/;

function templateCarries(state: CheckedState, { options }: CheckedMachine): boolean {
  const given = state.fields["Parameters"];
  const opaque =
    !options.strict &&
    isObject(given) &&
    Object.entries(given).some(
      ([key, value]) => MESSAGES.test(key) && isText(value) && /^\$[.[]/.test(value),
    );
  const queries = [...queriesOf(state)].filter(({ field }) => field === "Parameters");
  return opaque || queries.some(({ text }) => carries(pathsIn(text)));
}

/** The whole context object carries it, and so may a search through it. */
function carries(paths: readonly Path[] | Fault): boolean {
  if ("fault" in paths) return true;
  return paths.some(
    ({ root, steps }) =>
      root === "context" &&
      TOKEN.slice(1).every((name, index) => {
        const step = steps[index];
        return step?.kind !== "name" || step.name === name;
      }),
  );
}
