/** A registered function in a process of its own: its deployed file, its variables, and no node_modules in reach. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import ts = require("typescript");
import { REGION } from "./aws";
import { at, isRecord, textAt, type Registered } from "./program";

/** What Lambda answers whoever invokes a function; `result` is what the handler returned, as JSON carries it. */
export type Outcome =
  | { readonly result: unknown; readonly error?: never }
  | { readonly error: FunctionError; readonly result?: never };

export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

export interface LambdaProcess {
  /** One at a time. */
  invoke(event: unknown, requestId: string): Promise<Outcome>;
  /** Lets the process send what it still has to send, waits for its end, and removes its folder. */
  stop(): Promise<void>;
}

export interface Surroundings {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of AWS, by the SDK's name of the service: `AWS_ENDPOINT_URL_<service>`. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Where X-Ray's daemon listens: `127.0.0.1:2000`. */
  readonly xrayDaemon: string;
  /** The trace that an invocation belongs to, as Lambda writes it. */
  readonly traceId: string;
  /** Gets each line of stdout and stderr. */
  readonly onLine: (line: string) => void;
}

const RUNTIME = ts.transpileModule(readFileSync(join(__dirname, "lambdaRuntime.ts"), "utf8"), {
  compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
}).outputText;

export function startLambda(deployed: Registered, surroundings: Surroundings): LambdaProcess {
  const folder = mkdtempSync(join(tmpdir(), `lambda-${deployed.name}-`));
  writeFileSync(join(folder, "__index.js"), textAt(deployed.inputs, "code", "__index.js"));
  writeFileSync(join(folder, "runtime.js"), RUNTIME);
  const child = spawn(
    process.execPath,
    // The SDK warns that it will leave Node 20 behind, which is not what Lambda runs.
    ["--no-warnings", "runtime.js"],
    {
      cwd: folder,
      env: environment(deployed, folder, surroundings),
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    },
  );
  for (const output of [child.stdout, child.stderr])
    if (output) createInterface({ input: output }).on("line", surroundings.onLine);
  const ended = new Promise<void>((resolve) => child.once("close", resolve));
  return {
    invoke: (event, requestId) => invoke(child, { event, requestId, traceId: surroundings.traceId }),
    stop: async () => {
      if (child.connected) child.send("stop");
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
function environment(
  { inputs }: Registered,
  folder: string,
  { accessKeyId, secretAccessKey, endpoints, xrayDaemon }: Surroundings,
): Readonly<Record<string, string>> {
  const variables = at(inputs, "environment", "variables");
  const [daemonAddress = "", daemonPort = ""] = xrayDaemon.split(":");
  return {
    _HANDLER: textAt(inputs, "handler"),
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_DEFAULT_REGION: REGION,
    AWS_EXECUTION_ENV: `AWS_Lambda_${textAt(inputs, "runtime")}`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(at(inputs, "memorySize")),
    AWS_LAMBDA_FUNCTION_NAME: textAt(inputs, "name"),
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_FORMAT: textAt(inputs, "loggingConfig", "logFormat"),
    AWS_LAMBDA_LOG_GROUP_NAME: textAt(inputs, "loggingConfig", "logGroup"),
    AWS_LAMBDA_LOG_STREAM_NAME: "2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef",
    AWS_REGION: REGION,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: "session",
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    AWS_XRAY_DAEMON_ADDRESS: xrayDaemon,
    _AWS_XRAY_DAEMON_ADDRESS: daemonAddress,
    _AWS_XRAY_DAEMON_PORT: daemonPort,
    LAMBDA_TASK_ROOT: folder,
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    ...(isRecord(variables)
      ? Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)]))
      : {}),
    ...Object.fromEntries(
      Object.entries(endpoints).map(([service, url]) => [`AWS_ENDPOINT_URL_${service}`, url]),
    ),
  };
}

function invoke(child: ChildProcess, invocation: object): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => {
      reject(new Error(`The function's process ended with ${String(code)} and without an answer.`));
    };
    child.once("exit", ended);
    child.once("message", (message) => {
      child.off("exit", ended);
      const result = at(message, "result");
      resolve(
        typeof result === "string"
          ? { result: JSON.parse(result) as unknown }
          : { error: errorOf(at(message, "error")) },
      );
    });
    child.send(invocation);
  });
}

function errorOf(reported: unknown): FunctionError {
  const trace = at(reported, "trace");
  return {
    errorType: textAt(reported, "errorType"),
    errorMessage: textAt(reported, "errorMessage"),
    trace: Array.isArray(trace) ? trace.map(String) : [],
  };
}
