import { exit, type Exit } from "./exit";
import type { SucceedForm } from "./form";
import type { Visit } from "./visit";

/** Specification, "Succeed State". */
export const succeed = (form: SucceedForm, visit: Visit): Exit =>
  exit(visit, form.leave(visit.scene()), undefined);
