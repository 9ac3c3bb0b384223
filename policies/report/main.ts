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

const FORMATS: Readonly<Record<string, (report: Report) => string>> = {
  json: asJson,
  table: (each) => asTable(each, RULES),
  sarif: (each) => asSarif(each, RULES),
};

export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly now: () => Date;
  /** The program's own resources, as \`pulumi stack export\` would write them. */
  readonly own?: () => Promise<string>;
}

const FOLDER = join(__dirname, "..");

/** Gives the exit code. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
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
    if (values.help) {
      io.out(HELP);
      return 0;
    }
    const [command, ...others] = positionals;
    if (command !== "report" || others.length > 0)
      return wrong(io, `"${positionals.join(" ")}" is no command: report is.`);
    const format = Object.hasOwn(FORMATS, values.format) ? FORMATS[values.format] : undefined;
    if (!format)
      return wrong(
        io,
        `The format is "${values.format}", but one of ${Object.keys(FORMATS).join(", ")} was expected.`,
      );
    if (values.against === undefined && !io.own) return wrong(io, "Name an exported stack: --against FILE.");
    const json = await textOf(values.against, io);
    const resources = readStackExport(json);
    const stack = stackOf(resources.map(({ given }) => given.urn))?.stack ?? "";
    const made = report({
      rules: RULES,
      resources,
      configuration: readConfiguration(read("config.json"), stack),
      exemptions: readExemptions(read("exemptions.json"), RULES, io.now().toISOString().slice(0, 10)),
    });
    io.out(format(made));
    if (format !== FORMATS["table"])
      made.faults.forEach((fault) => {
        io.err(`${fault}\n`);
      });
    return made.fails ? 1 : 0;
  } catch (error) {
    return wrong(io, error instanceof Error ? error.message : String(error));
  }
}

const read = (file: string): string => readFileSync(join(FOLDER, file), "utf8");

async function textOf(file: string | undefined, { own }: Io): Promise<string> {
  if (file === undefined) return own ? own() : "";
  return readFileSync(file === "-" ? 0 : file, "utf8");
}

function wrong({ err }: Io, message: string): number {
  err(`${message}\n\n${HELP}`);
  return 2;
}

if (require.main === module)
  void main(process.argv.slice(2), {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    now: () => new Date(),
  }).then((code) => (process.exitCode = code));
