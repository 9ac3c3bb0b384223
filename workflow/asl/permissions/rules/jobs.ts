/**
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html, connect-emr.html, connect-emr-eks.html,
 * connect-emr-serverless.html and connect-mediaconvert.html there.
 */
import type { Given } from "../given";
import { arnFrom, makeArn } from "../place";
import { refusal } from "../refusal";
import { ANY, GENERATED, isSync, managedRule, onEach, passRole, type Rule, type ServiceCall } from "../rule";
import { literally } from "../statement";

/** SageMaker's ARNs have names in lower case. */
const sageMakerArn = ({ given, place }: ServiceCall, kind: string, field: string): string =>
  makeArn(place, "sagemaker", `${kind}/${literally(given.text(field, "a name").toLowerCase())}`);

function sageMaker(options: {
  readonly noun: string;
  readonly kind: string;
  readonly role?: string;
  readonly rule?: string;
}): Rule {
  const { noun, kind, role, rule } = options;
  return function* (call) {
    const { given, place } = call;
    const made = sageMakerArn(call, kind, `${noun}Name`);
    yield* onEach([`sagemaker:Create${noun}`], made);
    if (given.has("Tags")) yield* onEach(["sagemaker:AddTags"], made);
    if (role !== undefined && given.has(role))
      yield passRole(place, given.text(role, "the ARN of a role"), "sagemaker");
    if (rule === undefined || !isSync(call)) return;
    yield* onEach([`sagemaker:Describe${noun}`, `sagemaker:Stop${noun}`], made);
    yield* managedRule(call, `StepFunctionsGetEventsForSageMaker${rule}Rule`);
  };
}

export const createTrainingJob = sageMaker({
  noun: "TrainingJob",
  kind: "training-job",
  role: "RoleArn",
  rule: "TrainingJobs",
});
export const createTransformJob = sageMaker({
  noun: "TransformJob",
  kind: "transform-job",
  rule: "TransformJobs",
});
export const createLabelingJob = sageMaker({
  noun: "LabelingJob",
  kind: "labeling-job",
  role: "RoleArn",
  rule: "LabelingJobs",
});
export const createProcessingJob = sageMaker({
  noun: "ProcessingJob",
  kind: "processing-job",
  role: "RoleArn",
  rule: "ProcessingJobs",
});
/** Of one kind of training job, or of several. */
export const createHyperParameterTuningJob: Rule = function* (call) {
  const { given, place } = call;
  yield* tuningJob(call);
  const role = (trained: Given, field: string) =>
    passRole(place, trained.text(field, "the ARN of a role"), "sagemaker");
  if (given.has("TrainingJobDefinition")) yield role(given, "TrainingJobDefinition.RoleArn");
  if (given.has("TrainingJobDefinitions"))
    for (const each of given.list("TrainingJobDefinitions", "a list of training jobs"))
      yield role(each, "RoleArn");
};

const tuningJob = sageMaker({
  noun: "HyperParameterTuningJob",
  kind: "hyper-parameter-tuning-job",
  rule: "TuningJobs",
});
export const createModel = sageMaker({ noun: "Model", kind: "model", role: "ExecutionRoleArn" });
export const createEndpointConfig = sageMaker({ noun: "EndpointConfig", kind: "endpoint-config" });

/** An endpoint is allowed together with its configuration. */
const endpoint = (action: string): Rule =>
  function* (call) {
    yield* onEach([action], sageMakerArn(call, "endpoint", "EndpointName"));
    yield* onEach([action], sageMakerArn(call, "endpoint-config", "EndpointConfigName"));
  };

export const createEndpoint = endpoint("sagemaker:CreateEndpoint");
export const updateEndpoint = endpoint("sagemaker:UpdateEndpoint");

/** What is made has an id that AWS makes up, and reads what only the job's data knows. */
export const createModelCustomizationJob: Rule = () => {
  throw refusal(
    "expected the models and the data of a customisation job to be known, found names that AWS makes up.",
    "There is no place for them in the definition",
  );
};

/** Clusters have ids, not names. */
const emrCluster = ({ given, place }: ServiceCall): string =>
  arnFrom(place, {
    text: given.text("ClusterId", "the id of a cluster"),
    service: "elasticmapreduce",
    prefix: "cluster/",
    what: "the id of a cluster",
  });

const emr = (
  actions: readonly string[],
  job?: { readonly actions: readonly string[]; readonly rule: string },
): Rule =>
  function* (call) {
    const cluster = emrCluster(call);
    yield* onEach(actions, cluster);
    if (job === undefined || !isSync(call)) return;
    yield* onEach(job.actions, cluster);
    yield* managedRule(call, `StepFunctionsGetEventForEMR${job.rule}Rule`);
  };

export const emrCreateCluster: Rule = function* (call) {
  const { given, place } = call;
  yield ANY("elasticmapreduce:RunJobFlow");
  const service = given.text("ServiceRole", "the role of the service");
  yield passRole(place, service, "elasticmapreduce");
  const instances = given.optionalText("JobFlowRole", "the role of the instances");
  if (instances !== undefined) yield passRole(place, instances, "ec2");
  const scaling = given.optionalText("AutoScalingRole", "the role that scales");
  if (scaling !== undefined) yield passRole(place, scaling, "application-autoscaling");
  if (!isSync(call)) return;
  yield* onEach(
    ["elasticmapreduce:DescribeCluster", "elasticmapreduce:TerminateJobFlows"],
    makeArn(place, "elasticmapreduce", "cluster/*"),
    GENERATED("the ids of clusters"),
  );
  yield* managedRule(call, "StepFunctionsGetEventForEMRRunJobFlowRule");
};

export const setTerminationProtection = emr(["elasticmapreduce:SetTerminationProtection"]);
export const terminateCluster = emr(["elasticmapreduce:TerminateJobFlows"], {
  actions: ["elasticmapreduce:DescribeCluster"],
  rule: "TerminateJobFlows",
});
export const addStep = emr(["elasticmapreduce:AddJobFlowSteps"], {
  actions: ["elasticmapreduce:CancelSteps", "elasticmapreduce:DescribeStep"],
  rule: "AddJobFlowSteps",
});
export const cancelStep = emr(["elasticmapreduce:CancelSteps"]);
export const modifyInstanceFleet = emr([
  "elasticmapreduce:ListInstanceFleets",
  "elasticmapreduce:ModifyInstanceFleet",
]);
export const modifyInstanceGroup = emr([
  "elasticmapreduce:ListInstanceGroups",
  "elasticmapreduce:ModifyInstanceGroups",
]);

const linkedRole = ({ place }: ServiceCall, service: string, role: string) =>
  onEach(
    ["iam:CreateServiceLinkedRole"],
    makeArn({ ...place, region: "" }, "iam", `role/aws-service-role/${service}.amazonaws.com/${role}`),
    { condition: { StringLike: { "iam:AWSServiceName": `${service}.amazonaws.com` } } },
  );

export const createVirtualCluster: Rule = function* (call) {
  yield ANY("emr-containers:CreateVirtualCluster");
  yield* linkedRole(call, "emr-containers", "AWSServiceRoleForAmazonEMRContainers");
};

const virtualCluster = ({ given, place }: ServiceCall, field: string): string =>
  makeArn(
    place,
    "emr-containers",
    `/virtualclusters/${literally(given.text(field, "the id of a virtual cluster"))}`,
  );

export const deleteVirtualCluster: Rule = function* (call) {
  const cluster = virtualCluster(call, "Id");
  yield* onEach(["emr-containers:DeleteVirtualCluster"], cluster);
  if (isSync(call)) yield* onEach(["emr-containers:DescribeVirtualCluster"], cluster);
};

export const emrContainersStartJobRun: Rule = function* (call) {
  const cluster = virtualCluster(call, "VirtualClusterId");
  const role = call.given.optionalText("ExecutionRoleArn", "the ARN of a role");
  yield* onEach(
    ["emr-containers:StartJobRun"],
    cluster,
    role === undefined ? {} : { condition: { StringEquals: { "emr-containers:ExecutionRoleArn": role } } },
  );
  if (isSync(call))
    yield* onEach(
      ["emr-containers:CancelJobRun", "emr-containers:DescribeJobRun"],
      `${cluster}/jobruns/*`,
      GENERATED("the ids of job runs"),
    );
};

const application = ({ given, place }: ServiceCall): string =>
  makeArn(
    place,
    "emr-serverless",
    `/applications/${literally(given.text("ApplicationId", "the id of an application"))}`,
  );

const APPLICATION_RULE = "StepFunctionsGetEventsForEMRServerlessApplicationRule";
const JOB_RULE = "StepFunctionsGetEventsForEMRServerlessJobRule";

export const createApplication: Rule = function* (call) {
  yield* onEach(
    ["emr-serverless:CreateApplication"],
    makeArn(call.place, "emr-serverless", "/*"),
    GENERATED("the ids of applications"),
  );
  yield* linkedRole(call, "ops.emr-serverless", "AWSServiceRoleForAmazonEMRServerless");
  if (!isSync(call)) return;
  yield* onEach(
    ["emr-serverless:DeleteApplication", "emr-serverless:GetApplication"],
    makeArn(call.place, "emr-serverless", "/applications/*"),
    GENERATED("the ids of applications"),
  );
  yield* managedRule(call, APPLICATION_RULE);
};

const onApplication = (action: string, poll: readonly string[]): Rule =>
  function* (call) {
    yield* onEach([action], application(call));
    if (!isSync(call)) return;
    yield* onEach(poll, application(call));
    yield* managedRule(call, APPLICATION_RULE);
  };

export const startApplication = onApplication("emr-serverless:StartApplication", [
  "emr-serverless:GetApplication",
  "emr-serverless:StopApplication",
]);
export const stopApplication = onApplication("emr-serverless:StopApplication", [
  "emr-serverless:GetApplication",
]);
export const deleteApplication = onApplication("emr-serverless:DeleteApplication", [
  "emr-serverless:GetApplication",
]);

export const emrServerlessStartJobRun: Rule = function* (call) {
  const { given, place } = call;
  yield* onEach(["emr-serverless:StartJobRun"], application(call));
  yield passRole(place, given.text("ExecutionRoleArn", "the ARN of a role"), "emr-serverless");
  if (!isSync(call)) return;
  yield* onEach(
    ["emr-serverless:CancelJobRun", "emr-serverless:GetJobRun"],
    `${application(call)}/jobruns/*`,
    GENERATED("the ids of job runs"),
  );
  yield* managedRule(call, JOB_RULE);
};

export const cancelJobRun: Rule = function* (call) {
  const run = `${application(call)}/jobruns/${literally(call.given.text("JobRunId", "the id of a job run"))}`;
  yield* onEach(["emr-serverless:CancelJobRun"], run);
  if (!isSync(call)) return;
  yield* onEach(["emr-serverless:GetJobRun"], run);
  yield* managedRule(call, JOB_RULE);
};

/** Templates and presets are allowed by themselves, beside the queue. */
export const createJob: Rule = function* (call) {
  const { given, place } = call;
  const queue = given.optionalText("Queue", "the name or the ARN of a queue") ?? "Default";
  const what = "the name or the ARN of a queue";
  yield* onEach(
    ["mediaconvert:CreateJob"],
    arnFrom(place, { text: queue, service: "mediaconvert", prefix: "queues/", what }),
  );
  const template = given.optionalText("JobTemplate", "a job template");
  if (template !== undefined)
    yield* onEach(
      ["mediaconvert:CreateJob"],
      arnFrom(place, {
        text: template,
        service: "mediaconvert",
        prefix: "jobTemplates/",
        what: "a job template",
      }),
    );
  yield passRole(place, given.text("Role", "the ARN of a role"), "mediaconvert");
  if (!isSync(call)) return;
  yield* onEach(
    ["mediaconvert:CancelJob", "mediaconvert:GetJob"],
    makeArn(place, "mediaconvert", "jobs/*"),
    GENERATED("the ids of jobs"),
  );
  yield* managedRule(call, "StepFunctionsGetEventsForMediaConvertJobRule");
};
