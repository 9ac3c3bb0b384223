import type { Catcher, TaskState } from "../definition";
import { attempt } from "./attempt";
import { meansError } from "./errorEquals";
import { exit, type Exit } from "./exit";
import { faultOf, stateError, type Fault } from "./fault";
import { retries } from "./retry";
import type { Visit } from "./visit";
import { pause } from "./wait";

/** Specification, "Task State": try, retry, then catch. */
export async function performTask(state: TaskState, visit: Visit): Promise<Exit> {
  const nextTry = retries(state.Retry ?? [], visit.machine.random);
  for (let retryCount = 0; ; retryCount++) {
    try {
      return await tryOnce(state, visit, retryCount);
    } catch (error) {
      const fault = faultOf(error);
      const delay = nextTry(fault);
      if (delay === undefined) return caught(state.Catch ?? [], fault, visit, retryCount);
      await pause(visit.signal, visit.machine.clock, delay);
    }
  }
}

async function tryOnce(state: TaskState, visit: Visit, retryCount: number): Promise<Exit> {
  const result = await attempt(state, visit, retryCount);
  const output =
    state.Output === undefined ? result : visit.query({ retryCount, result }).json(state.Output, "Output");
  return exit(visit, output, state.Next);
}

/** Specification, "Fallback states". @throws the fault that no catcher means */
function caught(catchers: readonly Catcher[], fault: Fault, visit: Visit, retryCount: number): Exit {
  const index = catchers.findIndex(({ ErrorEquals }) => meansError(ErrorEquals, fault));
  const catcher = catchers[index];
  if (!catcher) throw stateError(fault);
  // Null for what is not known, as AWS answers for a failure that was sent without error or cause.
  const errorOutput = { Error: fault.error ?? null, Cause: fault.cause ?? null };
  const output =
    catcher.Output === undefined
      ? errorOutput
      : visit.query({ retryCount, errorOutput }).json(catcher.Output, `Catch[${index}]/Output`);
  return exit(visit, output, catcher.Next);
}
