import { exit, type Exit } from "./exit";
import type { WaitForm } from "./form";
import type { Visit } from "./visit";
import { pause } from "./waiting";

/** Specification, "Wait State": an instant that is past does not wait. */
export async function wait(form: WaitForm, visit: Visit): Promise<Exit> {
  const { clock } = visit.machine;
  const until = form.until(visit.scene());
  await pause(
    visit.thread.signal,
    clock,
    "seconds" in until ? until.seconds * 1_000 : until.instant - clock.now(),
  );
  return exit(visit, form.leave(visit.scene()), form.next);
}
