/** What Task, Parallel and Map do about errors. */
import type { JsonataCatcher, Retrier, SystemError } from "../definition";
import { at, atError, type AtError, type Context } from "./context";
import type { Parts, Value } from "./reference";
import { assigned, commented, output, type Broken, type Edge, type KeysOf, type Stray } from "./state";
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

/** Any text, beside which an editor still offers the names that there are. */
type AnyName = string & Record<never, never>;

declare const unread: unique symbol;
/** Marks what the compiler has not read: lists that are not there, or all if it stopped at another mistake. */
interface Unread {
  readonly [unread]?: never;
}
interface AnyRetry<Errors extends string> extends Retry<Errors>, Unread {}
interface AnyCatch<Errors extends string> extends Catch<Errors>, Unread {}

export type Retries<Errors extends string> = readonly AnyRetry<Errors | SystemError | AnyName>[];
export type Catches<Errors extends string> = readonly AnyCatch<Errors | SystemError | AnyName>[];

export interface Failing<In, Retries, Catches> {
  /** Required, though it may be empty. */
  readonly retry: Retries;
  /** As a function where what goes on depends on the error: `({ error }) => [{ …, output: error }]`. */
  readonly catch?: Catches | ((at: AtError<In>) => Catches);
}

type IfRead<Each, Then> = [Each] extends [never] ? Then : typeof unread extends keyof Each ? never : Then;

/** The ways out of a state that may fail; none if there is a mistake in it, so that only the mistake is told. */
export type Ways<
  In,
  Retries extends readonly unknown[],
  Catches extends readonly unknown[],
  Errors,
  Done,
> = IfRead<
  Retries[number],
  | Done
  | IfRead<Catches[number], Caught<In, Catches[number]>>
  | Stray<Exclude<KeysOf<Retries[number]>, keyof Retry<string>>, "a retry">
  | IfRead<Catches[number], Stray<Exclude<KeysOf<Catches[number]>, keyof Catch<string>>, "a catch">>
  | Named<NamesIn<Retries[number]> | IfRead<Catches[number], NamesIn<Catches[number]>>, Errors>
>;

/** The way of what is caught. */
type Caught<In, Each> = Each extends { readonly next: infer To extends string }
  ? Edge<Each extends { readonly output: infer Out } ? Value<Out> : In, To>
  : never;

type NamesIn<Each> = Each extends { readonly errors: readonly (infer Name)[] } ? Name : never;

/** System errors first: they are known also where the names of a contract are not yet, in a generic function. */
type Strange<Name, Errors> = Name extends SystemError | `States.Http.StatusCode.${number}`
  ? never
  : Name extends `States.${string}`
    ? Name
    : Name extends Errors
      ? never
      : Name;

/**
 * Names that cannot occur are a fault of the state, and no error where they stand: that would keep the compiler from
 * seeing what the state yields, and make it say what is not so of the next one.
 */
type Named<Name, Errors> = Misnamed<Strange<Name, Errors>, Errors>;
type Misnamed<Name, Errors> = [Name] extends [never]
  ? never
  : Broken<`${Name & string} is no error that it could retry or catch`, Name, Errors>;

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
  ...output(each.output === undefined ? at<unknown, Context>().input : each.output),
  ...assigned(each.assign),
  Next: each.next,
});
