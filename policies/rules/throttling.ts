/** REST APIs answer so many requests, and write no bodies into logs. */
import { judged, type Expectation } from "../expectation";
import type { Finding, ResourceRule, StackResource, StackRule } from "../rule";
import { at, show, UNKNOWN, type Value } from "../value";

const METHOD_SETTINGS = "aws:apigateway/methodSettings:MethodSettings";
const ALL_METHODS = "*/*";
const THROTTLING =
  "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html";

/** `true`, or what a provider may take for it, is not. */
const off: Expectation = {
  says: "false",
  holds: (value) => value === undefined || value === null || value === false,
};

/** -1, the default, is no limit. */
const limit: Expectation = {
  says: "a limit from 0 on",
  holds: (value) => typeof value === "number" && value >= 0,
};

const limits: ResourceRule = {
  name: "apigateway-method-settings-throttled",
  group: "limits",
  demand: "The settings for all methods of a stage limit how many requests it takes.",
  why: "Without a limit one client spends the whole account's, and all that lies behind it.",
  severity: "medium",
  mend: "Set settings.throttlingRateLimit (requests a second) and settings.throttlingBurstLimit.",
  url: THROTTLING,
  controls: { cdkNag: ["Serverless-APIGWDefaultThrottling"] },
  scope: "resource",
  type: METHOD_SETTINGS,
  check: ({ properties }) => {
    const methods = at(properties, "methodPath");
    if (methods === UNKNOWN)
      return [{ verdict: "unknown", path: "methodPath", expected: "a literal", actual: show(methods) }];
    return methods === ALL_METHODS
      ? [
          judged(properties, "settings.throttlingRateLimit", limit),
          judged(properties, "settings.throttlingBurstLimit", limit),
        ]
      : [];
  },
};

const bodies: ResourceRule = {
  name: "apigateway-method-settings-no-data-trace",
  group: "logs",
  demand: "No bodies of requests and answers are logged.",
  why: "Data tracing, which has nothing to do with X-Ray, writes personal data and secrets into a log.",
  severity: "high",
  mend: "Set settings.dataTraceEnabled: false.",
  url: "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
  controls: { checkov: ["CKV_AWS_276"] },
  scope: "resource",
  type: METHOD_SETTINGS,
  check: ({ properties }) => [judged(properties, "settings.dataTraceEnabled", off)],
};

const stages: StackRule = {
  name: "apigateway-stage-throttled",
  group: "limits",
  demand: "Each stage of a REST API has settings for all of its methods.",
  why: "A stage without them takes as many requests as the account has.",
  severity: "medium",
  mend: 'Add aws.apigateway.MethodSettings with methodPath "*/*" for the stage.',
  url: THROTTLING,
  controls: { cdkNag: ["Serverless-APIGWDefaultThrottling"] },
  scope: "stack",
  check: (resources) => {
    const all = resources.filter(({ type }) => type === METHOD_SETTINGS);
    return resources
      .filter(({ type }) => type === "aws:apigateway/stage:Stage")
      .map((stage): Finding & { readonly urn: string } => {
        const each = all.map((settings) => areOf(settings, stage));
        const verdict = each.includes("yes") ? "pass" : each.includes("unknown") ? "unknown" : "fail";
        const actual = { pass: "such settings", unknown: "settings of an unknown stage", fail: "none" }[
          verdict
        ];
        return {
          urn: stage.urn,
          verdict,
          path: "stageName",
          expected: `method settings for "${ALL_METHODS}"`,
          actual,
        };
      });
  },
};

type Answer = "yes" | "no" | "unknown";

/** Whether they are settings for all methods of this stage. */
function areOf(settings: StackResource, stage: StackResource): Answer {
  const methods = at(settings.properties, "methodPath");
  const answers = [
    methods === UNKNOWN ? "unknown" : methods === ALL_METHODS ? "yes" : "no",
    sameOf(settings, stage, "restApi"),
    sameOf(settings, stage, "stageName"),
  ] as const;
  return answers.includes("no") ? "no" : answers.includes("unknown") ? "unknown" : "yes";
}

/** By what it was made of, the stage or what the stage's own is of; else by value. */
function sameOf(settings: StackResource, stage: StackResource, key: "restApi" | "stageName"): Answer {
  const origins = settings.propertyDependencies[key] ?? [];
  const [one, other]: readonly Value[] = [at(settings.properties, key), at(stage.properties, key)];
  if (origins.includes(stage.urn)) return "yes";
  if (one !== UNKNOWN && other !== UNKNOWN) return one !== undefined && one === other ? "yes" : "no";
  return (stage.propertyDependencies[key] ?? []).some((urn) => origins.includes(urn)) ? "yes" : "unknown";
}

export const THROTTLING_RESOURCE_RULES: readonly ResourceRule[] = [limits, bodies];
export const THROTTLING_STACK_RULES: readonly StackRule[] = [stages];
