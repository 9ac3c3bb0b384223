import { exit, type Exit } from "./exit";
import { stateError } from "./fault";
import type { ChoiceForm } from "./form";
import type { Visit } from "./visit";

/**
 * Specification, "Choice State": the first rule that holds, or Default. Neither is States.NoChoiceMatched there; AWS
 * itself says States.Runtime (seen by others; neither can be caught here, because a Choice has no Catch).
 */
export function choose(form: ChoiceForm, visit: Visit): Exit {
  const chosen = form.choose(visit.scene());
  if (chosen)
    return exit(
      visit,
      chosen,
      chosen.next,
      chosen.rule === "Default" ? "/Default" : `/Choices/${chosen.rule}`,
    );
  throw stateError({
    error: "States.NoChoiceMatched",
    cause: visit.cause("Failed to transition out of the state. The state does not point to a next state."),
  });
}
