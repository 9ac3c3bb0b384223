/** How long a Task may take. */
import { isCount } from "./json";
import { below, guide, projectRule, spec, type Problem } from "./problem";
import type { CheckedMachine, CheckedState } from "./view";

export function* timeouts({ states, options }: CheckedMachine): Iterable<Problem> {
  for (const state of states)
    if (state.shape !== undefined && state.fields["Type"] === "Task") {
      if (options.strict) yield* required(state);
      yield* heartbeat(state);
    }
}

function* required({ fields, pointer }: CheckedState): Iterable<Problem> {
  if (Object.hasOwn(fields, "TimeoutSeconds") || Object.hasOwn(fields, "TimeoutSecondsPath")) return;
  yield {
    pointer,
    rule: "timeout/required",
    message:
      "expected a field TimeoutSeconds, found none: the task may then last 99999999 seconds, three years",
    mend: "Write how long the task may take, in seconds; catch or retry States.Timeout.",
    source: projectRule(guide("sfn-best-practices")),
  };
}

function* heartbeat({ fields, pointer }: CheckedState): Iterable<Problem> {
  const { HeartbeatSeconds: beat, TimeoutSeconds: timeout } = fields;
  if (!isCount(beat) || !isCount(timeout) || beat < timeout) return;
  yield {
    pointer: below(pointer, "HeartbeatSeconds"),
    rule: "timeout/heartbeat",
    message: `expected less than TimeoutSeconds (${timeout}), found ${beat}`,
    mend: "Lower HeartbeatSeconds: as it stands the task times out before a heartbeat can be missed.",
    source: spec("task-state"),
  };
}
