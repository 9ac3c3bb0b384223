/** Permissions that make tracing work: judged where a role, its policies and who takes it on are all known. */
import { covers, readDocument, wildcard, type Document, type Statement } from "../iam/document";
import { documentsOf, roleOf } from "../iam/roles";
import type { Finding, Metadata, StackResource, StackRule } from "../rule";
import { at, isProperties, show, UNKNOWN, type Properties, type Value } from "../value";
import { texts } from "../iam/document";

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
  const documents = documentsOf(role, resources);
  const missing = actions.filter((action) => !isAllowed(action, documents));
  if (missing.length === 0) return { verdict: "pass", expected, actual: `${role.name} allows them` };
  const actual = `${role.name}, which does not allow ${missing.join(", ")}`;
  return documents.some(isOpen)
    ? { verdict: "unknown", expected, actual: `${actual} by any policy that is known yet` }
    : { verdict: "fail", expected, actual };
}

/** Whether only the update knows all of it. */
const isOpen = (document: Document): boolean =>
  document.kind === "unknown" ||
  (document.kind === "read" && document.statements.some(({ unknown }) => unknown));

function isAllowed(action: string, documents: readonly Document[]): boolean {
  const statements = documents.flatMap((each) => (each.kind === "read" ? each.statements : []));
  const hits = (statement: Statement) =>
    statement.actions.some((pattern) => covers(pattern, action)) &&
    // X-Ray knows no resources for these: only the star fits.
    statement.resources.includes("*");
  return (
    statements.some(
      (each) => each.effect === "Allow" && Object.keys(each.condition).length === 0 && hits(each),
    ) && !statements.some((each) => each.effect === "Deny" && hits(each))
  );
}

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
    return resources
      .filter(
        ({ type, properties }) => type === "aws:sns/topic:Topic" && properties["tracingConfig"] === "Active",
      )
      .map((topic) => ({ urn: topic.urn, path: "tracingConfig", ...permitted(topic, policies) }));
  },
};

const RESOURCE_POLICY = "aws:xray/resourcePolicy:ResourcePolicy";

function permitted(topic: StackResource, policies: readonly StackResource[]): Omit<Finding, "path"> {
  const expected = `an X-Ray resource policy that lets sns.amazonaws.com call ${[...SEND.slice(0, 1), ...SAMPLE].join(", ")} for it, from its account`;
  const answers = policies.map((policy) => {
    const document = readDocument(at(policy.properties, "policyDocument"));
    if (document.kind === "malformed") return false;
    if (isOpen(document))
      return Object.values(policy.propertyDependencies).flat().includes(topic.urn) ? UNKNOWN : false;
    return document.kind === "read" && permits(document.statements, topic.properties["arn"]);
  });
  if (answers.includes(true)) return { verdict: "pass", expected, actual: "there is one" };
  return answers.includes(UNKNOWN)
    ? { verdict: "unknown", expected, actual: "one that only the update knows" }
    : { verdict: "fail", expected, actual: `none among the ${policies.length} of this stack` };
}

function permits(statements: readonly Statement[], arn: Value): boolean {
  return [...SEND.slice(0, 1), ...SAMPLE].every((action) =>
    statements.some(
      ({ effect, actions, principals, condition }) =>
        effect === "Allow" &&
        principals.includes("sns.amazonaws.com") &&
        actions.some((pattern) => covers(pattern, action)) &&
        valuesOf(condition, "aws:SourceAccount").length > 0 &&
        valuesOf(condition, "aws:SourceArn").some(
          (pattern) => typeof arn !== "string" || wildcard(pattern, arn),
        ),
    ),
  );
}

/** What a condition asks of a key, by whichever operator. Keys know no case. */
const valuesOf = (condition: Properties, key: string): readonly string[] =>
  Object.values(condition).flatMap((operator) =>
    isProperties(operator)
      ? Object.entries(operator).flatMap(([name, value]) =>
          name.toLowerCase() === key.toLowerCase() ? texts(value) : [],
        )
      : [],
  );

export const GRANT_RULES: readonly StackRule[] = [
  mayTrace(
    {
      name: "lambda-function-may-trace",
      demand: "Roles of traced functions may send traces.",
      why: "Active tracing without the permission is a function whose traces are dropped, in silence.",
      mend: 'Give the role a policy of its own with a literal document: Allow xray:PutTraceSegments and xray:PutTelemetryRecords on "*". A role of another stack can be exempted.',
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
      mend: 'Give the role a policy of its own with a literal document: Allow the four actions of X-Ray on "*".',
      url: "https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html",
    },
    "aws:sfn/stateMachine:StateMachine",
    (properties) => at(properties, "tracingConfiguration.enabled") === true,
    "roleArn",
    [...SEND, ...SAMPLE],
  ),
  topics,
];
