/** What the program takes each time that `pulumi` runs it, and how long `npm start` takes until it is ready. */
import { fork } from "node:child_process";
import { join } from "node:path";
import type { How } from "./bench";
import { numberIn } from "./messages";
import type { Section } from "./report";
import { interleaved, spreadOf, type Spread } from "./statistics";

const ROOT = join(__dirname, "..");

/** How the sources are read: Pulumi's own way checks the types in every run. */
const WAYS = [
  { name: "this project: types are left to npm run check", loader: "ts-node/register/transpile-only" },
  { name: "Pulumi's default: types are checked in every run", loader: "ts-node/register" },
] as const;

type Way = (typeof WAYS)[number];

/** Milliseconds. */
interface Phases {
  /** Of all that index.ts imports: the packages, and the project's own modules. */
  readonly packages: number;
  readonly modules: number;
  /** index.ts itself, until everything is registered; what follows is part of it, and is measured again by itself. */
  readonly registration: number;
  readonly serialisation: number;
  readonly bundling: number;
  readonly whole: number;
}

export async function program({ quick, tell }: How): Promise<Section> {
  const rounds = quick ? 1 : 5;
  tell(`${rounds} rounds of ${WAYS.length} program runs`);
  const phases = await interleaved(rounds, WAYS, runOf);
  tell(`${rounds} rounds of npm start`);
  const starts = await interleaved(rounds, ["npm start"], startOf);
  const seconds = (all: readonly Phases[], pick: (each: Phases) => number): Spread =>
    spreadOf(all, (each) => pick(each) / 1000);
  const base = spreadOf(phases.get(WAYS[1]) ?? [], ({ whole }) => whole).median;
  return {
    title: "The program",
    text: [
      "The program, run in a fresh process as `pulumi preview` runs it, without Pulumi's engine: what it takes until everything is registered. Serialisation is Pulumi's, of every handler; bundling is esbuild's, with what makes the upload; both happen while the program registers, and are measured once more by themselves.",
    ],
    tables: [
      {
        caption: "One run of the program, in seconds:",
        heads: [
          "",
          "packages",
          "own modules",
          "registration",
          "of it serialising",
          "bundling",
          "whole",
          "ratio",
        ],
        rows: WAYS.map((way) => {
          const all = phases.get(way) ?? [];
          const whole = seconds(all, (each) => each.whole);
          return [
            way.name,
            seconds(all, (each) => each.packages),
            seconds(all, (each) => each.modules),
            seconds(all, (each) => each.registration),
            seconds(all, (each) => each.serialisation),
            seconds(all, (each) => each.bundling),
            whole,
            (1000 * whole.median) / base,
          ];
        }),
      },
      {
        caption: "From the start of the process until the stack answers:",
        heads: ["", "s"],
        rows: [...starts].map(([name, all]) => [name, spreadOf(all, (each) => each / 1000)]),
      },
    ],
  };
}

async function runOf({ loader }: Way): Promise<Phases> {
  const began = performance.now();
  const { message } = await told("programRun.ts", loader);
  const phase = (name: keyof Phases) => numberIn(message, name);
  return {
    packages: phase("packages"),
    modules: phase("modules"),
    registration: phase("registration"),
    serialisation: phase("serialisation"),
    bundling: phase("bundling"),
    whole: numberIn(message, "began") - began,
  };
}
