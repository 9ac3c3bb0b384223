import { expect } from "chai";
import { grantsOf, type Grant } from "../support/grants";
import { at, jsonAt, ofType, resourceOf, runOf, type Run } from "../support/program";

const TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/resit-dev-incidents";
const TOPIC = "arn:aws:sns:eu-west-1:111122223333:resit-dev-notifications";
const MACHINE = "arn:aws:states:eu-west-1:111122223333:stateMachine:resit-dev-exam";
const lambda = (name: string) => `arn:aws:lambda:eu-west-1:111122223333:function:resit-dev-${name}`;

/** What each function may call, beside its log and its trace. */
const CALLS: Readonly<Record<string, readonly Grant[]>> = {
  openAttempt: [`dynamodb:GetItem ${TABLE}`, `dynamodb:UpdateItem ${TABLE}`, `sns:Publish ${TOPIC}`],
  closeAttempt: [`dynamodb:GetItem ${TABLE}`, `dynamodb:UpdateItem ${TABLE}`, `sns:Publish ${TOPIC}`],
  reportIncident: [
    `dynamodb:GetItem ${TABLE}`,
    `dynamodb:PutItem ${TABLE}`,
    `states:StartExecution ${MACHINE}`,
  ],
  getIncident: [`dynamodb:GetItem ${TABLE}`],
  listIncidents: [
    `dynamodb:Query ${TABLE}/index/byStatus`,
    `dynamodb:Query ${TABLE}/index/byStudent`,
    `dynamodb:Query ${TABLE}/index/byChange`,
  ],
  inviteAgain: [`dynamodb:GetItem ${TABLE}`, `dynamodb:UpdateItem ${TABLE}`, `sns:Publish ${TOPIC}`],
  moveDeadline: [
    `dynamodb:GetItem ${TABLE}`,
    `dynamodb:UpdateItem ${TABLE}`,
    `sns:Publish ${TOPIC}`,
    `states:SendTaskSuccess ${MACHINE}`,
  ],
  exportStudent: [`dynamodb:GetItem ${TABLE}`, `dynamodb:Query ${TABLE}/index/byStudent`],
  erasePerson: [`dynamodb:GetItem ${TABLE}`, `dynamodb:UpdateItem ${TABLE}`],
  withdrawIncident: [
    `dynamodb:GetItem ${TABLE}`,
    `dynamodb:UpdateItem ${TABLE}`,
    `states:SendTaskSuccess ${MACHINE}`,
  ],
  getPaper: [`dynamodb:GetItem ${TABLE}`],
  submitAttempt: [
    `dynamodb:GetItem ${TABLE}`,
    `dynamodb:UpdateItem ${TABLE}`,
    `states:SendTaskSuccess ${MACHINE}`,
  ],
  getOpenApi: [],
  preflight: [],
  sweep: [
    `dynamodb:GetItem ${TABLE}`,
    `dynamodb:UpdateItem ${TABLE}`,
    `dynamodb:Query ${TABLE}/index/openByDueAt`,
    `states:StartExecution ${MACHINE}`,
    `sns:Publish ${TOPIC}`,
  ],
};

/** Actions for which AWS knows no resource: the only ones that may stand beside `*`. */
const TRACING: readonly Grant[] = ["xray:PutTelemetryRecords *", "xray:PutTraceSegments *"];
const SAMPLING: readonly Grant[] = ["xray:GetSamplingRules *", "xray:GetSamplingTargets *"];
const LOG_DELIVERY: readonly Grant[] = [
  "logs:CreateLogDelivery *",
  "logs:DeleteLogDelivery *",
  "logs:DescribeLogGroups *",
  "logs:DescribeResourcePolicies *",
  "logs:GetLogDelivery *",
  "logs:ListLogDeliveries *",
  "logs:PutResourcePolicy *",
  "logs:UpdateLogDelivery *",
];

/** Who may take on each role. */
const ASSUMED_BY: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.keys(CALLS).map((name) => [name, "lambda.amazonaws.com"])),
  "exam-executions": "states.amazonaws.com",
  "api-gateway-logs": "apigateway.amazonaws.com",
};

describe("program: roles", () => {
  let run: Run;
  before(async () => {
    run = await runOf("dev");
  });

  it("have a policy and, apart from it, one for tracing: the functions of the table and the state machine", () => {
    const policies = ofType(run, "aws:iam/rolePolicy:RolePolicy").map(({ name }) => name);
    const roles = [...Object.keys(CALLS), "exam-executions"];
    expect(policies).to.have.members(roles.flatMap((name) => [name, `${name}-tracing`]));
  });

  for (const [name, calls] of Object.entries(CALLS))
    it(`${name} may ${calls.length === 0 ? "call nothing" : "make the calls of the table"}, and write its own log and trace`, () => {
      const log = `arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/resit-dev-${name}:*`;
      expect(grantsOf(run, name)).to.have.members([
        ...calls,
        `logs:CreateLogStream ${log}`,
        `logs:PutLogEvents ${log}`,
        ...TRACING,
      ]);
    });

  it("the state machine may invoke its two functions, deliver its log and trace, and nothing else", () => {
    expect(grantsOf(run, "exam-executions")).to.have.members([
      `lambda:InvokeFunction ${lambda("openAttempt")}`,
      `lambda:InvokeFunction ${lambda("closeAttempt")}`,
      ...LOG_DELIVERY,
      ...TRACING,
      ...SAMPLING,
    ]);
  });

  it("give `*` as resource to nothing but tracing and log delivery, and as action to nothing", () => {
    const grants = ofType(run, "aws:iam/role:Role").flatMap(({ name }) => grantsOf(run, name));
    const everything = grants.filter((grant) => grant.endsWith(" *"));
    expect([...new Set(everything)]).to.have.members([...TRACING, ...SAMPLING, ...LOG_DELIVERY]);
    expect(grants.filter((grant) => grant.split(" ")[0]?.includes("*"))).to.deep.equal([]);
  });

  it("may trace by a literal, so that a first preview can prove it", () => {
    for (const name of [...Object.keys(CALLS), "exam-executions"]) {
      const { inputs } = resourceOf(run, "aws:iam/rolePolicy:RolePolicy", `${name}-tracing`);
      expect(jsonAt(inputs, "policy"), name).to.deep.equal({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], Resource: ["*"] },
          ...(name === "exam-executions"
            ? [
                {
                  Effect: "Allow",
                  Action: ["xray:GetSamplingRules", "xray:GetSamplingTargets"],
                  Resource: ["*"],
                },
              ]
            : []),
        ],
      });
    }
  });

  it("are each taken on by one service", () => {
    const roles = ofType(run, "aws:iam/role:Role").map(
      ({ name, inputs }) => [name, jsonAt(inputs, "assumeRolePolicy")] as const,
    );
    const expected = Object.entries(ASSUMED_BY).map(([name, service]) => [
      name,
      {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } }],
      },
    ]);
    expect(Object.fromEntries(roles)).to.deep.equal(Object.fromEntries(expected));
  });

  it("have inline policies of their own and no managed one, but for API Gateway's logging role", () => {
    for (const { name, inputs } of ofType(run, "aws:iam/role:Role"))
      expect(Object.keys(inputs), name).to.have.members([
        // The one that executions began with must stay (docs/deployments.md).
        ...(name === "exam-executions" ? [] : ["name"]),
        "assumeRolePolicy",
      ]);
    for (const { name, inputs } of ofType(run, "aws:iam/rolePolicy:RolePolicy"))
      expect(at(inputs, "role"), name).to.equal(
        resourceOf(run, "aws:iam/role:Role", name.replace(/-tracing$/, "")).id,
      );
    const attachments = ofType(run, "aws:iam/rolePolicyAttachment:RolePolicyAttachment");
    expect(attachments.map(({ inputs }) => inputs)).to.deep.equal([
      {
        role: resourceOf(run, "aws:iam/role:Role", "api-gateway-logs").id,
        policyArn: "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
      },
    ]);
  });
});
