/**
 * Jobs in containers: https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html, connect-batch.html,
 * connect-eks.html and connect-codebuild.html there.
 */
import { arnFrom, makeArn, parseArn, type Place } from "../place";
import { ANY, GENERATED, isSync, managedRule, onEach, passRole, type Rule, type ServiceCall } from "../rule";

/** The newest revision is meant where none is named, and it is the revision that IAM is asked for. */
const revisionOf = (arn: string): string => (/:\d+$/.test(arn) ? arn : `${arn}:*`);

const ofRevisions = (arn: string) =>
  arn.endsWith(":*") ? GENERATED("the numbers of revisions, of which the newest is meant") : {};

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html */
export const runTask: Rule = function* (call) {
  const { given, place } = call;
  const text = given.text("TaskDefinition", "a task definition");
  const near = parseArn(text);
  const near_ = nearby(place, text);
  const definition = revisionOf(
    arnFrom(near_, { text, service: "ecs", prefix: "task-definition/", what: "a task definition" }),
  );
  const named = given.optionalText("Cluster", "the name or the ARN of a cluster") ?? "default";
  const cluster = arnFrom(near === undefined ? place : near_, {
    text: named,
    service: "ecs",
    prefix: "cluster/",
    what: "the name or the ARN of a cluster",
  });
  const condition = { condition: { ArnEquals: { "ecs:cluster": cluster } } };
  yield* onEach(["ecs:RunTask"], definition, { ...condition, ...ofRevisions(definition) });
  if (isSync(call)) {
    yield* onEach(["ecs:DescribeTasks", "ecs:StopTask"], `${cluster.replace(":cluster/", ":task/")}/*`, {
      ...condition,
      ...GENERATED("the ids of tasks"),
    });
    yield* managedRule(call, "StepFunctionsGetEventsForECSTaskRule", cluster);
  }
  for (const field of ["Overrides.TaskRoleArn", "Overrides.ExecutionRoleArn"]) {
    const role = given.optionalText(field, "the ARN of a role");
    if (role !== undefined) yield passRole(near_, role, "ecs-tasks");
  }
  yield {
    part: "TaskRoles",
    message:
      `which roles the task definition ${text} has is not known here. Allow iam:PassRole on each, ` +
      "or nothing where it has none",
  };
};

/** Where an ARN is, for names beside it. */
const nearby = (place: Place, text: string): Place => {
  const arn = parseArn(text);
  return {
    partition: arn?.partition ?? place.partition,
    region: place.region ?? arn?.region,
    account: place.account ?? arn?.account,
  };
};

/** Both resources must be allowed
 *  (https://docs.aws.amazon.com/batch/latest/userguide/iam-example-restrict-job-submission.html). */
export const submitJob: Rule = function* (call) {
  const { given, place } = call;
  const definition = given.text("JobDefinition", "a job definition");
  const queue = given.text("JobQueue", "a job queue");
  const around = nearby(nearby(place, queue), definition);
  const definitionArn = revisionOf(
    arnFrom(around, {
      text: definition,
      service: "batch",
      prefix: "job-definition/",
      what: "a job definition",
    }),
  );
  const queueArn = arnFrom(around, {
    text: queue,
    service: "batch",
    prefix: "job-queue/",
    what: "a job queue",
  });
  yield* onEach(["batch:SubmitJob"], definitionArn, ofRevisions(definitionArn));
  yield* onEach(["batch:SubmitJob"], queueArn);
  if (given.has("Tags")) {
    yield* onEach(["batch:TagResource"], definitionArn, ofRevisions(definitionArn));
    yield* onEach(["batch:TagResource"], queueArn);
  }
  if (!isSync(call)) return;
  yield ANY("batch:DescribeJobs");
  yield* onEach(["batch:TerminateJob"], makeArn(around, "batch", "job/*"), GENERATED("the ids of jobs"));
  yield* managedRule(call, "StepFunctionsGetEventsForBatchJobsRule", queueArn);
};

const projectOf = ({ given, place }: ServiceCall, field: string): string => {
  const what = "the name or the ARN of a project";
  // Ids of builds are `project:uuid`.
  const text = given.text(field, what);
  const name = text.startsWith("arn:") || field === "ProjectName" ? text : text.replace(/:[^:]+$/, "");
  return arnFrom(place, { text: name, service: "codebuild", prefix: "project/", what });
};

const BUILD_RULE = "StepFunctionsGetEventForCodeBuildStartBuildRule";
const BUILD_BATCH_RULE = "StepFunctionsGetEventForCodeBuildStartBuildBatchRule";

function build(
  field: string,
  action: string,
  job?: { readonly actions: readonly string[]; readonly rule: string },
): Rule {
  return function* (call) {
    const project = projectOf(call, field);
    yield* onEach([action], project);
    if (job === undefined || !isSync(call)) return;
    yield* onEach(job.actions, project);
    yield* managedRule(call, job.rule, project);
  };
}

const BATCH_JOB = {
  actions: ["codebuild:BatchGetBuildBatches", "codebuild:StopBuildBatch"],
  rule: BUILD_BATCH_RULE,
};

export const startBuild = build("ProjectName", "codebuild:StartBuild", {
  actions: ["codebuild:BatchGetBuilds", "codebuild:StopBuild"],
  rule: BUILD_RULE,
});
export const stopBuild = build("Id", "codebuild:StopBuild");
export const startBuildBatch = build("ProjectName", "codebuild:StartBuildBatch", BATCH_JOB);
export const stopBuildBatch = build("Id", "codebuild:StopBuildBatch");
export const retryBuildBatch = build("Id", "codebuild:RetryBuildBatch", BATCH_JOB);
export const deleteBuildBatch = build("Id", "codebuild:DeleteBuildBatch");

export const batchDeleteBuilds: Rule = function* ({ given, place }) {
  const what = "the id of a build";
  for (const id of given.list("Ids", "a list of ids of builds"))
    yield* onEach(
      ["codebuild:BatchDeleteBuilds"],
      arnFrom(place, {
        text: id.itself(what).replace(/:[^:]+$/, ""),
        service: "codebuild",
        prefix: "project/",
        what,
      }),
    );
};

/** A report belongs to a group, which is what IAM knows. */
export const batchGetReports: Rule = function* ({ given }) {
  for (const item of given.list("ReportArns", "a list of ARNs of reports")) {
    const report = item.itself("the ARN of a report");
    const [, group] = /^(arn:[^*?{}]+:report\/[^:*?{}]+):/.exec(report) ?? [];
    if (group === undefined) throw item.refuse("", "the ARN of a report");
    yield* onEach(["codebuild:BatchGetReports"], group.replace(":report/", ":report-group/"));
  }
};

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelastickubernetesservice.html */
const eksArn = ({ given, place }: ServiceCall, kind: string, field: string): string =>
  arnFrom(place, {
    text: given.text(field, "the name of a cluster"),
    service: "eks",
    prefix: `${kind}/`,
    what: "the name of a cluster",
  });

export const createCluster: Rule = function* (call) {
  const cluster = eksArn(call, "cluster", "Name");
  yield* onEach(["eks:CreateCluster"], cluster);
  yield passRole(call.place, call.given.text("RoleArn", "the ARN of a role"), "eks");
  if (isSync(call)) yield* onEach(["eks:DescribeCluster", "eks:DeleteCluster"], cluster);
};

export const deleteCluster: Rule = function* (call) {
  const cluster = eksArn(call, "cluster", "Name");
  yield* onEach(["eks:DeleteCluster"], cluster);
  if (isSync(call)) yield* onEach(["eks:DescribeCluster"], cluster);
};

/** Profiles and node groups are parts of a cluster, and have an id that AWS makes up. */
function clusterPart(options: {
  readonly kind: string;
  readonly name: string;
  readonly verb: "Create" | "Delete";
  readonly noun: string;
  readonly role: { readonly field: string; readonly service: string };
}): Rule {
  const { kind, name, verb, noun, role } = options;
  return function* (call) {
    const { given, place } = call;
    const cluster = eksArn(call, "cluster", "ClusterName");
    const part = given.text(name, "a name");
    const parts = `${cluster.replace(":cluster/", `:${kind}/`)}/${part}/*`;
    const generated = GENERATED("the ids of parts of a cluster");
    if (verb === "Create") {
      yield* onEach([`eks:Create${noun}`], cluster);
      yield passRole(place, given.text(role.field, "the ARN of a role"), role.service);
      if (isSync(call)) yield* onEach([`eks:Describe${noun}`, `eks:Delete${noun}`], parts, generated);
    } else {
      yield* onEach([`eks:Delete${noun}`], parts, generated);
      if (isSync(call)) yield* onEach([`eks:Describe${noun}`], parts, generated);
    }
  };
}

const PROFILE = {
  kind: "fargateprofile",
  name: "FargateProfileName",
  noun: "FargateProfile",
  role: { field: "PodExecutionRoleArn", service: "eks-fargate-pods" },
};
const NODE_GROUP = {
  kind: "nodegroup",
  name: "NodegroupName",
  noun: "Nodegroup",
  role: { field: "NodeRole", service: "ec2" },
};

export const createFargateProfile = clusterPart({ ...PROFILE, verb: "Create" });
export const deleteFargateProfile = clusterPart({ ...PROFILE, verb: "Delete" });
export const createNodegroup = clusterPart({ ...NODE_GROUP, verb: "Create" });
export const deleteNodegroup = clusterPart({ ...NODE_GROUP, verb: "Delete" });

/** Kubernetes authorises these by its own rules, to which the cluster maps the role. */
export const kubernetes: Rule = () => [];
