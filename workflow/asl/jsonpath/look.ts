/** One evaluation: what it looks into, and how much it may still look at. */
import type { Json } from "../json";
import type { Fault } from "./reader";

export interface Look {
  /** What `$` is in a filter. */
  readonly document: Json;
  readonly places: Places;
}

/** How many steps are left. */
export interface Places {
  left: number;
}

/** Steps from place to place. A path over 256 KiB of data takes less, unless it multiplies: `$..*..*`. */
const MAX_STEPS = 2_000_000;

export const places = (): Places => ({ left: MAX_STEPS });

export const look = (document: Json, shared = places()): Look => ({ document, places: shared });

/** @throws RangeError when nothing is left */
export function spend(looking: Look, steps = 1): void {
  looking.places.left -= steps;
  if (looking.places.left < 0) throw new RangeError(`it looks at more than ${MAX_STEPS} places`);
}

/** What is too much for this machine becomes a fault. */
export function bounded<T>(evaluate: () => T): T | Fault {
  try {
    return evaluate();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { fault: `The evaluation was stopped: ${error.message}` };
  }
}
