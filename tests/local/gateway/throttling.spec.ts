import { expect } from "chai";
import { startGateway } from "../../../local/gateway";
import { readApi } from "../../../local/gateway/document";
import { bucket, readThrottling } from "../../../local/gateway/throttling";
import type { Properties, Resource } from "../../../local/inputs";

const resource = (type: string, state: Properties): Resource => ({
  type: `aws:apigateway/${type}`,
  name: "api",
  id: "api1234567",
  inputs: state,
  state,
});
const settings = (limits: Properties, more: Properties = {}) =>
  resource("methodSettings:MethodSettings", {
    restApi: "api1234567",
    stageName: "v1",
    methodPath: "*/*",
    settings: limits,
    ...more,
  });
const LIMITS = { throttlingRateLimit: 10, throttlingBurstLimit: 3 };

const operation = {
  "x-amazon-apigateway-integration": {
    type: "aws_proxy",
    uri: "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:0:function:fn/invocations",
  },
};
const restApi = resource("restApi:RestApi", {
  executionArn: "arn:aws:execute-api:eu-west-1:0:api1234567",
  body: JSON.stringify({
    paths: { "/a": { get: operation, put: operation } },
    "x-amazon-apigateway-gateway-responses": {
      THROTTLED: { responseParameters: { "gatewayresponse.header.Retry-After": "'1'" } },
    },
  }),
});
const stage = resource("stage:Stage", { stageName: "v1" });

describe("local/gateway: throttling", () => {
  it("lets a burst pass, and then as many as the rate fills up, never more than a burst", () => {
    let now = 5_000;
    const take = bucket({ rate: 10, burst: 3 }, () => now);
    const passed = (count: number) => Array.from({ length: count }, take).filter(Boolean).length;
    expect(passed(5)).to.equal(3);
    now += 99;
    expect(passed(1)).to.equal(0);
    now += 1;
    expect(passed(5)).to.equal(1);
    now += 60_000;
    expect(passed(5)).to.equal(3);
  });

  it("is read from the settings of all methods of the stage", () => {
    const read = (...all: readonly Resource[]) => readThrottling(restApi, "v1", all);
    expect(read(settings(LIMITS))).to.deep.equal({ rate: 10, burst: 3 });
    expect(read()).to.equal(undefined);
    expect(read(settings({ metricsEnabled: true }))).to.equal(undefined);
    expect(read(settings({ throttlingRateLimit: -1, throttlingBurstLimit: -1 }))).to.equal(undefined);
    expect(read(settings(LIMITS, { stageName: "v2" }), settings(LIMITS, { restApi: "x" }))).to.equal(
      undefined,
    );
    expect(() => read(settings(LIMITS, { methodPath: "a/GET" }))).to.throw(
      'MethodSettings "api": throttling of a/GET alone is not emulated on this machine, that of */* is.',
    );
  });

  it("answers one method's surplus with 429, calls no function for it, and leaves the others alone", async () => {
    let calls = 0;
    const slow = { throttlingRateLimit: 0.001, throttlingBurstLimit: 2 };
    const server = await startGateway(readApi(restApi, stage, [settings(slow)]), {
      lambda: {
        invoke: () => {
          calls += 1;
          return Promise.resolve({ payload: JSON.stringify({ statusCode: 200 }) });
        },
      },
      authorise: () => Promise.reject(new Error("No route has an authorizer.")),
      mayInvoke: () => true,
      port: 0,
    });
    try {
      const send = (method: string) => fetch(`${server.url}/a`, { method });
      const statuses = [];
      for (const method of ["GET", "GET", "GET", "PUT"]) statuses.push((await send(method)).status);
      expect(statuses).to.deep.equal([200, 200, 429, 200]);
      const refused = await send("GET");
      expect(refused.headers.get("retry-after")).to.equal("1");
      expect(refused.headers.get("x-amzn-errortype")).to.equal("TooManyRequestsException");
      expect(await refused.json()).to.deep.equal({ message: "Too Many Requests" });
      expect(calls).to.equal(3);
    } finally {
      await server.stop();
    }
  });
});
