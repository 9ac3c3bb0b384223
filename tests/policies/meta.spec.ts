/** What nobody would notice by hand: a switch that no rule knows, a type that nobody thought of, a rule that is not served. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { CONFIGURED, NO_SWITCHES, REFUSED, TRACED, UNDEMANDING } from "../../policies/catalog";
import { GROUPS, type Rule } from "../../policies/rule";
import { RULES } from "../../policies/rules";
import { isRecord, ROOT, runOf } from "../support/program";
import { inputsNamed, resourceTypes } from "./typings";

const RULES_FOLDER = join(ROOT, "policies", "rules");

describe("policies: the typings of @pulumi/aws", () => {
  it("have no tracing input that is neither ruled nor passed over with a reason", () => {
    const found = inputsNamed(/x-?ray|trac(e|ing)/i);
    const ruled = ({ type, path }: { readonly type: string; readonly path: string }) =>
      TRACED.some((row) => row.type === type && `${row.property}.`.startsWith(`${path}.`));
    expect(found.length).to.be.greaterThan(TRACED.length);
    expect(found.filter((input) => !ruled(input)).map(({ type, path }) => `${type} ${path}`)).to.have.members(
      Object.keys(NO_SWITCHES),
    );
  });

  it("have every input that a row of the tracing table switches", () => {
    const found = inputsNamed(/x-?ray|trac(e|ing)|^enabled$|^mode$|^vendor$/i);
    for (const { type, property } of TRACED) expect(found).to.deep.include({ type, path: property });
  });

  it("have every type that a rule is about", () => {
    const types = RULES.flatMap((rule) => (rule.scope === "resource" ? [rule.type] : []));
    expect(resourceTypes()).to.include.members([...types, ...Object.keys(UNDEMANDING)]);
  });
});

describe("policies: the program's types", () => {
  it("are all traced, refused, or passed over with a reason", async () => {
    const { resources } = await runOf("prod");
    const types = new Set(resources.map(({ type }) => type).filter((type) => /^aws:(?!.*:x:)/.test(type)));
    const classified = [...[...TRACED, ...REFUSED].map(({ type }) => type), ...Object.keys(UNDEMANDING)];
    const samplingRules = "aws:xray/samplingRule:SamplingRule";
    expect([...types].filter((type) => ![...classified, samplingRules].includes(type))).to.deep.equal([]);
  });
});

describe("policies: the rules", () => {
  it("are all served: each list of rules that a file of rules/ exports is in the pack", async () => {
    const files = readdirSync(RULES_FOLDER).filter((file) => file.endsWith(".ts") && file !== "index.ts");
    const exported = await Promise.all(
      files.map(async (file) => {
        const module: unknown = await import(join(RULES_FOLDER, file));
        return isRecord(module) ? Object.values(module).flatMap(rulesIn) : [];
      }),
    );
    expect(exported.flat()).to.have.members(RULES.map(({ name }) => name));
    expect(RULES.length).to.be.greaterThan(TRACED.length * 2 + CONFIGURED.length);
  });

  it("have their fixtures: each is a row of a tested table, or its name or type stands in a test", () => {
    const tests = readdirSync(join(__dirname, "rules"))
      .filter((file) => file.endsWith(".spec.ts"))
      .map((file) => readFileSync(join(__dirname, "rules", file), "utf8"))
      .join("\n");
    const rows = [...TRACED, ...REFUSED, ...CONFIGURED].map(({ name }) => name);
    const isTested = (rule: Rule) =>
      rows.includes(rule.name) ||
      rows.includes(rule.name.replace(/tracing-kept$/, "traced")) ||
      tests.includes(`"${rule.name}"`) ||
      (rule.scope === "resource" && tests.includes(`"${rule.type}"`));
    expect(RULES.filter((rule) => !isTested(rule)).map(({ name }) => name)).to.deep.equal([]);
  });

  it("have names of their own, in one form", () => {
    const names = RULES.map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
    expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)+$/.test(name))).to.deep.equal([]);
  });

  for (const rule of RULES)
    it(`say everything about themselves: ${rule.name}`, () => {
      complete(rule);
    });

  it("say which controls of others they are, as those write them", () => {
    for (const { controls } of RULES) {
      for (const id of controls.securityHub ?? []) expect(id).to.match(/^[A-Za-z]+\.\d+$/);
      for (const id of controls.checkov ?? []) expect(id).to.match(/^CKV2?_AWS_\d+$/);
      for (const id of controls.cdkNag ?? []) expect(id).to.match(/^(AwsSolutions|Serverless)-[A-Za-z0-9]+$/);
    }
  });
});

function rulesIn(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.flatMap((each) => (isRecord(each) && "check" in each ? [String(each["name"])] : []));
}

function complete({ demand, why, mend, url, severity, group }: Rule): void {
  for (const sentence of [demand, why, mend]) expect(sentence).to.match(/^[A-Z].{10,}[.)]$/s);
  expect(url).to.match(/^https:\/\/(docs\.aws\.amazon\.com|www\.pulumi\.com)\/\S+$/);
  expect(["low", "medium", "high", "critical"]).to.include(severity);
  expect(Object.keys(GROUPS)).to.include(group);
}
