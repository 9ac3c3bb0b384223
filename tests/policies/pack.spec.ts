/** The rules as policies: what @pulumi/policy's own handlers answer the engine. */
import { expect } from "chai";
import * as fc from "fast-check";
import { REFUSED, TRACED } from "../../policies/catalog";
import type { Exemption } from "../../policies/exemption";
import { GROUPS } from "../../policies/rule";
import { RULES } from "../../policies/rules";
import { PARAMETERS, STRICTEST } from "../../policies/settings";
import { urnOf } from "./rules/fixtures";
import {
  packOf,
  registration,
  ruleOf,
  secret,
  SENTINELS,
  under,
  type Answer,
  type Diagnostic,
} from "./support";

const FUNCTION = "aws:lambda/function:Function";
const TOPIC = "aws:sns/topic:Topic";
const STACK = "pulumi:pulumi:Stack";

/** A function that no rule refuses. */
const COMPLETE = {
  tracingConfig: { mode: "Active" },
  loggingConfig: { logFormat: "JSON", logGroup: "/aws/lambda/it" },
  memorySize: 512,
  timeout: 10,
};

const functionWith = (inputs: Readonly<Record<string, unknown>>) =>
  registration(FUNCTION, { ...COMPLETE, ...inputs });

const untraced = functionWith({ tracingConfig: { mode: "PassThrough" } });

const exemptionOf = (rule: string, type: string): Exemption => ({
  rule,
  resource: urnOf(type, "it"),
  reason: "It is replaced next month",
  owner: "ann",
  ticket: "T-1",
  expires: "2027-01-31",
  matches: 1,
});

const brief = ({ diagnostics }: Answer): readonly string[] =>
  diagnostics.map(({ policy, level }) => `${policy} ${level}`);

const tracing = ruleOf("lambda-function-traced");

const ofTracing = (level: string, found: string): Diagnostic => ({
  policy: tracing.name,
  level,
  severity: "high",
  description: `${tracing.demand} ${tracing.why}`,
  message: `${tracing.demand} ${tracing.why}\ntracingConfig.mode is ${found} ${tracing.mend}`,
  urn: "",
});

describe("policies/pack", () => {
  describe("asked about a resource", () => {
    it("says nothing of one that is complete", async () => {
      expect((await packOf().analyze(functionWith({}))).diagnostics).to.deep.equal([]);
    });

    it("refuses a function that is not traced, once, and says what to write", async () => {
      expect((await packOf().analyze(untraced)).diagnostics).to.deep.equal([
        ofTracing("mandatory", '"PassThrough", but "Active" was expected.'),
      ]);
      const bare = functionWith({ tracingConfig: undefined });
      expect((await packOf().analyze(bare)).diagnostics).to.deep.equal([
        ofTracing("mandatory", 'nothing, but "Active" was expected.'),
      ]);
    });

    for (const [title, tracingConfig] of [
      ["mode", { mode: SENTINELS.string }],
      ["configuration", SENTINELS.Object],
      ["mode, which is secret too,", { mode: secret(SENTINELS.string) }],
    ] as const)
      it(`refuses a function whose tracing ${title} the preview does not know: no advisory instead`, async () => {
        expect((await packOf().analyze(functionWith({ tracingConfig }))).diagnostics).to.deep.equal([
          ofTracing(
            "mandatory",
            'a value that the preview does not know, but "Active" was expected. It must be a literal.',
          ),
        ]);
      });

    it("refuses each switch of tracing that is unknown, and runs every policy all the same", async () => {
      for (const { name, type, property } of TRACED)
        for (const sentinel of Object.values(SENTINELS)) {
          const { diagnostics } = await packOf().analyze(registration(type, under(property, sentinel)));
          const own = diagnostics.filter(({ policy }) => policy === name);
          expect(own.map(({ level }) => level)).to.deep.equal(["mandatory"]);
          expect(own[0]?.message).to.contain("It must be a literal.");
          expect(diagnostics.filter(({ message }) => message.includes("can't run policy"))).to.deep.equal([]);
        }
    });

    it("leaves to the update what it cannot know of anything else", async () => {
      const loggingConfig = { logFormat: SENTINELS.string, logGroup: SENTINELS.string };
      expect((await packOf().analyze(functionWith({ loggingConfig }))).diagnostics).to.deep.equal([]);
    });

    it("takes secrets for what is in them", async () => {
      for (const tracingConfig of [{ mode: secret("Active") }, secret({ mode: "Active" })])
        expect((await packOf().analyze(functionWith({ tracingConfig }))).diagnostics).to.deep.equal([]);
      const off = functionWith({ tracingConfig: { mode: secret("PassThrough") } });
      expect(brief(await packOf().analyze(off))).to.deep.equal(["lambda-function-traced mandatory"]);
    });

    it("puts no secret that a rule is not about into a message, whatever else is wrong", async () => {
      const word = "correct-horse-battery";
      for (const rule of RULES) {
        if (rule.scope !== "resource") continue;
        const bare = registration(rule.type, {
          description: secret(word),
          tags: { owner: secret(word) },
          environment: { variables: { TOKEN: secret(word), OTEL_SDK_DISABLED: "true" } },
          name: secret(word),
        });
        const { diagnostics } = await packOf().analyze(bare);
        expect(
          diagnostics.filter(({ message }) => message.includes(word)),
          rule.name,
        ).to.deep.equal([]);
      }
    });

    it("says with each violation how severe it is, and what its rule demands", async () => {
      for (const { type } of [...TRACED, ...REFUSED]) {
        const { diagnostics } = await packOf().analyze(registration(type, {}));
        expect(diagnostics).to.have.length.greaterThan(0);
        for (const { policy, severity, description, message, level } of diagnostics) {
          const { severity: own, demand, why, mend } = ruleOf(policy);
          expect({ severity, description, level }).to.deep.equal({
            severity: own,
            description: `${demand} ${why}`,
            level: "mandatory",
          });
          expect(message.startsWith(`${description}\n`), message).to.equal(true);
          expect(message.endsWith(` ${mend}`), message).to.equal(true);
        }
      }
    });

    it("refuses ignoreChanges of tracing", async () => {
      const ignoring = registration(FUNCTION, COMPLETE, { ignoreChanges: ["tags", "tracingConfig"] });
      const { diagnostics } = await packOf().analyze(ignoring);
      expect(diagnostics.map(({ policy, message }) => [policy, message.split("\n")[1]])).to.deep.equal([
        [
          "lambda-function-tracing-kept",
          'opts.ignoreChanges is "tracingConfig", but nothing about tracingConfig.mode was expected. Take tracingConfig.mode out of ignoreChanges.',
        ],
      ]);
    });

    it("answers anything, of every type, with violations and not with an error", async () => {
      const types = [...new Set(RULES.flatMap((rule) => (rule.scope === "resource" ? [rule.type] : [])))];
      const sentinels = fc.constantFrom(...Object.values(SENTINELS));
      const { value } = fc.letrec((tie) => ({
        value: fc.oneof(
          { depthSize: "small" },
          sentinels,
          fc.jsonValue({ maxDepth: 0 }),
          fc.array(tie("value"), { maxLength: 3 }),
          fc.dictionary(fc.constantFrom("a", "mode", "enabled", "variables", "level"), tie("value")),
        ),
      }));
      const inputs = fc.dictionary(
        fc.constantFrom(
          "tracingConfig",
          "tracingConfiguration",
          "loggingConfiguration",
          "environment",
          "settings",
          "policy",
          "body",
          "principal",
          "sourceArn",
          "fixedRate",
          "__defaults",
        ),
        value,
      );
      const pack = packOf();
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...types), inputs, async (type, given) => {
          const { diagnostics } = await pack.analyze(registration(type, given));
          expect(diagnostics.filter(({ message }) => message.includes("can't run policy"))).to.deep.equal([]);
        }),
        { numRuns: 60 },
      );
    });
  });

  describe("counts as not applicable", () => {
    const resourceRules = RULES.filter(({ scope }) => scope === "resource");

    it("each rule of another type, and none of its own", async () => {
      const { notApplicable } = await packOf().analyze(untraced);
      const others = resourceRules.filter((rule) => rule.scope === "resource" && rule.type !== FUNCTION);
      expect(notApplicable).to.deep.equal(["policy-files", ...others.map(({ name }) => name)]);
    });

    it("each rule of a type that no rule is about", async () => {
      const { diagnostics, notApplicable } = await packOf().analyze(registration("random:index:Pet", {}));
      expect(diagnostics).to.deep.equal([]);
      expect(notApplicable).to.deep.equal(["policy-files", ...resourceRules.map(({ name }) => name)]);
    });

    it("a rule that the settings switch off", async () => {
      const settings = { ...STRICTEST, deletionProtection: false };
      const table = registration("aws:dynamodb/table:Table", {});
      const { notApplicable } = await packOf({ configuration: { settings } }).analyze(table);
      expect(notApplicable).to.include("dynamodb-table-protected");
      expect((await packOf().analyze(table)).notApplicable).not.to.include("dynamodb-table-protected");
    });
  });

  describe("at the level of the configuration", () => {
    for (const [level, expected] of [
      ["mandatory", ["lambda-function-json-logs mandatory", "lambda-function-log-group mandatory"]],
      ["advisory", ["lambda-function-json-logs advisory", "lambda-function-log-group advisory"]],
      ["disabled", []],
    ] as const)
      it(`${level}: ${expected.join(", ") || "nothing"}`, async () => {
        const pack = packOf({ configuration: { levels: { logs: level } } });
        expect(brief(await pack.analyze(functionWith({ loggingConfig: undefined })))).to.deep.equal(expected);
        expect(brief(await pack.analyze(untraced))).to.deep.equal(["lambda-function-traced mandatory"]);
      });

    it("remediate: of the policies that can, and mandatory of all others", () => {
      const { policies } = packOf({ configuration: { levels: { tracing: "remediate" } } });
      const remedying = policies.filter(({ enforcementLevel }) => enforcementLevel === "remediate");
      expect(remedying.map(({ name }) => name)).to.deep.equal([
        "lambda-function-traced",
        "apigateway-stage-traced",
        "sfn-state-machine-traced",
        "sns-topic-traced",
        "appsync-graphql-api-traced",
      ]);
      expect(policies.filter((each) => "remediateResource" in each)).to.deep.equal(remedying);
      for (const { name, enforcementLevel } of policies.filter((each) => !remedying.includes(each)))
        if (RULES.some((rule) => rule.name === name)) expect(enforcementLevel, name).to.equal("mandatory");
    });

    it("mandatory, of everything, where it says nothing", () => {
      const { policies } = packOf();
      const named = policies.filter(({ name }) => RULES.some((rule) => rule.name === name));
      expect(new Set(named.map(({ enforcementLevel }) => enforcementLevel))).to.deep.equal(
        new Set(["mandatory"]),
      );
    });
  });

  describe("asked about a stack", () => {
    const topic = (name: string) => registration(TOPIC, { tracingConfig: "Active" }, { name });
    const stack = registration(STACK, {}, { name: "resit-dev" });

    it("refuses with the URN of the resource", async () => {
      const { diagnostics } = await packOf().analyzeStack([stack, topic("a"), topic("b")]);
      const own = diagnostics.filter(({ policy }) => policy === "sns-topic-may-trace");
      expect(own.map(({ urn, level, severity }) => ({ urn, level, severity }))).to.deep.equal(
        ["a", "b"].map((name) => ({
          urn: urnOf(TOPIC, name),
          level: "mandatory",
          severity: RULES.find(({ name: rule }) => rule === "sns-topic-may-trace")?.severity,
        })),
      );
    });

    it("tells of what only the update can judge, once, with how many there are of it", async () => {
      const pack = packOf();
      const loggingConfig = { logFormat: "JSON", logGroup: SENTINELS.string };
      const functions = ["a", "b"].map((name) =>
        registration(FUNCTION, { ...COMPLETE, loggingConfig }, { name }),
      );
      for (const each of functions) await pack.analyze(each);
      const { diagnostics } = await pack.analyzeStack([stack]);
      expect(diagnostics.map(({ policy, level, message }) => ({ policy, level, message }))).to.deep.equal([
        {
          policy: "unproven",
          level: "advisory",
          message:
            "What only the update can judge, because the preview does not know the values.\nlambda-function-log-group (2).",
        },
      ]);
    });

    it("does not tell again of what is unknown and was refused", async () => {
      const pack = packOf();
      await pack.analyze(functionWith({ tracingConfig: SENTINELS.Object }));
      expect((await pack.analyzeStack([stack])).diagnostics).to.deep.equal([]);
    });
  });

  describe("with exemptions", () => {
    const exemptions = [exemptionOf("lambda-function-traced", FUNCTION)];
    const stack = registration(STACK, {}, { name: "resit-dev" });

    it("lets through what is exempt, and tells by whom and until when", async () => {
      const pack = packOf({ exemptions });
      const { diagnostics } = await pack.analyze(untraced);
      expect(diagnostics.map(({ policy, level, message }) => ({ policy, level, message }))).to.deep.equal([
        {
          policy: "exemptions-in-use",
          level: "advisory",
          message:
            "What is exempt, by whom and until when.\nlambda-function-traced, tracingConfig.mode: It is replaced next month (ann, T-1, until 2027-01-31)",
        },
      ]);
      expect((await pack.analyzeStack([stack])).diagnostics).to.deep.equal([]);
    });

    it("refuses an exemption that nothing needs", async () => {
      const pack = packOf({ exemptions });
      await pack.analyze(functionWith({}));
      const { diagnostics } = await pack.analyzeStack([stack]);
      expect(diagnostics.map(({ policy, level }) => `${policy} ${level}`)).to.deep.equal([
        "exemptions-fit mandatory",
      ]);
    });

    it("says nothing of rules that are switched off", async () => {
      const off = packOf({
        exemptions: [exemptionOf("lambda-function-json-logs", FUNCTION)],
        configuration: { levels: { logs: "disabled" } },
      });
      const answer = await off.analyze(functionWith({ loggingConfig: undefined }));
      expect(answer.diagnostics).to.deep.equal([]);
    });

    it("refuses the stack, and so everything, where the pack's files are wrong", async () => {
      const pack = packOf({
        configuration: { faults: ["config.json is odd."] },
        faults: ["So is the other."],
      });
      const { diagnostics } = await pack.analyze(stack);
      expect(diagnostics.map(({ policy, level, message }) => ({ policy, level, message }))).to.deep.equal(
        ["config.json is odd.", "So is the other."].map((fault) => ({
          policy: "policy-files",
          level: "mandatory",
          message: `The pack's configuration and exemptions are sound.\n${fault}`,
        })),
      );
      expect((await pack.analyze(functionWith({}))).diagnostics).to.deep.equal([]);
    });
  });

  describe("in an order of its own", () => {
    const messages = ({ diagnostics }: Answer) => diagnostics.map(({ policy, urn }) => `${policy} ${urn}`);
    const resources = [
      registration(STACK, {}, { name: "resit-dev" }),
      ...["c", "a", "b"].flatMap((name) => [
        registration(TOPIC, {}, { name }),
        registration(FUNCTION, {}, { name }),
        registration("aws:apigateway/stage:Stage", {}, { name }),
        registration("aws:apigateway/restApi:RestApi", {}, { name }),
        registration("aws:sfn/stateMachine:StateMachine", {}, { name }),
      ]),
    ];

    it("of the policies, for a resource: the same each time", async () => {
      const pack = packOf();
      const names = pack.policies.map(({ name }) => name);
      for (const each of resources) {
        const first = await pack.analyze(each);
        const order = first.diagnostics.map(({ policy }) => names.indexOf(policy));
        expect(order).to.deep.equal([...order].sort((a, b) => a - b));
        expect(await pack.analyze(each)).to.deep.equal(first);
      }
    });

    it("of the policies and URNs, for a stack: in whatever order its resources come", async () => {
      const first = await packOf().analyzeStack(resources);
      expect(messages(first)).to.deep.equal(
        ["a", "b", "c"].map(
          (name) => `apigateway-stage-throttled ${urnOf("aws:apigateway/stage:Stage", name)}`,
        ),
      );
      await fc.assert(
        fc.asyncProperty(
          fc.shuffledSubarray(resources, { minLength: resources.length }),
          async (shuffled) => {
            expect(await packOf().analyzeStack(shuffled)).to.deep.equal(first);
          },
        ),
        { numRuns: 15 },
      );
    });
  });

  describe("names its policies", () => {
    const { policies } = packOf();

    it("once each, none `all`, and each rule's is there", () => {
      const names = policies.map(({ name }) => name);
      expect(new Set(names).size).to.equal(names.length);
      expect(names).not.to.include("all");
      expect(names).to.include.members(RULES.map(({ name }) => name));
      expect(names.filter((name) => !RULES.some((rule) => rule.name === name))).to.deep.equal([
        "policy-files",
        "exemptions-fit",
        "exemptions-in-use",
        "exemptions-in-use-by-stack",
        "unproven",
      ]);
    });

    it("with something to run: a policy without is passed over in silence", () => {
      for (const policy of policies)
        expect("validateResource" in policy !== "validateStack" in policy, policy.name).to.equal(true);
    });

    it("with the parameters that their rules read, and no others", () => {
      for (const policy of policies) {
        const parameters = RULES.find(({ name }) => name === policy.name)?.parameters ?? [];
        const schema =
          parameters.length > 0
            ? { properties: Object.fromEntries(parameters.map((each) => [each, PARAMETERS[each]])) }
            : undefined;
        expect(policy.configSchema, policy.name).to.deep.equal(schema);
        expect(Object.keys(policy.configSchema?.properties ?? {})).not.to.include("enforcementLevel");
      }
      expect(new Set(RULES.flatMap(({ parameters }) => parameters ?? []))).to.deep.equal(
        new Set(Object.keys(PARAMETERS)),
      );
    });

    it("with what the rules say of themselves", () => {
      const policy = policies.find(({ name }) => name === "lambda-function-traced");
      expect(policy).to.deep.include({
        displayName: "lambda-function-traced",
        description: `${tracing.demand} ${tracing.why}`,
        severity: "high",
        tags: ["tracing", "Lambda.7", "CKV_AWS_50", "Serverless-LambdaTracing"],
        framework: {
          name: "traced",
          version: "1",
          reference: "Lambda.7, CKV_AWS_50, Serverless-LambdaTracing",
          specification: GROUPS.tracing,
        },
        remediationSteps: tracing.mend,
        url: tracing.url,
        enforcementLevel: "mandatory",
      });
    });
  });
});
