/** What the program takes each time that `pulumi` runs it, and how long `npm start` takes until it is ready. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import type { How } from "./bench";
import { copyOfProject, TYPE_CHECKING, type Copy } from "./copy";
import { inFreshProcess } from "./freshProcess";
import { numberIn } from "./messages";
import type { Section } from "./report";
import { interleaved, spread, spreadOf } from "./statistics";

interface Way {
  readonly name: string;
  /** What TypeScript is read with. */
  readonly tsconfig: string;
  /** Whether anything is left of the run before. */
  readonly kept: boolean;
}

const TYPE_CHECKED: Way = {
  name: "types checked in the run, as is Pulumi's default",
  tsconfig: TYPE_CHECKING,
  kept: false,
};

const WAYS: readonly Way[] = [
  TYPE_CHECKED,
  { name: "this project, run for the first time", tsconfig: "tsconfig.json", kept: false },
  { name: "this project, nothing changed", tsconfig: "tsconfig.json", kept: true },
];

const PHASES = ["started", "packages", "modules", "registration", "whole"] as const;

type Phases = Readonly<Record<(typeof PHASES)[number], number>>;

export async function program({ quick, tell }: How): Promise<Section> {
  const rounds = quick ? 1 : 2;
  const copy = copyOfProject();
  try {
    tell(`${rounds} rounds of ${WAYS.length} program runs`);
    const runs = await interleaved(rounds, WAYS, (way) => runOf(copy, way));
    tell(`${rounds} rounds of making all functions`);
    const made = await interleaved(rounds, ["all functions"], () => functionsOf(copy));
    tell(`${rounds} rounds of npm start`);
    const starts = await interleaved(rounds, ["npm start"], () => secondsToReady(copy));
    const base = spreadOf(runs.get(TYPE_CHECKED) ?? [], ({ whole }) => whole).median;
    return {
      title: "The program",
      text: [TEXT],
      tables: [
        {
          caption: "One run of the program, in seconds:",
          heads: ["", ...HEADS, "ratio"],
          rows: [...runs].map(([{ name }, all]) => [
            name,
            ...PHASES.map((phase) => spreadOf(all, (each) => each[phase] / 1000)),
            spreadOf(all, ({ whole }) => whole).median / base,
          ]),
        },
        {
          caption: "Making every function's file once, one function after the other, in seconds:",
          heads: ["", "functions", "serialising", "bundling, minifying"],
          rows: [...made].map(([name, all]) => [
            name,
            spreadOf(all, ({ functions }) => functions).median,
            spreadOf(all, ({ serialising }) => serialising / 1000),
            spreadOf(all, ({ bundling }) => bundling / 1000),
          ]),
        },
        {
          caption: "From the start of the process until the stack answers, in seconds:",
          heads: ["", "s"],
          rows: [...starts].map(([name, all]) => [name, spread(all)]),
        },
      ],
    };
  } finally {
    copy.remove();
  }
}

const TEXT =
  "The program as `pulumi preview` runs it, in a fresh process of a copy of the project, without Pulumi's engine and cloud: from the start of Node until everything is registered. Where functions are not kept from a run before, registration holds their serialising (Pulumi's) and their bundling and minifying (esbuild's). Where types are checked, they are so of what stands for the engine here, too.";

const HEADS = ["Node, loader", "packages", "own modules", "registration", "whole"];

async function runOf(copy: Copy, { tsconfig, kept }: Way): Promise<Phases> {
  if (!kept) copy.forget();
  const message = await told(copy, "programRun.ts", tsconfig);
  return {
    started: numberIn(message, "started"),
    packages: numberIn(message, "packages"),
    modules: numberIn(message, "modules"),
    registration: numberIn(message, "registration"),
    whole: numberIn(message, "whole"),
  };
}

interface Functions {
  readonly functions: number;
  /** Milliseconds. */
  readonly serialising: number;
  readonly bundling: number;
}

async function functionsOf(copy: Copy): Promise<Functions> {
  const message = await told(copy, "functionsRun.ts", "tsconfig.json");
  return {
    functions: numberIn(message, "functions"),
    serialising: numberIn(message, "serialising"),
    bundling: numberIn(message, "bundling"),
  };
}

/** What a program of the copy tells. */
async function told({ folder }: Copy, name: string, tsconfig: string): Promise<unknown> {
  const { message } = await inFreshProcess({
    program: join(folder, "bench", name),
    folder,
    environment: { PATH: process.env["PATH"] ?? "", TS_NODE_PROJECT: join(folder, tsconfig) },
    loader: "ts-node/register",
  });
  return message;
}

/** `npm start -- --json` writes one line once it is ready. */
function secondsToReady({ folder }: Copy): Promise<number> {
  const began = performance.now();
  const child = spawn(
    process.execPath,
    ["-r", "ts-node/register/transpile-only", join("local", "main.ts"), "--json", "--port", "0"],
    { cwd: folder, stdio: ["ignore", "pipe", "ignore"] },
  );
  return new Promise((resolve, reject) => {
    let seconds: number | undefined;
    child.stdout.once("data", () => {
      seconds = (performance.now() - began) / 1000;
      child.kill("SIGTERM");
    });
    child.once("error", reject);
    child.once("close", (code) => {
      if (seconds !== undefined) resolve(seconds);
      else reject(new Error(`npm start ended with ${String(code)} before it was ready.`));
    });
  });
}
