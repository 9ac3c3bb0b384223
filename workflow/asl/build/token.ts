/**
 * Task tokens that know what wakes the state that waits with them. What is here goes into functions: it imports nothing.
 */

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

type Wakes<P> = P extends TaskToken<infer Wake, infer Failures> ? readonly [Wake, Failures] : never;

/** Of the tokens in a payload, in its fields, and in theirs: `[Wake, Failures]`, or never. */
export type WakesOf<P> = P extends string
  ? Wakes<P>
  : P extends object
    ? { [K in keyof P]: P[K] extends string ? Wakes<P[K]> : WakesOfFields<P[K]> }[keyof P]
    : never;
type WakesOfFields<P> = P extends object ? { [K in keyof P]: Wakes<P[K]> }[keyof P] : never;
