/** `npm run --silent preview:report -- --stack NAME --events FILE`: what a preview says, as Markdown. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { comment } from "./comment";
import { readEvents, type Preview } from "./events";
import { accountOf, isAnythingUnknown, ownInputs, type Own } from "./known";
import { DOCUMENTS } from "./permissions";

const HELP = `Usage: npm run --silent preview:report -- --stack NAME --events FILE

Writes what a preview says as Markdown: for a comment on a pull request, or the summary of a workflow's run.

  --stack NAME   the stack that was previewed
  --events FILE  what \`PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true pulumi preview --json\` wrote; - is standard input
  --help         show this

Exits with 2 when it was used wrongly or the file cannot be read.
`;

/** The program's own resources, as the stack's configuration makes them in an account: an export. */
export type OwnStack = (stack: string, accountId: string | undefined) => Promise<unknown>;

export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly file: (name: string) => string;
}

/** Gives the exit code. */
export async function main(argv: readonly string[], io: Io, ownStack: OwnStack): Promise<number> {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { stack: { type: "string" }, events: { type: "string" }, help: { type: "boolean" } },
    });
    if (values.help) {
      io.out(HELP);
      return 0;
    }
    const { stack, events } = values;
    if (stack === undefined || !/^[\w.-]+$/.test(stack))
      throw new Error(
        `--stack wants the name of a stack, as dev; found was ${JSON.stringify(stack ?? "nothing")}.`,
      );
    if (events === undefined)
      throw new Error("--events wants the file that the preview wrote; found was nothing.");
    const preview = readEvents(io.file(events));
    io.out(comment({ stack, preview, own: await own(stack, preview, ownStack, io) }));
    return 0;
  } catch (error) {
    io.err(`${messageOf(error)}\n`);
    return 2;
  }
}

/** Only where it is asked for: the program takes some seconds to run. */
async function own(stack: string, preview: Preview, ownStack: OwnStack, io: Io): Promise<Own> {
  if (!isAnythingUnknown(preview, ["definition", ...DOCUMENTS])) return new Map();
  try {
    return ownInputs(JSON.stringify(await ownStack(stack, accountOf(preview))));
  } catch (error) {
    io.err(
      `The program does not run without AWS, so that some of it is shown as unknown: ${messageOf(error)}\n`,
    );
    return new Map();
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function run(): Promise<void> {
  process.exitCode = await main(
    process.argv.slice(2),
    {
      out: (text) => process.stdout.write(text),
      err: (text) => process.stderr.write(text),
      file: (name) => readFileSync(name === "-" ? 0 : name, "utf8"),
    },
    async (...of) => (await import("../audit/ownStack")).ownStack(...of),
  );
}

if (require.main === module) void run();
