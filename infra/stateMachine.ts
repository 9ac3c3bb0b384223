/** A Standard state machine that is logged and traced, with a role that its definition asks for. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assertSound } from "../workflow/asl/check";
import type { Definition } from "../workflow/asl/definition";
import { permissions } from "../workflow/asl/permissions";
import { allow, assumableBy, policyDocument, TRACING, tracingPolicy } from "./policy";
import { nameOf } from "./name";

export interface StateMachineArgs {
  readonly definition: pulumi.Output<Definition>;
  readonly logRetentionDays: number;
  readonly protect: boolean;
}

/** Log deliveries know no resources
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy). */
const LOG_DELIVERY = allow(
  [
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
  ],
  "*",
);

/** Sampling rules know no resources either
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html). */
const SAMPLING = allow(["xray:GetSamplingRules", "xray:GetSamplingTargets"], "*");

export function stateMachine(name: string, args: StateMachineArgs): aws.sfn.StateMachine {
  const fullName = nameOf(name);
  const definition = args.definition.apply((each) => {
    assertSound(each);
    return each;
  });
  // Groups under /aws/vendedlogs/ stay clear of the size limit of CloudWatch's resource policy.
  const logGroup = new aws.cloudwatch.LogGroup(`${name}-executions`, {
    name: `/aws/vendedlogs/states/${fullName}`,
    retentionInDays: args.logRetentionDays,
  });
  // Its name is Pulumi's to choose, and stays: another one would be another role, and executions that are open go on
  // with the one that they began with (docs/deployments.md).
  const role = new aws.iam.Role(`${name}-executions`, { assumeRolePolicy: assumableBy("states") });
  const policies = [
    tracingPolicy(`${name}-executions`, role, [TRACING, SAMPLING]),
    new aws.iam.RolePolicy(`${name}-executions`, {
      role: role.name,
      policy: definition.apply((each) =>
        policyDocument([
          ...permissions(each).map(({ Action, Resource, Condition }) => ({
            ...allow(Action, ...Resource),
            ...(Condition !== undefined && { Condition }),
          })),
          LOG_DELIVERY,
        ]),
      ),
    }),
  ];
  return new aws.sfn.StateMachine(
    name,
    {
      name: fullName,
      type: "STANDARD",
      roleArn: role.arn,
      definition: definition.apply((each) => JSON.stringify(each)),
      // For the record: which definition an open execution began with. Nobody calls a version.
      publish: true,
      tracingConfiguration: { enabled: true },
      loggingConfiguration: {
        level: "ALL",
        // Execution data holds task tokens.
        includeExecutionData: false,
        logDestination: pulumi.interpolate`${logGroup.arn}:*`,
      },
    },
    // AWS tries out the log destination with the role when the machine is made.
    { protect: args.protect, dependsOn: policies },
  );
}
