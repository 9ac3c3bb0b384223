/** Choice states: what each rule compares, and whether it is ever looked at. Expressions: jsonata.ts. */
import { COMPARISONS } from "./grammar";
import { isText, shown, type JsonObject } from "./json";
import { below, projectRule, spec, type Problem } from "./problem";
import { objectsIn, partsOf, type CheckedMachine, type CheckedState } from "./view";

const source = spec("choice-state");

export function* choices({ states, options }: CheckedMachine): Iterable<Problem> {
  for (const state of states) {
    if (state.shape === undefined || state.fields["Type"] !== "Choice") continue;
    if (state.language === "JSONPath") yield* variables(state);
    yield* unreachable(state);
    if (options.strict) yield* fallback(state);
  }
}

/** A comparison is of a Variable; And, Or and Not are of rules. */
function* variables(state: CheckedState): Iterable<Problem> {
  for (const { fields, pointer, shape } of partsOf(state)) {
    if (!Object.hasOwn(shape.fields, "Variable")) continue;
    const has = (name: string) => Object.hasOwn(fields, name);
    const compares = COMPARISONS.some(has);
    if (compares && !has("Variable"))
      yield {
        pointer,
        rule: "choice/variable",
        message: "expected a field Variable, found none: there is nothing to compare",
        mend: 'Write the path of what is compared: "Variable": "$.order.total".',
        source,
      };
    if (has("Variable") && !compares && ["And", "Or", "Not"].some(has))
      yield {
        pointer: below(pointer, "Variable"),
        rule: "choice/variable",
        message: "expected Variable beside a comparison, found it beside And, Or or Not",
        mend: "Move it into the rules that And, Or or Not holds.",
        source,
      };
  }
}

/** Rules are looked at in their order, and the first that is true decides. */
function* unreachable({ fields, pointer, language }: CheckedState): Iterable<Problem> {
  const seen = new Map<string, number>();
  let always: number | undefined;
  for (const [index, rule] of objectsIn(fields["Choices"])) {
    const condition = conditionOf(rule, language);
    const same = condition === undefined ? undefined : seen.get(condition);
    if (always !== undefined || same !== undefined)
      yield {
        pointer: below(pointer, "Choices", index),
        rule: "choice/unreachable",
        message:
          always !== undefined
            ? `expected a rule that can be reached, found one after rule ${always}, which is always true`
            : `expected a condition of its own, found that of rule ${same ?? ""}, which decides before it`,
        mend: "Remove the rule, change its condition, or move it up.",
        source,
      };
    if (condition !== undefined && same === undefined) seen.set(condition, index);
    if (language === "JSONata" && isAlwaysTrue(rule)) always ??= index;
  }
}

/** What the rule asks, as text: equal texts ask the same. Undefined where nothing is asked. */
function conditionOf(rule: JsonObject, language: CheckedState["language"]): string | undefined {
  if (language === "JSONata") {
    const condition = rule["Condition"];
    return condition === undefined
      ? undefined
      : JSON.stringify(isText(condition) ? condition.trim() : condition);
  }
  const asked = Object.entries(rule).filter(([name]) => !["Next", "Comment", "Assign"].includes(name));
  return asked.length < 2 && !["And", "Or", "Not"].some((name) => Object.hasOwn(rule, name))
    ? undefined
    : JSON.stringify(asked.sort(([left], [right]) => (left < right ? -1 : 1)));
}

const isAlwaysTrue = ({ Condition: condition }: JsonObject): boolean =>
  condition === true || (isText(condition) && /^\{%\s*true\s*%\}$/.test(condition));

/** Either a Default, or a last rule that is always true; both is one too many. */
function* fallback({ fields, pointer, language }: CheckedState): Iterable<Problem> {
  const always =
    language === "JSONata" && objectsIn(fields["Choices"]).some(([, rule]) => isAlwaysTrue(rule));
  const known = { source: projectRule(source) };
  if (!Object.hasOwn(fields, "Default") && !always)
    yield {
      ...known,
      pointer,
      rule: "choice/default",
      message: "expected a field Default, found none: what matches no rule fails with States.NoChoiceMatched",
      mend: "Write in Default where to go when no condition is true: to a Fail, if that must not happen.",
    };
  if (Object.hasOwn(fields, "Default") && always)
    yield {
      ...known,
      pointer: below(pointer, "Default"),
      rule: "choice/unreachable-default",
      message: `expected a Default that can be reached, found ${shown(fields["Default"])} after a rule that is always true`,
      mend: "Remove that rule, or Default.",
    };
}
