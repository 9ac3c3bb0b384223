/** Limits and conflicts that stand in AWS's pages, and in no model of its operations. */
import { isRecord, read, type Properties, type Reader } from "../../local/inputs";

export interface Rule {
  readonly type: string;
  readonly says: string;
  readonly source: string;
  /** Whether it does not hold. */
  readonly broken: (inputs: Reader) => boolean;
  /** Inputs that break it. */
  readonly example: Properties;
}

const DOCS = "https://docs.aws.amazon.com";
const bytes = (text: string): number => Buffer.byteLength(text);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
const times = (count: number, text = "x"): string => text.repeat(count);
/** `parts` of a policy document count without white space. */
const size = (json: string): number => json.replace(/\s/g, "").length;

function indexKeys(table: Reader): readonly string[] {
  const indexes = table.records("globalSecondaryIndexes").flatMap((index) => index.records("keySchemas"));
  const own = ["hashKey", "rangeKey"].flatMap((key) => table.optionalText(key) ?? []);
  return [...new Set([...own, ...indexes.map((key) => key.text("attributeName"))])].sort();
}

/** The longest that an alarm may look back, in seconds: a day, or a week where its periods are of an hour or more. */
const lookBack = (period: number): number => (period >= 3600 ? 604_800 : 86_400);

function leaves(value: unknown): number {
  return isRecord(value) ? sum(Object.values(value).map(leaves)) : Array.isArray(value) ? value.length : 1;
}

const QUOTAS_OF_LAMBDA = `${DOCS}/lambda/latest/dg/gettingstarted-limits.html`;
const QUOTAS_OF_IAM = `${DOCS}/IAM/latest/UserGuide/reference_iam-quotas.html`;
const PUT_METRIC_ALARM = `${DOCS}/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html`;
const QUOTAS_OF_DYNAMODB = `${DOCS}/amazondynamodb/latest/developerguide/ServiceQuotas.html`;
const CREATE_CLIENT = `${DOCS}/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html`;

const FUNCTION = "aws:lambda/function:Function";
const TABLE = "aws:dynamodb/table:Table";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const CLIENT = "aws:cognito/userPoolClient:UserPoolClient";

export const RULES: readonly Rule[] = [
  {
    type: FUNCTION,
    says: "times out after 15 minutes at most",
    source: QUOTAS_OF_LAMBDA,
    broken: (inputs) => (inputs.optionalNumber("timeout") ?? 0) > 900,
    example: { timeout: 901 },
  },
  {
    type: FUNCTION,
    says: "has 128 to 10,240 MB of memory",
    source: QUOTAS_OF_LAMBDA,
    broken: (inputs: Reader): boolean => {
      const memory = inputs.optionalNumber("memorySize") ?? 128;
      return memory < 128 || memory > 10_240;
    },
    example: { memorySize: 64 },
  },
  {
    type: FUNCTION,
    says: "has 4 KB of environment variables",
    source: QUOTAS_OF_LAMBDA,
    broken: (inputs) =>
      sum(
        Object.entries(inputs.record("environment").record("variables").properties).map(
          ([name, value]) => bytes(name) + bytes(String(value)),
        ),
      ) > 4096,
    example: { environment: { variables: { A: times(4096) } } },
  },
  {
    type: FUNCTION,
    says: "sets none of the variables that Lambda keeps for itself",
    source: `${DOCS}/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime`,
    broken: (inputs) =>
      Object.keys(inputs.record("environment").record("variables").properties).some((name) =>
        /^(AWS_(REGION|DEFAULT_REGION|LAMBDA_.*|ACCESS_KEY.*|SECRET_ACCESS_KEY|SESSION_TOKEN|EXECUTION_ENV|XRAY_DAEMON_ADDRESS)|_HANDLER|_X_AMZN_TRACE_ID|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/.test(
          name,
        ),
      ),
    example: { environment: { variables: { AWS_REGION: "eu-west-1" } } },
  },
  {
    type: TABLE,
    says: "declares the attributes of its keys, and no others",
    source: `${DOCS}/amazondynamodb/latest/APIReference/API_CreateTable.html`,
    broken: (inputs: Reader): boolean => {
      const declared = inputs.records("attributes").map((attribute) => attribute.text("name"));
      return declared.sort().join() !== indexKeys(inputs).join();
    },
    example: { hashKey: "a", attributes: [{ name: "a" }, { name: "b" }] },
  },
  {
    type: TABLE,
    says: "has 20 global indexes at most, which project 100 attributes at most",
    source: QUOTAS_OF_DYNAMODB,
    broken: (inputs: Reader): boolean => {
      const indexes = inputs.records("globalSecondaryIndexes");
      return indexes.length > 20 || sum(indexes.map((index) => index.texts("nonKeyAttributes").length)) > 100;
    },
    example: { globalSecondaryIndexes: [{ nonKeyAttributes: Array<string>(101).fill("a") }] },
  },
  {
    type: TABLE,
    says: "has a capacity where it is provisioned, and none where it is paid by request",
    source: `${DOCS}/amazondynamodb/latest/APIReference/API_CreateTable.html`,
    broken: (inputs: Reader): boolean => {
      const onDemand = inputs.optionalText("billingMode") === "PAY_PER_REQUEST";
      return onDemand === (inputs.optionalNumber("readCapacity") !== undefined);
    },
    example: { billingMode: "PAY_PER_REQUEST", readCapacity: 1 },
  },
  {
    type: "aws:iam/role:Role",
    says: "is trusted in 2,048 characters",
    source: QUOTAS_OF_IAM,
    broken: (inputs) => size(inputs.text("assumeRolePolicy")) > 2048,
    example: { assumeRolePolicy: times(2049) },
  },
  {
    type: "aws:cognito/userPool:UserPool",
    says: "knows users by an address or by aliases, not both",
    source: `${DOCS}/cognito/latest/developerguide/user-pool-settings-attributes.html`,
    broken: (inputs) =>
      inputs.texts("usernameAttributes").length > 0 && inputs.texts("aliasAttributes").length > 0,
    example: { usernameAttributes: ["email"], aliasAttributes: ["email"] },
  },
  {
    type: "aws:cognito/userPool:UserPool",
    says: "has a second factor where it asks for one",
    source: `${DOCS}/cognito/latest/developerguide/user-pool-settings-mfa.html`,
    broken: (inputs) =>
      inputs.optionalText("mfaConfiguration") === "ON" &&
      !["softwareTokenMfaConfiguration", "smsConfiguration", "emailMfaConfiguration"].some(
        (key) => Object.keys(inputs.record(key).properties).length > 0,
      ),
    example: { mfaConfiguration: "ON" },
  },
  {
    type: "aws:cognito/userPoolDomain:UserPoolDomain",
    says: "has no word of AWS's in its prefix",
    source: `${DOCS}/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html`,
    broken: (inputs) => /aws|amazon|cognito/.test(inputs.text("domain")),
    example: { domain: "my-cognito" },
  },
  {
    type: CLIENT,
    says: "acts for itself, with a secret, or for people, not both",
    source: CREATE_CLIENT,
    broken: (inputs: Reader): boolean => {
      const flows = inputs.texts("allowedOauthFlows");
      return (
        flows.includes("client_credentials") &&
        (flows.length > 1 || inputs.properties["generateSecret"] !== true)
      );
    },
    example: { allowedOauthFlows: ["client_credentials", "code"], generateSecret: true },
  },
  {
    type: CLIENT,
    says: "knows pages to come back to where people sign in",
    source: CREATE_CLIENT,
    broken: (inputs) =>
      inputs.texts("allowedOauthFlows").includes("code") && inputs.texts("callbackUrls").length === 0,
    example: { allowedOauthFlows: ["code"] },
  },
  {
    type: CLIENT,
    says: "has access tokens of 5 minutes to a day, here in minutes",
    source: CREATE_CLIENT,
    broken: (inputs: Reader): boolean => {
      const minutes = inputs.optionalNumber("accessTokenValidity") ?? 60;
      return (
        inputs.record("tokenValidityUnits").optionalText("accessToken") !== "minutes" ||
        minutes < 5 ||
        minutes > 1440
      );
    },
    example: { accessTokenValidity: 4, tokenValidityUnits: { accessToken: "minutes" } },
  },
  {
    type: ALARM,
    says: "is of one metric or of an expression, not both",
    source: PUT_METRIC_ALARM,
    broken: (inputs) =>
      (inputs.optionalText("metricName") === undefined) === (inputs.records("metricQueries").length === 0),
    example: { metricName: "a", metricQueries: [{ id: "a" }] },
  },
  {
    type: ALARM,
    says: "is of a statistic or of a percentile, not both",
    source: PUT_METRIC_ALARM,
    broken: (inputs) =>
      inputs.optionalText("statistic") !== undefined &&
      inputs.optionalText("extendedStatistic") !== undefined,
    example: { metricName: "a", statistic: "Sum", extendedStatistic: "p99" },
  },
  {
    type: ALARM,
    says: "looks back over a day, or by hours over a week",
    source: PUT_METRIC_ALARM,
    broken: (inputs: Reader): boolean => {
      const inQueries = inputs
        .records("metricQueries")
        .map((query) => query.record("metric").optionalNumber("period") ?? 0);
      const period = inputs.optionalNumber("period") ?? Math.max(0, ...inQueries);
      return period * (inputs.optionalNumber("evaluationPeriods") ?? 1) > lookBack(period);
    },
    example: { period: 300, evaluationPeriods: 289 },
  },
  {
    type: "aws:cloudwatch/eventRule:EventRule",
    says: "comes every minute, or every so many minutes",
    source: `${DOCS}/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html`,
    broken: (inputs) =>
      !/^rate\((1 (minute|hour|day)|([2-9]|[1-9]\d+) (minutes|hours|days))\)$/.test(
        inputs.text("scheduleExpression"),
      ),
    example: { scheduleExpression: "rate(1 minutes)" },
  },
  {
    type: "aws:sns/topic:Topic",
    says: "is called by letters, digits, hyphens and underscores, 256 at most",
    source: `${DOCS}/sns/latest/api/API_CreateTopic.html`,
    broken: (inputs) => !/^[A-Za-z0-9_-]{1,256}$/.test(inputs.text("name")),
    example: { name: "a.b" },
  },
  {
    type: "aws:sns/topicSubscription:TopicSubscription",
    says: "filters by five attributes and 150 combinations",
    source: `${DOCS}/sns/latest/dg/subscription-filter-policy-constraints.html`,
    broken: (inputs: Reader): boolean => {
      const policy: unknown = JSON.parse(inputs.optionalText("filterPolicy") ?? "{}");
      const values = isRecord(policy) ? Object.values(policy) : [];
      return values.length > 5 || values.map(leaves).reduce((product, each) => product * each, 1) > 150;
    },
    example: { filterPolicy: JSON.stringify({ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 }) },
  },
  {
    type: "aws:apigateway/restApi:RestApi",
    says: "is made of a document of 6 MB",
    source: `${DOCS}/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html`,
    broken: (inputs) => bytes(inputs.text("body")) > 6_000_000,
    example: { body: times(6_000_001) },
  },
  {
    type: "aws:apigateway/restApi:RestApi",
    says: "waits from 50 to 29,000 milliseconds for what it calls",
    source: `${DOCS}/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html`,
    broken: (inputs) =>
      [...inputs.text("body").matchAll(/"timeoutInMillis":(\d+)/g)].some(
        ([, milliseconds]) => Number(milliseconds) < 50 || Number(milliseconds) > 29_000,
      ),
    example: { body: '{"timeoutInMillis":30000}' },
  },
  {
    type: "aws:sfn/stateMachine:StateMachine",
    says: "logs to all streams of a group",
    source: `${DOCS}/step-functions/latest/apireference/API_CloudWatchLogsLogGroup.html`,
    broken: (inputs) => !inputs.record("loggingConfiguration").text("logDestination").endsWith(":*"),
    example: { loggingConfiguration: { logDestination: "arn:aws:logs:eu-west-1:1:log-group:g" } },
  },
];

/** Characters of all inline policies of one role, at most (the same page of IAM). */
export const INLINE_POLICIES = 10_240;

/** Role → characters of its inline policies. */
export function inlinePolicies(policies: readonly Properties[]): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const policy of policies) {
    const inputs = read("A policy", policy);
    const role = inputs.text("role");
    sizes.set(role, (sizes.get(role) ?? 0) + size(inputs.text("policy")));
  }
  return sizes;
}
