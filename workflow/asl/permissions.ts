/** What the role of a state machine must be allowed, derived from its definition: that, and no more. */
import type { Definition, State, TaskState, Template } from "./definition";
import { INTEGRATIONS, isKnownResource, type KnownResource } from "./integrations";

/** An IAM statement, and why it is there: leave `states` out of the policy document. */
export interface Statement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  /** The states that need it. */
  readonly states: readonly string[];
}

/**
 * One statement for each resource, sorted by it; actions and states within are sorted and named once.
 * Throws an Error that names the state where what is called is unknown: an expression, no ARN, a wildcard,
 * or an integration that is not in the table. Logging and tracing of the machine itself are not the definition's.
 */
export function permissions(definition: Definition): readonly Statement[] {
  const grants = new Map<string, { actions: Set<string>; states: Set<string> }>();
  for (const [name, state] of Object.entries(definition.States))
    for (const { action, resource } of needs(name, state)) {
      const grant = grants.get(resource) ?? { actions: new Set(), states: new Set() };
      grants.set(resource, grant);
      grant.actions.add(action);
      grant.states.add(name);
    }
  return sorted(grants.keys()).map((resource) => ({
    Effect: "Allow",
    Action: sorted(grants.get(resource)?.actions ?? []),
    Resource: [resource],
    states: sorted(grants.get(resource)?.states ?? []),
  }));
}

interface Need {
  readonly action: string;
  readonly resource: string;
}

/** A known integration without a rule does not compile. */
const RULES: Readonly<Record<KnownResource, (name: string, state: TaskState) => readonly Need[]>> = {
  "arn:aws:states:::lambda:invoke": invocation,
  "arn:aws:states:::lambda:invoke.waitForTaskToken": invocation,
};

function needs(name: string, state: State): readonly Need[] {
  switch (state.Type) {
    case "Task":
      if (!isKnownResource(state.Resource))
        throw new Error(
          `State ${name} calls ${state.Resource}: it is not known which permissions that needs. ` +
            `Known are ${Object.keys(INTEGRATIONS).join(", ")}.`,
        );
      return RULES[state.Resource](name, state);
    case "Choice":
    case "Succeed":
    case "Fail":
      return [];
    default:
      return unknownState(name, state);
  }
}

/** A definition that was read from JSON may hold a type that the compiler rules out. */
function unknownState(name: string, state: never): never {
  throw new Error(
    `State ${name}: expected a Task, Choice, Succeed or Fail, found ${JSON.stringify(state)}: ` +
      "it is not known which permissions that needs.",
  );
}

/** One resource: no wildcard, no expression, one version or alias at most (the eighth part). */
const ARN = /^arn(:[^\s:*?{}]*){5,7}$/;

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html */
function invocation(name: string, { Arguments: given }: TaskState): readonly Need[] {
  const called = field(given, "FunctionName");
  const qualifier = field(given, "Qualifier");
  const arn = qualifier === undefined ? called : `${text(called)}:${text(qualifier)}`;
  if (typeof arn !== "string" || !ARN.test(arn))
    throw new Error(
      `State ${name}: expected the ARN of a function in Arguments.FunctionName, found ${text(arn)}. ` +
        "Which function it calls must be known when the role is made: write its ARN, without wildcard or expression.",
    );
  return [{ action: "lambda:InvokeFunction", resource: arn }];
}

const field = (template: Template | undefined, name: string): Template | undefined =>
  isRecord(template) && Object.hasOwn(template, name) ? template[name] : undefined;

const isRecord = (template: Template | undefined): template is { readonly [key: string]: Template } =>
  typeof template === "object" && template !== null && !Array.isArray(template);

const text = (value: Template | undefined): string =>
  typeof value === "string" ? value : value === undefined ? "nothing" : JSON.stringify(value);

const sorted = (values: Iterable<string>): string[] => [...values].sort();
