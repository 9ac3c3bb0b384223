/** Templates: JSON in which each string of the form `{% … %}` stands for the value of an expression. */
import type { Template } from "../../definition";
import { expressionIn } from "../../jsonata";
import type { Field } from "../form";
import { isArray, type Json } from "../json";

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
