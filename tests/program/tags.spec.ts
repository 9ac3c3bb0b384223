import { expect } from "chai";
import { runOf, type Run } from "../support/program";

/** Types for which AWS knows no tags (https://www.pulumi.com/registry/packages/aws: without an input `tags`). */
const WITHOUT = [
  "aws:apigateway/account:Account",
  "aws:apigateway/deployment:Deployment",
  "aws:apigateway/methodSettings:MethodSettings",
  "aws:cloudwatch/dashboard:Dashboard",
  "aws:cloudwatch/eventTarget:EventTarget",
  "aws:cloudwatch/logMetricFilter:LogMetricFilter",
  "aws:cognito/resourceServer:ResourceServer",
  "aws:cognito/userPoolClient:UserPoolClient",
  "aws:cognito/userPoolDomain:UserPoolDomain",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:lambda/permission:Permission",
  "aws:sns/topicSubscription:TopicSubscription",
  "aws:wafv2/webAclAssociation:WebAclAssociation",
  "aws:xray/resourcePolicy:ResourcePolicy",
];

/** Components are no resources of AWS. */
const ofAws = ({ resources }: Run) => resources.filter(({ type }) => /^aws:\w+\//.test(type));

describe("program: tags", () => {
  for (const stack of ["dev", "prod"] as const)
    it(`say of everything in ${stack} that takes them whose it is`, async () => {
      for (const { type, name, tags } of ofAws(await runOf(stack)))
        expect(tags, `${type} ${name}`).to.deep.equal(
          WITHOUT.includes(type) ? undefined : { project: "resit", stack },
        );
    });
});

describe("program: names", () => {
  /** Names that AWS has only once in an account and region, or that a role is restricted by. */
  const NAMED =
    /^aws:(lambda\/function|iam\/role:|dynamodb\/table|sfn\/|sns\/topic:|cloudwatch\/(metricAlarm|eventRule|dashboard)|cognito\/userPool:|xray\/|wafv2\/webAcl:)/;

  for (const stack of ["dev", "prod"] as const)
    it(`hold in ${stack} the stack's own, so that several stand in one account`, async () => {
      const named = ofAws(await runOf(stack)).filter(
        ({ type, name }) => NAMED.test(type) && name !== "exam-executions",
      );
      expect(named.length).to.be.greaterThan(50);
      for (const { type, name, inputs } of named) {
        const given = inputs["name"] ?? inputs["dashboardName"] ?? inputs["ruleName"] ?? inputs["policyName"];
        expect(given, `${type} ${name}`).to.match(new RegExp(`^resit-${stack}(-|$)`));
      }
    });
});
