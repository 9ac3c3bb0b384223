/** Where expressions may stand, and what may stand there. */
import { expressionIn, mentionsDelimiter } from "../../jsonata";
import { isInstant } from "../instant";
import type { Evaluator } from "../sandbox";
import { every, is, isObject, list, recordOf, shown, text, wholeNumber, type Check } from "../shape";
import { percentage } from "../stateShape";

export interface Templates {
  readonly string: Check;
  readonly expression: Check;
  readonly json: Check;
  /** A whole number of 1 or more. */
  readonly seconds: Check;
  /** A whole number of 0 or more. */
  readonly count: Check;
  readonly percentage: Check;
  readonly condition: Check;
  readonly timestamp: Check;
}

export function templates(parser: Pick<Evaluator, "syntaxFault">): Templates {
  const string = every(text, (value, at) => {
    const source = String(value);
    const jsonata = expressionIn(source);
    if (jsonata === undefined && mentionsDelimiter(source))
      return [`${at}: expected "{% … %}" from end to end, found ${shown(source)}`];
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

  /** An expression, or what is not a string. */
  const orExpression =
    (plain: Check): Check =>
    (value, at) =>
      (typeof value === "string" ? expression : plain)(value, at);

  return {
    string,
    expression,
    json,
    seconds: orExpression(wholeNumber(1)),
    count: orExpression(wholeNumber(0)),
    percentage: orExpression(percentage),
    condition: orExpression(is("a boolean or an expression", (value) => typeof value === "boolean")),
    timestamp: every(
      string,
      is(
        "a timestamp of RFC 3339, as 2026-01-31T12:00:00Z, or an expression",
        (value) => isInstant(value) || (typeof value === "string" && expressionIn(value) !== undefined),
      ),
    ),
  };
}
