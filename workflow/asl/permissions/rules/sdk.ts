/**
 * Calls through the SDK beside those of the table of integrations. Resources are those of
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
import { arnFrom, makeArn, objectArn, type Place } from "../place";
import { ANY, GENERATED, isSync, onEach, type Rule } from "../rule";
import { literally } from "../statement";
import { runTask, startBuild, submitJob } from "./containers";
import { glueStartJobRun, invokeModel, startQueryExecution } from "./data";
import { onTable } from "./dynamodb";
import { lambdaInvoke, onFunction } from "./lambda";
import { onQueue, onTopic, putEvents, snsPublish } from "./messages";
import { listObjects, onBucket, onObject } from "./s3";
import { onExecution, onMachine, startExecution } from "./states";

/** `service:action`, as after `aws-sdk:`. */
export function sdkRule(name: string): Rule | undefined {
  if (Object.hasOwn(RULES, name)) return RULES[name];
  // EC2 knows no resources for what it describes.
  return /^ec2:describe[A-Z][A-Za-z]+$/.test(name) ? anything(name.replace("ec2:d", "ec2:D")) : undefined;
}

const anything =
  (action: string): Rule =>
  () => [ANY(action)];

/** One resource that an argument names, by an ARN or by what its ARN ends with. */
const named =
  (action: string, field: string, service: string, prefix: string, what: string): Rule =>
  ({ given, place }) =>
    onEach([action], arnFrom(place, { text: given.text(field, what), service, prefix, what }));

/** A secret's ARN ends with six characters that AWS makes up. */
const onSecret =
  (action: string): Rule =>
  ({ given, place }) => {
    const text = given.text("SecretId", "the name or the ARN of a secret");
    return text.startsWith("arn:")
      ? onEach(
          [action],
          arnFrom(place, { text, service: "secretsmanager", prefix: "secret:", what: "the ARN of a secret" }),
        )
      : onEach(
          [action],
          makeArn(place, "secretsmanager", `secret:${literally(text)}-??????`),
          GENERATED("the end of the ARN of a secret"),
        );
  };

const parameterArn = (place: Place, text: string): string =>
  arnFrom(place, {
    text: text.replace(/^\//, ""),
    service: "ssm",
    prefix: "parameter/",
    what: "the name of a parameter",
  });

const onParameter =
  (action: string): Rule =>
  ({ given, place }) =>
    onEach([action], parameterArn(place, given.text("Name", "the name of a parameter")));

const getParameters: Rule = function* ({ given, place }) {
  for (const name of given.list("Names", "a list of names of parameters"))
    yield* onEach(["ssm:GetParameters"], parameterArn(place, name.itself("the name of a parameter")));
};

/** An alias is no resource: which key it means may change. */
const onKey =
  (action: string): Rule =>
  ({ given, place }) => {
    const what = "the id or the ARN of a key";
    const text = given.text("KeyId", what);
    if (text.startsWith("alias/")) throw given.refuse("KeyId", what);
    return onEach([action], arnFrom(place, { text, service: "kms", prefix: "key/", what }));
  };

const onStream =
  (action: string): Rule =>
  ({ given, place }) => {
    const what = "the name or the ARN of a stream";
    const text = given.text(given.has("StreamARN") ? "StreamARN" : "StreamName", what);
    return onEach([action], arnFrom(place, { text, service: "kinesis", prefix: "stream/", what }));
  };

const putMetricData: Rule = ({ given }) =>
  onEach(["cloudwatch:PutMetricData"], "*", {
    condition: {
      StringEquals: { "cloudwatch:namespace": literally(given.text("Namespace", "a namespace")) },
    },
    wildcard: "AWS knows no resource for cloudwatch:PutMetricData, but the namespace",
  });

/** These read the object with the permissions of their caller. */
const ofObject = (action: string, field: string): Rule =>
  function* ({ given, place }) {
    yield ANY(action);
    if (!given.has(field)) return;
    const key = given.has(`${field}.Name`) ? "Name" : "Key";
    yield* onEach(
      [given.has(`${field}.Version`) ? "s3:GetObjectVersion" : "s3:GetObject"],
      objectArn(
        place,
        given.text(`${field}.Bucket`, "the name of a bucket"),
        given.text(`${field}.${key}`, "the key of an object"),
      ),
    );
  };

/** The optimised call of the same name, which has patterns that the SDK has not. */
const plain =
  (rule: Rule): Rule =>
  (call) =>
    isSync(call) ? [] : rule(call);

const RULES: Readonly<Record<string, Rule>> = {
  "athena:startQueryExecution": plain(startQueryExecution),
  "batch:describeJobs": anything("batch:DescribeJobs"),
  "batch:submitJob": plain(submitJob),
  "bedrockruntime:converse": invokeModel,
  "bedrockruntime:invokeModel": invokeModel,
  "cloudwatch:putMetricData": putMetricData,
  "codebuild:startBuild": plain(startBuild),
  "comprehend:detectDominantLanguage": anything("comprehend:DetectDominantLanguage"),
  "comprehend:detectKeyPhrases": anything("comprehend:DetectKeyPhrases"),
  "comprehend:detectPiiEntities": anything("comprehend:DetectPiiEntities"),
  "comprehend:detectSentiment": anything("comprehend:DetectSentiment"),
  "dynamodb:deleteItem": onTable("dynamodb:DeleteItem"),
  "dynamodb:deleteTable": onTable("dynamodb:DeleteTable"),
  "dynamodb:describeTable": onTable("dynamodb:DescribeTable"),
  "dynamodb:getItem": onTable("dynamodb:GetItem"),
  "dynamodb:putItem": onTable("dynamodb:PutItem"),
  "dynamodb:updateItem": onTable("dynamodb:UpdateItem"),
  "dynamodb:updateTable": onTable("dynamodb:UpdateTable"),
  "ecs:runTask": plain(runTask),
  "eventbridge:putEvents": putEvents,
  "firehose:putRecord": named(
    "firehose:PutRecord",
    "DeliveryStreamName",
    "firehose",
    "deliverystream/",
    "the name of a stream",
  ),
  "firehose:putRecordBatch": named(
    "firehose:PutRecordBatch",
    "DeliveryStreamName",
    "firehose",
    "deliverystream/",
    "the name of a stream",
  ),
  "glue:getCrawler": named("glue:GetCrawler", "Name", "glue", "crawler/", "the name of a crawler"),
  "glue:getJobRun": named("glue:GetJobRun", "JobName", "glue", "job/", "the name of a job"),
  "glue:startCrawler": named("glue:StartCrawler", "Name", "glue", "crawler/", "the name of a crawler"),
  "glue:startJobRun": plain(glueStartJobRun),
  "glue:startWorkflowRun": named(
    "glue:StartWorkflowRun",
    "Name",
    "glue",
    "workflow/",
    "the name of a workflow",
  ),
  "kinesis:putRecord": onStream("kinesis:PutRecord"),
  "kinesis:putRecords": onStream("kinesis:PutRecords"),
  "kms:decrypt": onKey("kms:Decrypt"),
  "kms:describeKey": onKey("kms:DescribeKey"),
  "kms:encrypt": onKey("kms:Encrypt"),
  "kms:generateDataKey": onKey("kms:GenerateDataKey"),
  "lambda:getFunction": onFunction("lambda:GetFunction"),
  "lambda:getFunctionConfiguration": onFunction("lambda:GetFunctionConfiguration"),
  "lambda:invoke": lambdaInvoke,
  "polly:synthesizeSpeech": anything("polly:SynthesizeSpeech"),
  "rekognition:detectFaces": ofObject("rekognition:DetectFaces", "Image.S3Object"),
  "rekognition:detectLabels": ofObject("rekognition:DetectLabels", "Image.S3Object"),
  "rekognition:detectModerationLabels": ofObject("rekognition:DetectModerationLabels", "Image.S3Object"),
  "rekognition:detectText": ofObject("rekognition:DetectText", "Image.S3Object"),
  "s3:deleteObjectTagging": onObject("s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging"),
  "s3:getBucketLocation": onBucket("s3:GetBucketLocation"),
  "s3:getObjectAttributes": onObject("s3:GetObjectAttributes", "s3:GetObjectVersionAttributes"),
  "s3:getObjectTagging": onObject("s3:GetObjectTagging", "s3:GetObjectVersionTagging"),
  "s3:headBucket": onBucket("s3:ListBucket"),
  "s3:listBuckets": anything("s3:ListAllMyBuckets"),
  "s3:listObjectVersions": onBucket("s3:ListBucketVersions"),
  "s3:listObjects": listObjects,
  "s3:putObjectAcl": onObject("s3:PutObjectAcl", "s3:PutObjectVersionAcl"),
  "s3:putObjectTagging": onObject("s3:PutObjectTagging", "s3:PutObjectVersionTagging"),
  "s3:restoreObject": onObject("s3:RestoreObject"),
  "secretsmanager:describeSecret": onSecret("secretsmanager:DescribeSecret"),
  "secretsmanager:getSecretValue": onSecret("secretsmanager:GetSecretValue"),
  "secretsmanager:putSecretValue": onSecret("secretsmanager:PutSecretValue"),
  "secretsmanager:updateSecret": onSecret("secretsmanager:UpdateSecret"),
  "sfn:describeExecution": onExecution("states:DescribeExecution"),
  "sfn:describeStateMachine": onMachine("states:DescribeStateMachine"),
  "sfn:getExecutionHistory": onExecution("states:GetExecutionHistory"),
  "sfn:listExecutions": onMachine("states:ListExecutions"),
  "sfn:redriveExecution": onExecution("states:RedriveExecution"),
  "sfn:startExecution": startExecution,
  "sfn:startSyncExecution": onMachine("states:StartSyncExecution"),
  "sfn:stopExecution": onExecution("states:StopExecution"),
  "sns:publish": snsPublish,
  "sns:publishBatch": onTopic("sns:Publish"),
  "sns:subscribe": onTopic("sns:Subscribe"),
  "sqs:changeMessageVisibility": onQueue("sqs:ChangeMessageVisibility"),
  "sqs:deleteMessage": onQueue("sqs:DeleteMessage"),
  "sqs:deleteMessageBatch": onQueue("sqs:DeleteMessage"),
  "sqs:getQueueAttributes": onQueue("sqs:GetQueueAttributes"),
  "sqs:purgeQueue": onQueue("sqs:PurgeQueue"),
  "sqs:receiveMessage": onQueue("sqs:ReceiveMessage"),
  "sqs:sendMessage": onQueue("sqs:SendMessage"),
  "sqs:sendMessageBatch": onQueue("sqs:SendMessage"),
  "ssm:deleteParameter": onParameter("ssm:DeleteParameter"),
  "ssm:getParameter": onParameter("ssm:GetParameter"),
  "ssm:getParameters": getParameters,
  "ssm:putParameter": onParameter("ssm:PutParameter"),
  // Every identity may ask who it is.
  "sts:getCallerIdentity": () => [],
  "textract:analyzeDocument": ofObject("textract:AnalyzeDocument", "Document.S3Object"),
  "textract:analyzeExpense": ofObject("textract:AnalyzeExpense", "Document.S3Object"),
  "textract:detectDocumentText": ofObject("textract:DetectDocumentText", "Document.S3Object"),
  "translate:translateText": anything("translate:TranslateText"),
};
