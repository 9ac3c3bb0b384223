import { expect } from "chai";
import * as fc from "fast-check";
import { UNKNOWN } from "../../../policies/value";
import { briefly, findingsOf, isSound, propertiesOf } from "./fixtures";

const RULE = "lambda-permission-source-arn";
const SERVICE = "apigateway.amazonaws.com";
const ROUTE = "arn:aws:execute-api:eu-central-1:123456789012:abc123/v1/GET/incidents/*";

describe(RULE, () => {
  const verdicts = (principal: unknown, rest: Readonly<Record<string, unknown>> = {}) =>
    briefly(findingsOf(RULE, { principal, ...rest }));

  it("passes a service with the ARN of one source", () => {
    for (const sourceArn of [
      ROUTE,
      "arn:aws:execute-api:eu-central-1:123456789012:abc123/*/*",
      "arn:aws:events:eu-central-1:123456789012:rule/*",
      "arn:aws:s3:::bucket",
      "arn:aws-cn:sns:cn-north-1:123456789012:topic",
    ])
      expect(verdicts(SERVICE, { sourceArn }), sourceArn).to.deep.equal(["pass sourceArn"]);
  });

  it("fails a service without a source, or with one that stands for all", () => {
    for (const sourceArn of [
      undefined,
      null,
      "",
      "*",
      "**",
      "topic",
      "arn:aws:s3:::*",
      "arn:aws:s3:::*bucket",
      "arn:aws:sns:eu-central-1:123456789012:*",
      "arn:aws:execute-api:eu-central-1:123456789012:*/*/*",
      "arn:aws:events:*:*:rule/nightly",
      ["arn:aws:s3:::bucket"],
      7,
    ])
      expect(verdicts(SERVICE, { sourceArn }), String(sourceArn)).to.deep.equal(["fail sourceArn"]);
  });

  it("says what it found", () => {
    expect(findingsOf(RULE, { principal: SERVICE, sourceArn: "*" })).to.deep.equal([
      { verdict: "fail", path: "sourceArn", expected: "the ARN of whatever calls", actual: '"*"' },
    ]);
  });

  it("cannot tell of a source, or a caller, that is unknown", () => {
    expect(verdicts(SERVICE, { sourceArn: UNKNOWN })).to.deep.equal(["unknown sourceArn"]);
    expect(verdicts(UNKNOWN)).to.deep.equal(["unknown sourceArn"]);
  });

  it("takes what is no account for a service: one of another partition, or nothing", () => {
    for (const principal of ["states.c2s.ic.gov", "", undefined, null, {}, 1])
      expect(verdicts(principal)).to.deep.equal(["fail sourceArn"]);
  });

  it("fails everybody, unless an organisation, a function URL or a source limits who that is", () => {
    expect(verdicts("*")).to.deep.equal(["fail principal"]);
    expect(verdicts("*", { principalOrgId: "", sourceArn: "*" })).to.deep.equal(["fail principal"]);
    expect(verdicts("*", { principalOrgId: UNKNOWN })).to.deep.equal(["unknown principal"]);
    for (const limit of [{ principalOrgId: "o-1" }, { functionUrlAuthType: "AWS_IAM" }, { sourceArn: ROUTE }])
      expect(verdicts("*", limit)).to.deep.equal(["pass principal"]);
  });

  it("says nothing of accounts, and of who is in one", () => {
    for (const principal of ["123456789012", "arn:aws:iam::123456789012:role/caller"])
      expect(verdicts(principal)).to.deep.equal([]);
  });

  it("wants the id of a skill from Alexa, which has no ARNs", () => {
    const alexa = "alexa-appkit.amazon.com";
    expect(verdicts(alexa)).to.deep.equal(["fail eventSourceToken"]);
    expect(verdicts(alexa, { eventSourceToken: UNKNOWN })).to.deep.equal(["unknown eventSourceToken"]);
    expect(verdicts(alexa, { eventSourceToken: "amzn1.ask.skill.1" })).to.deep.equal([
      "pass eventSourceToken",
    ]);
  });

  it("has a verdict on anything", () => {
    fc.assert(
      fc.property(
        propertiesOf("principal", "sourceArn", "principalOrgId", "functionUrlAuthType", "eventSourceToken"),
        fc.constantFrom("*", SERVICE, undefined),
        (given, principal) => {
          const findings = findingsOf(RULE, { ...given, ...(principal && { principal }) });
          expect(findings.every(isSound)).to.equal(true);
        },
      ),
    );
  });
});
