import type { JsonataWait } from "../definition";
import { at, type At, type Context } from "./context";
import type { Parts, Ref } from "./reference";
import {
  type Leaves,
  assigned,
  commented,
  going,
  inJsonata,
  output,
  seconds,
  text,
  type Going,
  type Seconds,
  type TypedState,
  type Way,
} from "./state";
import type { Assignments } from "./variables";

/** How long, in whole seconds, or until which ISO 8601 timestamp. */
type Time<In> =
  | { readonly seconds: Seconds<In>; readonly until?: never }
  | { readonly until: string | ((at: At<In>) => Ref<string>); readonly seconds?: never };

export const wait =
  <In>() =>
  <const Next extends string = never, const Out extends Parts = Parts>(
    spec: {
      readonly comment?: string;
      /** Default is the input. */
      readonly output?: (at: At<In>) => Out;
      readonly assign?: (at: At<In>) => Assignments;
    } & Time<In> &
      Going<Next>,
  ): TypedState<In, Way<Leaves<Out, In>, Next>> =>
    inJsonata((): JsonataWait => {
      const start = at<In, Context>();
      return {
        Type: "Wait",
        ...commented(spec.comment),
        ...time(spec, start),
        ...output(spec.output?.(start)),
        ...assigned(spec.assign?.(start)),
        ...going(spec),
      };
    });

function time<In>(spec: Time<In>, start: At<In>): Pick<JsonataWait, "Seconds"> | { Timestamp: string } {
  if (spec.until === undefined) return { Seconds: seconds(spec.seconds, start) };
  return { Timestamp: text(typeof spec.until === "string" ? spec.until : spec.until(start)) };
}
