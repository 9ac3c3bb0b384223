/** How long the compiler takes for typed machines: the whole of `tsc`, with nothing cached, beside an empty project. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { How } from "./bench";
import { generated } from "./generated";
import type { Section } from "./report";
import { interleaved, spreadOf } from "./statistics";

const ROOT = join(__dirname, "..");
const SIZES = [10, 50, 200, 1_000];

interface Run {
  readonly instantiations: number;
  readonly checkSeconds: number;
  readonly seconds: number;
  readonly megabytes: number;
}

interface Subject {
  readonly name: string;
  readonly folder: string;
}

export async function compiler({ quick, tell }: How): Promise<Section> {
  const [sizes, rounds] = quick ? [[10], 1] : [SIZES, 2];
  const kit = join(ROOT, "workflow", "asl", "build");
  const folder = mkdtempSync(join(tmpdir(), "bench-compiler-"));
  try {
    const empty = project(join(folder, "empty"), "no machine", "export {};\n");
    const machines = sizes.map((size) =>
      project(join(folder, String(size)), `${size} states`, generated(size, kit)),
    );
    tell(`${rounds} rounds of ${machines.length + 1} compilations`);
    const runs = await interleaved(rounds, [empty, ...machines], run);
    const base = spreadOf(runs.get(empty) ?? [], ({ seconds }) => seconds).median;
    return {
      title: "The compiler, for typed machines",
      text: [
        "Generated machines of every kind of state, written with the typed kit (workflow/asl/build) and compiled by tsc, with nothing cached. A ratio is that of the whole time to a project without a machine.",
      ],
      tables: [
        {
          caption: "One compilation:",
          heads: ["", "instantiations", "check s", "whole s", "ratio", "MB"],
          rows: [...runs].map(([{ name }, all]) => {
            const whole = spreadOf(all, ({ seconds }) => seconds);
            return [
              name,
              spreadOf(all, ({ instantiations }) => instantiations).median,
              spreadOf(all, ({ checkSeconds }) => checkSeconds),
              whole,
              whole.median / base,
              Math.round(spreadOf(all, ({ megabytes }) => megabytes).median),
            ];
          }),
        },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function project(folder: string, name: string, program: string): Subject {
  mkdirSync(folder);
  writeFileSync(join(folder, "machine.ts"), program);
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      extends: join(ROOT, "tsconfig.json"),
      compilerOptions: { typeRoots: [join(ROOT, "node_modules", "@types")] },
      include: ["machine.ts"],
    }),
  );
  return { name, folder };
}

function run({ folder }: Subject): Run {
  const tsc = require.resolve("typescript/bin/tsc");
  const { stdout, status } = spawnSync(process.execPath, [tsc, "-p", folder, "--extendedDiagnostics"], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`The generated machine does not compile:\n${stdout}`);
  const figure = (label: string): number =>
    Number(new RegExp(`^${label}:\\s+([\\d.]+)`, "m").exec(stdout)?.[1]);
  return {
    instantiations: figure("Instantiations"),
    checkSeconds: figure("Check time"),
    seconds: figure("Total time"),
    megabytes: figure("Memory used") / 1024,
  };
}
