/** The questions that a state asks its templates: one `$states`, one kind of answer, one error. */
import type { Template } from "../definition";
import { typeName, type Json } from "./json";
import type { Evaluator } from "./sandbox";
import { fill, type Field } from "./template";

/** What expressions see as `$states`: result and errorOutput are there only where the specification has them. */
export type States = {
  readonly input: Json;
  readonly context: Json;
  readonly result?: Json;
  readonly errorOutput?: Json;
};

/** Each answers the value of a template, or fails the state with States.QueryEvaluationError. */
export interface Query {
  json(template: Template, at: Field): Json;
  boolean(template: Template, at: Field): boolean;
  text(template: Template, at: Field): string;
  /** A positive whole number. */
  seconds(template: Template, at: Field): number;
}

/** `fail` says what is wrong, in words of AWS's, with the field at `at`. */
export function query(
  evaluator: Evaluator,
  states: States,
  fail: (cause: string, at: Field) => never,
): Query {
  const evaluate = (expression: string, at: Field): Json => {
    const answer = evaluator.evaluate(expression, states);
    const which = `The JSONata expression '${expression}' specified for the field '${at}'`;
    if ("fault" in answer) return fail(`${which} threw an error during evaluation. ${answer.fault}`, at);
    if (answer.value === undefined) return fail(`${which} returned nothing (undefined).`, at);
    return answer.value;
  };

  const json = (template: Template, at: Field) => fill(template, at, evaluate);

  const expect = <T extends Json>(
    template: Template,
    at: Field,
    expected: string,
    holds: (value: Json) => value is T,
  ): T => {
    const value = json(template, at);
    if (holds(value)) return value;
    const found = typeof value === "number" ? value : typeName(value);
    return fail(`The field '${at}' expects ${expected}, but was ${found}.`, at);
  };

  return {
    json,
    boolean: (template, at) =>
      expect(template, at, "a boolean", (value): value is boolean => typeof value === "boolean"),
    text: (template, at) =>
      expect(template, at, "a string", (value): value is string => typeof value === "string"),
    seconds: (template, at) =>
      expect(
        template,
        at,
        "a positive whole number",
        (value): value is number => typeof value === "number" && Number.isInteger(value) && value > 0,
      ),
  };
}
