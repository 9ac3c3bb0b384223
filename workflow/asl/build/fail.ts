import type { JsonataFail } from "../definition";
import { at, type At, type Context } from "./context";
import type { Ref } from "./reference";
import { commented, inJsonata, text, type Raised, type TypedState } from "./state";

/** Ends the execution, or the branch, as failed. */
export const fail =
  <In = unknown>() =>
  <const Error extends string>(spec: {
    readonly comment?: string;
    readonly error: Error | ((at: At<In>) => Ref<Error>);
    readonly cause?: string | ((at: At<In>) => Ref<string>);
  }): TypedState<In, never, Raised<Error>> =>
    inJsonata((): JsonataFail => {
      const start = at<In, Context>();
      const said = (given: string | ((at: At<In>) => Ref<string>)): string =>
        text(typeof given === "string" ? given : given(start));
      return {
        Type: "Fail",
        ...commented(spec.comment),
        Error: said(spec.error),
        ...(spec.cause !== undefined && { Cause: said(spec.cause) }),
      };
    });
