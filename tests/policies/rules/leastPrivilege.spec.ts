import { expect } from "chai";
import fc from "fast-check";
import type { Finding } from "../../../policies/rule";
import { LEAST_PRIVILEGE_RULES } from "../../../policies/rules/leastPrivilege";
import { STRICTEST, type Settings } from "../../../policies/settings";
import { toProperties, UNKNOWN, type Properties, type Value } from "../../../policies/value";

function check(type: string, properties: Properties, settings: Settings = STRICTEST): readonly Finding[] {
  const rules = LEAST_PRIVILEGE_RULES.filter((rule) => rule.type === type);
  const urn = `urn:pulumi:dev::shop::${type}::it`;
  return rules.flatMap((rule) =>
    rule.check({ type, name: "it", urn, properties, ignoreChanges: [] }, settings),
  );
}

const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const ROLE = "aws:iam/role:Role";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const UNSEEN = "a value that the preview does not know";
const NARROW = "only what is named, on what is named";

const fine = { Effect: "Allow", Action: "dynamodb:GetItem", Resource: "arn:aws:dynamodb:*:*:table/orders" };
const ofPolicy = (Statement: Value, settings?: Settings) =>
  check(ROLE_POLICY, { policy: { Statement } }, settings);

const PASSED: Finding = { verdict: "pass", path: "policy", expected: NARROW, actual: "nothing else" };
const fault = (path: string, actual: string): Finding => ({
  verdict: "fail",
  path,
  expected: NARROW,
  actual,
});

describe("policies: least privilege in documents", () => {
  for (const type of [
    ROLE_POLICY,
    "aws:iam/policy:Policy",
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/groupPolicy:GroupPolicy",
  ])
    it(`passes what is named, and refuses what is not, as a text and as an object: ${type}`, () => {
      const wide = { Statement: [fine, { ...fine, Action: "dynamodb:*" }] };
      for (const form of [(value: Properties) => value, (value: Properties) => JSON.stringify(value)]) {
        expect(check(type, { policy: form({ Statement: [fine] }) })).to.deep.equal([PASSED]);
        expect(check(type, { policy: form(wide) })).to.deep.equal([
          fault("policy.Statement[1].Action", '["dynamodb:*"]'),
        ]);
      }
    });

  it("tells of each statement that is too wide once, at its place", () => {
    expect(
      ofPolicy([
        { Effect: "Allow", Action: "*", Resource: "*" },
        fine,
        { Effect: "Allow", NotAction: "iam:*", Resource: "*" },
        { Effect: "Allow", Action: "s3:GetObject", NotResource: "arn:aws:s3:::secrets/*" },
        { ...fine, Action: ["dynamodb:GetItem", "dynamodb:Query"], Resource: ["*"] },
      ]),
    ).to.deep.equal([
      fault("policy.Statement[0].Action", '["*"]'),
      fault("policy.Statement[2].NotAction", "all actions but some"),
      fault("policy.Statement[3].NotResource", "all resources but some"),
      fault("policy.Statement[4].Resource", '["*"] for dynamodb:GetItem, dynamodb:Query'),
    ]);
    expect(ofPolicy({ ...fine, Resource: "*" })).to.deep.equal([
      fault("policy.Statement.Resource", '["*"] for dynamodb:GetItem'),
    ]);
  });

  it("lets denials be as wide as they like", () => {
    expect(ofPolicy({ Effect: "Deny", NotAction: "s3:*", Resource: "*" })).to.deep.equal([PASSED]);
  });

  for (const action of ["*", "*:*", "s3:*", "s3:**", "S3:?*", "s*:GetObject", "*Object"])
    it(`takes for every action: ${action}`, () => {
      expect(ofPolicy({ ...fine, Action: action })).to.deep.equal([
        fault("policy.Statement.Action", JSON.stringify([action])),
      ]);
    });

  for (const resource of [
    "*",
    "**",
    "arn:*",
    "arn:aws:s3*",
    "arn:aws:*:*:*:*",
    "arn:aws:dynamodb:*:*:*",
    "arn:aws:dynamodb:*:*:table/*",
    "arn:aws:dynamodb:eu-west-1:123456789012:table/*/index/*",
    "arn:aws:s3:::*",
    "arn:aws:s3:::*/*",
    "arn:aws:sns:*:*:*",
    "arn:aws:logs:*:*:log-group:*",
    "arn:aws:logs:*:*:log-group:*:*",
    "arn:aws:states:*:*:execution:*:*",
    "arn:aws:execute-api:*:*:*/*/*/*",
    "arn:aws:apigateway:*::/restapis/*",
    "arn:aws:iam::123456789012:role/*",
  ])
    it(`takes for everything: ${resource}`, () => {
      expect(ofPolicy({ ...fine, Resource: resource })).to.deep.equal([
        fault("policy.Statement.Resource", `${JSON.stringify([resource])} for dynamodb:GetItem`),
      ]);
    });

  for (const resource of [
    "arn:aws:s3:::bucket/*",
    "arn:aws:s3:::bucket",
    "arn:aws:dynamodb:*:*:table/orders/index/*",
    "arn:aws:dynamodb:*:*:table/orders-*",
    "arn:aws:logs:*:*:log-group:/aws/x:*",
    "arn:aws:execute-api:*:*:abc123/*",
    "arn:aws:sns:*:*:notices",
    "arn:aws:sqs:*:*:orders-*",
    "arn:aws:states:*:*:execution:machine:*",
    "arn:aws:ssm:*:*:parameter/*/key",
    "arn:aws:lambda:*:*:function:orders:*",
  ])
    it(`takes for named: ${resource}`, () => {
      expect(ofPolicy({ ...fine, Resource: resource })).to.deep.equal([PASSED]);
    });

  it("lets X-Ray's own actions stand on everything, and no others of X-Ray", () => {
    const actions = [
      "xray:PutTraceSegments",
      "xray:PutTelemetryRecords",
      "xray:GetSamplingRules",
      "xray:GetSamplingTargets",
      "xray:GetSamplingStatisticSummaries",
    ];
    const on = (Action: Value) => ofPolicy({ Effect: "Allow", Action, Resource: "*" });
    expect(on(actions)).to.deep.equal([PASSED]);
    expect(on(["XRAY:PUTTRACESEGMENTS"])).to.deep.equal([PASSED]);
    expect(on([...actions, "xray:PutEncryptionConfig"])).to.deep.equal([
      fault("policy.Statement.Resource", '["*"] for xray:PutEncryptionConfig'),
    ]);
    expect(on("xray:Put*")).to.deep.equal([fault("policy.Statement.Resource", '["*"] for xray:Put*')]);
  });

  it("lets actions stand on everything that the settings say know no resources", () => {
    const settings = {
      ...STRICTEST,
      actionsWithoutResources: [{ action: "logs:*LogDelivery", reason: "They know none." }],
    };
    const on = (Action: string) => ofPolicy({ Effect: "Allow", Action, Resource: "*" }, settings);
    expect(on("logs:CreateLogDelivery")).to.deep.equal([PASSED]);
    expect(on("logs:PutLogEvents")).to.deep.equal([
      fault("policy.Statement.Resource", '["*"] for logs:PutLogEvents'),
    ]);
  });

  it("is unproven where the document, a statement, an action or a resource is unknown", () => {
    const unproven = [{ verdict: "unknown", path: "policy", expected: NARROW, actual: UNSEEN }];
    expect(check(ROLE_POLICY, { policy: UNKNOWN })).to.deep.equal(unproven);
    const statements: readonly Value[] = [
      UNKNOWN,
      [fine, UNKNOWN],
      { ...fine, Effect: UNKNOWN },
      { ...fine, Action: [UNKNOWN] },
      { ...fine, Resource: UNKNOWN },
    ];
    for (const Statement of statements) expect(ofPolicy(Statement)).to.deep.equal(unproven);
  });

  it("is proven where an unknown can change nothing", () => {
    expect(ofPolicy({ ...fine, Condition: UNKNOWN, Sid: UNKNOWN })).to.deep.equal([PASSED]);
    expect(ofPolicy([fine, { Effect: "Deny", Action: UNKNOWN, Resource: "*" }])).to.deep.equal([PASSED]);
    expect(ofPolicy([UNKNOWN, { ...fine, Resource: ["*", UNKNOWN] }])).to.deep.equal([
      fault("policy.Statement[1].Resource", '["*"] for dynamodb:GetItem'),
    ]);
  });

  const malformed: readonly (readonly [title: string, properties: Properties, actual: string])[] = [
    ["absent", {}, "nothing"],
    ["no JSON", { policy: "s3cr3t" }, "a text that is no JSON object"],
    ["a number", { policy: 7 }, "a number"],
    ["without statements", { policy: {} }, "Statement is nothing, but an object was expected"],
    [
      "with an action that is a number",
      { policy: { Statement: [{ ...fine, Action: 7 }] } },
      "Statement[0].Action is 7, but a text or a list of texts was expected",
    ],
  ];
  for (const [title, properties, actual] of malformed)
    it(`refuses what is no document: ${title}`, () => {
      expect(check(ROLE_POLICY, properties)).to.deep.equal([
        { verdict: "fail", path: "policy", expected: "an IAM policy document", actual },
      ]);
    });
});

describe("policies: least privilege of roles", () => {
  const trusted = {
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { Service: "lambda.amazonaws.com" },
  };
  const assumeRolePolicy = { Statement: [trusted] };
  const trust: Finding = {
    verdict: "pass",
    path: "assumeRolePolicy",
    expected: "principals that are named",
    actual: "nothing else",
  };
  const ofTrust = (Statement: Value) => check(ROLE, { assumeRolePolicy: { Statement } });

  it("passes who is named", () => {
    expect(check(ROLE, { assumeRolePolicy })).to.deep.equal([trust]);
    expect(check(ROLE, { assumeRolePolicy: JSON.stringify(assumeRolePolicy) })).to.deep.equal([trust]);
  });

  it("refuses anybody, and all but some, unless a condition says who", () => {
    const anybody = {
      ...trust,
      verdict: "fail",
      path: "assumeRolePolicy.Statement[1].Principal",
      actual: "anybody",
    };
    for (const Principal of ["*", { AWS: "*" }, { AWS: ["123456789012", "*"] }])
      expect(ofTrust([trusted, { ...trusted, Principal }])).to.deep.equal([anybody]);
    const butOne = { Effect: "Allow", Action: "sts:AssumeRole", NotPrincipal: { AWS: "123456789012" } };
    expect(ofTrust([trusted, butOne])).to.deep.equal([anybody]);
    const asking = (Condition: Value) => ofTrust([trusted, { ...trusted, Principal: "*", Condition }]);
    expect(asking({ Bool: { "aws:SecureTransport": "true" } })).to.deep.equal([anybody]);
    expect(asking({ StringNotEquals: { "aws:PrincipalOrgID": "o-1" } })).to.deep.equal([anybody]);
    expect(asking({ StringEquals: { "aws:PrincipalOrgID": "o-1" } })).to.deep.equal([trust]);
  });

  it("is unproven where who is trusted is unknown, refused where nobody can read it", () => {
    const unproven = { ...trust, verdict: "unknown", actual: UNSEEN };
    expect(check(ROLE, { assumeRolePolicy: UNKNOWN })).to.deep.equal([unproven]);
    expect(ofTrust([{ ...trusted, Principal: { AWS: UNKNOWN } }])).to.deep.equal([unproven]);
    expect(check(ROLE, {})).to.deep.equal([
      { ...trust, verdict: "fail", expected: "an IAM policy document", actual: "nothing" },
    ]);
  });

  it("judges each inline policy at its place, and passes the empty one that takes others away", () => {
    const inlinePolicies: readonly Value[] = [
      { name: "a", policy: { Statement: fine } },
      {},
      { name: "b", policy: { Statement: { ...fine, Action: "*" } } },
      { name: "c", policy: UNKNOWN },
    ];
    expect(check(ROLE, { assumeRolePolicy, inlinePolicies })).to.deep.equal([
      trust,
      { ...PASSED, path: "inlinePolicies[0].policy" },
      fault("inlinePolicies[2].policy.Statement.Action", '["*"]'),
      { verdict: "unknown", path: "inlinePolicies[3].policy", expected: NARROW, actual: UNSEEN },
    ]);
  });

  it("judges unknown and odd inline policies", () => {
    expect(check(ROLE, { assumeRolePolicy, inlinePolicies: UNKNOWN })).to.deep.equal([
      trust,
      { verdict: "unknown", path: "inlinePolicies", expected: NARROW, actual: UNSEEN },
    ]);
    expect(check(ROLE, { assumeRolePolicy, inlinePolicies: 7 })).to.deep.equal([
      trust,
      { verdict: "fail", path: "inlinePolicies", expected: "a list of policies", actual: "7" },
    ]);
  });

  it("refuses full access among managed policies", () => {
    const managedPolicyArns: readonly Value[] = [
      "arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess",
      XRAY_FULL,
      UNKNOWN,
    ];
    expect(check(ROLE, { assumeRolePolicy, managedPolicyArns })).to.deep.equal([
      trust,
      managed("pass", "managedPolicyArns[0]", '"AWSXrayWriteOnlyAccess"'),
      managed("fail", "managedPolicyArns[1]", '"AWSXrayFullAccess"'),
      managed("unknown", "managedPolicyArns[2]", UNSEEN),
    ]);
  });
});

const XRAY_FULL = "arn:aws:iam::aws:policy/AWSXrayFullAccess";

const managed = (verdict: Finding["verdict"], path: string, actual: string): Finding => ({
  verdict,
  path,
  expected: "no policy with full access to a service",
  actual,
});

describe("policies: least privilege of attachments", () => {
  for (const type of [
    ATTACHMENT,
    "aws:iam/userPolicyAttachment:UserPolicyAttachment",
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
    "aws:iam/policyAttachment:PolicyAttachment",
  ])
    it(`refuses full access, and nothing else that has an ARN: ${type}`, () => {
      expect(check(type, { policyArn: XRAY_FULL })).to.deep.equal([
        managed("fail", "policyArn", '"AWSXrayFullAccess"'),
      ]);
      const own = "arn:aws:iam::123456789012:policy/orders";
      expect(check(type, { policyArn: own })).to.deep.equal([managed("pass", "policyArn", `"${own}"`)]);
      expect(check(type, { policyArn: UNKNOWN })).to.deep.equal([managed("unknown", "policyArn", UNSEEN)]);
    });

  it("refuses what is no ARN", () => {
    for (const [policyArn, actual] of [
      [undefined, "nothing"],
      [7, "7"],
      [{ a: 1 }, '{"a":1}'],
    ] as const)
      expect(check(ATTACHMENT, { policyArn })).to.deep.equal([
        { verdict: "fail", path: "policyArn", expected: "the ARN of a policy", actual },
      ]);
  });

  it("judges each of those that are to be the only ones", () => {
    expect(
      check("aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", {
        policyArns: [XRAY_FULL],
      }),
    ).to.deep.equal([managed("fail", "policyArns[0]", '"AWSXrayFullAccess"')]);
  });
});

describe("policies: least privilege of anything", () => {
  it("gives a verdict for each resource, whatever it holds, and the same one twice", () => {
    const properties = ["policy", "assumeRolePolicy", "inlinePolicies", "managedPolicyArns", "policyArn"];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...properties), fc.anything()), (given) => {
        for (const { type } of LEAST_PRIVILEGE_RULES) {
          const findings = check(type, toProperties(given));
          if (!type.includes("Exclusive") && given["policyArn"] === undefined)
            expect(findings.length, type).to.be.greaterThan(0);
          expect(check(type, toProperties(given))).to.deep.equal(findings);
        }
      }),
    );
  });

  it("gives a verdict for any JSON as document", () => {
    const element = fc.oneof(fc.constantFrom("*", "Allow", "Deny", "s3:*", "arn:aws:s3:::*"), fc.jsonValue());
    const names = ["Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "Condition"];
    const statement = fc.dictionary(fc.constantFrom(...names), fc.oneof(element, fc.array(element)));
    const document = fc.oneof(
      fc.jsonValue(),
      fc.record({ Statement: fc.oneof(statement, fc.array(statement)) }),
    );
    fc.assert(
      fc.property(document, (given) => {
        const findings = check(ROLE_POLICY, { policy: JSON.stringify(given) });
        expect(findings.length).to.be.greaterThan(0);
        for (const { verdict, path } of findings) {
          expect(["pass", "fail"]).to.include(verdict);
          expect(path).to.match(/^policy(\.Statement(\[\d+\])?\.\w+)?$/);
        }
      }),
    );
  });
});
