/**
 * Runs in a process of its own: the stack of `npm start`, until the parent goes. The measuring itself must not take
 * the time of what is measured.
 */
import { startStack } from "../../local/stack";

async function main(): Promise<void> {
  const { BENCH_FOLDER = "" } = process.env;
  const stack = await startStack({ folder: BENCH_FOLDER });
  const { api, traces, identity } = stack;
  process.send?.({ api, traces, ...identity });
  process.once("disconnect", () => {
    void stack.stop().then(() => process.exit(0));
  });
}

void main();
