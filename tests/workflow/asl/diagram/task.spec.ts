import { expect } from "chai";
import { accessOf, deedOf } from "../../../../workflow/asl/diagram/task";
import type { Json, JsonObject } from "../../../../workflow/asl/json";

const deed = (Resource: Json, given: JsonObject = {}): string | undefined =>
  deedOf({ Type: "Task", Resource, Arguments: given });

const optimised = (call: string): string => `arn:aws:states:::${call}`;

describe("task", () => {
  it("says what each of the services does, and to what", () => {
    const said: readonly (readonly [string, JsonObject, string])[] = [
      ["lambda:invoke", { FunctionName: "arn:aws:lambda:eu-west-1:1:function:open:live" }, "calls open:live"],
      ["lambda:invoke.waitForTaskToken", { FunctionName: "open" }, "calls open"],
      ["dynamodb:getItem", { TableName: "Orders" }, "reads from table Orders"],
      ["dynamodb:putItem", { TableName: "Orders" }, "puts into table Orders"],
      ["dynamodb:updateItem", { TableName: "Orders" }, "updates table Orders"],
      ["dynamodb:deleteItem", { TableName: "Orders" }, "deletes from table Orders"],
      ["aws-sdk:dynamodb:query", { TableName: "Orders" }, "queries table Orders"],
      [
        "sqs:sendMessage",
        { QueueUrl: "https://sqs.eu-west-1.amazonaws.com/123456789012/work" },
        "sends to queue work",
      ],
      ["sns:publish", { TopicArn: "arn:aws:sns:eu-west-1:1:news" }, "publishes to topic news"],
      ["events:putEvents", { Entries: [{ EventBusName: "ops" }] }, "sends events to bus ops"],
      [
        "states:startExecution",
        { StateMachineArn: "arn:aws:states:eu-west-1:1:stateMachine:Ship" },
        "starts machine Ship",
      ],
      [
        "states:startExecution.sync:2",
        { StateMachineArn: "arn:aws:states:eu-west-1:1:stateMachine:Ship" },
        "runs machine Ship",
      ],
      ["batch:submitJob.sync", { JobDefinition: "Isaac", JobName: "a" }, "runs job Isaac"],
      ["glue:startJobRun", { JobName: "night" }, "starts job night"],
      [
        "ecs:runTask.sync",
        { TaskDefinition: "arn:aws:ecs:eu-west-1:1:task-definition/pack:3" },
        "runs container task pack:3",
      ],
      ["athena:startQueryExecution.sync", { QueryString: "select" }, "runs a query"],
      ["aws-sdk:s3:getObject", { Bucket: "in", Key: "a.csv" }, "reads in/a.csv"],
      ["http:invoke", { ApiEndpoint: "https://api.example.com/orders" }, "calls api.example.com/orders"],
    ];
    expect(said.map(([call, given]) => deed(optimised(call), given))).to.deep.equal(
      said.map(([, , words]) => words),
    );
  });

  it("names the call of a service that has no words of its own, and whether it waits for the end", () => {
    expect(deed(optimised("aws-sdk:ec2:describeInstances"))).to.equal("calls ec2:describeInstances");
    expect(deed(optimised("emr-serverless:startJobRun.sync"))).to.equal(
      "calls emr-serverless:startJobRun and waits for its end",
    );
  });

  it("says functions and activities that are named by the resource itself", () => {
    expect(deed("arn:aws:lambda:us-east-1:123456789012:function:hello")).to.equal("calls hello");
    expect(deed("arn:aws:states:us-west-2:1:activity:approve")).to.equal("hands to the workers of approve");
  });

  it("says what only the run knows without a name", () => {
    expect(deed(optimised("lambda:invoke"), { FunctionName: "{% $states.input.f %}" })).to.equal(
      "calls a function",
    );
    expect(deed(optimised("sqs:sendMessage"), { "QueueUrl.$": "$.queue" })).to.equal("sends to a queue");
    expect(deed(optimised("apigateway:invoke"))).to.equal("calls an API");
  });

  it("reads Parameters too, and what CloudFormation and others fill in", () => {
    const Parameters = { TableName: { Ref: "Orders" } };
    expect(deedOf({ Resource: optimised("dynamodb:putItem"), Parameters })).to.equal(
      "puts into table Orders",
    );
    expect(deed({ "Fn::GetAtt": ["Hello", "Arn"] })).to.equal("calls Hello");
    expect(deed("${lambdaArn}")).to.equal("calls ${lambdaArn}");
    expect([deed(1), deedOf({})]).to.deep.equal([undefined, undefined]);
  });

  it("says where a map reads and writes", () => {
    const Resource = optimised("s3:getObject");
    expect(accessOf({ Resource, Parameters: { Bucket: "in", Key: "a.csv" } })).to.equal("s3 in/a.csv");
    expect(accessOf({ Resource, Arguments: { Bucket: "out", Prefix: "x" } })).to.equal("s3 out/x");
    expect(accessOf({ Resource })).to.equal("s3");
    expect(accessOf({ Resource: "?" })).to.equal(undefined);
  });
});
