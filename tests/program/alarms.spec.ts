import { expect } from "chai";
import { ofType, runOf } from "../support/program";

const MACHINE = { StateMachineArn: "arn:aws:states:eu-west-1:111122223333:stateMachine:resit-dev-exam" };
/** Those that clients call: what a task throws is retried, and rings executions-failed at last. */
const FUNCTIONS = [
  "getIncident",
  "getOpenApi",
  "getPaper",
  "listIncidents",
  "reportIncident",
  "submitAttempt",
  "withdrawIncident",
];

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
});
