/** What is traced by its switch and dark all the same. */
import type { Finding, ResourceRule } from "../rule";
import { at, isList, isProperties, show, UNKNOWN, type Value } from "../value";

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

/** What Python's strtobool takes for false and for true; the SDKs and Powertools read their switches so, or less. */
const NO = /^(0|n|no|f|false|off)$/i;
const YES = /^(1|y|yes|t|true|on)$/i;

/**
 * Variables that switch an SDK off, and with what. `parentbased_always_off` starts no trace, as PassThrough does not.
 * X-Ray: https://docs.aws.amazon.com/xray/latest/devguide/xray-sdk-python-configuration.html,
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-sdk-go-configuration.html.
 * Powertools: https://docs.aws.amazon.com/powertools/. OpenTelemetry:
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/.
 */
const SWITCHED_OFF: Readonly<Record<string, RegExp>> = {
  AWS_XRAY_SDK_ENABLED: NO,
  AWS_XRAY_SDK_DISABLED: YES,
  POWERTOOLS_TRACE_ENABLED: NO,
  POWERTOOLS_TRACE_DISABLED: YES,
  OTEL_SDK_DISABLED: /^true$/i,
  OTEL_TRACES_SAMPLER: /^(parentbased_)?always_off$/i,
  OTEL_TRACES_EXPORTER: /(^|,)\s*none\s*(,|$)/i,
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
    if (variables === UNKNOWN) return [{ verdict: "unknown", path, expected, actual: show(UNKNOWN) }];
    const found = Object.entries(SWITCHED_OFF).flatMap(([name, off]): readonly Finding[] => {
      const value = at(variables, name);
      const verdict = value === UNKNOWN ? "unknown" : isOff(value, off) ? "fail" : undefined;
      return verdict ? [{ verdict, path: `${path}.${name}`, expected, actual: show(value) }] : [];
    });
    return found.length > 0 ? found : [{ verdict: "pass", path, expected, actual: "none" }];
  },
};

const isOff = (value: Value, off: RegExp): boolean =>
  (typeof value === "string" || typeof value === "boolean" || typeof value === "number") &&
  off.test(String(value).trim());

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
    const expected = "no source of Kafka, MQ or DocumentDB";
    const own = UNTRACEABLE.map((name): { readonly name: string; readonly value: Value } => ({
      name,
      value: at(properties, name),
    }));
    const given = own.find(({ value }) => isGiven(value)) ?? own.find(({ value }) => value === UNKNOWN);
    if (given)
      return [
        {
          verdict: given.value === UNKNOWN ? "unknown" : "fail",
          path: given.name,
          expected,
          actual: show(given.value),
        },
      ];
    const dark = typeof arn === "string" && UNTRACEABLE_ARN.test(arn);
    // The ARN of a source that is not made yet is unknown; each of these sources needs a property of the above too.
    return [{ verdict: dark ? "fail" : "pass", path: "eventSourceArn", expected, actual: show(arn) }];
  },
};

/** Something other than an empty text, list or object. */
function isGiven(value: Value): boolean {
  if (isList(value) || typeof value === "string") return value.length > 0;
  if (isProperties(value)) return Object.keys(value).length > 0;
  return value !== undefined && value !== null && value !== UNKNOWN;
}

export const TRACEABILITY_RULES: readonly ResourceRule[] = [samplingRule, sdk, eventSource];
