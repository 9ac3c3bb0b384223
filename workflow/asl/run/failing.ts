/** What Task, Parallel and Map do when they fail: they are tried again, then caught. */
import { meansError } from "./errorEquals";
import { exit, type Exit } from "./exit";
import { faultOf, stateError, type Fault } from "./fault";
import type { CatchForm, Failing } from "./form";
import { retries } from "./retry";
import type { Visit } from "./visit";
import { pause } from "./waiting";

/** Specification, "Retrying after error" and "Fallback states". @throws the fault that no catcher means */
export async function tryAndCatch(
  form: Failing,
  visit: Visit,
  attempt: (retryCount: number) => Promise<Exit>,
): Promise<Exit> {
  const { thread, machine } = visit;
  const next = retries(form.retry, machine.random);
  for (let retryCount = 0; ; retryCount++) {
    const before = thread.tail();
    try {
      return await attempt(retryCount);
    } catch (error) {
      const fault = faultOf(error);
      const again = next(fault);
      if (again !== undefined)
        visit.step(again.delayMs === undefined ? "giveUp" : "retry", `/Retry/${again.retrier}`);
      if (again?.delayMs === undefined) return caught(form.catch, fault, visit, retryCount);
      if (thread.tail() === before) thread.spend();
      await pause(thread.signal, machine.clock, again.delayMs);
    }
  }
}

function caught(catchers: readonly CatchForm[], fault: Fault, visit: Visit, retryCount: number): Exit {
  const index = catchers.findIndex(({ errorEquals }) => meansError(errorEquals, fault));
  const catcher = catchers[index];
  if (!catcher) throw stateError(fault);
  // Null for what is not known, as AWS answers for a failure that was sent without error or cause.
  const errorOutput = { Error: fault.error ?? null, Cause: fault.cause ?? null };
  return exit(
    visit,
    catcher.leave(visit.scene({ retryCount }), errorOutput),
    catcher.next,
    `/Catch/${index}`,
  );
}
