/** What happens: first to incidents, then in the machinery. Looking at it costs what its queries read of the logs. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { most, ofAccount, overdue, sum, type Metric, type Watched } from "./monitoring";
import { stackName } from "./name";

export interface DashboardArgs extends Watched {
  readonly alarmArns: readonly pulumi.Input<string>[];
}

type Line = Metric & { readonly stat: string };

interface Widget {
  readonly type: "metric" | "log" | "alarm";
  readonly properties: pulumi.Input<object>;
}

/** A dashboard is 24 wide; three stand side by side. */
const [WIDTH, HEIGHT, COLUMNS] = [8, 6, 3];

export function dashboard(args: DashboardArgs): aws.cloudwatch.Dashboard {
  // arn:aws:states:region:account:stateMachine:name
  const region = pulumi.output(args.stateMachineArn).apply((arn) => arn.split(":")[3] ?? "");
  const widgets = [...business(args, region), ...machinery(args, region)];
  return new aws.cloudwatch.Dashboard("overview", {
    dashboardName: stackName(),
    dashboardBody: pulumi.all(widgets.map(({ properties }) => properties)).apply((properties) =>
      JSON.stringify({
        widgets: widgets.map(({ type }, index) => ({
          type,
          x: (index % COLUMNS) * WIDTH,
          y: Math.floor(index / COLUMNS) * HEIGHT,
          width: WIDTH,
          height: HEIGHT,
          properties: properties[index],
        })),
      }),
    ),
  });
}

/** From what the functions log: no metric of one's own, which would be paid every month. */
function business({ functions }: DashboardArgs, region: pulumi.Input<string>): readonly Widget[] {
  const asked = (
    title: string,
    name: string,
    view: "timeSeries" | "bar" | "table",
    ...steps: readonly string[]
  ) => {
    const group = functions[name]?.loggingConfig.logGroup;
    if (group === undefined) throw new Error(`The dashboard asks the log of ${name}, which is not watched.`);
    const query = pulumi.interpolate`SOURCE '${group}' | ${steps.join(" | ")}`;
    const properties = pulumi
      .all([query, region])
      .apply(([text, at]) => ({ title, view, region: at, query: text }));
    return { type: "log", properties } as const;
  };
  const closed = 'filter message.event = "closeAttempt"';
  return [
    asked(
      "Incidents reported, by day",
      "reportIncident",
      "timeSeries",
      'filter message.event = "reportIncident" and message.status = 201',
      "stats count_distinct(message.incidentId) as incidents by bin(1d)",
    ),
    asked(
      "Incidents by status after an attempt",
      "closeAttempt",
      "bar",
      closed,
      "stats count_distinct(message.incidentId) as incidents by message.status",
    ),
    asked(
      "Attempts by outcome",
      "closeAttempt",
      "bar",
      `${closed} and ispresent(message.outcome)`,
      "stats count_distinct(concat(message.incidentId, '.', message.attempt)) as attempts by message.outcome",
    ),
    asked(
      "Time to sit, in days",
      "closeAttempt",
      "timeSeries",
      `${closed} and ispresent(message.secondsToSit)`,
      "stats pct(message.secondsToSit, 50) / 86400 as half, pct(message.secondsToSit, 90) / 86400 as nine_of_ten by bin(1d)",
    ),
    graph("Incidents past their time", region, [most(overdue())]),
  ];
}

function machinery(args: DashboardArgs, region: pulumi.Input<string>): readonly Widget[] {
  const { stateMachineArn, apiName, stageName, tableName, notificationTopicName, functions, alarmArns } =
    args;
  const states = (metricName: string) =>
    sum({ namespace: "AWS/States", metricName, dimensions: { StateMachineArn: stateMachineArn } });
  const api = (metricName: string): Metric => ({
    namespace: "AWS/ApiGateway",
    metricName,
    dimensions: { ApiName: apiName, Stage: stageName },
  });
  const each = (metricName: string, stat: string): readonly Line[] =>
    Object.values(functions).map(({ name: FunctionName }) => ({
      namespace: "AWS/Lambda",
      metricName,
      dimensions: { FunctionName },
      stat,
    }));
  const table = (metricName: string) =>
    sum({ namespace: "AWS/DynamoDB", metricName, dimensions: { TableName: tableName } });
  const topic = (metricName: string) =>
    sum({ namespace: "AWS/SNS", metricName, dimensions: { TopicName: notificationTopicName } });
  const executions = ["Started", "Succeeded", "Failed", "TimedOut", "Aborted"];
  return [
    {
      type: "alarm",
      properties: pulumi.all([...alarmArns]).apply((alarms) => ({ title: "Alarms", alarms })),
    },
    graph(
      "Executions",
      region,
      executions.map((how) => states(`Executions${how}`)),
    ),
    graph("Executions open in the account", region, [most(ofAccount("AWS/States", "OpenExecutionCount"))]),
    graph(
      "API requests, and refused ones",
      region,
      ["Count", "4XXError", "5XXError"].map((name) => sum(api(name))),
    ),
    graph(
      "API latency",
      region,
      ["p50", "p99"].map((stat) => ({ ...api("Latency"), stat })),
    ),
    graph("Functions that fail", region, each("Errors", "Sum")),
    graph("Functions' time", region, each("Duration", "p99")),
    graph("Functions at once in the account", region, [
      most(ofAccount("AWS/Lambda", "ConcurrentExecutions")),
      sum(ofAccount("AWS/Lambda", "Throttles")),
    ]),
    graph(
      "Table",
      region,
      ["ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits", "WriteThrottleEvents"].map(table),
    ),
    graph("Notifications", region, ["NumberOfMessagesPublished", "NumberOfNotificationsFailed"].map(topic)),
  ];
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
function graph(title: string, region: pulumi.Input<string>, lines: readonly Line[]): Widget {
  const metrics = lines.map(({ namespace, metricName, dimensions, stat }) =>
    pulumi
      .output(dimensions)
      .apply((known) => [namespace, metricName, ...Object.entries(known).flat(), { stat }]),
  );
  return {
    type: "metric",
    properties: pulumi
      .all([pulumi.all(metrics), region])
      .apply(([all, at]) => ({ title, view: "timeSeries", region: at, period: 300, metrics: all })),
  };
}
