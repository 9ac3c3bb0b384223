/** Who gets in through an authorizer of a user pool, and who does not. */
import { expect } from "chai";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { createHmac } from "node:crypto";
import { exportSPKI, importJWK, type JWTPayload } from "jose";
import { startGateway } from "../../../local/gateway";
import { authoriser } from "../../../local/gateway/authorizer";
import { readApi } from "../../../local/gateway/document";
import { newSigner, type Signer } from "../../../local/identity/signer";
import type { Properties, Resource } from "../../../local/inputs";
import type { LoopbackServer } from "../../../local/loopback";

const POOL = "arn:aws:cognito-idp:eu-west-1:000000000000:userpool/eu-west-1_aaaaaaaaa";
const OTHER_POOL = "arn:aws:cognito-idp:eu-west-1:000000000000:userpool/eu-west-1_bbbbbbbbb";
const issuerOf = (arn: string) => `https://cognito-idp.eu-west-1.amazonaws.com/${arn.split("/")[1] ?? ""}`;
const FUNCTION = "arn:aws:lambda:eu-west-1:000000000000:function:fn";

const operation = (security?: readonly Properties[]): Properties => ({
  ...(security && { security }),
  "x-amazon-apigateway-integration": {
    type: "aws_proxy",
    uri: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${FUNCTION}/invocations`,
  },
});

const scheme = (more: Properties = {}, authorizer: Properties = {}): Properties => ({
  type: "apiKey",
  name: "Authorization",
  in: "header",
  "x-amazon-apigateway-authtype": "cognito_user_pools",
  "x-amazon-apigateway-authorizer": { type: "cognito_user_pools", providerARNs: [POOL], ...authorizer },
  ...more,
});

const SCHEMES = { officers: scheme(), code: { type: "http", scheme: "bearer" } };

const PATHS = {
  "/read": { get: operation([{ officers: ["shop/read"] }]) },
  "/either": { get: operation([{ officers: ["shop/read", "shop/write"] }]) },
  "/id": { get: operation([{ officers: [] }]) },
  "/student": { get: operation([{ code: [] }]) },
  "/public": { get: operation() },
};

const GATEWAY_RESPONSES = {
  UNAUTHORIZED: {
    statusCode: 401,
    responseParameters: { "gatewayresponse.header.WWW-Authenticate": "'Bearer'" },
    responseTemplates: { "application/json": '{"detail":$context.error.messageString}' },
  },
};

const document = (more: Properties = {}): Properties => ({
  openapi: "3.0.3",
  paths: PATHS,
  components: { securitySchemes: SCHEMES },
  "x-amazon-apigateway-gateway-responses": GATEWAY_RESPONSES,
  ...more,
});

const resource = (type: string, state: Properties): Resource => ({
  type,
  name: "api",
  id: "api1234567",
  inputs: state,
  state,
});
const apiOf = (body: Properties) =>
  readApi(
    resource("aws:apigateway/restApi:RestApi", {
      body: JSON.stringify(body),
      executionArn: "arn:aws:execute-api:eu-west-1:000000000000:api1234567",
    }),
    resource("aws:apigateway/stage:Stage", { stageName: "v1" }),
    [],
  );

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("local/gateway: authorizers of user pools", () => {
  let server: LoopbackServer;
  let pool: Signer;
  let otherPool: Signer;
  let foreign: Signer;
  let events: APIGatewayProxyEvent[] = [];

  before(async () => {
    [pool, otherPool, foreign] = await Promise.all([newSigner(), newSigner(), newSigner()]);
    const trusted = [
      { arn: POOL, issuer: issuerOf(POOL), keys: pool.keys },
      { arn: OTHER_POOL, issuer: issuerOf(OTHER_POOL), keys: otherPool.keys },
    ];
    server = await startGateway(apiOf(document()), {
      lambda: {
        invoke: (_, event) => {
          events.push(JSON.parse(event) as APIGatewayProxyEvent);
          return Promise.resolve({ payload: JSON.stringify({ statusCode: 200, body: "{}" }) });
        },
      },
      authorise: authoriser(trusted),
      mayInvoke: () => true,
      port: 0,
    });
  });
  after(() => server.stop());
  beforeEach(() => {
    events = [];
  });

  const now = () => Math.floor(Date.now() / 1000);
  const claims = (more: Properties = {}): JWTPayload => ({
    sub: "client",
    token_use: "access",
    scope: "shop/read",
    iss: issuerOf(POOL),
    iat: now(),
    exp: now() + 60,
    client_id: "client",
    ...more,
  });
  const kid = () => pool.keys.keys[0]?.kid ?? "";
  const get = async (path: string, authorization?: string) => {
    const response = await fetch(`${server.url}${path}`, {
      headers: authorization === undefined ? {} : { authorization },
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };

  it("lets a token of the pool with the scope in, with or without Bearer, and hands on its claims as texts", async () => {
    const token = await pool.sign(
      claims({
        iat: 1_529_528_719,
        exp: 4_000_000_000,
        version: 2,
        "cognito:groups": ["a", "b"],
        more: { x: 1 },
      }),
    );
    for (const header of [token, `Bearer ${token}`, `bearer  ${token}`])
      expect((await get("/read", header)).status).to.equal(200);
    expect(events[0]?.requestContext.authorizer).to.deep.equal({
      claims: {
        sub: "client",
        token_use: "access",
        scope: "shop/read",
        iss: issuerOf(POOL),
        iat: "Wed Jun 20 21:05:19 UTC 2018",
        exp: "Tue Oct 02 07:06:40 UTC 2096",
        client_id: "client",
        version: "2",
        "cognito:groups": "a,b",
        more: '{"x":1}',
      },
    });
  });

  it("asks nobody on a route without an authorizer, and hands on no claims", async () => {
    const token = await pool.sign(claims());
    for (const path of ["/student", "/public"])
      for (const header of [undefined, "Bearer x", token])
        expect((await get(path, header)).status).to.equal(200);
    expect(events.map(({ requestContext }) => requestContext.authorizer)).to.deep.equal(Array(6).fill(null));
  });

  it("wants one of the scopes, not all", async () => {
    const scoped = (scope: string) => pool.sign(claims({ scope }));
    expect((await get("/either", await scoped("shop/write"))).status).to.equal(200);
    expect((await get("/either", await scoped("openid shop/read"))).status).to.equal(200);
    for (const scope of ["shop/write", "shop", "shop/reads", "", "SHOP/READ"])
      expect((await get("/read", await scoped(scope))).status).to.equal(403);
    expect(events).to.have.length(2);
  });

  it("refuses a token without the scope with the response for what is denied", async () => {
    const { status, headers, body } = await get("/read", await pool.sign(claims({ scope: "shop/write" })));
    expect(status).to.equal(403);
    expect(headers.get("x-amzn-errortype")).to.equal("AccessDeniedException");
    expect(body).to.deep.equal({ message: "User is not authorized to access this resource" });
  });

  it("wants an ID token where no scope is named", async () => {
    const person = { token_use: "id", aud: "client" };
    expect((await get("/id", await pool.sign(claims(person)))).status).to.equal(200);
    expect((await get("/id", await pool.sign(claims()))).status).to.equal(401);
  });

  const forged: readonly (readonly [string, () => string | undefined | Promise<string>])[] = [
    ["no header", () => undefined],
    ["an empty header", () => ""],
    ["Bearer and nothing", () => "Bearer "],
    ["what is no token", () => "Bearer nonsense"],
    ["three parts of nothing", () => "Bearer a.b.c"],
    ["two tokens", async () => `Bearer ${await pool.sign(claims())}, ${await pool.sign(claims())}`],
    ["another way to say who one is", async () => `Basic ${await pool.sign(claims())}`],
    ["an expired token", () => pool.sign(claims({ exp: now() - 1 }))],
    ["a token that never ends", () => pool.sign(claims({ exp: undefined }))],
    ["a token that is not good yet", () => pool.sign(claims({ nbf: now() + 60 }))],
    ["another issuer", () => pool.sign(claims({ iss: issuerOf(OTHER_POOL) }))],
    ["no issuer", () => pool.sign(claims({ iss: undefined }))],
    ["another pool's token", () => otherPool.sign(claims({ iss: issuerOf(OTHER_POOL) }))],
    ["another pool's key", () => otherPool.sign(claims())],
    ["a foreign key", () => foreign.sign(claims())],
    ["a foreign key under the name of the pool's", () => foreign.sign(claims(), { kid: kid() })],
    ["a key that nobody knows", () => pool.sign(claims(), { kid: "unknown" })],
    ["an ID token", () => pool.sign(claims({ token_use: "id", aud: "client" }))],
    ["no use", () => pool.sign(claims({ token_use: undefined }))],
    ["no algorithm", () => `${base64({ alg: "none", kid: kid() })}.${base64(claims())}.`],
    [
      "the public key as a secret (HS256)",
      async () => {
        const [jwk] = pool.keys.keys;
        const key = jwk && (await importJWK(jwk, "RS256", { extractable: true }));
        if (!key || key instanceof Uint8Array) throw new Error("The pool has no key.");
        const head = `${base64({ alg: "HS256", kid: kid() })}.${base64(claims())}`;
        return `${head}.${createHmac("sha256", await exportSPKI(key))
          .update(head)
          .digest("base64url")}`;
      },
    ],
    [
      "claims that were changed",
      async () => {
        const [head = "", , signature = ""] = (await pool.sign(claims({ scope: "x" }))).split(".");
        return `${head}.${base64(claims())}.${signature}`;
      },
    ],
    ["a signature that was cut", async () => (await pool.sign(claims())).split(".").slice(0, 2).join(".")],
  ];
  for (const [what, header] of forged)
    it(`refuses ${what} with the response for the unauthorised, and calls no function`, async () => {
      const { status, headers, body } = await get("/read", await header());
      expect(status).to.equal(401);
      expect(headers.get("www-authenticate")).to.equal("Bearer");
      expect(headers.get("x-amzn-errortype")).to.equal("UnauthorizedException");
      expect(body).to.deep.equal({ detail: "Unauthorized" });
      expect(events).to.deep.equal([]);
    });

  describe("the document", () => {
    const reading = (securityScheme: Properties) => () =>
      apiOf(document({ components: { securitySchemes: { officers: securityScheme } } }));
    const [authtype, authorizer] = ["x-amazon-apigateway-authtype", "x-amazon-apigateway-authorizer"];

    it("says for all operations what they do not say themselves", () => {
      const { routes } = apiOf(document({ security: [{ officers: ["shop/read"] }] }));
      const of = (path: string) => routes.find((route) => route.path === path)?.authorizer;
      expect(of("/public")).to.deep.equal({
        header: "authorization",
        providerArns: [POOL],
        scopes: ["shop/read"],
      });
      expect(of("/student")).to.equal(undefined);
    });

    it("stops the start, by name, at an authorizer that is not emulated", () => {
      expect(reading({ type: "apiKey", [authtype]: "awsSigv4" })).to.throw(
        "the authorizer officers (awsSigv4) is not emulated on this machine, cognito_user_pools in a header is.",
      );
      expect(reading(scheme({}, { type: "token" }))).to.throw(
        "the authorizer officers (token) is not emulated",
      );
      expect(reading(scheme({ [authorizer]: undefined }))).to.throw("officers (cognito_user_pools) is not");
      expect(reading(scheme({ in: "query" }))).to.throw("officers (cognito_user_pools) is not emulated");
      expect(reading(scheme({}, { identityValidationExpression: "x" }))).to.throw(
        "identityValidationExpression of the authorizer officers is not emulated on this machine.",
      );
    });

    it("stops the start at a method with two authorizers", () => {
      const security = [{ officers: [] }, { others: [] }];
      const paths = { "/both": { get: operation(security) } };
      const components = { securitySchemes: { officers: scheme(), others: scheme() } };
      expect(() => apiOf(document({ paths, components }))).to.throw(
        "/both get names 2 authorizers: a method has one.",
      );
    });
  });
});
