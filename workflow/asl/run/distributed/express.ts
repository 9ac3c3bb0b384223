/** What an Express execution is not for
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html). */
import { parseResource } from "../../integrations/resource";
import type { ScopeForm, StateForm } from "../form";

/** An Express execution may take so long
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html). */
export const EXPRESS_SECONDS = 300;

/** What of the scope only a Standard execution can run, with where it stands in the machine. */
export const onlyStandard = (scope: ScopeForm): readonly string[] =>
  [...scope.states].flatMap(([name, form]) => inState(form, `${scope.at}/States/${name}`));

function inState(form: StateForm, at: string): readonly string[] {
  switch (form.type) {
    case "Task":
      return waits(form.resource)
        ? [`${at}/Resource: an Express execution calls and goes on, found "${form.resource}"`]
        : [];
    case "Parallel":
      return form.branches.flatMap(onlyStandard);
    case "Map":
      return form.distributed
        ? [`${at}: an Express execution has no distributed Map`]
        : onlyStandard(form.processor);
    case "Choice":
    case "Fail":
    case "Pass":
    case "Succeed":
    case "Wait":
      return [];
  }
}

function waits(text: string): boolean {
  const resource = parseResource(text);
  return resource?.kind === "activity" || (resource?.kind === "integration" && resource.pattern !== "");
}
