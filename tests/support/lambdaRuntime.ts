/**
 * Runs in the process of a function, as Lambda's own runtime does: loads the handler, answers one invocation after the
 * other, writes the log in Lambda's JSON format, and reports what is thrown. It is compiled by itself into a folder
 * outside of the project, so it imports nothing but Node. Source: Errors.js and LogPatch.js of
 * https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
 */
import { join } from "node:path";
import { format, types } from "node:util";

interface Invocation {
  readonly event: unknown;
  readonly requestId: string;
  readonly traceId: string;
}

const { LAMBDA_TASK_ROOT = "", _HANDLER = "" } = process.env;
let requestId: string | undefined;

for (const level of ["trace", "debug", "info", "warn", "error"] as const)
  console[level] = (...values: unknown[]) => {
    const message = values.length === 1 && typeof values[0] === "object" ? values[0] : format(...values);
    write({ level: level.toUpperCase(), message });
  };

function write(fields: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify({ timestamp: new Date().toISOString(), requestId, ...fields })}\n`);
}

/** Only what is an Error, or looks like one, keeps its name: a serialised subclass of Error does not. */
function reported(thrown: unknown): Readonly<Record<string, unknown>> {
  if (types.isNativeError(thrown) || looksLikeError(thrown))
    return { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? "").split("\n") };
  return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
}

const looksLikeError = (thrown: unknown): thrown is Error =>
  typeof thrown === "object" &&
  thrown !== null &&
  ["name", "message", "stack"].every((key) => {
    const value: unknown = Reflect.get(thrown, key);
    return typeof value === "string" && value !== "";
  });

async function answer({ event, ...invocation }: Invocation): Promise<void> {
  requestId = invocation.requestId;
  process.env["_X_AMZN_TRACE_ID"] = invocation.traceId;
  const context = { awsRequestId: requestId, functionName: process.env["AWS_LAMBDA_FUNCTION_NAME"] };
  try {
    const result: unknown = await handler(event, context);
    process.send?.({ result: JSON.stringify(result ?? null) });
  } catch (thrown) {
    const error = reported(thrown);
    // Lambda's runtime logs whatever else an error has, too.
    const more = types.isNativeError(thrown) ? Object.fromEntries(Object.entries(thrown)) : {};
    write({ level: "ERROR", message: { ...error, ...more } });
    process.send?.({ error });
  }
}

function load(): (event: unknown, context: unknown) => unknown {
  const [file = "", name = ""] = _HANDLER.split(".");
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- what is loaded is known only here
  const loaded: unknown = require(join(LAMBDA_TASK_ROOT, file));
  const found: unknown =
    typeof loaded === "object" && loaded !== null ? Reflect.get(loaded, name) : undefined;
  if (typeof found !== "function") throw new Error(`${_HANDLER} is no function.`);
  return (event, context) => Reflect.apply(found, undefined, [event, context]) as unknown;
}

const handler = load();
process.on("message", (message) => {
  // Without a parent nothing keeps the process but what it has still to send.
  if (isInvocation(message)) void answer(message);
  else process.disconnect();
});

function isInvocation(message: unknown): message is Invocation {
  return typeof message === "object" && message !== null && "requestId" in message;
}
