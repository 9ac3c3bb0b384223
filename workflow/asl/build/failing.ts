/** What Task, Parallel and Map do about errors. */
import type { JsonataCatcher, Retrier, SystemError } from "../definition";
import { at, atError, type AtError, type Context } from "./context";
import type { Parts, Value } from "./reference";
import { assigned, commented, output, type Edge } from "./state";
import type { Assignments } from "./variables";

export interface Retry<Errors extends string> {
  readonly comment?: string;
  readonly errors: readonly Errors[];
  /** Retries, not tries; 0 means never. */
  readonly maxAttempts: number;
  readonly intervalSeconds?: number;
  readonly backoffRate?: number;
  readonly maxDelaySeconds?: number;
  readonly jitter?: boolean;
}

export interface Catch<Errors extends string> {
  readonly comment?: string;
  readonly errors: readonly Errors[];
  /** What goes on; default is the state's own input. */
  readonly output?: Parts;
  readonly assign?: Assignments;
  readonly next: string;
}

export interface Failing<In, Errors extends string, Catches> {
  /** Required, though it may be empty. */
  readonly retry: readonly Retry<Errors | SystemError>[];
  /** As a function where what goes on depends on the error: `({ error }) => [{ …, output: error }]`. */
  readonly catch?: Catches | ((at: AtError<In>) => Catches);
}

/** The ways of what is caught. */
export type Caught<In, Catches> = {
  [I in keyof Catches]: Catches[I] extends { readonly next: infer To extends string }
    ? Edge<Catches[I] extends { readonly output: infer Out } ? Value<Out> : In, To>
    : never;
}[keyof Catches & number];

export const failing = <In>(spec: {
  readonly retry: readonly Retry<string>[];
  readonly catch?: readonly Catch<string>[] | ((at: AtError<In>) => readonly Catch<string>[]);
}): { Retry: readonly Retrier[]; Catch?: readonly JsonataCatcher[] } => ({
  Retry: spec.retry.map(retrier),
  ...(spec.catch && {
    Catch: (typeof spec.catch === "function" ? spec.catch(atError()) : spec.catch).map(catcher),
  }),
});

const retrier = (retry: Retry<string>): Retrier => ({
  ...commented(retry.comment),
  ErrorEquals: retry.errors,
  MaxAttempts: retry.maxAttempts,
  ...(retry.intervalSeconds !== undefined && { IntervalSeconds: retry.intervalSeconds }),
  ...(retry.backoffRate !== undefined && { BackoffRate: retry.backoffRate }),
  ...(retry.maxDelaySeconds !== undefined && { MaxDelaySeconds: retry.maxDelaySeconds }),
  ...(retry.jitter !== undefined && { JitterStrategy: retry.jitter ? "FULL" : "NONE" }),
});

const catcher = (each: Catch<string>): JsonataCatcher => ({
  ...commented(each.comment),
  ErrorEquals: each.errors,
  ...output(each.output ?? at<unknown, Context>().input),
  ...assigned(each.assign),
  Next: each.next,
});
