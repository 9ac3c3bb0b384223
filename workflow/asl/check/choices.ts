/** Choice states. Their conditions are expressions: jsonata.ts. */
import { projectRule, spec, type Problem } from "./problem";
import type { CheckedMachine } from "./view";

export function* choices({ states, options }: CheckedMachine): Iterable<Problem> {
  if (!options.strict) return;
  for (const { fields, pointer, shape } of states) {
    if (shape === undefined || fields["Type"] !== "Choice" || Object.hasOwn(fields, "Default")) continue;
    yield {
      pointer,
      rule: "choice/default",
      message: "expected a field Default, found none: what matches no rule fails with States.NoChoiceMatched",
      mend: "Write in Default where to go when no condition is true: to a Fail, if that must not happen.",
      source: projectRule(spec("choice-state")),
    };
  }
}
