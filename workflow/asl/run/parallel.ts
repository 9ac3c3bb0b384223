import { exit, type Exit } from "./exit";
import { tryAndCatch } from "./failing";
import { faultOf, stateError } from "./fault";
import type { ParallelForm } from "./form";
import { byteLength, jsonText, MAX_DATA_BYTES, type Json } from "./json";
import { child, inside } from "./progress";
import { together } from "./together";
import type { Visit } from "./visit";
import { walk } from "./walk";

/** Specification, "Parallel State": all branches at once; the first that fails, fails the state. */
export const parallel = (form: ParallelForm, visit: Visit): Promise<Exit> =>
  tryAndCatch(form, visit, async (retryCount) => {
    const input = form.arguments(visit.scene({ retryCount }));
    checkSize(input, visit);
    const outputs = await branches(form, visit, retryCount, input);
    return exit(visit, form.leave(visit.scene({ retryCount }), outputs), form.next);
  });

async function branches(
  { branches: scopes }: ParallelForm,
  visit: Visit,
  retryCount: number,
  input: Json,
): Promise<Json> {
  const { thread, progress } = visit;
  const begun = inside(progress, retryCount, () => {
    thread.record({ type: "ParallelStateStarted" });
    return { items: [] };
  });
  const work = (index: number, line: Visit["thread"]) => {
    const scope = scopes[index];
    if (!scope) throw new RangeError(`There is no branch ${index}.`);
    return walk(
      { ...visit, thread: line, progress: child(progress, begun, index), at: scope.at },
      scope,
      input,
    );
  };
  try {
    const outputs = await together({ thread, count: scopes.length, limit: Infinity, work });
    thread.note({ type: "ParallelStateSucceeded" });
    return outputs;
  } catch (error) {
    if (!thread.signal.aborted) {
      faultOf(error);
      thread.record({ type: "ParallelStateFailed" });
    }
    throw error;
  }
}

export function checkSize(input: Json, visit: Visit): void {
  if (byteLength(jsonText(input)) > MAX_DATA_BYTES)
    throw stateError({
      error: "States.DataLimitExceeded",
      cause: visit.cause(`The arguments of the state have more than ${MAX_DATA_BYTES} bytes.`),
    });
}
