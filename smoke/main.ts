/** `npm run --silent smoke -- --outputs FILE`: whether what was deployed answers. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { smoke, type Deployed } from "./smoke";

const HELP = `Usage: npm run --silent smoke -- --outputs FILE [--incident ID]

Asks a deployed stack for its OpenAPI document, and for an incident without a token. With the secret of the client for
machines in CLIENT_SECRET, reports an incident and withdraws it: everybody who gets messages of the stack is told.

  --outputs FILE  what \`pulumi stack output --json\` wrote; - is standard input
  --incident ID   of the incident that is reported (default: smoke- and the time)
  --help          show this

Exits with 1 when something does not answer as it should, with 2 when it was used wrongly.
`;

/** A first start of a function, and the state machine's. */
const PATIENCE_MS = 60_000;

export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly file: (name: string) => string;
  readonly now: () => Date;
  readonly clientSecret: string | undefined;
}

/** Gives the exit code. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let given;
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { outputs: { type: "string" }, incident: { type: "string" }, help: { type: "boolean" } },
    });
    if (values.help) {
      io.out(HELP);
      return 0;
    }
    if (values.outputs === undefined)
      throw new Error("--outputs wants the file that `pulumi stack output --json` wrote; found was nothing.");
    given = { deployed: deployed(JSON.parse(io.file(values.outputs))), incident: values.incident };
  } catch (error) {
    io.err(`${messageOf(error)}\n`);
    return 2;
  }
  const incidentId = given.incident ?? `smoke-${io.now().getTime()}`;
  const secret = io.clientSecret === undefined ? {} : { clientSecret: io.clientSecret };
  try {
    await smoke(given.deployed, { ...secret, incidentId, patienceMs: PATIENCE_MS }, (what) => {
      io.out(`${what}\n`);
    });
    return 0;
  } catch (error) {
    io.err(`${messageOf(error)}\n`);
    return 1;
  }
}

function deployed(outputs: unknown): Deployed {
  const text = (name: string): string => {
    const value: unknown =
      typeof outputs === "object" && outputs !== null ? Reflect.get(outputs, name) : undefined;
    if (typeof value === "string" && value !== "") return value;
    throw new Error(`The outputs have no ${name}: a stack of this program was expected, deployed.`);
  };
  return {
    apiUrl: text("apiUrl").replace(/\/+$/, ""),
    tokenUrl: text("tokenUrl"),
    machineClientId: text("machineClientId"),
  };
}

/** What `fetch` throws says little; its cause says why. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

async function run(): Promise<void> {
  process.exitCode = await main(process.argv.slice(2), {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    file: (name) => readFileSync(name === "-" ? 0 : name, "utf8"),
    now: () => new Date(),
    clientSecret: process.env["CLIENT_SECRET"],
  });
}

if (require.main === module) void run();
