/** The processes of one function: started when they are needed, kept, and each used for one thing at a time. */
import type { Sandbox } from "./sandbox";

export interface Pool {
  /** Waits in line for a process. Throws once the pool has stopped. */
  use<T>(work: (sandbox: Sandbox) => Promise<T>): Promise<T>;
  /** Ends each process when it has done what it does, and what waits in line for it. */
  retire(): void;
  stop(): Promise<void>;
}

/** At most `size` processes at a time. */
export function pool(size: number, start: () => Sandbox): Pool {
  const all = new Set<Sandbox>();
  const idle: Sandbox[] = [];
  const line: { readonly take: (sandbox: Sandbox) => void; readonly giveUp: (reason: Error) => void }[] = [];
  let stopped = false;
  let retired = false;

  const startOne = () => {
    const sandbox = start();
    all.add(sandbox);
    void sandbox.gone.then(() => {
      all.delete(sandbox);
      serve();
    });
    return sandbox;
  };
  const available = (): Sandbox | undefined => {
    const warm = idle.pop();
    if (warm) return warm.usable() ? warm : available();
    return all.size < size ? startOne() : undefined;
  };
  const serve = () => {
    while (line.length > 0 && !stopped) {
      const sandbox = available();
      if (!sandbox) return;
      line.shift()?.take(sandbox);
    }
  };
  const endIdle = () => {
    for (const sandbox of idle.splice(0)) void sandbox.stop();
  };
  return {
    use: async (work) => {
      if (stopped) throw stopping();
      const sandbox = await new Promise<Sandbox>((take, giveUp) => {
        line.push({ take, giveUp });
        serve();
      });
      try {
        return await work(sandbox);
      } finally {
        if (sandbox.usable()) idle.push(sandbox);
        serve();
        if (retired) endIdle();
      }
    },
    retire: () => {
      retired = true;
      endIdle();
    },
    stop: async () => {
      stopped = true;
      line.splice(0).forEach(({ giveUp }) => {
        giveUp(stopping());
      });
      await Promise.all([...all].map((sandbox) => sandbox.stop()));
    },
  };
}

const stopping = () => new Error("Lambda has stopped.");
