/** The `{% … %}` strings: each is parsed, what it reads exists where it stands, and its field can take the result. */
import {
  FUNCTIONS,
  inWords,
  mentionsDelimiter,
  oneOf,
  read,
  type Call,
  type Expression,
  type Kind,
  type Kinds,
  type Signature,
} from "../jsonata";
import { closest } from "./closest";
import { inJson, mendArguments, mendFunction, mendInput, mendResult, mendSyntax } from "./expressionMends";
import { namesIn } from "./flow";
import { shown, type Json } from "./json";
import { guide, spec, type Problem } from "./problem";
import { sitesOf, type Site } from "./sites";
import { isDistributed, type CheckedMachine } from "./view";

/** The scopes are read from the outermost in, each with the variables that it sees. */
export function* jsonata(machine: CheckedMachine): Iterable<Problem> {
  if (machine.within === undefined) yield* inScope(machine, new Set());
}

function* inScope(machine: CheckedMachine, outer: ReadonlySet<string>): Iterable<Problem> {
  const variables = new Set([...outer, ...namesIn(machine)]);
  for (const state of machine.states) {
    for (const site of sitesOf(state, machine)) yield* siteProblems(site, { variables });
    for (const inside of state.inside)
      yield* inScope(inside, isDistributed(state) ? new Set<string>() : variables);
  }
}

interface Place {
  /** Of the state machine, as far as they can be read here. */
  readonly variables: ReadonlySet<string>;
}

function* siteProblems(site: Site, place: Place): Iterable<Problem> {
  const { source } = site;
  if (source === undefined) yield* delimiters(site);
  else {
    const expression = read(source, place.variables);
    if ("fault" in expression) yield syntax(site, source, expression.fault);
    else {
      for (const call of expression.calls) yield* callProblems(site, call, place);
      yield* calledFields(site, expression);
      yield* inputDocument(site, expression);
      yield* reads(site, expression);
      yield* result(site, expression);
    }
  }
}

function* delimiters({ pointer, text }: Site): Iterable<Problem> {
  if (!mentionsDelimiter(text)) return;
  yield {
    pointer,
    rule: "jsonata/delimiters",
    message: `expected "{% … %}" with nothing outside it, found ${shown(text)}`,
    mend: "Begin the string with {% and end it with %}, without spaces outside.",
    source: guide("transforming-data"),
  };
}

const syntax = ({ pointer }: Site, source: string, fault: string): Problem => ({
  pointer,
  rule: "jsonata/syntax",
  message: `expected JSONata 2.0.6, found ${shown(source)}: ${fault}`,
  mend: mendSyntax(source),
  source: guide("transforming-data"),
});

/** Variables hide functions; what is passed as a value and not called is variables.ts's to look up. */
function* callProblems({ pointer }: Site, { name, given }: Call, { variables }: Place): Iterable<Problem> {
  const signature = FUNCTIONS.get(name);
  const source = guide("transforming-data");
  if (variables.has(name))
    yield {
      pointer,
      rule: "jsonata/function",
      message: `expected a function, found $${name}, a variable, which holds JSON`,
      mend: `Read it without the parentheses${signature === undefined ? "" : ", or give the variable another name"}.`,
      source,
    };
  else if (signature === undefined)
    yield {
      pointer,
      rule: "jsonata/function",
      message: `expected a function of JSONata 2.0.6 or AWS, found $${name}`,
      mend: mendFunction(name),
      source,
    };
  else if (given < signature.least || given > signature.most)
    yield {
      pointer,
      rule: "jsonata/arguments",
      message: `expected ${countOf(signature)} for $${name}, found ${given}`,
      mend: mendArguments(name),
      source,
    };
}

function countOf({ least, most }: Signature): string {
  const noun = least === 1 && most === 1 ? "argument" : "arguments";
  if (most === Infinity) return `${least} or more ${noun}`;
  return least === most ? `${least} ${noun}` : `${least} to ${most} ${noun}`;
}

/** `States.Format(…)` of JSONPath is told once, by inputDocument. */
function* calledFields(
  { pointer }: Site,
  { calledFields: names, inputDocument }: Expression,
): Iterable<Problem> {
  for (const name of inputDocument.has("States") ? [] : names)
    yield {
      pointer,
      rule: "jsonata/function",
      message: `expected a function, found the field ${name}`,
      mend: `Functions begin with a dollar: write $${closest(name, FUNCTIONS.keys()) ?? name}(…).`,
      source: guide("transforming-data"),
    };
}

function* inputDocument({ pointer }: Site, expression: Expression): Iterable<Problem> {
  for (const name of expression.inputDocument)
    if (!expression.calledFields.has(name))
      yield {
        pointer,
        rule: "jsonata/input-document",
        message: `expected a name that begins with $states, found ${name}${name.endsWith("()") ? ", which takes the context value" : ""}`,
        mend: mendInput(name),
        source: spec("jsonata-restrictions"),
      };
}

/** What is read of the context object: context.ts. */
function* reads(site: Site, expression: Expression): Iterable<Problem> {
  for (const [field] of expression.reads) {
    if (field === undefined) continue;
    if (!STATES_FIELDS.includes(field)) yield noSuchField(site, field);
    else if ((field === "result" || field === "errorOutput") && site.sees !== field)
      yield notHere(site, `$states.${field}`, WHERE[field]);
  }
}

const STATES_FIELDS: readonly string[] = ["context", "errorOutput", "input", "result"];

const WHERE = {
  result: "the Output and Assign of a Task, Parallel or Map",
  errorOutput: "the Output and Assign of a Catcher",
} as const;

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
  source: spec("reserved-states-variable-with-jsonata"),
});

const JSON_VALUES = ["array", "boolean", "null", "number", "object", "string"] as const;

/** A value of each kind that its field may take; the specification has no other formats. */
const EXAMPLES: Readonly<Record<(typeof JSON_VALUES)[number], readonly Json[]>> = {
  array: [[], [1]],
  boolean: [true],
  null: [null],
  number: [1],
  object: [{}],
  string: ["a", "2026-03-14T01:59:00Z"],
};

function* result({ pointer, field, kind }: Site, { yields }: Expression): Iterable<Problem> {
  const taken: Kinds = oneOf(
    ...JSON_VALUES.filter((value) => kind === undefined || EXAMPLES[value].some((each) => kind.fits(each))),
  );
  if (yields === undefined || [...yields].some((value: Kind) => taken.has(value))) return;
  const condition = field === "Condition";
  yield {
    pointer,
    rule: condition ? "choice/condition" : "jsonata/type",
    message: `expected ${inJson(taken)}, found an expression that yields ${inWords(yields)}`,
    mend: condition ? "Compare: $states.input.status = 'resolved'." : mendResult(field, yields, taken),
    source: condition ? spec("choice-state") : spec("jsonata-runtime-errors"),
  };
}
