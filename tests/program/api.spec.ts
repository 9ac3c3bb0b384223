import { expect } from "chai";
import { gatewayDocument } from "../../api/openapi";
import { ROUTES, type Route } from "../../api/routes";
import { at, jsonAt, ofType, resourceOf, runOf, textAt, type Run } from "../support/program";

/** By operation: what may call its function. */
const CALLED_BY: Readonly<Record<string, string>> = {
  reportIncident: "PUT/incidents/*",
  getIncident: "GET/incidents/*",
  listIncidents: "GET/incidents",
  withdrawIncident: "PUT/incidents/*/withdrawal",
  inviteAgain: "POST/incidents/*/attempts/*/invitation",
  moveDeadline: "PUT/incidents/*/attempts/*/deadline",
  exportStudent: "POST/student-records",
  erasePerson: "DELETE/incidents/*/person",
  getPaper: "GET/incidents/*/attempts/*/paper",
  submitAttempt: "PUT/incidents/*/attempts/*",
  getOpenApi: "GET/openapi.json",
  preflight: "OPTIONS/*",
};

describe("program: the API", () => {
  let run: Run;
  let apiId: string;
  before(async () => {
    run = await runOf("dev");
    apiId = resourceOf(run, "aws:apigateway/restApi:RestApi", "api").id;
  });

  it("is regional, and hands bodies on as text: not every media type is binary", () => {
    const { body, ...inputs } = resourceOf(run, "aws:apigateway/restApi:RestApi", "api").inputs;
    expect(body).to.be.a("string");
    expect(inputs).to.deep.equal({
      name: "resit-dev-api",
      binaryMediaTypes: ["application/octet-stream"],
      endpointConfiguration: { types: "REGIONAL" },
      disableExecuteApiEndpoint: false,
    });
  });

  it("is made from one document, in which each operation calls its own function", () => {
    const invokeArn = (name: string) =>
      textAt(resourceOf(run, "aws:lambda/function:Function", name).computed, "invokeArn");
    const functions = ROUTES.map(({ operationId }) => [operationId, invokeArn(operationId)] as const);
    const pool = textAt(resourceOf(run, "aws:cognito/userPool:UserPool", "officers").computed, "arn");
    expect(at(resourceOf(run, "aws:apigateway/restApi:RestApi", "api").inputs, "body")).to.equal(
      JSON.stringify(
        gatewayDocument(new Map(functions), pool, {
          origins: ["https://exam.university.example"],
          invokeArn: invokeArn("preflight"),
        }),
      ),
    );
  });

  it("asks for a token of the user pool, with the one scope of the route, where a route has one", () => {
    const document = jsonAt(resourceOf(run, "aws:apigateway/restApi:RestApi", "api").inputs, "body");
    const routes: readonly Route[] = ROUTES;
    for (const { operationId, path, method, access } of routes) {
      const scope = typeof access === "object" && "scope" in access ? access.scope : undefined;
      expect(at(document, "paths", path, method, "security"), operationId).to.deep.equal(
        scope && [{ officers: [`resit/${scope}`] }],
      );
    }
    const pool = resourceOf(run, "aws:cognito/userPool:UserPool", "officers").computed["arn"];
    expect(
      at(document, "components", "securitySchemes", "officers", "x-amazon-apigateway-authorizer"),
    ).to.deep.equal({ type: "cognito_user_pools", providerARNs: [pool] });
  });

  it("has a traced stage whose access log has no path, query, header or body", () => {
    const { accessLogSettings, deployment, ...inputs } = resourceOf(
      run,
      "aws:apigateway/stage:Stage",
      "api",
    ).inputs;
    expect(inputs).to.deep.equal({ restApi: apiId, stageName: "v1", xrayTracingEnabled: true });
    expect(deployment).to.equal(resourceOf(run, "aws:apigateway/deployment:Deployment", "api").id);
    expect(at(accessLogSettings, "destinationArn")).to.equal(
      "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/apigateway/resit-dev-api",
    );
    expect(jsonAt(accessLogSettings, "format")).to.deep.equal({
      requestId: "$context.requestId",
      requestTime: "$context.requestTime",
      xrayTraceId: "$context.xrayTraceId",
      httpMethod: "$context.httpMethod",
      resourcePath: "$context.resourcePath",
      status: "$context.status",
      responseLength: "$context.responseLength",
      responseLatency: "$context.responseLatency",
      integrationLatency: "$context.integrationLatency",
      sourceIp: "$context.identity.sourceIp",
    });
  });

  it("throttles every method, measures it, and logs no data of requests", () => {
    expect(resourceOf(run, "aws:apigateway/methodSettings:MethodSettings", "api").inputs).to.deep.equal({
      restApi: apiId,
      stageName: "v1",
      methodPath: "*/*",
      settings: {
        throttlingRateLimit: 100,
        throttlingBurstLimit: 200,
        metricsEnabled: true,
        dataTraceEnabled: false,
      },
    });
  });

  it("may call each function by the method and path of its one route", () => {
    const permissions = ofType(run, "aws:lambda/permission:Permission").filter(
      ({ inputs }) => inputs["principal"] !== "events.amazonaws.com",
    );
    expect(Object.fromEntries(permissions.map(({ name, inputs }) => [name, inputs]))).to.deep.equal(
      Object.fromEntries(
        Object.entries(CALLED_BY).map(([name, route]) => [
          name,
          {
            action: "lambda:InvokeFunction",
            principal: "apigateway.amazonaws.com",
            function: `resit-dev-${name}`,
            sourceArn: `arn:aws:execute-api:eu-west-1:111122223333:${apiId}/v1/${route}`,
          },
        ]),
      ),
    );
  });

  it("logs with a role that is made once per account: here in development, elsewhere in production", async () => {
    const account = resourceOf(run, "aws:apigateway/account:Account", "api-gateway-logs");
    expect(account.inputs).to.deep.equal({
      cloudwatchRoleArn: resourceOf(run, "aws:iam/role:Role", "api-gateway-logs").computed["arn"],
    });
    expect(account.dependsOn).to.deep.equal([
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment api-gateway-logs",
    ]);
    expect(ofType(await runOf("prod"), "aws:apigateway/account:Account")).to.deep.equal([]);
  });

  it("leaves the account's logging role behind when the stack is destroyed, and nothing else", () => {
    const left = run.resources.filter(({ retainOnDelete }) => retainOnDelete);
    expect(left.map(({ type, name }) => `${type} ${name}`)).to.deep.equal([
      "aws:apigateway/account:Account api-gateway-logs",
      "aws:iam/role:Role api-gateway-logs",
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment api-gateway-logs",
    ]);
  });
});
