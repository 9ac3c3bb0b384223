import { expect } from "chai";
import type { Document } from "../../../policies/iam/document";
import { boundaryOf, documentsOf, roleOf } from "../../../policies/iam/roles";
import type { StackResource } from "../../../policies/rule";
import { UNKNOWN } from "../../../policies/value";
import { stackResource, urnOf } from "../rules/fixtures";

const ROLE = "aws:iam/role:Role";
const POLICY = "aws:iam/policy:Policy";
const ARN = "arn:aws:iam::123456789012:role/worker";
const OTHER = "arn:aws:iam::123456789012:policy/other";

const role = (given: Readonly<Record<string, unknown>> = {}, name = "worker") =>
  stackResource(ROLE, { name, arn: `arn:aws:iam::123456789012:role/${name}`, ...given }, { name });

const allowing = (Action: string) => ({ Statement: [{ Effect: "Allow", Action, Resource: "*" }] });
const granting = (action: string, name: string) =>
  stackResource(
    "aws:iam/rolePolicy:RolePolicy",
    { role: "worker", name, policy: allowing(action) },
    { name },
  );

/** The actions of each document, or what kind it is. */
const actionsOf = (documents: readonly Document[] | undefined): readonly string[] | undefined =>
  documents?.map((each) =>
    each.kind === "read" ? each.statements.flatMap(({ actions }) => actions).join() : each.kind,
  );
const given = (resources: readonly StackResource[], subject = role()) =>
  actionsOf(documentsOf(subject, [subject, ...resources]));

describe("policies: the role in a property", () => {
  const taker = (value: unknown, from: readonly string[] = []) =>
    stackResource("aws:lambda/function:Function", { role: value }, { from: { role: from } });
  const roles = [role({}, "other"), role()];
  const found = (value: unknown, ...from: readonly string[]) =>
    roleOf(taker(value, from), "role", roles)?.name;

  it("is found by its ARN, its name, or what the property was made of", () => {
    expect(found(ARN)).to.equal("worker");
    expect(found("worker")).to.equal("worker");
    expect(found(UNKNOWN, urnOf(ROLE, "worker"))).to.equal("worker");
  });

  it("is the one that the value says, whatever else the property was made of", () => {
    expect(found(ARN, urnOf(ROLE, "other"), urnOf(ROLE, "worker"))).to.equal("worker");
  });

  it("is none where neither says one", () => {
    expect(found("arn:aws:iam::123456789012:role/foreign")).to.be.undefined;
    expect(found(UNKNOWN, urnOf("aws:sns/topic:Topic", "worker"))).to.be.undefined;
    expect(found(undefined)).to.be.undefined;
    expect(found({ a: 1 })).to.be.undefined;
    expect(roleOf(taker(""), "role", [stackResource(ROLE, { name: "" })])).to.be.undefined;
  });
});

describe("policies: a role's documents", () => {
  it("come from its inline policies and from policies of its own", () => {
    const inlinePolicies = [{ name: "a", policy: JSON.stringify(allowing("a:b")) }, UNKNOWN];
    expect(given([granting("c:d", "c")], role({ inlinePolicies }))).to.deep.equal(["a:b", "unknown", "c:d"]);
    expect(given([], role({ inlinePolicies: UNKNOWN }))).to.deep.equal(["unknown"]);
  });

  it("do not come from policies of other roles", () => {
    expect(given([granting("a:b", "a")], role({}, "other"))).to.deep.equal([]);
  });

  it("come from attached policies: AWS's, the stack's by ARN or dependency, and others unknown", () => {
    const own = stackResource(POLICY, { arn: `${OTHER}-own`, policy: allowing("a:b") }, { name: "own" });
    const attach = (policyArn: unknown, from: readonly string[] = []) =>
      stackResource(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        { role: "worker", policyArn },
        { from: { policyArn: from } },
      );
    expect(given([attach("arn:aws:iam::aws:policy/AWSXrayFullAccess")])).to.deep.equal(["xray:*"]);
    expect(given([own, attach(`${OTHER}-own`)])).to.deep.equal(["a:b"]);
    expect(given([own, attach(UNKNOWN, [own.urn])])).to.deep.equal(["a:b"]);
    expect(given([own, attach(UNKNOWN)])).to.deep.equal(["unknown"]);
    expect(given([own, attach(OTHER)])).to.deep.equal(["unknown"]);
    expect(
      given([], role({ managedPolicyArns: [OTHER, "arn:aws:iam::aws:policy/ReadOnlyAccess"] })),
    ).to.deep.equal(["unknown", ""]);
  });

  it("come from a policy that is attached to many", () => {
    const attach = (roles: unknown, from: readonly string[] = []) =>
      stackResource(
        "aws:iam/policyAttachment:PolicyAttachment",
        { roles, policyArn: "arn:aws:iam::aws:policy/AWSXrayFullAccess" },
        { from: { roles: from } },
      );
    expect(given([attach(["other", "worker"])])).to.deep.equal(["xray:*"]);
    expect(given([attach(["foreign", UNKNOWN], [urnOf(ROLE, "worker")])])).to.deep.equal(["xray:*"]);
    expect(given([attach(["foreign"])])).to.deep.equal([]);
  });

  it("do not come from inline policies that a list of the only ones leaves out, and are unknown where it names others", () => {
    const only = (policyNames: unknown) =>
      stackResource("aws:iam/rolePoliciesExclusive:RolePoliciesExclusive", {
        roleName: "worker",
        policyNames,
      });
    const both = [granting("a:b", "a"), granting("c:d", "c")];
    expect(given([...both, only(["a"])])).to.deep.equal(["a:b"]);
    expect(given([...both, only(["a", "foreign"])])).to.deep.equal(["a:b", "unknown"]);
    expect(given([...both, only(UNKNOWN)])).to.deep.equal(["a:b", "c:d", "unknown"]);
  });

  it("do not come from attachments that a list of the only ones leaves out", () => {
    const only = (policyArns: unknown) =>
      stackResource("aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", {
        roleName: "worker",
        policyArns,
      });
    const subject = role({ managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] });
    expect(given([only(["arn:aws:iam::aws:policy/AWSXrayFullAccess"])], subject)).to.deep.equal(["xray:*"]);
    expect(given([only([])], subject)).to.deep.equal([]);
    expect(given([only([UNKNOWN])], subject)).to.deep.equal(["unknown", "*"]);
  });

  it("are bounded by the boundary's, where there is one", () => {
    const bound = (permissionsBoundary: unknown) => {
      const subject = role({ permissionsBoundary });
      return actionsOf(boundaryOf(subject, [subject]));
    };
    expect(bound(undefined)).to.be.undefined;
    expect(bound("")).to.be.undefined;
    expect(bound("arn:aws:iam::aws:policy/PowerUserAccess")).to.deep.equal(["*"]);
    expect(bound(OTHER)).to.deep.equal(["unknown"]);
  });
});
