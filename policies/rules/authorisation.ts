/** Methods of REST APIs that anybody may call: those that the project names with a reason, and no other. */
import type { Finding, ResourceRule, StackRule } from "../rule";
import { at, isList, isProperties, show, toValue, UNKNOWN, type Properties, type Value } from "../value";

const REST_API = "aws:apigateway/restApi:RestApi";
const URL =
  "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html";

const METHODS = [
  "get",
  "put",
  "post",
  "delete",
  "patch",
  "head",
  "options",
  "x-amazon-apigateway-any-method",
];

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
  if (body === undefined || body === null) return { kind: "none" };
  if (body === UNKNOWN) return { kind: "unknown" };
  const document = typeof body === "string" ? parsed(body) : body;
  const paths = isProperties(document) ? document["paths"] : undefined;
  if (!isProperties(document) || !isProperties(paths)) return { kind: "malformed" };
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = isProperties(item) ? item[method] : undefined;
      if (!isProperties(operation)) return [];
      const name = method.startsWith("x-") ? "ANY" : method.toUpperCase();
      return [
        {
          route: `${name} ${path}`,
          path: `paths.${path}.${method}`,
          authorised: isAuthorised(operation, document) || isPreflight(name, operation),
        },
      ];
    }),
  );
  return { kind: "read", operations };
}

function isAuthorised(operation: Properties, document: Properties): boolean {
  if (at(operation, "x-amazon-apigateway-auth.type") === "AWS_IAM") return true;
  const security = operation["security"] ?? document["security"];
  // One alternative that asks for nothing lets everybody in.
  return isList(security) && security.length > 0 && security.every((each) => identifies(each, document));
}

/** Whether one of the schemes that an alternative asks for says who calls. A bare API key counts requests. */
function identifies(alternative: Value, document: Properties): boolean {
  if (!isProperties(alternative)) return false;
  const schemes = at(document, "components.securitySchemes") ?? document["securityDefinitions"];
  return Object.keys(alternative).some((name) => {
    const scheme = isProperties(schemes) ? schemes[name] : undefined;
    if (!isProperties(scheme)) return false;
    return (
      scheme["type"] !== "apiKey" ||
      scheme["x-amazon-apigateway-authtype"] !== undefined ||
      scheme["x-amazon-apigateway-authorizer"] !== undefined
    );
  });
}

/** Browsers sign no preflight; the gateway answers it by itself. */
const isPreflight = (method: string, operation: Properties): boolean =>
  method === "OPTIONS" && at(operation, "x-amazon-apigateway-integration.type") === "mock";

const bodies: ResourceRule = {
  name: "apigateway-rest-api-authorised",
  group: "access",
  demand: "Each method of a REST API asks who calls, but for those that the project lets everybody use.",
  why: "A method without authorisation is open to the internet.",
  severity: "critical",
  mend: "Give the operation a security scheme with an authorizer or AWS_IAM, or name the route with a reason in policies/config.json (openRoutes).",
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
    if (at(properties, "httpMethod") === "OPTIONS") return [];
    const authorization = at(properties, "authorization");
    const asks = typeof authorization === "string" && authorization !== "" && authorization !== "NONE";
    return [
      {
        verdict: authorization === UNKNOWN ? "unknown" : asks ? "pass" : "fail",
        path: "authorization",
        expected: "AWS_IAM, CUSTOM or COGNITO_USER_POOLS",
        actual: show(authorization),
      },
    ];
  },
};

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
    const apis = resources.filter(({ type }) => type === REST_API);
    const read = apis.map(({ properties }) => readApi(at(properties, "body")));
    const [first] = apis;
    // Another API may have the route as long as one is not known.
    if (!first || read.some(({ kind }) => kind !== "read")) return [];
    const operations = read.flatMap((api) => (api.kind === "read" ? api.operations : []));
    return openRoutes.map(({ route }) => {
      const found = operations.find((each) => each.route === route);
      return {
        urn: first.urn,
        verdict: found && !found.authorised ? "pass" : "fail",
        path: "body.paths",
        expected: `${route}, without authorisation`,
        actual: found ? (found.authorised ? "with authorisation" : "so") : "no such route",
      };
    });
  },
};

function parsed(text: string): Value {
  try {
    return toValue(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export const AUTHORISATION_RESOURCE_RULES: readonly ResourceRule[] = [bodies, methods];
export const AUTHORISATION_STACK_RULES: readonly StackRule[] = [open];
