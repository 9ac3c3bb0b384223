/** Runs in a process of its own: loads modules by their names, and tells how long that took. Imports nothing but Node. */
const { BENCH_MODULES = "" } = process.env;

const began = performance.now();
// eslint-disable-next-line @typescript-eslint/no-require-imports -- what is loaded is known only here
for (const name of BENCH_MODULES.split(" ").filter((each) => each !== "")) require(name);
const load = performance.now() - began;
process.send?.({
  load,
  modules: Object.keys(require.cache).filter((path) => path !== __filename).length,
});
process.disconnect();
