/** A function that is called again and again. */
import * as aws from "@pulumi/aws";
import { nameOf } from "./name";

export interface ScheduleArgs {
  readonly function: aws.lambda.Function;
  /** `rate(5 minutes)`
   *  (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html). */
  readonly expression: `rate(${number} ${"minute" | "minutes" | "hours"})`;
  readonly description: string;
}

export function schedule(name: string, args: ScheduleArgs): void {
  const rule = new aws.cloudwatch.EventRule(name, {
    name: nameOf(name),
    description: args.description,
    scheduleExpression: args.expression,
  });
  const permission = new aws.lambda.Permission(`${name}-schedule`, {
    action: "lambda:InvokeFunction",
    principal: "events.amazonaws.com",
    function: args.function.name,
    sourceArn: rule.arn,
  });
  new aws.cloudwatch.EventTarget(
    name,
    { rule: rule.name, arn: args.function.arn },
    { dependsOn: [permission] },
  );
}
