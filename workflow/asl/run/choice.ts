import type { ChoiceState, Template } from "../definition";
import { exit, type Exit } from "./exit";
import { stateError } from "./fault";
import type { Visit } from "./visit";

/**
 * Specification, "Choice State": the first rule whose condition is true. A rule's own Output goes with the rule,
 * the state's with Default. No rule and no Default is States.NoChoiceMatched there; AWS itself says States.Runtime
 * (seen by others; neither can be caught here, because a Choice has no Catch).
 */
export function choose(state: ChoiceState, visit: Visit): Exit {
  const query = visit.query({});
  const leave = (next: string, output: Template | undefined, at: string): Exit =>
    exit(visit, output === undefined ? visit.input : query.json(output, at), next);
  for (const [index, rule] of state.Choices.entries())
    if (query.boolean(rule.Condition, `Choices[${index}]/Condition`))
      return leave(rule.Next, rule.Output, `Choices[${index}]/Output`);
  if (state.Default !== undefined) return leave(state.Default, state.Output, "Output");
  throw stateError({
    error: "States.NoChoiceMatched",
    cause: visit.cause("Failed to transition out of the state. The state does not point to a next state."),
  });
}
