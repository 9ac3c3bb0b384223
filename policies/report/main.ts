/** The command line: `report [--format json|table|sarif] [--against FILE]`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readExemptions } from "../exemption";
import { RULES } from "../rules";
import { readConfiguration } from "../settings";
import { stackOf } from "../urn";
import { asJson } from "./json";
import { report, type Report } from "./report";
import { asSarif } from "./sarif";
import { readStackExport } from "./stackExport";
import { asTable } from "./table";

const HELP = `Usage: npm run --silent policies -- report [options]

Says what every rule of the pack says of every resource.

  --against FILE  what \`pulumi stack export\` wrote, of any stack; - is standard input
                  (default: the resources of this program, without a cloud)
  --format F      json: a list of { rule, urn, path, verdict, expected, actual, severity }
                  table: for reading (the default)
                  sarif: for code scanning
  --help          show this

Exits with 1 when something fails, with 2 when it could not be judged.
`;

const FORMATS: Readonly<Record<string, (report: Report, columns: number) => string>> = {
  json: asJson,
  table: asTable,
  sarif: asSarif,
};

export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly now: () => Date;
  /** Of the text of a pack's file: config.json, exemptions.json. */
  readonly file: (name: string) => string;
  /** Of the terminal. */
  readonly columns: number;
}

/** The program's own resources, as `pulumi stack export` would write them. */
export type Own = () => Promise<string>;

/** Gives the exit code. */
export async function main(argv: readonly string[], io: Io, own?: Own): Promise<number> {
  const options = readOptions(argv, own !== undefined);
  if (options === "help") {
    io.out(HELP);
    return 0;
  }
  if (typeof options === "string") {
    io.err(`${options}\n\n${HELP}`);
    return 2;
  }
  try {
    const resources = readStackExport(await textOf(options.against, own));
    const { stack = "" } = stackOf(resources.map(({ given }) => given.urn)) ?? {};
    const made = report({
      rules: RULES,
      resources,
      configuration: readConfiguration(io.file("config.json"), stack),
      exemptions: readExemptions(io.file("exemptions.json"), RULES, io.now().toISOString().slice(0, 10)),
    });
    io.out(options.format(made, io.columns));
    return made.stopping.length > 0 ? 1 : 0;
  } catch (error) {
    io.err(`${messageOf(error)}\n`);
    return 2;
  }
}

interface Options {
  readonly format: (report: Report, columns: number) => string;
  readonly against: string | undefined;
}

/** "help", or a sentence about what is wrong with them, where they are none. */
function readOptions(argv: readonly string[], hasOwn: boolean): Options | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        against: { type: "string" },
        format: { type: "string", default: "table" },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) return "help";
    if (positionals.length === 0) return "A command was expected: report.";
    if (positionals.join(" ") !== "report") return `"${positionals.join(" ")}" is no command: report is.`;
    const format = Object.hasOwn(FORMATS, values.format) ? FORMATS[values.format] : undefined;
    if (!format)
      return `The format is "${values.format}", but one of ${Object.keys(FORMATS).join(", ")} was expected.`;
    if (values.against === undefined && !hasOwn) return "Name an exported stack: --against FILE.";
    return { format, against: values.against };
  } catch (error) {
    return messageOf(error);
  }
}

async function textOf(file: string | undefined, own: Own = () => Promise.resolve("")): Promise<string> {
  if (file === undefined) return own();
  try {
    return decoded(readFileSync(file === "-" ? 0 : file));
  } catch (error) {
    throw new Error(`The exported stack cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}

/** PowerShell's `>` writes UTF-16, with a mark. */
const decoded = (bytes: Buffer): string =>
  new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8").decode(bytes);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** As this process's command. */
export async function run(own?: Own): Promise<void> {
  // A reader that has seen enough, as `head`, is no failure.
  process.stdout.on("error", () => process.exit());
  const io: Io = {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    now: () => new Date(),
    file: (name) => readFileSync(join(__dirname, "..", name), "utf8"),
    columns: process.stdout.isTTY ? process.stdout.columns : 100,
  };
  process.exitCode = await main(process.argv.slice(2), io, own);
}

if (require.main === module) void run();
