/**
 * Published prices in US dollars, each with who publishes it, looked up on one day. AWS's own pages where their text
 * could be read; a region's price that was not found is the other's, times what writes cost there.
 */

/** When all of them were looked up. */
export const LOOKED_UP = "2026-11-25";

export const REGIONS = ["us-east-1", "eu-west-2"] as const;
export type Region = (typeof REGIONS)[number];

/** What is charged for, in units of how many. */
export const CHARGED = {
  transitions: { what: "Step Functions, Standard: state transitions", per: 1_000 },
  requests: { what: "API Gateway, REST: requests", per: 1_000_000 },
  invocations: { what: "Lambda: requests", per: 1_000_000 },
  gigabyteSeconds: { what: "Lambda, arm64: GB-seconds", per: 1_000_000 },
  readUnits: { what: "DynamoDB, on demand: read request units", per: 1_000_000 },
  writeUnits: { what: "DynamoDB, on demand: write request units", per: 1_000_000 },
  storedGigabytes: { what: "DynamoDB: GB-months stored", per: 1 },
  recoverableGigabytes: { what: "DynamoDB: GB-months recoverable to a point in time", per: 1 },
  publishes: { what: "SNS: publishes", per: 1_000_000 },
  mails: { what: "SNS: e-mails", per: 100_000 },
  traces: { what: "X-Ray: traces recorded", per: 1_000_000 },
  logGigabytes: { what: "CloudWatch Logs: GB taken in", per: 1 },
  keptLogGigabytes: { what: "CloudWatch Logs: GB-months kept", per: 1 },
  alarmMetrics: { what: "CloudWatch: metrics that alarms watch, a month", per: 1 },
  metrics: { what: "CloudWatch: own metrics, a month", per: 1 },
  dashboards: { what: "CloudWatch: dashboards, a month", per: 1 },
  webAcls: { what: "WAF: web ACLs, a month", per: 1 },
  webAclRules: { what: "WAF: rules, a month", per: 1 },
  inspectedRequests: { what: "WAF: requests inspected", per: 1_000_000 },
  machineClients: { what: "Cognito: app clients for machines, a month", per: 1 },
  machineTokens: { what: "Cognito: tokens for machines", per: 1_000 },
} as const;
export type Charge = keyof typeof CHARGED;

const isCharge = (name: string): name is Charge => Object.hasOwn(CHARGED, name);
export const CHARGES: readonly Charge[] = Object.keys(CHARGED).filter(isCharge);

/** Who published a price. */
export const SOURCES = {
  sfn: { by: "AWS", url: "https://aws.amazon.com/step-functions/pricing/" },
  rest: {
    by: "AWS, white paper",
    url: "https://docs.aws.amazon.com/whitepapers/latest/best-practices-api-gateway-private-apis-integration/cost-optimization.html",
  },
  list: {
    by: "AWS price list, as public repositories quote its lines",
    url: "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/index.json",
  },
  xray: { by: "AWS", url: "https://aws.amazon.com/xray/pricing/" },
  cloudwatch: {
    by: "FactualMinds",
    url: "https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/",
  },
  logs: { by: "Hykell", url: "https://hykell.com/kb/platform-specific-guides/aws-cloudwatch-logs-pricing" },
  alarms: { by: "C3X", url: "https://c3x.dev/resources/aws/aws_cloudwatch_metric_alarm" },
  sns: {
    by: "FactualMinds",
    url: "https://www.factualminds.com/blog/amazon-sns-pricing-publishes-fanout-protocols/",
  },
  dynamodb: { by: "Airbyte", url: "https://airbyte.com/data-engineering-resources/dynamodb-pricing" },
  waf: { by: "C3X; the same in all regions, says AWS", url: "https://c3x.dev/blog/aws-waf-cost-explained/" },
  cognito: {
    by: "Rhythmic",
    url: "https://www.rhythmictech.com/blog/the-aws-cognito-m2m-bill-has-come-due-what-you-need-to-know/",
  },
  tokens: {
    by: "Vantage",
    url: "https://cur.vantage-api.com/aws/amazoncognito/user-pools-m2m/cupm2mtokenrequestsfull",
  },
  computed: {
    by: "not found: us-east-1's, times what writes cost here",
    url: "https://aws.amazon.com/dynamodb/pricing/on-demand/",
  },
} as const;
export type Source = keyof typeof SOURCES;

type Price = readonly [usd: number, source: Source];

const EVERYWHERE = {
  transitions: [0.025, "sfn"],
  requests: [3.5, "rest"],
  invocations: [0.2, "list"],
  gigabyteSeconds: [13.3334, "list"],
  publishes: [0.5, "sns"],
  mails: [2, "sns"],
  traces: [5, "xray"],
  alarmMetrics: [0.1, "alarms"],
  metrics: [0.3, "list"],
  dashboards: [3, "cloudwatch"],
  webAcls: [5, "waf"],
  webAclRules: [1, "waf"],
  inspectedRequests: [0.6, "waf"],
  machineClients: [6, "cognito"],
  machineTokens: [2.25, "tokens"],
} as const;

/** London's price of a write, over Virginia's. */
const LONDON = 0.7423 / 0.625;

export const PRICES: Readonly<Record<Region, Readonly<Record<Charge, Price>>>> = {
  "us-east-1": {
    ...EVERYWHERE,
    readUnits: [0.125, "dynamodb"],
    writeUnits: [0.625, "dynamodb"],
    storedGigabytes: [0.25, "list"],
    recoverableGigabytes: [0.2, "list"],
    logGigabytes: [0.5, "logs"],
    keptLogGigabytes: [0.03, "logs"],
  },
  "eu-west-2": {
    ...EVERYWHERE,
    requests: [3.5, "list"],
    readUnits: [0.1487, "list"],
    writeUnits: [0.7423, "list"],
    storedGigabytes: [0.25 * LONDON, "computed"],
    recoverableGigabytes: [0.2 * LONDON, "computed"],
    logGigabytes: [0.5985, "list"],
    keptLogGigabytes: [0.0315, "list"],
    alarmMetrics: [0.1, "list"],
  },
};

/** Dollars for so many units. */
export const priceOf = (region: Region, charge: Charge, units: number): number =>
  (PRICES[region][charge][0] * units) / CHARGED[charge].per;
