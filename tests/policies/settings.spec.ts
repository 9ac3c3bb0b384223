/** What a project sets by stack, and what is said of the file where it is wrong: it is at its strictest there. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { expect } from "chai";
import * as fc from "fast-check";
import { ROUTES } from "../../api/routes";
import { RULES } from "../../policies/rules";
import { GROUPS } from "../../policies/rule";
import {
  LEVELS,
  PARAMETERS,
  readConfiguration,
  STRICTEST,
  withParameters,
  type Configuration,
} from "../../policies/settings";
import { ROOT } from "../support/program";

const read = (file: unknown, stack = "dev"): Configuration => readConfiguration(JSON.stringify(file), stack);

const GROUP_NAMES = "tracing, permissions, logs, limits, data, access";
const SETTING_NAMES =
  "minimumRetentionDays, deletionProtection, openRoutes, actionsWithoutResources, managedElsewhere";

const ROUTE = { route: "GET /health", reason: "It says nothing but that it is there." };
const ACTION = { action: "logs:DescribeLogGroups", reason: "It knows no resources." };
const TYPE = { type: "aws:xray/resourcePolicy:ResourcePolicy", reason: "The account's stack has it." };

describe("policies/settings: the file", () => {
  it("sets nothing where it says nothing: everything is at its strictest", () => {
    for (const file of [
      {},
      { default: {} },
      { stacks: {} },
      { default: { groups: {} }, stacks: { dev: {} } },
    ])
      expect(read(file)).to.deep.equal({ levels: {}, settings: STRICTEST, faults: [] });
  });

  it("sets for all stacks, and over that for one", () => {
    const file = {
      default: {
        groups: { tracing: "remediate", logs: "advisory" },
        minimumRetentionDays: 90,
        openRoutes: [ROUTE],
        managedElsewhere: [TYPE],
      },
      stacks: {
        dev: {
          groups: { logs: "disabled", data: "advisory" },
          deletionProtection: false,
          actionsWithoutResources: [ACTION],
          managedElsewhere: [],
        },
      },
    };
    expect(read(file, "dev")).to.deep.equal({
      levels: { tracing: "remediate", logs: "disabled", data: "advisory" },
      settings: {
        minimumRetentionDays: 90,
        deletionProtection: false,
        openRoutes: [ROUTE],
        actionsWithoutResources: [ACTION],
        managedElsewhere: [],
      },
      faults: [],
    });
    for (const other of ["prod", "", "constructor", "__proto__"])
      expect(read(file, other)).to.deep.equal({
        levels: { tracing: "remediate", logs: "advisory" },
        settings: { ...STRICTEST, minimumRetentionDays: 90, openRoutes: [ROUTE], managedElsewhere: [TYPE] },
        faults: [],
      });
  });

  for (const [text, found] of [
    ["", "no JSON"],
    ["{", "no JSON"],
    ["null", "null"],
    ["[]", "[]"],
    ['"dev"', '"dev"'],
  ] as const)
    it(`is an object: ${text === "" ? "nothing" : text}`, () => {
      expect(readConfiguration(text, "dev")).to.deep.equal({
        levels: {},
        settings: STRICTEST,
        faults: [`config.json is ${found}, but an object was expected: write {} for the strictest.`],
      });
    });

  it("has two parts", () => {
    expect(read({ defaults: {}, dev: {} }).faults).to.deep.equal([
      'config.json, defaults: only "default" and "stacks" were expected: take it out.',
      'config.json, dev: only "default" and "stacks" were expected: take it out.',
    ]);
  });

  for (const [part, found] of [
    [null, "null"],
    [[], "[]"],
    ["x", '"x"'],
    [1, "1"],
  ] as const) {
    it(`has parts that are objects: default is ${found}`, () => {
      expect(read({ default: part })).to.deep.equal({
        levels: {},
        settings: STRICTEST,
        faults: [`config.json, default is ${found}, but an object was expected: write settings.`],
      });
    });

    it(`has parts that are objects: stacks is ${found}`, () => {
      expect(read({ default: { deletionProtection: false }, stacks: part })).to.deep.equal({
        levels: {},
        settings: STRICTEST,
        faults: [
          `config.json, stacks is ${found}, but an object was expected: write settings by stack, or take it out.`,
        ],
      });
    });

    it(`has parts that are objects: a stack's is ${found}`, () => {
      const file = {
        default: { groups: { logs: "advisory" }, deletionProtection: false },
        stacks: { dev: part },
      };
      expect(read(file)).to.deep.equal({
        levels: {},
        settings: STRICTEST,
        faults: [`config.json, stacks.dev is ${found}, but an object was expected: write settings.`],
      });
    });

    it(`has levels that are an object: groups is ${found}`, () => {
      expect(
        read({ default: { groups: { logs: "advisory" } }, stacks: { dev: { groups: part } } }),
      ).to.deep.equal({
        levels: {},
        settings: STRICTEST,
        faults: [
          `config.json, stacks.dev.groups is ${found}, but an object was expected: write levels by group.`,
        ],
      });
    });
  }

  it("is judged as a whole, also for a stack that it says nothing of: default first, then the stacks in their order", () => {
    const part = { deletionProtection: 1 };
    const { settings, faults } = read({ stacks: { prod: part, dev: part }, default: part, more: 1 }, "test");
    expect(settings).to.deep.equal(STRICTEST);
    const fault = "deletionProtection is 1, but true or false was expected.";
    expect(faults).to.deep.equal([
      'config.json, more: only "default" and "stacks" were expected: take it out.',
      `config.json, default.${fault}`,
      `config.json, stacks.prod.${fault}`,
      `config.json, stacks.dev.${fault}`,
    ]);
  });
});

describe("policies/settings: levels", () => {
  const levelsOf = (groups: unknown) => read({ default: { groups } });

  it("are those of the engine; every group but tracing may have any of three", () => {
    for (const group of Object.keys(GROUPS).filter((each) => each !== "tracing"))
      for (const level of ["mandatory", "advisory", "disabled"])
        expect(levelsOf({ [group]: level })).to.deep.include({ levels: { [group]: level }, faults: [] });
  });

  it("of tracing are mandatory or remediate, and mandatory where something else is written", () => {
    for (const level of ["mandatory", "remediate"])
      expect(levelsOf({ tracing: level })).to.deep.include({ levels: { tracing: level }, faults: [] });
    for (const level of ["advisory", "disabled"])
      expect(levelsOf({ tracing: level })).to.deep.include({
        levels: { tracing: "mandatory" },
        faults: [
          `config.json, default.groups.tracing is "${level}", but tracing is what the pack is for: write mandatory or remediate.`,
        ],
      });
  });

  it("of other groups are not remediate", () => {
    expect(levelsOf({ logs: "remediate" })).to.deep.include({
      levels: { logs: "mandatory" },
      faults: [
        'config.json, default.groups.logs is "remediate", but only tracing can be remedied: write mandatory, advisory or disabled.',
      ],
    });
  });

  for (const [level, found] of [
    ["off", '"off"'],
    ["Mandatory", '"Mandatory"'],
    ["", '""'],
    [null, "null"],
    [false, "false"],
    [["advisory"], '["advisory"]'],
  ] as const)
    it(`are none of another name: ${found}`, () => {
      const file = {
        default: { groups: { logs: "disabled" } },
        stacks: { dev: { groups: { logs: level } } },
      };
      expect(read(file)).to.deep.include({
        levels: { logs: "mandatory" },
        faults: [
          `config.json, stacks.dev.groups.logs is ${found}, but a level was expected: write mandatory, advisory, disabled, remediate.`,
        ],
      });
    });

  it("are of groups that exist", () => {
    for (const group of ["trace", "toString", "all"])
      expect(levelsOf({ [group]: "disabled" })).to.deep.include({
        levels: {},
        faults: [`config.json, default.groups.${group} is no group: those are ${GROUP_NAMES}.`],
      });
    expect(readConfiguration('{"default":{"groups":{"__proto__":"disabled"}}}', "dev")).to.deep.include({
      levels: {},
      faults: [`config.json, default.groups.__proto__ is no group: those are ${GROUP_NAMES}.`],
    });
  });
});

describe("policies/settings: settings", () => {
  /** For a stack over defaults that are laxer than the strictest. */
  const LAX = {
    minimumRetentionDays: 1,
    deletionProtection: false,
    openRoutes: [ROUTE],
    actionsWithoutResources: [ACTION],
    managedElsewhere: [TYPE],
  };
  const over = (given: unknown) => read({ default: LAX, stacks: { dev: given } });

  for (const [name, value, found, expected] of [
    ["minimumRetentionDays", 0, "0", "a whole number from 1 on was expected"],
    ["minimumRetentionDays", -5, "-5", "a whole number from 1 on was expected"],
    ["minimumRetentionDays", 1.5, "1.5", "a whole number from 1 on was expected"],
    ["minimumRetentionDays", "14", '"14"', "a whole number from 1 on was expected"],
    ["minimumRetentionDays", null, "null", "a whole number from 1 on was expected"],
    ["deletionProtection", "false", '"false"', "true or false was expected"],
    ["deletionProtection", 0, "0", "true or false was expected"],
    ["deletionProtection", null, "null", "true or false was expected"],
    [
      "openRoutes",
      "GET /x",
      '"GET /x"',
      'a list was expected: write [{ "route": "GET /path/{parameter}", "reason": "…" }]',
    ],
    [
      "openRoutes",
      ROUTE,
      '{"route":"GET /health","reason":"It says nothing but that it…',
      'a list was expected: write [{ "route": "GET /path/{parameter}", "reason": "…" }]',
    ],
    [
      "actionsWithoutResources",
      null,
      "null",
      'a list was expected: write [{ "action": "logs:DescribeLogGroups", "reason": "…" }]',
    ],
    [
      "managedElsewhere",
      true,
      "true",
      'a list was expected: write [{ "type": "aws:xray/resourcePolicy:ResourcePolicy", "reason": "…" }]',
    ],
  ] as const)
    it(`have their types, and are at their strictest where they have not: ${name} is ${found}`, () => {
      expect(over({ [name]: value })).to.deep.equal({
        levels: {},
        settings: { ...LAX, [name]: STRICTEST[name] },
        faults: [`config.json, stacks.dev.${name} is ${found}, but ${expected}.`],
      });
    });

  it("have the names that they have", () => {
    expect(over({ retention: 1 })).to.deep.equal({
      levels: {},
      settings: LAX,
      faults: [`config.json, stacks.dev.retention is no setting: those are ${SETTING_NAMES}.`],
    });
    for (const name of ["toString", "__proto__"])
      expect(readConfiguration(`{"default":{"${name}":1}}`, "dev")).to.deep.equal({
        levels: {},
        settings: STRICTEST,
        faults: [`config.json, default.${name} is no setting: those are ${SETTING_NAMES}.`],
      });
  });

  for (const [name, field, sound, wrong, example] of [
    [
      "openRoutes",
      "route",
      ROUTE,
      ["/health", "get /health", "GET health", "GET  /a", "GET /a b"],
      "GET /path/{parameter}",
    ],
    [
      "actionsWithoutResources",
      "action",
      ACTION,
      ["logs:*", "*", "logs", "logs:Describe*", "a:b:c"],
      "logs:DescribeLogGroups",
    ],
    [
      "managedElsewhere",
      "type",
      TYPE,
      ["aws:xray", "*", "aws:xray/*:ResourcePolicy", "aws xray:a:B"],
      "aws:xray/resourcePolicy:ResourcePolicy",
    ],
  ] as const) {
    const place = `config.json, default.${name}, entry 2`;
    const shape = `{ "${field}": "${example}", "reason": "…" }`;
    /** What holds of a sound entry and another, and what is said. */
    const secondIs = (entry: unknown) => {
      const { settings, faults } = read({ default: { [name]: [sound, entry] } });
      expect(settings).to.deep.equal({ ...STRICTEST, [name]: [sound] });
      return faults;
    };

    it(`let through what is named with a reason, and nothing else: ${name}`, () => {
      const other = { [field]: Object.values(sound)[0]?.replace(/.$/, "") };
      for (const [reason, found] of [
        [undefined, "nothing"],
        [null, "null"],
        ["", '""'],
        ["  ", '"  "'],
        [1, "1"],
      ] as const)
        expect(secondIs({ ...other, reason })).to.deep.equal([
          `${place}: reason is ${found}, but a text that says something was expected.`,
        ]);
      expect(secondIs({ ...other, reason: "x", until: 1 })).to.deep.equal([
        `${place}: "until" is none of its fields: write ${shape}.`,
      ]);
      expect(secondIs(sound)).to.deep.equal([
        `${place}: entry 1 has the same ${field}: keep one of the two.`,
      ]);
    });

    it(`are lists of objects: ${name}`, () => {
      for (const [entry, found] of [
        [null, "null"],
        ["x", '"x"'],
        [[], "[]"],
      ] as const)
        expect(secondIs(entry)).to.deep.equal([
          `${place} is ${found}, but an object was expected: write ${shape}.`,
        ]);
    });

    it(`name in one form what they let through: ${name}`, () => {
      for (const value of [...wrong, "", 7, null, undefined])
        expect(secondIs({ [field]: value, reason: "x" })).to.deep.equal([
          `${place}: ${field} is ${value === undefined ? "nothing" : JSON.stringify(value)}, but one such as ${example} was expected.`,
        ]);
      expect(read({ default: { [name]: [{ [field]: example, reason: "x" }] } }).faults).to.deep.equal([]);
    });
  }

  it("are at most as lax as what is written soundly, whatever the text", () => {
    const values = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>(...Object.values(LAX), ...LEVELS));
    const parts = fc.dictionary(
      fc.constantFrom("groups", ...Object.keys(LAX), "other"),
      fc.oneof(values, fc.dictionary(fc.constantFrom(...Object.keys(GROUPS), "other"), values)),
    );
    const files = fc.record(
      {
        default: fc.oneof(parts, fc.jsonValue()),
        stacks: fc.oneof(fc.dictionary(fc.constantFrom("dev", "prod"), parts), fc.jsonValue()),
      },
      { requiredKeys: [] },
    );
    const texts = fc.oneof(
      files.map((each) => JSON.stringify(each)),
      fc.json(),
      fc.string(),
    );
    fc.assert(
      fc.property(texts, fc.constantFrom("dev", "prod", "test"), (text, stack) => {
        const once = readConfiguration(text, stack);
        expect(readConfiguration(text, stack)).to.deep.equal(once);
        const { settings, levels, faults } = once;
        expect(settings).to.have.all.keys(Object.keys(STRICTEST));
        expect(
          readConfiguration(JSON.stringify({ default: { ...settings, groups: levels } }), "x"),
        ).to.deep.equal({
          settings,
          levels,
          faults: [],
        });
        for (const fault of faults) expect(fault).to.match(/^config\.json[, ].+\.$/s);
      }),
      { numRuns: 500 },
    );
  });
});

describe("policies/settings: --policy-pack-config", () => {
  it("stands over the file, for the policy that it is given to", () => {
    expect(withParameters(STRICTEST, {})).to.deep.equal(STRICTEST);
    expect(withParameters(STRICTEST, { minimumRetentionDays: 30, openRoutes: [ROUTE] })).to.deep.equal({
      ...STRICTEST,
      minimumRetentionDays: 30,
      openRoutes: [ROUTE],
    });
  });

  it("that is wrong leaves what it is about at its strictest, and what it is not about alone", () => {
    const lax = { ...STRICTEST, minimumRetentionDays: 1, deletionProtection: false };
    expect(withParameters(lax, { minimumRetentionDays: "1", other: 1 })).to.deep.equal({
      ...lax,
      minimumRetentionDays: 365,
    });
    for (const given of [undefined, null, "x", 1, [], () => 1])
      expect(withParameters(lax, given)).to.deep.equal(lax);
    expect(
      withParameters(lax, {
        get deletionProtection() {
          throw new Error("unknown");
        },
      }),
    ).to.deep.equal({ ...lax, deletionProtection: true });
  });

  it("has a schema for each setting, which takes what the file may say and nothing of another type", () => {
    expect(Object.keys(PARAMETERS)).to.have.members(Object.keys(STRICTEST));
    const ajv = new Ajv();
    const sound: Readonly<Record<string, readonly unknown[]>> = {
      minimumRetentionDays: [1, 3653],
      deletionProtection: [true, false],
      openRoutes: [[], [ROUTE]],
      actionsWithoutResources: [[], [ACTION]],
      managedElsewhere: [[], [TYPE]],
    };
    for (const [name, schema] of Object.entries(PARAMETERS)) {
      const takes = ajv.compile(schema);
      for (const value of sound[name] ?? []) expect(takes(value), name).to.equal(true);
      for (const value of [null, "x", 0, {}, [{ route: "GET /", action: "a:B", type: "a:b:C" }]])
        expect(takes(value), `${name} ${JSON.stringify(value)}`).to.equal(false);
    }
  });

  it("is for parameters that the rules read", () => {
    const read = new Set(RULES.flatMap(({ parameters }) => parameters ?? []));
    expect([...read]).to.have.members(Object.keys(STRICTEST));
  });
});

describe("policies/settings: of this project", () => {
  const text = readFileSync(join(ROOT, "policies", "config.json"), "utf8");

  it("are sound, for every stack", () => {
    for (const stack of ["dev", "prod"]) expect(readConfiguration(text, stack).faults).to.deep.equal([]);
  });

  it("leave development shorter logs and tables that can be deleted, and production nothing", () => {
    const { settings: prod, levels } = readConfiguration(text, "prod");
    expect(levels).to.deep.equal({});
    expect(prod).to.deep.include({
      minimumRetentionDays: 365,
      deletionProtection: true,
      managedElsewhere: [],
    });
    expect(readConfiguration(text, "dev")).to.deep.include({
      levels: {},
      settings: { ...prod, minimumRetentionDays: 14, deletionProtection: false },
    });
  });

  it("open the routes that have no scope, and no other", () => {
    const open = ROUTES.filter(({ access }) => typeof access === "string" || "public" in access);
    const { settings } = readConfiguration(text, "prod");
    expect(settings.openRoutes.map(({ route }) => route)).to.have.members(
      open.map(({ method, path }) => `${method.toUpperCase()} ${path}`),
    );
  });
});
