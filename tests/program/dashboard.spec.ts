import { expect } from "chai";
import { at, ofType, resourceOf, runOf, textAt } from "../support/program";

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

async function widgets(): Promise<readonly unknown[]> {
  const { inputs } = resourceOf(await runOf("dev"), "aws:cloudwatch/dashboard:Dashboard", "overview");
  expect(inputs["dashboardName"]).to.equal("resit-dev");
  return list(at(JSON.parse(textAt(inputs, "dashboardBody")), "widgets"));
}

const ofKind = async (type: string) => (await widgets()).filter((widget) => at(widget, "type") === type);

/** Metrics that belong to the account, and to no resource. */
const OF_ACCOUNT = [
  "AWS/States OpenExecutionCount",
  "AWS/Lambda ConcurrentExecutions",
  "AWS/Lambda Throttles",
];

describe("program: dashboard", () => {
  it("shows incidents first, then the machinery", async () => {
    const titles = (await widgets()).map((widget) => textAt(widget, "properties", "title"));
    expect(titles.slice(0, 6)).to.deep.equal([
      "Incidents reported, by day",
      "Incidents by status after an attempt",
      "Attempts by outcome",
      "Time to sit, in days",
      "Incidents past their time",
      "Alarms",
    ]);
    expect(new Set(titles).size).to.equal(titles.length);
  });

  it("asks logs that the program registers, by events that their functions write", async () => {
    const run = await runOf("dev");
    const groups = ofType(run, "aws:cloudwatch/logGroup:LogGroup").map(({ inputs }) => inputs["name"]);
    const queries = (await ofKind("log")).map((widget) => textAt(widget, "properties", "query"));
    expect(queries).to.have.length(4);
    for (const query of queries) {
      const [, group = "", name = ""] = /^SOURCE '(\/aws\/lambda\/resit-dev-(\w+))'/.exec(query) ?? [];
      expect(groups, query).to.include(group);
      expect(query).to.contain(`message.event = "${name}"`);
    }
  });

  it("draws metrics of resources that the program registers, or of the account", async () => {
    const run = await runOf("dev");
    const known = new Set(
      run.resources.flatMap(({ inputs, computed }) =>
        [inputs["name"], computed["name"], computed["arn"]].filter((each) => typeof each === "string"),
      ),
    );
    const filters = ofType(run, "aws:cloudwatch/logMetricFilter:LogMetricFilter").map(({ inputs }) =>
      [
        textAt(inputs, "metricTransformation", "namespace"),
        textAt(inputs, "metricTransformation", "name"),
      ].join(" "),
    );
    const metrics = (await ofKind("metric")).flatMap((widget) =>
      list(at(widget, "properties", "metrics")).map(list),
    );
    expect(metrics.length).to.be.greaterThan(40);
    for (const metric of metrics) {
      const [namespace, name, ...rest] = metric;
      const dimensions = rest.slice(0, -1).filter((_, index) => index % 2 === 1);
      const where = `${String(namespace)} ${String(name)} ${dimensions.join(" ")}`;
      if (dimensions.length === 0) expect([...OF_ACCOUNT, ...filters]).to.include(where.trim());
      else
        for (const value of dimensions.filter((each) => each !== "v1"))
          expect(known.has(String(value)), where).to.equal(true);
    }
  });

  it("shows every alarm, and every function's errors and time", async () => {
    const run = await runOf("dev");
    const alarms = ofType(run, "aws:cloudwatch/metricAlarm:MetricAlarm").map(
      ({ computed }) => computed["arn"],
    );
    const [shown] = await ofKind("alarm");
    expect(at(shown, "properties", "alarms")).to.have.members(alarms);
    const functions = ofType(run, "aws:lambda/function:Function");
    for (const title of ["Functions that fail", "Functions' time"]) {
      const widget = (await widgets()).find((each) => at(each, "properties", "title") === title);
      expect(at(widget, "properties", "metrics"), title).to.have.length(functions.length);
    }
  });

  it("lies on the grid without overlaps, in the stack's region", async () => {
    const all = await widgets();
    expect(
      new Set(all.map((widget) => `${String(at(widget, "x"))} ${String(at(widget, "y"))}`)).size,
    ).to.equal(all.length);
    for (const widget of all) expect(Number(at(widget, "x")) + Number(at(widget, "width"))).to.be.at.most(24);
    const regions = [...(await ofKind("log")), ...(await ofKind("metric"))].map((widget) =>
      at(widget, "properties", "region"),
    );
    expect([...new Set(regions)]).to.deep.equal(["eu-west-1"]);
  });
});
