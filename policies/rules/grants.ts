/** Permissions that make tracing work: judged where a role, its policies and who takes it on are all known. */
import { asksFor } from "../iam/condition";
import {
  isUnconditional,
  namesAction,
  namesEverything,
  readDocument,
  type Document,
  type Statement,
} from "../iam/document";
import { boundaryOf, documentsOf, roleOf } from "../iam/roles";
import type { Finding, Metadata, StackResource, StackRule } from "../rule";
import { at, show, UNKNOWN, type Properties } from "../value";

const SEND = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"];
const SAMPLE = ["xray:GetSamplingRules", "xray:GetSamplingTargets"];

/** A rule about the role that a traced resource takes on. */
function mayTrace(
  metadata: Omit<Metadata, "group" | "severity" | "controls">,
  type: string,
  isTraced: (properties: Properties) => boolean,
  property: string,
  actions: readonly string[],
): StackRule {
  return {
    ...metadata,
    group: "permissions",
    severity: "high",
    controls: {},
    scope: "stack",
    check: (resources) =>
      resources
        .filter((each) => each.type === type && isTraced(each.properties))
        .map((each) => ({ urn: each.urn, path: property, ...grantOf(each, property, actions, resources) })),
  };
}

function grantOf(
  resource: StackResource,
  property: string,
  actions: readonly string[],
  resources: readonly StackResource[],
): Omit<Finding, "path"> {
  const expected = `a role that allows ${actions.join(", ")} on *`;
  const role = roleOf(resource, property, resources);
  if (!role) {
    const value = at(resource.properties, property);
    return value === UNKNOWN
      ? { verdict: "unknown", expected, actual: show(value) }
      : {
          verdict: "fail",
          expected,
          actual: `${show(value)}, no role of this stack: nobody can see what it allows`,
        };
  }
  const boundary = boundaryOf(role, resources);
  const layers = [documentsOf(role, resources), ...(boundary ? [boundary] : [])];
  const answers = actions.map((action) => ({
    action,
    each: layers.map((documents) => isAllowed(action, documents)),
  }));
  const missing = answers.filter(({ each }) => each.some((answer) => answer !== true));
  if (missing.length === 0) return { verdict: "pass", expected, actual: `${role.name} allows them` };
  const refused = missing.filter(({ each }) => each.includes(false));
  const names = (refused.length > 0 ? refused : missing).map(({ action }) => action).join(", ");
  if (refused.length === 0)
    return {
      verdict: "unknown",
      expected,
      actual: `${role.name}, which does not allow ${names} by any policy that is known yet`,
    };
  const unreadable = layers.flat().flatMap((each) => (each.kind === "malformed" ? [each.because] : []));
  return {
    verdict: "fail",
    expected,
    actual: [
      `${role.name}, which does not allow ${names}`,
      ...unreadable.map((because) => `one of its policies is no document: ${because}`),
    ].join("; "),
  };
}

/** Whether documents together allow an action that knows no resources; UNKNOWN where only the update will tell. */
function isAllowed(action: string, documents: readonly Document[]): boolean | typeof UNKNOWN {
  const statements = documents.flatMap((each) => (each.kind === "read" ? each.statements : []));
  const hits = (statement: Statement) => namesAction(statement, action) && namesEverything(statement);
  // Whoever sees a policy does not see whether its conditions hold: they allow nothing, and deny all the same.
  if (statements.some((each) => each.effect === "Deny" && hits(each))) return false;
  if (statements.some((each) => each.effect === "Allow" && isUnconditional(each) && hits(each))) return true;
  const may =
    documents.some(({ kind }) => kind === "unknown") || statements.some((each) => mayName(each, action));
  return may ? UNKNOWN : false;
}

/** Whether a statement of which some is unknown may come to allow the action. */
const mayName = (statement: Statement, action: string): boolean =>
  statement.effect !== "Deny" &&
  statement.unknown.length > 0 &&
  (statement.unknown.some((element) => element === "Action" || element === "NotAction") ||
    namesAction(statement, action));

const topics: StackRule = {
  name: "sns-topic-may-trace",
  group: "permissions",
  demand: "SNS may send traces for each topic that traces.",
  why: "SNS has no role: without a resource policy of X-Ray for sns.amazonaws.com its segments are dropped, in silence.",
  severity: "high",
  mend: "Add an aws.xray.ResourcePolicy for sns.amazonaws.com with the topic's ARN in its conditions; an account holds five, so say in policies/config.json (managedElsewhere) where another stack has it.",
  url: "https://docs.aws.amazon.com/sns/latest/dg/sns-active-tracing.html",
  controls: {},
  parameters: ["managedElsewhere"],
  scope: "stack",
  check: (resources, { managedElsewhere }) => {
    if (managedElsewhere.some(({ type }) => type === RESOURCE_POLICY)) return [];
    const policies = resources.filter(({ type }) => type === RESOURCE_POLICY);
    const all = resources.filter(({ type }) => type === "aws:sns/topic:Topic");
    return all
      .filter(({ properties }) => properties["tracingConfig"] === "Active")
      .map((topic) => ({ urn: topic.urn, path: "tracingConfig", ...permitted(topic, policies, all) }));
  },
};

const RESOURCE_POLICY = "aws:xray/resourcePolicy:ResourcePolicy";

const SNS = "sns.amazonaws.com";
const FROM_SNS = ["xray:PutTraceSegments", ...SAMPLE];

function permitted(
  topic: StackResource,
  policies: readonly StackResource[],
  topics: readonly StackResource[],
): Omit<Finding, "path"> {
  const expected = `an X-Ray resource policy that lets ${SNS} call ${FROM_SNS.join(", ")} for it, by its aws:SourceAccount and aws:SourceArn`;
  const answers = policies.map((policy) => permits(policy, topic, topics));
  if (answers.includes(true)) return { verdict: "pass", expected, actual: "there is one" };
  return answers.includes(UNKNOWN)
    ? { verdict: "unknown", expected, actual: "one that only the update knows" }
    : { verdict: "fail", expected, actual: `none among the ${policies.length} of this stack` };
}

function permits(
  policy: StackResource,
  topic: StackResource,
  topics: readonly StackResource[],
): boolean | typeof UNKNOWN {
  const document = readDocument(at(policy.properties, "policyDocument"));
  if (document.kind === "malformed") return false;
  const sources = Object.values(policy.propertyDependencies).flat();
  const isOfTopic = sources.includes(topic.urn);
  // What is made of other topics' ARNs is about them.
  const mayBeOfTopic = isOfTopic || !topics.some(({ urn }) => sources.includes(urn));
  if (document.kind === "unknown") return mayBeOfTopic ? UNKNOWN : false;
  const given = topic.properties["arn"];
  const arn = typeof given === "string" ? given : undefined;
  const source = new Map([
    ["aws:sourceaccount", arn?.split(":")[4]],
    ["aws:sourcearn", arn],
  ]);
  const forSns = document.statements.filter(
    ({ principals, unknown }) =>
      principals.includes(SNS) || principals.includes("*") || unknown.includes("Principal"),
  );
  const answers = FROM_SNS.map((action) => {
    const hits = forSns.filter((each) => namesAction(each, action) && namesEverything(each));
    if (hits.some(({ effect }) => effect === "Deny")) return false;
    const allows = hits.filter(
      ({ effect, principals, condition }) =>
        effect === "Allow" && principals.includes(SNS) && asksFor(condition, source),
    );
    if (allows.length > 0) return arn === undefined && !isOfTopic ? UNKNOWN : true;
    return mayBeOfTopic && forSns.some((each) => mayName(each, action)) ? UNKNOWN : false;
  });
  return answers.includes(false) ? false : answers.includes(UNKNOWN) ? UNKNOWN : true;
}

export const GRANT_RULES: readonly StackRule[] = [
  mayTrace(
    {
      name: "lambda-function-may-trace",
      demand: "Roles of traced functions may send traces.",
      why: "Active tracing without the permission is a function whose traces are dropped, in silence.",
      mend: 'Give the role a policy of its own with a literal document: Allow xray:PutTraceSegments and xray:PutTelemetryRecords on "*". Bring a role of another stack into this one, or exempt it.',
      url: "https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html",
    },
    "aws:lambda/function:Function",
    (properties) => at(properties, "tracingConfig.mode") === "Active",
    "role",
    SEND,
  ),
  mayTrace(
    {
      name: "sfn-state-machine-may-trace",
      demand: "Roles of traced state machines may send traces, and ask what to sample.",
      why: "Without them Step Functions drops its segments, and samples by no rule.",
      mend: 'Give the role a policy of its own with a literal document: Allow xray:PutTraceSegments, xray:PutTelemetryRecords, xray:GetSamplingRules and xray:GetSamplingTargets on "*". Bring a role of another stack into this one, or exempt it.',
      url: "https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html",
    },
    "aws:sfn/stateMachine:StateMachine",
    (properties) => at(properties, "tracingConfiguration.enabled") === true,
    "roleArn",
    [...SEND, ...SAMPLE],
  ),
  topics,
];
