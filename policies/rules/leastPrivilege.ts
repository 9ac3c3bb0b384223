/** No policy that allows everything, but for what knows no resources. */
import { keysAsked } from "../iam/condition";
import { covers, readDocument, type Statement } from "../iam/document";
import { awsManaged, isFullAccess } from "../iam/managed";
import type { Finding, Metadata, ResourceRule } from "../rule";
import type { Settings } from "../settings";
import { at, isList, isProperties, show, UNKNOWN, type Value } from "../value";

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
const DOCUMENT = "an IAM policy document";
const NAMED = "principals that are named";

/** One finding for each statement that allows too much; one for the document where none does. */
function documentFindings(
  value: Value,
  path: string,
  { actionsWithoutResources }: Settings,
): readonly Finding[] {
  const resourceless = [...XRAY, ...actionsWithoutResources.map(({ action }) => action)];
  return statementFindings(value, path, NARROW, ["Principal", "NotPrincipal", "Condition"], (statement) =>
    excessOf(statement, resourceless),
  );
}

/** Whoever may take on a role: not just anybody. */
const trustFindings = (value: Value): readonly Finding[] =>
  statementFindings(value, "assumeRolePolicy", NAMED, ["Action", "NotAction"], anybody);

/** The element of a statement that is too wide, and how. */
type Excess = readonly [element: string, actual: string];

function statementFindings(
  value: Value,
  path: string,
  expected: string,
  ignored: Statement["unknown"],
  excessIn: (statement: Statement) => Excess | undefined,
): readonly Finding[] {
  const document = readDocument(value);
  if (document.kind === "unknown") return [{ verdict: "unknown", path, expected, actual: show(UNKNOWN) }];
  if (document.kind === "malformed")
    return [{ verdict: "fail", path, expected: DOCUMENT, actual: document.because }];
  const excesses = document.statements.flatMap((statement): readonly Finding[] => {
    const [element, actual] = (statement.effect === "Allow" && excessIn(statement)) || [];
    return element === undefined || actual === undefined
      ? []
      : [{ verdict: "fail", path: `${path}.${statement.path}.${element}`, expected, actual }];
  });
  if (excesses.length > 0) return excesses;
  const isOpen = document.statements.some(
    ({ effect, unknown }) => effect !== "Deny" && unknown.some((element) => !ignored.includes(element)),
  );
  return [
    isOpen
      ? { verdict: "unknown", path, expected, actual: show(UNKNOWN) }
      : { verdict: "pass", path, expected, actual: "nothing else" },
  ];
}

function excessOf(statement: Statement, resourceless: readonly string[]): Excess | undefined {
  const { actions, resources, notActions, notResources } = statement;
  if (notActions) return ["NotAction", "all actions but some"];
  if (notResources) return ["NotResource", "all resources but some"];
  const wide = actions.filter(isEveryAction);
  if (wide.length > 0) return ["Action", show(wide)];
  const everything = resources.filter(isEverything);
  const needing = actions.filter((action) => !resourceless.some((each) => covers(each, action)));
  return everything.length > 0 && needing.length > 0
    ? ["Resource", `${show(everything)} for ${needing.join(", ")}`]
    : undefined;
}

/** Keys of conditions that say who may: what is not asked for one of them is open to every account. */
const WHO = /^aws:(principal(account|arn|orgid|orgpaths)|source(account|arn|orgid|orgpaths|owner)|userid)$/;

const anybody = ({ principals, condition }: Statement): Excess | undefined =>
  principals.includes("*") && !keysAsked(condition).some((key) => WHO.test(key))
    ? ["Principal", "anybody"]
    : undefined;

/** `*`, `service:*`, and whatever begins with a wildcard or holds nothing else. */
const isEveryAction = (action: string): boolean => /^[^:]*[*?]|:[*?]+$/.test(action);

/** Services whose resources begin with their name, not with their type: a bucket's objects are of that bucket. */
const UNTYPED = ["s3", "sns", "sqs", "execute-api"];

/** `*`, or an ARN that names nothing of its kind; what is beside a name, such as a table's indexes, may be any. */
function isEverything(resource: string): boolean {
  const [, , service = "", , , ...rest] = resource.split(":");
  // Too short for an ARN, such as `*` and `arn:aws:s3*`: the wildcard stands for the rest.
  if (rest.length === 0) return /[*?]/.test(resource);
  const segments = rest
    .join(":")
    .split(/[:/]/)
    .filter((segment) => segment !== "");
  if (segments.length === 0) return true;
  const isAny = (segment: string) => /^[*?]+$/.test(segment);
  if (UNTYPED.includes(service) || segments.every(isAny)) return segments.every(isAny);
  // `type/name`, and pairs of them.
  const names = segments.filter((_, index) => index % 2 === 1 || index === segments.length - 1);
  return names.every(isAny);
}

function managedFinding(arn: Value, path: string): Finding {
  const expected = "no policy with full access to a service";
  if (arn === UNKNOWN) return { verdict: "unknown", path, expected, actual: show(arn) };
  if (typeof arn !== "string")
    return { verdict: "fail", path, expected: "the ARN of a policy", actual: show(arn) };
  const name = awsManaged(arn);
  const isWide = name !== undefined && isFullAccess(name);
  return { verdict: isWide ? "fail" : "pass", path, expected, actual: show(name ?? arn) };
}

const managedFindings = (arns: Value, path: string): readonly Finding[] =>
  isList(arns)
    ? arns.map((arn, index) => managedFinding(arn, `${path}[${index}]`))
    : [managedFinding(arns, path)];

/** Of a property that need not be there. */
const optional = (value: Value, findings: (given: Value) => readonly Finding[]): readonly Finding[] =>
  value === undefined || value === null ? [] : findings(value);

function inlineFindings(value: Value, settings: Settings): readonly Finding[] {
  const path = "inlinePolicies";
  if (!isList(value))
    return [
      value === UNKNOWN
        ? { verdict: "unknown", path, expected: NARROW, actual: show(value) }
        : { verdict: "fail", path, expected: "a list of policies", actual: show(value) },
    ];
  return value.flatMap((each, index) =>
    // An empty one takes all others away.
    isProperties(each) && Object.keys(each).length === 0
      ? []
      : documentFindings(at(each, "policy"), `${path}[${index}].policy`, settings),
  );
}

const POLICY_WILDCARDS = [
  "CKV_AWS_62",
  "CKV_AWS_63",
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

const attachments = (name: string, type: string, property = "policyArn"): ResourceRule => ({
  ...common,
  name,
  demand: "No policy with full access to a service is attached.",
  mend: "Attach a policy that names actions and resources. A CallbackFunction without role or policies attaches nine managed policies: give it a role.",
  controls: { checkov: ["CKV_AWS_274"], cdkNag: ["AwsSolutions-IAM4"] },
  scope: "resource",
  type,
  check: ({ properties }) => managedFindings(at(properties, property), property),
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
  check: ({ properties }, settings) => [
    ...trustFindings(at(properties, "assumeRolePolicy")),
    ...optional(at(properties, "inlinePolicies"), (value) => inlineFindings(value, settings)),
    ...optional(at(properties, "managedPolicyArns"), (value) => managedFindings(value, "managedPolicyArns")),
  ],
};

export const LEAST_PRIVILEGE_RULES: readonly ResourceRule[] = [
  documents("iam-role-policy-least-privilege", "aws:iam/rolePolicy:RolePolicy", "Policies of roles"),
  documents("iam-user-policy-least-privilege", "aws:iam/userPolicy:UserPolicy", "Policies of users"),
  documents("iam-group-policy-least-privilege", "aws:iam/groupPolicy:GroupPolicy", "Policies of groups"),
  documents("iam-policy-least-privilege", "aws:iam/policy:Policy", "Managed policies"),
  roles,
  attachments("iam-role-policy-attachment-narrow", "aws:iam/rolePolicyAttachment:RolePolicyAttachment"),
  attachments("iam-user-policy-attachment-narrow", "aws:iam/userPolicyAttachment:UserPolicyAttachment"),
  attachments("iam-group-policy-attachment-narrow", "aws:iam/groupPolicyAttachment:GroupPolicyAttachment"),
  attachments("iam-policy-attachment-narrow", "aws:iam/policyAttachment:PolicyAttachment"),
  attachments(
    "iam-role-policy-attachments-narrow",
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
    "policyArns",
  ),
];
