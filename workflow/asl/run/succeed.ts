import type { SucceedState } from "../definition";
import { exit, type Exit } from "./exit";
import type { Visit } from "./visit";

/** Specification, "Succeed State". */
export const succeed = (state: SucceedState, visit: Visit): Exit =>
  exit(
    visit,
    state.Output === undefined ? visit.input : visit.query({}).json(state.Output, "Output"),
    undefined,
  );
