/**
 * Who may do what, by the policies that the program registered. It evaluates Effect, Action and Resource; an
 * element that it does not understand stops the start, because ignoring it could allow what AWS refuses.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import { isRecord, parseRecord, readState, type Properties, type Resource } from "./inputs";

/** Answers why the role may not do it, in the words of AWS; nothing when it may. */
export type Refusal = (roleArn: string, action: string, resourceArn: string) => string | undefined;

interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly RegExp[];
  readonly resources: readonly ((arn: string) => boolean)[];
}

/**
 * Managed policies that say nothing about the services that this machine serves: they grant writing logs and
 * traces, which is not refused here. Any other one stops the start, for its text is not in the program.
 */
const MANAGED_WITHOUT_EFFECT = [
  "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess",
  "arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess",
  "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
  "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
];

/** Reads the inline policies of all roles among the resources. */
export function rolePolicies(resources: readonly Resource[]): Refusal {
  const statements = new Map<string, Statement[]>();
  for (const role of resources.filter(({ type }) => type === "aws:iam/role:Role")) {
    const state = readState(role);
    state.texts("managedPolicyArns").forEach(refuseManaged);
    const inline = state.records("inlinePolicies").map((policy) => policy.text("policy"));
    const attached = resources
      .filter((one) => policyOf(one, role))
      .map((one) => readState(one).text("policy"));
    const texts = [...inline, ...attached];
    statements.set(
      state.text("arn"),
      texts.flatMap((text) => parsePolicy(`A policy of role ${role.id}`, text)),
    );
  }
  for (const attachment of resources.filter(({ type }) => type === ATTACHMENT))
    refuseManaged(readState(attachment).text("policyArn"));
  return (roleArn, action, resourceArn) => {
    const applying = (statements.get(roleArn) ?? []).filter(
      ({ actions, resources: patterns }) =>
        actions.some((pattern) => pattern.test(action)) && patterns.some((matches) => matches(resourceArn)),
    );
    if (applying.some(({ effect }) => effect === "Deny"))
      return "with an explicit deny in an identity-based policy";
    return applying.length > 0 ? undefined : `because no identity-based policy allows the ${action} action`;
  };
}

const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";

const policyOf = ({ type, state }: Resource, role: Resource) =>
  type === "aws:iam/rolePolicy:RolePolicy" && state["role"] === role.id;

function refuseManaged(policyArn: string): void {
  if (!MANAGED_WITHOUT_EFFECT.includes(policyArn))
    throw new Error(
      `The managed policy ${policyArn} cannot be evaluated on this machine: write what the role needs ` +
        "as an inline policy (aws.iam.RolePolicy).",
    );
}

function parsePolicy(what: string, text: string): readonly Statement[] {
  const document = parseRecord(what, text);
  refuseOthers(what, document, ["Version", "Id", "Statement"]);
  const statements = document["Statement"];
  return (Array.isArray(statements) ? statements : [statements]).map((one: unknown, index) => {
    const where = `${what}, statement ${index + 1}`;
    if (!isRecord(one)) throw new Error(`${where} is no object.`);
    refuseOthers(where, one, ["Sid", "Effect", "Action", "Resource"]);
    const effect = one["Effect"];
    if (effect !== "Allow" && effect !== "Deny")
      throw new Error(`${where}: Effect is ${JSON.stringify(effect)}, but "Allow" or "Deny" was expected.`);
    return {
      effect,
      actions: strings(where, one, "Action").map((action) => wildcard(action, "i")),
      resources: strings(where, one, "Resource").map((resource) => arnPattern(where, resource)),
    };
  });
}

function refuseOthers(where: string, element: Properties, known: readonly string[]): void {
  for (const key of Object.keys(element))
    if (!known.includes(key))
      throw new Error(`${where}: ${key} is not evaluated on this machine (known are ${known.join(", ")}).`);
}

function strings(where: string, element: Properties, key: string): readonly string[] {
  const value = element[key];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((one) => {
    if (typeof one !== "string")
      throw new Error(
        `${where}: ${key} is ${JSON.stringify(value)}, but text or a list of texts was expected.`,
      );
    return one;
  });
}

/**
 * Whether an ARN matches a pattern. A wildcard stays within its part of the ARN: partition, service, region,
 * account, and the rest (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html).
 */
export function arnPattern(where: string, pattern: string): (arn: string) => boolean {
  if (pattern === "*") return () => true;
  if (pattern.includes("${"))
    throw new Error(`${where}: the policy variable in ${pattern} is not evaluated.`);
  const parts = arnParts(pattern).map((part) => wildcard(part));
  if (parts.length !== ARN_PARTS || !pattern.startsWith("arn:"))
    throw new Error(`${where}: ${pattern} is neither "*" nor an ARN, with wildcards or without.`);
  return (arn) => arnParts(arn).every((part, index) => parts[index]?.test(part) === true);
}

/** arn, partition, service, region, account, and the rest, which may hold colons. */
const ARN_PARTS = 6;

function arnParts(arn: string): readonly string[] {
  const parts = arn.split(":");
  return [...parts.slice(0, ARN_PARTS - 1), ...(parts.length < ARN_PARTS ? [] : [parts.slice(5).join(":")])];
}

/** `*` stands for any characters, `?` for one. */
const wildcard = (pattern: string, flags = "") =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replace(/\*/g, ".*")
      .replace(/\?/g, ".")}$`,
    `${flags}s`,
  );
