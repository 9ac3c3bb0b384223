/** Of whatever calls there are: what is granted is exact, or says why it is not. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import fc = require("fast-check");
import { KNOWN } from "../../../../workflow/asl/integrations";
import { isObject } from "../../../../workflow/asl/json";
import { permissions, survey } from "../../../../workflow/asl/permissions";
import { hasWildcard } from "../../../../workflow/asl/permissions/statement";
import { HERE, machine, MACHINE, read, task } from "./machines";

const OPTIONS = { ...HERE, stateMachineArn: MACHINE };

/** Fields that rules read, with what they are for, with stars, expressions and nonsense. */
const FIELDS = [
  "ApiEndpoint",
  "ApplicationId",
  "Bucket",
  "Cluster",
  "ClusterId",
  "ClusterName",
  "CopySource",
  "DeliveryStreamName",
  "ExecutionArn",
  "FunctionName",
  "Id",
  "IndexName",
  "JobDefinition",
  "JobName",
  "JobQueue",
  "Key",
  "KeyId",
  "Method",
  "ModelId",
  "Name",
  "Namespace",
  "Prefix",
  "ProjectName",
  "QueueUrl",
  "RoleArn",
  "SecretId",
  "StateMachineArn",
  "TableName",
  "TaskDefinition",
  "TopicArn",
  "TrainingJobName",
  "WorkGroup",
];

const value = fc.oneof(
  fc.constantFrom(
    "a",
    "*",
    "a*",
    "${aws:username}",
    "a/b",
    "{% $states.input.x %}",
    "arn:aws:lambda:eu-west-1:123456789012:function:f",
    "arn:aws:lambda:*:*:function:*",
    "arn:aws:s3:::b/*",
    "arn:aws:sns:eu-west-1:123456789012:t",
    "arn:aws:sns:eu-west-1:123456789012:*",
    "arn:aws:states:eu-west-1:123456789012:stateMachine:m",
    "arn:aws:states:eu-west-1:123456789012:stateMachine:*",
    "arn:aws:iam::123456789012:role/*",
    "https://sqs.eu-west-1.amazonaws.com/123456789012/q",
    "https://sqs.eu-west-1.amazonaws.com/123456789012/*",
    "s3://b/*",
  ),
  fc.string({ maxLength: 8 }),
  fc.jsonValue({ maxDepth: 2 }),
);

const SDK = ["lambda:invoke", "sns:publish", "sqs:receiveMessage", "kms:decrypt", "ssm:getParameter"];
const PATTERNS = ["", ".sync", ".sync:2", ".waitForTaskToken"];

const call = fc
  .tuple(
    fc.constantFrom(...KNOWN, ...SDK.map((name) => `aws-sdk:${name}`)),
    fc.constantFrom(...PATTERNS),
    fc.dictionary(fc.constantFrom(...FIELDS), value, { maxKeys: 8 }),
  )
  .map(([name, pattern, given]) =>
    task(`${name}${pattern}`, JSON.parse(JSON.stringify(given)) as object as never),
  );

/** What a rule may widen: everything else is one resource. */
const REASON = /^AWS (makes up|knows no resource for) /;

describe("permissions: properties", () => {
  it("have no wildcard but where AWS leaves no choice, and say why", () => {
    fc.assert(
      fc.property(fc.array(call, { minLength: 1, maxLength: 4 }), (calls) => {
        const definition = machine(Object.fromEntries(calls.map((each, index) => [`S${index}`, each])));
        for (const { Resource, wildcard } of survey(definition, OPTIONS).statements)
          for (const resource of Resource) {
            expect(hasWildcard(resource), resource).to.equal(wildcard !== undefined);
            expect(resource).not.to.match(/\$\{(?![*?$]\})/);
            if (wildcard !== undefined)
              for (const each of wildcard.split("; ")) expect(each).to.match(REASON);
          }
      }),
      { numRuns: 3000 },
    );
  });

  it("are the same every time, leave the definition as it was, and are each of their own resource", () => {
    fc.assert(
      fc.property(fc.array(call, { minLength: 1, maxLength: 4 }), (calls) => {
        const definition = machine(Object.fromEntries(calls.map((each, index) => [`S${index}`, each])));
        const before = JSON.stringify(definition);
        const first = survey(definition, OPTIONS);
        expect(survey(read(definition), OPTIONS)).to.deep.equal(first);
        expect(JSON.stringify(definition)).to.equal(before);
        const keys = first.statements.map(({ Resource, Condition }) => JSON.stringify([Resource, Condition]));
        expect(new Set(keys).size).to.equal(keys.length);
      }),
      { numRuns: 500 },
    );
  });

  it("never fail on any JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (json) => {
        survey(json);
        survey({ States: { A: json } });
        survey({ States: { A: { Type: "Map", ItemReader: json, ItemProcessor: json } } });
        survey({
          States: { A: { Type: "Task", Resource: "arn:aws:states:::events:putEvents", Parameters: json } },
        });
      }),
    );
  });

  const seeds = join(__dirname, "..", "..", "..", "..", "..", "shared", "asl", "seeds");

  it("are known of every seed, or what is missing is said by name", () => {
    if (!existsSync(seeds)) {
      console.log("      ../shared/asl is not there: nothing is read");
      return;
    }
    const files = readdirSync(seeds).filter((name) => name.endsWith(".json") && name !== "index.json");
    expect(files).not.to.deep.equal([]);
    for (const file of files) {
      const json: unknown = JSON.parse(readFileSync(join(seeds, file), "utf8"));
      const definition = read(json);
      expect(isObject(json) && "States" in json, file).to.equal(true);
      try {
        expect(permissions(definition, OPTIONS), file).to.be.an("array");
      } catch (error) {
        const message = error instanceof Error ? error.message : "";
        for (const line of message.split("\n"))
          expect(line, file).to.match(/^State .+: .+ (as|in) options\.grants\[".+"\]\.$/);
      }
    }
  });
});
