/** What API Gateway sends to a function of a REST API, made from the route table. */
import type { APIGatewayProxyEvent } from "aws-lambda";
import { ROUTES, type OperationId } from "../../api/routes";

/** Of a request: what differs between tests. */
export interface Sent {
  /** Of the path, as the gateway hands them on: decoded. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, with its Content-Type. */
  readonly json?: unknown;
  /** Sent as it is, without a Content-Type of its own. */
  readonly text?: string | null;
  readonly isBase64Encoded?: boolean;
  /** When the gateway received the request, milliseconds since 1970. */
  readonly receivedAt?: number;
  readonly requestId?: string;
  /** Of the access token, as the authorizer hands them on; by default those of CLAIMS, on routes with a scope. */
  readonly claims?: Readonly<Record<string, string>>;
}

/** The clients of the user pool, as the handlers know them. */
export const CLIENTS = { machines: "machine-client", people: "people-client" } as const;
/** Of an access token of a machine. */
export const CLAIMS = {
  sub: CLIENTS.machines,
  client_id: CLIENTS.machines,
  token_use: "access",
  scope: "resit/incidents.read resit/incidents.write",
} as const;
export const MACHINE = `machine:${CLIENTS.machines}` as const;

const STAGE = "v1";

export function request(operationId: OperationId, sent: Sent = {}): APIGatewayProxyEvent {
  const { path: resource, httpMethod } = route(operationId);
  const { path: pathParameters = {}, query, json, text = null, isBase64Encoded = false } = sent;
  const path = resource.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(pathParameters[name] ?? ""),
  );
  const headers = {
    ...(json !== undefined && { "Content-Type": "application/json" }),
    ...sent.headers,
  };
  return {
    resource,
    path,
    httpMethod,
    headers,
    multiValueHeaders: lists(headers),
    queryStringParameters: query ?? null,
    multiValueQueryStringParameters: query ? lists(query) : null,
    pathParameters: Object.keys(pathParameters).length > 0 ? pathParameters : null,
    stageVariables: null,
    body: json === undefined ? text : JSON.stringify(json),
    isBase64Encoded,
    requestContext: {
      accountId: "000000000000",
      apiId: "api",
      authorizer: hasScope(operationId) ? { claims: sent.claims ?? CLAIMS } : null,
      protocol: "HTTP/1.1",
      httpMethod,
      identity: NOBODY,
      path: `/${STAGE}${path}`,
      stage: STAGE,
      requestId: sent.requestId ?? "request-1",
      requestTimeEpoch: sent.receivedAt ?? 0,
      resourceId: "resource",
      resourcePath: resource,
    },
  };
}

function hasScope(operationId: OperationId): boolean {
  const access = ROUTES.find((each) => each.operationId === operationId)?.access;
  return typeof access === "object" && "scope" in access;
}

function route(operationId: OperationId): { path: string; httpMethod: string } {
  const found = ROUTES.find((each) => each.operationId === operationId);
  if (found === undefined) throw new Error(`${operationId} is not in the route table.`);
  return { path: found.path, httpMethod: found.method.toUpperCase() };
}

const lists = (values: Readonly<Record<string, string>>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]));

const NOBODY: APIGatewayProxyEvent["requestContext"]["identity"] = {
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
  sourceIp: "192.0.2.1",
  user: null,
  userAgent: null,
  userArn: null,
};
