import { Ajv, type ValidateFunction } from "ajv";
import { expect } from "chai";
import { gatewayDocument, openApiDocument } from "../../api/openapi";
import { PROBLEM_MEDIA_TYPE, PROBLEMS } from "../../api/problems";
import { problemsOf, ROUTES, type Route } from "../../api/routes";
import { SCHEMAS } from "../../api/wire";
import { at, isRecord, textAt } from "../support/program";
import { OPENAPI } from "../support/openapiSchema";

const METHODS = ["get", "put", "post", "delete", "patch", "head", "options", "trace"];

const invokeArn = (name: string) =>
  `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:${name}/invocations`;
const POOL = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abcdefghi";
const ORIGINS = ["https://exam.university.example", "https://officers.university.example"];
const INVOKE_ARNS = new Map(ROUTES.map(({ operationId }) => [operationId, invokeArn(operationId)]));
const PUBLISHED: unknown = json(openApiDocument());
const GATEWAY: unknown = json(gatewayDocument(INVOKE_ARNS, POOL));
/** Where pages of these origins may call the API. */
const forPages = (...origins: readonly string[]): unknown =>
  json(gatewayDocument(INVOKE_ARNS, POOL, { origins, invokeArn: invokeArn("preflight") }));

/** As it is sent: `undefined` and the like are gone. */
function json(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

interface Place {
  readonly path: string;
  readonly method: string;
  readonly operation: unknown;
}

/** The operations of a document, in its order. */
function operationsOf(document: unknown): readonly Place[] {
  return entries(at(document, "paths")).flatMap(([path, item]) =>
    entries(item)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, operation]) => ({ path, method, operation })),
  );
}

const entries = (value: unknown): readonly (readonly [string, unknown])[] =>
  isRecord(value) ? Object.entries(value) : [];
const toRecord = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Every object of the value, itself first. */
const objectsIn = (value: unknown): readonly unknown[] => [
  value,
  ...(Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : []).flatMap(objectsIn),
];

/** The value without API Gateway's extensions. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isRecord(value)) return value;
  const kept = entries(value).filter(([key]) => !key.startsWith("x-amazon-"));
  return Object.fromEntries(kept.map(([key, each]) => [key, plain(each)]));
}

const routes: readonly Route[] = ROUTES;
const titleOf = ({ method, path }: { readonly method: string; readonly path: string }) =>
  `${method.toUpperCase()} ${path}`;

/** Strict about everything; the formats are said to people, not checked. */
function schemas(): { readonly ajv: Ajv; readonly named: (name: string) => ValidateFunction } {
  const ajv = new Ajv({
    strict: true,
    allErrors: true,
    keywords: ["example", "components"],
    formats: { "date-time": true, uri: true, email: true },
  });
  ajv.addSchema({ components: { schemas: SCHEMAS } }, "document");
  return { ajv, named: (name) => ajv.compile({ $ref: `document#/components/schemas/${name}` }) };
}

describe("OpenAPI: both documents", () => {
  for (const [name, document] of [
    ["the published one", PUBLISHED],
    ["the gateway's", GATEWAY],
  ] as const) {
    it(`${name} has the structure of OpenAPI 3.0, and no field that it does not know`, () => {
      const validate = new Ajv({ strict: true, allErrors: true }).compile(OPENAPI);
      validate(document);
      expect(validate.errors ?? []).to.deep.equal([]);
    });

    it(`${name} has an operation for every route of the table, each with its own id, and no other`, () => {
      expect(
        operationsOf(document).map(({ path, method, operation }) => [
          titleOf({ path, method }),
          at(operation, "operationId"),
        ]),
      ).to.have.deep.members(routes.map((route) => [titleOf(route), route.operationId]));
      expect(new Set(routes.map(({ operationId }) => operationId)).size).to.equal(routes.length);
    });

    it(`${name} declares exactly the parameters that each path names, as required`, () => {
      for (const { path, method, operation } of operationsOf(document)) {
        const named = [...path.matchAll(/\{([^}]+)\}/g)].map(([, parameter]) => parameter);
        const declared = list(at(operation, "parameters")).filter((each) => at(each, "in") === "path");
        expect(
          declared.map((each) => at(each, "name")),
          titleOf({ path, method }),
        ).to.have.members(named);
        expect(declared.every((each) => at(each, "required") === true)).to.equal(true);
      }
    });

    it(`${name} refers to nothing that is not there`, () => {
      const references = objectsIn(document).flatMap((each) => {
        const reference = at(each, "$ref");
        return typeof reference === "string" ? [reference] : [];
      });
      for (const reference of references) {
        const [root, ...path] = reference.split("/");
        expect(root, reference).to.equal("#");
        expect(isRecord(at(document, ...path)), reference).to.equal(true);
      }
      const schemes = operationsOf(document).flatMap(({ operation }) =>
        list(at(operation, "security")).flatMap((each) => Object.keys(isRecord(each) ? each : {})),
      );
      for (const scheme of schemes)
        expect(at(document, "components", "securitySchemes", scheme), scheme).to.be.an("object");
    });
  }

  it("say the same: the gateway's paths have nothing but extensions that the published ones have not", () => {
    const { components, ...said } = toRecord(plain(GATEWAY));
    expect(PUBLISHED).to.containSubset(said);
    // The gateway calls by another type what it checks: a token of the user pool.
    expect(Object.keys(toRecord(at(components, "securitySchemes")))).to.deep.equal(["officers"]);
    expect(at(PUBLISHED, "components", "securitySchemes")).to.have.all.keys("officers", "examCode");
  });

  it("say the same: no parameter and no status is left out of the gateway's", () => {
    const said = (document: unknown) =>
      operationsOf(document).map(({ path, method, operation }) => ({
        route: titleOf({ path, method }),
        parameters: list(at(operation, "parameters")).map((each) => [
          at(each, "in"),
          at(each, "name"),
          at(each, "required"),
        ]),
        statuses: entries(at(operation, "responses")).map(([status]) => status),
      }));
    expect(said(GATEWAY)).to.deep.equal(said(PUBLISHED));
  });
});

describe("OpenAPI: the published document", () => {
  for (const route of routes)
    it(`${titleOf(route)} has every status of its answers and of its problems`, () => {
      const responses = at(PUBLISHED, "paths", route.path, route.method, "responses");
      const problems = problemsOf(route).map((kind) => PROBLEMS[kind].status);
      expect(entries(responses).map(([status]) => Number(status))).to.have.members([
        ...new Set([...Object.keys(route.answers).map(Number), ...problems]),
      ]);
      for (const status of problems)
        expect(at(responses, status, "content", PROBLEM_MEDIA_TYPE, "schema"), String(status)).to.deep.equal({
          $ref: "#/components/schemas/Problem",
        });
    });

  it("has an example of every problem that a route can give, by its kind, that fits its schema", () => {
    const isProblem = schemas().named("Problem");
    for (const route of routes) {
      const responses = at(PUBLISHED, "paths", route.path, route.method, "responses");
      const examples = entries(responses).flatMap(([, response]) =>
        entries(at(response, "content", PROBLEM_MEDIA_TYPE, "examples")),
      );
      expect(
        examples.map(([kind]) => kind),
        titleOf(route),
      ).to.have.members([...new Set(problemsOf(route))]);
      for (const [kind, example] of examples) {
        expect(isProblem(at(example, "value")), kind).to.equal(true);
        expect(at(example, "value", "type")).to.equal(`urn:resit:problem:${kind}`);
      }
    }
  });

  it("says for every route how to get in: a token with the scope, an exam code, or nothing", () => {
    const said = operationsOf(PUBLISHED).map(({ path, method, operation }) => [
      titleOf({ path, method }),
      at(operation, "security"),
    ]);
    const read = [{ officers: ["resit/incidents.read"] }];
    const write = [{ officers: ["resit/incidents.write"] }];
    const examCode = [{ examCode: [] }];
    expect(Object.fromEntries(said)).to.deep.equal({
      "PUT /incidents/{incidentId}": write,
      "GET /incidents/{incidentId}": read,
      "GET /incidents": read,
      "PUT /incidents/{incidentId}/withdrawal": write,
      "POST /incidents/{incidentId}/attempts/{attempt}/invitation": write,
      "PUT /incidents/{incidentId}/attempts/{attempt}/deadline": write,
      "POST /student-records": write,
      "DELETE /incidents/{incidentId}/person": write,
      "GET /incidents/{incidentId}/attempts/{attempt}/paper": examCode,
      "PUT /incidents/{incidentId}/attempts/{attempt}": examCode,
      "GET /openapi.json": [],
    });
  });

  it("names both ways to a token, and exactly the scopes that routes ask for", () => {
    const flows = at(PUBLISHED, "components", "securitySchemes", "officers", "flows");
    const asked = routes.flatMap(({ access }) =>
      typeof access === "object" && "scope" in access ? [`resit/${access.scope}`] : [],
    );
    expect(flows).to.have.all.keys("clientCredentials", "authorizationCode");
    for (const [name, flow] of entries(flows)) {
      expect(
        entries(at(flow, "scopes")).map(([scope]) => scope),
        name,
      ).to.have.members([...new Set(asked)]);
      expect(at(flow, "tokenUrl"), name).to.equal("https://sign-in.example/oauth2/token");
    }
  });

  it("says why a route is open to everybody", () => {
    const reasons = routes.flatMap(({ access }) =>
      typeof access === "object" && "public" in access ? [access.public] : [],
    );
    expect(reasons).to.deep.equal(["It describes the API and holds nothing about anybody."]);
  });

  it("names its schemas with letters only, as API Gateway wants its models", () => {
    for (const name of Object.keys(SCHEMAS)) expect(name).to.match(/^[A-Za-z]+$/);
  });

  it("has schemas that compile in ajv's strict mode", () => {
    const { ajv, named } = schemas();
    for (const name of Object.keys(SCHEMAS)) expect(named(name), name).to.be.a("function");
    for (const { parameters } of routes)
      for (const { name, schema } of parameters) expect(ajv.compile(schema), name).to.be.a("function");
  });

  it("has examples that fit their own schemas", () => {
    const { ajv } = schemas();
    const exemplary = objectsIn([SCHEMAS, routes.map(({ parameters }) => parameters)]).flatMap((each) =>
      isRecord(each) && "example" in each && "type" in each ? [each] : [],
    );
    expect(exemplary).to.have.length.greaterThan(10);
    for (const schema of exemplary)
      expect(ajv.validate(schema, schema["example"]), JSON.stringify(schema)).to.equal(true);
  });
});

describe("OpenAPI: the gateway's document", () => {
  it("asks for a token of the pool with exactly the scope that a route wants, and leaves the others open", () => {
    for (const { path, method, access } of routes) {
      const scope = typeof access === "object" && "scope" in access ? access.scope : undefined;
      expect(at(GATEWAY, "paths", path, method, "security"), titleOf({ path, method })).to.deep.equal(
        scope && [{ officers: [`resit/${scope}`] }],
      );
    }
    expect(at(GATEWAY, "security")).to.equal(undefined);
    expect(at(GATEWAY, "components")).to.deep.equal({
      securitySchemes: {
        officers: {
          type: "apiKey",
          name: "Authorization",
          in: "header",
          "x-amazon-apigateway-authtype": "cognito_user_pools",
          "x-amazon-apigateway-authorizer": { type: "cognito_user_pools", providerARNs: [POOL] },
        },
      },
    });
  });

  it("hands each operation's requests to its own function, and gives up after the function does", () => {
    for (const { path, method, operationId } of routes)
      expect(at(GATEWAY, "paths", path, method, "x-amazon-apigateway-integration")).to.deep.equal({
        type: "aws_proxy",
        httpMethod: "POST",
        uri: invokeArn(operationId),
        timeoutInMillis: 15_000,
      });
  });

  it("answers by a function of its own, without a token, what a browser asks before, at every path", () => {
    const document = forPages(...ORIGINS);
    for (const { path } of routes) {
      const options = at(document, "paths", path, "options");
      expect(options, path).not.to.have.property("security");
      expect(at(options, "x-amazon-apigateway-integration", "uri"), path).to.equal(invokeArn("preflight"));
      expect(at(GATEWAY, "paths", path, "options"), path).to.equal(undefined);
    }
    const validate = new Ajv({ strict: true, allErrors: true }).compile(OPENAPI);
    validate(document);
    expect(validate.errors ?? []).to.deep.equal([]);
  });

  it("is not made where an operation has no function", () => {
    expect(() => gatewayDocument(new Map(), POOL)).to.throw("The route reportIncident has no function.");
  });
});

/** Every type that API Gateway has, and the kind of problem that it becomes
 *  (https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html). */
const GATEWAY_RESPONSES: Readonly<Record<string, keyof typeof PROBLEMS>> = {
  ACCESS_DENIED: "forbidden",
  API_CONFIGURATION_ERROR: "internal-error",
  AUTHORIZER_CONFIGURATION_ERROR: "internal-error",
  AUTHORIZER_FAILURE: "internal-error",
  BAD_REQUEST_BODY: "malformed-request",
  BAD_REQUEST_PARAMETERS: "malformed-request",
  EXPIRED_TOKEN: "unauthorized",
  INTEGRATION_FAILURE: "no-answer",
  INTEGRATION_TIMEOUT: "no-answer",
  INVALID_API_KEY: "forbidden",
  INVALID_SIGNATURE: "forbidden",
  MISSING_AUTHENTICATION_TOKEN: "no-such-route",
  QUOTA_EXCEEDED: "too-many-requests",
  REQUEST_TOO_LARGE: "body-too-large",
  RESOURCE_NOT_FOUND: "no-such-route",
  THROTTLED: "too-many-requests",
  UNAUTHORIZED: "unauthorized",
  UNSUPPORTED_MEDIA_TYPE: "unsupported-media-type",
  WAF_FILTERED: "forbidden",
};
const TRACE_ID = "1-67a1b2c3-0123456789abcdef01234567";
const DEFAULTS = ["DEFAULT_4XX", "DEFAULT_5XX"];

describe("OpenAPI: what the gateway answers by itself", () => {
  const responses = at(GATEWAY, "x-amazon-apigateway-gateway-responses");

  /** The body, as the gateway fills it in. */
  const bodyOf = (type: string): unknown =>
    JSON.parse(
      textAt(responses, type, "responseTemplates", "application/json")
        .replace("$context.requestId", "request-1")
        .replace("$context.xrayTraceId", TRACE_ID),
    );

  it("is said for every type that it has", () => {
    expect(entries(responses).map(([type]) => type)).to.have.members([
      ...Object.keys(GATEWAY_RESPONSES),
      ...DEFAULTS,
    ]);
  });

  for (const [type, kind] of Object.entries(GATEWAY_RESPONSES))
    it(`${type} is the problem ${kind}, with the status of the table`, () => {
      const { status, title } = PROBLEMS[kind];
      const body = bodyOf(type);
      expect(at(responses, type, "statusCode")).to.equal(status);
      expect(body).to.include({
        type: `urn:resit:problem:${kind}`,
        title,
        status,
        requestId: "request-1",
        traceId: TRACE_ID,
      });
      expect(schemas().named("Problem")(body)).to.equal(true);
    });

  for (const type of DEFAULTS)
    it(`${type} keeps the gateway's own status, and is a problem without a type`, () => {
      expect(at(responses, type, "statusCode")).to.equal(undefined);
      expect(bodyOf(type)).to.have.all.keys("type", "title", "detail", "requestId", "traceId");
      expect(bodyOf(type)).to.include({ type: "about:blank", requestId: "request-1" });
    });

  it("is labelled as a problem, is kept by nobody, and says when to come back where that helps", () => {
    for (const [type, response] of entries(responses)) {
      const comesBack = [429, 503, 504].includes(Number(at(response, "statusCode")));
      expect(at(response, "responseParameters"), type).to.deep.equal({
        "gatewayresponse.header.Content-Type": "'application/problem+json'",
        "gatewayresponse.header.Cache-Control": "'no-store'",
        "gatewayresponse.header.Referrer-Policy": "'no-referrer'",
        "gatewayresponse.header.Strict-Transport-Security": "'max-age=63072000; includeSubDomains'",
        "gatewayresponse.header.X-Content-Type-Options": "'nosniff'",
        "gatewayresponse.header.X-Frame-Options": "'DENY'",
        ...(at(response, "statusCode") === 401 && { "gatewayresponse.header.WWW-Authenticate": "'Bearer'" }),
        ...(comesBack && { "gatewayresponse.header.Retry-After": "'2'" }),
      });
    }
  });

  it("can be read by pages of the one origin that is configured; of several it cannot choose", () => {
    const origins = (document: unknown) =>
      entries(at(document, "x-amazon-apigateway-gateway-responses")).map(([, response]) =>
        at(response, "responseParameters", "gatewayresponse.header.Access-Control-Allow-Origin"),
      );
    const [one = ""] = ORIGINS;
    expect([...new Set(origins(forPages(one)))]).to.deep.equal([`'${one}'`]);
    expect([...new Set(origins(forPages(...ORIGINS)))]).to.deep.equal([undefined]);
    expect([...new Set(origins(GATEWAY))]).to.deep.equal([undefined]);
  });
});
