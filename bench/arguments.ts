/** What `npm run bench` is asked for. */
import { parseArgs } from "node:util";

export interface Asked<Name> {
  /** The sections to be measured. */
  readonly names: readonly Name[];
  readonly json: boolean;
  readonly write: boolean;
  readonly quick: boolean;
}

/** "help" when only that is wanted. Throws what is wrong with the arguments, and what is allowed. */
export function readArguments<Name extends string>(
  args: readonly string[],
  known: readonly Name[],
): Asked<Name> | "help" {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const { json, write, quick, help } = values;
  if (help) return "help";
  const unknown = positionals.filter((name) => !known.some((each) => each === name));
  if (unknown.length > 0)
    throw new RangeError(
      `There is no section ${unknown.map((name) => `"${name}"`).join(", ")}: there are ${known.join(", ")}.`,
    );
  if (write && (quick || positionals.length > 0))
    throw new RangeError(
      `--write keeps a whole run, whose numbers belong together: leave ${quick ? "--quick" : "the sections"} away.`,
    );
  const names = positionals.length === 0 ? known : known.filter((name) => positionals.includes(name));
  return { names, json, write, quick };
}

export const help = (
  known: Readonly<Record<string, string>>,
): string => `Usage: npm run bench -- [SECTION…] [options]

Measures this project next to what somebody would take in its place. Progress goes to standard error.

${Object.entries(known)
  .map(([name, says]) => `  ${name.padEnd(11)} ${says}`)
  .join("\n")}

  --json      the report as JSON on standard output, not as text
  --write     keeps the report of a whole run as docs/benchmarks.json and docs/benchmarks.md
  --quick     the smallest counts, to see that it runs
  --help      show this
`;
