/** What a Task calls and what it gives; what a Map reads its items from and writes its results to. */
import {
  integrationOf,
  KNOWN,
  parseResource,
  READERS,
  waitsForToken,
  WRITERS,
  type Integration,
  type IntegrationResource,
} from "../integrations";
import { expressionIn, read } from "../jsonata";
import type { Fault, Path } from "../jsonpath";
import { isObject, isText, shown, type Json, type JsonObject } from "./json";
import { isPlaceholder } from "./placeholder";
import { below, guide, spec, type Problem } from "./problem";
import { queriesOf, sitesOf } from "./sites";
import { pathsIn } from "./uses";
import type { CheckedMachine, CheckedState } from "./view";

export function* tasks(machine: CheckedMachine): Iterable<Problem> {
  for (const state of machine.states) {
    const { Type: type, Resource: text } = state.fields;
    if (type === "Task" && isText(text)) yield* task(state, text, machine);
    if (type === "Map") yield* transfers(state, machine);
  }
}

/** Parts that a template language writes before the definition is deployed stand for a word. */
const deployedText = (text: string, { options }: CheckedMachine): string =>
  options.strict
    ? text
    : text.replace(/^arn:\$\{[^{}]+\}:/, "arn:aws:").replaceAll(/\$\{[A-Za-z0-9_.:-]+\}/g, "x");

function* task(state: CheckedState, text: string, machine: CheckedMachine): Iterable<Problem> {
  if (isPlaceholder(text, machine) || (!machine.options.strict && isOpen(text))) return;
  const pointer = below(state.pointer, "Resource");
  const resource = parseResource(deployedText(text, machine));
  if (resource?.kind === "integration") {
    const integration = integrationOf(resource);
    if (integration === undefined) yield unknownIntegration(text, resource, pointer);
    else {
      yield* pattern(integration, resource, pointer);
      yield* requiredArguments(state, integration, machine);
    }
    if (waitsForToken(resource)) yield* token(state, machine);
  } else if (LAMBDA.test(text)) {
    if (!FUNCTION.test(deployedText(text, machine))) yield noFunction(text, pointer);
  } else if (resource === undefined && !isOtherResource(text, machine)) yield noResource(text, pointer);
}

/** An integration that a template names only when it is deployed, or a task as the specification shows them. */
const isOpen = (text: string): boolean =>
  /:::.*\$\{[^{}]+\}/.test(text) || /^arn:[\w-]+:states:[^:]*:[^:]*:task:/.test(text);

const LAMBDA = /^arn:[^:]+:lambda:/;
/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html: a version, an alias or nothing behind the name. */
const FUNCTION = /^arn:[\w-]+:lambda:[^:]*:[^:]*:function:[\w-]+(:(\$LATEST(\.PUBLISHED)?|[\w-]+))?$/;

/** The specification takes any URI, and says no more (spec, "Task State"). */
const isOtherResource = (text: string, { options }: CheckedMachine): boolean =>
  !options.strict && /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/.test(text) && !/^arn:[\w-]+:states:/.test(text);

const noResource = (text: string, pointer: string): Problem => ({
  pointer,
  rule: "task/resource",
  message: `expected the ARN of a function, an activity or an integration, found ${shown(text)}`,
  mend: 'Write an ARN such as "arn:aws:states:::lambda:invoke"; it is not evaluated.',
  source: guide("state-task"),
});

const noFunction = (text: string, pointer: string): Problem => ({
  pointer,
  rule: "task/function",
  message: `expected the ARN of a function, with a version or an alias or without, found ${shown(text)}`,
  mend: "Write arn:aws:lambda:REGION:ACCOUNT:function:NAME, and behind it :VERSION, :ALIAS or nothing.",
  source: guide("connect-lambda"),
});

const MOST_NAMED = 12;

function unknownIntegration(text: string, { sdk, service }: IntegrationResource, pointer: string): Problem {
  const alike = KNOWN.filter((name) => name.startsWith(`${service}:`));
  const named = alike.length > 0 ? alike : [...new Set(KNOWN.map((name) => name.split(":")[0]))];
  const some = `${named.slice(0, MOST_NAMED).join(", ")}${named.length > MOST_NAMED ? " …" : ""}`;
  return {
    pointer,
    rule: "task/resource",
    message: `expected a known integration, found ${shown(text)}`,
    mend: sdk
      ? "Write the service in lower case and the action in camel case, as in aws-sdk:dynamodb:query."
      : `${alike.length > 0 ? `${service} has` : "Services with integrations of their own are"} ${some}; for others write arn:aws:states:::aws-sdk:service:action.`,
    source: guide("integrate-services"),
  };
}

function* pattern(
  { patterns, service, action }: Integration,
  { pattern: found }: IntegrationResource,
  pointer: string,
): Iterable<Problem> {
  if (patterns.includes(found)) return;
  yield {
    pointer,
    rule: "task/pattern",
    message: `expected ${service}:${action} with ${patterns.map((each) => each || "no suffix").join(" or ")}, found ${found || "no suffix"}`,
    mend: "Remove the suffix, or write one that this integration has.",
    source: guide("integrate-optimized"),
  };
}

/** What the language calls the arguments of a task. */
const argumentsField = ({ language }: CheckedState): "Arguments" | "Parameters" =>
  language === "JSONPath" ? "Parameters" : "Arguments";

/** Arguments that are one expression are made at run time: what is in them is not known here. */
function* requiredArguments(
  state: CheckedState,
  integration: Integration,
  machine: CheckedMachine,
): Iterable<Problem> {
  const field = argumentsField(state);
  const given = state.fields[field];
  if (state.language === undefined || isPlaceholder(given, machine)) return;
  if (isText(given) && expressionIn(given) !== undefined) return;
  // Without the field the input stands for the arguments: machines are about that call the SDK so.
  if (given === undefined && integration.sdk && !machine.options.strict) return;
  const there = isObject(given) ? given : {};
  const pointer = isObject(given) ? below(state.pointer, field) : state.pointer;
  for (const names of integration.requiredArguments) {
    const found = names.map((name) => argument(there, name, field));
    if (found.some((value) => value !== undefined && value !== null && value !== "")) continue;
    yield {
      pointer,
      rule: "task/argument",
      message: `expected ${names.join(" or ")} in ${field}, found ${shown(found.find((value) => value !== undefined))}`,
      mend: `Write ${names.join(" or ")} there: ${integration.service}:${integration.action} does not go without.`,
      source: guide("integrate-optimized"),
    };
  }
}

/** In a payload template a name may end in `.$`. */
function argument(given: JsonObject, name: string, field: string): Json | undefined {
  const names = field === "Parameters" ? [name, `${name}.$`] : [name];
  const found = names.find((each) => Object.hasOwn(given, each));
  return found === undefined ? undefined : given[found];
}

/** Whoever is to wake the state needs the token: without it the state waits until it times out. */
function* token(state: CheckedState, machine: CheckedMachine): Iterable<Problem> {
  const field = argumentsField(state);
  if (state.shape === undefined || mayCarryToken(state, field, machine)) return;
  const path = state.language === "JSONPath" ? "$$.Task.Token" : "$states.context.Task.Token";
  yield {
    pointer: Object.hasOwn(state.fields, field) ? below(state.pointer, field) : state.pointer,
    rule: "task/token",
    message: `expected ${path} in ${field}, found it nowhere: nobody could wake the state`,
    mend: `Give the token to whoever wakes the state: ${state.language === "JSONPath" ? `"taskToken.$": "${path}"` : `"taskToken": "{% ${path} %}"`}.`,
    source: guide("connect-to-resource"),
  };
}

function mayCarryToken(
  state: CheckedState,
  field: "Arguments" | "Parameters",
  machine: CheckedMachine,
): boolean {
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

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
function* transfers(state: CheckedState, machine: CheckedMachine): Iterable<Problem> {
  yield* transfer(state, "ItemReader", READERS, machine);
  yield* transfer(state, "ResultWriter", WRITERS, machine);
}

function* transfer(
  state: CheckedState,
  field: "ItemReader" | "ResultWriter",
  known: readonly string[],
  machine: CheckedMachine,
): Iterable<Problem> {
  const part = state.fields[field];
  const text = isObject(part) ? part["Resource"] : undefined;
  if (!isText(text) || isPlaceholder(text, machine)) return;
  const resource = parseResource(deployedText(text, machine));
  const plain = resource?.kind === "integration" && !resource.sdk && resource.pattern === "";
  if (plain && known.includes(`${resource.service}:${resource.action}`)) return;
  yield {
    pointer: below(state.pointer, field, "Resource"),
    rule: "task/resource",
    message: `expected ${known.map((name) => `arn:aws:states:::${name}`).join(" or ")}, found ${shown(text)}`,
    mend: `Write ${known.length === 1 ? "it" : "one of them"}: a Map knows no other.`,
    source: field === "ItemReader" ? guide("input-output-itemreader") : spec("map-state"),
  };
}
