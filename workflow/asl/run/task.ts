import { attempt } from "./attempt";
import { exit, type Exit } from "./exit";
import { tryAndCatch } from "./failing";
import type { TaskForm } from "./form";
import type { Visit } from "./visit";

/** Specification, "Task State". */
export const performTask = (form: TaskForm, visit: Visit): Promise<Exit> =>
  tryAndCatch(form, visit, async (retryCount) => {
    const result = await attempt(form, visit, retryCount);
    return exit(visit, form.leave(visit.scene({ retryCount }), result), form.next);
  });
