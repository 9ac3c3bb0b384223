import { expect } from "chai";
import * as fc from "fast-check";
import { UNKNOWN } from "../../../policies/value";
import {
  briefly,
  findingsOf,
  isSound,
  propertiesOf,
  stackFindingsOf,
  stackResource,
  urnOf,
} from "./fixtures";

const STAGE = "aws:apigateway/stage:Stage";
const METHOD_SETTINGS = "aws:apigateway/methodSettings:MethodSettings";

describe("apigateway-method-settings-throttled", () => {
  const verdicts = (settings: unknown, methodPath: unknown = "*/*") =>
    briefly(findingsOf("apigateway-method-settings-throttled", { methodPath, settings }));
  const [RATE, BURST] = ["settings.throttlingRateLimit", "settings.throttlingBurstLimit"] as const;

  it("passes limits from 0 on", () => {
    expect(verdicts({ throttlingRateLimit: 50.5, throttlingBurstLimit: 0 })).to.deep.equal([
      `pass ${RATE}`,
      `pass ${BURST}`,
    ]);
  });

  it("fails each limit that is off, absent or no number", () => {
    for (const off of [-1, undefined, null, "50", true])
      expect(verdicts({ throttlingRateLimit: off, throttlingBurstLimit: 5 })).to.deep.equal([
        `fail ${RATE}`,
        `pass ${BURST}`,
      ]);
    for (const settings of [undefined, null, [], "text"])
      expect(verdicts(settings)).to.deep.equal([`fail ${RATE}`, `fail ${BURST}`]);
  });

  it("says what a limit is", () => {
    expect(
      findingsOf("apigateway-method-settings-throttled", {
        methodPath: "*/*",
        settings: { throttlingRateLimit: -1, throttlingBurstLimit: 5 },
      })[0],
    ).to.deep.equal({ verdict: "fail", path: RATE, expected: "a limit from 0 on", actual: "-1" });
  });

  it("cannot tell what is unknown", () => {
    expect(verdicts({ throttlingRateLimit: UNKNOWN, throttlingBurstLimit: 5 })).to.deep.equal([
      `unknown ${RATE}`,
      `pass ${BURST}`,
    ]);
    expect(verdicts(UNKNOWN)).to.deep.equal([`unknown ${RATE}`, `unknown ${BURST}`]);
    expect(verdicts({}, UNKNOWN)).to.deep.equal(["unknown methodPath"]);
  });

  it("says nothing of the settings of single methods", () => {
    expect(verdicts({}, "incidents/POST")).to.deep.equal([]);
  });
});

describe("apigateway-method-settings-no-data-trace", () => {
  const verdicts = (dataTraceEnabled: unknown) =>
    briefly(findingsOf("apigateway-method-settings-no-data-trace", { settings: { dataTraceEnabled } }));

  it("passes false, and the default", () => {
    for (const off of [false, undefined, null])
      expect(verdicts(off)).to.deep.equal(["pass settings.dataTraceEnabled"]);
  });

  it("fails true, and what may be taken for it", () => {
    for (const on of [true, "true", 1])
      expect(verdicts(on)).to.deep.equal(["fail settings.dataTraceEnabled"]);
  });

  it("cannot tell what is unknown", () => {
    expect(verdicts(UNKNOWN)).to.deep.equal(["unknown settings.dataTraceEnabled"]);
  });
});

describe("apigateway-stage-throttled", () => {
  const API = "urn:api";
  const stage = (given = {}, from = {}) =>
    stackResource(STAGE, { restApi: "a1", stageName: "v1", ...given }, { name: "stage", from });
  const settings = (given = {}, from = {}) =>
    stackResource(METHOD_SETTINGS, { restApi: "a1", stageName: "v1", methodPath: "*/*", ...given }, { from });
  const verdicts = (...resources: readonly ReturnType<typeof stage>[]) =>
    briefly(stackFindingsOf("apigateway-stage-throttled", resources));

  it("passes a stage with settings of the same API and name", () => {
    expect(stackFindingsOf("apigateway-stage-throttled", [stage(), settings()])).to.deep.equal([
      {
        urn: urnOf(STAGE, "stage"),
        verdict: "pass",
        path: "stageName",
        expected: 'method settings for "*/*"',
        actual: "such settings",
      },
    ]);
  });

  it("passes settings made of the stage, while its values are unknown", () => {
    const own = settings(
      { restApi: UNKNOWN, stageName: UNKNOWN },
      { restApi: [API], stageName: [urnOf(STAGE, "stage")] },
    );
    expect(verdicts(stage({ restApi: UNKNOWN }, { restApi: [API] }), own)).to.deep.equal(["pass stageName"]);
    expect(verdicts(stage({ restApi: UNKNOWN, stageName: UNKNOWN }, { restApi: [API] }), own)).to.deep.equal([
      "pass stageName",
    ]);
  });

  it("passes settings made of the same API, with the same name", () => {
    const from = { restApi: [API] };
    expect(verdicts(stage({ restApi: UNKNOWN }, from), settings({ restApi: UNKNOWN }, from))).to.deep.equal([
      "pass stageName",
    ]);
  });

  it("fails a stage without settings, or with those of others", () => {
    const long = "x".repeat(100);
    for (const others of [
      [],
      [settings({ stageName: "v2" })],
      [settings({ restApi: "a2" })],
      [settings({ methodPath: "incidents/POST" })],
      [settings({ restApi: undefined })],
    ])
      expect(verdicts(stage(), ...others)).to.deep.equal(["fail stageName"]);
    expect(verdicts(stage({ restApi: `${long}1` }), settings({ restApi: `${long}2` }))).to.deep.equal([
      "fail stageName",
    ]);
  });

  it("cannot tell of settings whose stage is unknown, unless something known tells them apart", () => {
    const other = settings({ stageName: UNKNOWN }, { stageName: ["urn:other"] });
    expect(verdicts(stage(), other)).to.deep.equal(["unknown stageName"]);
    expect(verdicts(stage(), settings({ stageName: "v2" }, { restApi: [API] }))).to.deep.equal([
      "fail stageName",
    ]);
  });

  it("says nothing where there is no stage", () => {
    expect(verdicts(settings())).to.deep.equal([]);
  });
});

describe("the rules of throttling", () => {
  it("have a verdict on anything", () => {
    fc.assert(
      fc.property(
        propertiesOf("methodPath", "settings", "restApi", "stageName"),
        propertiesOf("restApi", "stageName"),
        (given, stage) => {
          const findings = [
            ...findingsOf("apigateway-method-settings-throttled", given),
            ...findingsOf("apigateway-method-settings-throttled", { ...given, methodPath: "*/*" }),
            ...findingsOf("apigateway-method-settings-no-data-trace", given),
            ...stackFindingsOf("apigateway-stage-throttled", [
              stackResource(METHOD_SETTINGS, given),
              stackResource(STAGE, stage),
            ]),
          ];
          expect(findings.length).to.be.greaterThan(3);
          expect(findings.every(isSound)).to.equal(true);
        },
      ),
    );
  });
});
