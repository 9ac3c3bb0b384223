/** Methods of REST APIs that anybody may call: those that the project names with a reason, and no other. */
import type { Finding, ResourceRule, StackRule } from "../rule";
import { at, holdsUnknown, isList, isProperties, parsed, show, type Value, UNKNOWN } from "../value";

const REST_API = "aws:apigateway/restApi:RestApi";
const URL =
  "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html";

/** By their keys in a path, which API Gateway writes in small letters. */
const METHODS: Readonly<Partial<Record<string, string>>> = {
  get: "GET",
  put: "PUT",
  post: "POST",
  delete: "DELETE",
  patch: "PATCH",
  head: "HEAD",
  options: "OPTIONS",
  "x-amazon-apigateway-any-method": "ANY",
};

const methodOf = (key: string): string | undefined =>
  Object.hasOwn(METHODS, key.toLowerCase()) ? METHODS[key.toLowerCase()] : undefined;

interface Operation {
  /** `GET /path/{parameter}`; `ANY` for the method that stands for all. */
  readonly route: string;
  /** From the document on. */
  readonly path: string;
  readonly authorised: boolean;
}

type Api =
  | { readonly kind: "read"; readonly operations: readonly Operation[] }
  | { readonly kind: "none" | "unknown" | "malformed" };

/** What a body that defines the API says, as JSON text or an object; `none` where there is no body. */
function readApi(body: Value): Api {
  if (body === undefined || body === null || body === "") return { kind: "none" };
  if (holdsUnknown(body)) return { kind: "unknown" };
  const document = typeof body === "string" ? parsed(body) : body;
  const paths = member(document, "paths");
  if (!isProperties(paths)) return { kind: "malformed" };
  const schemes =
    member(member(document, "components"), "securitySchemes") ?? member(document, "securityDefinitions");
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    (isProperties(item) ? Object.entries(item) : []).flatMap(([key, operation]) => {
      const method = methodOf(key);
      return method === undefined
        ? []
        : [
            {
              route: `${method} ${path}`,
              path: `paths.${path}.${key}`,
              authorised: isAuthorised(operation, schemes) || isPreflight(method),
            },
          ];
    }),
  );
  return { kind: "read", operations };
}

/**
 * By what stands in the operation itself: API Gateway reads no `security` of the whole document. In it a bare API key
 * counts requests, beside a scheme that authorises; an alternative that asks for nothing lets everybody in.
 * Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-auth.html,
 * https://github.com/amazon-archives/aws-apigateway-importer/issues/204
 */
function isAuthorised(operation: Value, schemes: Value): boolean {
  const own = member(member(operation, "x-amazon-apigateway-auth"), "type");
  if (isWord(own, "AWS_IAM")) return true;
  const security = member(operation, "security");
  if (isWord(own, "NONE") || !isList(security)) return false;
  const alternatives = security.map((each) =>
    isProperties(each) ? Object.keys(each).map((name) => member(schemes, name)) : [],
  );
  return (
    alternatives.some((each) => each.some(authorises)) &&
    alternatives.every((each) => each.some((scheme) => authorises(scheme) || isKey(scheme)))
  );
}

/** API Gateway authorises by its extensions only: other schemes of OpenAPI, such as bearer or OAuth 2, say nothing to it
 *  (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html). */
function authorises(scheme: Value): boolean {
  const authorizer = member(scheme, "x-amazon-apigateway-authorizer");
  return (
    isWord(member(scheme, "x-amazon-apigateway-authtype"), "awsSigv4") ||
    (isProperties(authorizer) && Object.keys(authorizer).length > 0)
  );
}

const isKey = (scheme: Value): boolean => member(scheme, "type") === "apiKey";

/** Browsers sign no preflight (https://fetch.spec.whatwg.org/#cors-preflight-fetch). */
const isPreflight = (method: string): boolean => method === "OPTIONS";

const isWord = (value: Value, word: string): boolean =>
  typeof value === "string" && value.toLowerCase() === word.toLowerCase();

/** Its own: names in documents are anybody's, dots and `__proto__` included. */
const member = (value: Value, key: string): Value =>
  isProperties(value) && Object.hasOwn(value, key) ? value[key] : undefined;

const bodies: ResourceRule = {
  name: "apigateway-rest-api-authorised",
  group: "access",
  demand: "Each method of a REST API asks who calls, but for those that the project lets everybody use.",
  why: "A method without authorisation is open to the internet.",
  severity: "critical",
  mend: "Give the operation itself (API Gateway reads no `security` of the whole document) a scheme with an authorizer or awsSigv4, or name the route with a reason in policies/config.json (openRoutes).",
  url: URL,
  controls: { checkov: ["CKV_AWS_59"], cdkNag: ["AwsSolutions-APIG4"] },
  parameters: ["openRoutes"],
  scope: "resource",
  type: REST_API,
  check: ({ properties }, { openRoutes }) => {
    const api = readApi(at(properties, "body"));
    const expected = "authorisation, or a place among the open routes";
    if (api.kind === "none") return [];
    if (api.kind !== "read")
      return [
        {
          verdict: api.kind === "unknown" ? "unknown" : "fail",
          path: "body",
          expected: "an OpenAPI document in JSON",
          actual: api.kind === "unknown" ? show(UNKNOWN) : "something else",
        },
      ];
    return api.operations.map(({ route, path, authorised }): Finding => {
      const open = openRoutes.find((each) => each.route === route);
      return {
        verdict: authorised || open ? "pass" : "fail",
        path: `body.${path}`,
        expected,
        actual: authorised ? "authorisation" : open ? `open: ${open.reason}` : "neither",
      };
    });
  },
};

const methods: ResourceRule = {
  name: "apigateway-method-authorised",
  group: "access",
  demand: "Each method of a REST API asks who calls.",
  why: "A method without authorisation is open to the internet.",
  severity: "critical",
  mend: "Set authorization to AWS_IAM, CUSTOM or COGNITO_USER_POOLS, or exempt the method with a reason.",
  url: URL,
  controls: { checkov: ["CKV_AWS_59"], cdkNag: ["AwsSolutions-APIG4"] },
  scope: "resource",
  type: "aws:apigateway/method:Method",
  check: ({ properties }) => {
    const [method, authorization]: readonly Value[] = [
      at(properties, "httpMethod"),
      at(properties, "authorization"),
    ];
    if (method === "OPTIONS") return [];
    const asks = AUTHORISATIONS.some((each) => each === authorization);
    const isUnknown = authorization === UNKNOWN || (!asks && method === UNKNOWN);
    return [
      {
        verdict: isUnknown ? "unknown" : asks ? "pass" : "fail",
        path: "authorization",
        expected: "AWS_IAM, CUSTOM or COGNITO_USER_POOLS",
        actual: show(authorization),
      },
    ];
  },
};

/** https://docs.aws.amazon.com/apigateway/latest/api/API_Method.html */
const AUTHORISATIONS = ["AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS"] as const;

const open: StackRule = {
  name: "apigateway-open-routes-exist",
  group: "access",
  demand: "Each route that the project lets everybody use is there, and is open.",
  why: "An entry that nothing needs any more opens the next route of that name.",
  severity: "medium",
  mend: "Take the route out of openRoutes in policies/config.json.",
  url: URL,
  controls: {},
  parameters: ["openRoutes"],
  scope: "stack",
  check: (resources, { openRoutes }) => {
    const apis = resources.flatMap(({ type, urn, properties }) =>
      type === REST_API ? [{ urn, api: readApi(at(properties, "body")) }] : [],
    );
    const operations = apis.flatMap(({ api }) => (api.kind === "read" ? api.operations : []));
    const first = apis.find(({ api }) => api.kind === "read");
    if (!first) return [];
    // As long as one API is not known, it may have the route.
    const allRead = apis.every(({ api }) => api.kind === "read" || api.kind === "none");
    return openRoutes.map(({ route }) => {
      const found = operations.filter((each) => each.route === route);
      const isOpen = found.some(({ authorised }) => !authorised);
      return {
        urn: first.urn,
        verdict: isOpen ? "pass" : allRead ? "fail" : "unknown",
        path: "body.paths",
        expected: `${route}, without authorisation`,
        actual: isOpen ? "so" : found.length > 0 ? "with authorisation" : "no such route",
      };
    });
  },
};

export const AUTHORISATION_RESOURCE_RULES: readonly ResourceRule[] = [bodies, methods];
export const AUTHORISATION_STACK_RULES: readonly StackRule[] = [open];
