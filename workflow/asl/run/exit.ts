import { stateError } from "./fault";
import { byteLength, MAX_DATA_BYTES, type Json } from "./json";
import type { Visit } from "./visit";

/** How a state is left; without `next`, the execution has succeeded. */
export interface Exit {
  readonly output: Json;
  readonly next: string | undefined;
}

/** @throws the fault States.DataLimitExceeded for more than what may travel between states */
export function exit(visit: Visit, output: Json, next: string | undefined): Exit {
  if (byteLength(JSON.stringify(output)) > MAX_DATA_BYTES)
    throw stateError({
      error: "States.DataLimitExceeded",
      cause: `The state/task '${visit.name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    });
  return { output, next };
}
