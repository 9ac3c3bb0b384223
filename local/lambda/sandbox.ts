/** One process of a function: started once, invoked again and again, one invocation at a time. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { isRecord } from "../inputs";
import type { Times } from "../traces/segments";
import type { FunctionError, Invocation, Report } from "./messages";

/** `payload` is JSON text. */
export type Outcome = { readonly payload: string } | { readonly error: FunctionError };

/** What came of an invocation, and when it was what. */
export interface Run {
  readonly outcome: Outcome;
  /** Of the process, with its first invocation. */
  readonly initialization?: Times;
  /** Nothing where the function did not load. */
  readonly invocation?: Times;
}

export interface Sandbox {
  /** Ends the process when the function takes longer than it may. */
  invoke(invocation: Omit<Invocation, "deadline">): Promise<Run>;
  /** Whether another invocation can be answered. */
  usable(): boolean;
  /** Ends the process at once; resolves when it is gone. */
  stop(): Promise<void>;
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;
}

/** How long Lambda lets a function load (https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html). */
const INIT_SECONDS = 10;
/** Of an answer, in bytes; the error of Lambda names a limit 100 bytes above the documented 6 MB. */
const MAX_PAYLOAD = 6_291_556;

export function startSandbox(options: {
  readonly runtime: string;
  readonly taskRoot: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly onLog: (line: string) => void;
}): Sandbox {
  const child = spawn(process.execPath, [options.runtime], {
    cwd: options.taskRoot,
    env: options.environment,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  for (const output of [child.stdout, child.stderr])
    if (output) createInterface({ input: output }).on("line", options.onLog);
  const gone = new Promise<void>((resolve) => {
    child.once("close", () => {
      resolve();
    });
  });
  let usable = true;
  let settle: ((report: Report) => void) | undefined;
  const fail = (errorType: string, errorMessage: string) => {
    usable = false;
    settle?.({ kind: "fatal", error: { errorType, errorMessage: `Error: ${errorMessage}` } });
  };
  child.on("message", (message) => {
    if (!isReport(message)) return;
    if (message.kind === "log") {
      options.onLog(message.line);
      return;
    }
    if (message.kind === "fatal") usable = false;
    settle?.(message);
  });
  child.once("error", ({ message }) => {
    fail("Runtime.ExitError", `The function's process did not start: ${message}`);
  });
  child.once("exit", (code, signal) => {
    fail("Runtime.ExitError", exitText(code, signal));
  });

  /** The process's next report, or a timeout, which ends it. */
  const next = (seconds: number): Promise<Report> => {
    const timer = setTimeout(() => {
      fail("Sandbox.Timedout", `Task timed out after ${seconds.toFixed(2)} seconds`);
      child.kill("SIGKILL");
    }, seconds * 1000);
    return new Promise<Report>((resolve) => (settle = resolve)).finally(() => {
      clearTimeout(timer);
    });
  };
  const began = Date.now();
  let initialization: { readonly initialization?: Times } = {};
  const loaded = next(INIT_SECONDS).finally(() => {
    initialization = { initialization: { from: began, to: Date.now() } };
  });
  /** Of the first invocation alone. */
  const initialized = () => {
    const first = initialization;
    initialization = {};
    return first;
  };

  return {
    gone,
    usable: () => usable,
    invoke: async (invocation) => {
      const start = await loaded;
      const { requestId } = invocation;
      const first = initialized();
      if (start.kind !== "ready") return { outcome: outcome(start, requestId), ...first };
      const answer = next(options.timeoutSeconds);
      const from = Date.now();
      const deadline = from + options.timeoutSeconds * 1000;
      child.send({ ...invocation, deadline }, (error) => {
        if (error) fail("Runtime.ExitError", error.message);
      });
      const report = await answer;
      return { outcome: outcome(report, requestId), ...first, invocation: { from, to: Date.now() } };
    },
    stop: () => {
      usable = false;
      child.kill("SIGKILL");
      return gone;
    },
  };
}

const isReport = (message: unknown): message is Report => isRecord(message) && "kind" in message;

function exitText(code: number | null, signal: string | null): string {
  if (signal !== null) return `Runtime exited with error: signal: ${signal}`;
  return code
    ? `Runtime exited with error: exit status ${code}`
    : "Runtime exited without providing a reason";
}

function outcome(report: Report, requestId: string): Outcome {
  if (report.kind === "result")
    return Buffer.byteLength(report.payload) <= MAX_PAYLOAD ? { payload: report.payload } : TOO_LARGE;
  if (report.kind !== "error" && report.kind !== "fatal")
    throw new Error(`A function's process reported ${report.kind} out of turn.`);
  const { error } = report;
  // What the service says, and not the function, begins with the request.
  return {
    error: error.trace ? error : { ...error, errorMessage: `RequestId: ${requestId} ${error.errorMessage}` },
  };
}

const TOO_LARGE: Outcome = {
  error: {
    errorType: "Function.ResponseSizeTooLarge",
    errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_PAYLOAD} bytes).`,
  },
};
