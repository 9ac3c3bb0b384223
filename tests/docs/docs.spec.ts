/** What the documentation says is true. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { expect } from "chai";
import { parse } from "yaml";
import { ModuleKind, transpileModule } from "typescript";
import { generated } from "../../docs/generate";
import build = require("../../workflow/asl/build");
import { check } from "../../workflow/asl/check";
import { main as asl } from "../../workflow/asl/cli";
import { compile } from "../support/compile";
import packageJson = require("../../package.json");

const ROOT = join(__dirname, "../..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

/** Every page that somebody wrote. */
const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  "local/README.md",
  "workflow/asl/README.md",
  "workflow/asl/check/README.md",
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];

const fences = (page: string): readonly string[] =>
  [...read(page).matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, content]) => content ?? "");

describe("documentation", () => {
  it("holds what its code generates today (else: npm run docs)", async function () {
    this.timeout(60_000);
    for (const [path, content] of await generated()) expect(read(path), path).to.equal(content);
  });

  for (const page of PAGES) {
    it(`${page} links to files that exist`, () => {
      const links = [...read(page).matchAll(/\]\(([^)#:]+)(#[^)]*)?\)|src="([^":]+)"/g)];
      for (const [, link, , source] of links) {
        const target = link ?? source ?? "";
        expect(existsSync(join(ROOT, dirname(page), target)), `${page} → ${target}`).to.equal(true);
      }
    });

    it(`${page} names npm scripts that exist`, () => {
      const scripts = [...read(page).matchAll(/npm run (?:--silent )?([a-z:]+)/g)].map(
        ([, script]) => script,
      );
      expect(Object.keys(packageJson.scripts)).to.include.members(scripts);
    });

    it(`${page} names configuration keys that Pulumi.yaml declares`, () => {
      const declared = Object.keys((parse(read("Pulumi.yaml")) as { config: object }).config);
      const named = [...read(page).matchAll(/\b(resit:[a-z][A-Za-z]+)/g)].map(([, key]) => key);
      // A problem type is no configuration key.
      expect(declared).to.include.members(named.filter((key) => key !== "resit:problem"));
    });
  }

  it("shows in the README the outputs that the program exports", () => {
    const exported = [...read("index.ts").matchAll(/^export const (\w+)/gm)].map(
      ([, name]) => `\`${name ?? ""}\``,
    );
    expect(exported).to.have.length(4);
    for (const name of exported) expect(read("README.md")).to.contain(name);
  });

  it("shows in the README requests and answers of routes that exist", () => {
    const paths = fences("README.md").flatMap((fence) =>
      [...fence.matchAll(/http:\/\/127\.0\.0\.1:4010(\/[^\s'?]*)/g)].map(([, path]) => path ?? ""),
    );
    expect(paths.length).to.be.greaterThan(3);
    const routes = [
      /^\/incidents$/,
      /^\/incidents\/[^/]+$/,
      /^\/incidents\/[^/]+\/withdrawal$/,
      /^\/incidents\/[^/]+\/attempts\/[1-3](\/paper)?$/,
    ];
    for (const path of paths)
      expect(
        routes.some((route) => route.test(path)),
        path,
      ).to.equal(true);
  });

  it("shows in workflow/asl/README.md a machine that compiles and is sound", () => {
    const [machine = ""] = fences("workflow/asl/README.md").filter((fence) => fence.startsWith("import"));
    expect(compile({ "workflow/example.ts": machine }).get("workflow/example.ts")).to.deep.equal([]);
    const { outputText } = transpileModule(machine, { compilerOptions: { module: ModuleKind.CommonJS } });
    const made: { orders?: (charge: object) => unknown } = {};
    new Function("exports", "require", outputText)(made, () => build);
    const definition = made.orders?.({
      functionArn: "arn:aws:lambda:eu-west-1:123456789012:function:charge",
    });
    expect(check(definition, { strict: true })).to.deep.equal([]);
  });

  it("shows in workflow/asl/README.md what the command line prints", async () => {
    const shown = fences("workflow/asl/README.md");
    const commands = [...shown.entries()].filter(([, fence]) => fence.startsWith("npm run --silent asl -- "));
    expect(commands.length).to.be.greaterThan(2);
    for (const [index, command] of commands) {
      const args = [...command.trim().matchAll(/'([^']*)'|(\S+)/g)].map(
        ([, quoted, bare]) => quoted ?? bare ?? "",
      );
      const printed: string[] = [];
      const print = (text: string) => void printed.push(text);
      await asl(args.slice(args.indexOf("--") + 1), { stdin: Readable.from([]), out: print, err: print });
      expect(printed.join(""), command).to.equal(shown[index + 1]);
    }
  });

  it("shows in the README how a state is added, and each half of it alone does not compile", () => {
    const [state = ""] = fences("README.md").filter((fence) => fence.startsWith("Pause:"));
    const machine = read("workflow/machine.ts").replace("import {", "import {\n  wait,");
    const added = machine.replace("      Resolved:", `      ${state}\n      Resolved:`);
    const led = (text: string) => text.replace(', next: "SitExam" },', ', next: "Pause" },');
    const said = compile({
      "workflow/both.ts": led(added),
      "workflow/notThere.ts": led(machine),
      "workflow/elsewhere.ts": added.replace('86_400, next: "SitExam"', '86_400, next: "Status2"'),
    });
    expect(said.get("workflow/both.ts")).to.deep.equal([]);
    const messages = (path: string) =>
      said
        .get(path)
        ?.map(({ message }) => message)
        .join("\n");
    expect(messages("workflow/notThere.ts")).to.contain("Status → Pause: there is no state Pause");
    expect(messages("workflow/elsewhere.ts")).to.contain("Pause → Status2: there is no state Status2");
  });

  it("says in the README how many questions the bank holds", () => {
    const bank = JSON.parse(read("workflow/exam/bank.json")) as readonly unknown[];
    expect(read("README.md")).to.contain(`a bank of ${bank.length} questions`);
  });
});
