import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import {
  iamPrefix,
  integrationOf,
  KNOWN,
  parseResource,
  sdkNameOf,
  type IntegrationTypes,
  type ResultOf,
} from "../../../../workflow/asl/integrations";
import type { Call, Rows } from "../../../../workflow/asl/integrations/row";
import { isList, isObject, isText, type Json } from "../../../../workflow/asl/json";

const find = (name: string) => integrationOf(parseResource(`arn:aws:states:::${name}`));

/** Services and their patterns: https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html */
const OPTIMISED: Readonly<Record<string, string>> = {
  apigateway: "token",
  athena: "sync",
  batch: "sync",
  bedrock: "sync token",
  codebuild: "sync",
  databrew: "sync",
  dynamodb: "",
  ecs: "sync token",
  eks: "sync token",
  elasticmapreduce: "sync",
  "emr-containers": "sync",
  "emr-serverless": "sync",
  events: "token",
  glue: "sync",
  http: "",
  lambda: "token",
  mediaconvert: "sync",
  sagemaker: "sync",
  sns: "token",
  sqs: "token",
  states: "sync token",
};

describe("integrations", () => {
  it("are those of every service that AWS lists, with its patterns", () => {
    const patterns = new Map<string, Set<string>>();
    for (const name of KNOWN.filter((each) => !each.startsWith("aws-sdk:"))) {
      const { service = "", patterns: own = [] } = find(name) ?? {};
      const all = patterns.get(service) ?? new Set();
      patterns.set(service, all);
      for (const each of own) if (each !== "") all.add(each === ".waitForTaskToken" ? "token" : "sync");
    }
    expect(
      Object.fromEntries([...patterns].map(([name, all]) => [name, [...all].sort().join(" ")])),
    ).to.deep.equal(OPTIMISED);
  });

  it("say what they must be called with: one of each list", () => {
    expect(find("sns:publish")).to.deep.equal({
      service: "sns",
      action: "publish",
      sdk: false,
      patterns: ["", ".waitForTaskToken"],
      requiredArguments: [["Message"], ["TopicArn", "TargetArn", "PhoneNumber"]],
    });
    expect(find("states:startExecution.sync")?.patterns).to.deep.equal([
      "",
      ".sync",
      ".sync:2",
      ".waitForTaskToken",
    ]);
  });

  it("are any action of a service of the SDK, without .sync and without known arguments", () => {
    expect(find("aws-sdk:cognitoidentityprovider:adminGetUser")).to.deep.equal({
      service: "cognitoidentityprovider",
      action: "adminGetUser",
      sdk: true,
      patterns: ["", ".waitForTaskToken"],
      requiredArguments: [],
    });
    expect(find("aws-sdk:s3:getObject")?.requiredArguments).to.deep.equal([["Bucket"], ["Key"]]);
  });

  it("do not exist under another name", () => {
    for (const name of [
      "lambda:Invoke",
      "lambda:invokeFunction",
      "s3:getObject",
      "sqs:sendMessages",
      "aws-sdk:states:startExecution",
      "aws-sdk:dynamodb:Query",
      "aws-sdk:nothing:do",
      "constructor:constructor",
    ])
      expect(find(name), name).to.equal(undefined);
    expect(integrationOf(undefined)).to.equal(undefined);
    expect(integrationOf({ kind: "activity", arn: "a" })).to.equal(undefined);
  });

  it("of the SDK have the prefixes that IAM has", () => {
    const prefixes = {
      sfn: "states",
      eventbridge: "events",
      cloudwatchlogs: "logs",
      cloudwatch: "cloudwatch",
      cognitoidentityprovider: "cognito-idp",
      elasticloadbalancingv2: "elasticloadbalancing",
      emr: "elasticmapreduce",
      efs: "elasticfilesystem",
      sesv2: "ses",
      dynamodb: "dynamodb",
      accessanalyzer: "access-analyzer",
      ssoadmin: "sso",
      bedrockruntime: "bedrock",
    };
    expect(Object.fromEntries(Object.keys(prefixes).map((name) => [name, iamPrefix(name)]))).to.deep.equal(
      prefixes,
    );
    expect(iamPrefix("states")).to.equal(undefined);
    expect(iamPrefix("constructor")).to.equal(undefined);
    expect(sdkNameOf("states")).to.equal("sfn");
    expect(sdkNameOf("lambda")).to.equal(undefined);
  });

  it("have types for what they take and yield, with each pattern its own", () => {
    const sent: IntegrationTypes["sqs:sendMessage"]["arguments"] = {
      QueueUrl: "q",
      MessageBody: { any: "JSON" },
    };
    const finished: ResultOf<"states:startExecution", ".sync:2">["Output"] = { any: "JSON" };
    const asText: ResultOf<"states:startExecution", ".sync">["Output"] = "{}";
    const patterns: readonly IntegrationTypes["dynamodb:getItem"]["patterns"][] = [""];
    // @ts-expect-error -- DynamoDB answers at once
    const never: IntegrationTypes["dynamodb:getItem"]["patterns"] = ".sync";
    // @ts-expect-error -- to a topic, or to a telephone
    const two: IntegrationTypes["sns:publish"]["arguments"] = {
      Message: "",
      TopicArn: "t",
      PhoneNumber: "1",
    };
    expect([sent, finished, asText, patterns, never, two]).to.have.length(6);
  });

  it("are known as values and as types: one without the other does not compile", () => {
    interface Calls {
      readonly "a:b": Call<{ readonly X: string }, { readonly "": null; readonly ".sync": null }>;
    }
    // @ts-expect-error -- a type without a row
    const none: Rows<Calls> = {};
    const [patterns, requiredArguments] = [{ "": true, ".sync": true } as const, [["X"]] as const];
    const row = { patterns, requiredArguments };
    // @ts-expect-error -- a row without a type
    const more: Rows<Calls> = { "a:b": row, "c:d": row };
    // @ts-expect-error -- a pattern that the type has is not in the row
    const fewer: Rows<Calls> = { "a:b": { patterns: { "": true }, requiredArguments } };
    // @ts-expect-error -- an argument that the type does not have
    const other: Rows<Calls> = { "a:b": { patterns, requiredArguments: [["Y"]] } };
    expect([none, more, fewer, other]).to.have.length(4);
  });

  const corpus = join(__dirname, "..", "..", "..", "..", "..", "shared", "asl");

  for (const folder of ["seeds", "valid"])
    it(`of tasks in ${folder}/ exist, have the pattern, and are called with what they must be`, () => {
      const files = join(corpus, folder);
      if (!existsSync(files)) {
        console.log("      ../shared/asl is not there: nothing is read");
        return;
      }
      for (const file of readdirSync(files).filter((name) => name.endsWith(".json") && name !== "index.json"))
        for (const task of tasksIn(JSON.parse(readFileSync(join(files, file), "utf8")) as Json)) {
          const resource = parseResource(isText(task["Resource"]) ? task["Resource"] : "");
          if (resource?.kind !== "integration") continue;
          const found = integrationOf(resource);
          expect(found?.patterns, file).to.include(resource.pattern);
          const given = task["Parameters"] ?? task["Arguments"];
          if (!isObject(given)) continue;
          for (const names of found?.requiredArguments ?? [])
            expect(
              names.some((name) => name in given || `${name}.$` in given),
              `${file} ${names.join()}`,
            ).to.equal(true);
        }
    });
});

function* tasksIn(json: Json): Iterable<{ readonly [field: string]: Json }> {
  if (isList(json)) for (const each of json) yield* tasksIn(each);
  if (!isObject(json)) return;
  if (json["Type"] === "Task" && typeof json["Resource"] === "string") yield json;
  for (const each of Object.values(json)) yield* tasksIn(each);
}
