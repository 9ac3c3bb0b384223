/** Crashes between the side effects of a handler: at each call of a port, before its effect or before its answer. */
import type { Around, MemoryPorts, PortCall } from "./memoryPorts";

/** What a function is ended by: nothing that a handler knows. It holds a secret, which must come out nowhere. */
export const CRASH = Object.assign(new Error("The sandbox ended: task token AQCEAAAAKgSecret"), {
  name: "Runtime.ExitError",
  taskToken: "AQCEAAAAKgSecret",
});
export const CRASH_SECRET = "AQCEAAAAKgSecret";

/** `before` the effect: it did not happen. `after` it: it did, and its answer was lost. */
export type Moment = "before" | "after";

export interface Crash {
  readonly moment: Moment;
  /** The call at which it happened, and those that were made until then. */
  readonly calls: readonly PortCall[];
}

export interface CrashTest<T> {
  /** What the work is ended by; CRASH where nothing is said. */
  readonly error?: Error;
  /** A new world, as it is before the work; it must be the same each time. */
  readonly prepare: () => Promise<MemoryPorts>;
  readonly work: (ports: MemoryPorts) => Promise<T>;
  /** Sees the world after the crash, with what the work made of it. */
  readonly crashed: (ports: MemoryPorts, outcome: PromiseSettledResult<T>, crash: Crash) => Promise<void>;
}

/**
 * Crashes the work at its first call of a port, at its second one, and so on, until it comes to its end undisturbed.
 * Answers the calls of the undisturbed work.
 */
export async function crashEverywhere<T>(moment: Moment, test: CrashTest<T>): Promise<readonly PortCall[]> {
  for (let at = 1; ; at++) {
    const ports = await test.prepare();
    const calls: PortCall[] = [];
    const [outcome] = await Promise.allSettled([
      test.work(ports.through(crashing(moment, at, calls, test.error ?? CRASH))),
    ]);
    if (calls.length < at) return calls;
    await test.crashed(ports, outcome, { moment, calls });
  }
}

const crashing =
  (moment: Moment, at: number, calls: PortCall[], error: Error): Around =>
  async (call, effect) => {
    // A process that has ended calls nobody any more.
    if (calls.length >= at) throw error;
    calls.push(call);
    if (calls.length < at) return effect();
    if (moment === "after") await effect();
    throw error;
  };
