import { stateError } from "./fault";
import type { Leaving, Variables } from "./form";
import { byteLength, jsonText, MAX_DATA_BYTES, type Json } from "./json";
import type { Visit } from "./visit";

/** How a state is left; without `next`, the scope has come to its end. */
export interface Exit {
  readonly output: Json;
  readonly assigned: Variables;
  readonly next: string | undefined;
  /** Below the state, for path coverage: `/Next`, `/Catch/0`. */
  readonly way: string;
}

/** @throws the fault States.DataLimitExceeded for more than what may travel between states, or be stored */
export function exit(
  { place, progress }: Visit,
  { output, assigned }: Leaving,
  next: string | undefined,
  way = next === undefined ? "/End" : "/Next",
): Exit {
  if (byteLength(jsonText(output)) > MAX_DATA_BYTES)
    throw stateError({
      error: "States.DataLimitExceeded",
      cause: `The state/task '${place.name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    });
  progress.variables.check(assigned);
  return { output, assigned, next, way };
}
