/** Which policies a role of the stack has, from whichever resources give them to it. */
import type { StackResource } from "../rule";
import { at, holdsUnknown, isList, UNKNOWN, type Value } from "../value";
import { readDocument, texts, type Document } from "./document";
import { awsManaged, xrayActionsOf } from "./managed";

type Resources = readonly StackResource[];

/** The role in a property of a resource; undefined where it is none of this stack. */
export const roleOf = (
  resource: StackResource,
  property: string,
  resources: Resources,
): StackResource | undefined => meant(resource, property, ofType(resources, "aws:iam/role:Role"))[0];

/** Every policy document that the role has; an unknown one for each that nobody can read in this stack. */
export const documentsOf = (role: StackResource, resources: Resources): readonly Document[] => [
  ...inline(role, resources),
  ...attached(role, resources),
];

/** Those of which one must allow what the role's policies allow; undefined where nothing bounds it. */
export function boundaryOf(role: StackResource, resources: Resources): readonly Document[] | undefined {
  const documents = behind(role, "permissionsBoundary", resources);
  return documents.length > 0 ? documents : undefined;
}

function inline(role: StackResource, resources: Resources): readonly Document[] {
  const policies = [
    ...listed(role.properties["inlinePolicies"]),
    ...ofType(resources, "aws:iam/rolePolicy:RolePolicy")
      .filter((each) => isFor(each, "role", role, resources))
      .map(({ properties }) => properties),
  ].map((each) => ({ name: at(each, "name"), document: readDocument(at(each, "policy")) }));
  const exclusive = ofType(resources, "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive").find((each) =>
    isFor(each, "roleName", role, resources),
  );
  if (!exclusive) return policies.map(({ document }) => document);
  // It takes away what it does not name, and gives nothing: of a name alone nobody knows what it allows.
  const names = listed(exclusive.properties["policyNames"]);
  return [
    ...policies
      .filter(({ name }) => typeof name !== "string" || names.includes(name) || names.includes(UNKNOWN))
      .map(({ document }) => document),
    ...names
      .filter((name) => !policies.some((policy) => policy.name === name))
      .map((): Document => ({ kind: "unknown" })),
  ];
}

function attached(role: StackResource, resources: Resources): readonly Document[] {
  const exclusive = ofType(
    resources,
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
  ).find((each) => isFor(each, "roleName", role, resources));
  const named = exclusive ? behind(exclusive, "policyArns", resources) : [];
  // It takes away what it does not name.
  if (exclusive && !holdsUnknown(exclusive.properties["policyArns"])) return named;
  return [
    ...named,
    ...behind(role, "managedPolicyArns", resources),
    ...[
      ...ofType(resources, "aws:iam/rolePolicyAttachment:RolePolicyAttachment").filter((each) =>
        isFor(each, "role", role, resources),
      ),
      ...ofType(resources, "aws:iam/policyAttachment:PolicyAttachment").filter((each) =>
        isFor(each, "roles", role, resources),
      ),
    ].flatMap((each) => behind(each, "policyArn", resources)),
  ];
}

/** The documents of the policies in a property: of this stack, of AWS, or not known here. */
function behind(resource: StackResource, property: string, resources: Resources): readonly Document[] {
  const policies = ofType(resources, "aws:iam/policy:Policy");
  return listed(resource.properties[property]).flatMap((arn): readonly Document[] => {
    const name = typeof arn === "string" ? awsManaged(arn) : undefined;
    if (name !== undefined)
      return [readDocument({ Statement: { Effect: "Allow", Action: xrayActionsOf(name), Resource: "*" } })];
    const named = policies.filter((each) => isNamed(each, [arn]));
    const own = named.length > 0 ? named : policies.filter((each) => isIn(resource, property, each));
    return own.length > 0
      ? own.map(({ properties }) => readDocument(at(properties, "policy")))
      : [{ kind: "unknown" }];
  });
}

/** Those that a property means: by its value, a name, an id, an ARN or a list of them; else by what it was made of. */
function meant(resource: StackResource, property: string, candidates: Resources): Resources {
  const value = resource.properties[property];
  const named = candidates.filter((each) => isNamed(each, texts(value)));
  if (named.length > 0 && !holdsUnknown(value)) return named;
  return candidates.filter((each) => named.includes(each) || isIn(resource, property, each));
}

const isFor = (resource: StackResource, property: string, role: StackResource, resources: Resources) =>
  meant(resource, property, ofType(resources, role.type)).includes(role);

const isNamed = ({ properties }: StackResource, values: readonly Value[]): boolean =>
  ["arn", "name", "id"].some((key) => {
    const value = properties[key];
    return typeof value === "string" && value !== "" && values.includes(value);
  });

const isIn = ({ propertyDependencies }: StackResource, property: string, { urn }: StackResource): boolean =>
  Object.hasOwn(propertyDependencies, property) && (propertyDependencies[property] ?? []).includes(urn);

const ofType = (resources: Resources, type: string): Resources =>
  resources.filter((each) => each.type === type);

/** Of a list, or of a single thing; of nothing, none. */
const listed = (value: Value): readonly Value[] =>
  isList(value) ? value : value === undefined || value === null || value === "" ? [] : [value];
