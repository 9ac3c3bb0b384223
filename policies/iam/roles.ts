/** Which policies a role of the stack has, from whichever resources give them to it. */
import type { StackResource } from "../rule";
import { at, isList, UNKNOWN, type Value } from "../value";
import { readDocument, texts, type Document } from "./document";
import { awsManaged, xrayActionsOf } from "./managed";

const ROLE = "aws:iam/role:Role";
const ATTACHMENTS = [
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:iam/policyAttachment:PolicyAttachment",
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
];

/** The role in a property of a resource; undefined where it is none of this stack. */
export function roleOf(
  resource: StackResource,
  property: string,
  resources: readonly StackResource[],
): StackResource | undefined {
  return resources.find((each) => each.type === ROLE && refersTo(resource, property, each));
}

/** By what the property was made of, or by its value, which may be a name, an id, an ARN, or a list with one. */
function refersTo(resource: StackResource, property: string, target: StackResource): boolean {
  const own = Object.hasOwn(resource.propertyDependencies, property)
    ? resource.propertyDependencies[property]
    : [];
  if (own?.includes(target.urn)) return true;
  const values = texts(at(resource.properties, property));
  return ["arn", "name", "id"].some((key) => {
    const value = target.properties[key];
    return typeof value === "string" && value !== "" && values.includes(value);
  });
}

/** Every policy document that the role has; an unknown one for each that nobody can read in this stack. */
export function documentsOf(role: StackResource, resources: readonly StackResource[]): readonly Document[] {
  return [
    ...members(role.properties["inlinePolicies"]).map((inline) => readDocument(at(inline, "policy"))),
    ...listed(role.properties["managedPolicyArns"]).map((arn) =>
      attached(arn, role, "managedPolicyArns", resources),
    ),
    ...resources.flatMap((each): readonly Document[] => {
      if (each.type === "aws:iam/rolePolicy:RolePolicy" && refersTo(each, "role", role))
        return [readDocument(at(each.properties, "policy"))];
      if (!ATTACHMENTS.includes(each.type)) return [];
      if (!["role", "roles", "roleName"].some((property) => refersTo(each, property, role))) return [];
      const property = "policyArns" in each.properties ? "policyArns" : "policyArn";
      return listed(each.properties[property]).map((arn) => attached(arn, each, property, resources));
    }),
  ];
}

/** The document of an attached policy: one of the stack, one of AWS, or one that is not known here. */
function attached(
  arn: Value,
  from: StackResource,
  property: string,
  resources: readonly StackResource[],
): Document {
  const own = resources.find(
    (each) => each.type === "aws:iam/policy:Policy" && refersTo(from, property, each),
  );
  if (own) return readDocument(at(own.properties, "policy"));
  const name = typeof arn === "string" ? awsManaged(arn) : undefined;
  if (name === undefined) return { kind: "unknown" };
  return readDocument({
    Statement: [{ Effect: "Allow", Action: xrayActionsOf(name), Resource: "*" }],
  });
}

const members = (value: Value): readonly Value[] =>
  isList(value) ? value : value === UNKNOWN ? [UNKNOWN] : [];

const listed = (value: Value): readonly Value[] =>
  isList(value) ? value : value === undefined || value === null ? [] : [value];
