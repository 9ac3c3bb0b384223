import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import * as fc from "fast-check";
import { gatewayDocument } from "../../../api/openapi";
import { ROUTES } from "../../../api/routes";
import { readConfiguration, STRICTEST, type Settings } from "../../../policies/settings";
import { UNKNOWN } from "../../../policies/value";
import { ROOT } from "../../support/program";
import {
  briefly,
  findingsOf,
  isSound,
  propertiesOf,
  stackFindingsOf,
  stackResource,
  urnOf,
} from "./fixtures";

const REST_API = "aws:apigateway/restApi:RestApi";
const EXPECTED = "authorisation, or a place among the open routes";

const opened = (...routes: readonly string[]): Settings => ({
  ...STRICTEST,
  openRoutes: routes.map((route) => ({ route, reason: "Public." })),
});

const SCHEMES = {
  sigv4: { type: "apiKey", name: "Authorization", in: "header", "x-amazon-apigateway-authtype": "awsSigv4" },
  cognito: {
    type: "apiKey",
    name: "Authorization",
    in: "header",
    "x-amazon-apigateway-authtype": "cognito_user_pools",
    "x-amazon-apigateway-authorizer": { type: "cognito_user_pools", providerARNs: ["arn"] },
  },
  key: { type: "apiKey", name: "x-api-key", in: "header" },
  custom: { type: "apiKey", name: "x", in: "header", "x-amazon-apigateway-authtype": "custom" },
  empty: { type: "apiKey", name: "x", in: "header", "x-amazon-apigateway-authorizer": {} },
  bearer: { type: "http", scheme: "bearer" },
  oauth: { type: "oauth2", flows: {} },
};

const document = (paths: unknown, rest = {}) =>
  JSON.stringify({ openapi: "3.0.3", paths, components: { securitySchemes: SCHEMES }, ...rest });

/** The document of an API with one operation. */
const withOperation = (operation: unknown, method = "get") => document({ "/a.b": { [method]: operation } });

describe("apigateway-rest-api-authorised", () => {
  const findings = (body: unknown, settings?: Settings) =>
    findingsOf("apigateway-rest-api-authorised", { body }, settings);
  const verdicts = (body: unknown, settings?: Settings) => briefly(findings(body, settings));

  it("passes the program's own document with the routes that it opens, and no other", () => {
    const arns = new Map(ROUTES.map(({ operationId }) => [operationId, "arn"]));
    const body = JSON.stringify(
      gatewayDocument(arns, "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_a"),
    );
    const { settings } = readConfiguration(
      readFileSync(join(ROOT, "policies", "config.json"), "utf8"),
      "prod",
    );
    const open = ROUTES.filter(({ access }) => !(typeof access === "object" && "scope" in access));
    expect(open).to.not.be.empty;
    expect(verdicts(body, settings)).to.have.members(
      ROUTES.map(({ path, method }) => `pass body.paths.${path}.${method}`),
    );
    expect(verdicts(body).filter((each) => each.startsWith("fail"))).to.have.members(
      open.map(({ path, method }) => `fail body.paths.${path}.${method}`),
    );
    expect(
      briefly(
        stackFindingsOf("apigateway-open-routes-exist", [stackResource(REST_API, { body })], settings),
      ).every((each) => each.startsWith("pass")),
    ).to.equal(true);
  });

  it("passes what API Gateway authorises", () => {
    for (const operation of [
      { security: [{ sigv4: [] }] },
      { security: [{ cognito: ["read"] }] },
      { security: [{ key: [], sigv4: [] }] },
      { security: [{ sigv4: [] }, { key: [] }] },
      { "x-amazon-apigateway-auth": { type: "aws_iam" } },
    ])
      expect(findings(withOperation(operation)), JSON.stringify(operation)).to.deep.equal([
        { verdict: "pass", path: "body.paths./a.b.get", expected: EXPECTED, actual: "authorisation" },
      ]);
  });

  it("fails what it lets everybody use", () => {
    for (const operation of [
      {},
      { security: [] },
      { security: [{}] },
      { security: [{ sigv4: [] }, {}] },
      { security: [{ key: [] }] },
      { security: [{ custom: [] }] },
      { security: [{ empty: [] }] },
      { security: [{ bearer: [] }] },
      { security: [{ oauth: [] }, { sigv4: [] }] },
      { security: [{ missing: [] }] },
      { security: [{ toString: [] }] },
      { security: "sigv4" },
      { security: { sigv4: [] } },
      { security: ["sigv4", null] },
      { security: [{ sigv4: [] }], "x-amazon-apigateway-auth": { type: "NONE" } },
      { "x-amazon-apigateway-auth": { type: "none" } },
      "text",
      null,
      [],
    ])
      expect(findings(withOperation(operation)), JSON.stringify(operation)).to.deep.equal([
        { verdict: "fail", path: "body.paths./a.b.get", expected: EXPECTED, actual: "neither" },
      ]);
  });

  it("fails an operation whose scheme is called as what every object has", () => {
    const body =
      '{"paths":{"/":{"get":{"security":[{"__proto__":[]}]}}},"components":{"securitySchemes":{}}}';
    expect(verdicts(body)).to.deep.equal(["fail body.paths./.get"]);
  });

  it("does not count the security of the whole document, which API Gateway does not read", () => {
    expect(verdicts(document({ "/": { get: {} } }, { security: [{ sigv4: [] }] }))).to.deep.equal([
      "fail body.paths./.get",
    ]);
  });

  it("finds every operation: methods in any case, and the one for all methods", () => {
    const item = {
      GET: {},
      put: {},
      "x-amazon-apigateway-any-method": {},
      parameters: [],
      summary: "s",
      constructor: {},
    };
    expect(verdicts(document({ "/": item, "/b": null, "/c": { head: {} } }))).to.deep.equal([
      "fail body.paths./.GET",
      "fail body.paths./.put",
      "fail body.paths./.x-amazon-apigateway-any-method",
      "fail body.paths./c.head",
    ]);
  });

  it("lets the open routes through, by method and path", () => {
    const body = document({ "/{id}": { get: {}, put: {}, "x-amazon-apigateway-any-method": {} } });
    expect(findings(body, opened("GET /{id}", "ANY /{id}"))).to.deep.equal([
      { verdict: "pass", path: "body.paths./{id}.get", expected: EXPECTED, actual: "open: Public." },
      { verdict: "fail", path: "body.paths./{id}.put", expected: EXPECTED, actual: "neither" },
      {
        verdict: "pass",
        path: "body.paths./{id}.x-amazon-apigateway-any-method",
        expected: EXPECTED,
        actual: "open: Public.",
      },
    ]);
  });

  it("lets preflights through, whoever answers them, and no other method", () => {
    const by = (type: string) => ({ "x-amazon-apigateway-integration": { type } });
    for (const type of ["mock", "aws_proxy"])
      expect(verdicts(withOperation(by(type), "options"))).to.deep.equal(["pass body.paths./a.b.options"]);
    expect(verdicts(withOperation(by("mock"), "x-amazon-apigateway-any-method"))).to.deep.equal([
      "fail body.paths./a.b.x-amazon-apigateway-any-method",
    ]);
    expect(verdicts(withOperation(by("mock")))).to.deep.equal(["fail body.paths./a.b.get"]);
  });

  it("reads OpenAPI 2, and documents that are objects", () => {
    const old = {
      swagger: "2.0",
      paths: { "/": { get: { security: [{ sigv4: [] }] }, post: {} } },
      securityDefinitions: SCHEMES,
    };
    for (const body of [old, JSON.stringify(old)])
      expect(verdicts(body)).to.deep.equal(["pass body.paths./.get", "fail body.paths./.post"]);
  });

  it("says nothing where there is no body: the methods are resources then", () => {
    for (const body of [undefined, null, ""]) expect(findings(body)).to.deep.equal([]);
  });

  it("fails what is no OpenAPI document in JSON", () => {
    for (const body of ["openapi: 3.0.3", "{", "[]", "null", "{}", '{"paths":[]}', 7, [], {}])
      expect(findings(body), JSON.stringify(body)).to.deep.equal([
        { verdict: "fail", path: "body", expected: "an OpenAPI document in JSON", actual: "something else" },
      ]);
  });

  it("cannot tell of a body that is unknown, whole or in part", () => {
    for (const body of [UNKNOWN, { paths: { "/": { get: { security: UNKNOWN } } } }])
      expect(findings(body)).to.deep.equal([
        {
          verdict: "unknown",
          path: "body",
          expected: "an OpenAPI document in JSON",
          actual: "a value that the preview does not know",
        },
      ]);
  });
});

describe("apigateway-method-authorised", () => {
  const verdicts = (authorization: unknown, httpMethod: unknown = "GET") =>
    briefly(findingsOf("apigateway-method-authorised", { authorization, httpMethod }));

  it("passes the three kinds of authorisation", () => {
    for (const kind of ["AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS"])
      expect(verdicts(kind)).to.deep.equal(["pass authorization"]);
  });

  it("fails NONE, nothing, and what API Gateway does not have", () => {
    for (const kind of ["NONE", "", "none", "IAM", undefined, null, {}, true])
      expect(verdicts(kind)).to.deep.equal(["fail authorization"]);
  });

  it("says nothing of preflights", () => {
    expect(verdicts("NONE", "OPTIONS")).to.deep.equal([]);
  });

  it("cannot tell what is unknown", () => {
    expect(verdicts(UNKNOWN)).to.deep.equal(["unknown authorization"]);
    expect(verdicts("NONE", UNKNOWN)).to.deep.equal(["unknown authorization"]);
    expect(verdicts("AWS_IAM", UNKNOWN)).to.deep.equal(["pass authorization"]);
  });
});

describe("apigateway-open-routes-exist", () => {
  const api = (body: unknown, name = "api") => stackResource(REST_API, { body }, { name });
  const findings = (settings: Settings, ...bodies: readonly unknown[]) =>
    stackFindingsOf(
      "apigateway-open-routes-exist",
      bodies.map((body, index) => api(body, `api${index}`)),
      settings,
    );
  const open = document({ "/": { get: {} } });
  const closed = withOperation({ security: [{ sigv4: [] }] });

  it("passes a route that is there without authorisation, in any API", () => {
    expect(findings(opened("GET /"), closed, open)).to.deep.equal([
      {
        urn: urnOf(REST_API, "api0"),
        verdict: "pass",
        path: "body.paths",
        expected: "GET /, without authorisation",
        actual: "so",
      },
    ]);
    const guarded = document({ "/": { get: { security: [{ sigv4: [] }] } } });
    expect(briefly(findings(opened("GET /"), guarded, open))).to.deep.equal(["pass body.paths"]);
  });

  it("fails a route that is not there, or that is authorised, on the API", () => {
    expect(
      findings(opened("GET /gone", "GET /a.b"), undefined, closed).map(({ urn, verdict, actual }) => ({
        urn,
        verdict,
        actual,
      })),
    ).to.deep.equal([
      { urn: urnOf(REST_API, "api1"), verdict: "fail", actual: "no such route" },
      { urn: urnOf(REST_API, "api1"), verdict: "fail", actual: "with authorisation" },
    ]);
  });

  it("cannot tell of a route that is nowhere known, while an API is unknown", () => {
    expect(briefly(findings(opened("GET /", "GET /gone"), open, UNKNOWN))).to.deep.equal([
      "pass body.paths",
      "unknown body.paths",
    ]);
  });

  it("says nothing where no body is known, where there is no API, and where no route is open", () => {
    expect(findings(opened("GET /"), UNKNOWN, undefined, "{")).to.deep.equal([]);
    expect(findings(opened("GET /"))).to.deep.equal([]);
    expect(findings(STRICTEST, open)).to.deep.equal([]);
  });
});

describe("the rules of authorisation", () => {
  const operations = propertiesOf("security", "x-amazon-apigateway-auth", "x-amazon-apigateway-integration");

  it("have a verdict on anything", () => {
    fc.assert(
      fc.property(
        propertiesOf("body", "authorization", "httpMethod"),
        propertiesOf("paths", "components", "securityDefinitions", "security"),
        fc.dictionary(fc.constantFrom("get", "options", "__proto__", "toString"), operations),
        (given, parts, item) => {
          for (const body of [
            given["body"],
            parts,
            { ...parts, paths: { "/": item } },
            JSON.stringify(item),
          ]) {
            const findings = [
              ...findingsOf("apigateway-rest-api-authorised", { body }),
              ...findingsOf("apigateway-method-authorised", given),
              ...stackFindingsOf(
                "apigateway-open-routes-exist",
                [stackResource(REST_API, { body })],
                opened("GET /"),
              ),
            ];
            expect(findings.every(isSound)).to.equal(true);
          }
        },
      ),
    );
  });

  it("never take an operation without security of its own for authorised", () => {
    fc.assert(
      fc.property(
        propertiesOf("security", "securityDefinitions", "components", "info"),
        fc.string(),
        (rest, path) => {
          const paths: unknown = JSON.parse(JSON.stringify({ [path]: { get: {} } }));
          expect(
            briefly(findingsOf("apigateway-rest-api-authorised", { body: { ...rest, paths } })).some((each) =>
              each.startsWith("pass"),
            ),
          ).to.equal(false);
        },
      ),
    );
  });
});
