import { expect } from "chai";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isRecord, parseRecord, type Properties } from "../../local/inputs";
import { listen } from "../../local/loopback";
import { startStack, type Stack, type StackOptions } from "../../local/stack";

const folder = join(__dirname, "fixtures", "stack");
const start = (options: StackOptions = {}) => startStack({ folder, ...options });

/** What a stack may not leave behind: folders, and what keeps a process alive. */
async function leftovers() {
  // What was closed is gone from the list a turn later.
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
  return {
    folders: readdirSync(tmpdir()).filter((name) => name.startsWith("resit-")),
    handles: process.getActiveResourcesInfo().filter((kind) => /ServerWrap|ProcessWrap|UDPWrap/.test(kind)),
  };
}

describe("local/stack", () => {
  let stack: Stack;
  let clean: Awaited<ReturnType<typeof leftovers>>;
  const progress: string[] = [];
  const logged: string[] = [];

  // Other stacks may run on this machine: this one gets a place of its own.
  const { TMPDIR } = process.env;
  const place = mkdtempSync(join(tmpdir(), "leftovers-"));
  after(() => {
    if (TMPDIR === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = TMPDIR;
    rmSync(place, { recursive: true });
  });

  before(async () => {
    process.env["TMPDIR"] = place;
    clean = await leftovers();
    stack = await start({
      deadline: "5s",
      onProgress: (what, milliseconds) => progress.push(`${what} ${typeof milliseconds}`),
      onLog: ({ logGroup }) => logged.push(logGroup),
    });
  });
  after(() => stack.stop());

  const put = async (path: string, body?: string) => {
    const response = await fetch(`${stack.api}${path}`, {
      method: "PUT",
      ...(body !== undefined && { body }),
    });
    return {
      status: response.status,
      trace: response.headers.get("x-amzn-trace-id") ?? "",
      body: parseRecord(path, await response.text()),
    };
  };
  const lineOf = (logGroup: string, line: string): Properties => ({
    logGroup,
    ...parseRecord("A line", line),
  });
  const rootOf = (trace: unknown) => /Root=([^;]+)/.exec(String(trace))?.[1];
  /** Asks again, turn by turn, until there is something. */
  const until = async <T>(look: () => T | undefined): Promise<T> => {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise(setImmediate);
    }
  };

  it("says what came up, in order", () => {
    expect(progress.map((line) => line.split(":")[0])).to.deep.equal([
      "program",
      "DynamoDB",
      "Cognito",
      "Lambda",
      "Step Functions",
      "API Gateway",
    ]);
    expect(progress.every((line) => line.endsWith(" number"))).to.equal(true);
  });

  it("has no token to give where the program registers no client for machines", () => {
    expect(stack.identity).to.equal(undefined);
  });

  it("gives the functions the deadline that was asked for, and a grace of one second", async () => {
    expect((await put("/none/x", "ü")).body).to.include({ window: "5s", grace: "1s", body: "ü" });
    expect(stack.outputs["apiUrl"]).to.match(
      /^https:\/\/[a-z0-9]{10}\.execute-api\.eu-west-1\.amazonaws\.com\/v1\/$/,
    );
  });

  it("lets a function do what its role allows, and refuses the rest", async () => {
    expect((await put("/put/a")).status).to.equal(200);
    expect((await put("/delete/a")).body).to.include({ error: "AccessDeniedException" });
  });

  it("refuses a route from which the gateway may not invoke the function", async () => {
    expect((await put("/closed")).status).to.equal(500);
  });

  it("takes a request to its last function in one trace, and shows the message in the outbox", async () => {
    const { status, trace } = await put("/start/one");
    expect(status).to.equal(200);
    const [sent] = await until(() => (stack.messages().length > 0 ? stack.messages() : undefined));
    const message = isRecord(sent?.message) ? sent.message : {};
    expect(sent).to.include({ event: "worked", topic: "arn:aws:sns:eu-west-1:000000000000:notices" });
    expect(message["name"]).to.equal("one");
    expect(rootOf(message["trace"])).to.equal(rootOf(trace));
    const outbox: unknown = await (await fetch(stack.outbox)).json();
    expect(outbox).to.deep.equal(stack.messages());
  });

  it("keeps what the X-Ray SDK sends, with its annotations", async () => {
    const { trace } = await put("/put/traced");
    const segment = await until(() =>
      stack.segments().find((one) => isRecord(one["annotations"]) && one["annotations"]["name"] === "traced"),
    );
    expect(segment).to.include({ name: "front", trace_id: rootOf(trace) });
  });

  it("keeps the logs of functions and executions, the latter without data", async () => {
    await put("/start/logged");
    const lines = await until(() => {
      const all = stack.logs().map(({ logGroup, line }) => lineOf(logGroup, line));
      return all.some(
        (line) => line["type"] === "ExecutionSucceeded" && String(line["execution_arn"]).endsWith(":logged"),
      )
        ? all
        : undefined;
    });
    const ofExecution = lines.filter((line) => String(line["execution_arn"]).endsWith(":works:logged"));
    expect(ofExecution.map((line) => line["type"])).to.include.members([
      "ExecutionStarted",
      "TaskStateEntered",
      "ExecutionSucceeded",
    ]);
    expect(ofExecution.every((line) => line["logGroup"] === "/logs/executions")).to.equal(true);
    expect(JSON.stringify(ofExecution)).not.to.match(/"(input|output|parameters|cause)":/);
    const ofFunction = lines.filter((line) => line["logGroup"] === "/logs/front");
    expect(ofFunction.map((line) => line["message"])).to.deep.include({ action: "start", name: "logged" });
    expect(new Set(logged)).to.deep.equal(new Set(["/logs/front", "/logs/executions"]));
  });

  it("shows the outbox at its own path, to be read only", async () => {
    const status = async (path: string, method = "GET") =>
      (await fetch(new URL(path, stack.outbox), { method })).status;
    expect(await status("/outbox", "HEAD")).to.equal(200);
    expect(await status("/outbox?x=1")).to.equal(200);
    expect(await status("/")).to.equal(404);
    expect(await status("/outbox", "DELETE")).to.equal(405);
  });

  it("answers a crash of a function as the gateway does, and goes on", async () => {
    expect((await put("/exit/x")).status).to.equal(502);
    expect((await put("/put/x")).status).to.equal(200);
  });

  it("leaves no process, port, folder or execution when it stops", async () => {
    const { body } = await put("/start/last");
    await stack.stop();
    expect(() => process.kill(Number(body["pid"]), 0)).to.throw("ESRCH");
    for (const url of [stack.api, stack.outbox])
      expect(await fetch(url).catch(String)).to.equal("TypeError: fetch failed");
    expect(await leftovers()).to.deep.equal(clean);
    await stack.stop();
  });

  describe("a start that fails", () => {
    const failing = async (options: StackOptions, fault = "") => {
      process.env["RESIT_FIXTURE_FAULT"] = fault;
      try {
        return await start(options).then(
          () => "it started",
          (error: unknown) => (error instanceof Error ? error.message : ""),
        );
      } finally {
        delete process.env["RESIT_FIXTURE_FAULT"];
        expect(await leftovers()).to.deep.equal(clean);
      }
    };

    it("at a table that DynamoDB refuses says so, and leaves nothing", async () => {
      expect(await failing({}, "table")).to.match(/^CreateTable of things failed: .*ValidationException/);
    });

    it("at a definition that cannot run says so, and leaves nothing", async () => {
      expect(await failing({}, "definition")).to.match(/Invalid State Machine Definition.*Nowhere/);
    });

    it("at an authorizer of a user pool that the program does not register says so, and leaves nothing", async () => {
      expect(await failing({}, "authorizer")).to.equal(
        "PUT /{action}/{name} trusts arn:aws:cognito-idp:eu-west-1:000000000000:userpool/eu-west-1_stranger1, which the program does not register.",
      );
    });

    it("at a port in use fails with its code, before the program runs", async () => {
      const taken = await listen(createServer(), 0);
      const reason: unknown = await start({ port: taken.port }).catch((error: unknown) => error);
      await taken.stop();
      expect(reason).to.be.an("error").with.property("code", "EADDRINUSE");
    });

    it("at a deadline that is none says what is", async () => {
      for (const deadline of ["5", "5 s", "0s", "1w", "-1s", "1.5h", ""])
        expect(await failing({ deadline })).to.equal(
          `The deadline is "${deadline}", but a number and s, m, h or d was expected: 30s, 10m, 2h, 14d.`,
        );
    });
  });
});
