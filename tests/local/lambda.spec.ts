import { expect } from "chai";
import { existsSync } from "node:fs";
import { isRecord, type Properties } from "../../local/inputs";
import { startLambda, type Lambda } from "../../local/lambda";
import type { Specification } from "../../local/lambda/specification";

interface Line {
  readonly logGroup: string;
  readonly line: string;
}

const TRACE = "Root=1-00000000-000000000000000000000000;Parent=0000000000000000;Sampled=1";
const arn = (name: string) => `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;

const specification = (name: string, body: string, more: Partial<Specification> = {}): Specification => ({
  name,
  arn: arn(name),
  roleArn: `arn:aws:iam::000000000000:role/${name}`,
  handler: "__index.handler",
  runtime: "nodejs24.x",
  timeoutSeconds: 10,
  memoryMegabytes: 256,
  variables: {},
  logGroup: `/aws/lambda/${name}`,
  logFormat: "JSON",
  logLevel: "INFO",
  files: new Map([["__index.js", body]]),
  ...more,
});

describe("local/lambda", () => {
  let lambda: Lambda | undefined;
  const lines: Line[] = [];
  const revoked: string[] = [];

  function start(...functions: Specification[]): Lambda {
    lines.length = 0;
    revoked.length = 0;
    lambda = startLambda({
      functions,
      surroundings: { region: "eu-west-1", endpoint: "http://127.0.0.1:9", xrayDaemon: "127.0.0.1:2000" },
      credentials: ({ name }) => ({
        accessKeyId: `KEY${name}`,
        secretAccessKey: "secret",
        sessionToken: "session",
        revoke: () => revoked.push(name),
      }),
      onLog: (logGroup, line) => lines.push({ logGroup, line }),
    });
    return lambda;
  }
  const call = async (started: Lambda, name: string, event: unknown = {}): Promise<unknown> => {
    const outcome = await started.invoke(arn(name), JSON.stringify(event), TRACE);
    return "payload" in outcome ? JSON.parse(outcome.payload) : outcome;
  };

  const record = (value: unknown): Properties => {
    if (isRecord(value)) return value;
    throw new Error(`An object was expected, found ${JSON.stringify(value)}.`);
  };
  const errorOf = async (started: Lambda, name: string): Promise<Properties> =>
    record(record(await call(started, name))["error"]);

  afterEach(async () => {
    await lambda?.stop();
    lambda = undefined;
  });

  it("hands the event to the handler and answers what it returns, as JSON", async () => {
    const started = start(
      specification(
        "echo",
        "exports.handler = async (event) => ({ event, gone: undefined, at: new Date(0) });",
      ),
    );
    expect(await call(started, "echo", { a: [1, "ü"], __proto__: null })).to.deep.equal({
      event: { a: [1, "ü"] },
      at: "1970-01-01T00:00:00.000Z",
    });
  });

  it("answers null when the handler returns nothing", async () => {
    const started = start(specification("nothing", "exports.handler = async () => {};"));
    expect(await call(started, "nothing")).to.equal(null);
  });

  it("gives the function Lambda's environment and its own variables, and nothing of this process's", async () => {
    process.env["RESIT_LEAK"] = "leaked";
    const started = start(
      specification("env", "exports.handler = async () => process.env;", {
        variables: { TABLE_NAME: "table" },
      }),
    );
    const environment = await call(started, "env");
    delete process.env["RESIT_LEAK"];
    expect(environment).to.have.all.keys(
      "AWS_ACCESS_KEY_ID AWS_DEFAULT_REGION AWS_ENDPOINT_URL_DYNAMODB AWS_ENDPOINT_URL_SFN AWS_ENDPOINT_URL_SNS AWS_EXECUTION_ENV AWS_LAMBDA_FUNCTION_MEMORY_SIZE AWS_LAMBDA_FUNCTION_NAME AWS_LAMBDA_FUNCTION_VERSION AWS_LAMBDA_INITIALIZATION_TYPE AWS_LAMBDA_LOG_FORMAT AWS_LAMBDA_LOG_GROUP_NAME AWS_LAMBDA_LOG_LEVEL AWS_LAMBDA_LOG_STREAM_NAME AWS_REGION AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_XRAY_DAEMON_ADDRESS HOME LAMBDA_TASK_ROOT LANG PATH TABLE_NAME TZ _HANDLER _X_AMZN_TRACE_ID".split(
        " ",
      ),
    );
    expect(environment).to.include({
      AWS_ACCESS_KEY_ID: "KEYenv",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
      AWS_LAMBDA_FUNCTION_NAME: "env",
      AWS_REGION: "eu-west-1",
      TABLE_NAME: "table",
    });
    // The caller's trace, and in it the segment of the function, which the caller does not know.
    const [root, caller] = TRACE.split(";");
    const trace = String(record(environment)["_X_AMZN_TRACE_ID"]).split(";");
    expect(trace[0]).to.equal(root);
    expect(trace[1])
      .to.match(/^Parent=[0-9a-f]{16}$/)
      .and.not.equal(caller);
  });

  it("runs the function out of reach of the project and its packages", async () => {
    const started = start(
      specification(
        "alone",
        `exports.handler = async () => {
           const found = (name) => { try { require(name); return true; } catch { return false; } };
           return { folder: process.cwd(), root: process.env.LAMBDA_TASK_ROOT, pulumi: found("@pulumi/pulumi"), fs: found("fs") };
         };`,
      ),
    );
    const answer = await call(started, "alone");
    expect(answer).to.include({ pulumi: false, fs: true });
    expect(JSON.stringify(answer)).not.to.contain(process.cwd());
  });

  it("keeps a process warm and gives it one invocation at a time", async () => {
    const started = start(
      specification(
        "warm",
        `let calls = 0, busy = 0, most = 0;
         exports.handler = async () => {
           most = Math.max(most, ++busy);
           await new Promise(setImmediate);
           busy--;
           return { pid: process.pid, calls: ++calls, most };
         };`,
      ),
    );
    const first = await call(started, "warm");
    expect(await call(started, "warm")).to.deep.equal({ ...record(first), calls: 2, most: 1 });
  });

  it("starts at most four processes of a function; further calls wait in line", async () => {
    const started = start(specification("busy", "exports.handler = async () => process.pid;"));
    const pids = await Promise.all(Array.from({ length: 40 }, () => call(started, "busy")));
    expect(new Set(pids).size).to.be.within(1, 4);
    expect(pids.every((pid) => typeof pid === "number")).to.equal(true);
  });

  describe("errors", () => {
    const thrown = (expression: string) => `exports.handler = async () => { throw ${expression}; };`;
    const rules: readonly (readonly [string, string, Record<string, unknown>])[] = [
      [
        "a named Error",
        "Object.assign(new Error('shut'), { name: 'AttemptClosed' })",
        { errorType: "AttemptClosed", errorMessage: "shut" },
      ],
      [
        "an object like an Error",
        "{ name: 'Odd', message: 'm', stack: 's' }",
        { errorType: "Odd", errorMessage: "m", trace: ["s"] },
      ],
      [
        "an object without a stack",
        "{ name: 'Odd', message: 'm' }",
        { errorType: "object", errorMessage: "[object Object]", trace: [] },
      ],
      ["text", "'no'", { errorType: "string", errorMessage: "no", trace: [] }],
    ];
    for (const [what, expression, expected] of rules)
      it(`answers ${what} as the Node.js runtime of Lambda words it`, async () => {
        const started = start(specification("throws", thrown(expression)));
        const error = await errorOf(started, "throws");
        expect(error).to.include.all.keys("errorType", "errorMessage", "trace");
        expect({ ...error, trace: expected["trace"] ?? "any" }).to.deep.equal({ trace: "any", ...expected });
      });

    it("answers an error of a later turn, and starts a new process for the next call", async () => {
      const started = start(
        specification(
          "later",
          "exports.handler = (event) => event.fine ? process.pid : new Promise(() => setImmediate(() => { throw new TypeError('late'); }));",
        ),
      );
      expect(await call(started, "later")).to.have.nested.include({
        "error.errorType": "TypeError",
        "error.errorMessage": "late",
      });
      expect(await call(started, "later", { fine: true })).to.be.a("number");
    });

    it("answers an unhandled rejection by Lambda's name for it", async () => {
      const started = start(
        specification(
          "rejects",
          "exports.handler = () => new Promise(() => { Promise.reject(new Error('lost')); });",
        ),
      );
      expect(await call(started, "rejects")).to.have.nested.property(
        "error.errorType",
        "Runtime.UnhandledPromiseRejection",
      );
    });

    it("ends a process that takes longer than the function's timeout", async () => {
      const started = start(
        specification(
          "slow",
          "exports.handler = (event) => event.fine ? 1 : new Promise(() => setInterval(() => {}, 9e6));",
          {
            timeoutSeconds: 0.2,
          },
        ),
      );
      const error = await errorOf(started, "slow");
      expect(error["errorType"]).to.equal("Sandbox.Timedout");
      expect(error["errorMessage"]).to.match(
        /^RequestId: [0-9a-f-]{36} Error: Task timed out after 0.20 seconds$/,
      );
      expect(await call(started, "slow", { fine: true })).to.equal(1);
    });

    it("answers Runtime.ExitError when the process ends, and goes on with another one", async () => {
      const started = start(
        specification("exits", "exports.handler = (event) => event.fine ? 1 : process.exit(3);"),
      );
      const error = await errorOf(started, "exits");
      expect(error["errorType"]).to.equal("Runtime.ExitError");
      expect(error["errorMessage"]).to.match(
        /^RequestId: \S+ Error: Runtime exited with error: exit status 3$/,
      );
      expect(await call(started, "exits", { fine: true })).to.equal(1);
    });

    const broken: readonly (readonly [string, string, string])[] = [
      ["cannot be parsed", "exports.handler = (", "SyntaxError"],
      ["throws when it is loaded", "throw new RangeError('no');", "RangeError"],
      ["exports no handler", "exports.other = 1;", "Runtime.HandlerNotFound"],
      [
        "has a handler with a callback",
        "exports.handler = (a, b, c) => c();",
        "Runtime.CallbackHandlerDeprecated",
      ],
    ];
    for (const [what, text, errorType] of broken)
      it(`answers ${errorType} when the file ${what}`, async () => {
        const started = start(specification("broken", text));
        expect(await call(started, "broken")).to.have.nested.property("error.errorType", errorType);
        expect(await call(started, "broken")).to.have.nested.property("error.errorType", errorType);
      });

    it("refuses an answer and an event beyond Lambda's limits", async () => {
      const started = start(specification("big", "exports.handler = async () => 'x'.repeat(6291557);"));
      expect(await call(started, "big")).to.deep.equal({
        error: {
          errorType: "Function.ResponseSizeTooLarge",
          errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
        },
      });
      const refused = await call(started, "big", "x".repeat(6_291_455)).catch(String);
      expect(refused).to.equal(
        "RequestTooLargeException: Request must be smaller than 6291456 bytes for the InvokeFunction operation",
      );
    });

    it("names a function that is not there", async () => {
      expect(await call(start(), "ghost").catch(String)).to.equal(
        `ResourceNotFoundException: Function not found: ${arn("ghost")}`,
      );
    });
  });

  describe("logs", () => {
    const logged = () => lines.map(({ line }): unknown => JSON.parse(line));

    it("are objects of Lambda's JSON format, before the answer, in the function's log group", async () => {
      const started = start(
        specification(
          "log",
          "exports.handler = async () => { console.log({ event: 'x' }); console.warn('%d left', 2); };",
          {
            logGroup: "/group",
          },
        ),
      );
      await call(started, "log");
      expect(lines.map(({ logGroup }) => logGroup)).to.deep.equal(["/group", "/group"]);
      const [first, second] = logged();
      expect(first).to.have.all.keys("timestamp", "level", "requestId", "message");
      expect(first).to.deep.include({ level: "INFO", message: { event: "x" } });
      expect(second).to.include({ level: "WARN", message: "2 left" });
    });

    it("leave out what is below the function's level", async () => {
      const started = start(
        specification(
          "quiet",
          "exports.handler = async () => { console.debug('no'); console.error('yes'); };",
        ),
      );
      await call(started, "quiet");
      expect(logged()).to.have.length(1);
      expect(logged()[0]).to.include({ level: "ERROR", message: "yes" });
    });

    it("tell the error of a failed invocation", async () => {
      const started = start(
        specification("fails", "exports.handler = async () => { throw new RangeError('no'); };"),
      );
      await call(started, "fails");
      expect(logged()[0]).to.include({ level: "ERROR", errorType: "RangeError", errorMessage: "no" });
    });

    it("are lines with tabs in the text format", async () => {
      const started = start(
        specification("text", "exports.handler = async () => { console.info('hello'); };", {
          logFormat: "Text",
          logLevel: undefined,
        }),
      );
      await call(started, "text");
      expect(lines[0]?.line).to.match(/^\d{4}-\S+Z\t[0-9a-f-]{36}\tINFO\thello$/);
    });
  });

  it("ends all processes, revokes their credentials and removes the files when it stops", async () => {
    const started = start(
      specification("end", "exports.handler = async () => ({ pid: process.pid, folder: process.cwd() });"),
    );
    const { pid, folder } = record(await call(started, "end"));
    expect(existsSync(String(folder))).to.equal(true);
    await started.stop();
    expect(() => process.kill(Number(pid), 0)).to.throw("ESRCH");
    expect(existsSync(String(folder))).to.equal(false);
    expect(revoked).to.deep.equal(["end"]);
    expect(await call(started, "end").catch(String)).to.equal("Error: Lambda has stopped.");
  });

  it("answers calls that are under way, and gives up those in line, when it stops", async () => {
    const started = start(
      specification("hang", "exports.handler = () => new Promise(() => setInterval(() => {}, 9e6));"),
    );
    const calls = Array.from({ length: 6 }, () => call(started, "hang").catch(String));
    await started.stop();
    const answers = (await Promise.all(calls)).map((answer) =>
      typeof answer === "string" ? answer : "ended",
    );
    expect(answers).to.deep.equal([
      ...Array.from({ length: 4 }, () => "ended"),
      ...Array.from({ length: 2 }, () => "Error: Lambda has stopped."),
    ]);
  });
});
