/** Jobs on data: https://docs.aws.amazon.com/step-functions/latest/dg/connect-glue.html, connect-databrew.html and
 *  connect-athena.html there. */
import type { Given } from "../given";
import { arnFrom, bucketArn, makeArn, objectArn, objectsArn, parseS3Uri, type Place } from "../place";
import { refusal } from "../refusal";
import { GENERATED, isSync, onEach, type Rule } from "../rule";
import type { Need } from "../statement";

/** Step Functions asks for the state of these jobs: no rule tells it. */
const polledJob = (service: string, field: string, start: string, poll: readonly string[]): Rule =>
  function* (call) {
    const what = "the name of a job";
    const text = call.given.text(field, what);
    const job = arnFrom(call.place, { text, service, prefix: "job/", what });
    yield* onEach([`${service}:${start}`], job);
    if (isSync(call))
      yield* onEach(
        poll.map((action) => `${service}:${action}`),
        job,
      );
  };

export const glueStartJobRun = polledJob("glue", "JobName", "StartJobRun", [
  "BatchStopJobRun",
  "GetJobRun",
  "GetJobRuns",
]);

export const dataBrewStartJobRun = polledJob("databrew", "Name", "StartJobRun", [
  "ListJobRuns",
  "StopJobRun",
]);

/** What Athena itself does with the role: it writes the result, and reads tables that only the query knows. */
export const startQueryExecution: Rule = function* (call) {
  const { given, place } = call;
  const group = given.optionalText("WorkGroup", "the name of a work group") ?? "primary";
  const workGroup = arnFrom(place, {
    text: group,
    service: "athena",
    prefix: "workgroup/",
    what: "a work group",
  });
  yield* onEach(["athena:StartQueryExecution"], workGroup);
  if (isSync(call)) yield* onEach(["athena:GetQueryExecution", "athena:StopQueryExecution"], workGroup);
  const catalog =
    given.optionalText("QueryExecutionContext.Catalog", "the name of a catalog") ?? "AwsDataCatalog";
  yield* onEach(
    ["athena:GetDataCatalog"],
    arnFrom(place, { text: catalog, service: "athena", prefix: "datacatalog/", what: "a catalog" }),
  );
  const output = given.optionalText("ResultConfiguration.OutputLocation", "s3://bucket/prefix/");
  if (output !== undefined) yield* written(place, output);
  yield {
    part: "Data",
    message:
      "which tables and objects its query reads is not known here" +
      (output === undefined ? ", nor where its work group writes the result" : "") +
      ". Allow the actions of glue and s3 on them",
  };
};

function* written(place: Place, location: string): Iterable<Need> {
  const { bucket, key } = parseS3Uri(location);
  yield* onEach(["s3:GetBucketLocation", "s3:ListBucketMultipartUploads"], bucketArn(place, bucket));
  yield* onEach(
    ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
    objectsArn(place, bucket, key),
    GENERATED("the names of results"),
  );
}

/** IAM asks for the work group, which only the query's start has named. */
export const onQuery: Rule = () => {
  throw refusal(
    "expected the work group of the query to be known, found its id only.",
    "There is no place for it in the definition",
  );
};

/** Which model IAM is asked for; a profile stands for models in several regions. */
export const invokeModel: Rule = function* ({ given, place }) {
  const what = "the id or the ARN of a model";
  const model = given.text("ModelId", what);
  if (
    /^arn:[^:]*:bedrock:[^:]*:[^:]*:[a-z-]*inference-profile\/|^(us|us-gov|eu|apac|jp|au|global)\./.test(
      model,
    )
  )
    throw refusal(
      `expected ${what} in Arguments.ModelId, found ${model}, which stands for several.`,
      "Name one model",
    );
  yield* onEach(
    ["bedrock:InvokeModel"],
    model.startsWith("arn:")
      ? arnFrom(place, { text: model, service: "bedrock", prefix: "", what })
      : makeArn({ ...place, account: "" }, "bedrock", foundationModel(given, model)),
  );
  for (const [field, action] of [
    ["Input.S3Uri", "s3:GetObject"],
    ["Output.S3Uri", "s3:PutObject"],
  ] as const) {
    const uri = given.optionalText(field, "s3://bucket/key");
    if (uri === undefined) continue;
    const { bucket, key } = parseS3Uri(uri);
    yield* onEach([action], objectArn(place, bucket, key));
  }
};

function foundationModel(given: Given, model: string): string {
  if (/^[A-Za-z0-9.:_-]+$/.test(model)) return `foundation-model/${model}`;
  throw given.refuse("ModelId", "the id or the ARN of a model");
}
