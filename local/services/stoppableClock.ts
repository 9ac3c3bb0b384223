import type { Clock } from "../../workflow/asl/run/clock";

/** A clock that can be stopped for good: what is due then, or later, does not happen. */
export function stoppable(clock: Clock): Clock & { readonly stop: () => void } {
  const cancels = new Set<() => void>();
  let stopped = false;
  return {
    now: () => clock.now(),
    after: (ms, fire) => {
      if (stopped) return () => undefined;
      const cancel = clock.after(ms, () => {
        cancels.delete(cancel);
        fire();
      });
      cancels.add(cancel);
      return () => {
        cancels.delete(cancel);
        cancel();
      };
    },
    stop: () => {
      stopped = true;
      for (const cancel of cancels) cancel();
    },
  };
}
