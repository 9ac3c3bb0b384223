import { expect } from "chai";
import { ROUTES } from "../../api/routes";
import { ofType, runOf } from "../support/program";

const MACHINE = { StateMachineArn: "arn:aws:states:eu-west-1:111122223333:stateMachine:resit-dev-exam" };
/** Those that clients call, and the scheduled one: what a task throws is retried, and rings executions-failed at last. */
const FUNCTIONS = [...ROUTES.map(({ operationId }) => operationId), "sweep"];

/** What each alarm watches: namespace, metric, dimensions. */
const WATCHED: Readonly<Record<string, readonly [string, string, Readonly<Record<string, string>>]>> = {
  "executions-failed": ["AWS/States", "ExecutionsFailed", MACHINE],
  "executions-timed-out": ["AWS/States", "ExecutionsTimedOut", MACHINE],
  "executions-aborted": ["AWS/States", "ExecutionsAborted", MACHINE],
  "api-errors": ["AWS/ApiGateway", "5XXError", { ApiName: "resit-dev-api", Stage: "v1" }],
  "notifications-failed": [
    "AWS/SNS",
    "NumberOfNotificationsFailed",
    { TopicName: "resit-dev-notifications" },
  ],
  "incidents-overdue": ["resit-dev", "IncidentsOverdue", {}],
  ...Object.fromEntries(
    FUNCTIONS.map(
      (name) => [`${name}-errors`, ["AWS/Lambda", "Errors", { FunctionName: `resit-dev-${name}` }]] as const,
    ),
  ),
};

describe("program: alarms", () => {
  it("ring on the first fault within five minutes, each to whoever is on call, and say what it means", async () => {
    const alarms = ofType(await runOf("dev"), "aws:cloudwatch/metricAlarm:MetricAlarm");
    expect(alarms.map(({ name }) => name)).to.have.members(Object.keys(WATCHED));
    for (const { name, inputs } of alarms) {
      const { alarmDescription, ...rest } = inputs;
      const [namespace, metricName, dimensions] = WATCHED[name] ?? [];
      expect(alarmDescription, name).to.match(/^\S.*\.$/);
      expect(rest, name).to.deep.equal({
        namespace,
        metricName,
        dimensions,
        statistic: "Sum",
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        threshold: 1,
        period: 300,
        evaluationPeriods: 1,
        treatMissingData: "notBreaching",
        alarmActions: ["arn:aws:sns:eu-west-1:111122223333:resit-dev-alarms"],
      });
    }
  });

  it("ring for an incident that is past its time by what the scheduled function logs", async () => {
    const [filter, ...others] = ofType(await runOf("dev"), "aws:cloudwatch/logMetricFilter:LogMetricFilter");
    expect(others).to.deep.equal([]);
    expect(filter?.inputs).to.deep.equal({
      name: "incidents-overdue",
      logGroupName: "/aws/lambda/resit-dev-sweep",
      pattern: '{ $.message.event = "sweep" }',
      metricTransformation: {
        namespace: "resit-dev",
        name: "IncidentsOverdue",
        value: "$.message.overdue",
      },
    });
  });
});
