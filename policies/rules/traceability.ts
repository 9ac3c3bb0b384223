/** What is traced by its switch and dark all the same. */
import type { Finding, ResourceRule } from "../rule";
import { at, isProperties, show, UNKNOWN, type Value } from "../value";

const SAMPLES = "fixedRate or reservoirSize above 0";

const samplingRule: ResourceRule = {
  name: "xray-sampling-rule-samples",
  group: "tracing",
  demand: "Sampling rules sample.",
  why: "A rule with a rate and a reservoir of 0 switches tracing off for whatever it matches, behind every switch that is on.",
  severity: "high",
  mend: "Set fixedRate above 0 (1 is everything), or reservoirSize above 0.",
  url: "https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html",
  controls: {},
  scope: "resource",
  type: "aws:xray/samplingRule:SamplingRule",
  check: ({ properties }) => {
    const [rate, reservoir]: readonly Value[] = [
      at(properties, "fixedRate"),
      at(properties, "reservoirSize"),
    ];
    const verdict = [rate, reservoir].some((each) => typeof each === "number" && each > 0)
      ? "pass"
      : [rate, reservoir].includes(UNKNOWN)
        ? "unknown"
        : "fail";
    return [
      {
        verdict,
        path: "fixedRate",
        expected: SAMPLES,
        actual: `${show(rate)}, reservoirSize ${show(reservoir)}`,
      },
    ];
  },
};

/**
 * Variables that switch an SDK off, and with what
 * (https://docs.aws.amazon.com/xray-sdk-for-python/latest/reference/configurations.html,
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/).
 */
const SWITCHED_OFF: Readonly<Record<string, RegExp>> = {
  AWS_XRAY_SDK_ENABLED: /^(false|0|no|off)$/i,
  OTEL_SDK_DISABLED: /^true$/i,
  OTEL_TRACES_SAMPLER: /^(parentbased_)?always_off$/i,
  OTEL_TRACES_EXPORTER: /^none$/i,
};

const sdk: ResourceRule = {
  name: "lambda-function-sdk-on",
  group: "tracing",
  demand: "No environment variable of a function switches its tracing SDK off.",
  why: "The function keeps its own segment, and everything that it calls disappears from the trace.",
  severity: "high",
  mend: "Take the variable out of environment.variables.",
  url: "https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html",
  controls: {},
  scope: "resource",
  type: "aws:lambda/function:Function",
  check: ({ properties }) => {
    const variables = at(properties, "environment.variables");
    const path = "environment.variables";
    const expected = "none that switches tracing off";
    const names = Object.keys(SWITCHED_OFF);
    if (variables === UNKNOWN) return [{ verdict: "unknown", path, expected, actual: show(UNKNOWN) }];
    const found = names.flatMap((name): readonly Finding[] => {
      const value = at(variables, name);
      const off = value !== UNKNOWN && isOff(name, value);
      if (value !== UNKNOWN && !off) return [];
      return [{ verdict: off ? "fail" : "unknown", path: `${path}.${name}`, expected, actual: show(value) }];
    });
    return found.length > 0 ? found : [{ verdict: "pass", path, expected, actual: "none" }];
  },
};

const isOff = (name: string, value: Value): boolean =>
  (typeof value === "string" || typeof value === "boolean" || typeof value === "number") &&
  (SWITCHED_OFF[name]?.test(String(value).trim()) ?? false);

/** What a mapping from such a source has, or the service in the source's ARN. */
const UNTRACEABLE = [
  "amazonManagedKafkaEventSourceConfig",
  "selfManagedEventSource",
  "selfManagedKafkaEventSourceConfig",
  "documentDbEventSourceConfig",
  "queues",
  "topics",
] as const;
const UNTRACEABLE_ARN = /^arn:[^:]*:(kafka|mq|rds|docdb-elastic):/;

const eventSource: ResourceRule = {
  name: "lambda-event-source-traceable",
  group: "tracing",
  demand: "Functions take events from sources that hand a trace on.",
  why: "Lambda does not trace what comes from Kafka, MQ and DocumentDB: the function's switch is on and there is nothing to see.",
  severity: "medium",
  mend: "Take the events from SQS, SNS, Kinesis or DynamoDB, or exempt the mapping with a reason.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-7",
  controls: { securityHub: ["Lambda.7"] },
  scope: "resource",
  type: "aws:lambda/eventSourceMapping:EventSourceMapping",
  check: ({ properties }) => {
    const arn = at(properties, "eventSourceArn");
    const own = UNTRACEABLE.filter((name) => isGiven(at(properties, name)));
    const dark = typeof arn === "string" && UNTRACEABLE_ARN.test(arn);
    const path = own[0] ?? "eventSourceArn";
    const actual = own.length > 0 ? own.join(", ") : dark ? show(arn) : "another";
    const expected = "no source of Kafka, MQ or DocumentDB";
    // The ARN of a source that is not made yet is unknown; one of these services shows in its own properties.
    return [{ verdict: own.length > 0 || dark ? "fail" : "pass", path, expected, actual }];
  },
};

const isGiven = (value: Value): boolean =>
  value === UNKNOWN ||
  (isProperties(value) ? Object.keys(value).length > 0 : Array.isArray(value) ? value.length > 0 : false);

export const TRACEABILITY_RULES: readonly ResourceRule[] = [samplingRule, sdk, eventSource];
