import { expect } from "chai";
import * as fc from "fast-check";
import { UNKNOWN } from "../../../policies/value";
import { briefly, findingsOf, isSound, propertiesOf } from "./fixtures";

const HIDDEN = "a value that the preview does not know";

describe("xray-sampling-rule-samples", () => {
  const verdicts = (given: Readonly<Record<string, unknown>>) =>
    briefly(findingsOf("xray-sampling-rule-samples", given));

  it("passes a rate or a reservoir above 0, whatever the other one is", () => {
    expect(verdicts({ fixedRate: 0.05, reservoirSize: 0 })).to.deep.equal(["pass fixedRate"]);
    expect(verdicts({ fixedRate: 0, reservoirSize: 1 })).to.deep.equal(["pass fixedRate"]);
    expect(verdicts({ fixedRate: UNKNOWN, reservoirSize: 1 })).to.deep.equal(["pass fixedRate"]);
  });

  it("fails what samples nothing, and says both values", () => {
    expect(findingsOf("xray-sampling-rule-samples", { fixedRate: 0, reservoirSize: 0 })).to.deep.equal([
      {
        verdict: "fail",
        path: "fixedRate",
        expected: "fixedRate or reservoirSize above 0",
        actual: "0, reservoirSize 0",
      },
    ]);
  });

  it("fails values that are absent, negative or no numbers", () => {
    for (const given of [{}, { fixedRate: -1 }, { fixedRate: "1" }, { fixedRate: null, reservoirSize: [1] }])
      expect(verdicts(given)).to.deep.equal(["fail fixedRate"]);
  });

  it("cannot tell where an unknown decides", () => {
    expect(verdicts({ fixedRate: UNKNOWN, reservoirSize: 0 })).to.deep.equal(["unknown fixedRate"]);
    expect(verdicts({ fixedRate: 0, reservoirSize: UNKNOWN })).to.deep.equal(["unknown fixedRate"]);
  });
});

describe("lambda-function-sdk-on", () => {
  const findings = (environment: unknown) => findingsOf("lambda-function-sdk-on", { environment });
  const verdicts = (variables: unknown) => briefly(findings({ variables }));

  it("passes functions without variables, and variables that switch nothing off", () => {
    for (const environment of [undefined, null, {}, { variables: {} }, "text", [1]])
      expect(briefly(findings(environment))).to.deep.equal(["pass environment.variables"]);
    const harmless = {
      AWS_XRAY_CONTEXT_MISSING: "IGNORE_ERROR",
      AWS_XRAY_SDK_ENABLED: "true",
      OTEL_TRACES_EXPORTER: "otlp",
      OTEL_SDK_DISABLED: "1",
      TABLE: UNKNOWN,
    };
    expect(verdicts(harmless)).to.deep.equal(["pass environment.variables"]);
  });

  it("fails each variable that switches an SDK off, in any case", () => {
    const off = [
      ["AWS_XRAY_SDK_ENABLED", "False"],
      ["AWS_XRAY_SDK_ENABLED", "0"],
      ["AWS_XRAY_SDK_ENABLED", false],
      ["AWS_XRAY_SDK_DISABLED", "TRUE"],
      ["POWERTOOLS_TRACE_ENABLED", "false"],
      ["POWERTOOLS_TRACE_DISABLED", 1],
      ["OTEL_SDK_DISABLED", "true"],
      ["OTEL_TRACES_SAMPLER", "always_off"],
      ["OTEL_TRACES_SAMPLER", "parentbased_always_off"],
      ["OTEL_TRACES_EXPORTER", " none "],
      ["OTEL_TRACES_EXPORTER", "otlp, none"],
    ] as const;
    for (const [name, value] of off)
      expect(verdicts({ [name]: value }), `${name}=${value}`).to.deep.equal([
        `fail environment.variables.${name}`,
      ]);
  });

  it("says every such variable, and shows no other", () => {
    const variables = { OTEL_SDK_DISABLED: "true", SECRET: "s3cr3t", AWS_XRAY_SDK_ENABLED: UNKNOWN };
    expect(findings({ variables })).to.deep.equal([
      {
        verdict: "unknown",
        path: "environment.variables.AWS_XRAY_SDK_ENABLED",
        expected: "none that switches tracing off",
        actual: HIDDEN,
      },
      {
        verdict: "fail",
        path: "environment.variables.OTEL_SDK_DISABLED",
        expected: "none that switches tracing off",
        actual: '"true"',
      },
    ]);
  });

  it("cannot tell where no variable is known", () => {
    expect(briefly(findings(UNKNOWN))).to.deep.equal(["unknown environment.variables"]);
    expect(verdicts(UNKNOWN)).to.deep.equal(["unknown environment.variables"]);
  });
});

describe("lambda-event-source-traceable", () => {
  const verdicts = (given: Readonly<Record<string, unknown>>) =>
    briefly(findingsOf("lambda-event-source-traceable", given));
  const arn = (service: string, resource: string) =>
    `arn:aws:${service}:eu-central-1:123456789012:${resource}`;

  it("passes queues of SQS, streams of DynamoDB and Kinesis, and what is not made yet", () => {
    for (const eventSourceArn of [
      arn("sqs", "kafka"),
      arn("dynamodb", "table/mq/stream/2026"),
      arn("kinesis", "stream/rds"),
      UNKNOWN,
      undefined,
      7,
    ])
      expect(verdicts({ eventSourceArn, topics: [], queues: "", selfManagedEventSource: {} })).to.deep.equal([
        "pass eventSourceArn",
      ]);
  });

  it("fails Kafka, MQ and DocumentDB by their ARN, in any partition", () => {
    for (const eventSourceArn of [
      arn("kafka", "cluster/c/1"),
      arn("mq", "broker:b"),
      arn("rds", "cluster:docs"),
      "arn:aws-cn:kafka:cn-north-1:123456789012:cluster/c/1",
    ])
      expect(findingsOf("lambda-event-source-traceable", { eventSourceArn })).to.deep.equal([
        {
          verdict: "fail",
          path: "eventSourceArn",
          expected: "no source of Kafka, MQ or DocumentDB",
          actual: JSON.stringify(eventSourceArn),
        },
      ]);
  });

  it("fails them by the properties that only they have, while the ARN is unknown", () => {
    const own = {
      amazonManagedKafkaEventSourceConfig: { consumerGroupId: "g" },
      selfManagedEventSource: { endpoints: { KAFKA_BOOTSTRAP_SERVERS: UNKNOWN } },
      selfManagedKafkaEventSourceConfig: { consumerGroupId: "g" },
      documentDbEventSourceConfig: { databaseName: "d" },
      queues: "orders",
      topics: ["orders"],
    };
    for (const [name, value] of Object.entries(own))
      expect(verdicts({ eventSourceArn: UNKNOWN, [name]: value })).to.deep.equal([`fail ${name}`]);
  });

  it("cannot tell where such a property is unknown, unless another one is known", () => {
    expect(verdicts({ topics: UNKNOWN })).to.deep.equal(["unknown topics"]);
    expect(verdicts({ queues: UNKNOWN, topics: ["t"] })).to.deep.equal(["fail topics"]);
  });
});

describe("the rules of traceability", () => {
  it("have a verdict on anything", () => {
    fc.assert(
      fc.property(
        propertiesOf("fixedRate", "reservoirSize", "environment", "eventSourceArn", "topics", "queues"),
        propertiesOf("variables"),
        propertiesOf("AWS_XRAY_SDK_ENABLED", "OTEL_TRACES_SAMPLER", "__proto__"),
        (given, environment, variables) => {
          for (const each of [given, { environment }, { environment: { variables } }])
            for (const name of [
              "xray-sampling-rule-samples",
              "lambda-function-sdk-on",
              "lambda-event-source-traceable",
            ]) {
              const findings = findingsOf(name, each);
              expect(findings).to.not.be.empty;
              expect(findings.every(isSound)).to.equal(true);
            }
        },
      ),
    );
  });
});
