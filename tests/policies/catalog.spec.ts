/** Each row of the catalogue, with what it lets through and what it does not. A row without examples fails. */
import { expect } from "chai";
import * as fc from "fast-check";
import { CONFIGURED, REFUSED, TRACED, type Row } from "../../policies/catalog";
import type { Finding, Resource } from "../../policies/rule";
import { PROPERTY_RULES } from "../../policies/rules/properties";
import { STRICTEST } from "../../policies/settings";
import { toProperties } from "../../policies/value";
import { urnOf } from "./rules/fixtures";
import { proxied, ruleOf, SENTINELS, under } from "./support";

type Given = Readonly<Record<string, unknown>>;

/** As the engine hands it over. */
const resource = (type: string, given: Given, ignoreChanges: readonly string[] = []): Resource => ({
  type,
  name: "it",
  urn: urnOf(type, "it"),
  properties: toProperties(proxied(given)),
  ignoreChanges,
});

function findings(name: string, given: Given, ignoreChanges: readonly string[] = []): readonly Finding[] {
  const rule = ruleOf(name);
  return rule.check(resource(rule.type, given, ignoreChanges), STRICTEST);
}

/** Values, and how a message shows them. */
type Shown = readonly (readonly [value: unknown, shown: string])[];

/** Of other types than any row asks for; `null` is as if nothing were there. */
const WRONG_TYPES: Shown = [
  [{}, "{}"],
  [[], "[]"],
  ["", '""'],
  [-1, "-1"],
];

const OFF_TEXTS: Shown = [
  ["PassThrough", '"PassThrough"'],
  ["Disabled", '"Disabled"'],
];
const OFF_BOOLEANS: Shown = [
  [false, "false"],
  ["true", '"true"'],
  [1, "1"],
];

const ACCESS_LOG = '{"requestId":"$context.requestId","xrayTraceId":"$context.xrayTraceId"}';

/** What passes and what does not, of each row that is no switch of tracing. */
const EXAMPLES: Readonly<Record<string, { readonly passes: readonly unknown[]; readonly fails: Shown }>> = {
  "sfn-state-machine-logged": {
    passes: ["ALL"],
    fails: [
      ["OFF", '"OFF"'],
      ["ERROR", '"ERROR"'],
      ["FATAL", '"FATAL"'],
      ["all", '"all"'],
      [["ALL"], '["ALL"]'],
      [true, "true"],
    ],
  },
  "sfn-state-machine-log-destination": {
    passes: ["arn:aws:logs:eu-west-1:000000000000:log-group:/states/resit:*"],
    fails: [
      [
        "arn:aws:logs:eu-west-1:000000000000:log-group:/states/resit",
        '"arn:aws:logs:eu-west-1:000000000000:log-group:/states/resit…',
      ],
      [":*", '":*"'],
      ["arn:aws:s3:::bucket:*", '"arn:aws:s3:::bucket:*"'],
      [true, "true"],
    ],
  },
  "sfn-state-machine-log-no-data": {
    passes: [false, undefined, null],
    fails: [
      [true, "true"],
      ["true", '"true"'],
      ["false", '"false"'],
      [1, "1"],
    ],
  },
  "apigateway-stage-access-log": {
    passes: ["arn:aws:logs:eu-west-1:000000000000:log-group:/api/resit"],
    fails: [],
  },
  "apigateway-stage-access-log-trace": {
    passes: [ACCESS_LOG, `\n ${ACCESS_LOG}\n`],
    fails: [
      ['{"requestId":"$context.requestId"}', String.raw`"{\"requestId\":\"$context.requestId\"}"`],
      ["$context.xrayTraceId", '"$context.xrayTraceId"'],
      ['{"a":"$context.xrayTraceIdentity"}', String.raw`"{\"a\":\"$context.xrayTraceIdentity\"}"`],
      [{ xrayTraceId: "$context.xrayTraceId" }, '{"xrayTraceId":"$context.xrayTraceId"}'],
      [true, "true"],
    ],
  },
  "lambda-function-json-logs": {
    passes: ["JSON"],
    fails: [
      ["Text", '"Text"'],
      ["json", '"json"'],
      [true, "true"],
    ],
  },
  "lambda-function-log-group": { passes: ["/aws/lambda/resit"], fails: [] },
  "cloudwatch-log-group-retention": {
    passes: [365, 3653],
    fails: [
      [364, "364"],
      [0, "0"],
      ["365", '"365"'],
      [true, "true"],
    ],
  },
  "lambda-function-memory": {
    passes: [128, 10_240],
    fails: [
      [0, "0"],
      [127, "127"],
      ["128", '"128"'],
      [true, "true"],
    ],
  },
  "lambda-function-timeout": {
    passes: [1, 900],
    fails: [
      [0, "0"],
      ["3", '"3"'],
      [true, "true"],
    ],
  },
  "dynamodb-table-recovery": { passes: [true], fails: OFF_BOOLEANS },
  "dynamodb-table-encrypted": { passes: [true], fails: OFF_BOOLEANS },
  "dynamodb-table-protected": { passes: [true], fails: OFF_BOOLEANS },
};

/** `present` takes a value of any type: the provider's check refuses wrong ones. */
const TAKES_ANY_TYPE = ["apigateway-stage-access-log", "lambda-function-log-group"];

const says = ({ expected }: Row): string =>
  (typeof expected === "function" ? expected(STRICTEST) : expected)?.says ?? "nothing";

/** The paths on the way to a property: `a.b` for `a.b.c`, and `a`. */
const parentsOf = (property: string): readonly string[] => {
  const keys = property.split(".");
  return keys.slice(1).map((_, index) => keys.slice(0, index + 1).join("."));
};

function describeRow(row: Row, { passes, fails }: { readonly passes: readonly unknown[]; fails: Shown }) {
  const { name, property } = row;
  const finding = (verdict: Finding["verdict"], actual: string): readonly Finding[] => [
    { verdict, path: property, expected: says(row), actual },
  ];
  const isAbsenceFine = passes.includes(undefined);
  const absent = finding(isAbsenceFine ? "pass" : "fail", "nothing");

  it("lets through what is set as it should be", () => {
    for (const value of passes) {
      const [found, ...others] = findings(name, under(property, value));
      expect(others).to.deep.equal([]);
      expect(found).to.include({ verdict: "pass", path: property, expected: says(row) });
    }
  });

  it("refuses other values", () => {
    for (const [value, shown] of fails)
      expect(findings(name, under(property, value)), shown).to.deep.equal(finding("fail", shown));
  });

  it("refuses values of other types", () => {
    for (const [value, shown] of TAKES_ANY_TYPE.includes(name) ? [["", '""'] as const] : WRONG_TYPES)
      expect(findings(name, under(property, value)), shown).to.deep.equal(finding("fail", shown));
  });

  it(`takes what is not there for ${isAbsenceFine ? "well" : "not"} set, and what is null or no object too`, () => {
    expect(findings(name, {})).to.deep.equal(absent);
    expect(findings(name, under(property, undefined))).to.deep.equal(absent);
    expect(findings(name, under(property, null))).to.deep.equal(
      finding(isAbsenceFine ? "pass" : "fail", "null"),
    );
    for (const parent of parentsOf(property))
      for (const value of [null, "text", 1, true, [], {}, [under(property, passes[0])[parent]]])
        expect(findings(name, under(parent, value)), JSON.stringify(value)).to.deep.equal(absent);
  });

  it("does not find it deeper, or elsewhere", () => {
    const [first = ""] = property.split(".");
    const elsewhere = under(`elsewhere.${property}`, passes[0]);
    expect(findings(name, elsewhere)).to.deep.equal(absent);
    if (property.includes(".") || TAKES_ANY_TYPE.includes(name)) return;
    expect(findings(name, under(`${property}.${first}`, passes[0]))[0]?.verdict).to.equal("fail");
  });

  it("knows what the preview does not know, at the property and above", () => {
    for (const sentinel of Object.values(SENTINELS))
      for (const path of [property, ...parentsOf(property)])
        expect(findings(name, under(path, sentinel)), path).to.deep.equal(
          finding("unknown", "a value that the preview does not know"),
        );
  });

  it("does not look at unknowns beside it", () => {
    const given = { ...under(property, passes[0]), other: SENTINELS.string, more: [SENTINELS.Object] };
    expect(findings(name, given)[0]?.verdict).to.equal("pass");
  });

  it("says one of three things for anything", () => {
    fc.assert(
      fc.property(fc.anything(), (raw) => {
        for (const path of [property, ...parentsOf(property)]) {
          const found = findings(name, under(path, raw));
          expect(found.map(({ path: at }) => at)).to.deep.equal([property]);
          expect(found[0]?.verdict).to.be.oneOf(["pass", "fail", "unknown"]);
        }
      }),
      { numRuns: 50 },
    );
  });
}

describe("policies/catalog", () => {
  it("has each row as a rule, and each switch of tracing as a second one: that it is kept", () => {
    expect(PROPERTY_RULES.map(({ name }) => name)).to.deep.equal([
      ...TRACED.map(({ name }) => name),
      ...TRACED.map(({ name }) => name.replace(/traced$/, "tracing-kept")),
      ...REFUSED.map(({ name }) => name),
      ...CONFIGURED.map(({ name }) => name),
    ]);
    expect(TRACED.map(({ name }) => name).filter((name) => !name.endsWith("-traced"))).to.deep.equal([]);
  });

  it("has examples in this test for each row, and for nothing else", () => {
    expect(Object.keys(EXAMPLES)).to.have.members(CONFIGURED.map(({ name }) => name));
    for (const { name } of CONFIGURED) expect(EXAMPLES[name]?.passes, name).to.have.length.greaterThan(0);
  });

  for (const row of TRACED)
    describe(row.name, () => {
      const { on } = row;
      describeRow(row, { passes: [on], fails: on === true ? OFF_BOOLEANS : OFF_TEXTS });

      it("is about one value alone, written as AWS writes it", () => {
        const other = on === true ? "True" : on.toString().toLowerCase();
        expect(findings(row.name, under(row.property, other))[0]?.verdict).to.equal("fail");
        expect(findings(row.name, under(row.property, [on]))[0]?.verdict).to.equal("fail");
        expect(findings(row.name, under(row.property, { value: on }))[0]?.verdict).to.equal("fail");
      });
    });

  for (const row of CONFIGURED)
    describe(row.name, () => {
      describeRow(row, EXAMPLES[row.name] ?? { passes: [], fails: [] });
    });

  for (const { name, property } of CONFIGURED.filter(({ explicit }) => explicit))
    it(`${name} does not count a value that the provider filled in`, () => {
      const [value] = EXAMPLES[name]?.passes ?? [];
      const given = under(property, value);
      const verdict = (filledIn: unknown) =>
        findings(name, { ...given, __defaults: filledIn }).map((each) => [each.verdict, each.actual]);
      const counted = [["pass", String(value)]];
      expect(verdict([property])).to.deep.equal([["fail", "nothing"]]);
      expect(verdict(["name", property])).to.deep.equal([["fail", "nothing"]]);
      expect(verdict([])).to.deep.equal(counted);
      expect(verdict(["name", SENTINELS.string])).to.deep.equal(counted);
      for (const odd of [null, property, { [property]: true }, SENTINELS.Array])
        expect(verdict(odd)).to.deep.equal(counted);
    });

  it("counts a value that the provider filled in where a row does not ask for the program's own", () => {
    const given = { retentionInDays: 365, __defaults: ["retentionInDays"] };
    expect(findings("cloudwatch-log-group-retention", given)[0]?.verdict).to.equal("pass");
  });

  describe("by the settings", () => {
    const { check, type } = ruleOf("cloudwatch-log-group-retention");
    const table = ruleOf("dynamodb-table-protected");

    it("asks for as many days of logs as they say", () => {
      const verdicts = [13, 14].map((days) =>
        check(resource(type, { retentionInDays: days }), { ...STRICTEST, minimumRetentionDays: 14 }),
      );
      expect(verdicts).to.deep.equal([
        [{ verdict: "fail", path: "retentionInDays", expected: "at least 14", actual: "13" }],
        [{ verdict: "pass", path: "retentionInDays", expected: "at least 14", actual: "14" }],
      ]);
    });

    it("asks nothing of a table that they let go, not even that it be known", () => {
      for (const given of [
        {},
        { deletionProtectionEnabled: false },
        { deletionProtectionEnabled: SENTINELS.boolean },
      ])
        expect(
          table.check(resource(table.type, given), { ...STRICTEST, deletionProtection: false }),
        ).to.deep.equal([]);
    });
  });

  for (const { name, property, instead } of REFUSED)
    describe(name, () => {
      for (const [title, given, actual] of [
        ["bare", {}, "nothing"],
        ["with values", under(property, "HTTP"), '"HTTP"'],
        ["with values of other types", under(property, [{}]), "[{}]"],
        ["with unknowns", under(property, SENTINELS.string), "a value that the preview does not know"],
      ] as const)
        it(`refuses each there is: ${title}`, () => {
          expect(findings(name, given)).to.deep.equal([
            { verdict: "fail", path: property, expected: instead, actual },
          ]);
        });
    });

  for (const { name, property } of TRACED) {
    const [first = "", ...rest] = property.split(".");
    const bracketed = [first, ...rest.map((key) => `["${key}"]`)].join("");
    const ignored = [
      property,
      first,
      `${property}.deeper`,
      `${property}[0]`,
      bracketed,
      `["${first}"]`,
      "*",
      "[*]",
      `${first}.*`,
      `${first}[*]`,
    ];
    const others = [
      "tags",
      "tags.tracing",
      `other.${property}`,
      `${property}s`,
      `x${first}`,
      first.toUpperCase(),
      ...(rest.length > 0 ? [rest.join("."), `${first}.other`, `${first}["other"]`] : []),
    ];

    describe(name.replace(/traced$/, "tracing-kept"), () => {
      const kept = (ignoreChanges: readonly string[]) =>
        findings(name.replace(/traced$/, "tracing-kept"), {}, ignoreChanges);
      const expected = `nothing about ${property}`;
      const path = "opts.ignoreChanges";

      for (const each of ignored)
        it(`refuses ignoreChanges of ${each}, wherever it stands in the list`, () => {
          for (const list of [[each], ["tags", each], [each, "tags"]])
            expect(kept(list)).to.deep.equal([
              { verdict: "fail", path, expected, actual: JSON.stringify(each) },
            ]);
        });

      it("lets others through", () => {
        for (const list of [[], ...others.map((each) => [each]), others])
          expect(kept(list)).to.deep.equal([{ verdict: "pass", path, expected, actual: "nothing about it" }]);
      });

      it("throws for no list", () => {
        fc.assert(
          fc.property(fc.array(fc.string()), (list) => {
            expect(kept(list)[0]?.verdict).to.be.oneOf(["pass", "fail"]);
          }),
        );
      });
    });
  }
});
