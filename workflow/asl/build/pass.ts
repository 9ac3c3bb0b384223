import type { JsonataPass } from "../definition";
import { at, type At, type Context } from "./context";
import type { Parts } from "./reference";
import {
  type Leaves,
  assigned,
  commented,
  going,
  inJsonata,
  output,
  type Going,
  type TypedState,
  type Way,
} from "./state";
import type { Assignments } from "./variables";

/** Makes data of data, or assigns variables, and calls nobody. */
export const pass =
  <In>() =>
  <const Next extends string = never, const Out extends Parts = Parts>(
    spec: {
      readonly comment?: string;
      /** Default is the input. */
      readonly output?: (at: At<In>) => Out;
      readonly assign?: (at: At<In>) => Assignments;
    } & Going<Next>,
  ): TypedState<In, Way<Leaves<Out, In>, Next>> =>
    inJsonata((): JsonataPass => {
      const start = at<In, Context>();
      return {
        Type: "Pass",
        ...commented(spec.comment),
        ...output(spec.output?.(start)),
        ...assigned(spec.assign?.(start)),
        ...going(spec),
      };
    });
