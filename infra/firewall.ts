/** A web application firewall before the API, for who wants one: from 8 USD a month on (docs/hardening.md). */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { stackName } from "./name";

/** Requests of one address in five minutes: a classroom behind one address sits exams, a script guesses. */
const RATE = 3_000;

const visible = (metricName: string) => ({
  metricName,
  cloudwatchMetricsEnabled: true,
  // A sample holds headers, and so exam codes.
  sampledRequestsEnabled: false,
});

export function firewall(stageArn: pulumi.Input<string>): void {
  const name = stackName();
  const acl = new aws.wafv2.WebAcl("api", {
    name,
    scope: "REGIONAL",
    defaultAction: { allow: {} },
    visibilityConfig: visible(name),
    rules: [
      {
        name: "rate",
        priority: 0,
        action: { block: {} },
        statement: { rateBasedStatement: { limit: RATE, aggregateKeyType: "IP" } },
        visibilityConfig: visible(`${name}-rate`),
      },
      {
        name: "known-bad",
        priority: 1,
        overrideAction: { none: {} },
        statement: {
          managedRuleGroupStatement: { vendorName: "AWS", name: "AWSManagedRulesKnownBadInputsRuleSet" },
        },
        visibilityConfig: visible(`${name}-known-bad`),
      },
      {
        name: "reputation",
        priority: 2,
        overrideAction: { none: {} },
        statement: {
          managedRuleGroupStatement: { vendorName: "AWS", name: "AWSManagedRulesAmazonIpReputationList" },
        },
        visibilityConfig: visible(`${name}-reputation`),
      },
    ],
  });
  new aws.wafv2.WebAclAssociation("api", { resourceArn: stageArn, webAclArn: acl.arn });
}
