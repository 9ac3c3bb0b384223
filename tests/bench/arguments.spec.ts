import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { help, readArguments } from "../../bench/arguments";

const ROOT = join(__dirname, "..", "..");
const KNOWN = ["packaging", "api"] as const;
const ALL = { names: KNOWN, json: false, write: false, quick: false };

describe("bench: arguments", () => {
  it("measure everything where nothing is said", () => {
    expect(readArguments([], KNOWN)).to.deep.equal(ALL);
  });

  it("measure the sections that are named, in the order of the page", () => {
    expect(readArguments(["api"], KNOWN)).to.deep.equal({ ...ALL, names: ["api"] });
    expect(readArguments(["api", "packaging"], KNOWN)).to.deep.equal(ALL);
  });

  it("take every option", () => {
    expect(readArguments(["--json", "--write"], KNOWN)).to.deep.equal({ ...ALL, json: true, write: true });
    expect(readArguments(["--quick", "api"], KNOWN)).to.deep.equal({ ...ALL, names: ["api"], quick: true });
    expect(readArguments(["--help", "api"], KNOWN)).to.equal("help");
  });

  const refused: readonly (readonly [args: readonly string[], message: string])[] = [
    [["start", "end"], 'There is no section "start", "end": there are packaging, api.'],
    [
      ["--write", "api"],
      "--write keeps a whole run, whose numbers belong together: leave the sections away.",
    ],
    [["--write", "--quick"], "--write keeps a whole run, whose numbers belong together: leave --quick away."],
    [["--fast"], "Unknown option '--fast'"],
  ];
  for (const [args, message] of refused)
    it(`refuse ${args.join(" ")}`, () => {
      expect(() => readArguments(args, KNOWN)).to.throw(message);
    });

  it("are explained, with every section", () => {
    expect(help({ packaging: "says this", api: "says that" })).to.include(
      "  packaging   says this\n  api         says that\n",
    );
  });

  it("end the process with 2 where they are wrong, before anything is measured", () => {
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      ["-r", "ts-node/register/transpile-only", "bench/main.ts", "nothing"],
      { cwd: ROOT, encoding: "utf8" },
    );
    expect(stderr).to.include('There is no section "nothing": there are packaging, api, runner');
    expect(stderr).to.include("Usage: npm run bench");
    expect([status, stdout]).to.deep.equal([2, ""]);
  });
});
