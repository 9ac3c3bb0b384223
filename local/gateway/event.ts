/**
 * A request as a Lambda proxy integration hands it over, in format 1.0.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
import type { APIGatewayProxyEvent } from "aws-lambda";
import { LOOPBACK } from "../loopback";
import { generatedId } from "../resources/kind";
import type { Arrival } from "./arrival";
import type { Claims } from "./authorizer";
import type { Api } from "./document";
import { forwardedHeaders } from "./headers";
import type { Match } from "./routes";
import { last, lists, parseQuery, single } from "./values";

/** Path and query must be well encoded. `claims` are of the token that an authorizer let in. */
export function proxyEvent(
  api: Api,
  { route, pathParameters }: Match,
  from: Arrival,
  body: Buffer,
  claims: Claims | undefined,
): APIGatewayProxyEvent {
  const headers = forwardedHeaders(from);
  const query = parseQuery(from.query);
  const binary = isBinary(api, single(headers, "content-type"));
  const sourceIp = from.request.socket.remoteAddress ?? LOOPBACK;
  const host = single(headers, "host") ?? "";
  return {
    resource: route.path,
    path: from.path,
    httpMethod: from.method,
    headers: last(headers),
    multiValueHeaders: lists(headers),
    queryStringParameters: orNull(last(query)),
    multiValueQueryStringParameters: orNull(lists(query)),
    pathParameters: orNull(pathParameters),
    stageVariables: null,
    requestContext: {
      accountId: api.executionArn.split(":")[4] ?? "",
      apiId: api.id,
      authorizer: claims ? { claims } : null,
      domainName: host,
      domainPrefix: host.split(".")[0] ?? "",
      extendedRequestId: from.extendedRequestId,
      httpMethod: from.method,
      identity: { ...NOBODY, sourceIp, userAgent: single(headers, "user-agent") ?? null },
      path: from.path,
      protocol: `HTTP/${from.request.httpVersion}`,
      requestId: from.requestId,
      requestTime: logTime(from.at),
      requestTimeEpoch: from.at,
      resourceId: generatedId(route.path, 6),
      resourcePath: route.path,
      stage: api.stage,
    },
    body: body.length === 0 ? null : body.toString(binary ? "base64" : "utf8"),
    isBase64Encoded: binary && body.length > 0,
  };
}

const orNull = <T extends object>(record: T): T | null => (Object.keys(record).length === 0 ? null : record);

export function isBinary({ binaryMediaTypes }: Api, contentType: string | undefined): boolean {
  const type = contentType?.split(";")[0]?.trim().toLowerCase() ?? "application/json";
  return binaryMediaTypes.some((one) => one === "*/*" || one.toLowerCase() === type);
}

/** `23/Nov/2026:09:30:00 +0000` */
function logTime(at: number): string {
  const [, day, month, year, time] = new Date(at).toUTCString().split(" ");
  return `${day ?? ""}/${month ?? ""}/${year ?? ""}:${time ?? ""} +0000`;
}

const NOBODY = {
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
};
