/** Waiting for the first of several things, of which the end of the execution is always one. */
import type { Clock } from "./clock";

export interface Waiting<T> {
  /** Ends the waiting; only the first call counts. */
  readonly settle: (value: T) => void;
  /** To be done when the waiting ends, whatever ends it: cancels a timer, retires a token. */
  readonly undo: (action: () => void) => void;
  /** False as soon as it has ended. */
  readonly open: () => boolean;
}

/** Sets up what may happen, and answers what happened first. @throws the signal's reason if the signal came first */
export function waitFor<T>(signal: AbortSignal, setUp: (waiting: Waiting<T>) => void): Promise<T> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    let undoing: (() => void)[] | undefined = [];
    const end = (act: () => void) => {
      const actions = undoing;
      undoing = undefined;
      for (const action of actions ?? []) action();
      if (actions) act();
    };
    const undo = (action: () => void) => {
      if (undoing) undoing.push(action);
      else action();
    };
    const abort = () => {
      end(() => {
        reject(signal.reason as Error);
      });
    };
    signal.addEventListener("abort", abort);
    undo(() => {
      signal.removeEventListener("abort", abort);
    });
    setUp({
      settle: (value) => {
        end(() => {
          resolve(value);
        });
      },
      undo,
      open: () => undoing !== undefined,
    });
  });
}

export const pause = (signal: AbortSignal, clock: Clock, ms: number): Promise<undefined> =>
  waitFor(signal, ({ settle, undo }) => {
    undo(
      clock.after(ms, () => {
        settle(undefined);
      }),
    );
  });
