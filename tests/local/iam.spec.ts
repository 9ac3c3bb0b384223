import { expect } from "chai";
import { functionPermissions } from "../../local/functionPermissions";
import { rolePolicies } from "../../local/iam";
import type { Properties, Resource } from "../../local/inputs";

const ROLE = "arn:aws:iam::000000000000:role/reader";
const TABLE = "arn:aws:dynamodb:eu-west-1:000000000000:table/incidents";

const resource = (type: string, id: string, state: Properties): Resource => ({
  type,
  name: id,
  id,
  inputs: state,
  state,
});
const role = (more: Properties = {}) => resource("aws:iam/role:Role", "reader", { arn: ROLE, ...more });
const policy = (document: unknown, of = "reader") =>
  resource("aws:iam/rolePolicy:RolePolicy", `${of}:policy`, { role: of, policy: JSON.stringify(document) });
const statements = (...list: readonly Properties[]) =>
  rolePolicies([role(), policy({ Version: "2012-10-17", Statement: list })]);
const allow = (Action: unknown, Resource: unknown) => ({ Effect: "Allow", Action, Resource });

describe("local/iam", () => {
  it("allows the action on the resource that a statement names, and says why not otherwise", () => {
    const refusal = statements(allow("dynamodb:GetItem", TABLE));
    expect(refusal(ROLE, "dynamodb:GetItem", TABLE)).to.equal(undefined);
    expect(refusal(ROLE, "dynamodb:PutItem", TABLE)).to.equal(
      "because no identity-based policy allows the dynamodb:PutItem action",
    );
    expect(refusal(ROLE, "dynamodb:GetItem", `${TABLE}/index/byStatus`)).to.be.a("string");
    expect(refusal(`${ROLE}2`, "dynamodb:GetItem", TABLE)).to.be.a("string");
  });

  it("refuses a role without any policy", () => {
    expect(rolePolicies([role()])(ROLE, "dynamodb:GetItem", TABLE)).to.be.a("string");
  });

  it("takes lists, a statement that is no list, inline policies of the role, and policies of that role alone", () => {
    const both = statements(allow(["sns:Publish", "dynamodb:GetItem"], ["arn:aws:sns:::x", TABLE]));
    expect(both(ROLE, "dynamodb:GetItem", TABLE)).to.equal(undefined);
    const document = { Statement: allow("dynamodb:GetItem", TABLE) };
    expect(rolePolicies([role(), policy(document)])(ROLE, "dynamodb:GetItem", TABLE)).to.equal(undefined);
    const inline = role({ inlinePolicies: [{ name: "p", policy: JSON.stringify(document) }] });
    expect(rolePolicies([inline])(ROLE, "dynamodb:GetItem", TABLE)).to.equal(undefined);
    expect(rolePolicies([role(), policy(document, "writer")])(ROLE, "dynamodb:GetItem", TABLE)).to.be.a(
      "string",
    );
  });

  const wildcards: readonly (readonly [string, string, string, string, boolean])[] = [
    ["dynamodb:*", TABLE, "dynamodb:Query", TABLE, true],
    ["dynamodb:Get*", TABLE, "dynamodb:GetItem", TABLE, true],
    ["DYNAMODB:getitem", TABLE, "dynamodb:GetItem", TABLE, true],
    ["*", "*", "sns:Publish", "arn:aws:sns:eu-west-1:000000000000:t", true],
    ["dynamodb:GetIte?", TABLE, "dynamodb:GetItem", TABLE, true],
    ["dynamodb:GetItem?", TABLE, "dynamodb:GetItem", TABLE, false],
    ["dynamodb:Get.tem", TABLE, "dynamodb:GetItem", TABLE, false],
    ["dynamodb:Query", `${TABLE}/index/*`, "dynamodb:Query", `${TABLE}/index/byStatus`, true],
    ["dynamodb:Query", `${TABLE}/index/*`, "dynamodb:Query", TABLE, false],
    ["dynamodb:Query", TABLE.toUpperCase().replace("ARN", "arn"), "dynamodb:Query", TABLE, false],
    ["dynamodb:Query", "arn:aws:dynamodb:*:*:table/incidents", "dynamodb:Query", TABLE, true],
    // A wildcard stays within its part of the ARN.
    ["dynamodb:Query", "arn:aws:dynamodb:*:table/incidents:x", "dynamodb:Query", TABLE, false],
    [
      "logs:PutLogEvents",
      "arn:aws:logs:*:*:log-group:/g:*",
      "logs:PutLogEvents",
      "arn:aws:logs:r:1:log-group:/g:log-stream:s",
      true,
    ],
  ];
  for (const [action, pattern, wanted, arn, allowed] of wildcards)
    it(`${allowed ? "allows" : "refuses"} ${wanted} on ${arn} by ${action} on ${pattern}`, () => {
      expect(statements(allow(action, pattern))(ROLE, wanted, arn) === undefined).to.equal(allowed);
    });

  it("lets a denial win", () => {
    const refusal = statements(allow("dynamodb:*", "*"), {
      Effect: "Deny",
      Action: "dynamodb:Delete*",
      Resource: TABLE,
    });
    expect(refusal(ROLE, "dynamodb:GetItem", TABLE)).to.equal(undefined);
    expect(refusal(ROLE, "dynamodb:DeleteItem", TABLE)).to.equal(
      "with an explicit deny in an identity-based policy",
    );
  });

  const refused: readonly (readonly [string, Properties, string])[] = [
    ["a condition", { ...allow("a:b", "*"), Condition: {} }, "statement 1: Condition is not evaluated"],
    ["a principal", { ...allow("a:b", "*"), Principal: "*" }, "Principal is not evaluated"],
    ["NotAction", { Effect: "Allow", NotAction: "a:b", Resource: "*" }, "NotAction is not evaluated"],
    ["NotResource", { Effect: "Allow", Action: "a:b", NotResource: "*" }, "NotResource is not evaluated"],
    ["another effect", { Effect: "Maybe", Action: "a:b", Resource: "*" }, 'Effect is "Maybe"'],
    ["no action", { Effect: "Allow", Resource: "*" }, "Action is undefined"],
    ["a resource that is no ARN", allow("a:b", "incidents"), 'incidents is neither "*" nor an ARN'],
    ["a policy variable", allow("a:b", "arn:aws:s3:::${aws:username}"), "the policy variable in"],
  ];
  for (const [what, statement, message] of refused)
    it(`stops at ${what}, by name`, () => {
      expect(() => statements(statement)).to.throw(message);
    });

  it("stops at a document with unknown parts, and at what is no JSON", () => {
    expect(() => rolePolicies([role(), policy({ Statement: [], Foo: 1 })])).to.throw("Foo is not evaluated");
    const broken = resource("aws:iam/rolePolicy:RolePolicy", "p", { role: "reader", policy: "{" });
    expect(() => rolePolicies([role(), broken])).to.throw("A policy of role reader is no JSON");
  });

  it("stops at a managed policy, but for those that only write logs and traces", () => {
    const attached = (policyArn: string) => () =>
      rolePolicies([
        role(),
        resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", { policyArn }),
      ]);
    expect(attached("arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess")).to.throw("cannot be evaluated");
    expect(attached("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole")).not.to.throw();
    expect(() =>
      rolePolicies([role({ managedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] })]),
    ).to.throw("ReadOnlyAccess cannot be evaluated");
  });
});

describe("local/functionPermissions", () => {
  const FUNCTION = "arn:aws:lambda:eu-west-1:000000000000:function:report";
  const API = "arn:aws:execute-api:eu-west-1:000000000000:api1234567";
  const SOURCE = `${API}/v1/PUT/incidents/{incidentId}`;
  const permission = (more: Properties = {}) =>
    functionPermissions([
      resource("aws:lambda/permission:Permission", "p", {
        action: "lambda:InvokeFunction",
        function: "report",
        principal: "apigateway.amazonaws.com",
        sourceArn: `${API}/v1/PUT/incidents/*`,
        ...more,
      }),
    ]);
  const asked = (more?: Properties) => permission(more)("apigateway.amazonaws.com", FUNCTION, SOURCE);

  it("allows the service, function and source that a permission names", () => {
    expect(asked()).to.equal(true);
    expect(asked({ function: FUNCTION })).to.equal(true);
    expect(asked({ action: "lambda:invokeFunction" })).to.equal(true);
    expect(asked({ sourceArn: undefined })).to.equal(true);
    expect(functionPermissions([])("apigateway.amazonaws.com", FUNCTION, SOURCE)).to.equal(false);
  });

  it("refuses another function, service, action, stage or method", () => {
    for (const more of [
      { function: "repor" },
      { principal: "sns.amazonaws.com" },
      { action: "lambda:GetFunction" },
      { sourceArn: `${API}/v2/PUT/incidents/*` },
      { sourceArn: `${API}/v1/GET/incidents/*` },
    ])
      expect(asked(more), JSON.stringify(more)).to.equal(false);
  });

  it("stops at what would narrow a permission further", () => {
    expect(() => permission({ sourceAccount: "1" })).to.throw(
      'Permission "p": sourceAccount is not evaluated',
    );
  });
});
