/**
 * The OpenAPI 3.0 document of the route table. `openApiDocument` is what clients read at /openapi.json;
 * `gatewayDocument` is the same document as API Gateway takes it, and the gateway is made from it.
 */
import { PROBLEM_MEDIA_TYPE, PROBLEMS, type ProblemKind } from "./problems";
import { problemsOf, ROUTES, type OperationId, type Parameter, type Route } from "./routes";
import { EXAMPLES, problemExample } from "./examples";
import { SECURITY_HEADERS } from "./securityHeaders";
import { SCHEMAS, type SchemaName } from "./wire";

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = Readonly<Record<string, unknown>>;

export interface Operation {
  readonly operationId: OperationId;
  readonly summary: string;
  readonly security: readonly JsonObject[];
  readonly parameters: readonly (Parameter & { readonly required: boolean })[];
  readonly requestBody?: JsonObject;
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: JsonObject }>
  >;
}

export interface OpenApiDocument {
  readonly openapi: "3.0.3";
  readonly info: JsonObject;
  readonly servers: readonly JsonObject[];
  /** Path, then method. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: JsonObject;
}

/** Whoever has an access token of the user pool. */
const OFFICERS = "officers";
/** Of the resource server in the user pool: it stands before each scope in a token. */
export const RESOURCE_SERVER = "resit";
export const SCOPES = {
  "incidents.read": "Read incidents.",
  "incidents.write": "Report, withdraw and change incidents, and what is kept on students.",
} as const;

/** Where the document is read from the functions, the address of the sign-in stands in place of this. */
export const SIGN_IN = "https://sign-in.example";

const scopes = Object.fromEntries(
  Object.entries(SCOPES).map(([scope, says]) => [`${RESOURCE_SERVER}/${scope}`, says]),
);
const TOKENS: JsonObject = {
  type: "oauth2",
  description: "An access token: client credentials for machines, authorization code with PKCE for people.",
  flows: {
    clientCredentials: { tokenUrl: `${SIGN_IN}/oauth2/token`, scopes },
    authorizationCode: {
      authorizationUrl: `${SIGN_IN}/oauth2/authorize`,
      tokenUrl: `${SIGN_IN}/oauth2/token`,
      scopes,
    },
  },
};

/** The same as API Gateway takes it
 *  (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html). */
const authorizer = (userPoolArn: string): JsonObject => ({
  type: "apiKey",
  name: "Authorization",
  in: "header",
  "x-amazon-apigateway-authtype": "cognito_user_pools",
  "x-amazon-apigateway-authorizer": { type: "cognito_user_pools", providerARNs: [userPoolArn] },
});
const EXAM_CODE = "examCode";

/** The document, as clients read it. */
export function openApiDocument(): OpenApiDocument {
  return {
    openapi: "3.0.3",
    info: {
      title: "Resit",
      version: "1",
      description:
        "Students reported for plagiarism sit the referencing exam, up to three times, before administrative " +
        "action is taken. Every error is a problem document (RFC 9457).",
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    },
    // Where the document is.
    servers: [{ url: "." }],
    paths: groupByPath(ROUTES),
    components: {
      schemas: SCHEMAS,
      securitySchemes: {
        [OFFICERS]: TOKENS,
        [EXAM_CODE]: {
          type: "http",
          scheme: "bearer",
          description: "The exam code of the invitation, for its one attempt.",
        },
      },
    },
  };
}

/** Any route of the table, whose ids are known. */
type TypedRoute = Route & { readonly operationId: OperationId };

function groupByPath(routes: readonly TypedRoute[]): OpenApiDocument["paths"] {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operation(route);
  return paths;
}

function operation(route: TypedRoute): Operation {
  return {
    operationId: route.operationId,
    summary: route.summary,
    security: security(route),
    parameters: route.parameters.map((parameter) => ({ ...parameter, required: parameter.in === "path" })),
    ...(route.body && {
      requestBody: {
        required: true,
        content: { "application/json": bodyOf(route.body) },
      },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.answers).map(([status, { description, schema }]) => [
          status,
          {
            description,
            ...(schema && {
              content: {
                "application/json": schema === "OpenApi" ? { schema: { type: "object" } } : bodyOf(schema),
              },
            }),
          },
        ]),
      ),
      ...problemResponses(problemsOf(route)),
    },
  };
}

const bodyOf = (schema: SchemaName): JsonObject => ({
  schema: { $ref: `#/components/schemas/${schema}` },
  ...(hasExample(schema) && { example: EXAMPLES[schema] }),
});

const hasExample = (schema: SchemaName): schema is SchemaName & keyof typeof EXAMPLES =>
  Object.hasOwn(EXAMPLES, schema);

function security({ access }: Route): readonly JsonObject[] {
  if (access === "examCode") return [{ [EXAM_CODE]: [] }];
  return "scope" in access ? [{ [OFFICERS]: [`${RESOURCE_SERVER}/${access.scope}`] }] : [];
}

/** One response per status code: several kinds of problem can share one. */
function problemResponses(kinds: readonly ProblemKind[]): Operation["responses"] {
  const statuses = [...new Set(kinds.map((kind) => PROBLEMS[kind].status))];
  return Object.fromEntries(
    statuses.map((status) => {
      const own = kinds.filter((kind) => PROBLEMS[kind].status === status);
      return [
        status,
        {
          description: own.map((kind) => `${PROBLEMS[kind].title} (${kind})`).join("; "),
          content: {
            [PROBLEM_MEDIA_TYPE]: {
              schema: { $ref: "#/components/schemas/Problem" },
              examples: Object.fromEntries(own.map((kind) => [kind, { value: problemExample(kind) }])),
            },
          },
        },
      ];
    }),
  );
}

/**
 * The document that the gateway is made from: the same routes, without schemas, which the handlers check (API Gateway's
 * models know neither `additionalProperties` nor `example`), and without the exam code, which they compare (its
 * security schemes must be of the type apiKey). Source:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 * `invokeArns` are those that API Gateway calls functions by (`arn:aws:apigateway:…:lambda:path/…/invocations`).
 * Throws where an operation has none.
 */
export function gatewayDocument(
  invokeArns: ReadonlyMap<OperationId, string>,
  userPoolArn: string,
  cors?: Cors,
): JsonObject {
  const { openapi, info, paths } = openApiDocument();
  return {
    openapi,
    info,
    paths: mapValues(paths, (methods) => ({
      ...mapValues(methods, ({ operationId, summary, parameters, responses, security }) => ({
        operationId,
        summary,
        parameters: parameters.map(({ name, in: place, required, schema: { type } }) => ({
          name,
          in: place,
          required,
          schema: { type },
        })),
        responses: mapValues(responses, ({ description }) => ({ description })),
        ...(security.some((scheme) => OFFICERS in scheme) && { security }),
        "x-amazon-apigateway-integration": integration(operationId, invokeArns),
      })),
      ...(cors && { options: preflight(cors) }),
    })),
    components: { securitySchemes: { [OFFICERS]: authorizer(userPoolArn) } },
    "x-amazon-apigateway-gateway-responses": gatewayResponses(cors),
  };
}

/** Pages of other origins may call the API from a browser. */
export interface Cors {
  readonly origins: readonly string[];
  /** Of the function that answers what a browser asks before. */
  readonly invokeArn: string;
}

const preflight = ({ invokeArn }: Cors): JsonObject => ({
  summary: "What a browser asks before it sends a request from a page of another origin.",
  responses: { 204: { description: "Whether it may." } },
  "x-amazon-apigateway-integration": proxy(invokeArn),
});

const mapValues = <V, W>(record: Readonly<Record<string, V>>, change: (value: V) => W): Record<string, W> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

function integration(operation: OperationId, invokeArns: ReadonlyMap<OperationId, string>): JsonObject {
  const uri = invokeArns.get(operation);
  if (uri === undefined) throw new Error(`The route ${operation} has no function.`);
  return proxy(uri);
}

/** The functions themselves give up after 10 s. */
const proxy = (uri: string): JsonObject => ({
  type: "aws_proxy",
  httpMethod: "POST",
  uri,
  timeoutInMillis: 15_000,
});

/** What API Gateway answers by itself
 *  (https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html). */
const GATEWAY_PROBLEMS: Readonly<Record<string, readonly [ProblemKind, detail: string]>> = {
  ACCESS_DENIED: ["forbidden", "The caller is known, and may not use this route."],
  API_CONFIGURATION_ERROR: ["internal-error", "Quote the requestId when you ask for help."],
  AUTHORIZER_CONFIGURATION_ERROR: ["internal-error", "Quote the requestId when you ask for help."],
  AUTHORIZER_FAILURE: ["internal-error", "Quote the requestId when you ask for help."],
  BAD_REQUEST_BODY: [
    "malformed-request",
    "The body does not fit the schema of the route: see /openapi.json.",
  ],
  BAD_REQUEST_PARAMETERS: ["malformed-request", "A parameter is missing or wrong: see /openapi.json."],
  EXPIRED_TOKEN: ["unauthorized", "The access token has expired: get a new one."],
  INTEGRATION_FAILURE: ["no-answer", "Send the same request again: it is safe."],
  INTEGRATION_TIMEOUT: ["no-answer", "Send the same request again: it is safe."],
  INVALID_API_KEY: ["forbidden", "The API key is not valid."],
  INVALID_SIGNATURE: ["forbidden", "The signature does not fit the request."],
  // A REST API answers an unknown route or method with this one.
  MISSING_AUTHENTICATION_TOKEN: ["no-such-route", "No route has this method and path: see /openapi.json."],
  QUOTA_EXCEEDED: ["too-many-requests", "The quota is used up: wait before you send more."],
  REQUEST_TOO_LARGE: ["body-too-large", "The body is larger than the gateway takes."],
  RESOURCE_NOT_FOUND: ["no-such-route", "No route has this path: see /openapi.json."],
  THROTTLED: ["too-many-requests", "Wait a second, then send the same request again."],
  UNAUTHORIZED: ["unauthorized", "Send a valid access token, as Authorization: Bearer <token>."],
  UNSUPPORTED_MEDIA_TYPE: ["unsupported-media-type", "Send application/json in UTF-8."],
  WAF_FILTERED: ["forbidden", "The request was refused by the firewall."],
};

function gatewayResponses(cors: Cors | undefined): JsonObject {
  // The gateway cannot choose: where there are several origins, a page sees that it was refused, and not why.
  const [origin, ...others] = cors?.origins ?? [];
  const allowed = others.length === 0 ? origin : undefined;
  const responses = Object.entries(GATEWAY_PROBLEMS).map(([name, [kind, detail]]) => {
    const { status, title } = PROBLEMS[kind];
    return [
      name,
      gatewayResponse({ type: `urn:resit:problem:${kind}`, title, status, detail }, status, allowed),
    ] as const;
  });
  const other = (detail: string) =>
    gatewayResponse(
      { type: "about:blank", title: "The gateway refused the request", detail },
      undefined,
      allowed,
    );
  return {
    ...Object.fromEntries(responses),
    DEFAULT_4XX: other("The request is not valid: see /openapi.json."),
    DEFAULT_5XX: other("Send the same request again: it is safe."),
  };
}

/** `$context` variables are filled in by the gateway; templates know nothing beyond them. */
function gatewayResponse(
  problem: Readonly<Record<string, Json>>,
  status: number | undefined,
  origin: string | undefined,
): JsonObject {
  const retry = status === 429 || status === 503 || status === 504;
  return {
    ...(status !== undefined && { statusCode: status }),
    responseTemplates: {
      "application/json": JSON.stringify({
        ...problem,
        requestId: "$context.requestId",
        traceId: "$context.xrayTraceId",
      }),
    },
    responseParameters: {
      "gatewayresponse.header.Content-Type": `'${PROBLEM_MEDIA_TYPE}'`,
      ...Object.fromEntries(
        Object.entries(SECURITY_HEADERS).map(([name, value]) => [
          `gatewayresponse.header.${name}`,
          `'${value}'`,
        ]),
      ),
      ...(status === 401 && { "gatewayresponse.header.WWW-Authenticate": "'Bearer'" }),
      ...(origin !== undefined && {
        "gatewayresponse.header.Access-Control-Allow-Origin": `'${origin}'`,
      }),
      ...(retry && { "gatewayresponse.header.Retry-After": "'2'" }),
    },
  };
}
