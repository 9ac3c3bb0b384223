/** REST APIs answer so many requests, and write no bodies into logs. */
import { judged, type Expectation } from "../expectation";
import type { Finding, ResourceRule, StackResource, StackRule } from "../rule";
import { at, show, UNKNOWN, type Value } from "../value";

const METHOD_SETTINGS = "aws:apigateway/methodSettings:MethodSettings";
const THROTTLING =
  "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html";

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
  check: ({ properties }) =>
    at(properties, "methodPath") === "*/*"
      ? [
          judged(properties, "settings.throttlingRateLimit", limit),
          judged(properties, "settings.throttlingBurstLimit", limit),
        ]
      : [],
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
  check: ({ properties }) => [
    judged(properties, "settings.dataTraceEnabled", { says: "false", holds: (value) => value !== true }),
  ],
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
    const settings = resources.filter(
      ({ type, properties }) => type === METHOD_SETTINGS && at(properties, "methodPath") === "*/*",
    );
    return resources
      .filter(({ type }) => type === "aws:apigateway/stage:Stage")
      .map((stage): Finding & { readonly urn: string } => ({
        urn: stage.urn,
        verdict: settings.some((each) => isOf(each, stage)) ? "pass" : "fail",
        path: "stageName",
        expected: 'method settings for "*/*"',
        actual: `${settings.length} such settings in the stack, ${settings.some((each) => isOf(each, stage)) ? "one" : "none"} of this stage`,
      }));
  },
};

/** By what they were made of, or by the same API and stage name. */
function isOf(settings: StackResource, stage: StackResource): boolean {
  if (Object.values(settings.propertyDependencies).flat().includes(stage.urn)) return true;
  const same = (key: string) => {
    const [one, other]: readonly Value[] = [at(settings.properties, key), at(stage.properties, key)];
    return one !== UNKNOWN && one !== undefined && show(one) === show(other);
  };
  return same("restApi") && same("stageName");
}

export const THROTTLING_RESOURCE_RULES: readonly ResourceRule[] = [limits, bodies];
export const THROTTLING_STACK_RULES: readonly StackRule[] = [stages];
