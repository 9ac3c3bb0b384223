/**
 * Alarms for what nobody would notice. docs/operating.md has an entry for each, by its name: what it means, how to look,
 * what to do. An alarm is charged by the metrics that it watches.
 */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ALARM_SHARE, CONCURRENT_INVOCATIONS, METHOD_REQUESTS } from "./quotas";
import { nameOf, stackName } from "./name";

/** What is watched: by the alarms, and on the dashboard. */
export interface Watched {
  readonly stateMachineArn: pulumi.Input<string>;
  readonly apiName: pulumi.Input<string>;
  readonly stageName: pulumi.Input<string>;
  readonly tableName: pulumi.Input<string>;
  readonly notificationTopicName: pulumi.Input<string>;
  /** By logical name. */
  readonly functions: Readonly<Record<string, aws.lambda.Function>>;
}

export interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
}

/** What is compared with the threshold: a metric, or what an expression makes of several, `m0` being the first. */
type Value =
  | (Metric & { readonly stat: string })
  | {
      readonly expression: pulumi.Input<string>;
      readonly metrics: readonly (Metric & { readonly stat: string })[];
    };

interface Alarm {
  readonly says: string;
  readonly value: Value;
  /** Rings from here on; 1 where it says nothing: one in five minutes is one too many. */
  readonly threshold?: number;
  /** Seconds that are looked at together; five minutes where it says nothing. */
  readonly period?: number;
  /** In so many of them in a row. */
  readonly periods?: number;
}

/** Of one expression, metrics (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html). */
const MOST_METRICS = 10;
const MINUTE = 60;
const PERCENT = 100;
/** Milliseconds in which an API still feels quick, and starts of functions have their place. */
const SLOW_MS = 3_000;

/** What the state machine calls throws where there is nothing to open, and is retried: executions-failed rings at last. */
const TASKS = ["openAttempt", "closeAttempt"];

export const sum = (metric: Metric): Metric & { readonly stat: string } => ({ ...metric, stat: "Sum" });
export const most = (metric: Metric): Metric & { readonly stat: string } => ({ ...metric, stat: "Maximum" });

/** Of the whole account in this region. */
export const ofAccount = (namespace: string, metricName: string): Metric => ({
  namespace,
  metricName,
  dimensions: {},
});

/** What the scheduled function counts: incidents that are past their time. */
export const overdue = (): Metric => ofAccount(stackName(), "IncidentsOverdue");

/** Gives the alarms' ARNs. */
export function monitoring(
  watched: Watched & { readonly alarmTopicArn: pulumi.Input<string> },
): readonly pulumi.Output<string>[] {
  const { functions, alarmTopicArn } = watched;
  const { sweep } = functions;
  if (sweep !== undefined) overdueMetric(sweep);
  const alarms: Readonly<Record<string, Alarm>> = {
    ...executionAlarms(watched.stateMachineArn),
    ...apiAlarms(watched),
    ...functionAlarms(functions),
    "notifications-failed": {
      says: "A subscriber of the notification topic cannot be reached.",
      value: sum({
        namespace: "AWS/SNS",
        metricName: "NumberOfNotificationsFailed",
        dimensions: { TopicName: watched.notificationTopicName },
      }),
    },
    "incidents-overdue": {
      says: "An incident is past its time and still open, and nothing that the program does by itself helps.",
      value: sum(overdue()),
    },
  };
  return Object.entries(alarms).map(([name, alarm]) => metricAlarm(name, alarm, alarmTopicArn).arn);
}

function executionAlarms(StateMachineArn: pulumi.Input<string>): Readonly<Record<string, Alarm>> {
  const states = (metricName: string) =>
    sum({ namespace: "AWS/States", metricName, dimensions: { StateMachineArn } });
  const transitions = (metricName: string): Metric => ({
    namespace: "AWS/States",
    metricName,
    dimensions: { ServiceMetric: "StateTransition" },
  });
  return {
    "executions-failed": {
      says: "A task gave up after its retries: mend the cause, then redrive.",
      value: states("ExecutionsFailed"),
    },
    "executions-timed-out": {
      says: "An execution ran out of its time: redrive it.",
      value: states("ExecutionsTimedOut"),
    },
    "executions-aborted": {
      says: "Somebody stopped an execution by hand: its incident goes nowhere.",
      value: states("ExecutionsAborted"),
    },
    "executions-near-quota": {
      says: "Four fifths of the executions that the account may have open are open.",
      value: {
        expression: `${PERCENT} * m0 / m1`,
        metrics: ["OpenExecutionCount", "OpenExecutionLimit"].map((name) =>
          most(ofAccount("AWS/States", name)),
        ),
      },
      threshold: PERCENT * ALARM_SHARE,
    },
    "transitions-near-quota": {
      says: "The account's state machines take four fifths of their transitions, or are slowed down.",
      value: {
        expression: `IF(FILL(m2, 0) > 0, ${PERCENT}, ${PERCENT} * m0 / m1)`,
        metrics: [
          most(transitions("ConsumedCapacity")),
          most(transitions("ProvisionedRefillRate")),
          sum(transitions("ThrottledEvents")),
        ],
      },
      threshold: PERCENT * ALARM_SHARE,
      period: MINUTE,
      periods: 3,
    },
  };
}

function apiAlarms({ apiName, stageName }: Watched): Readonly<Record<string, Alarm>> {
  const api = (metricName: string): Metric => ({
    namespace: "AWS/ApiGateway",
    metricName,
    dimensions: { ApiName: apiName, Stage: stageName },
  });
  return {
    "api-errors": { says: "The API answers 5xx.", value: sum(api("5XXError")) },
    "api-latency": {
      says: `One request of a hundred takes the API ${SLOW_MS / 1000} seconds or longer.`,
      value: { ...api("Latency"), stat: "p99" },
      threshold: SLOW_MS,
      periods: 3,
    },
    "api-near-quota": {
      says: "All methods of the API together come near to what the stage lets through of one.",
      value: sum(api("Count")),
      threshold: METHOD_REQUESTS.refill * MINUTE * ALARM_SHARE,
      period: MINUTE,
    },
  };
}

function functionAlarms(
  functions: Readonly<Record<string, aws.lambda.Function>>,
): Readonly<Record<string, Alarm>> {
  const all = Object.entries(functions);
  const lambda = (metricName: string, { name: FunctionName }: aws.lambda.Function): Metric => ({
    namespace: "AWS/Lambda",
    metricName,
    dimensions: { FunctionName },
  });
  const names = (some: typeof all) => some.map(([name]) => name).join(", ");
  const failing = groups(all.filter(([name]) => !TASKS.includes(name))).map(
    ([suffix, some]): [string, Alarm] => [
      `function-errors${suffix}`,
      {
        says: `A function fails or runs out of time, of ${names(some)}.`,
        value: {
          expression: `SUM([${some.map((_, index) => `m${index}`).join(", ")}])`,
          metrics: some.map(([, each]) => sum(lambda("Errors", each))),
        },
      },
    ],
  );
  const slow = groups(all).map(([suffix, some]): [string, Alarm] => [
    `function-duration${suffix}`,
    {
      says: `One call of a hundred takes four fifths of its function's time, of ${names(some)}.`,
      value: {
        expression: pulumi.all(some.map(([, each]) => each.timeout)).apply((timeouts) => {
          const shares = timeouts.map((seconds = 3, index) => `m${index} / ${(seconds * 1000) / PERCENT}`);
          return `MAX([${shares.join(", ")}])`;
        }),
        metrics: some.map(([, each]) => ({ ...lambda("Duration", each), stat: "p99" })),
      },
      threshold: PERCENT * ALARM_SHARE,
    },
  ]);
  return {
    ...Object.fromEntries([...failing, ...slow]),
    "function-throttles": {
      says: "Lambda turns calls away: too many functions of the account run at once.",
      value: sum(ofAccount("AWS/Lambda", "Throttles")),
    },
    "functions-near-quota": {
      says: "Four fifths of the functions that the account may run at once are running.",
      value: most(ofAccount("AWS/Lambda", "ConcurrentExecutions")),
      threshold: CONCURRENT_INVOCATIONS * ALARM_SHARE,
      period: MINUTE,
    },
  };
}

/** As many as one alarm can watch; the second and later groups are numbered. */
function groups<T>(all: readonly T[]): readonly (readonly [suffix: string, some: T[]])[] {
  return Array.from({ length: Math.ceil(all.length / MOST_METRICS) }, (_, index) => [
    index === 0 ? "" : `-${index + 1}`,
    all.slice(index * MOST_METRICS, (index + 1) * MOST_METRICS),
  ]);
}

/** The scheduled function's number of overdue incidents, as a metric. */
function overdueMetric(sweep: aws.lambda.Function): void {
  const { namespace, metricName } = overdue();
  new aws.cloudwatch.LogMetricFilter("incidents-overdue", {
    name: "incidents-overdue",
    logGroupName: sweep.loggingConfig.logGroup,
    // Lambda's JSON format puts what was logged under message.
    pattern: '{ $.message.event = "sweep" }',
    metricTransformation: { namespace, name: metricName, value: "$.message.overdue" },
  });
}

function metricAlarm(
  name: string,
  { says, value, threshold = 1, period = 5 * MINUTE, periods = 1 }: Alarm,
  topicArn: pulumi.Input<string>,
): aws.cloudwatch.MetricAlarm {
  return new aws.cloudwatch.MetricAlarm(name, {
    name: nameOf(name),
    ...watching(value, period),
    alarmDescription: `${says} See docs/operating.md, ${entryOf(name)}.`,
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    threshold,
    evaluationPeriods: periods,
    treatMissingData: "notBreaching",
    alarmActions: [topicArn],
  });
}

/** Numbered alarms share an entry. */
const entryOf = (name: string): string => name.replace(/-\d+$/, "");

function watching(
  value: Value,
  period: number,
): Pick<
  aws.cloudwatch.MetricAlarmArgs,
  "namespace" | "metricName" | "dimensions" | "period" | "statistic" | "extendedStatistic" | "metricQueries"
> {
  if (!("expression" in value)) {
    const { stat, ...metric } = value;
    return {
      ...metric,
      period,
      ...(stat.startsWith("p") ? { extendedStatistic: stat } : { statistic: stat }),
    };
  }
  return {
    metricQueries: [
      ...value.metrics.map((metric, index) => ({ id: `m${index}`, metric: { ...metric, period } })),
      { id: "watched", expression: value.expression, label: "watched", returnData: true },
    ],
  };
}
