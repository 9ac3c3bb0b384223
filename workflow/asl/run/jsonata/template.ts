/** Templates: JSON in which each string of the form `{% … %}` stands for the value of an expression. */
import type { Template } from "../../definition";
import type { Field } from "../form";
import { isArray, type Json } from "../json";

/** The JSONata of a string that is to be evaluated, undefined for one that stands for itself. */
export const expressionIn = (text: string): string | undefined =>
  text.length >= 4 && text.startsWith("{%") && text.endsWith("%}") ? text.slice(2, -2).trim() : undefined;

/** A string that opens or closes an expression, and is none: AWS refuses it
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html). */
export const isHalfExpression = (text: string): boolean =>
  expressionIn(text) === undefined && (text.trimStart().startsWith("{%") || text.trimEnd().endsWith("%}"));

/** The template with the values of its expressions. Keys stand for themselves. */
export function fill(template: Template, at: Field, evaluate: (expression: string, at: Field) => Json): Json {
  if (typeof template === "string") {
    const expression = expressionIn(template);
    return expression === undefined ? template : evaluate(expression, at);
  }
  if (template === null || typeof template !== "object") return template;
  if (isArray(template)) return template.map((item, index) => fill(item, `${at}[${index}]`, evaluate));
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) => [key, fill(value, `${at}/${key}`, evaluate)]),
  );
}
