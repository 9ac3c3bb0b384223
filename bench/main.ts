/** `npm run bench`: measures, and says what it found. None of it is a test: times are never right or wrong. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { help, readArguments, type Asked } from "./arguments";
import { page, text } from "./page";
import type { Report, Section } from "./report";
import { SECTIONS, type SectionName } from "./sections";
import { machine, versions } from "./surroundings";

const DOCS = join(__dirname, "..", "docs");
const NAMES: readonly SectionName[] = ["packaging", "api", "runner", "checker", "compiler", "program"];

const usage = () => help(Object.fromEntries(NAMES.map((name) => [name, SECTIONS[name].says])));

async function measure({ names, json, write, quick }: Asked<SectionName>): Promise<void> {
  const sections: Section[] = [];
  for (const name of names) {
    const tell = (what: string) => process.stderr.write(`${name}: ${what}\n`);
    const bench = await SECTIONS[name].load();
    sections.push(await bench({ quick, tell }));
  }
  const report: Report = {
    day: new Date().toISOString().slice(0, 10),
    machine: machine(),
    versions: versions(),
    sections,
  };
  if (write) {
    writeFileSync(join(DOCS, "benchmarks.json"), `${JSON.stringify(report, undefined, 2)}\n`);
    writeFileSync(join(DOCS, "benchmarks.md"), page(report));
  }
  process.stdout.write(json ? `${JSON.stringify(report, undefined, 2)}\n` : text(report));
}

function main(args: readonly string[]): void {
  try {
    const asked = readArguments(args, NAMES);
    if (asked === "help") process.stdout.write(usage());
    else
      measure(asked).catch((error: unknown) => {
        process.stderr.write(`${messageOf(error)}\n`);
        process.exitCode = 1;
      });
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n\n${usage()}`);
    process.exitCode = 2;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

main(process.argv.slice(2));
