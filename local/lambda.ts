/** Lambda: runs the functions from the files that the program registered, in processes of their own. */
import { randomUUID } from "node:crypto";
import { transformSync } from "esbuild";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { environmentOf, type Credentials, type Surroundings } from "./lambda/environment";
import { pool, type Pool } from "./lambda/pool";
import { startSandbox, type Outcome } from "./lambda/sandbox";
import type { Specification } from "./lambda/specification";
import { newId, readHop, writeHop } from "./traces/header";
import { lambdaSegments, type OnSegment } from "./traces/segments";

export interface Lambda {
  /**
   * Invokes a function and waits for its answer; where all its processes are busy the call waits in line.
   * `event` is JSON text. Throws by AWS's name for an unknown function (ResourceNotFoundException) and an event over
   * 6 MB (RequestTooLargeException), and once Lambda has stopped.
   */
  invoke(functionArn: string, event: string, traceHeader: string): Promise<Outcome>;
  /** From now on these are the functions: calls that are under way end with the code that they began with. */
  update(functions: readonly Specification[]): void;
  /** Ends all processes and removes their files. */
  stop(): Promise<void>;
}

/** Processes of one function at a time. */
const CONCURRENCY = 4;
/** Of an event, in bytes (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
const MAX_EVENT = 6_291_456;

export function startLambda(options: {
  readonly functions: readonly Specification[];
  readonly surroundings: Surroundings;
  /** Makes credentials that stand for the function until `revoke` is called. */
  readonly credentials: (specification: Specification) => Credentials & { readonly revoke: () => void };
  readonly onLog: (logGroup: string, line: string) => void;
  readonly onSegment?: OnSegment;
}): Lambda {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "resit-")));
  const removeFolder = () => {
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", removeFolder);
  const runtime = join(folder, "runtime.js");
  writeFileSync(runtime, compiledRuntime());
  const all: Pool[] = [];
  const started = (functions: readonly Specification[]) =>
    new Map(functions.map((each) => [each.arn, { name: each.name, sandboxes: poolOf(each) }]));
  const poolOf = (specification: Specification): Pool => {
    const taskRoot = unpack(join(folder, String(all.length), specification.name), specification.files);
    const start = () => {
      const { revoke, ...credentials } = options.credentials(specification);
      const sandbox = startSandbox({
        runtime,
        taskRoot,
        environment: environmentOf(specification, options.surroundings, credentials, taskRoot),
        timeoutSeconds: specification.timeoutSeconds,
        onLog: (line) => {
          options.onLog(specification.logGroup, line);
        },
      });
      void sandbox.gone.then(revoke);
      return sandbox;
    };
    const sandboxes = pool(CONCURRENCY, start);
    all.push(sandboxes);
    return sandboxes;
  };
  let pools = started(options.functions);
  return {
    invoke: async (functionArn, event, traceHeader) => {
      const found = pools.get(functionArn.replace(/:\$LATEST$/, ""));
      if (!found) throw refusal("ResourceNotFoundException", `Function not found: ${functionArn}`);
      if (Buffer.byteLength(event) > MAX_EVENT) throw refusal("RequestTooLargeException", TOO_LARGE);
      const hop = readHop(traceHeader);
      const functionSegment = newId();
      const traceId = hop ? writeHop({ ...hop, parent: functionSegment }) : traceHeader;
      const requestId = randomUUID();
      const from = Date.now();
      const { outcome, ...phases } = await found.sandboxes.use((sandbox) =>
        sandbox.invoke({ requestId, event, traceId, functionArn }),
      );
      if (hop?.sampled)
        lambdaSegments({
          hop,
          functionSegment,
          name: found.name,
          arn: functionArn,
          requestId,
          failed: "error" in outcome,
          at: { from, to: Date.now() },
          ...phases,
        }).forEach((each) => options.onSegment?.(each));
      return outcome;
    },
    update: (functions) => {
      const before = pools;
      pools = started(functions);
      for (const { sandboxes } of before.values()) sandboxes.retire();
    },
    stop: async () => {
      await Promise.all(all.map((sandboxes) => sandboxes.stop()));
      removeFolder();
      process.off("exit", removeFolder);
    },
  };
}

const TOO_LARGE = `Request must be smaller than ${MAX_EVENT} bytes for the InvokeFunction operation`;

const refusal = (name: string, message: string) => Object.assign(new Error(message), { name });

/** Writes a package into a folder of its own, out of reach of any node_modules. */
function unpack(folder: string, files: ReadonlyMap<string, string>): string {
  mkdirSync(folder, { recursive: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function compiledRuntime(): string {
  const source = readFileSync(join(__dirname, "lambda", "runtime.ts"), "utf8");
  return transformSync(source, { loader: "ts", format: "cjs", target: "node20" }).code;
}
