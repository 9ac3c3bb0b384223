/**
 * Runs in a process of its own, as Lambda's runtime does: loads the handler, invokes it once, and tells how long that
 * took and what was loaded for it. It is compiled by itself into the folder of the function, so it imports nothing but
 * Node.
 */
import { statSync } from "node:fs";
import { join } from "node:path";

const { LAMBDA_TASK_ROOT = "", BENCH_FILE = "", BENCH_EVENT = "" } = process.env;

const loadedFiles = () => Object.keys(require.cache).filter((path) => path !== __filename);

async function main(): Promise<void> {
  const began = performance.now();
  const before = process.cpuUsage();
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- what is loaded is known only here
  const exported: unknown = require(join(LAMBDA_TASK_ROOT, BENCH_FILE));
  const loaded = performance.now();
  const modules = loadedFiles();
  const handler: unknown = Reflect.get(Object(exported), "handler");
  if (typeof handler !== "function") throw new Error(`${BENCH_FILE} exports no handler.`);
  const event: unknown = JSON.parse(BENCH_EVENT);
  const invoked = performance.now();
  const answer: unknown = await Reflect.apply(handler, undefined, [event, { awsRequestId: "request-1" }]);
  const answered = performance.now();
  const { user, system } = process.cpuUsage(before);
  process.send?.({
    load: loaded - began,
    invocation: answered - invoked,
    processor: (user + system) / 1000,
    modules: modules.length,
    bytes: modules.reduce((sum, path) => sum + statSync(path).size, 0),
    later: loadedFiles().length - modules.length,
    answer,
  });
  process.disconnect();
}

void main();
