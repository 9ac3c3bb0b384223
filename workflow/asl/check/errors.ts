/** Retry and Catch. */
import { isCount, isList, shown, type JsonObject } from "./json";
import { below, guide, projectRule, spec, type Problem } from "./problem";
import { objectsIn, type CheckedMachine, type CheckedState } from "./view";

export function* errors({ states }: CheckedMachine): Iterable<Problem> {
  for (const state of states.filter(({ shape }) => shape !== undefined)) {
    yield* statesAll(state, "Retry", spec("retrying-after-error"));
    yield* statesAll(state, "Catch", spec("fallback-states"));
    for (const [index, retrier] of objectsIn(state.fields["Retry"]))
      yield* delays(retrier, below(state.pointer, "Retry", index));
  }
}

/** States.ALL matches every error: what stands beside it or after it would never be looked at. */
function* statesAll(
  { fields, pointer }: CheckedState,
  field: "Retry" | "Catch",
  source: string,
): Iterable<Problem> {
  const list = fields[field];
  const last = isList(list) ? list.length - 1 : 0;
  for (const [index, { ErrorEquals: names }] of objectsIn(list)) {
    if (!isList(names) || !names.includes("States.ALL")) continue;
    const place = { pointer: below(pointer, field, index, "ErrorEquals"), source };
    if (names.length > 1)
      yield {
        ...place,
        rule: "errors/states-all-alone",
        message: `expected States.ALL alone, found ${shown(names)}`,
        mend: "Remove the other names: States.ALL matches them too.",
      };
    if (index < last)
      yield {
        ...place,
        rule: "errors/states-all-last",
        message: `expected States.ALL in the last element of ${field} (${last}), found it in element ${index}`,
        mend: "Move it to the end: what follows it is never looked at.",
      };
  }
}

const DEFAULT_INTERVAL_SECONDS = 1;

/** AWS takes it, but then no delay ever grows: one of the two numbers was meant otherwise. */
function* delays(retrier: JsonObject, pointer: string): Iterable<Problem> {
  const interval = retrier["IntervalSeconds"] ?? DEFAULT_INTERVAL_SECONDS;
  const most = retrier["MaxDelaySeconds"];
  if (!isCount(interval) || !isCount(most) || most > interval) return;
  yield {
    pointer: below(pointer, "MaxDelaySeconds"),
    rule: "errors/max-delay",
    message: `expected more than IntervalSeconds (${interval}), found ${most}`,
    mend: "Raise MaxDelaySeconds, or remove it and set BackoffRate to 1 for a steady interval.",
    source: projectRule(guide("concepts-error-handling")),
  };
}
