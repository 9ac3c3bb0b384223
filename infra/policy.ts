/** Identity policies and their statements. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface Statement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: pulumi.Input<string> | readonly pulumi.Input<string>[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** These actions on these resources, and nothing else. */
export const allow = (
  actions: readonly string[],
  ...resources: readonly pulumi.Input<string>[]
): Statement => ({ Effect: "Allow", Action: actions, Resource: resources });

/** X-Ray knows no resources for these
 *  (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html). */
export const TRACING: Statement = allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*");

/**
 * The permission to trace, apart from the others: its document is a literal, so that a first preview, which knows no ARN
 * yet, can prove that it is there.
 */
export function tracingPolicy(
  name: string,
  role: aws.iam.Role,
  statements: readonly Statement[],
  opts?: pulumi.CustomResourceOptions,
): aws.iam.RolePolicy {
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: statements });
  return new aws.iam.RolePolicy(`${name}-tracing`, { role: role.name, policy }, opts);
}

export const policyDocument = (statements: readonly Statement[]): pulumi.Output<string> =>
  pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements });

/** Who may take on a role. */
export const assumableBy = (service: "lambda" | "states" | "apigateway"): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: `${service}.amazonaws.com` } },
    ],
  });
