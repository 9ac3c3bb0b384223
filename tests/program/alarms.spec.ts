import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { ROUTES } from "../../api/routes";
import { at, ofType, ROOT, runOf, textAt, type Registered } from "../support/program";

const MACHINE = { StateMachineArn: "arn:aws:states:eu-west-1:111122223333:stateMachine:resit-dev-exam" };
const API = { ApiName: "resit-dev-api", Stage: "v1" };
const TRANSITIONS = { ServiceMetric: "StateTransition" };
const TASKS = ["openAttempt", "closeAttempt"];
const ANSWERING = [...ROUTES.map(({ operationId }) => operationId), "preflight"];

type Watch = readonly [
  namespace: string,
  metric: string,
  dimensions: Readonly<Record<string, string>>,
  stat: string,
];

/** What each alarm watches, and from where on it rings. */
const SINGLE: Readonly<Record<string, readonly [watch: Watch, threshold: number, seconds: number]>> = {
  "executions-failed": [["AWS/States", "ExecutionsFailed", MACHINE, "Sum"], 1, 300],
  "executions-timed-out": [["AWS/States", "ExecutionsTimedOut", MACHINE, "Sum"], 1, 300],
  "executions-aborted": [["AWS/States", "ExecutionsAborted", MACHINE, "Sum"], 1, 300],
  "api-errors": [["AWS/ApiGateway", "5XXError", API, "Sum"], 1, 300],
  "api-latency": [["AWS/ApiGateway", "Latency", API, "p99"], 3000, 300],
  "api-near-quota": [["AWS/ApiGateway", "Count", API, "Sum"], 0.8 * 100 * 60, 60],
  "function-throttles": [["AWS/Lambda", "Throttles", {}, "Sum"], 1, 300],
  "functions-near-quota": [["AWS/Lambda", "ConcurrentExecutions", {}, "Maximum"], 800, 60],
  "notifications-failed": [
    ["AWS/SNS", "NumberOfNotificationsFailed", { TopicName: "resit-dev-notifications" }, "Sum"],
    1,
    300,
  ],
  "incidents-overdue": [["resit-dev", "IncidentsOverdue", {}, "Sum"], 1, 300],
};

const all = async () => ofType(await runOf("dev"), "aws:cloudwatch/metricAlarm:MetricAlarm");

const queries = ({ inputs }: Registered): readonly unknown[] => {
  const list = at(inputs, "metricQueries");
  return Array.isArray(list) ? list : [];
};

async function expressionOf(
  name: string,
): Promise<{ readonly expression: string; readonly watches: readonly Watch[] }> {
  const alarm = (await all()).find((each) => each.name === name);
  if (alarm === undefined) throw new Error(`There is no alarm ${name}.`);
  const watches = queries(alarm).filter((query) => at(query, "metric") !== undefined);
  return {
    expression: textAt(queries(alarm).at(-1), "expression"),
    watches: watches.map((query) => [
      textAt(query, "metric", "namespace"),
      textAt(query, "metric", "metricName"),
      Object.fromEntries(
        Object.entries(at(query, "metric", "dimensions") ?? {}).map(([k, v]) => [k, String(v)]),
      ),
      textAt(query, "metric", "stat"),
    ]),
  };
}

describe("program: alarms", () => {
  it("ring whoever is on call, are silent where nothing happens, and name their entry of the runbook", async () => {
    const alarms = await all();
    expect(alarms.length).to.be.greaterThan(15);
    for (const { name, inputs } of alarms) {
      expect(at(inputs, "alarmActions"), name).to.deep.equal([
        "arn:aws:sns:eu-west-1:111122223333:resit-dev-alarms",
      ]);
      expect(inputs, name).to.include({
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        treatMissingData: "notBreaching",
      });
      expect(textAt(inputs, "alarmDescription"), name).to.match(
        new RegExp(`^\\S.*\\. See docs/operating\\.md, ${name.replace(/-\d+$/, "")}\\.$`),
      );
    }
  });

  it("watch one metric each, where one says it", async () => {
    const single = (await all()).filter((alarm) => queries(alarm).length === 0);
    expect(single.map(({ name }) => name)).to.have.members(Object.keys(SINGLE));
    for (const { name, inputs } of single) {
      const [[namespace, metricName, dimensions, stat] = [], threshold, period] = SINGLE[name] ?? [];
      const statistic = stat?.startsWith("p") ? { extendedStatistic: stat } : { statistic: stat };
      expect(inputs, name).to.deep.include({
        namespace,
        metricName,
        dimensions,
        threshold,
        period,
        ...statistic,
      });
    }
  });

  it("stand at four fifths of quotas that the account may have had raised", async () => {
    expect(await expressionOf("executions-near-quota")).to.deep.equal({
      expression: "100 * m0 / m1",
      watches: [
        ["AWS/States", "OpenExecutionCount", {}, "Maximum"],
        ["AWS/States", "OpenExecutionLimit", {}, "Maximum"],
      ],
    });
    expect(await expressionOf("transitions-near-quota")).to.deep.equal({
      expression: "IF(FILL(m2, 0) > 0, 100, 100 * m0 / m1)",
      watches: [
        ["AWS/States", "ConsumedCapacity", TRANSITIONS, "Maximum"],
        ["AWS/States", "ProvisionedRefillRate", TRANSITIONS, "Maximum"],
        ["AWS/States", "ThrottledEvents", TRANSITIONS, "Sum"],
      ],
    });
    for (const name of ["executions-near-quota", "transitions-near-quota"])
      expect((await all()).find((each) => each.name === name)?.inputs).to.include({ threshold: 80 });
  });

  it("watch the errors of every function that answers or is scheduled: what a task throws is retried", async () => {
    const parts = [await expressionOf("function-errors"), await expressionOf("function-errors-2")];
    expect(parts.map(({ expression }) => expression)).to.deep.equal([
      "SUM([m0, m1, m2, m3, m4, m5, m6, m7, m8, m9])",
      "SUM([m0, m1, m2])",
    ]);
    expect(parts.flatMap(({ watches }) => watches)).to.have.deep.members(
      [...ANSWERING, "sweep"].map((name) => [
        "AWS/Lambda",
        "Errors",
        { FunctionName: `resit-dev-${name}` },
        "Sum",
      ]),
    );
  });

  it("hold the time of every function against its own timeout", async () => {
    const parts = [await expressionOf("function-duration"), await expressionOf("function-duration-2")];
    const watches = parts.flatMap((part) => part.watches);
    expect(watches).to.have.deep.members(
      [...ANSWERING, ...TASKS, "sweep"].map((name) => [
        "AWS/Lambda",
        "Duration",
        { FunctionName: `resit-dev-${name}` },
        "p99",
      ]),
    );
    const shares = parts.flatMap(({ expression }) => [...expression.matchAll(/m\d+ \/ (\d+)/g)]);
    const functions = ofType(await runOf("dev"), "aws:lambda/function:Function");
    const timeouts = watches.map(([, , { FunctionName }]) =>
      at(functions.find(({ inputs }) => inputs["name"] === FunctionName)?.inputs, "timeout"),
    );
    // Hundredths of the timeout, in milliseconds.
    expect(shares.map(([, each]) => Number(each) / 10)).to.deep.equal(timeouts);
  });

  it("watch no more metrics together than an expression takes", async () => {
    for (const alarm of await all())
      expect(
        queries(alarm).filter((query) => at(query, "metric") !== undefined).length,
        alarm.name,
      ).to.be.at.most(10);
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

describe("docs/operating.md", () => {
  const page = readFileSync(join(ROOT, "docs", "operating.md"), "utf8");
  const entries = [...page.matchAll(/^### (\S+)\n([\s\S]*?)(?=^##|$(?![\s\S]))/gm)].map(
    ([, name = "", text = ""]) => ({
      name,
      text,
    }),
  );

  it("has an entry for every alarm, and no other", async () => {
    const names = (await all()).map(({ name }) => name.replace(/-\d+$/, ""));
    expect(entries.map(({ name }) => name)).to.have.members([...new Set(names)]);
  });

  it("says in each what it means, how to look and what to do", () => {
    for (const { name, text } of entries)
      expect(
        [...text.matchAll(/^\*\*(\w+):\*\* \S/gm)].map(([, word]) => word),
        name,
      ).to.deep.equal(["Means", "Look", "Do"]);
  });
});
