import type { FailState } from "../definition";
import { stateError } from "./fault";
import type { Visit } from "./visit";

/** Specification, "Fail State". @throws the fault that the state is there for */
export function fail(state: FailState, visit: Visit): never {
  const query = visit.query({});
  throw stateError({
    error: state.Error === undefined ? undefined : query.text(state.Error, "Error"),
    cause: state.Cause === undefined ? undefined : query.text(state.Cause, "Cause"),
  });
}
