/** What crosses the border between this process and a function's: JSON text, as between Lambda and its runtime. */

/** To the function's process. */
export interface Invocation {
  readonly requestId: string;
  /** JSON text. */
  readonly event: string;
  /** When the function times out, in milliseconds since 1970. */
  readonly deadline: number;
  /** The value of `X-Amzn-Trace-Id`. */
  readonly traceId: string;
  readonly functionArn: string;
}

/** The error of a function as Lambda answers it, and as Step Functions puts it into a Cause. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** From the function's process. */
export type Report =
  | { readonly kind: "ready" }
  | { readonly kind: "log"; readonly line: string }
  /** `payload` is JSON text. */
  | { readonly kind: "result"; readonly payload: string }
  | { readonly kind: "error"; readonly error: FunctionError }
  /** As an error, and the process is about to end. */
  | { readonly kind: "fatal"; readonly error: FunctionError };
