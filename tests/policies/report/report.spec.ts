/** The report over somebody else's stack, by its command line. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import * as fc from "fast-check";
import { main, type Own } from "../../../policies/report/main";
import { RULES } from "../../../policies/rules";
import { isRecord } from "../../support/program";
import { archive, exported, exportOf, FUNCTION, output, secret, urnOf, WEBSHOP } from "./exported";

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const FILES: Readonly<Record<string, string>> = { "config.json": "{}", "exemptions.json": "[]" };

async function run(argv: readonly string[], files = FILES, own?: Own): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    out: (text: string) => out.push(text),
    err: (text: string) => err.push(text),
    now: () => new Date("2026-11-25T12:00:00Z"),
    file: (name: string) => files[name] ?? "",
    columns: 100,
  };
  const code = await main(argv, io, own);
  return { code, out: out.join(""), err: err.join("") };
}

const over = (text: string, format: string, files = FILES) =>
  run(["report", "--format", format], files, () => Promise.resolve(text));

interface Entry {
  readonly rule: string;
  readonly urn: string;
  readonly verdict: string;
  readonly actual: string;
}

const isEntry = (value: unknown): value is Entry =>
  isRecord(value) &&
  ["rule", "urn", "path", "verdict", "expected", "actual", "severity"].every(
    (key) => typeof value[key] === "string",
  );

async function entriesOf(text: string, files = FILES): Promise<readonly Entry[]> {
  const list: unknown = JSON.parse((await over(text, "json", files)).out);
  if (!Array.isArray(list) || !list.every(isEntry)) throw new Error("The report is no list of entries.");
  return list;
}

const failuresOf = async (text: string, files = FILES) =>
  (await entriesOf(text, files))
    .filter(({ verdict }) => verdict === "fail")
    .map(({ rule, urn }) => `${rule} ${urn}`);

const withoutTracing = exported(FUNCTION, "it", {
  inputs: { memorySize: 128, timeout: 3, loggingConfig: { logFormat: "JSON", logGroup: "/it" } },
});

describe("policies/report", () => {
  it("names what is wrong with a webhook of a HTTP API and a function with its full access", async () => {
    expect(await failuresOf(exportOf(...WEBSHOP))).to.include.members([
      `apigatewayv2-api-refused ${urnOf("aws:apigatewayv2/api:Api", "hooks")}`,
      `lambda-function-traced ${urnOf(FUNCTION, "onHook")}`,
      `iam-role-policy-attachment-narrow ${urnOf("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "onHook-lambda")}`,
    ]);
  });

  it("says of every rule what it says of every resource, in one order", async () => {
    const entries = await entriesOf(exportOf(...WEBSHOP));
    const seen = new Set(entries.map(({ rule, urn }) => `${rule} ${urn}`));
    for (const { urn } of WEBSHOP)
      for (const { name } of RULES) expect(seen, `${name} ${urn}`).to.include(`${name} ${urn}`);
    const keys = entries.map(({ urn, rule }) => `${urn}\n${rule}`);
    expect(keys).to.deep.equal([...keys].sort());
    expect(await entriesOf(exportOf(...[...WEBSHOP].reverse()))).to.deep.equal(entries);
  });

  it("exits with 1 for what fails, 0 for what does not, 2 for what cannot be judged", async () => {
    expect((await over(exportOf(withoutTracing), "json")).code).to.equal(1);
    expect((await over(exportOf(), "json")).code).to.equal(0);
    expect((await over("[]", "json")).code).to.equal(2);
  });

  it("tells secrets from other values, and never writes one that it does not judge", async () => {
    const variables = { KEY: secret.shown("hunter2"), _X_AMZN: output({ value: "x" }) };
    const environment = { variables };
    const hidden = exported(FUNCTION, "hidden", { inputs: { tracingConfig: secret.hidden, code: archive } });
    const shown = exported(FUNCTION, "shown", {
      inputs: { tracingConfig: secret.shown({ mode: "Active" }), environment },
    });
    const entries = await entriesOf(exportOf(hidden, shown));
    const verdicts = entries.filter(({ rule }) => rule === "lambda-function-traced");
    expect(verdicts.map(({ verdict }) => verdict)).to.deep.equal(["unknown", "pass"]);
    for (const format of ["json", "table", "sarif"])
      expect((await over(exportOf(hidden, shown), format)).out).not.to.match(/hunter2|ciphertext|v1:Zm9v/);
  });

  it("passes over what is only to be deleted yet, and what is only read", async () => {
    expect(await failuresOf(exportOf({ ...withoutTracing, delete: true }))).to.deep.equal([]);
    expect(await failuresOf(exportOf({ ...withoutTracing, external: true }))).to.deep.equal([]);
    expect(await failuresOf(exportOf(withoutTracing))).to.include(
      `lambda-function-traced ${withoutTracing.urn}`,
    );
  });

  it("reads a stack that was destroyed, a checkpoint file, and one without a deployment", async () => {
    for (const text of [
      { version: 3, deployment: { manifest: {} } },
      { version: 3, deployment: { resources: null } },
      { version: 3, checkpoint: { stack: "x" } },
    ])
      expect(await over(JSON.stringify(text), "json")).to.deep.equal({ code: 0, out: "[]\n", err: "" });
    const checkpoint = { version: 3, checkpoint: { latest: { resources: [withoutTracing] } } };
    expect((await over(JSON.stringify(checkpoint), "json")).code).to.equal(1);
  });

  for (const [title, text, message] of [
    ["no JSON", "Error: no stack selected", /JSON object; found was no JSON: "Error: no stack selected"/],
    ["nothing", "", /no JSON/],
    ["a list", "[]", /JSON object; found was \[\]/],
    ["another object", '{"steps":[]}', /at deployment, nothing was found/],
    [
      "a list of texts",
      exportOf("urn"),
      /An object was expected at deployment\.resources\[0\], "urn" was found/,
    ],
    ["no URN", exportOf({ type: FUNCTION }), /A text was expected at deployment\.resources\[0\]\.urn/],
    [
      "inputs that are a text",
      exportOf(exported(FUNCTION, "it", { inputs: "all" })),
      /An object was expected at deployment\.resources\[0\]\.inputs, "all" was found/,
    ],
  ] as const)
    it(`says in one sentence what is wrong with an export that is ${title}`, async () => {
      const { code, out, err } = await over(text, "json");
      expect({ code, out }).to.deep.equal({ code: 2, out: "" });
      expect(err)
        .to.match(message)
        .and.not.match(/\n.|at \w+ \(/);
    });

  it("judges an export of whatever shape, or says in one sentence why not", async () => {
    const resource = fc.record({
      urn: fc.oneof(fc.constant(urnOf(FUNCTION, "it")), fc.jsonValue()),
      type: fc.oneof(
        fc.constantFrom(...RULES.flatMap((rule) => ("type" in rule ? [rule.type] : []))),
        fc.string(),
      ),
      inputs: fc.jsonValue(),
      outputs: fc.jsonValue(),
      propertyDependencies: fc.jsonValue(),
      ignoreChanges: fc.jsonValue(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(resource, { maxLength: 4 }), async (resources) => {
        const { code, err } = await over(exportOf(...resources), "sarif");
        expect([0, 1, 2]).to.include(code);
        expect(err).not.to.match(/\n.|at \w+ \(/);
      }),
      { numRuns: 200 },
    );
  });

  it("shows what fails, how to mend it and how much passes, within the columns but for addresses", async () => {
    const { out, err } = await over(exportOf(withoutTracing), "table");
    expect(err).to.equal("");
    expect(out)
      .to.contain("FAIL     lambda-function-traced (high)")
      .and.contain(withoutTracing.urn)
      .and.match(/Mend: Set tracingConfig/)
      .and.match(/1 resources?: \d+ pass, \d+ fail/)
      .and.match(/\d+ of these stops? a deployment\.\n$/);
    for (const line of out.split("\n")) if (line.length > 100) expect(line).to.match(/^ *(urn:|https:)/);
  });

  it("shows nothing that a terminal obeys", async () => {
    const { out } = await over(
      exportOf({ ...withoutTracing, urn: `${withoutTracing.urn}\u001b[2J` }),
      "table",
    );
    expect(out).not.to.contain("\u001b");
  });

  it("counts as exempt what is, and names who answers for it, in each format", async () => {
    const exemption = {
      rule: "iam-role-policy-attachment-narrow",
      resource: urnOf("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "onHook-lambda"),
      reason: "It goes with the old shop",
      owner: "ann",
      ticket: "T-1",
      expires: "2027-01-31",
    };
    const files = { ...FILES, "exemptions.json": JSON.stringify([exemption]) };
    const entries = await entriesOf(exportOf(...WEBSHOP), files);
    expect(entries.filter(({ verdict }) => verdict === "exempt").map(({ rule }) => rule)).to.deep.equal([
      exemption.rule,
    ]);
    expect((await over(exportOf(...WEBSHOP), "table", files)).out).to.contain(
      "It goes with the old shop (ann, T-1, until 2027-01-31)",
    );
    expect((await over(exportOf(...WEBSHOP), "sarif", files)).out).to.contain('"suppressions"');
  });

  it("fails for the pack's own files, too", async () => {
    const files = { "config.json": '{"default":{"groups":{"tracing":"disabled"}}}', "exemptions.json": "{}" };
    const { code, out } = await over(exportOf(), "table", files);
    expect(code).to.equal(1);
    expect(out).to.contain("config.json, default.groups.tracing").and.contain("exemptions.json is {}");
  });

  it("writes SARIF with a rule for each result, and no result for what passes", async () => {
    const log: unknown = JSON.parse((await over(exportOf(...WEBSHOP), "sarif")).out);
    const runs: unknown = isRecord(log) ? log["runs"] : undefined;
    const first: unknown = Array.isArray(runs) ? runs[0] : undefined;
    const results: unknown = isRecord(first) ? first["results"] : undefined;
    if (!Array.isArray(results)) throw new Error("No results.");
    const failures = await failuresOf(exportOf(...WEBSHOP));
    const failed = results.filter(
      (each) => isRecord(each) && each["kind"] === "fail" && !("suppressions" in each),
    );
    expect(failed.length).to.be.at.least(failures.length);
    expect(log).to.include({ version: "2.1.0" });
    for (const result of results) {
      expect(result).to.include.keys("ruleId", "ruleIndex", "level", "message", "locations");
      expect(["error", "warning", "note", "none"]).to.include(isRecord(result) ? result["level"] : undefined);
    }
  });
});

describe("policies/report: the command line", () => {
  it("explains itself", async () => {
    const { code, out } = await run(["--help"]);
    expect(code).to.equal(0);
    expect(out).to.match(/^Usage: npm run --silent policies -- report/);
  });

  for (const [argv, message] of [
    [[], "A command was expected: report."],
    [["judge"], '"judge" is no command: report is.'],
    [["report", "--format", "xml"], 'The format is "xml", but one of json, table, sarif was expected.'],
    [
      ["report", "--format", "toString"],
      'The format is "toString", but one of json, table, sarif was expected.',
    ],
    [["report"], "Name an exported stack: --against FILE."],
    [["report", "--silent"], "Unknown option '--silent'"],
    [["report", "--against", "/nowhere/at/all.json"], "The exported stack cannot be read: ENOENT"],
  ] as const)
    it(`says what is wrong with: ${argv.join(" ") || "nothing at all"}`, async () => {
      const { code, out, err } = await run(argv);
      expect({ code, out }).to.deep.equal({ code: 2, out: "" });
      expect(err).to.contain(message);
    });

  it("reads a file, in UTF-16 too", async () => {
    const folder = mkdtempSync(join(tmpdir(), "report-"));
    try {
      const text = exportOf(withoutTracing);
      for (const [name, bytes] of [
        ["utf8.json", Buffer.from(text)],
        ["utf16.json", Buffer.from(`\ufeff${text}`, "utf16le")],
      ] as const) {
        const file = join(folder, name);
        writeFileSync(file, bytes);
        expect((await run(["report", "--against", file, "--format", "json"])).code, name).to.equal(1);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
