import type { JsonataSucceed } from "../definition";
import { at, type At, type Context } from "./context";
import type { Parts } from "./reference";
import { type Leaves, commented, inJsonata, output, type Exit, type TypedState } from "./state";

/** Ends the execution, or the branch, well. */
export const succeed =
  <In>() =>
  <const Out extends Parts = Parts>(
    spec: {
      readonly comment?: string;
      /** What is yielded; default is the input. */
      readonly output?: (at: At<In>) => Out;
    } = {},
  ): TypedState<In, Exit<Leaves<Out, In>>> =>
    inJsonata((): JsonataSucceed => ({
      Type: "Succeed",
      ...commented(spec.comment),
      ...output(spec.output?.(at<In, Context>())),
    }));
