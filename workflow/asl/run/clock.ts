/** Time, as a state machine sees it: the real one, or one that jumps from timer to timer. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number;
  /** Fires once, `ms` from now. The answer cancels it; cancelling twice, or too late, does nothing. */
  after(ms: number, fire: () => void): () => void;
}

/** `setTimeout` counts in 32 bits: what is longer would fire at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** The time of this machine; delays may be longer than what `setTimeout` can wait (24.8 days). */
export const realClock: Clock = {
  now: () => Date.now(),
  after(ms, fire) {
    const due = Date.now() + ms;
    let timer: NodeJS.Timeout;
    const arm = () => {
      const left = Math.max(0, due - Date.now());
      timer = setTimeout(left > LONGEST_TIMEOUT_MS ? arm : fire, Math.min(left, LONGEST_TIMEOUT_MS));
    };
    arm();
    return () => {
      clearTimeout(timer);
    };
  },
};

export interface VirtualClock extends Clock {
  /**
   * Lets what is under way settle, then jumps from timer to timer, in the order of their times (of two at the
   * same time, the one set first), until there is none left or the next lies after `untilMs`, an instant like
   * `now()`. With `untilMs`, time ends there.
   *
   * What is under way are promises. Work that waits for something outside of them (a socket, a file, a process)
   * must be held, or time jumps away under it.
   * @throws RangeError if `untilMs` is in the past, Error if the clock runs already
   */
  run(untilMs?: number): Promise<void>;
  /** Time stands still until the work has settled. */
  hold<T>(work: Promise<T>): Promise<T>;
}

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/** A clock that starts at `startMs` and moves only in `run`, so that three weeks take milliseconds. */
export function virtualClock(startMs: number): VirtualClock {
  let now = startMs;
  let running = false;
  const timers = new Set<Timer>();
  const held = new Set<Promise<unknown>>();

  const settle = async () => {
    do {
      await Promise.allSettled(held);
      // A macrotask comes after every microtask, however many of them follow each other.
      await new Promise((resolve) => setImmediate(resolve));
    } while (held.size > 0);
  };

  const jump = async (untilMs: number) => {
    await settle();
    for (let next = first(timers); next && next.at <= untilMs; next = first(timers)) {
      timers.delete(next);
      now = Math.max(now, next.at);
      next.fire();
      await settle();
    }
    if (Number.isFinite(untilMs)) now = untilMs;
  };

  return {
    now: () => now,
    after(ms, fire) {
      const timer = { at: now + Math.max(0, ms), fire };
      timers.add(timer);
      return () => {
        timers.delete(timer);
      };
    },
    async run(untilMs = Infinity) {
      if (running) throw new Error("This clock runs already: await the run that is under way.");
      if (untilMs < now)
        throw new RangeError(
          `run takes an instant of ${now} or later, found ${untilMs}: time does not go back.`,
        );
      running = true;
      await jump(untilMs).finally(() => {
        running = false;
      });
    },
    async hold(work) {
      held.add(work);
      return work.finally(() => held.delete(work));
    },
  };
}

/** A Set keeps the order in which timers were set: of two at the same time, the first one wins. */
const first = (timers: ReadonlySet<Timer>): Timer | undefined =>
  [...timers].reduce<Timer | undefined>(
    (best, timer) => (best && best.at <= timer.at ? best : timer),
    undefined,
  );
