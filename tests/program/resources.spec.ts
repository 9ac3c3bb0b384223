import { expect } from "chai";
import { ROUTES } from "../../api/routes";
import { at, ofType, resourceOf, runOf, type Run } from "../support/program";

const OPERATIONS: readonly string[] = ROUTES.map(({ operationId }) => operationId);
const FUNCTIONS = [...OPERATIONS, "closeAttempt", "openAttempt", "preflight", "sweep"].sort();

/** Everything that the development stack registers, by type: no resource comes or goes unseen. */
const REGISTERED: Readonly<Record<string, readonly string[]>> = {
  "aws:apigateway/account:Account": ["api-gateway-logs"],
  "aws:apigateway/deployment:Deployment": ["api"],
  "aws:apigateway/methodSettings:MethodSettings": ["api"],
  "aws:apigateway/restApi:RestApi": ["api"],
  "aws:apigateway/stage:Stage": ["api"],
  "aws:apigateway:x:API": ["api"],
  "aws:cloudwatch/dashboard:Dashboard": ["overview"],
  "aws:cloudwatch/eventRule:EventRule": ["sweep"],
  "aws:cloudwatch/eventTarget:EventTarget": ["sweep"],
  "aws:cloudwatch/logGroup:LogGroup": [...FUNCTIONS, "api-access", "exam-executions"].sort(),
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": ["incidents-overdue"],
  "aws:cloudwatch/metricAlarm:MetricAlarm": [
    "api-errors",
    "api-latency",
    "api-near-quota",
    "executions-aborted",
    "executions-failed",
    "executions-near-quota",
    "executions-timed-out",
    "function-duration",
    "function-duration-2",
    "function-errors",
    "function-errors-2",
    "function-throttles",
    "functions-near-quota",
    "incidents-overdue",
    "notifications-failed",
    "transitions-near-quota",
  ].sort(),
  "aws:cognito/resourceServer:ResourceServer": ["api"],
  "aws:cognito/userPool:UserPool": ["officers"],
  "aws:cognito/userPoolClient:UserPoolClient": ["machines", "people"],
  "aws:cognito/userPoolDomain:UserPoolDomain": ["officers"],
  "aws:dynamodb/table:Table": ["incidents"],
  "aws:iam/role:Role": [...FUNCTIONS, "api-gateway-logs", "exam-executions"].sort(),
  "aws:iam/rolePolicy:RolePolicy": [...FUNCTIONS, "exam-executions"]
    .flatMap((name) => [name, `${name}-tracing`])
    .sort(),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ["api-gateway-logs"],
  "aws:lambda/function:Function": FUNCTIONS,
  "aws:lambda/permission:Permission": [...OPERATIONS, "preflight", "sweep-schedule"].sort(),
  "aws:sfn/stateMachine:StateMachine": ["exam"],
  "aws:sns/topic:Topic": ["alarms", "notifications"],
  "aws:sns/topicSubscription:TopicSubscription": [
    "officer-officers@university.example",
    "on-call-on-call@university.example",
  ],
  "aws:xray/resourcePolicy:ResourcePolicy": ["topics"],
  "aws:xray/samplingRule:SamplingRule": ["api"],
  "pulumi:pulumi:Stack": ["resit-dev"],
  "resit:infra:TracedFunction": FUNCTIONS,
};

/** Types whose name in AWS is fixed: a new one would be another resource, with none of what the old one holds. */
const NAMED: Readonly<Record<string, string>> = {
  "aws:apigateway/restApi:RestApi": "resit-dev-",
  "aws:dynamodb/table:Table": "resit-dev-",
  "aws:lambda/function:Function": "resit-dev-",
  "aws:sfn/stateMachine:StateMachine": "resit-dev-",
  "aws:sns/topic:Topic": "resit-dev-",
};

describe("program: resources", () => {
  let run: Run;
  before(async () => {
    run = await runOf("dev");
  });

  it("registers exactly the resources of the table, by type and name", () => {
    const types = [...new Set(run.resources.map(({ type }) => type))];
    const found = types.map((type) => [type, ofType(run, type).map(({ name }) => name)] as const);
    expect(Object.fromEntries(found)).to.deep.equal(REGISTERED);
  });

  it("gives what must outlive deployments a fixed name, made of project, stack and logical name", () => {
    for (const [type, prefix] of Object.entries(NAMED))
      for (const { name, inputs } of ofType(run, type))
        expect(at(inputs, "name"), type).to.equal(`${prefix}${name}`);
  });

  it("exports where the API is, who gets in, and what an operator looks up", () => {
    const idOf = (name: string) => resourceOf(run, "aws:cognito/userPoolClient:UserPoolClient", name).id;
    expect(run.exports).to.deep.equal({
      apiUrl: `https://${String(at(ofType(run, "aws:apigateway/stage:Stage")[0], "inputs", "restApi"))}.execute-api.eu-west-1.amazonaws.com/v1`,
      domainTarget: "",
      tokenUrl: "https://resit-dev-university-example.auth.eu-west-1.amazoncognito.com/oauth2/token",
      machineClientId: idOf("machines"),
      peopleClientId: idOf("people"),
      stateMachineArn: "arn:aws:states:eu-west-1:111122223333:stateMachine:resit-dev-exam",
      tableName: "resit-dev-incidents",
      notificationTopicArn: "arn:aws:sns:eu-west-1:111122223333:resit-dev-notifications",
    });
  });
});
