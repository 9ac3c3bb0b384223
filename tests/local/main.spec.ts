import { expect } from "chai";
import { spawn, type ChildProcess } from "node:child_process";
import { createServer } from "node:http";
import { join } from "node:path";
import type { Trace } from "../../local/traces/traces";
import { parseRecord } from "../../local/inputs";
import { listen } from "../../local/loopback";

const ROOT = join(__dirname, "..", "..");

/** What a test that fails must not leave behind. */
const started = new Set<ChildProcess>();

/** `npm start` with these arguments, without npm. */
function run(...options: readonly string[]) {
  const child = spawn(
    process.execPath,
    ["-r", "ts-node/register/transpile-only", "local/main.ts", ...options],
    {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const said = { out: "", err: "" };
  const waiting = new Set<() => void>();
  const hear = (stream: "out" | "err") => (chunk: Buffer) => {
    said[stream] += chunk.toString();
    for (const look of waiting) look();
  };
  child.stdout.on("data", hear("out"));
  child.stderr.on("data", hear("err"));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  started.add(child);
  void ended.then(() => started.delete(child));
  return {
    said,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    ended,
    /** Until it has said that, or has ended. */
    says: (stream: "out" | "err", pattern: RegExp) =>
      Promise.race([
        ended,
        new Promise<void>((resolve) => {
          const look = () => {
            if (pattern.test(said[stream])) resolve();
          };
          waiting.add(look);
          look();
        }),
      ]),
  };
}

describe("local/main", () => {
  afterEach(() => {
    for (const child of started) child.kill("SIGKILL");
  });

  it("says with --help what there is, and does nothing else", async () => {
    const { ended, said } = run("--help");
    expect(await ended).to.equal(0);
    for (const option of ["--port N", "--deadline T", "--json", "--verbose", "--help"])
      expect(said.out).to.contain(option);
  });

  const wrong: readonly (readonly [string, readonly string[]])[] = [
    ['The port is "x", but 0 to 65535 was expected.', ["--port", "x"]],
    ['The port is "65536", but 0 to 65535 was expected.', ["--port", "65536"]],
    ['The deadline is "5", but a number and s, m, h or d was expected', ["--deadline", "5"]],
    ["Unknown option '--nope'", ["--nope"]],
    ["Unexpected argument 'now'", ["now"]],
    ["argument missing", ["--port"]],
  ];
  for (const [message, options] of wrong)
    it(`answers ${options.join(" ")} with what is allowed, and exit code 2`, async () => {
      const { ended, said } = run(...options);
      expect(await ended).to.equal(2);
      expect(said.err).to.contain(message).and.to.contain("Usage: npm start");
      expect(said.out).to.equal("");
    });

  it("names a port in use and what to do, with exit code 1", async () => {
    const taken = await listen(createServer(), 0);
    const { ended, said } = run("--port", String(taken.port));
    expect(await ended).to.equal(1);
    await taken.stop();
    expect(said.err).to.equal(
      `Port ${taken.port} is in use. Choose another one (npm start -- --port 4011), or let one be picked (--port 0).\n`,
    );
  });

  it("writes one line of JSON once ready, everything else on standard error, and ends with 0 on SIGTERM", async () => {
    const stack = run("--json", "--port", "0", "--deadline", "1h");
    await stack.says("out", /\n/);
    const { api, outbox, traces, ...rest } = parseRecord("The line", stack.said.out);
    expect(rest).to.have.all.keys("tokenUrl", "clientId", "clientSecret", "aws", "outputs");
    const form = {
      grant_type: "client_credentials",
      client_id: String(rest["clientId"]),
      client_secret: String(rest["clientSecret"]),
    };
    const answer = await fetch(String(rest["tokenUrl"]), {
      method: "POST",
      body: new URLSearchParams(form),
    });
    expect(await answer.json()).to.include({ token_type: "Bearer", expires_in: 3600 });
    expect((await fetch(`${String(api)}/openapi.json`)).status).to.equal(200);
    expect(await (await fetch(String(outbox))).json()).to.deep.equal([]);
    const [trace, ...others] = (await (await fetch(String(traces))).json()) as readonly Trace[];
    expect(others).to.deep.equal([]);
    expect(trace?.spans[0]).to.include({ request: `GET ${String(api)}/openapi.json`, status: 200 });
    expect(stack.said.err)
      .to.match(/ s {2}program: \d+ resources registered\n/)
      .and.to.contain(String(api));
    stack.kill("SIGTERM");
    expect(await stack.ended).to.equal(0);
    expect(stack.said.out.trimEnd().split("\n")).to.have.length(1);
  });

  it("says commands that work when they are pasted one after the other, and ends with 0 on Ctrl+C", async () => {
    const stack = run("--port", "0", "--deadline", "1h");
    await stack.says("out", /Not emulated/);
    const pasted =
      /\n( {2}TOKEN=.*)\n[^]*\n( {2}curl -X PUT .*)\n[^]*\n( {2}curl .*)\n[^]*\n( {2}node -e '[^']*')/;
    const [signIn = "", report = "", look = "", sit = ""] = pasted.exec(stack.said.out)?.slice(1) ?? [];
    expect(JSON.parse(await shell(`${signIn}\n${report}`))).to.include({
      incidentId: "case-1",
      status: "awaiting-exam",
    });
    let outbox = "";
    while (!outbox.includes("exam-invitation")) outbox = await shell(look);
    expect(JSON.parse(outbox)).to.have.nested.property("[0].message.incidentId", "case-1");
    expect(await shell(sit)).to.match(/incidentId: 'case-1',\s+attempt: 1,\s+outcome: '(passed|failed)'/);
    stack.kill("SIGINT");
    expect(await stack.ended).to.equal(0);
    expect(stack.said.out).to.contain("Stopping …");
  });
});

/** What a command prints on standard output. */
async function shell(command: string): Promise<string> {
  const child = spawn("sh", ["-c", command], { stdio: ["ignore", "pipe", "ignore"] });
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
  });
  await new Promise((resolve) => child.once("close", resolve));
  return out;
}
