/** The REST API: made from one OpenAPI document, traced, throttled, logged. */
import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { assumableBy } from "./policy";
import { METHOD_REQUESTS } from "./quotas";
import { nameOf } from "./name";

export interface RestApiRoute {
  readonly operationId: string;
  readonly method: string;
  /** With path parameters in braces; `/*` for all paths. */
  readonly path: string;
  readonly function: aws.lambda.Function;
}

export interface RestApiArgs {
  /** OpenAPI 3.0 with API Gateway's extensions, as JSON text. */
  readonly document: pulumi.Input<string>;
  readonly routes: readonly RestApiRoute[];
  readonly logRetentionDays: number;
  readonly logRole: "managed" | "existing";
  /** Whether it is called by a domain name of its own alone. */
  readonly hidden: boolean;
}

/** No path, query, body or header: those hold names and secrets. */
export const ACCESS_LOG_FORMAT = JSON.stringify({
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

const STAGE = "v1";

export function restApi(name: string, args: RestApiArgs): awsx.classic.apigateway.API {
  const fullName = nameOf(name);
  const logGroup = new aws.cloudwatch.LogGroup(`${name}-access`, {
    name: `/aws/apigateway/${fullName}`,
    retentionInDays: args.logRetentionDays,
  });
  const account = args.logRole === "managed" ? loggingAccount() : undefined;
  const api = new awsx.classic.apigateway.API(name, {
    swaggerString: args.document,
    stageName: STAGE,
    restApiArgs: {
      name: fullName,
      // Not empty, or awsx makes every body binary and hands it on in base64 (pulumi-awsx #518).
      binaryMediaTypes: ["application/octet-stream"],
      endpointConfiguration: { types: "REGIONAL" },
      disableExecuteApiEndpoint: args.hidden,
    },
    stageArgs: {
      xrayTracingEnabled: true,
      accessLogSettings: {
        // A stage with a log cannot be made before the account has a logging role.
        destinationArn: pulumi.all([logGroup.arn, account?.id]).apply(([arn]) => arn),
        format: ACCESS_LOG_FORMAT,
      },
    },
  });
  new aws.apigateway.MethodSettings(name, {
    restApi: api.restAPI.id,
    stageName: api.stage.stageName,
    methodPath: "*/*",
    settings: {
      throttlingRateLimit: METHOD_REQUESTS.refill,
      throttlingBurstLimit: METHOD_REQUESTS.size,
      metricsEnabled: true,
      dataTraceEnabled: false,
    },
  });
  for (const route of args.routes) allowInvocation(api, route);
  return api;
}

/** That stage, method and path, and nothing else, may call the function. */
function allowInvocation(api: awsx.classic.apigateway.API, route: RestApiRoute): void {
  const path = route.path.replace(/\{[^}]+\}/g, "*");
  new aws.lambda.Permission(route.operationId, {
    action: "lambda:InvokeFunction",
    principal: "apigateway.amazonaws.com",
    function: route.function.name,
    sourceArn: pulumi.interpolate`${api.restAPI.executionArn}/${STAGE}/${route.method.toUpperCase()}${path}`,
  });
}

/** Lets API Gateway write logs: a setting of the account and region
 *  (https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html). */
function loggingAccount(): aws.apigateway.Account {
  // Other APIs of the account log with it too: destroying this stack must not take it away.
  const stays = { retainOnDelete: true };
  const role = new aws.iam.Role(
    "api-gateway-logs",
    { name: nameOf("api-gateway-logs"), assumeRolePolicy: assumableBy("apigateway") },
    stays,
  );
  const attachment = new aws.iam.RolePolicyAttachment(
    "api-gateway-logs",
    {
      role: role.name,
      policyArn: "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
    },
    stays,
  );
  return new aws.apigateway.Account(
    "api-gateway-logs",
    { cloudwatchRoleArn: role.arn },
    { ...stays, dependsOn: [attachment] },
  );
}
