import { expect } from "chai";
import fc from "fast-check";
import type { StackResource } from "../../../policies/rule";
import { GRANT_RULES } from "../../../policies/rules/grants";
import { STRICTEST } from "../../../policies/settings";
import { UNKNOWN } from "../../../policies/value";
import { isSound, propertiesOf, stackFindingsOf, stackResource, urnOf } from "./fixtures";

const ROLE = "aws:iam/role:Role";
const TOPIC = "aws:sns/topic:Topic";
const SEND = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"];
const SAMPLE = ["xray:GetSamplingRules", "xray:GetSamplingTargets"];

type Given = Readonly<Record<string, unknown>>;

const role = (given: Given = {}) =>
  stackResource(ROLE, { name: "worker", arn: ARN, ...given }, { name: "worker" });
const ARN = "arn:aws:iam::123456789012:role/worker";

const policy = (document: unknown) =>
  stackResource("aws:iam/rolePolicy:RolePolicy", { role: "worker", policy: document });
const statement = (given: Given) => policy({ Statement: [{ Effect: "Allow", Resource: "*", ...given }] });

/** What takes on a role, and what its rule asks for. */
const TAKERS = [
  {
    rule: "lambda-function-may-trace",
    type: "aws:lambda/function:Function",
    property: "role",
    on: { tracingConfig: { mode: "Active" } },
    off: [
      {},
      { tracingConfig: { mode: "PassThrough" } },
      { tracingConfig: UNKNOWN },
      { tracingConfig: "Active" },
    ],
    actions: SEND,
  },
  {
    rule: "sfn-state-machine-may-trace",
    type: "aws:sfn/stateMachine:StateMachine",
    property: "roleArn",
    on: { tracingConfiguration: { enabled: true } },
    off: [{}, { tracingConfiguration: { enabled: false } }, { tracingConfiguration: { enabled: "true" } }],
    actions: [...SEND, ...SAMPLE],
  },
] as const;

for (const { rule, type, property, on, off, actions } of TAKERS)
  describe(`policies: ${rule}`, () => {
    const taker = (given: Given = { [property]: ARN }, from: StackResource["propertyDependencies"] = {}) =>
      stackResource(type, { ...on, ...given }, { from });
    const say = (...others: readonly StackResource[]) => stackFindingsOf(rule, [taker(), role(), ...others]);
    const found = (verdict: "pass" | "fail" | "unknown", actual: string) => [
      {
        urn: urnOf(type, "it"),
        path: property,
        verdict,
        expected: `a role that allows ${actions.join(", ")} on *`,
        actual,
      },
    ];
    const all = actions.join(", ");
    const allowed = found("pass", "worker allows them");
    const refused = (names = all) => found("fail", `worker, which does not allow ${names}`);
    const unproven = (names = all) =>
      found("unknown", `worker, which does not allow ${names} by any policy that is known yet`);

    it("asks nothing of what does not trace", () => {
      for (const given of off) expect(stackFindingsOf(rule, [stackResource(type, given)])).to.deep.equal([]);
    });

    it("passes where a document allows it, as a text or an object, in one policy or several", () => {
      const document = { Statement: { Effect: "Allow", Action: actions, Resource: ["*"] } };
      expect(say(policy(document))).to.deep.equal(allowed);
      expect(say(policy(JSON.stringify(document)))).to.deep.equal(allowed);
      expect(say(...actions.map((Action) => statement({ Action })))).to.deep.equal(allowed);
      expect(say(statement({ Action: "XRay:*" }))).to.deep.equal(allowed);
      expect(say(statement({ Action: undefined, NotAction: ["iam:*"] }))).to.deep.equal(allowed);
    });

    it("passes where the role is known by what it was made of alone", () => {
      const unknown = taker({ [property]: UNKNOWN }, { [property]: [urnOf(ROLE, "worker")] });
      expect(stackFindingsOf(rule, [unknown, role(), statement({ Action: actions })])).to.deep.equal(allowed);
    });

    it("passes what is granted by what is known, whatever else is not", () => {
      expect(say(statement({ Action: actions }), policy(UNKNOWN))).to.deep.equal(allowed);
    });

    it("passes by AWS's own policies that write, and not by one that reads", () => {
      const attach = (name: string) =>
        stackResource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {
          role: "worker",
          policyArn: `arn:aws:iam::aws:policy/${name}`,
        });
      for (const name of ["AWSXRayDaemonWriteAccess", "AWSXrayWriteOnlyAccess", "AWSXrayFullAccess"])
        expect(say(attach(name)), name).to.deep.equal(allowed);
      expect(say(attach("AWSXrayReadOnlyAccess"))).to.deep.equal(refused(SEND.join(", ")));
    });

    it("fails where nothing allows it, and names what is missing", () => {
      expect(say()).to.deep.equal(refused());
      expect(say(statement({ Action: actions.slice(1) }))).to.deep.equal(refused(actions[0]));
      expect(say(statement({ Action: actions, Resource: "arn:aws:s3:::a" }))).to.deep.equal(refused());
      expect(say(statement({ Action: actions, Condition: { Bool: { "a:b": "true" } } }))).to.deep.equal(
        refused(),
      );
    });

    it("fails where it is denied, by name or by all but others, with conditions or without", () => {
      const allow = statement({ Action: "xray:*" });
      const deny = (given: Given) => say(allow, statement({ Effect: "Deny", ...given }));
      expect(deny({ Action: "xray:PutTrace*" })).to.deep.equal(refused("xray:PutTraceSegments"));
      expect(deny({ NotAction: "s3:*" })).to.deep.equal(refused());
      expect(deny({ Action: "*", Condition: { Bool: { "a:b": "true" } } })).to.deep.equal(refused());
      expect(deny({ Action: "*", Resource: "arn:aws:s3:::a" })).to.deep.equal(allowed);
      expect(say(policy(UNKNOWN), statement({ Effect: "Deny", Action: "*" }))).to.deep.equal(refused());
    });

    it("fails where the boundary does not allow it", () => {
      const bounded = (name: string) =>
        stackFindingsOf(rule, [taker(), role({ permissionsBoundary: name }), statement({ Action: actions })]);
      expect(bounded("arn:aws:iam::aws:policy/PowerUserAccess")).to.deep.equal(allowed);
      expect(bounded("arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole")).to.deep.equal(refused());
      expect(bounded("arn:aws:iam::123456789012:policy/foreign")).to.deep.equal(unproven());
    });

    it("is unproven where a document, an action, an effect or an attached policy is unknown", () => {
      expect(say(policy(UNKNOWN))).to.deep.equal(unproven());
      expect(say(statement({ Action: [actions[0], UNKNOWN] }))).to.deep.equal(
        unproven(actions.slice(1).join(", ")),
      );
      expect(say(statement({ Action: actions, Effect: UNKNOWN }))).to.deep.equal(unproven());
      expect(say(statement({ Action: actions, Condition: UNKNOWN }))).to.deep.equal(unproven());
      expect(say(statement({ Action: actions, Resource: UNKNOWN }))).to.deep.equal(unproven());
      expect(say(statement({ Action: undefined, NotAction: UNKNOWN }))).to.deep.equal(unproven());
      expect(
        stackFindingsOf(rule, [taker(), role({ managedPolicyArns: ["arn:aws:iam::1:policy/foreign"] })]),
      ).to.deep.equal(unproven());
    });

    it("fails where what is unknown cannot allow it", () => {
      expect(say(statement({ Action: "s3:GetObject", Resource: UNKNOWN }))).to.deep.equal(refused());
    });

    it("fails where a policy is no document, and says what is wrong with it", () => {
      expect(say(policy("s3cr3t"))).to.deep.equal(
        found(
          "fail",
          `worker, which does not allow ${all}; one of its policies is no document: a text that is no JSON object`,
        ),
      );
    });

    it("fails where the role is none of the stack, and is unproven where it is not known", () => {
      const outside = (value: unknown) => stackFindingsOf(rule, [taker({ [property]: value }), role()]);
      const tell = (value: string) =>
        found("fail", `${value}, no role of this stack: nobody can see what it allows`);
      expect(outside(`${ARN}-foreign`)).to.deep.equal(tell(`"${ARN}-foreign"`));
      expect(outside(undefined)).to.deep.equal(tell("nothing"));
      expect(outside(7)).to.deep.equal(tell("7"));
      expect(outside(UNKNOWN)).to.deep.equal(found("unknown", "a value that the preview does not know"));
    });
  });

describe("policies: sns-topic-may-trace", () => {
  const NOTICES = "arn:aws:sns:eu-west-1:123456789012:notices";
  const topic = (given: Given = {}, name = "notices") =>
    stackResource(TOPIC, { tracingConfig: "Active", arn: NOTICES, ...given }, { name });
  const granted: Given = {
    Effect: "Allow",
    Principal: { Service: "sns.amazonaws.com" },
    Action: ["xray:PutTraceSegments", "xray:GetSamplingRules", "xray:GetSamplingTargets"],
    Resource: "*",
    Condition: {
      StringEquals: { "aws:SourceAccount": "123456789012" },
      StringLike: { "aws:SourceArn": "arn:aws:sns:eu-west-1:123456789012:not*" },
    },
  };
  const resourcePolicy = (policyDocument: unknown, ...from: readonly string[]) =>
    stackResource(
      "aws:xray/resourcePolicy:ResourcePolicy",
      { policyDocument },
      { from: { policyDocument: from } },
    );
  const withStatement = (given: Given, ...from: readonly string[]) =>
    resourcePolicy(JSON.stringify({ Statement: [{ ...granted, ...given }] }), ...from);
  const say = (...resources: readonly StackResource[]) => stackFindingsOf("sns-topic-may-trace", resources);
  const found = (verdict: "pass" | "fail" | "unknown", actual: string) => [
    {
      urn: urnOf(TOPIC, "notices"),
      path: "tracingConfig",
      verdict,
      expected:
        "an X-Ray resource policy that lets sns.amazonaws.com call xray:PutTraceSegments, xray:GetSamplingRules, xray:GetSamplingTargets for it, by its aws:SourceAccount and aws:SourceArn",
      actual,
    },
  ];
  const allowed = found("pass", "there is one");
  const refused = found("fail", "none among the 1 of this stack");
  const unproven = found("unknown", "one that only the update knows");

  it("asks nothing of topics that do not trace, and nothing at all where another stack has the policy", () => {
    for (const tracingConfig of [undefined, "PassThrough", UNKNOWN, { mode: "Active" }])
      expect(say(topic({ tracingConfig }))).to.deep.equal([]);
    const managedElsewhere = [
      { type: "aws:xray/resourcePolicy:ResourcePolicy", reason: "The platform stack has the account's." },
    ];
    const settings = { ...STRICTEST, managedElsewhere };
    expect(stackFindingsOf("sns-topic-may-trace", [topic()], settings)).to.deep.equal([]);
    const another = { ...STRICTEST, managedElsewhere: [{ type: TOPIC, reason: "Another type." }] };
    expect(stackFindingsOf("sns-topic-may-trace", [topic()], another)).to.deep.equal(
      found("fail", "none among the 0 of this stack"),
    );
  });

  it("passes where a policy lets SNS trace for it, as a text or an object, among others", () => {
    expect(say(topic(), withStatement({}))).to.deep.equal(allowed);
    expect(say(topic(), resourcePolicy({ Statement: granted }))).to.deep.equal(allowed);
    expect(say(topic(), resourcePolicy("no JSON"), withStatement({}))).to.deep.equal(allowed);
  });

  const without: readonly (readonly [title: string, given: Given])[] = [
    ["one of the actions", { Action: ["xray:PutTraceSegments", "xray:GetSamplingRules"] }],
    ["SNS as principal", { Principal: { Service: "s3.amazonaws.com" } }],
    ["all resources", { Resource: "arn:aws:s3:::a" }],
    ["conditions", { Condition: undefined }],
    ["the account", { Condition: { ArnLike: { "aws:SourceArn": NOTICES } } }],
    ["the topic", { Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } } }],
    [
      "this account",
      { Condition: { StringEquals: { "aws:SourceAccount": "210987654321", "aws:SourceArn": NOTICES } } },
    ],
    [
      "this topic",
      {
        Condition: { StringEquals: { "aws:SourceAccount": "123456789012", "aws:SourceArn": `${NOTICES}-2` } },
      },
    ],
    ["permission", { Effect: "Deny" }],
  ];
  for (const [title, given] of without)
    it(`fails where the policy is without ${title}`, () => {
      expect(say(topic(), withStatement(given))).to.deep.equal(refused);
    });

  it("fails where there is no policy, or one that is no document", () => {
    expect(say(topic())).to.deep.equal(found("fail", "none among the 0 of this stack"));
    for (const document of [undefined, 7, "s3cr3t", {}, { Statement: "x" }])
      expect(say(topic(), resourcePolicy(document))).to.deep.equal(refused);
  });

  it("fails where the policy denies what it allows", () => {
    const deny = { Effect: "Deny", Principal: "*", Action: "xray:*", Resource: "*" };
    expect(say(topic(), resourcePolicy({ Statement: [granted, deny] }))).to.deep.equal(refused);
  });

  it("is unproven where the document is unknown, unless it is made of other topics alone", () => {
    const other = topic({ tracingConfig: "PassThrough" }, "other");
    expect(say(topic(), resourcePolicy(UNKNOWN, urnOf(TOPIC, "notices")))).to.deep.equal(unproven);
    expect(say(topic(), resourcePolicy(UNKNOWN))).to.deep.equal(unproven);
    expect(say(topic(), other, resourcePolicy(UNKNOWN, other.urn))).to.deep.equal(refused);
  });

  it("is unproven where an unknown of a statement decides", () => {
    for (const given of [{ Principal: UNKNOWN }, { Action: UNKNOWN }, { Condition: UNKNOWN }])
      expect(say(topic(), resourcePolicy({ Statement: [{ ...granted, ...given }] }))).to.deep.equal(unproven);
    const condition = { StringEquals: { "aws:SourceAccount": "123456789012", "aws:SourceArn": UNKNOWN } };
    expect(say(topic(), resourcePolicy({ Statement: [{ ...granted, Condition: condition }] }))).to.deep.equal(
      unproven,
    );
  });

  it("goes by what the document was made of where the topic's ARN is not known", () => {
    const fresh = topic({ arn: UNKNOWN });
    expect(say(fresh, withStatement({}, urnOf(TOPIC, "notices")))).to.deep.equal(allowed);
    expect(say(fresh, withStatement({}))).to.deep.equal(unproven);
    expect(say(fresh, withStatement({ Action: "xray:PutTraceSegments" }))).to.deep.equal(refused);
  });
});

describe("policies: permissions of anything", () => {
  it("give a verdict for each stack, whatever it holds, and the same one twice", () => {
    const types: Readonly<Record<string, readonly string[]>> = {
      "aws:lambda/function:Function": ["role"],
      "aws:sfn/stateMachine:StateMachine": ["roleArn"],
      "aws:sns/topic:Topic": ["arn"],
      "aws:iam/role:Role": ["arn", "name", "inlinePolicies", "managedPolicyArns", "permissionsBoundary"],
      "aws:iam/rolePolicy:RolePolicy": ["role", "name", "policy"],
      "aws:iam/policy:Policy": ["arn", "policy"],
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ["role", "policyArn"],
      "aws:iam/policyAttachment:PolicyAttachment": ["roles", "policyArn"],
      "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive": ["roleName", "policyNames"],
      "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": ["roleName", "policyArns"],
      "aws:xray/resourcePolicy:ResourcePolicy": ["policyDocument"],
    };
    const traced = {
      tracingConfig: { mode: "Active" },
      tracingConfiguration: { enabled: true },
    };
    const worker = urnOf(ROLE, "it");
    const stack = fc.tuple(
      ...Object.entries(types).map(([type, properties]) =>
        propertiesOf(...properties).map((given) =>
          stackResource(
            type,
            type === TOPIC ? { ...given, tracingConfig: "Active" } : { ...traced, ...given },
            { from: { role: [worker], roleArn: [worker], roleName: [worker], roles: [worker] } },
          ),
        ),
      ),
    );
    fc.assert(
      fc.property(stack, (resources) => {
        const say = () => GRANT_RULES.flatMap(({ check }) => check(resources, STRICTEST));
        const findings = say();
        expect(findings).to.have.length(3);
        expect(findings.every(isSound)).to.be.true;
        expect(say()).to.deep.equal(findings);
      }),
      { numRuns: 300 },
    );
  });
});
