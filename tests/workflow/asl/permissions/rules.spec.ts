/** Each rule, exactly: what a call needs, and what it is refused for. */
import { expect } from "chai";
import type { Json, JsonObject } from "../../../../workflow/asl/json";
import { KNOWN } from "../../../../workflow/asl/integrations";
import type { Options } from "../../../../workflow/asl/permissions";
import { HERE, lines, MACHINE, one, task } from "./machines";

const PLACE = "eu-west-1:123456789012";
const at = (service: string, resource: string) => `arn:aws:${service}:${PLACE}:${resource}`;
const rule = (name: string) =>
  `events:DescribeRule events:PutRule events:PutTargets on ${at("events", `rule/${name}`)}`;
const ROLE = "arn:aws:iam::123456789012:role/worker";
const passed = (service: string, role = ROLE) =>
  `iam:PassRole on ${role} if {"StringEquals":{"iam:PassedToService":"${service}.amazonaws.com"}}`;

type Needs = readonly [integration: string, given: Json, needed: readonly string[], options?: Options];

const NEEDS: readonly Needs[] = [
  // Lambda: the version or alias that is called, and not the others.
  [
    "lambda:invoke",
    { FunctionName: at("lambda", "function:f:live") },
    [`lambda:InvokeFunction on ${at("lambda", "function:f:live")}`],
    {},
  ],
  [
    "lambda:invoke",
    { FunctionName: at("lambda", "function:f"), Qualifier: "3" },
    [`lambda:InvokeFunction on ${at("lambda", "function:f:3")}`],
    {},
  ],
  ["lambda:invoke", { FunctionName: "f" }, [`lambda:InvokeFunction on ${at("lambda", "function:f")}`]],
  [
    "lambda:invoke",
    { FunctionName: "f:live" },
    [`lambda:InvokeFunction on ${at("lambda", "function:f:live")}`],
  ],
  [
    "lambda:invoke",
    { FunctionName: "210987654321:function:f" },
    ["lambda:InvokeFunction on arn:aws:lambda:eu-west-1:210987654321:function:f"],
  ],
  [
    "aws-sdk:lambda:invoke",
    { FunctionName: "f" },
    [`lambda:InvokeFunction on ${at("lambda", "function:f")}`],
  ],
  [
    "arn:aws-cn:states:::lambda:invoke",
    { FunctionName: "f" },
    [`lambda:InvokeFunction on arn:aws-cn:lambda:${PLACE}:function:f`],
  ],

  // DynamoDB: the table, or the index that is read.
  ["dynamodb:getItem", { TableName: "t", Key: {} }, [`dynamodb:GetItem on ${at("dynamodb", "table/t")}`]],
  [
    "dynamodb:putItem",
    { TableName: at("dynamodb", "table/t"), Item: {} },
    [`dynamodb:PutItem on ${at("dynamodb", "table/t")}`],
    {},
  ],
  [
    "dynamodb:updateItem",
    { TableName: "t", Key: "{% $key %}" },
    [`dynamodb:UpdateItem on ${at("dynamodb", "table/t")}`],
  ],
  [
    "dynamodb:deleteItem",
    { TableName: "t", Key: {} },
    [`dynamodb:DeleteItem on ${at("dynamodb", "table/t")}`],
  ],
  ["aws-sdk:dynamodb:query", { TableName: "t" }, [`dynamodb:Query on ${at("dynamodb", "table/t")}`]],
  [
    "aws-sdk:dynamodb:query",
    { TableName: "t", IndexName: "i" },
    [`dynamodb:Query on ${at("dynamodb", "table/t/index/i")}`],
  ],
  [
    "aws-sdk:dynamodb:scan",
    { TableName: "t", IndexName: "i" },
    [`dynamodb:Scan on ${at("dynamodb", "table/t/index/i")}`],
  ],
  [
    "aws-sdk:dynamodb:batchGetItem",
    { RequestItems: { a: {}, b: {} } },
    [
      `dynamodb:BatchGetItem on ${at("dynamodb", "table/a")}`,
      `dynamodb:BatchGetItem on ${at("dynamodb", "table/b")}`,
    ],
  ],
  [
    "aws-sdk:dynamodb:transactWriteItems",
    {
      TransactItems: [
        { Put: { TableName: "t" } },
        { ConditionCheck: { TableName: "t" } },
        { Delete: { TableName: "u" } },
      ],
    },
    [
      `dynamodb:ConditionCheckItem dynamodb:PutItem on ${at("dynamodb", "table/t")}`,
      `dynamodb:DeleteItem on ${at("dynamodb", "table/u")}`,
    ],
  ],

  // Messages.
  ["sns:publish", { TopicArn: at("sns", "t"), Message: "" }, [`sns:Publish on ${at("sns", "t")}`], {}],
  [
    "sns:publish",
    { TargetArn: at("sns", "endpoint/APNS/app/1"), Message: "" },
    [`sns:Publish on ${at("sns", "endpoint/APNS/app/1")}`],
    {},
  ],
  ["sns:publish", { PhoneNumber: "{% $n %}", Message: "" }, ["sns:Publish on *"], {}],
  [
    "sqs:sendMessage.waitForTaskToken",
    { QueueUrl: "https://sqs.eu-west-1.amazonaws.com/123456789012/q.fifo", MessageBody: "" },
    [`sqs:SendMessage on ${at("sqs", "q.fifo")}`],
    {},
  ],
  [
    "sqs:sendMessage",
    { QueueUrl: "https://queue.amazonaws.com/123456789012/q", MessageBody: "" },
    ["sqs:SendMessage on arn:aws:sqs:us-east-1:123456789012:q"],
    {},
  ],
  [
    "sqs:sendMessage",
    { QueueUrl: "https://eu-west-1.queue.amazonaws.com/123456789012/q", MessageBody: "" },
    [`sqs:SendMessage on ${at("sqs", "q")}`],
    {},
  ],
  [
    "arn:aws-cn:states:::sqs:sendMessage",
    { QueueUrl: "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/q", MessageBody: "" },
    ["sqs:SendMessage on arn:aws-cn:sqs:cn-north-1:123456789012:q"],
    {},
  ],
  [
    "aws-sdk:sqs:receiveMessage",
    { QueueUrl: "https://sqs.eu-west-1.amazonaws.com/123456789012/q" },
    [`sqs:ReceiveMessage on ${at("sqs", "q")}`],
    {},
  ],
  [
    "events:putEvents",
    {
      Entries: [
        { Source: "s" },
        { Source: "s", EventBusName: "b" },
        { EventBusName: "arn:aws:events:eu-west-1:999999999999:event-bus/theirs" },
      ],
    },
    [
      `events:PutEvents on ${at("events", "event-bus/b")}`,
      `events:PutEvents on ${at("events", "event-bus/default")}`,
      "events:PutEvents on arn:aws:events:eu-west-1:999999999999:event-bus/theirs",
    ],
  ],

  // Executions: IAM knows the machine, and a condition says which version.
  ["states:startExecution", { StateMachineArn: MACHINE }, [`states:StartExecution on ${MACHINE}`], {}],
  [
    "states:startExecution.waitForTaskToken",
    { StateMachineArn: `${MACHINE}:live` },
    [`states:StartExecution on ${MACHINE} if {"StringEquals":{"states:StateMachineQualifier":"live"}}`],
    {},
  ],
  [
    "states:startExecution.sync",
    { StateMachineArn: MACHINE },
    [
      rule("StepFunctionsGetEventsForStepFunctionsExecutionRule"),
      `states:DescribeExecution states:StopExecution on ${at("states", "execution:parent:*")}`,
      `states:StartExecution on ${MACHINE}`,
    ],
    {},
  ],
  [
    "states:startExecution.sync:2",
    { StateMachineArn: MACHINE, Name: "once" },
    [
      rule("StepFunctionsGetEventsForStepFunctionsExecutionRule"),
      `states:DescribeExecution states:StopExecution on ${at("states", "execution:parent:once")}`,
      `states:StartExecution on ${MACHINE}`,
    ],
    {},
  ],
  [
    "aws-sdk:sfn:stopExecution",
    { ExecutionArn: at("states", "execution:parent:once") },
    [`states:StopExecution on ${at("states", "execution:parent:once")}`],
    {},
  ],

  // Containers.
  [
    "batch:submitJob",
    { JobName: "j", JobQueue: "q", JobDefinition: "d:3" },
    [
      `batch:SubmitJob on ${at("batch", "job-definition/d:3")}`,
      `batch:SubmitJob on ${at("batch", "job-queue/q")}`,
    ],
  ],
  [
    "batch:submitJob.sync",
    { JobName: "j", JobQueue: at("batch", "job-queue/q"), JobDefinition: "d" },
    [
      "batch:DescribeJobs on *",
      `batch:TerminateJob on ${at("batch", "job/*")}`,
      `batch:SubmitJob on ${at("batch", "job-definition/d:*")}`,
      `batch:SubmitJob on ${at("batch", "job-queue/q")}`,
      rule("StepFunctionsGetEventsForBatchJobsRule"),
    ],
    {},
  ],
  ["codebuild:startBuild", { ProjectName: "p" }, [`codebuild:StartBuild on ${at("codebuild", "project/p")}`]],
  [
    "codebuild:startBuild.sync",
    { ProjectName: "p" },
    [
      `codebuild:BatchGetBuilds codebuild:StartBuild codebuild:StopBuild on ${at("codebuild", "project/p")}`,
      rule("StepFunctionsGetEventForCodeBuildStartBuildRule"),
    ],
  ],
  ["codebuild:stopBuild", { Id: "p:9f" }, [`codebuild:StopBuild on ${at("codebuild", "project/p")}`]],
  [
    "codebuild:batchGetReports",
    { ReportArns: [at("codebuild", "report/g:1")] },
    [`codebuild:BatchGetReports on ${at("codebuild", "report-group/g")}`],
  ],
  [
    "eks:createNodegroup.sync",
    { ClusterName: "c", NodegroupName: "n", Subnets: [], NodeRole: ROLE },
    [
      `eks:CreateNodegroup on ${at("eks", "cluster/c")}`,
      `eks:DeleteNodegroup eks:DescribeNodegroup on ${at("eks", "nodegroup/c/n/*")}`,
      passed("ec2"),
    ],
  ],
  ["eks:call", { ClusterName: "c" }, []],

  // Data.
  ["glue:startJobRun", { JobName: "j" }, [`glue:StartJobRun on ${at("glue", "job/j")}`]],
  [
    "glue:startJobRun.sync",
    { JobName: "j" },
    [`glue:BatchStopJobRun glue:GetJobRun glue:GetJobRuns glue:StartJobRun on ${at("glue", "job/j")}`],
  ],
  [
    "databrew:startJobRun.sync",
    { Name: "j" },
    [`databrew:ListJobRuns databrew:StartJobRun databrew:StopJobRun on ${at("databrew", "job/j")}`],
  ],
  [
    "bedrock:invokeModel",
    { ModelId: "anthropic.claude-v2:1", Input: { S3Uri: "s3://b/in.json" } },
    [
      "bedrock:InvokeModel on arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-v2:1",
      "s3:GetObject on arn:aws:s3:::b/in.json",
    ],
  ],

  // HTTP.
  [
    "http:invoke",
    {
      ApiEndpoint: "https://api.example/v1?x=*",
      Method: "POST",
      Authentication: { ConnectionArn: at("events", "connection/c/1-2") },
    },
    [
      `events:RetrieveConnectionCredentials on ${at("events", "connection/c/1-2")}`,
      `secretsmanager:DescribeSecret secretsmanager:GetSecretValue on ${at("secretsmanager", "secret:events!connection/c/*")}`,
      `states:InvokeHTTPEndpoint on ${MACHINE} if {"StringEquals":{"states:HTTPEndpoint":"https://api.example/v1\${?}x=\${*}","states:HTTPMethod":"POST"}}`,
    ],
    { stateMachineArn: MACHINE },
  ],
  [
    "apigateway:invoke",
    {
      ApiEndpoint: "abc.execute-api.eu-west-1.amazonaws.com",
      Method: "GET",
      Stage: "v1",
      Path: "/pets/1",
      AuthType: "IAM_ROLE",
    },
    [`execute-api:Invoke on ${at("execute-api", "abc/v1/GET/pets/1")}`],
  ],
  ["apigateway:invoke", { ApiEndpoint: "{% $e %}", Method: "GET" }, []],

  // S3: the key, and nothing around it.
  [
    "aws-sdk:s3:getObject",
    { Bucket: "b", Key: "a/b c*.json" },
    ["s3:GetObject on arn:aws:s3:::b/a/b c${*}.json"],
    {},
  ],
  [
    "aws-sdk:s3:getObject",
    { Bucket: "b", Key: "${k}", VersionId: "{% $v %}" },
    ["s3:GetObjectVersion on arn:aws:s3:::b/${$}{k}"],
    {},
  ],
  [
    "aws-sdk:s3:getObject",
    { Bucket: at("s3", "accesspoint/p"), Key: "k" },
    [`s3:GetObject on ${at("s3", "accesspoint/p/object/k")}`],
    {},
  ],
  [
    "aws-sdk:s3:putObject",
    { Bucket: "b", Key: "k", Tagging: "a=b", ACL: "private" },
    ["s3:PutObject s3:PutObjectAcl s3:PutObjectTagging on arn:aws:s3:::b/k"],
    {},
  ],
  [
    "aws-sdk:s3:copyObject",
    { Bucket: "b", Key: "k", CopySource: "c/a%20b" },
    ["s3:PutObject on arn:aws:s3:::b/k", "s3:GetObject on arn:aws:s3:::c/a b"],
    {},
  ],
  [
    "aws-sdk:s3:deleteObjects",
    { Bucket: "b", Delete: { Objects: [{ Key: "x" }, { Key: "y", VersionId: "1" }] } },
    ["s3:DeleteObject on arn:aws:s3:::b/x", "s3:DeleteObjectVersion on arn:aws:s3:::b/y"],
    {},
  ],
  [
    "aws-sdk:s3:listObjectsV2",
    { Bucket: "b", Prefix: "p/" },
    ['s3:ListBucket on arn:aws:s3:::b if {"StringEquals":{"s3:prefix":"p/"}}'],
    {},
  ],
  ["aws-sdk:s3:headObject", { Bucket: "b", Key: "k" }, ["s3:GetObject on arn:aws:s3:::b/k"], {}],

  // Other calls of the SDK.
  [
    "aws-sdk:secretsmanager:getSecretValue",
    { SecretId: "s" },
    [`secretsmanager:GetSecretValue on ${at("secretsmanager", "secret:s-??????")}`],
  ],
  [
    "aws-sdk:secretsmanager:getSecretValue",
    { SecretId: at("secretsmanager", "secret:s-AbCdEf") },
    [`secretsmanager:GetSecretValue on ${at("secretsmanager", "secret:s-AbCdEf")}`],
    {},
  ],
  ["aws-sdk:ssm:getParameter", { Name: "/a/b" }, [`ssm:GetParameter on ${at("ssm", "parameter/a/b")}`]],
  [
    "aws-sdk:cloudwatch:putMetricData",
    { Namespace: "n", MetricData: [] },
    ['cloudwatch:PutMetricData on * if {"StringEquals":{"cloudwatch:namespace":"n"}}'],
    {},
  ],
  [
    "aws-sdk:rekognition:detectLabels",
    { Image: { S3Object: { Bucket: "b", Name: "i.png" } } },
    ["rekognition:DetectLabels on *", "s3:GetObject on arn:aws:s3:::b/i.png"],
    {},
  ],
  ["aws-sdk:ec2:describeInstances", {}, ["ec2:DescribeInstances on *"], {}],
  ["aws-sdk:sts:getCallerIdentity", {}, [], {}],

  // Jobs.
  [
    "sagemaker:createTrainingJob.sync",
    { TrainingJobName: "Job", RoleArn: ROLE, OutputDataConfig: {} },
    [
      rule("StepFunctionsGetEventsForSageMakerTrainingJobsRule"),
      passed("sagemaker"),
      `sagemaker:CreateTrainingJob sagemaker:DescribeTrainingJob sagemaker:StopTrainingJob on ${at("sagemaker", "training-job/job")}`,
    ],
  ],
  [
    "sagemaker:createEndpoint",
    { EndpointName: "e", EndpointConfigName: "c", Tags: [] },
    [
      `sagemaker:CreateEndpoint on ${at("sagemaker", "endpoint-config/c")}`,
      `sagemaker:CreateEndpoint on ${at("sagemaker", "endpoint/e")}`,
    ],
  ],
  [
    "elasticmapreduce:addStep.sync",
    { ClusterId: "j-1", Step: {} },
    [
      `elasticmapreduce:AddJobFlowSteps elasticmapreduce:CancelSteps elasticmapreduce:DescribeStep on ${at("elasticmapreduce", "cluster/j-1")}`,
      rule("StepFunctionsGetEventForEMRAddJobFlowStepsRule"),
    ],
  ],
  [
    "emr-serverless:startJobRun.sync",
    { ApplicationId: "a", ExecutionRoleArn: ROLE },
    [
      `emr-serverless:StartJobRun on ${at("emr-serverless", "/applications/a")}`,
      `emr-serverless:CancelJobRun emr-serverless:GetJobRun on ${at("emr-serverless", "/applications/a/jobruns/*")}`,
      rule("StepFunctionsGetEventsForEMRServerlessJobRule"),
      passed("emr-serverless"),
    ],
  ],
  [
    "mediaconvert:createJob",
    { Role: "worker", Settings: {} },
    [passed("mediaconvert"), `mediaconvert:CreateJob on ${at("mediaconvert", "queues/Default")}`],
  ],
];

const REFUSED: readonly (readonly [what: string, integration: string, given: JsonObject, found: string])[] = [
  [
    "a wildcard in the name of an index",
    "aws-sdk:dynamodb:scan",
    { TableName: "t", IndexName: "a*" },
    "the name of an index, found a*.",
  ],
  [
    "a wildcard for a function",
    "lambda:invoke",
    { FunctionName: at("lambda", "function:*") },
    "the ARN of a function in Arguments.FunctionName",
  ],
  [
    "a wildcard for a version",
    "lambda:invoke",
    { FunctionName: at("lambda", "function:f:*") },
    "the ARN of a function",
  ],
  [
    "an expression for a version",
    "lambda:invoke",
    { FunctionName: "f", Qualifier: "{% $v %}" },
    "a version or an alias in Arguments.Qualifier",
  ],
  [
    "two versions",
    "lambda:invoke",
    { FunctionName: "f:1", Qualifier: "2" },
    "one version or alias in Arguments.Qualifier",
  ],
  ["a number for a function", "lambda:invoke", { FunctionName: 1 }, "the ARN of a function"],
  ["an empty name", "lambda:invoke", { FunctionName: "" }, "the ARN of a function"],
  [
    "a wildcard for a table",
    "dynamodb:getItem",
    { TableName: "*", Key: {} },
    "the name or the ARN of a table",
  ],
  [
    "another service's ARN for a table",
    "dynamodb:getItem",
    { TableName: at("sns", "t"), Key: {} },
    "the name or the ARN of a table",
  ],
  [
    "another service's ARN for a topic",
    "sns:publish",
    { TopicArn: at("sqs", "t"), Message: "" },
    "the ARN of a topic in Arguments.TopicArn",
  ],
  [
    "a queue elsewhere",
    "sqs:sendMessage",
    { QueueUrl: "https://example.com/1/q", MessageBody: "" },
    "the URL of a queue",
  ],
  [
    "entries that an expression makes",
    "events:putEvents",
    { Entries: "{% $e %}" },
    "a list of events in Arguments.Entries",
  ],
  [
    "a bus that an expression names",
    "events:putEvents",
    { Entries: [{ EventBusName: "{% $b %}" }] },
    "the name or the ARN of an event bus in Arguments.Entries[0].EventBusName",
  ],
  ["a global endpoint", "events:putEvents", { EndpointId: "e", Entries: [] }, "no EndpointId"],
  [
    "a map run for a machine",
    "states:startExecution",
    { StateMachineArn: `${MACHINE}/label` },
    "the ARN of a state machine",
  ],
  [
    "a key that an expression names",
    "aws-sdk:s3:getObject",
    { Bucket: "b", Key: "{% $k %}" },
    "the key of an object in Arguments.Key",
  ],
  ["a wildcard for a bucket", "aws-sdk:s3:getObject", { Bucket: "b*", Key: "k" }, "the name of a bucket"],
  ["the alias of a key", "aws-sdk:kms:decrypt", { KeyId: "alias/a" }, "the id or the ARN of a key"],
  [
    "an HTTP endpoint without the machine's ARN",
    "http:invoke",
    { ApiEndpoint: "https://a.example", Method: "GET" },
    "the ARN of the machine itself",
  ],
  [
    "a model that stands for several",
    "bedrock:invokeModel",
    { ModelId: "eu.anthropic.claude" },
    "the id or the ARN of a model",
  ],
  [
    "a query of which only the id is known",
    "athena:getQueryResults",
    { QueryExecutionId: "q" },
    "the work group of the query",
  ],
];

describe("permissions: rules", () => {
  for (const [integration, given, needed, options = HERE] of NEEDS)
    it(`allow ${integration} of ${JSON.stringify(given)} what it needs`, () => {
      expect(lines(one(task(integration, given), options))).to.have.members(needed);
    });

  for (const [what, integration, given, expected] of REFUSED)
    it(`refuse ${what}`, () => {
      expect(() => one(task(integration, given))).to.throw(Error, `State Call: expected ${expected}`);
    });

  it("exist for every integration: each answers, or says by name what it misses", () => {
    for (const name of KNOWN) {
      const outcome = () => one(task(name, {}));
      try {
        expect(outcome(), name).to.be.an("array");
      } catch (error) {
        expect(error, name)
          .to.be.an("error")
          .with.property("message")
          .that.matches(/^State Call: /);
      }
    }
  });

  describe("for ecs:runTask", () => {
    const cluster = at("ecs", "cluster/c");
    const condition = `if {"ArnEquals":{"ecs:cluster":"${cluster}"}}`;
    const run = task("ecs:runTask.sync", { Cluster: "c", TaskDefinition: "family" });

    it("ask for the roles of the task definition, which it does not say", () => {
      expect(() => one(run)).to.throw(
        "State Call: which roles the task definition family has is not known here. Allow iam:PassRole on each, " +
          'or nothing where it has none, in options.grants["Call.TaskRoles"].',
      );
    });

    it("allow the task in its cluster alone, and to pass the roles that were given", () => {
      const grant = { Action: ["iam:PassRole"], Resource: [ROLE] };
      expect(lines(one(run, { ...HERE, grants: { "Call.TaskRoles": [grant] } }))).to.deep.equal([
        `ecs:RunTask on ${at("ecs", "task-definition/family:*")} ${condition}`,
        `ecs:DescribeTasks ecs:StopTask on ${at("ecs", "task/c/*")} ${condition}`,
        rule("StepFunctionsGetEventsForECSTaskRule"),
        `iam:PassRole on ${ROLE}`,
      ]);
    });

    it("allow one revision, and the roles that are written in the state", () => {
      const given = { TaskDefinition: "family:7", Overrides: { TaskRoleArn: ROLE } };
      expect(
        lines(one(task("ecs:runTask", given), { ...HERE, grants: { "Call.TaskRoles": [] } })),
      ).to.deep.equal([
        `ecs:RunTask on ${at("ecs", "task-definition/family:7")} if {"ArnEquals":{"ecs:cluster":"${at("ecs", "cluster/default")}"}}`,
        passed("ecs-tasks"),
      ]);
    });
  });

  describe("for athena:startQueryExecution", () => {
    const query = task("athena:startQueryExecution.sync", {
      QueryString: "SELECT 1",
      WorkGroup: "g",
      ResultConfiguration: { OutputLocation: "s3://results/athena/" },
    });

    it("ask for what the query reads", () => {
      expect(() => one(query)).to.throw('in options.grants["Call.Data"].');
    });

    it("allow the query in its work group, and to write its result", () => {
      expect(lines(one(query, { ...HERE, grants: { "Call.Data": [] } }))).to.deep.equal([
        `athena:GetDataCatalog on ${at("athena", "datacatalog/AwsDataCatalog")}`,
        `athena:GetQueryExecution athena:StartQueryExecution athena:StopQueryExecution on ${at("athena", "workgroup/g")}`,
        "s3:GetBucketLocation s3:ListBucketMultipartUploads on arn:aws:s3:::results",
        "s3:AbortMultipartUpload s3:GetObject s3:ListMultipartUploadParts s3:PutObject on arn:aws:s3:::results/athena/*",
      ]);
    });
  });
});
