/** When a state that failed is tried again (specification, "Retrying after error"). */
import type { Retrier } from "../definition";
import { meansError } from "./errorEquals";
import type { Fault } from "./fault";

const DEFAULTS = { IntervalSeconds: 1, MaxAttempts: 3, BackoffRate: 2 };

/** The first retrier that means the error decides. */
export interface Again {
  /** Which one, from 0. */
  readonly retrier: number;
  /** Milliseconds until the next try, undefined if its tries are used up. */
  readonly delayMs: number | undefined;
}

/** Undefined if no retrier means the error. It counts, for each retrier: ask once for each failure. */
export type Retries = (fault: Fault) => Again | undefined;

/** `random` is in [0, 1). */
export function retries(retriers: readonly Retrier[], random: () => number): Retries {
  const used = new Map<Retrier, number>();
  return (fault) => {
    const index = retriers.findIndex(({ ErrorEquals }) => meansError(ErrorEquals, fault));
    const retrier = retriers[index];
    if (!retrier) return undefined;
    const count = used.get(retrier) ?? 0;
    if (count >= (retrier.MaxAttempts ?? DEFAULTS.MaxAttempts)) return { retrier: index, delayMs: undefined };
    used.set(retrier, count + 1);
    return { retrier: index, delayMs: delayMs(retrier, count, random) };
  };
}

/** Whole milliseconds before retry number `count`, which starts at 0. */
export function delayMs(retrier: Retrier, count: number, random: () => number): number {
  const interval = retrier.IntervalSeconds ?? DEFAULTS.IntervalSeconds;
  const grown = interval * (retrier.BackoffRate ?? DEFAULTS.BackoffRate) ** count;
  const ms = Math.min(grown, retrier.MaxDelaySeconds ?? Infinity) * 1_000;
  return Math.round(retrier.JitterStrategy === "FULL" ? random() * ms : ms);
}
