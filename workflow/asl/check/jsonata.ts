/** The `{% … %}` strings: each is parsed, and everything that it reads exists where it stands. */
import { isKnownResource, INTEGRATIONS } from "../integrations";
import { expressionIn, FUNCTIONS, inWords, mentionsDelimiter, read, type Expression } from "../jsonata";
import { guide, spec, type Problem } from "./problem";
import { sitesOf, type Site } from "./sites";
import type { CheckedMachine, CheckedState } from "./view";

export function* jsonata({ states }: CheckedMachine): Iterable<Problem> {
  for (const state of states) for (const site of sitesOf(state)) yield* siteProblems(site, state);
}

function* siteProblems(site: Site, state: CheckedState): Iterable<Problem> {
  const source = expressionIn(site.text);
  if (source === undefined) yield* delimiters(site);
  else {
    const expression = read(source);
    if ("fault" in expression) yield syntax(site, expression.fault);
    else {
      yield* variables(site, expression);
      yield* inputDocument(site, expression);
      yield* reads(site, expression, state);
      yield* condition(site, expression);
    }
  }
}

function* delimiters({ pointer, text }: Site): Iterable<Problem> {
  if (!mentionsDelimiter(text)) return;
  yield {
    pointer,
    rule: "jsonata/delimiters",
    message: `expected "{% … %}" with nothing outside it, found ${JSON.stringify(text)}`,
    mend: "Begin the string with {% and end it with %}, without spaces outside.",
    source: guide("transforming-data"),
  };
}

const syntax = ({ pointer, text }: Site, fault: string): Problem => ({
  pointer,
  rule: "jsonata/syntax",
  message: `expected JSONata 2.0.6, found ${JSON.stringify(text)}: ${fault}`,
  mend: "Correct the expression; what later versions of JSONata added is not there.",
  source: guide("transforming-data"),
});

function* variables({ pointer }: Site, { free }: Expression): Iterable<Problem> {
  for (const name of free)
    if (name !== "states" && !FUNCTIONS.has(name))
      yield {
        pointer,
        rule: "jsonata/variable",
        message: `expected $states or a function of JSONata 2.0.6 or AWS, found $${name}`,
        mend:
          name === "eval"
            ? "AWS has no $eval: parse JSON with $parse."
            : "Correct the name, bind it inside the expression with :=, or read it from $states.input.",
        source: guide("transforming-data"),
      };
}

function* inputDocument({ pointer }: Site, expression: Expression): Iterable<Problem> {
  for (const name of expression.inputDocument)
    yield {
      pointer,
      rule: "jsonata/input-document",
      message: `expected a name that begins with $states, found ${name}`,
      mend: `Step Functions gives an expression no input document: write $states.input${name.startsWith("$") ? "" : `.${name}`}.`,
      source: spec("jsonata-restrictions"),
    };
}

function* reads(site: Site, expression: Expression, state: CheckedState): Iterable<Problem> {
  for (const [field, part] of expression.reads) {
    if (field === undefined) continue;
    if (!STATES_FIELDS.includes(field)) yield noSuchField(site, field);
    else if ((field === "result" || field === "errorOutput") && site.sees !== field)
      yield notHere(site, `$states.${field}`, WHERE[field]);
    else if (field === "context" && part === "Task" && !waitsForToken(state))
      yield notHere(site, "$states.context.Task", WHERE.Task);
  }
}

const STATES_FIELDS: readonly string[] = ["context", "errorOutput", "input", "result"];

const WHERE = {
  result: "the Output of a Task",
  errorOutput: "the Output of a Catcher",
  Task: "a Task that waits for a token",
} as const;

/** Of what is no known integration tasks.ts complains: whether it waits is not held against it here. */
const waitsForToken = ({ fields: { Resource: resource, Type: type } }: CheckedState): boolean =>
  type === "Task" &&
  (typeof resource !== "string" || !isKnownResource(resource) || INTEGRATIONS[resource].waitsForToken);

const noSuchField = ({ pointer }: Site, field: string): Problem => ({
  pointer,
  rule: "jsonata/states-field",
  message: `expected a field of $states (${STATES_FIELDS.join(", ")}), found ${field}`,
  mend: `If it is a field of the state's input, write $states.input.${field}.`,
  source: spec("reserved-states-variable-with-jsonata"),
});

const notHere = ({ pointer, field }: Site, name: string, where: string): Problem => ({
  pointer,
  rule: "jsonata/not-here",
  message: `expected what exists in this ${field}, found ${name}, which only ${where} has`,
  mend: "Read $states.input or $states.context, or move the expression.",
  source: name.startsWith("$states.context")
    ? guide("input-output-contextobject")
    : spec("reserved-states-variable-with-jsonata"),
});

function* condition({ pointer, field }: Site, { yields }: Expression): Iterable<Problem> {
  if (field !== "Condition" || yields === undefined || yields.has("boolean")) return;
  yield {
    pointer,
    rule: "choice/condition",
    message: `expected true or false, found an expression that yields ${inWords(yields)}`,
    mend: "Compare: $states.input.status = 'resolved'.",
    source: spec("choice-state"),
  };
}
