/** What a Task calls, and what it gives. */
import {
  iamPrefix,
  integrationOf,
  KNOWN,
  parseResource,
  sdkNameOf,
  type Integration,
  type IntegrationResource,
} from "../integrations";
import { argumentsField, missingArguments } from "./arguments";
import { closest } from "./closest";
import { isText, shown } from "./json";
import { deployedText, isPlaceholder } from "./placeholder";
import { below, guide, type Problem } from "./problem";
import type { CheckedMachine, CheckedState } from "./view";

export function* tasks(machine: CheckedMachine): Iterable<Problem> {
  for (const state of machine.states) {
    const { Type: type, Resource: text } = state.fields;
    if (type === "Task" && isText(text)) yield* task(state, text, machine);
  }
}

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
  !options.strict &&
  /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/.test(text) &&
  !/^arn:([\w-]+|\$\{[^{}]+\}):states:/.test(text);

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

function unknownIntegration(text: string, resource: IntegrationResource, pointer: string): Problem {
  return {
    pointer,
    rule: "task/resource",
    message: `expected a known integration, found ${shown(text)}`,
    mend: resource.sdk ? mendSdk(resource) : mendOptimised(resource),
    source: guide("integrate-services"),
  };
}

function mendSdk({ service, action }: IntegrationResource): string {
  const known = iamPrefix(service) === undefined ? sdkNameOf(service) : undefined;
  return known === undefined
    ? "Write the service in lower case and the action in camel case, as in aws-sdk:dynamodb:query."
    : `The SDK calls the service ${known}: write aws-sdk:${known}:${action}.`;
}

const MOST_NAMED = 12;

function mendOptimised({ service, action }: IntegrationResource): string {
  const near = closest(`${service}:${action}`, KNOWN);
  if (near !== undefined) return `Write ${near}.`;
  const alike = KNOWN.filter((name) => name.startsWith(`${service}:`));
  const named =
    alike.length > 0
      ? alike
      : [...new Set(KNOWN.map((name) => name.split(":")[0]))].filter((name) => name !== "aws-sdk");
  const some = `${named.slice(0, MOST_NAMED).join(", ")}${named.length > MOST_NAMED ? " …" : ""}`;
  return `${alike.length > 0 ? `${service} has` : "Services with integrations of their own are"} ${some}; for others write arn:aws:states:::aws-sdk:service:action.`;
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

function* requiredArguments(
  state: CheckedState,
  { service, action, sdk, requiredArguments: needed }: Integration,
  machine: CheckedMachine,
): Iterable<Problem> {
  const field = argumentsField(state);
  const given = state.fields[field];
  if (state.language === undefined || isPlaceholder(given, machine)) return;
  // Without the field the input stands for the arguments: machines are about that call the SDK so.
  if (given === undefined && sdk && !machine.options.strict) return;
  yield* missingArguments({
    ...{ field, given, needed, name: `${service}:${action}` },
    ...{ pointer: state.pointer, source: guide("integrate-optimized") },
  });
}
