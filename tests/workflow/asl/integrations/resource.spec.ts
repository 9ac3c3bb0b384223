import { expect } from "chai";
import fc = require("fast-check");
import { parseResource, waitsForToken } from "../../../../workflow/asl/integrations";

const integration = (more: object) => ({
  kind: "integration",
  partition: "aws",
  sdk: false,
  service: "lambda",
  action: "invoke",
  pattern: "",
  ...more,
});

const RESOURCES: Readonly<Record<string, object>> = {
  "arn:aws:states:::lambda:invoke": integration({}),
  "arn:aws:states:::lambda:invoke.waitForTaskToken": integration({ pattern: ".waitForTaskToken" }),
  "arn:aws:states:::states:startExecution.sync:2": integration({
    service: "states",
    action: "startExecution",
    pattern: ".sync:2",
  }),
  "arn:aws-us-gov:states:::emr-serverless:startJobRun.sync": integration({
    partition: "aws-us-gov",
    service: "emr-serverless",
    action: "startJobRun",
    pattern: ".sync",
  }),
  "arn:aws:states:::aws-sdk:dynamodb:query": integration({ sdk: true, service: "dynamodb", action: "query" }),
  "arn:aws:states:::aws-sdk:s3:listObjectsV2": integration({
    sdk: true,
    service: "s3",
    action: "listObjectsV2",
  }),
  "arn:aws:lambda:eu-west-1:123456789012:function:f": {
    kind: "function",
    arn: "arn:aws:lambda:eu-west-1:123456789012:function:f",
  },
  "arn:aws-cn:lambda:cn-north-1:123456789012:function:f:$LATEST": {
    kind: "function",
    arn: "arn:aws-cn:lambda:cn-north-1:123456789012:function:f:$LATEST",
  },
  "arn:aws:states:eu-west-1:123456789012:activity:approve": {
    kind: "activity",
    arn: "arn:aws:states:eu-west-1:123456789012:activity:approve",
  },
};

describe("integrations: resources", () => {
  for (const [text, expected] of Object.entries(RESOURCES))
    it(`are read from ${text}`, () => {
      expect(parseResource(text)).to.deep.equal(expected);
    });

  for (const text of [
    "",
    "constructor",
    "lambda:invoke",
    "arn:aws:states:::lambda",
    "arn:aws:states:::lambda:invoke.",
    "arn:aws:states:::lambda:invoke.async",
    "arn:aws:states:::lambda:invoke.sync:3",
    "arn:aws:states:::lambda:invoke.sync.waitForTaskToken",
    "arn:aws:states:eu-west-1::lambda:invoke",
    " arn:aws:states:::lambda:invoke",
    "arn:aws:states:::aws-sdk:dynamodb",
    "arn:aws:lambda:eu-west-1:123456789012:function:f.sync",
    "arn:aws:lambda:eu-west-1:123456789012:function:f:",
    "arn:aws:lambda:eu-west-1:123456789012:layer:f",
    "arn:aws:states:eu-west-1:123456789012:stateMachine:m",
    "arn:aws:swf:us-east-1:123456789012:task:X",
    "${Function.Arn}",
  ])
    it(`are none in ${JSON.stringify(text)}`, () => {
      expect(parseResource(text)).to.equal(undefined);
    });

  it("are read from any text without an error", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseResource(text)).to.equal(undefined);
        parseResource(`arn:aws:states:::${text}`);
      }),
    );
  });

  it("say whether the state waits for a token", () => {
    const waits = (text: string) => waitsForToken(parseResource(text));
    expect(waits("arn:aws:states:::sqs:sendMessage.waitForTaskToken")).to.equal(true);
    expect(waits("arn:aws:states:::sqs:sendMessage")).to.equal(false);
    expect(waits("arn:aws:states:::ecs:runTask.sync")).to.equal(false);
    expect(waits("arn:aws:states:eu-west-1:123456789012:activity:a")).to.equal(false);
    expect(waitsForToken(undefined)).to.equal(false);
  });
});
