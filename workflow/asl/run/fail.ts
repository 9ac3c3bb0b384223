import { stateError } from "./fault";
import type { FailForm } from "./form";
import type { Visit } from "./visit";

/** Specification, "Fail State". @throws the fault that the state is there for */
export function fail(form: FailForm, visit: Visit): never {
  throw stateError(form.failure(visit.scene()));
}
