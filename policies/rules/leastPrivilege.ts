/** No policy that allows everything, but for what knows no resources. */
import { covers, readDocument, type Statement } from "../iam/document";
import { awsManaged, isFullAccess } from "../iam/managed";
import type { Finding, Metadata, ResourceRule } from "../rule";
import type { Settings } from "../settings";
import { at, isList, show, UNKNOWN, type Value } from "../value";

/** X-Ray knows no resources for these
 *  (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html). */
const XRAY = [
  "xray:PutTraceSegments",
  "xray:PutTelemetryRecords",
  "xray:GetSamplingRules",
  "xray:GetSamplingTargets",
  "xray:GetSamplingStatisticSummaries",
];

const NARROW = "only what is named, on what is named";

/** One finding for each thing in a document that allows too much; one that passes where nothing does. */
function documentFindings(
  value: Value,
  path: string,
  { actionsWithoutResources }: Settings,
): readonly Finding[] {
  const document = readDocument(value);
  if (document.kind === "unknown")
    return [{ verdict: "unknown", path, expected: NARROW, actual: show(UNKNOWN) }];
  if (document.kind === "malformed")
    return [{ verdict: "fail", path, expected: "an IAM policy document", actual: document.because }];
  const resourceless = [...XRAY, ...actionsWithoutResources.map(({ action }) => action)];
  const excesses = document.statements.flatMap((statement, index) =>
    statement.effect === "Deny"
      ? []
      : excessesOf(statement, resourceless).map(([key, actual]) => ({
          verdict: "fail" as const,
          path: `${path}.Statement[${index}].${key}`,
          expected: NARROW,
          actual,
        })),
  );
  if (excesses.length > 0) return excesses;
  const open = document.statements.some(({ unknown }) => unknown);
  return [
    {
      verdict: open ? "unknown" : "pass",
      path,
      expected: NARROW,
      actual: open ? show(UNKNOWN) : "nothing else",
    },
  ];
}

function excessesOf(
  statement: Statement,
  resourceless: readonly string[],
): readonly (readonly [string, string])[] {
  const { actions, resources, hasNotAction, hasNotResource } = statement;
  const wide = actions.filter((action) => /^([a-z0-9-]+:)?\**$/i.test(action));
  const everything = resources.filter(isEverything);
  const needing = actions.filter((action) => !resourceless.some((each) => covers(each, action)));
  return [
    ...(hasNotAction ? [["NotAction", "all actions but some"] as const] : []),
    ...(hasNotResource ? [["NotResource", "all resources but some"] as const] : []),
    ...(wide.length > 0 ? [["Action", show(wide)] as const] : []),
    ...(everything.length > 0 && needing.length > 0
      ? [["Resource", `${show(everything)} for ${needing.join(", ")}`] as const]
      : []),
  ];
}

/** `*`, or an ARN whose resource is nothing but a star, with or without its type; a bucket's objects are of that bucket. */
function isEverything(resource: string): boolean {
  if (/^\*+$/.test(resource)) return true;
  const [arn, , service, , , ...rest] = resource.split(":");
  return (
    arn === "arn" &&
    rest.length > 0 &&
    (service === "s3" ? /^\*+(\/\*+)?$/ : /^([\w-]+[:/])?\*+$/).test(rest.join(":"))
  );
}

function managedFinding(arn: Value, path: string): Finding {
  const name = typeof arn === "string" ? awsManaged(arn) : undefined;
  const wide = name !== undefined && isFullAccess(name);
  return {
    verdict: arn === UNKNOWN ? "unknown" : wide ? "fail" : "pass",
    path,
    expected: "no policy with full access to a service",
    actual: show(name ?? arn),
  };
}

const managedFindings = (arns: Value, path: string): readonly Finding[] =>
  isList(arns)
    ? arns.map((arn, index) => managedFinding(arn, `${path}[${index}]`))
    : arns === undefined || arns === null
      ? []
      : [managedFinding(arns, path)];

/** Whoever may take on a role: not just anybody. */
function trustFindings(value: Value): readonly Finding[] {
  const document = readDocument(value);
  const path = "assumeRolePolicy";
  const expected = "principals that are named";
  if (document.kind === "unknown") return [{ verdict: "unknown", path, expected, actual: show(UNKNOWN) }];
  if (document.kind === "malformed")
    return [{ verdict: "fail", path, expected: "an IAM policy document", actual: document.because }];
  const anybody = document.statements.some(
    ({ effect, principals, condition }) =>
      effect === "Allow" && principals.includes("*") && Object.keys(condition).length === 0,
  );
  return [{ verdict: anybody ? "fail" : "pass", path, expected, actual: anybody ? "anybody" : "those" }];
}

const POLICY_WILDCARDS = [
  "CKV_AWS_286",
  "CKV_AWS_287",
  "CKV_AWS_288",
  "CKV_AWS_289",
  "CKV_AWS_290",
  "CKV_AWS_355",
];

const common: Pick<Metadata, "group" | "why" | "severity" | "url"> = {
  group: "access",
  why: "Whatever runs with the role can do all that the role can: a leak is as large as its policies.",
  severity: "high",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
};

/** The rules for one type whose `policy` is a document. */
const documents = (name: string, type: string, what: string): ResourceRule => ({
  ...common,
  name,
  demand: `${what} allow named actions on named resources.`,
  mend: 'Name the actions and the ARNs. "Resource": "*" stands for X-Ray\'s own actions alone, and for those that policies/config.json lists with a reason (actionsWithoutResources).',
  controls: { checkov: POLICY_WILDCARDS, cdkNag: ["AwsSolutions-IAM5"] },
  parameters: ["actionsWithoutResources"],
  scope: "resource",
  type,
  check: ({ properties }, settings) => documentFindings(at(properties, "policy"), "policy", settings),
});

const attachments = (name: string, type: string): ResourceRule => ({
  ...common,
  name,
  demand: "No policy with full access to a service is attached.",
  mend: "Attach a policy that names actions and resources. A CallbackFunction without role or policies attaches nine managed policies: give it a role.",
  controls: { checkov: ["CKV_AWS_274"], cdkNag: ["AwsSolutions-IAM4"] },
  scope: "resource",
  type,
  check: ({ properties }) => managedFindings(at(properties, "policyArn"), "policyArn"),
});

const roles: ResourceRule = {
  ...common,
  name: "iam-role-least-privilege",
  demand: "Roles are taken on by who is named, and allow no more than named actions on named resources.",
  mend: "Name the principals in assumeRolePolicy, and actions and ARNs in inlinePolicies; attach no policy with full access.",
  controls: { checkov: ["CKV_AWS_60", "CKV_AWS_61"], cdkNag: ["AwsSolutions-IAM4", "AwsSolutions-IAM5"] },
  parameters: ["actionsWithoutResources"],
  scope: "resource",
  type: "aws:iam/role:Role",
  check: ({ properties }, settings) => {
    const inline = at(properties, "inlinePolicies");
    return [
      ...trustFindings(at(properties, "assumeRolePolicy")),
      ...(isList(inline) ? inline : []).flatMap((each, index) =>
        documentFindings(at(each, "policy"), `inlinePolicies[${index}].policy`, settings),
      ),
      ...managedFindings(at(properties, "managedPolicyArns"), "managedPolicyArns"),
    ];
  },
};

export const LEAST_PRIVILEGE_RULES: readonly ResourceRule[] = [
  documents("iam-role-policy-least-privilege", "aws:iam/rolePolicy:RolePolicy", "Policies of roles"),
  documents("iam-policy-least-privilege", "aws:iam/policy:Policy", "Managed policies"),
  roles,
  attachments("iam-role-policy-attachment-narrow", "aws:iam/rolePolicyAttachment:RolePolicyAttachment"),
  attachments("iam-policy-attachment-narrow", "aws:iam/policyAttachment:PolicyAttachment"),
];
