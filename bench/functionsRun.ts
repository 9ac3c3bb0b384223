/** Runs in a process of its own: makes every function's file, and tells how long each part of that takes. */
import { callbacks } from "../handlers/callbacks";
import { packageAfresh } from "../packaging/package";
import { serialise } from "../packaging/serialise";

const ALL = Object.entries(callbacks);

async function milliseconds(
  work: (name: string, callback: () => unknown) => Promise<unknown>,
): Promise<number> {
  const began = performance.now();
  for (const [name, callback] of ALL) await work(name, callback);
  return performance.now() - began;
}

async function main(): Promise<void> {
  const serialising = await milliseconds(serialise);
  // It serialises, too: for the second time, which is faster than the first.
  const packaging = await milliseconds((name, callback) => packageAfresh(name, callback, { sdk: "bundled" }));
  const again = await milliseconds(serialise);
  process.send?.({ functions: ALL.length, serialising, bundling: packaging - again });
  process.disconnect();
}

void main();
