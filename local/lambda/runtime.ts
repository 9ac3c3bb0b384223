/**
 * Runs in a function's process: loads the handler and answers invocations, one at a time, as the Node.js runtime
 * of Lambda does. It is compiled by itself into the process's folder, so it imports nothing but Node.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html and the behaviour of aws-lambda-ric 3.3.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import { format, types } from "node:util";
import type { FunctionError, Invocation, Report } from "./messages";

type Handler = (event: unknown, context: unknown) => unknown;

const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const environment = process.env;
let current: Invocation | undefined;

const report = (message: Report, done?: () => void) => {
  // Nobody listens any more once the parent is gone; then the process is about to end.
  if (process.connected) process.send?.(message, undefined, {}, done);
};

/** The error as Lambda words it: only what looks like an Error keeps its name. */
function functionError(thrown: unknown): FunctionError {
  if (types.isNativeError(thrown) || looksLikeError(thrown))
    return {
      errorType: thrown.name,
      errorMessage: thrown.message,
      trace: (thrown.stack ?? "").split("\n"),
    };
  return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
}

function looksLikeError(thrown: unknown): thrown is Error {
  if (typeof thrown !== "object" || thrown === null) return false;
  const filled = (key: string): boolean => {
    const value: unknown = Reflect.get(thrown, key);
    return typeof value === "string" && value !== "";
  };
  return ["name", "message", "stack"].every(filled);
}

/** One line of the log; with the log format JSON an object of Lambda's shape. */
function line(level: string, values: readonly unknown[]): string {
  const timestamp = new Date().toISOString();
  const requestId = current?.requestId;
  if (environment["AWS_LAMBDA_LOG_FORMAT"] !== "JSON")
    return [timestamp, requestId ?? "undefined", level, format(...values)].join("\t");
  const error = values.find((value) => types.isNativeError(value));
  const shown = types.isNativeError(error) ? describe(error) : {};
  const [only] = values;
  const message = values.length === 1 && !error ? only : format(...values);
  try {
    const nested = (_: string, value: unknown) => (types.isNativeError(value) ? describe(value) : value);
    return JSON.stringify({ timestamp, level, requestId, message, ...shown }, nested);
  } catch {
    return JSON.stringify({ timestamp, level, requestId, message: format(message), ...shown });
  }
}

const describe = ({ name, message, stack }: Error) => ({
  errorType: name,
  errorMessage: message,
  stackTrace: (stack ?? "").split("\n"),
});

function log(level: string, values: readonly unknown[]): void {
  const lowest = environment["AWS_LAMBDA_LOG_LEVEL"] ?? "TRACE";
  if (LEVELS.indexOf(level) >= LEVELS.indexOf(lowest)) report({ kind: "log", line: line(level, values) });
}

function patchConsole(): void {
  const at =
    (level: string) =>
    (...values: unknown[]) => {
      log(level, values);
    };
  Object.assign(console, {
    trace: at("TRACE"),
    debug: at("DEBUG"),
    log: at("INFO"),
    info: at("INFO"),
    warn: at("WARN"),
    error: at("ERROR"),
  });
}

function loadHandler(): Handler {
  const [module = "", ...path] = (environment["_HANDLER"] ?? "").split(".");
  const folder = environment["LAMBDA_TASK_ROOT"] ?? "";
  const loaded: unknown = createRequire(join(folder, "handler"))(join(folder, module));
  const handler = path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    loaded,
  );
  if (!isHandler(handler))
    throw named("Runtime.HandlerNotFound", `${environment["_HANDLER"] ?? ""} is undefined or not exported`);
  if (handler.length > 2)
    throw named("Runtime.CallbackHandlerDeprecated", "Handlers with a callback do not run on nodejs24.x.");
  return handler;
}

const isHandler = (value: unknown): value is Handler => typeof value === "function";
const isInvocation = (message: unknown): message is Invocation =>
  typeof message === "object" && message !== null && "requestId" in message;
const named = (name: string, message: string) => Object.assign(new Error(message), { name });

async function invoke(handler: Handler, invocation: Invocation): Promise<void> {
  current = invocation;
  environment["_X_AMZN_TRACE_ID"] = invocation.traceId;
  try {
    const event: unknown = JSON.parse(invocation.event);
    const result = await handler(event, context(invocation));
    report({ kind: "result", payload: JSON.stringify(result ?? null) });
  } catch (thrown) {
    const error = functionError(thrown);
    log("ERROR", [thrown]);
    report({ kind: "error", error });
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
const context = ({ requestId, deadline, functionArn }: Invocation) => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: environment["AWS_LAMBDA_FUNCTION_NAME"],
  functionVersion: environment["AWS_LAMBDA_FUNCTION_VERSION"],
  invokedFunctionArn: functionArn,
  memoryLimitInMB: environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
  awsRequestId: requestId,
  logGroupName: environment["AWS_LAMBDA_LOG_GROUP_NAME"],
  logStreamName: environment["AWS_LAMBDA_LOG_STREAM_NAME"],
  getRemainingTimeInMillis: () => deadline - Date.now(),
});

function failAndExit(thrown: unknown): void {
  log("FATAL", [thrown]);
  report({ kind: "fatal", error: functionError(thrown) }, () => process.exit(1));
}

patchConsole();
process.on("disconnect", () => process.exit(0));
// Ctrl+C in a terminal reaches this process too; it is for the parent to end it.
process.on("SIGINT", () => undefined);
process.on("uncaughtException", failAndExit);
process.on("unhandledRejection", (reason) => {
  failAndExit(named("Runtime.UnhandledPromiseRejection", format(reason)));
});
try {
  const handler = loadHandler();
  process.on("message", (message) => {
    if (isInvocation(message)) void invoke(handler, message);
  });
  report({ kind: "ready" });
} catch (thrown) {
  failAndExit(thrown);
}
