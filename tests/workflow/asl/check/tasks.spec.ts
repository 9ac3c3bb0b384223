import { expect } from "chai";
import { check } from "../../../../workflow/asl/check";
import { changed, expectProblems } from "./machines";
import { problemsOf } from "./places";

const RESOURCE = "/States/Tell/Resource";
const FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:ask";

/** A machine of one task. */
const taskOf = (task: object, language = "JSONata"): object => ({
  QueryLanguage: language,
  StartAt: "T",
  States: { T: { Type: "Task", End: true, ...task } },
});

const resource = (Resource: string) => problemsOf(taskOf({ Resource, Arguments: "{% $states.input %}" }));

describe("check of tasks", () => {
  for (const [text, mend] of [
    ["arn:aws:states:::sqs:sendMail", "sqs has sqs:sendMessage;"],
    ["arn:aws:states:::lamda:invoke", "Write lambda:invoke."],
    ["arn:aws:states:::sqs:sendmessage", "Write sqs:sendMessage."],
    [
      "arn:aws:states:::aws-sdk:states:startExecution",
      "The SDK calls the service sfn: write aws-sdk:sfn:startExecution.",
    ],
    ["arn:aws:states:::foo:bar", "Services with integrations of their own are "],
    ["arn:aws:states:::aws-sdk:dynamo:query", "Write the service in lower case and the action in camel case"],
    [
      "arn:aws:states:::aws-sdk:dynamodb:Query",
      "Write the service in lower case and the action in camel case",
    ],
    ["arn:aws:states:::s3:getObject", "for others write arn:aws:states:::aws-sdk:service:action."],
  ] as const)
    it(`refuses the integration ${text}, which does not exist`, () => {
      expectProblems({ [RESOURCE]: text }, [`${RESOURCE} task/resource`]);
      const [problem] = check(changed({ [RESOURCE]: text }));
      expect(problem?.message).to.equal(`expected a known integration, found ${JSON.stringify(text)}`);
      expect(problem?.mend).to.include(mend);
    });

  for (const text of [
    "toString",
    "",
    "hello",
    "${lambdaArn",
    "{% $states.input.arn %}",
    "arn:aws:states:::lambda",
    "arn:aws:states:::lambda:invoke.sync:3",
    "arn:aws:states:::lambda:invoke.waitForToken",
    "arn:aws:states:eu-west-1:123456789012:stateMachine:other",
  ])
    it(`refuses ${JSON.stringify(text)}, which is no resource`, () => {
      expect(resource(text)).to.deep.equal(["/States/T/Resource task/resource"]);
    });

  for (const text of [
    `${FUNCTION}:`,
    `${FUNCTION}:$*#$7485`,
    `${FUNCTION}:1:2`,
    "arn:aws:lambda:eu-west-1:123456789012:function:",
    "arn:aws:lambda:eu-west-1:123456789012:layer:a",
  ])
    it(`refuses ${text}, which is no function`, () => {
      expect(resource(text)).to.deep.equal(["/States/T/Resource task/function"]);
    });

  for (const text of [
    FUNCTION,
    `${FUNCTION}:7`,
    `${FUNCTION}:$LATEST`,
    `${FUNCTION}:live_2-b`,
    "arn:aws:lambda:::function:publish-to-slack-lambda",
    "arn:aws:lambda:region-1:1234567890:function:lambda-name_Arn",
    "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:a",
    "arn:aws:states:us-west-2:42:activity:a-task",
    "arn:aws:states:::aws-sdk:dynamodb:query",
    "arn:aws-cn:states:::aws-sdk:s3:getObject",
    "arn:aws:states:::aws-sdk:cognitoidentityprovider:adminCreateUser",
    // Neither the language nor a checker of definitions that are still templates knows better.
    "${lambdaArn}",
    "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:a:${Alias}",
    "arn:${AWS::Partition}:states:::aws-sdk:dynamodb:query",
    "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:a",
    "arn:aws:states:::${Integration}",
    "arn:aws:swf:us-east-1:123456789012:task:X",
    "arn:aws:states:us-east-1:123456789012:task:HelloWorld",
    "arn:aws:states:::task:Add",
    "foo:bar",
  ])
    it(`accepts the resource ${text}`, () => {
      expect(resource(text)).to.deep.equal([]);
    });

  for (const text of [
    "foo:bar",
    "arn:aws:swf:us-east-1:123456789012:task:X",
    "arn:aws:states:::task:Add",
    "${arn}",
  ])
    it(`refuses the resource ${text} where it is strict, because AWS would`, () => {
      const rules = check(taskOf({ Resource: text, TimeoutSeconds: 1 }), { strict: true });
      expect(rules.map(({ rule }) => rule)).to.deep.equal(["task/resource"]);
    });

  for (const [name, suffix] of [
    ["lambda:invoke", ".sync"],
    ["sqs:sendMessage", ".sync"],
    ["batch:submitJob", ".waitForTaskToken"],
    ["dynamodb:getItem", ".waitForTaskToken"],
    ["aws-sdk:s3:getObject", ".sync"],
    ["http:invoke", ".sync:2"],
  ] as const)
    it(`refuses ${name} with the suffix ${suffix}, which it does not have`, () => {
      const Resource = `arn:aws:states:::${name}${suffix}`;
      const problems = problemsOf(taskOf({ Resource, Arguments: "{% $states %}" }));
      expect(problems).to.deep.equal(["/States/T/Resource task/pattern"]);
    });

  it("accepts the suffixes that an integration has", () => {
    for (const [name, suffixes] of [
      ["states:startExecution", ["", ".sync", ".sync:2"]],
      ["batch:submitJob", ["", ".sync"]],
      ["ecs:runTask", ["", ".sync"]],
      ["glue:startJobRun", ["", ".sync"]],
    ] as const)
      for (const suffix of suffixes)
        expect(
          problemsOf(taskOf({ Resource: `arn:aws:states:::${name}${suffix}`, Arguments: "{% {} %}" })),
        ).to.deep.equal([]);
  });

  it("refuses an invocation without the name of a function", () => {
    for (const given of [undefined, "text", 5])
      expectProblems({ "/States/Tell/Arguments": given }, ["/States/Tell task/argument"]);
    for (const given of [{}, { Payload: {} }, { FunctionName: "" }, { FunctionName: null }])
      expectProblems({ "/States/Tell/Arguments": given }, ["/States/Tell/Arguments task/argument"]);
  });

  it("names each argument that is missing, or those of which one would do", () => {
    const messages = (text: string, given: object) =>
      check(taskOf({ Resource: text, Arguments: given })).map(({ message }) => message);
    expect(messages("arn:aws:states:::sqs:sendMessage", {})).to.deep.equal([
      "expected MessageBody in Arguments, found nothing",
      "expected QueueUrl in Arguments, found nothing",
    ]);
    expect(messages("arn:aws:states:::sns:publish", { Message: "a" })).to.deep.equal([
      "expected TopicArn or TargetArn or PhoneNumber in Arguments, found nothing",
    ]);
    expect(messages("arn:aws:states:::sns:publish", { Message: "a", PhoneNumber: "1" })).to.deep.equal([]);
  });

  it("accepts arguments and a function that are known at run time", () => {
    expectProblems({ "/States/Tell/Arguments": "{% $states.input.call %}" }, []);
    expectProblems({ "/States/Tell/Arguments/FunctionName": "{% $states.input.name %}" }, []);
  });

  it("takes a name that ends in .$ for the argument in JSONPath, and only there", () => {
    const Resource = "arn:aws:states:::lambda:invoke";
    const given = { "FunctionName.$": "$.function" };
    expect(problemsOf(taskOf({ Resource, Parameters: given }, "JSONPath"))).to.deep.equal([]);
    expect(problemsOf(taskOf({ Resource, Parameters: { Payload: {} } }, "JSONPath"))).to.deep.equal([
      "/States/T/Parameters task/argument",
    ]);
    expect(problemsOf(taskOf({ Resource }, "JSONPath"))).to.deep.equal(["/States/T task/argument"]);
    expect(problemsOf(taskOf({ Resource, Arguments: given }))).to.deep.equal([
      "/States/T/Arguments task/argument",
    ]);
  });

  it("asks nothing of a function that is called directly, nor of an activity", () => {
    expect(problemsOf(taskOf({ Resource: FUNCTION }))).to.deep.equal([]);
    expect(problemsOf(taskOf({ Resource: "arn:aws:states:eu-west-1:1:activity:a" }))).to.deep.equal([]);
  });

  it("takes the input for the arguments of an SDK call that has none, unless it is strict", () => {
    const task = { Resource: "arn:aws:states:::aws-sdk:s3:getObject", TimeoutSeconds: 60 };
    expect(problemsOf(taskOf(task))).to.deep.equal([]);
    expect(problemsOf(taskOf(task), { strict: true })).to.deep.equal([
      "/States/T task/argument",
      "/States/T task/argument",
    ]);
    expect(problemsOf(taskOf({ ...task, Arguments: { Bucket: "b" } }))).to.deep.equal([
      "/States/T/Arguments task/argument",
    ]);
  });

  it("refuses to wait for a token that is given to nobody", () => {
    for (const payload of [
      {},
      { token: "$states.context.Task.Token" },
      "{% $states.context.State %}",
      "{% $states.input %}",
      "{% $token %}",
    ]) {
      const problems = check(changed({ "/States/Ask/Arguments/Payload": payload }));
      expect(problems.map(({ pointer, rule }) => `${pointer} ${rule}`)).to.include(
        "/States/Ask/Arguments task/token",
      );
    }
  });

  it("accepts the token anywhere in the arguments, and the whole context object", () => {
    for (const payload of [
      "{% { 'a': [$states.context.Task.Token] } %}",
      ["{% $string($states.context.Task) %}"],
      "{% $states.context %}",
      "{% $states %}",
      "{% $states.input ~> |$|{ 'token': $states.context.Task.Token }| %}",
    ])
      expectProblems({ "/States/Ask/Arguments/Payload": payload }, []);
    expectProblems({ "/States/Ask/Arguments": "{% $merge([$states.input, $states.context.Task]) %}" }, []);
  });

  const waiting = (Parameters: object | undefined, strict = false) =>
    check(
      taskOf(
        {
          Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
          TimeoutSeconds: 60,
          ...(Parameters === undefined ? {} : { Parameters: { QueueUrl: "url", ...Parameters } }),
        },
        "JSONPath",
      ),
      { strict },
    )
      .map(({ pointer, rule }) => `${pointer} ${rule}`)
      .filter((problem) => problem.endsWith("task/token"));

  for (const body of [
    { "token.$": "$$.Task.Token" },
    { "token.$": "$$.Task['Token']" },
    { "task.$": "$$.Task" },
    { "context.$": "$$" },
    { "text.$": "States.Format('use {}', $$.Task.Token)" },
    { "text.$": "States.JsonToString($$)" },
    { deep: [{ "token.$": "$$.Task.Token" }] },
  ])
    it(`accepts the token in a payload template: ${JSON.stringify(body)}`, () => {
      expect(waiting({ MessageBody: body })).to.deep.equal([]);
    });

  for (const body of [
    {},
    { token: "$$.Task.Token" },
    { "token.$": "$.token" },
    { "name.$": "$$.Execution.Name" },
    { "text.$": "States.Format('$$.Task.Token')" },
    { "token.$": "$$.Task.Tokens" },
  ])
    it(`refuses a payload template without the token: ${JSON.stringify(body)}`, () => {
      expect(waiting({ MessageBody: body })).to.deep.equal(["/States/T/Parameters task/token"]);
    });

  it("leaves a message that is data altogether alone, unless it is strict", () => {
    expect(waiting({ "MessageBody.$": "$.input.message" })).to.deep.equal([]);
    expect(waiting({ "MessageBody.$": "$.input.message" }, true)).to.deep.equal([
      "/States/T/Parameters task/token",
    ]);
    expect(waiting({ "MessageBody.$": "$" })).to.deep.equal(["/States/T/Parameters task/token"]);
    expect(waiting(undefined)).to.deep.equal(["/States/T task/token"]);
  });

  it("refuses a resource with a colon too few, also where a template writes the partition", () => {
    for (const partition of ["aws", "${AWS::Partition}"])
      expect(resource(`arn:${partition}:states::lambda:invoke`)).to.deep.equal([
        "/States/T/Resource task/resource",
      ]);
  });

  it("asks a distributed Map for the bucket, and for the key of what is read", () => {
    const map = (fields: object, strict = false) =>
      problemsOf(
        {
          StartAt: "M",
          States: {
            M: {
              Type: "Map",
              ItemProcessor: {
                ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
                StartAt: "I",
                States: { I: { Type: "Pass", End: true } },
              },
              End: true,
              ...fields,
            },
          },
        },
        { strict },
      );
    const reader = (Parameters?: object, action = "getObject") => ({
      ItemReader: { Resource: `arn:aws:states:::s3:${action}`, ...(Parameters && { Parameters }) },
    });
    const missing = "/States/M/ItemReader/Parameters task/argument";
    expect(map(reader({ "Bucket.$": "$.bucket", Key: "a" }))).to.deep.equal([]);
    expect(map(reader({ Key: "a" }))).to.deep.equal([missing]);
    expect(map(reader({ Bucket: "a" }))).to.deep.equal([missing]);
    expect(map(reader({ Bucket: "a" }, "listObjectsV2"))).to.deep.equal([]);
    expect(map(reader({}, "listObjectsV2"))).to.deep.equal([missing]);
    expect(map(reader())).to.deep.equal([]);
    expect(map(reader(), true)).to.deep.equal([
      "/States/M/ItemReader task/argument",
      "/States/M/ItemReader task/argument",
    ]);
    const writer = { Resource: "arn:aws:states:::s3:putObject", Parameters: { Prefix: "a" } };
    expect(map({ ResultWriter: writer })).to.deep.equal(["/States/M/ResultWriter/Parameters task/argument"]);
    expect(map({ ResultWriter: { WriterConfig: { OutputType: "JSON" } } }, true)).to.deep.equal([]);
  });

  it("refuses what a distributed Map cannot read from or write to", () => {
    const map = (reader: string, writer: string) =>
      problemsOf({
        QueryLanguage: "JSONata",
        StartAt: "M",
        States: {
          M: {
            Type: "Map",
            ItemReader: { Resource: reader, Arguments: { Bucket: "in", Key: "items.json" } },
            ResultWriter: { Resource: writer, Arguments: { Bucket: "out" } },
            ItemProcessor: {
              ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
              StartAt: "I",
              States: { I: { Type: "Pass", End: true } },
            },
            End: true,
          },
        },
      }).filter((problem) => problem.includes("task/"));
    const s3 = "arn:aws:states:::s3:";
    expect(map(`${s3}getObject`, `${s3}putObject`)).to.deep.equal([]);
    expect(map(`${s3}listObjectsV2`, "${writer}")).to.deep.equal([]);
    expect(map(`${s3}putObject`, `${s3}getObject`)).to.deep.equal([
      "/States/M/ItemReader/Resource task/resource",
      "/States/M/ResultWriter/Resource task/resource",
    ]);
    expect(map("arn:aws:states:::dynamodb:query", `${s3}putObject.sync`)).to.deep.equal([
      "/States/M/ItemReader/Resource task/resource",
      "/States/M/ResultWriter/Resource task/resource",
    ]);
  });
});
