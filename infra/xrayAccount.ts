/** What X-Ray keeps for the whole account and region: which requests are traced, and that SNS may send traces. */
import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { stackName } from "./name";

export interface XrayAccountArgs {
  readonly apiName: pulumi.Input<string>;
  readonly stageName: pulumi.Input<string>;
  readonly topics: readonly aws.sns.Topic[];
}

/** Characters of a rule's name, at most (https://docs.aws.amazon.com/xray/latest/api/API_SamplingRule.html). */
const NAME_LENGTH = 32;
/** Up to 9999, the smallest first; before X-Ray's own rule (10000), and with room before them for others. */
const PRIORITIES = { from: 1000, count: 8000 };

export function xrayAccount({ apiName, stageName, topics }: XrayAccountArgs): void {
  const name = stackName();
  // X-Ray's own rule takes one request a second and 5 % of the rest; an exam has few requests, and each may be asked about.
  new aws.xray.SamplingRule("api", {
    ...placeOf(name),
    version: 1,
    reservoirSize: 10,
    fixedRate: 1,
    serviceType: "AWS::ApiGateway::Stage",
    serviceName: pulumi.interpolate`${apiName}/${stageName}`,
    host: "*",
    httpMethod: "*",
    urlPath: "*",
    resourceArn: "*",
  });
  const arns = pulumi.all(topics.map(({ arn }) => arn));
  // SNS has no role (https://docs.aws.amazon.com/sns/latest/dg/sns-active-tracing.html).
  new aws.xray.ResourcePolicy("topics", {
    policyName: name,
    policyDocument: arns.apply((SourceArns) =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "sns.amazonaws.com" },
            Action: ["xray:PutTraceSegments", "xray:GetSamplingRules", "xray:GetSamplingTargets"],
            Resource: "*",
            Condition: {
              StringEquals: { "aws:SourceAccount": [...new Set(SourceArns.map(accountOf))] },
              ArnEquals: { "aws:SourceArn": SourceArns },
            },
          },
        ],
      }),
    ),
  });
}

/** Rules of other stacks stand in the same account: none may have this one's name or priority. */
export function placeOf(stack: string): { readonly ruleName: string; readonly priority: number } {
  const digest = createHash("sha256").update(stack).digest("hex").slice(0, 8);
  return {
    ruleName: stack.length <= NAME_LENGTH ? stack : `${stack.slice(0, NAME_LENGTH - 9)}-${digest}`,
    priority: PRIORITIES.from + (parseInt(digest, 16) % PRIORITIES.count),
  };
}

/** `arn:aws:sns:region:account:name` */
const accountOf = (arn: string): string => arn.split(":")[4] ?? "";
