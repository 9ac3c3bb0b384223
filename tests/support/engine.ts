/** The real Pulumi engine over a program, with the local provider for AWS: no cloud, and no account of Pulumi's. */
import { execFile } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { OpMap } from "@pulumi/pulumi/automation";
import type { ExportedResource } from "../../local/stackExport";
import { ROOT } from "./program";

export type Operation = "preview" | "up" | "destroy";

/** Sets, or takes out where the value is not there, a property of a resource, as something of the program would. */
export interface Change {
  readonly type: string;
  readonly name: string;
  readonly path: readonly string[];
  readonly value?: unknown;
}

export interface Options {
  /** Changed before the engine sees them. */
  readonly changes?: readonly Change[];
  /** Folders. */
  readonly policyPacks?: readonly string[];
  /** Fails where something would be made, changed or deleted. */
  readonly expectNoChanges?: boolean;
}

export interface Step {
  readonly op: string;
  readonly urn: string;
}

export interface Violation {
  readonly policy: string;
  readonly urn: string;
  readonly message: string;
  readonly level: string;
}

/** Of what `pulumi stack export` says of a resource, all that does not depend on when and where it was made. */
export type Kept = Omit<ExportedResource, "inputs" | "outputs">;

/** How an operation went. */
export interface Operated {
  readonly ok: boolean;
  /** What the CLI printed; of one that failed, with the reason and the exit code. */
  readonly text: string;
  /** What the stack exports, as the engine wrote it. */
  readonly outputs: unknown;
  /** What was done, or in a preview would be, to each resource. */
  readonly steps: readonly Step[];
  /** How many resources by what is done to them. */
  readonly changes: OpMap;
  readonly violations: readonly Violation[];
  /** What the engine keeps afterwards, without its own provider resources. */
  readonly state: readonly Kept[];
}

export interface Engine {
  operate(operation: Operation, options?: Options): Promise<Operated>;
  /** Takes the state away. */
  remove(): void;
}

/** What the process that runs the program is told. */
export interface Task extends Options {
  readonly operation: Operation;
  readonly folder: string;
  readonly stack: string;
  /** Where the state is kept. */
  readonly home: string;
}

/** An empty stack of the program in a folder. Each operation is a process of its own: Node keeps modules. */
export function engine(folder: string = ROOT, stack = "dev"): Engine {
  const home = mkdtempSync(join(tmpdir(), "resit-engine-"));
  return {
    operate: (operation, options = {}) => run({ ...options, operation, folder, stack, home }),
    remove: () => {
      rmSync(home, { recursive: true });
    },
  };
}

function run(task: Task): Promise<Operated> {
  const args = [
    "-r",
    "ts-node/register/transpile-only",
    join(__dirname, "engineProcess.ts"),
    JSON.stringify(task),
  ];
  const env = {
    ...process.env,
    PATH: [join(ROOT, "local/engine"), process.env["PATH"]].join(delimiter),
    PULUMI_HOME: join(task.home, "home"),
    PULUMI_BACKEND_URL: `file://${task.home}`,
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: ROOT, env, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      const answer = stdout.trimEnd().split("\n").pop() ?? "";
      if (error || !answer.startsWith("{")) reject(new Error(`The engine was not run: ${stdout}${stderr}`));
      else resolve(JSON.parse(answer) as Operated);
    });
  });
}

const onPath = (command: string): boolean =>
  (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** Of one operation, in milliseconds: the program alone takes some seconds to load. */
const TIMEOUT = 180_000;

/** As `describe`, of what needs the engine; without it, one test that says so. */
export function describeEngine(title: string, tests: () => void): void {
  if (!onPath("pulumi")) {
    it(`${title}: the Pulumi CLI is not on PATH: the engine was not run`, () => undefined);
    return;
  }
  describe(title, function () {
    this.timeout(TIMEOUT);
    tests();
  });
}
