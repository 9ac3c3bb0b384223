/**
 * Text that was meant to be evaluated and stands where it is not: AWS hands it on as it is, and nobody is told.
 * It may be meant so: only a strict check refuses it.
 */
import { expressionIn, mentionsDelimiter } from "../jsonata";
import { isList, isObject, isText, shown, type Json } from "./json";
import { below, guide, projectRule, spec, type Problem } from "./problem";
import { entriesOf, partsOf, type CheckedMachine } from "./view";

export function* literals({ states, options }: CheckedMachine): Iterable<Problem> {
  if (!options.strict) return;
  for (const state of states)
    for (const part of partsOf(state))
      for (const { name, field, value, pointer } of entriesOf(part)) {
        if (field.kind.evaluated) yield* inJsonata(value, pointer);
        else if (field.kind.query === "template" || name === "Result") yield* inJsonPath(value, pointer);
      }
}

const QUERY = /^\$\$?[.[]|^States\.[A-Z]\w*\(/;
const EXPRESSION = /^\$states\./;

function* inJsonata(value: Json, pointer: string): Iterable<Problem> {
  for (const { text, place } of texts(value, pointer))
    if (!mentionsDelimiter(text) && (QUERY.test(text) || EXPRESSION.test(text)))
      yield unevaluated(text, place, {
        expected: 'an expression "{% … %}"',
        mend: EXPRESSION.test(text)
          ? `Write "{% ${text} %}".`
          : 'Paths and intrinsic functions belong to JSONPath: write "{% $states.input.… %}".',
        source: guide("transforming-data"),
      });
}

function* inJsonPath(value: Json, pointer: string): Iterable<Problem> {
  for (const { text, place, key } of texts(value, pointer)) {
    if (key?.endsWith(".$")) continue;
    if (expressionIn(text) !== undefined)
      yield unevaluated(text, place, {
        expected: "what JSONPath evaluates",
        mend: 'Write "QueryLanguage": "JSONata" in the state, or a path.',
        source: spec("query-language"),
      });
    else if (QUERY.test(text))
      yield unevaluated(text, place, {
        expected: "a field whose name ends in .$",
        mend: key === undefined ? "Hand the value on in a field whose name ends in .$." : `Write "${key}.$".`,
        source: spec("payload-template"),
      });
  }
}

const unevaluated = (
  text: string,
  pointer: string,
  { expected, mend, source }: { readonly expected: string; readonly mend: string; readonly source: string },
): Problem => ({
  pointer,
  rule: "shape/unevaluated",
  message: `expected ${expected}, found ${shown(text)}, which is handed on as it stands`,
  mend,
  source: projectRule(source),
});

interface Text {
  readonly text: string;
  readonly place: string;
  /** The name of the field that it is the value of. */
  readonly key: string | undefined;
}

function* texts(value: Json, place: string, key?: string): Iterable<Text> {
  if (isText(value)) yield { text: value, place, key };
  else if (isList(value))
    for (const [index, part] of value.entries()) yield* texts(part, below(place, index));
  else if (isObject(value))
    for (const [name, part] of Object.entries(value)) yield* texts(part, below(place, name), name);
}
