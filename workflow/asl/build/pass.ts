import type { JsonataPass } from "../definition";
import { at, type At, type Context } from "./context";
import type { Parts, Ref, Value } from "./reference";
import {
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
  <const Next extends string = never, const Out extends Parts = Ref<In>>(
    spec: {
      readonly comment?: string;
      /** Default is the input. */
      readonly output?: (at: At<In>) => Out;
      readonly assign?: (at: At<In>) => Assignments;
    } & Going<Next>,
  ): TypedState<In, Way<Value<Out>, Next>> =>
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
