/** The questions that a state asks its templates: one `$states`, one kind of answer, one error. */
import type { Template } from "../../definition";
import type { Field, Scene } from "../form";
import { isObject, type JsonObject } from "../../json";
import { isInstant, parseInstant } from "../instant";
import { isArray, typeName, type Json } from "../json";
import { isPercentage } from "../stateShape";
import { fill } from "./template";

/** What expressions see as `$states` besides the input and the context, only where the specification has it. */
export interface Answers {
  readonly result?: Json;
  readonly errorOutput?: Json;
}

/** Each answers the value of a template, or fails the state with States.QueryEvaluationError. */
export interface Query {
  json(template: Template, at: Field): Json;
  boolean(template: Template, at: Field): boolean;
  text(template: Template, at: Field): string;
  /** A whole number of `least` or more. */
  whole(template: Template, at: Field, least: 0 | 1): number;
  /** 0 to 100. */
  percentage(template: Template, at: Field): number;
  /** A list, or an object. */
  items(template: Template, at: Field): readonly Json[] | JsonObject;
  /** Milliseconds since 1970-01-01 UTC, of a time as RFC 3339 writes it. */
  instant(template: Template, at: Field): number;
}

export function query(scene: Scene, answers: Answers = {}): Query {
  const { evaluator, timed, input, context, variables } = scene;
  const states = { input, context, ...answers };
  const fail = (cause: string, at: Field) => scene.fail("States.QueryEvaluationError", cause, at);

  const evaluate = (expression: string, at: Field): Json => {
    const answer = timed(() => evaluator.evaluate(expression, states, variables));
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
    whole: (template, at, least) =>
      expect(
        template,
        at,
        least === 1 ? "a positive whole number" : "a whole number of 0 or more",
        (value): value is number => typeof value === "number" && Number.isInteger(value) && value >= least,
      ),
    percentage: (template, at) => expect(template, at, "a number from 0 to 100", isPercentage),
    items: (template, at) =>
      expect(
        template,
        at,
        "an array or an object",
        (value): value is readonly Json[] | JsonObject => isArray(value) || isObject(value),
      ),
    instant: (template, at) =>
      parseInstant(expect(template, at, "a timestamp of RFC 3339, as 2026-01-31T12:00:00Z", isInstant)) ??
      NaN,
  };
}
