/** What the runner can run. Whatever else a definition has is refused by name, because ignoring it would be a lie. */
import type { Definition, State } from "../definition";
import { apiError } from "./apiError";
import { parseResource } from "./resource";
import type { Evaluator } from "./sandbox";
import { every, has, is, isObject, list, nonEmpty, object, oneOf, recordOf } from "./shape";
import { shown, text, wholeNumber, type Check } from "./shape";
import { expressionIn, isHalfExpression } from "./template";

type Parser = Pick<Evaluator, "syntaxFault">;

/** @throws InvalidDefinition that names every fault and where it stands, as `/States/Exam/Assign` */
export function assertSupported(definition: unknown, parser: Parser): asserts definition is Definition {
  assertShape(definition, parser);
  refuse(dangling(definition));
}

function assertShape(definition: unknown, parser: Parser): asserts definition is Definition {
  refuse(shape(templates(parser))(definition, ""));
}

function refuse(faults: readonly string[]): void {
  if (faults.length > 0)
    throw apiError("InvalidDefinition", `Invalid State Machine Definition: ${faults.join("; ")}`);
}

type Templates = ReturnType<typeof templates>;

/** Where expressions may stand. */
function templates(parser: Parser) {
  const string = every(text, (value, at) => {
    const source = String(value);
    if (isHalfExpression(source))
      return [`${at}: expected "{% … %}" from end to end, found ${shown(source)}`];
    const jsonata = expressionIn(source);
    const fault = jsonata === undefined ? undefined : parser.syntaxFault(jsonata);
    return fault === undefined ? [] : [`${at}: ${shown(source)} is no JSONata: ${fault}`];
  });

  const expression = every(
    is('an expression "{% … %}"', (value) => typeof value === "string" && expressionIn(value) !== undefined),
    string,
  );

  const json: Check = (value, at) => {
    if (typeof value === "string") return string(value, at);
    if (Array.isArray(value)) return list(json)(value, at);
    if (isObject(value)) return recordOf(json)(value, at);
    return value === null || typeof value === "boolean" || Number.isFinite(value)
      ? []
      : [`${at}: expected JSON, found ${typeof value}`];
  };

  const seconds: Check = (value, at) => (typeof value === "string" ? expression : wholeNumber(1))(value, at);

  return { string, expression, json, seconds };
}

const shape = (template: Templates): Check =>
  object(
    { QueryLanguage: oneOf("JSONata"), StartAt: text, States: recordOf(state(template)) },
    { Comment: text, TimeoutSeconds: wholeNumber(1) },
  );

/** By type: the keys are all the types that there are. */
const states = (template: Templates): Readonly<Record<State["Type"], Check>> => ({
  Task: every(
    object(
      { Type: text, Resource: resource },
      {
        Comment: text,
        Arguments: template.json,
        Output: template.json,
        TimeoutSeconds: template.seconds,
        HeartbeatSeconds: template.seconds,
        Retry: list(retrier),
        Catch: list(object({ ErrorEquals: errorNames, Next: text }, { Output: template.json })),
        Next: text,
        End: oneOf(true),
      },
    ),
    nextOrEnd,
  ),
  Choice: object(
    {
      Type: text,
      Choices: nonEmpty(
        list(object({ Condition: template.expression, Next: text }, { Output: template.json })),
      ),
    },
    { Comment: text, Default: text, Output: template.json },
  ),
  Succeed: object({ Type: text }, { Comment: text, Output: template.json }),
  Fail: object({ Type: text }, { Comment: text, Error: template.string, Cause: template.string }),
});

function state(template: Templates): Check {
  const byType = new Map<unknown, Check>(Object.entries(states(template)));
  return (value, at) => {
    const type = isObject(value) ? value["Type"] : undefined;
    const check = byType.get(type);
    return check ? check(value, at) : oneOf(...Object.keys(states(template)))(type, `${at}/Type`);
  };
}

const errorNames = nonEmpty(list(text));

const retrier = object(
  { ErrorEquals: errorNames },
  {
    IntervalSeconds: wholeNumber(1),
    MaxAttempts: wholeNumber(0),
    BackoffRate: is("a number of 1 or more", (value) => typeof value === "number" && value >= 1),
    MaxDelaySeconds: wholeNumber(1),
    JitterStrategy: oneOf("FULL", "NONE"),
  },
);

const resource = every(text, (value, at) => {
  try {
    parseResource(String(value));
    return [];
  } catch (error) {
    return [`${at}: ${error instanceof Error ? error.message : String(error)}`];
  }
});

const nextOrEnd: Check = (value, at) =>
  has(value, "Next") === has(value, "End") ? [`${at}: expected either Next or End`] : [];

/** Whatever leads somewhere leads to a state. */
const dangling = ({ StartAt, States }: Definition): string[] =>
  [
    ["/StartAt", StartAt] as const,
    ...Object.entries(States).flatMap(([name, from]) =>
      waysOut(from).map(([field, to]) => [`/States/${name}/${field}`, to] as const),
    ),
  ].flatMap(([at, to]) => (Object.hasOwn(States, to) ? [] : [`${at}: there is no state "${to}"`]));

/** The fields that name states, with the names. */
function waysOut(state: State): [string, string][] {
  switch (state.Type) {
    case "Task":
      return [
        ...way("Next", state.Next),
        ...(state.Catch ?? []).flatMap(({ Next }, index) => way(`Catch[${index}]/Next`, Next)),
      ];
    case "Choice":
      return [
        ...way("Default", state.Default),
        ...state.Choices.flatMap(({ Next }, index) => way(`Choices[${index}]/Next`, Next)),
      ];
    case "Succeed":
    case "Fail":
      return [];
  }
}

const way = (field: string, to: string | undefined): [string, string][] =>
  to === undefined ? [] : [[field, to]];
