/** Alarms for what nobody would notice: an execution that stopped, a function that fails, an API that does. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface MonitoringArgs {
  readonly stateMachineArn: pulumi.Input<string>;
  readonly apiName: pulumi.Input<string>;
  readonly stageName: pulumi.Input<string>;
  readonly notificationTopicName: pulumi.Input<string>;
  /** Those that clients call, by logical name: what a task throws is retried, and rings executions-failed at last. */
  readonly functions: Readonly<Record<string, aws.lambda.Function>>;
  /** It counts the incidents that are past their time. */
  readonly sweep: aws.lambda.Function;
  readonly alarmTopicArn: pulumi.Input<string>;
}

interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
}

/** What the scheduled function writes down as a number, as a metric. */
function overdueMetric(sweep: aws.lambda.Function): Metric {
  const namespace = `${pulumi.getProject()}-${pulumi.getStack()}`;
  const metricName = "IncidentsOverdue";
  new aws.cloudwatch.LogMetricFilter("incidents-overdue", {
    name: "incidents-overdue",
    logGroupName: sweep.loggingConfig.logGroup,
    // Lambda's JSON format puts what was logged under message.
    pattern: '{ $.message.event = "sweep" }',
    metricTransformation: { namespace, name: metricName, value: "$.message.overdue" },
  });
  return { namespace, metricName, dimensions: {} };
}

export function monitoring(args: MonitoringArgs): void {
  const execution = (metricName: string): Metric => ({
    namespace: "AWS/States",
    metricName,
    dimensions: { StateMachineArn: args.stateMachineArn },
  });
  const alarms: readonly (readonly [name: string, description: string, metric: Metric])[] = [
    [
      "executions-failed",
      "A task gave up after its retries: mend the cause, then redrive.",
      execution("ExecutionsFailed"),
    ],
    [
      "executions-timed-out",
      "An execution ran out of its time: redrive it.",
      execution("ExecutionsTimedOut"),
    ],
    [
      "executions-aborted",
      "Somebody stopped an execution by hand: its incident goes nowhere.",
      execution("ExecutionsAborted"),
    ],
    [
      "api-errors",
      "The API answers 5xx.",
      {
        namespace: "AWS/ApiGateway",
        metricName: "5XXError",
        dimensions: { ApiName: args.apiName, Stage: args.stageName },
      },
    ],
    [
      "notifications-failed",
      "A subscriber of the notification topic cannot be reached.",
      {
        namespace: "AWS/SNS",
        metricName: "NumberOfNotificationsFailed",
        dimensions: { TopicName: args.notificationTopicName },
      },
    ],
    [
      "incidents-overdue",
      "An incident is past its time and still open, and nothing that the program does by itself helps.",
      overdueMetric(args.sweep),
    ],
    ...Object.entries({ ...args.functions, sweep: args.sweep }).map(
      ([name, { name: FunctionName }]) =>
        [
          `${name}-errors`,
          `${name} fails or runs out of time.`,
          { namespace: "AWS/Lambda", metricName: "Errors", dimensions: { FunctionName } },
        ] as const,
    ),
  ];
  for (const [name, description, metric] of alarms)
    new aws.cloudwatch.MetricAlarm(name, {
      ...metric,
      alarmDescription: description,
      statistic: "Sum",
      // One in five minutes is one too many.
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      period: 300,
      evaluationPeriods: 1,
      treatMissingData: "notBreaching",
      alarmActions: [args.alarmTopicArn],
    });
}
