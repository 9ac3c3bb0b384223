/** What an Express execution cannot do: it lasts five minutes, and nobody can wake it. */
import { parseResource, type Resource } from "../integrations";
import { isObject, isText } from "./json";
import { below, guide, type Problem } from "./problem";
import { isDistributed, type CheckedMachine, type CheckedState } from "./view";

export function* express(machine: CheckedMachine): Iterable<Problem> {
  if (!isExpress(machine)) return;
  for (const state of machine.states) {
    if (state.fields["Type"] === "Task") yield* task(state);
    if (state.fields["Type"] === "Map" && isDistributed(state))
      yield cannot(
        state,
        "a distributed Map",
        "ItemProcessor",
        'Write "Mode": "INLINE", or a Standard workflow.',
      );
  }
}

/** Of the whole definition the options say it; of a distributed Map's executions, its ExecutionType. */
function isExpress({ within, options }: CheckedMachine): boolean {
  if (within === undefined) return options.type === "EXPRESS";
  if (!isDistributed(within.state)) return isExpress(within.machine);
  const processor = within.state.fields["ItemProcessor"] ?? within.state.fields["Iterator"];
  const config = isObject(processor) ? processor["ProcessorConfig"] : undefined;
  return isObject(config) && config["ExecutionType"] === "EXPRESS";
}

function* task(state: CheckedState): Iterable<Problem> {
  const text = state.fields["Resource"];
  const found = isText(text) ? waiting(parseResource(text)) : undefined;
  if (found !== undefined)
    yield cannot(state, found, "Resource", "Call the service and do not wait, or write a Standard workflow.");
}

function waiting(resource: Resource | undefined): string | undefined {
  if (resource?.kind === "activity") return "an activity";
  if (resource?.kind !== "integration" || resource.pattern === "") return undefined;
  return resource.pattern;
}

const cannot = ({ pointer }: CheckedState, what: string, field: string, mend: string): Problem => ({
  pointer: below(pointer, field),
  rule: "express/unsupported",
  message: `expected what an Express workflow can do, found ${what}`,
  mend,
  source: guide("choosing-workflow-type"),
});
