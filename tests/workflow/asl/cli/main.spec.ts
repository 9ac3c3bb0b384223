/** The process itself. */
import { expect } from "chai";
import { spawn, type SpawnOptions } from "node:child_process";
import { join } from "node:path";
import { files, PASS } from "./harness";

const ROOT = join(__dirname, "../../../..");
const COMMAND = ["-r", "ts-node/register/transpile-only", "workflow/asl/cli/main.ts"];

interface Ended {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

/** `take` is how much of the output is read before it is closed. */
function process(
  args: readonly string[],
  { stdin = "", take = Infinity } = {},
  more: SpawnOptions = {},
): Promise<Ended> {
  const child = spawn("node", [...COMMAND, ...args], { cwd: ROOT, stdio: "pipe", ...more });
  const read = { out: "", err: "" };
  child.stdout?.on("data", (chunk: Buffer) => {
    read.out += chunk.toString();
    if (read.out.length >= take) child.stdout?.destroy();
  });
  child.stderr?.on("data", (chunk: Buffer) => (read.err += chunk.toString()));
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(stdin);
  return new Promise((resolve) => {
    child.on("close", (exit) => {
      resolve({ exit, ...read });
    });
  });
}

describe("asl: the process", () => {
  const { write } = files();

  it("reads standard input, and ends with the code of the command", async () => {
    expect(await process(["check", "-"], { stdin: PASS })).to.deep.equal({ exit: 0, out: "", err: "" });
    const wrong = await process(["check", "-"], { stdin: "{" });
    expect(wrong.exit).to.equal(1);
    expect(wrong.out).to.match(/^\(standard input\):1:2: expected .*\n$/);
  });

  it("is not disturbed by who closes its output, and shows no stack trace", async () => {
    const many = `{${Array.from({ length: 20_000 }, (_, index) => `"k${index}":1`).join()}}`;
    const ended = await process(["check", write("many.json", many)], { take: 1 });
    expect(ended).to.include({ exit: 1, err: "" });
    expect(ended.out.length).to.be.greaterThan(0);
  });

  it("stops reading what has no end", async () => {
    const ended = await process(["check", "/dev/zero", "-"], { stdin: "x".repeat(5_000_000) });
    expect(ended.exit).to.equal(1);
    expect(ended.out.split("\n").map((line) => line.replace(/ \[.*/, ""))).to.deep.equal([
      "/dev/zero:1:1: expected at most 4194304 bytes, found more",
      "(standard input):1:1: expected at most 4194304 bytes, found more",
      "",
    ]);
  });

  it("runs without standard input, and says what the usage is", async () => {
    const ended = await process([], {}, { stdio: ["ignore", "pipe", "pipe"] });
    expect(ended).to.include({ exit: 2, out: "" });
    expect(ended.err).to.contain("Usage: npm run --silent asl -- COMMAND");
  });
});
