import { expect } from "chai";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { connect } from "node:net";
import { startGateway } from "../../local/gateway";
import { readApi } from "../../local/gateway/document";
import type { Properties, Resource } from "../../local/inputs";
import type { Outcome } from "../../local/lambda/sandbox";
import type { LoopbackServer } from "../../local/loopback";

const FUNCTION = "arn:aws:lambda:eu-west-1:000000000000:function:fn";
const EXECUTION = "arn:aws:execute-api:eu-west-1:000000000000:api1234567";

const operation = (more: Properties = {}): Properties => ({
  ...more,
  "x-amazon-apigateway-integration": {
    type: "aws_proxy",
    httpMethod: "POST",
    uri: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${FUNCTION}/invocations`,
    timeoutInMillis: 300,
  },
});

const problem = (status: number | undefined) => ({
  ...(status !== undefined && { statusCode: status }),
  responseTemplates: {
    "application/json":
      '{"detail":$context.error.messageString,"requestId":"$context.requestId","path":"$context.resourcePath"}',
  },
  responseParameters: {
    "gatewayresponse.header.Content-Type": "'application/problem+json'",
    "gatewayresponse.header.X-Stage": "context.stage",
  },
});

const document = (more: Properties = {}): Properties => ({
  openapi: "3.0.3",
  paths: {
    "/things": { get: operation(), "x-amazon-apigateway-any-method": operation() },
    "/things/{thingId}": { get: operation(), put: operation() },
    "/things/special": { get: operation() },
    "/things/{thingId}/parts/{part}": { get: operation() },
    "/files/{path+}": { get: operation() },
  },
  components: {
    securitySchemes: {
      code: { type: "http", scheme: "bearer" },
    },
  },
  "x-amazon-apigateway-gateway-responses": {
    MISSING_AUTHENTICATION_TOKEN: problem(404),
    INTEGRATION_FAILURE: problem(undefined),
    REQUEST_TOO_LARGE: problem(undefined),
    DEFAULT_4XX: problem(undefined),
    DEFAULT_5XX: problem(undefined),
  },
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
      executionArn: EXECUTION,
      binaryMediaTypes: ["application/octet-stream"],
    }),
    resource("aws:apigateway/stage:Stage", { stageName: "v1", xrayTracingEnabled: true }),
    [],
  );

/** With an own property of the name `__proto__`, as JSON has it. */
const own = (properties: Properties, value: unknown): Properties =>
  Object.fromEntries<unknown>([...Object.entries(properties), ["__proto__", value]]);

describe("local/gateway", () => {
  let server: LoopbackServer | undefined;
  let events: APIGatewayProxyEvent[] = [];
  let traces: string[] = [];
  let sources: string[] = [];
  let allowed = true;
  let outcome: () => Promise<Outcome>;

  const payload = (value: unknown) => () => Promise.resolve({ payload: JSON.stringify(value) });
  const serve = async (body: Properties = document()) => {
    server = await startGateway(apiOf(body), {
      lambda: {
        invoke: (_, event, trace) => {
          events.push(JSON.parse(event) as APIGatewayProxyEvent);
          traces.push(trace);
          return outcome();
        },
      },
      authorise: () => Promise.reject(new Error("No route of this document has an authorizer.")),
      mayInvoke: (service, functionArn, source) => {
        sources.push(`${service} ${functionArn} ${source}`);
        return allowed;
      },
      port: 0,
    });
    return server.url;
  };
  /** What comes back for bytes that no HTTP client would send. */
  const raw = (text: string, after = "") =>
    new Promise<string>((resolve) => {
      let answer = "";
      const socket = connect(server?.port ?? 0, "127.0.0.1", () => socket.write(text));
      socket.on("data", (chunk) => {
        answer += chunk.toString();
        if (after !== "") socket.write(after);
        else socket.end();
      });
      socket.on("error", () => undefined);
      socket.on("close", () => {
        resolve(answer);
      });
    });
  const event = () => {
    const [only] = events;
    if (!only) throw new Error("The function was not invoked.");
    return only;
  };

  beforeEach(() => {
    [events, traces, sources] = [[], [], []];
    allowed = true;
    outcome = payload({ statusCode: 200, body: "{}" });
  });
  afterEach(() => server?.stop());

  describe("routes", () => {
    const cases: readonly (readonly [string, string, string, Properties | null])[] = [
      ["GET", "/things", "/things", null],
      ["GET", "/things/", "/things", null],
      ["DELETE", "/things", "/things", null],
      ["GET", "/things/7", "/things/{thingId}", { thingId: "7" }],
      ["GET", "/things/special", "/things/special", null],
      ["GET", "/things/a%2Fb%20c", "/things/{thingId}", { thingId: "a/b c" }],
      ["GET", "/things/../parts/..", "/things/{thingId}/parts/{part}", { thingId: "..", part: ".." }],
      ["GET", "/files/a/b.txt", "/files/{path+}", { path: "a/b.txt" }],
    ];
    for (const [method, path, template, parameters] of cases)
      it(`takes ${method} ${path} to ${template}`, async () => {
        await serve();
        expect(await raw(`${method} ${path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`)).to.match(
          /^HTTP\/1\.1 200 /,
        );
        expect(event().resource).to.equal(template);
        expect(event().pathParameters).to.deep.equal(parameters);
      });

    const unknown: readonly (readonly [string, string])[] = [
      ["GET", "/"],
      ["GET", "/thing"],
      ["GET", "/things/7/" + "/parts"],
      ["GET", "/things//parts/1"],
      ["GET", "//things"],
      ["POST", "/things/7"],
      ["OPTIONS", "/things/7"],
      ["HEAD", "/things/7"],
      ["TRACE", "/things/7"],
      ["GET", "/files/"],
      ["GET", "/v1/things"],
    ];
    for (const [method, path] of unknown)
      it(`answers ${method} ${path} as the document words an unknown route`, async () => {
        await serve();
        const answer = await raw(`${method} ${path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`);
        expect(answer).to.match(/^HTTP\/1\.1 404 Not Found\r\n/);
        expect(answer).to.contain("Content-Type: application/problem+json\r\n");
        expect(answer).to.contain("x-amzn-ErrorType: MissingAuthenticationTokenException\r\n");
        if (method !== "HEAD") expect(answer).to.contain('"detail":"Missing Authentication Token"');
        expect(events).to.deep.equal([]);
      });
  });

  it("builds the event of a Lambda proxy integration", async () => {
    const url = await serve();
    const before = Date.now();
    const response = await fetch(`${url}/things/7?a=1&a=2&b=x%20y+z&c&__proto__=p`, {
      method: "PUT",
      headers: { "X-Mixed-Case": "yes", "Content-Type": "application/json", "X-Forwarded-For": "10.0.0.1" },
      body: '{"ü":1}',
    });
    expect(response.status).to.equal(200);
    const { requestContext, headers, multiValueHeaders, ...rest } = event();
    expect(rest).to.deep.equal({
      resource: "/things/{thingId}",
      path: "/things/7",
      httpMethod: "PUT",
      queryStringParameters: own({ a: "2", b: "x y z", c: "" }, "p"),
      multiValueQueryStringParameters: own({ a: ["1", "2"], b: ["x y z"], c: [""] }, ["p"]),
      pathParameters: { thingId: "7" },
      stageVariables: null,
      body: '{"ü":1}',
      isBase64Encoded: false,
    });
    expect(headers).to.include({
      host: url.slice("http://".length),
      "Content-Type": "application/json",
      "X-Forwarded-For": "10.0.0.1, 127.0.0.1",
      "X-Amzn-Trace-Id": traces[0],
    });
    expect(multiValueHeaders["X-Forwarded-For"]).to.deep.equal(["10.0.0.1, 127.0.0.1"]);
    expect(traces[0]).to.match(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=1$/);
    expect(requestContext).to.deep.include({
      accountId: "000000000000",
      apiId: "api1234567",
      stage: "v1",
      path: "/things/7",
      resourcePath: "/things/{thingId}",
      httpMethod: "PUT",
      protocol: "HTTP/1.1",
    });
    expect(requestContext.identity.sourceIp).to.equal("127.0.0.1");
    expect(requestContext.requestTimeEpoch).to.be.within(before, Date.now());
    expect(requestContext.requestTime).to.match(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
    expect(requestContext.requestId).to.equal(response.headers.get("x-amzn-requestid"));
  });

  it("keeps every header in the client's own casing, and the last of a repeated one", async () => {
    await serve();
    await raw(
      "GET /things HTTP/1.1\r\nHost: h\r\nX-Twice: 1\r\nx-twice: 2\r\nAUTHORIZATION: Bearer x\r\nConnection: close\r\nTE: x\r\n\r\n",
    );
    expect(event().headers).to.include({ "X-Twice": "2", AUTHORIZATION: "Bearer x" });
    expect(event().headers).not.to.have.any.keys("x-twice", "Connection", "TE");
    expect(event().multiValueHeaders["X-Twice"]).to.deep.equal(["1", "2"]);
  });

  it("hands on a body in base64 only where its type is binary", async () => {
    const url = await serve();
    await fetch(`${url}/things/7`, {
      method: "PUT",
      headers: { "content-type": "application/octet-stream" },
      body: "ü",
    });
    await fetch(`${url}/things/7`, { method: "PUT", headers: { "content-type": "text/plain" }, body: "ü" });
    await fetch(`${url}/things/7`, { method: "PUT" });
    expect(events.map(({ body, isBase64Encoded }) => [body, isBase64Encoded])).to.deep.equal([
      ["w7w=", true],
      ["ü", false],
      [null, false],
    ]);
  });

  describe("answers", () => {
    it("sends status, headers, repeated headers and body of the function", async () => {
      outcome = payload({
        statusCode: "201",
        headers: { "Content-Type": "text/plain", Location: "/x", "X-Number": 7, ETag: '"1"' },
        multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"] },
        body: "ü",
      });
      const response = await fetch(`${await serve()}/things`);
      expect(response.status).to.equal(201);
      expect(await response.text()).to.equal("ü");
      expect(response.headers.get("location")).to.equal("/x");
      expect(response.headers.get("x-number")).to.equal("7");
      expect(response.headers.get("content-type")).to.equal("text/plain");
      expect(response.headers.getSetCookie()).to.deep.equal(["a=1", "b=2"]);
    });

    it("sends no body with 304, and JSON's type where the function gives none", async () => {
      outcome = payload({ statusCode: 304 });
      const url = await serve();
      expect((await fetch(`${url}/things`)).status).to.equal(304);
      outcome = payload({ statusCode: 200, body: "{}" });
      expect((await fetch(`${url}/things`)).headers.get("content-type")).to.equal("application/json");
    });

    it("renames the headers that are the gateway's own, and drops what HTTP cannot carry", async () => {
      outcome = payload({
        statusCode: 401,
        headers: {
          "WWW-Authenticate": "Bearer",
          "Transfer-Encoding": "x",
          "Bad Name": "x",
          "X-Bad": "a\r\nb: c",
        },
      });
      const { headers } = await fetch(`${await serve()}/things`);
      expect(headers.get("x-amzn-remapped-www-authenticate")).to.equal("Bearer");
      for (const name of ["www-authenticate", "x-bad", "b"]) expect(headers.get(name)).to.equal(null);
    });

    it("decodes base64 only for a client that accepts the binary type", async () => {
      outcome = payload({ statusCode: 200, body: "w7w=", isBase64Encoded: true });
      const url = await serve();
      const text = async (accept: string) => (await fetch(`${url}/things`, { headers: { accept } })).text();
      expect(await text("application/octet-stream")).to.equal("ü");
      expect(await text("application/json")).to.equal("w7w=");
    });

    const malformed: readonly unknown[] = [
      null,
      "text",
      [],
      {},
      { statusCode: "no" },
      { statusCode: 99 },
      { statusCode: 200, body: {} },
      { statusCode: 200, headers: { a: {} } },
      { statusCode: 200, headers: [] },
      { statusCode: 200, multiValueHeaders: { a: "b" } },
      { statusCode: 200, isBase64Encoded: "true" },
      { statusCode: 200, cookies: [] },
    ];
    for (const answer of malformed)
      it(`answers 502 for the malformed proxy response ${JSON.stringify(answer)}`, async () => {
        outcome = payload(answer);
        const response = await fetch(`${await serve()}/things`);
        expect(response.status).to.equal(502);
        expect(await response.json()).to.include({ detail: "Internal server error", path: "/things" });
      });

    it("answers 502 for a function that fails, and tells nothing of its error", async () => {
      outcome = () =>
        Promise.resolve({ error: { errorType: "Secret", errorMessage: "hush", trace: ["hush"] } });
      const response = await fetch(`${await serve()}/things`);
      expect(response.status).to.equal(502);
      expect(await response.text()).not.to.match(/hush|Secret/);
    });

    it("answers 504 when the function takes longer than the integration may", async () => {
      outcome = () => new Promise(() => undefined);
      const response = await fetch(`${await serve()}/things`);
      expect(response.status).to.equal(504);
      expect(await response.json()).to.include({ detail: "Endpoint request timed out" });
    });

    it("answers 500 when no permission lets the gateway invoke the function from that route", async () => {
      allowed = false;
      const response = await fetch(`${await serve()}/things/7`);
      expect(response.status).to.equal(500);
      expect(sources).to.deep.equal([
        `apigateway.amazonaws.com ${FUNCTION} ${EXECUTION}/v1/GET/things/{thingId}`,
      ]);
      expect(events).to.deep.equal([]);
    });
  });

  describe("hostile requests", () => {
    it("refuses wrong percent-encoding in path and query with 400", async () => {
      await serve();
      for (const target of ["/things/%", "/things/%zz", "/things/%E2%82", "/things?a=%", "/things?%FF=1"])
        expect(await raw(`GET ${target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`)).to.match(
          /^HTTP\/1\.1 400 /,
        );
      expect(events).to.deep.equal([]);
    });

    it("understands absolute-form targets by their path", async () => {
      await serve();
      expect(
        await raw("GET http://evil.example/things/7?a=1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
      ).to.match(/^HTTP\/1\.1 200 /);
      expect(event()).to.deep.include({ path: "/things/7", queryStringParameters: { a: "1" } });
    });

    const answers: readonly (readonly [string, string, number])[] = [
      ["an asterisk for a target", "OPTIONS * HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", 404],
      ["a target without a slash", "GET things HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", 400],
      ["no HTTP", "hello\r\n\r\n", 400],
      ["an unknown method", "BREW /things HTTP/1.1\r\nHost: h\r\n\r\n", 400],
      ["an invalid header", "GET /things HTTP/1.1\r\nHost: h\r\nBad Header: x\r\n\r\n", 400],
      ["no Host", "GET /things HTTP/1.1\r\n\r\n", 400],
      [
        "two lengths",
        "PUT /things/7 HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        400,
      ],
      [
        "a length and chunks",
        "PUT /things/7 HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
      ],
      ["a bad chunk", "PUT /things/7 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400],
      [
        "headers that are too large",
        `GET /things HTTP/1.1\r\nHost: h\r\nX: ${"x".repeat(20_000)}\r\n\r\n`,
        431,
      ],
      [
        "an unknown expectation",
        "GET /things HTTP/1.1\r\nHost: h\r\nExpect: tea\r\nConnection: close\r\n\r\n",
        200,
      ],
      [
        "an upgrade",
        "GET /things HTTP/1.1\r\nHost: h\r\nConnection: close, Upgrade\r\nUpgrade: websocket\r\n\r\n",
        200,
      ],
    ];
    for (const [what, text, status] of answers)
      it(`answers ${status} to ${what}`, async () => {
        await serve();
        expect(await raw(text)).to.match(new RegExp(`^HTTP/1\\.1 ${status} `));
      });

    it("answers what it cannot read with the document's own words", async () => {
      await serve();
      const answer = await raw("hello\r\n\r\n");
      expect(answer).to.contain("Content-Type: application/problem+json");
      expect(answer).to.contain('{"detail":"Bad Request"');
    });

    it("continues where the client asks first, and refuses at once what would be too large", async () => {
      await serve();
      const put = (length: number) =>
        `PUT /things/7 HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n`;
      expect(await raw(put(2), "{}")).to.match(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
      expect(await raw(put(10_485_761))).to.match(/^HTTP\/1\.1 413 /);
    });

    it("answers 413 to a body over 10 MB, announced or not, and reads no more of it", async () => {
      const url = await serve();
      const chunk = new Uint8Array(1_000_000);
      let sent = 0;
      const endless = new ReadableStream({
        pull: (controller) => {
          sent += chunk.length;
          controller.enqueue(chunk);
        },
      });
      const response = await fetch(`${url}/things/7`, {
        method: "PUT",
        body: endless,
        duplex: "half",
      });
      expect(response.status).to.equal(413);
      expect(await response.json()).to.include({ detail: "HTTP content length exceeded 10485760 bytes." });
      expect(sent).to.be.below(100_000_000);
      const announced = await fetch(`${url}/things/7`, { method: "PUT", body: new Uint8Array(10_485_761) });
      expect(announced.status).to.equal(413);
      expect(events).to.deep.equal([]);
    });

    it("goes on serving after clients that leave in the middle", async () => {
      const url = await serve();
      for (const text of ["GET /thi", "PUT /things/7 HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n{"])
        await new Promise<void>((resolve) => {
          const socket = connect(server?.port ?? 0, "127.0.0.1", () =>
            socket.write(text, () => {
              socket.destroy();
            }),
          );
          socket.on("close", () => {
            resolve();
          });
        });
      expect((await fetch(`${url}/things`)).status).to.equal(200);
    });
  });

  describe("documents", () => {
    const read = (body: Properties) => () => apiOf(body);
    const validated = document({
      paths: {
        "/things": {
          get: operation({
            parameters: [
              { name: "status", in: "query", required: true },
              { name: "X-Who", in: "header", required: true },
              { name: "limit", in: "query" },
            ],
          }),
        },
      },
      "x-amazon-apigateway-request-validator": "parameters",
      "x-amazon-apigateway-request-validators": { parameters: { validateRequestParameters: true } },
    });

    it("checks required parameters where the document's validator does", async () => {
      const url = await serve(validated);
      const refused = await fetch(`${url}/things?limit=1&status=`);
      expect(refused.status).to.equal(400);
      expect(await refused.json()).to.include({
        detail: "Missing required request parameters: [status, X-Who]",
      });
      expect((await fetch(`${url}/things?status=x`, { headers: { "x-who": "me" } })).status).to.equal(200);
    });

    it("refuses what it would not honour, by name", () => {
      expect(
        read(document({ paths: { "/x": { get: { "x-amazon-apigateway-integration": { type: "mock" } } } } })),
      ).to.throw("/x get: the integration type mock does not run here");
      const template = { responseTemplates: { "application/json": "$input.body" } };
      expect(read(document({ "x-amazon-apigateway-gateway-responses": { DEFAULT_4XX: template } }))).to.throw(
        "Gateway response DEFAULT_4XX: $ is not filled in",
      );
    });
  });
});
