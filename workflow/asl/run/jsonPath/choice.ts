/** Choice states (spec, "Choice State";
 *  https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html). */
import type { JsonPathChoice, JsonPathCondition } from "../../definition";
import { isText } from "../../json";
import { parsePath } from "../../jsonpath";
import type { ChoiceForm, Field, Scene } from "../form";
import type { Json } from "../json";
import { comparators, type Comparator } from "./comparators";
import { lookUp, read, type Computed } from "./compute";
import { assigned, filter } from "./processing";

export function choiceForm(state: JsonPathChoice): ChoiceForm {
  const input = filter(state.InputPath, "InputPath");
  const output = filter(state.OutputPath, "OutputPath");
  const rules = state.Choices.map((rule, index) => ({
    next: rule.Next,
    holds: condition(rule, `Choices[${index}]`),
    assigned: assigned(rule.Assign, `Choices[${index}]/Assign`),
  }));
  const otherwise = assigned(state.Assign, "Assign");
  return {
    type: "Choice",
    choose: (scene) => {
      const from = input(scene, scene.input);
      const index = rules.findIndex(({ holds }) => holds(scene, from));
      const rule = rules[index];
      if (rule)
        return {
          rule: index,
          next: rule.next,
          output: output(scene, from),
          assigned: rule.assigned(scene, from),
        };
      return state.Default === undefined
        ? undefined
        : {
            rule: "Default",
            next: state.Default,
            output: output(scene, from),
            assigned: otherwise(scene, from),
          };
    },
  };
}

/** The conditions in And and Or are asked in turn, up to the first that decides. */
function condition(rule: JsonPathCondition, at: Field): Computed<boolean> {
  if (rule.And) return both(rule.And, `${at}/And`, (each, holds) => each.every(holds));
  if (rule.Or) return both(rule.Or, `${at}/Or`, (each, holds) => each.some(holds));
  if (rule.Not) {
    const not = condition(rule.Not, `${at}/Not`);
    return (scene, from) => !not(scene, from);
  }
  const variable = read(parsePath(rule.Variable));
  const tests = Object.entries<Json>({ ...rule }).flatMap(([name, operand]) => {
    const comparator = comparators.get(name);
    return comparator ? [test(comparator, operand, `${at}/${name}`)] : [];
  });
  return (scene, from) => {
    const value = lookUp(variable, scene, from);
    return tests.every((holds) => holds({ scene, from, value, variable: variable.text, at }));
  };
}

type Condition = Computed<boolean>;

function both(
  rules: readonly JsonPathCondition[],
  at: Field,
  decide: (conditions: readonly Condition[], holds: (each: Condition) => boolean) => boolean,
): Condition {
  const conditions = rules.map((rule, index) => condition(rule, `${at}[${index}]`));
  return (scene, from) => decide(conditions, (each) => each(scene, from));
}

interface Asked {
  readonly scene: Scene;
  readonly from: Json;
  /** Undefined where the path of Variable finds nothing. */
  readonly value: Json | undefined;
  readonly variable: string;
  readonly at: Field;
}

function test(comparator: Comparator, operand: Json, field: Field): (asked: Asked) => boolean {
  if (comparator.operand === "presence") return ({ value }) => (value !== undefined) === operand;
  const path = comparator.operand === "path" && isText(operand) ? read(parsePath(operand)) : undefined;
  return ({ scene, from, value, variable, at }) => {
    const present = value ?? missing(value, variable, scene, `${at}/Variable`);
    const right = path ? lookUp(path, scene, from) : operand;
    return comparator.holds(present, right ?? missing(right, path?.text ?? "", scene, field));
  };
}

/** Null is a value; nothing is none. */
const missing = (value: null | undefined, path: string, scene: Scene, field: Field): Json =>
  value === null
    ? value
    : scene.fail(
        "States.Runtime",
        `Invalid path '${path}': The choice state's condition path references an invalid value.`,
        field,
      );
