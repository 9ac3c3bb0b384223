/** What the file of exemptions lets through, and what is said of it where it is wrong. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import * as fc from "fast-check";
import { exemptionFor, misuses, readExemptions, type Exemption } from "../../policies/exemption";
import { matches, stackOfPattern } from "../../policies/pattern";
import type { Rule } from "../../policies/rule";
import { RULES } from "../../policies/rules";
import { ROOT } from "../support/program";

const TODAY = "2026-11-25";
const URN = "urn:pulumi:dev::resit::aws:lambda/function:Function::getPaper";

const ENTRY = {
  rule: "lambda-function-traced",
  resource: URN,
  reason: "It only pings.",
  owner: "platform@university.example",
  ticket: "OPS-17",
  expires: "2026-12-31",
};
const EXEMPTION: Exemption = { ...ENTRY, matches: 1 };

const read = (entries: unknown, today = TODAY) => readExemptions(JSON.stringify(entries), RULES, today);
/** What is said of one entry that differs from a sound one; it exempts nothing. */
function faultsOf(change: Readonly<Record<string, unknown>>, today = TODAY): readonly string[] {
  const { valid, faults } = read([{ ...ENTRY, ...change }], today);
  expect(valid.length === 0).to.equal(faults.length > 0);
  return faults;
}

function ruleNamed(name: string): Rule {
  const rule = RULES.find((each) => each.name === name);
  if (!rule) throw new Error(`There is no rule ${name}.`);
  return rule;
}

const PLACE = 'exemptions.json, entry 1 ("lambda-function-traced")';
const FIELDS = "rule, resource, reason, owner, ticket, expires, matches";

describe("policies/exemptions: the file", () => {
  it("exempts what its entries name, one resource each where they do not say", () => {
    const pattern = { ...ENTRY, resource: URN.replace("getPaper", "*"), matches: 3 };
    expect(read([ENTRY, pattern])).to.deep.equal({ valid: [EXEMPTION, pattern], faults: [] });
    expect(read([])).to.deep.equal({ valid: [], faults: [] });
  });

  it("of this project is sound", () => {
    const text = readFileSync(join(ROOT, "policies", "exemptions.json"), "utf8");
    const { faults } = readExemptions(text, RULES, new Date().toISOString().slice(0, 10));
    expect(faults).to.deep.equal([]);
  });

  for (const [text, found] of [
    ["", "no JSON"],
    ["[", "no JSON"],
    ["null", "null"],
    ['{"rule":1}', '{"rule":1}'],
    ['"[]"', '"[]"'],
  ] as const)
    it(`is a list: ${text === "" ? "nothing" : text}`, () => {
      expect(readExemptions(text, RULES, TODAY)).to.deep.equal({
        valid: [],
        faults: [
          `exemptions.json is ${found}, but a list was expected: write [] where nothing is to be exempt.`,
        ],
      });
    });

  for (const [entry, found] of [
    [null, "null"],
    ["all", '"all"'],
    [[ENTRY.rule], '["lambda-function-traced"]'],
  ] as const)
    it(`holds objects: ${found}`, () => {
      expect(read([entry])).to.deep.equal({
        valid: [],
        faults: [
          `exemptions.json, entry 1 is ${found}, but an object was expected: write { ${FIELDS} }, where "matches" may be left out.`,
        ],
      });
    });

  for (const field of ["resource", "reason", "owner", "ticket", "expires"])
    for (const [value, found] of [
      [undefined, "nothing"],
      [null, "null"],
      ["", '""'],
      [" \n", '" \\n"'],
      [7, "7"],
      [["x"], '["x"]'],
    ])
      it(`asks for ${field}, not ${String(found)}`, () => {
        expect(faultsOf({ [field]: value })).to.deep.equal([
          `${PLACE}: ${field} is ${String(found)}, but a text that says something was expected.`,
        ]);
      });

  it("asks for a rule", () => {
    expect(faultsOf({ rule: undefined })).to.deep.equal([
      "exemptions.json, entry 1 (no rule): rule is nothing, but a text that says something was expected.",
    ]);
  });

  it("knows no other fields", () => {
    expect(faultsOf({ until: "2026-12-31" })).to.deep.equal([
      `${PLACE}: "until" is no field of an exemption: those are ${FIELDS}.`,
    ]);
    const text = JSON.stringify([ENTRY]).replace("[{", '[{"__proto__":{"rule":"x"},');
    expect(readExemptions(text, RULES, TODAY).faults).to.deep.equal([
      `${PLACE}: "__proto__" is no field of an exemption: those are ${FIELDS}.`,
    ]);
  });

  for (const [name, hint] of [
    ["lambda-traced", 'the nearest is "lambda-function-traced", and '],
    ["lambda-functon-traced", 'the nearest is "lambda-function-traced", and '],
    ["CKV_AWS_50", ""],
    ["constructor", ""],
  ] as const)
    it(`knows no rule ${name}`, () => {
      expect(faultsOf({ rule: name })).to.deep.equal([
        `exemptions.json, entry 1 ("${name}"): there is no rule of that name: ${hint}policies/README.md lists all.`,
      ]);
    });

  it("never exempts the tracing of a front door", () => {
    const guards = RULES.filter(({ frontDoor }) => frontDoor);
    expect(guards.map(({ name }) => name)).to.include.members([
      "apigateway-stage-traced",
      "appsync-graphql-api-traced",
      "apigatewayv2-api-refused",
    ]);
    for (const { name } of guards)
      expect(faultsOf({ rule: name }), name).to.deep.equal([
        `exemptions.json, entry 1 ("${name}"): the tracing of the front door is never exempted: take the entry out, and switch tracing on.`,
      ]);
  });

  for (const resource of [
    "*",
    "**",
    "getPaper",
    "urn:pulumi:**",
    "urn:pulumi:dev",
    "urn:pulumi:dev::resit",
    "urn:pulumi:dev::resit::*",
    "urn:pulumi:dev::resit::aws:sns/topic:Topic",
    "urn:pulumi:dev::resit::aws:sns/topic:Topic::",
    "urn:pulumi:::resit::aws:sns/topic:Topic::a",
    "urn:pulumi:dev::::aws:sns/topic:Topic::a",
    "urn:aws:dev::resit::aws:sns/topic:Topic::a",
    " urn:pulumi:dev::resit::aws:sns/topic:Topic::a",
  ])
    it(`asks for a URN: ${resource}`, () => {
      expect(faultsOf({ resource })).to.deep.equal([
        `${PLACE}: resource is ${JSON.stringify(resource)}, but a URN was expected: write urn:pulumi:stack::project::type::name, with * for anything within a part.`,
      ]);
    });

  for (const resource of [
    "urn:pulumi:dev::resit::**",
    "urn:pulumi:*::*::*::*",
    "urn:pulumi:**::resit::**::a b",
    "urn:pulumi:dev::resit::my:App$aws:sns/topic:Topic::a::b",
  ])
    it(`takes a URN: ${resource}`, () => {
      expect(faultsOf({ resource })).to.deep.equal([]);
    });

  for (const expires of [
    "2027-02-29",
    "2026-11-31",
    "2026-12-32",
    "2026-12-00",
    "2026-13-01",
    "2026-00-10",
    "2026-12-1",
    "26-12-01",
    "31.12.2026",
    "2026-12-31T00:00:00Z",
    "2026-12-31 ",
    "+002026-12-31",
    "never",
  ])
    it(`asks for a day of the calendar: ${expires}`, () => {
      expect(faultsOf({ expires })).to.deep.equal([
        `${PLACE}: expires is ${JSON.stringify(expires)}, but a day of the calendar was expected: write one as 2027-01-31.`,
      ]);
    });

  for (const [today, expires, title] of [
    [TODAY, "2026-11-25", "on the day itself"],
    [TODAY, "2027-02-23", "90 days ahead"],
    ["2027-12-01", "2028-02-29", "on the day that a leap year adds, 90 days ahead"],
    ["2026-10-31", "2026-11-30", "over the end of a month"],
    ["2026-12-31", "2026-12-31", "on the last day of a year"],
  ] as const)
    it(`holds ${title}`, () => {
      expect(faultsOf({ expires }, today)).to.deep.equal([]);
    });

  for (const [today, expires] of [
    [TODAY, "2026-11-24"],
    ["2027-03-01", "2027-02-28"],
    ["2027-01-01", "2026-12-31"],
    [TODAY, "0001-01-01"],
  ] as const)
    it(`holds no longer on ${today}: ${expires}`, () => {
      expect(faultsOf({ expires }, today)).to.deep.equal([
        `${PLACE}: expires is ${expires}, but ${today} or later was expected: mend the resource, or ask for the exemption again.`,
      ]);
    });

  for (const [today, expires, days] of [
    [TODAY, "2027-02-24", 91],
    ["2027-12-01", "2028-03-01", 91],
    ["2026-12-01", "2027-03-02", 91],
    [TODAY, "9999-12-31", 2912114],
  ] as const)
    it(`holds no exemption for so long: ${expires}`, () => {
      expect(faultsOf({ expires }, today)).to.deep.equal([
        `${PLACE}: expires is ${expires}, ${days} days ahead, but at most 90 were expected: choose an earlier day.`,
      ]);
    });

  for (const count of [0, -1, 1.5, "2", null, true, [1]])
    it(`counts in whole numbers: ${JSON.stringify(count)}`, () => {
      expect(faultsOf({ resource: `${URN}*`, matches: count })).to.deep.equal([
        `${PLACE}: matches is ${JSON.stringify(count)}, but a whole number from 1 on was expected: write how many resources it is for.`,
      ]);
    });

  it("exempts one resource by a URN without a star", () => {
    expect(faultsOf({ matches: 1 })).to.deep.equal([]);
    expect(faultsOf({ matches: 2 })).to.deep.equal([
      `${PLACE}: matches is 2, but a URN without * is of one resource: take "matches" out.`,
    ]);
  });

  it("exempts a resource from a rule once: the first entry holds", () => {
    const { valid, faults } = read([ENTRY, { ...ENTRY, rule: "lambda-function-json-logs" }, ENTRY]);
    expect(valid.map(({ rule }) => rule)).to.deep.equal([ENTRY.rule, "lambda-function-json-logs"]);
    expect(faults).to.deep.equal([
      'exemptions.json, entry 3 ("lambda-function-traced"): entry 1 is for the same rule and resource: keep one of the two.',
    ]);
  });

  it("says all that is wrong, in the order of the entries; those that are sound hold", () => {
    const wrong = { rule: "lambda-traced", resource: "*", expires: "2026-11-24", matches: 0, until: 1 };
    const { valid, faults } = read([7, ENTRY, wrong]);
    expect(valid).to.deep.equal([EXEMPTION]);
    const third = 'exemptions.json, entry 3 ("lambda-traced")';
    expect(faults).to.deep.equal([
      `exemptions.json, entry 1 is 7, but an object was expected: write { ${FIELDS} }, where "matches" may be left out.`,
      `${third}: reason is nothing, but a text that says something was expected.`,
      `${third}: owner is nothing, but a text that says something was expected.`,
      `${third}: ticket is nothing, but a text that says something was expected.`,
      `${third}: "until" is no field of an exemption: those are ${FIELDS}.`,
      `${third}: there is no rule of that name: the nearest is "lambda-function-traced", and policies/README.md lists all.`,
      `${third}: resource is "*", but a URN was expected: write urn:pulumi:stack::project::type::name, with * for anything within a part.`,
      `${third}: expires is 2026-11-24, but 2026-11-25 or later was expected: mend the resource, or ask for the exemption again.`,
      `${third}: matches is 0, but a whole number from 1 on was expected: write how many resources it is for.`,
    ]);
  });

  it("gives an answer, whatever it holds: the same one again, and no entry both holds and is faulty", () => {
    const values = fc.oneof(fc.jsonValue(), fc.constantFrom(...Object.values(ENTRY), 1, 2));
    const entries = fc.record(Object.fromEntries(FIELDS.split(", ").map((field) => [field, values])), {
      requiredKeys: [],
    });
    const lists = fc.array(fc.oneof(entries, fc.constant(ENTRY), fc.jsonValue()));
    fc.assert(
      fc.property(
        fc.oneof(
          lists.map((each) => JSON.stringify(each)),
          fc.json(),
          fc.string(),
        ),
        (text) => {
          const once = readExemptions(text, RULES, TODAY);
          expect(readExemptions(text, RULES, TODAY)).to.deep.equal(once);
          const list: unknown = once.valid.length > 0 ? JSON.parse(text) : [];
          const faulty = new Set(once.faults.map((fault) => /entry (\d+)/.exec(fault)?.[1]));
          if (Array.isArray(list) && list.length > 0)
            expect(once.valid.length + faulty.size).to.equal(list.length);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("is read to its end also where it is nested deeper than anything", () => {
    const text = `[${"[".repeat(200_000)}${"]".repeat(200_000)}]`;
    expect(readExemptions(text, RULES, TODAY).faults).to.have.length(1);
  });
});

describe("policies/exemptions: patterns", () => {
  for (const [pattern, text, fits] of [
    [URN, URN, true],
    [URN, `${URN}2`, false],
    [URN, `x${URN}`, false],
    ["urn:pulumi:*::resit::aws:lambda/function:Function::*", URN, true],
    ["urn:pulumi:dev::resit::*::*", URN, true],
    ["urn:pulumi:dev::resit::*::get*", URN, true],
    ["urn:pulumi:dev::resit::*::*Paper", URN, true],
    ["urn:pulumi:dev::resit::*::g*P*r", URN, true],
    ["urn:pulumi:dev::resit::*::g*Q*r", URN, false],
    ["urn:pulumi:*::getPaper", URN, false],
    ["urn:pulumi:dev::*::getPaper", URN, false],
    ["urn:pulumi:d*t::aws:lambda/function:Function::getPaper", URN, false],
    ["urn:pulumi:dev*:resit::aws:lambda/function:Function::getPaper", URN, false],
    ["urn:pulumi:dev:*resit::aws:lambda/function:Function::getPaper", URN, false],
    ["urn:pulumi:dev::resit::**", URN, true],
    ["urn:pulumi:**::getPaper", URN, true],
    ["urn:pulumi:***::getPaper", URN, true],
    [
      "urn:pulumi:dev::resit::*$aws:sns/topic:Topic::*",
      "urn:pulumi:dev::resit::my:app:App$aws:sns/topic:Topic::a",
      true,
    ],
    [
      "urn:pulumi:dev::resit::aws:sns/topic:Topic::*",
      "urn:pulumi:dev::resit::my:app:App$aws:sns/topic:Topic::a",
      false,
    ],
    [
      "urn:pulumi:dev::resit::*aws:sns/topic:Topic::*",
      "urn:pulumi:dev::resit::my:app:App$aws:sns/topic:Topic::a",
      true,
    ],
    ["a*", "a", true],
    ["*", "", true],
    ["", "", true],
    ["", "a", false],
    ["*", "a:b", true],
    ["*", "a::b", false],
  ] as const)
    it(`${JSON.stringify(pattern)} ${fits ? "fits" : "does not fit"} ${JSON.stringify(text)}`, () => {
      expect(matches(pattern, text)).to.equal(fits);
    });

  for (const sign of [".", "+", "?", "(a|b)", "[a-z]", "{1}", "^", "$", "\\w", "\\"])
    it(`take ${sign} for itself`, () => {
      expect(matches(`x${sign}*`, `x${sign}y`)).to.equal(true);
      expect(matches(sign, "a")).to.equal(false);
      expect(matches(`a${sign}`, "a")).to.equal(false);
    });

  it("fit every text of which pieces are replaced by stars", () => {
    const parts = fc.array(
      fc.string({ maxLength: 6 }).filter((each) => !each.includes("*")),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(parts, fc.string({ maxLength: 6 }), (pieces, other) => {
        expect(matches(pieces.join("**"), pieces.join(other))).to.equal(true);
        if (/^[^:]*$/.test(pieces.join("")) && !other.includes(":"))
          expect(matches(pieces.join("*"), pieces.join(other))).to.equal(true);
      }),
    );
  });

  it("are compared in a moment, however many stars are in them", () => {
    const began = performance.now();
    for (const star of ["*a", "**a", "*", "*:", "**::"])
      expect(matches(`${star.repeat(500)}b`, "a".repeat(2_000))).to.equal(false);
    expect(performance.now() - began).to.be.below(5_000);
  });

  it("name a stack and a project, where they are of URNs", () => {
    expect(stackOfPattern("urn:pulumi:d*::**::**")).to.deep.equal({ stack: "d*", project: "**" });
    expect(stackOfPattern("urn:pulumi:a:b::resit::**")).to.equal(undefined);
  });
});

describe("policies/exemptions: their use", () => {
  const stack = { stack: "dev", project: "resit" };
  const use = (exemption: Exemption, urn = exemption.resource) => ({ rule: exemption.rule, urn, exemption });
  const named = (name: string) => URN.replace("getPaper", name);

  it("exempt a resource from the rule that they name, and from no other", () => {
    expect(exemptionFor([EXEMPTION], ruleNamed(ENTRY.rule), URN)).to.equal(EXEMPTION);
    expect(exemptionFor([EXEMPTION], ruleNamed(ENTRY.rule), named("other"))).to.equal(undefined);
    expect(exemptionFor([EXEMPTION], ruleNamed("lambda-function-json-logs"), URN)).to.equal(undefined);
  });

  it("exempt no front door, even if one got past the reader", () => {
    const rule = ruleNamed("apigateway-stage-traced");
    expect(exemptionFor([{ ...EXEMPTION, rule: rule.name }], rule, URN)).to.equal(undefined);
  });

  it("are for something", () => {
    expect(misuses([EXEMPTION], stack, [use(EXEMPTION)])).to.deep.equal([]);
    expect(misuses([EXEMPTION], stack, [])).to.deep.equal([
      `The exemption of ${URN} from lambda-function-traced (platform@university.example, OPS-17) exempts nothing: no resource that it names breaks the rule. Take it out.`,
    ]);
  });

  it("are for no more resources than they say, where one that broke a rule twice counts once", () => {
    const pattern = { ...EXEMPTION, resource: named("*"), matches: 2 };
    const two = [use(pattern, named("a")), use(pattern, named("b")), use(pattern, named("a"))];
    expect(misuses([pattern], stack, two)).to.deep.equal([]);
    expect(misuses([pattern], stack, [...two, use(pattern, named("c"))])).to.deep.equal([
      `The exemption of ${named("*")} from lambda-function-traced (platform@university.example, OPS-17) is for 2, but exempts 3: name them more closely, or say "matches": 3.`,
    ]);
  });

  for (const [resource, isOfThis] of [
    ["urn:pulumi:dev::resit::*::x", true],
    ["urn:pulumi:*::resit::*::x", true],
    ["urn:pulumi:**::r*t::**", true],
    ["urn:pulumi:prod::resit::*::x", false],
    ["urn:pulumi:dev::other::*::x", false],
    ["urn:pulumi:de::resit::*::x", false],
  ] as const)
    it(`are ${isOfThis ? "" : "not "}the business of this stack: ${resource}`, () => {
      expect(misuses([{ ...EXEMPTION, resource }], stack, [])).to.have.length(isOfThis ? 1 : 0);
    });

  it("are told in the order of the file", () => {
    const exemptions = ["b", "a", "c"].map((name) => ({ ...EXEMPTION, resource: named(name) }));
    const told = misuses(exemptions, stack, [use({ ...EXEMPTION, resource: named("a") })]);
    expect(told.map((each) => /Function::(\w)/.exec(each)?.[1])).to.deep.equal(["b", "c"]);
  });
});
