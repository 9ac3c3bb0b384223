/** `npm run bench [-- NAME…]`: measures, and prints tables. One file for each bench, none of them a test. */
import { compileSpeed } from "./compileSpeed";
import { packaging } from "./packaging";

type Bench = () => void | Promise<void>;

const BENCHES: Readonly<Record<string, Bench>> = { packaging, compileSpeed };

async function main(asked: readonly string[]): Promise<void> {
  const unknown = asked.filter((name) => !Object.hasOwn(BENCHES, name));
  if (unknown.length > 0)
    throw new Error(
      `There is no bench "${unknown.join('", "')}": there are ${Object.keys(BENCHES).join(", ")}.`,
    );
  for (const [name, bench] of Object.entries(BENCHES))
    if (asked.length === 0 || asked.includes(name)) await bench();
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
