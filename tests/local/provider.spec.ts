import { expect } from "chai";
import { localProvider } from "../../local/provider";
import type { Properties } from "../../local/inputs";

const provider = localProvider({ accountId: "000000000000", region: "eu-west-1" });
const AT = "eu-west-1:000000000000";

describe("local/provider", () => {
  const cases: readonly (readonly [string, Properties, string, Properties])[] = [
    ["aws:apigateway/account:Account", {}, "api-gateway-account", {}],
    [
      "aws:apigateway/methodSettings:MethodSettings",
      { restApi: "a", stageName: "v1", methodPath: "*/*" },
      "a-v1-*/*",
      {},
    ],
    [
      "aws:apigateway/stage:Stage",
      { restApi: "api1234567", stageName: "v1" },
      "ags-api1234567-v1",
      {
        arn: "arn:aws:apigateway:eu-west-1::/restapis/api1234567/stages/v1",
        executionArn: `arn:aws:execute-api:${AT}:api1234567/v1`,
        invokeUrl: "https://api1234567.execute-api.eu-west-1.amazonaws.com/v1",
      },
    ],
    [
      "aws:cloudwatch/logGroup:LogGroup",
      { name: "/g" },
      "/g",
      { name: "/g", arn: `arn:aws:logs:${AT}:log-group:/g` },
    ],
    [
      "aws:cloudwatch/dashboard:Dashboard",
      { dashboardName: "d", dashboardBody: "{}" },
      "d",
      { dashboardArn: "arn:aws:cloudwatch::000000000000:dashboard/d" },
    ],
    [
      "aws:cloudwatch/metricAlarm:MetricAlarm",
      { name: "m" },
      "m",
      { name: "m", arn: `arn:aws:cloudwatch:${AT}:alarm:m` },
    ],
    [
      "aws:cognito/resourceServer:ResourceServer",
      { userPoolId: "p", identifier: "shop", scopes: [{ scopeName: "read" }, { scopeName: "write" }] },
      "p|shop",
      { scopeIdentifiers: ["shop/read", "shop/write"] },
    ],
    [
      "aws:cognito/userPoolDomain:UserPoolDomain",
      { domain: "d", userPoolId: "p" },
      "d",
      { awsAccountId: "000000000000" },
    ],
    ["aws:dynamodb/table:Table", { name: "t" }, "t", { name: "t", arn: `arn:aws:dynamodb:${AT}:table/t` }],
    ["aws:iam/rolePolicy:RolePolicy", { role: "r", name: "p" }, "r:p", { name: "p" }],
    [
      "aws:lambda/function:Function",
      { name: "f" },
      "f",
      {
        name: "f",
        arn: `arn:aws:lambda:${AT}:function:f`,
        invokeArn: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:${AT}:function:f/invocations`,
        qualifiedArn: `arn:aws:lambda:${AT}:function:f:$LATEST`,
        qualifiedInvokeArn: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:${AT}:function:f:$LATEST/invocations`,
        version: "$LATEST",
      },
    ],
    ["aws:lambda/permission:Permission", { statementId: "s" }, "s", { statementId: "s" }],
    [
      "aws:sfn/stateMachine:StateMachine",
      { name: "m" },
      `arn:aws:states:${AT}:stateMachine:m`,
      { name: "m", arn: `arn:aws:states:${AT}:stateMachine:m`, status: "ACTIVE" },
    ],
    [
      "aws:sns/topic:Topic",
      { name: "t" },
      `arn:aws:sns:${AT}:t`,
      { name: "t", arn: `arn:aws:sns:${AT}:t`, owner: "000000000000" },
    ],
    ["aws:sns/topicPolicy:TopicPolicy", { arn: "arn:t" }, "arn:t", { owner: "000000000000" }],
  ];
  for (const [type, inputs, id, outputs] of cases)
    it(`answers for ${type} what AWS would compute`, () => {
      expect(provider.create(type, "logical", inputs)).to.deep.equal({ id, outputs });
    });

  it("makes up ids where AWS does", () => {
    const { id, outputs } = provider.create("aws:apigateway/restApi:RestApi", "api", { name: "n" });
    expect(id).to.match(/^[a-z0-9]{10}$/);
    expect(outputs).to.include({
      name: "n",
      executionArn: `arn:aws:execute-api:${AT}:${id}`,
      apiKeySource: "HEADER",
    });
    expect(provider.create("aws:apigateway/deployment:Deployment", "api", { restApi: id }).id).to.match(
      /^[a-z0-9]{6}$/,
    );
    expect(
      provider.create("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", { role: "r" }).id,
    ).to.match(/^r-[a-z0-9]{26}$/);
    expect(
      provider.create("aws:sns/topicSubscription:TopicSubscription", "s", { topic: "arn:t" }).outputs["arn"],
    ).to.match(/^arn:t:[a-z0-9]{32}$/);
    expect(provider.create("aws:iam/role:Role", "r", { path: "/app/" }).outputs["arn"]).to.match(
      /^arn:aws:iam::000000000000:role\/app\/r-[a-z0-9]{7}$/,
    );
  });

  it("makes up a user pool's id, and a secret for a client that wants one", () => {
    const pool = provider.create("aws:cognito/userPool:UserPool", "officers", { name: "n" });
    expect(pool.id).to.match(/^eu-west-1_[A-Za-z0-9]{9}$/);
    expect(pool.outputs).to.deep.equal({
      name: "n",
      arn: `arn:aws:cognito-idp:${AT}:userpool/${pool.id}`,
      endpoint: `cognito-idp.eu-west-1.amazonaws.com/${pool.id}`,
    });
    const client = (name: string, inputs: Properties) =>
      provider.create("aws:cognito/userPoolClient:UserPoolClient", name, inputs);
    const machines = client("machines", { generateSecret: true });
    expect(machines.id).to.match(/^[a-z0-9]{26}$/);
    expect(machines.outputs["clientSecret"]).to.match(/^[a-z0-9]{52}$/);
    expect(client("people", {}).outputs["clientSecret"]).to.equal("");
  });

  it("names what has no name after its logical name, the same in every run", () => {
    const name = () => provider.create("aws:dynamodb/table:Table", "incidents", {}).outputs["name"];
    expect(name()).to.match(/^incidents-[a-z0-9]{7}$/);
    expect(name()).to.equal(name());
  });

  it("refuses a type and a function that it does not know, by name", () => {
    expect(() => provider.create("aws:sqs/queue:Queue", "mail", {})).to.throw(
      'does not know the resource type aws:sqs/queue:Queue (of "mail")',
    );
    expect(() => provider.invoke("aws:ec2/getAmi:getAmi")).to.throw(
      "does not know the function aws:ec2/getAmi:getAmi",
    );
  });

  it("says what input is missing or of the wrong type, and whose", () => {
    expect(() => provider.create("aws:apigateway/stage:Stage", "api", { restApi: "a" })).to.throw(
      'aws:apigateway/stage:Stage "api": stageName is missing, a string was expected.',
    );
    expect(() => provider.create("aws:sns/topic:Topic", "t", { name: 7 })).to.throw(
      'aws:sns/topic:Topic "t": name is 7, but a string was expected.',
    );
  });

  it("answers who calls, and where", () => {
    expect(provider.invoke("aws:index/getCallerIdentity:getCallerIdentity")).to.include({
      accountId: "000000000000",
    });
    expect(provider.invoke("aws:index/getRegion:getRegion")).to.include({ region: "eu-west-1" });
    expect(provider.invoke("aws:index/getPartition:getPartition")).to.include({ partition: "aws" });
  });
});
