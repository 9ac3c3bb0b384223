/** How long the compiler takes for typed machines: the whole of `tsc`, with nothing cached, beside an empty project. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generated } from "./generated";
import { table } from "./table";

const ROOT = join(__dirname, "..");
const SIZES = [10, 50, 200, 1_000];
/** The fastest of so many runs counts: what else the computer does only makes it slower. */
const RUNS = 3;

interface Measured {
  readonly instantiations: number;
  readonly checkSeconds: number;
  readonly seconds: number;
  readonly megabytes: number;
}

export function compileSpeed(): void {
  const empty = measured("export {};\n");
  const kit = join(ROOT, "workflow", "asl", "build");
  const rows = SIZES.map((size) => [`${size} states`, measured(generated(size, kit))] as const);
  console.log(
    `\nThe compiler, fastest of ${RUNS} runs; "x" is the whole time over that of an empty project.\n`,
  );
  console.log(
    table(
      ["", "instantiations", "check s", "tsc s", "x", "MB"],
      [["empty", empty] as const, ...rows].map(([name, each]) => [
        name,
        each.instantiations,
        each.checkSeconds.toFixed(2),
        each.seconds.toFixed(2),
        (each.seconds / empty.seconds).toFixed(1),
        Math.round(each.megabytes),
      ]),
    ),
  );
}

function measured(program: string): Measured {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    writeFileSync(join(folder, "machine.ts"), program);
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        extends: join(ROOT, "tsconfig.json"),
        compilerOptions: { typeRoots: [join(ROOT, "node_modules", "@types")] },
        include: ["machine.ts"],
      }),
    );
    const runs = Array.from({ length: RUNS }, () => run(folder));
    return runs.reduce((best, each) => (each.seconds < best.seconds ? each : best));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(folder: string): Measured {
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
