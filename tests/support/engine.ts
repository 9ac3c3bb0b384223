/** The real Pulumi engine over a program, with the local provider for AWS: no cloud, and no account of Pulumi's. */
import { execFile } from "node:child_process";
import {
  accessSync,
  constants,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { OpMap } from "@pulumi/pulumi/automation";
import { isRecord, parseRecord } from "../../local/inputs";
import type { ExportedResource } from "../../local/stackExport";
import { PROJECT, ROOT } from "./program";

export type Operation = "preview" | "up" | "destroy";

/** Sets, or takes out where the value is not there, a property of a resource, as something of the program would. */
export interface Change {
  readonly type: string;
  readonly name: string;
  readonly path: readonly string[];
  readonly value?: unknown;
}

export interface Options {
  /** Of the program; default this project. */
  readonly folder?: string;
  /** Over the configuration of the stack's file, by key with namespace. */
  readonly config?: Readonly<Record<string, string>>;
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
  /**
   * `pulumi destroy` in the folder of the program, as somebody types it. It looks first at what would go, which the
   * Automation API does not: that one takes away what is not protected before it comes to what is. Gives why it failed.
   */
  destroyByHand(folder: string): Promise<unknown>;
  /** As `pulumi stack export` writes it: secrets are encrypted, or where they are shown, in clear. */
  state(secrets?: "encrypted" | "shown"): Promise<string>;
  /** Takes the state away. */
  remove(): void;
}

/** What the process that runs the program is told. */
export interface Task extends Options {
  readonly operation: Operation;
  readonly folder: string;
  readonly stack: string;
}

const ENGINE = "pulumi";

/**
 * An empty stack of the program. Each operation is a process of its own: Node keeps modules.
 * @throws where there is no engine
 */
export function engine(stack = "dev"): Engine {
  if (!onPath(ENGINE))
    throw new Error(
      "The Pulumi CLI is not on PATH, and these tests are of nothing else: install it " +
        "(https://www.pulumi.com/docs/iac/download-install/), or let .ci/run find one.",
    );
  const home = mkdtempSync(join(tmpdir(), "resit-engine-"));
  const name = `organization/${PROJECT}/${stack}`;
  const env = {
    ...process.env,
    PATH: [join(ROOT, "local/engine"), process.env["PATH"]].join(delimiter),
    PULUMI_HOME: join(home, "home"),
    PULUMI_BACKEND_URL: `file://${home}`,
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
  return {
    operate: async (operation, options = {}) => {
      const task: Task = { folder: ROOT, ...options, operation, stack };
      const script = join(__dirname, "engineProcess.ts");
      const args = ["-r", "ts-node/register/transpile-only", script, JSON.stringify(task)];
      const answer = (await run(process.execPath, args, env)).trimEnd().split("\n").pop() ?? "";
      if (!answer.startsWith("{")) throw new Error(`The engine was not run: ${answer}`);
      return JSON.parse(answer) as Operated;
    },
    destroyByHand: (folder) =>
      run(ENGINE, ["destroy", "--yes", "--non-interactive", "--stack", name], env, folder).then(
        () => "nothing",
        (error: unknown) => error,
      ),
    state: (secrets = "encrypted") => {
      const shown = secrets === "shown" ? ["--show-secrets"] : [];
      return run(ENGINE, ["stack", "export", "--stack", name, ...shown], env);
    },
    remove: () => {
      rmSync(home, { recursive: true });
    },
  };
}

/** What it prints. */
function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd: string = ROOT,
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { cwd, env, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${error.message}: ${stdout}${stderr}`));
      else resolve(stdout);
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

/** A text of a source file, and what stands there instead. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export interface Edited {
  readonly folder: string;
  remove(): void;
}

/** What a program is made of. */
const SOURCES = [
  ...["api", "handlers", "infra", "packaging", "workflow"],
  ...["index.ts", "package.json", "package-lock.json", "tsconfig.json", "Pulumi.yaml"],
  ...["Pulumi.dev.yaml", "Pulumi.prod.yaml"],
];

/**
 * A copy of the program, as somebody would change it.
 * @throws where a text does not stand in its file exactly once
 */
export function edited(edits: readonly Edit[]): Edited {
  const folder = mkdtempSync(join(tmpdir(), "resit-edited-"));
  for (const source of SOURCES) cpSync(join(ROOT, source), join(folder, source), { recursive: true });
  // What is packaged is looked up by its sources: what an edit does not touch need not be packaged again.
  cpSync(join(ROOT, ".resit/functions"), join(folder, ".resit/functions"), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  for (const { file, from, to } of edits) {
    const parts = readFileSync(join(folder, file), "utf8").split(from);
    if (parts.length !== 2)
      throw new Error(
        `${file} has ${parts.length - 1} times what a test would change, once was expected: ${from}`,
      );
    writeFileSync(join(folder, file), parts.join(to));
  }
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

/** The resources of an exported state. */
export function resourcesIn(state: string): readonly unknown[] {
  const { deployment } = parseRecord("The state", state);
  const resources: unknown = isRecord(deployment) ? deployment["resources"] : undefined;
  return Array.isArray(resources) ? resources : [];
}
