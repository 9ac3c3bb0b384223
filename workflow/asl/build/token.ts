/**
 * What wakes executions and what starts them, as typed as the states that get it. It goes into functions: it imports
 * nothing but types.
 */
import type { TypedDefinition } from "./stateMachine";

declare const wakes: unique symbol;

/**
 * Whoever has it, and the permission, wakes the waiting state with a Wake, or fails it with one of the Failures.
 * In the payload of a function, or of a message, it decides what the waiting state yields.
 */
export type TaskToken<Wake, Failures extends string = never> = string & {
  readonly [wakes]: (output: Wake, error: Failures) => void;
};

/** For states that only wait: where the truth is, the waker has written it. */
export type EmptyWake = Readonly<Record<string, never>>;

/** What SendTaskSuccess is called with. */
export const taskSuccess = <Wake>(
  token: TaskToken<Wake>,
  output: NoInfer<Wake>,
): { taskToken: string; output: string } => ({ taskToken: token, output: JSON.stringify(output) });

/** What SendTaskFailure is called with. */
export const taskFailure = <Failures extends string>(
  token: TaskToken<never, Failures>,
  error: NoInfer<Failures>,
  cause: string,
): { taskToken: string; error: string; cause: string } => ({ taskToken: token, error, cause });

/** The `input` that StartExecution is called with: what that machine starts with, `executionInput<Machine>({ … })`. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- said by the caller, not inferred
export const executionInput = <Machine extends TypedDefinition<unknown, unknown>>(
  input: Machine extends TypedDefinition<infer Start, unknown> ? Start : never,
): string => JSON.stringify(input);

type Wakes<P> = P extends TaskToken<infer Wake, infer Failures> ? readonly [Wake, Failures] : never;

/** Of the tokens in a payload, in its fields, and in theirs: `[Wake, Failures]`, or never. */
export type WakesOf<P> = P extends string
  ? Wakes<P>
  : P extends object
    ? { [K in keyof P]-?: P[K] extends string ? Wakes<P[K]> : WakesOfFields<P[K]> }[keyof P]
    : never;
type WakesOfFields<P> = P extends object ? { [K in keyof P]-?: Wakes<P[K]> }[keyof P] : never;
