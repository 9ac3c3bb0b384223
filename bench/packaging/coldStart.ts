/**
 * Runs in a process of its own, as Lambda's runtime does: loads the handler, invokes it once, and tells how long both
 * took. It is compiled by itself into a folder outside of the project, so it imports nothing but Node.
 */
import { join } from "node:path";
import { statSync } from "node:fs";

const { LAMBDA_TASK_ROOT = "", BENCH_CODE = "", BENCH_EVENT = "{}" } = process.env;

async function main(): Promise<void> {
  const began = performance.now();
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- what is loaded is known only here
  const loaded: unknown = require(join(LAMBDA_TASK_ROOT, BENCH_CODE));
  const load = performance.now() - began;
  const files = Object.keys(require.cache).filter((path) => path !== __filename);
  const handler: unknown =
    typeof loaded === "object" && loaded !== null ? Reflect.get(loaded, "handler") : loaded;
  if (typeof handler !== "function") throw new Error(`${BENCH_CODE} exports no handler.`);
  const event: unknown = JSON.parse(BENCH_EVENT);
  const invoked = performance.now();
  const answer: unknown = await Reflect.apply(handler, undefined, [event, { awsRequestId: "request-1" }]);
  const ended = performance.now();
  const atEnd = Object.keys(require.cache).filter((path) => path !== __filename);
  process.send?.({
    load,
    invocation: ended - invoked,
    both: ended - began,
    process: ended,
    modules: files.length,
    modulesAtEnd: atEnd.length,
    bytes: atEnd.reduce((sum, path) => sum + statSync(path).size, 0),
    answer,
  });
  process.disconnect();
}

void main();
