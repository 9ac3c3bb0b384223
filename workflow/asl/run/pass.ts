import { exit, type Exit } from "./exit";
import type { PassForm } from "./form";
import type { Visit } from "./visit";

/** Specification, "Pass State". */
export const pass = (form: PassForm, visit: Visit): Exit => exit(visit, form.leave(visit.scene()), form.next);
