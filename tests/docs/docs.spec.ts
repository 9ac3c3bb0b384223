/** What the documentation says is true. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runInThisContext } from "node:vm";
import { expect } from "chai";
import { parse } from "yaml";
import { ModuleKind, transpileModule } from "typescript";
import { ROUTES } from "../../api/routes";
import { generated } from "../../docs/generate";
import build = require("../../workflow/asl/build");
import { check } from "../../workflow/asl/check";
import runner = require("../../workflow/asl/run");
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
    // The program runs three times, beside other tests.
    this.timeout(180_000);
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
      const scripts = [...read(page).matchAll(/npm run (?:--silent )?([a-z:-]+)/g)].map(
        ([, script]) => script,
      );
      expect(Object.keys(packageJson.scripts)).to.include.members(scripts);
    });

    it(`${page} names configuration keys that Pulumi.yaml declares`, () => {
      const declared = Object.keys((parse(read("Pulumi.yaml")) as { config: object }).config).map(
        (key) => `resit:${key}`,
      );
      const named = [...read(page).matchAll(/\b(resit:[a-z][A-Za-z]+)/g)].map(([, key]) => key);
      // A problem type is no configuration key.
      expect(declared).to.include.members(named.filter((key) => key !== "resit:problem"));
    });
  }

  it("shows in the README the outputs that the program exports", () => {
    const exported = [...read("index.ts").matchAll(/^export const (\w+)/gm)].map(
      ([, name]) => `\`${name ?? ""}\``,
    );
    expect(exported.length).to.be.greaterThan(4);
    for (const name of exported) expect(read("README.md")).to.contain(name);
  });

  it("shows in the README requests and answers of routes that exist", () => {
    const paths = fences("README.md").flatMap((fence) =>
      [...fence.matchAll(/http:\/\/127\.0\.0\.1:4010(\/[^\s'?]*)/g)].map(([, path]) => path ?? ""),
    );
    expect(paths.length).to.be.greaterThan(3);
    const routes = ROUTES.map(({ path }) => new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`));
    for (const path of paths)
      expect(
        routes.some((route) => route.test(path)),
        path,
      ).to.equal(true);
  });

  it("shows in workflow/asl/README.md a machine that compiles, is sound, and runs as its test says", async () => {
    const example = fences("workflow/asl/README.md")
      .filter((fence) => fence.startsWith("import"))
      .join("");
    expect(compile({ "workflow/example.ts": example }).get("workflow/example.ts")).to.deep.equal([]);
    const { outputText } = transpileModule(example, { compilerOptions: { module: ModuleKind.CommonJS } });
    const made: {
      orders?: (charge: object) => unknown;
      paidAtTheSecondTry?: () => Promise<readonly string[]>;
    } = {};
    const load = runInThisContext(`(exports, require) => {${outputText}}`) as (
      exports: object,
      require: (name: string) => unknown,
    ) => void;
    load(made, (name) => (name === "./asl/run" ? runner : build));
    const definition = made.orders?.({
      functionArn: "arn:aws:lambda:eu-west-1:123456789012:function:charge",
    });
    expect(check(definition, { strict: true })).to.deep.equal([]);
    const said = /\/\/ (Charge, .*)/.exec(example)?.[1]?.split(", ");
    expect(await made.paidAtTheSecondTry?.()).to.deep.equal(said);
  });

  it("shows in workflow/asl/README.md what the compiler says to mistakes in its machine", () => {
    const page = read("workflow/asl/README.md");
    const [machine = ""] = fences("workflow/asl/README.md").filter((fence) => fence.startsWith("import"));
    const right: Readonly<Record<string, string>> = {
      'next: "Payed?"': 'next: "Paid?"',
      "choice<{ paid: boolean }>": "choice<Charged>",
      "input.orderid": "input.orderId",
      'errors: ["CardExpird"]': 'errors: ["CardExpired"]',
    };
    const rows = [...page.matchAll(/^\| `(.+?)` +\| `(.+?)` +\|$/gm)].map(([, wrong = "", says = ""]) => ({
      wrong,
      says,
    }));
    expect(rows.map(({ wrong }) => wrong)).to.deep.equal(Object.keys(right));
    const path = (index: number) => `workflow/mistake${index}.ts`;
    const said = compile(
      Object.fromEntries(
        rows.map(({ wrong }, index) => [path(index), machine.replace(right[wrong] ?? "", wrong)] as const),
      ),
    );
    for (const [index, { says }] of rows.entries())
      expect(
        said
          .get(path(index))
          ?.map(({ message }) => message)
          .join("\n"),
      ).to.contain(says);
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
