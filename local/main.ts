/** `npm start`: the stack on this machine, until Ctrl+C. */
import { parseArgs } from "node:util";
import { assertDeadline } from "./deadline";
import type { Stack } from "./stack";
import { NOT_EMULATED, welcome } from "./welcome";

const DEFAULT_PORT = 4010;

const HELP = `Usage: npm start -- [options]

Runs the whole stack on this machine, until Ctrl+C.

  --port N        port of the API, 0 to 65535; 0 picks a free one (default ${DEFAULT_PORT})
  --deadline T    how long an attempt is open: a number and s, m, h or d, such as 5s or 14d
                  (default: as Pulumi.dev.yaml says)
  --json          one line on standard output once ready: {"api":"…","outbox":"…","traces":"…",
                  "tokenUrl":"…","clientId":"…","clientSecret":"…","aws":{…},"outputs":{…}}, where aws says how
                  the AWS SDK reaches it (npm run ops reads that); everything else on standard error
  --verbose       show the functions' logs
  --help          show this
`;

interface Options {
  readonly port: number;
  readonly deadline: string | undefined;
  readonly json: boolean;
  readonly verbose: boolean;
}

/** Nothing when only help is wanted. Throws what is wrong with the arguments, and what is allowed. */
function readOptions(): Options | undefined {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: String(DEFAULT_PORT) },
      deadline: { type: "string" },
      json: { type: "boolean", default: false },
      verbose: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : NaN;
  if (!(port <= 65_535)) throw new RangeError(`The port is "${values.port}", but 0 to 65535 was expected.`);
  if (values.deadline !== undefined) assertDeadline(values.deadline);
  return { port, deadline: values.deadline, json: values.json, verbose: values.verbose };
}

async function run({ port, deadline, json, verbose }: Options): Promise<void> {
  const tell = (text: string) => (json ? process.stderr : process.stdout).write(`${text}\n`);
  // Pulumi logs with console.log, and standard output may be one line for a program to read.
  console.log = console.error;
  // Loaded only now: a wrong option, or --help, is answered at once.
  const { startStack } = await import("./stack");
  const starting = startStack({
    port,
    ...(deadline !== undefined && { deadline }),
    onProgress: (what, milliseconds) => tell(`${(milliseconds / 1000).toFixed(1).padStart(5)} s  ${what}`),
    onLog: ({ logGroup, line }) => {
      if (verbose) process.stderr.write(`${logGroup}  ${line}\n`);
    },
  });
  stopOnSignals(starting, tell);
  const stack = await starting;
  tell(`${welcome(stack)}${NOT_EMULATED}`);
  const { api, outbox, traces, aws, outputs } = stack;
  const { tokenUrl, clientId, clientSecret } = stack.identity ?? {};
  if (json)
    process.stdout.write(
      `${JSON.stringify({ api, outbox, traces, tokenUrl, clientId, clientSecret, aws, outputs })}\n`,
    );
}

/** npm passes a Ctrl+C on that the terminal has sent here already: within these milliseconds it is the same one. */
const SAME_SIGNAL = 500;

/** Between looks at whether the parent is still there, in milliseconds. */
const LOOK = 500;

/**
 * The first signal ends the stack cleanly, the second one the process. So does the end of the parent: npm starts this
 * through a shell, which dies of a signal without passing it on.
 */
function stopOnSignals(starting: Promise<Stack>, tell: (text: string) => void): void {
  let started: Stack | undefined;
  let stoppingSince: number | undefined;
  starting.then(
    (stack) => (started = stack),
    () => undefined,
  );
  const stop = () => {
    if (stoppingSince !== undefined) {
      if (Date.now() - stoppingSince > SAME_SIGNAL) process.exit(130);
      return;
    }
    stoppingSince = Date.now();
    tell("Stopping …");
    // While it comes up there is nothing yet that does not end with this process.
    if (!started) process.exit(0);
    started.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
  }, LOOK);
  watch.unref();
}

function explain(error: unknown, port: number): string {
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE")
    return `Port ${port} is in use. Choose another one (npm start -- --port 4011), or let one be picked (--port 0).`;
  return error instanceof Error ? error.message : String(error);
}

function main(): void {
  let options: Options | undefined;
  try {
    options = readOptions();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    process.exitCode = 2;
    return;
  }
  if (!options) {
    process.stdout.write(HELP);
    return;
  }
  const { port } = options;
  run(options).catch((error: unknown) => {
    process.stderr.write(`${explain(error, port)}\n`);
    process.exit(1);
  });
}

main();
