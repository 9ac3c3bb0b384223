/**
 * What must hold of a single property, as a table. A row is a rule; adding one is adding a row. Tokens and properties as
 * in @pulumi/aws 7, control ids as in AWS Security Hub, Checkov and cdk-nag.
 */
import { atLeast, both, is, isOrAbsent, present, text, type Expectation } from "./expectation";
import type { Metadata } from "./rule";
import type { Settings } from "./settings";

export interface Row extends Metadata {
  /** Type token. */
  readonly type: string;
  readonly property: string;
  /** By settings: undefined where they ask for nothing. */
  readonly expected: Expectation | ((settings: Settings) => Expectation | undefined);
  /** A value that the provider filled in does not count. */
  readonly explicit?: true;
}

/** A property that switches tracing on. */
export interface TracingRow extends Row {
  readonly group: "tracing";
  /** What the property must be. */
  readonly on: string | boolean;
  /** Whether the pack may set it itself, and for which resources not: those that have this property. */
  readonly remediable: boolean | { readonly without: string };
}

/** A resource that has no way to be traced, and that is a way in. */
export interface RefusedRow extends Metadata {
  readonly type: string;
  readonly property: string;
  readonly instead: string;
}

const LAMBDA_TRACING = "https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html";
const REST_TRACING = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-xray.html";

const tracing = (row: Omit<TracingRow, "group" | "expected">): TracingRow => ({
  ...row,
  group: "tracing",
  expected: is(row.on),
});

export const TRACED: readonly TracingRow[] = [
  tracing({
    name: "lambda-function-traced",
    type: "aws:lambda/function:Function",
    property: "tracingConfig.mode",
    on: "Active",
    // An archive of assets does not survive it: @pulumi/policy 1.21 hands back its file names without their contents.
    remediable: { without: "code" },
    demand: "Functions trace actively.",
    why: "PassThrough follows the caller's decision and starts no trace of its own: what nobody upstream traces is dark.",
    severity: "high",
    mend: 'Set tracingConfig: { mode: "Active" }. Remediation leaves a function that has `code` alone, because it would destroy the archive: where there are many, use a stack transformation in the program.',
    url: LAMBDA_TRACING,
    controls: {
      securityHub: ["Lambda.7"],
      checkov: ["CKV_AWS_50"],
      cdkNag: ["Serverless-LambdaTracing"],
    },
  }),
  tracing({
    name: "apigateway-stage-traced",
    type: "aws:apigateway/stage:Stage",
    property: "xrayTracingEnabled",
    on: true,
    remediable: true,
    frontDoor: true,
    demand: "Stages of REST APIs trace.",
    why: "The stage decides whether a request is traced at all: without it every trace begins somewhere inside.",
    severity: "critical",
    mend: "Set xrayTracingEnabled: true. @pulumi/aws-apigateway has no such option: set it with a transformation, or let the pack remediate.",
    url: REST_TRACING,
    controls: {
      securityHub: ["APIGateway.3"],
      checkov: ["CKV_AWS_73"],
      cdkNag: ["Serverless-APIGWXrayEnabled"],
    },
  }),
  tracing({
    name: "sfn-state-machine-traced",
    type: "aws:sfn/stateMachine:StateMachine",
    property: "tracingConfiguration.enabled",
    on: true,
    remediable: true,
    demand: "State machines trace.",
    why: "Without it a trace ends where the execution starts, and its tasks begin traces that nothing connects.",
    severity: "high",
    mend: "Set tracingConfiguration: { enabled: true }.",
    url: "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html",
    controls: {
      checkov: ["CKV_AWS_284"],
      cdkNag: ["AwsSolutions-SF2", "Serverless-StepFunctionStateMachineXray"],
    },
  }),
  tracing({
    name: "sns-topic-traced",
    type: "aws:sns/topic:Topic",
    property: "tracingConfig",
    on: "Active",
    remediable: true,
    demand: "Topics trace actively.",
    why: "With PassThrough the delivery to subscribers is no part of the trace.",
    severity: "medium",
    mend: 'Set tracingConfig: "Active" (a text, not an object).',
    url: "https://docs.aws.amazon.com/sns/latest/dg/sns-active-tracing.html",
    controls: {},
  }),
  tracing({
    name: "appsync-graphql-api-traced",
    type: "aws:appsync/graphQLApi:GraphQLApi",
    property: "xrayEnabled",
    on: true,
    remediable: true,
    frontDoor: true,
    demand: "GraphQL APIs trace.",
    why: "The API decides whether a request is traced at all.",
    severity: "critical",
    mend: "Set xrayEnabled: true.",
    url: "https://docs.aws.amazon.com/appsync/latest/devguide/x-ray-tracing.html",
    controls: { cdkNag: ["Serverless-AppSyncTracing"] },
  }),
  tracing({
    name: "synthetics-canary-traced",
    type: "aws:synthetics/canary:Canary",
    property: "runConfig.activeTracing",
    on: true,
    remediable: false,
    demand: "Canaries trace.",
    why: "A failed probe that is not traced does not show where it failed.",
    severity: "low",
    mend: "Set runConfig: { activeTracing: true }.",
    url: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_tracing.html",
    controls: {},
  }),
  tracing({
    name: "rum-app-monitor-traced",
    type: "aws:rum/appMonitor:AppMonitor",
    property: "appMonitorConfiguration.enableXray",
    on: true,
    remediable: false,
    demand: "Monitors of web pages trace.",
    why: "Without it a trace begins at the server, and the user's wait is not in it.",
    severity: "low",
    mend: "Set appMonitorConfiguration: { enableXray: true }.",
    url: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-RUM.html",
    controls: {},
  }),
  tracing({
    name: "apprunner-observability-traced",
    type: "aws:apprunner/observabilityConfiguration:ObservabilityConfiguration",
    property: "traceConfiguration.vendor",
    on: "AWSXRAY",
    remediable: false,
    demand: "App Runner services trace with X-Ray.",
    why: "An observability configuration without a vendor observes nothing.",
    severity: "medium",
    mend: 'Set traceConfiguration: { vendor: "AWSXRAY" }.',
    url: "https://docs.aws.amazon.com/apprunner/latest/dg/monitor-xray.html",
    controls: {},
  }),
];

export const REFUSED: readonly RefusedRow[] = [
  {
    name: "apigatewayv2-api-refused",
    type: "aws:apigatewayv2/api:Api",
    property: "protocolType",
    group: "tracing",
    frontDoor: true,
    demand: "There are no HTTP and WebSocket APIs.",
    why: "X-Ray traces REST APIs only: requests that come in through another kind are not seen.",
    instead: "a REST API (aws.apigateway)",
    severity: "critical",
    mend: "Make it a REST API: aws.apigateway.RestApi with a traced Stage.",
    url: "https://docs.aws.amazon.com/xray/latest/devguide/xray-services-apigateway.html",
    controls: {},
  },
  {
    name: "lambda-function-url-refused",
    type: "aws:lambda/functionUrl:FunctionUrl",
    property: "authorizationType",
    group: "tracing",
    demand: "There are no function URLs.",
    why: "A function URL is a front door without a segment of its own, throttling or access log: a trace begins behind it.",
    instead: "a traced stage of a REST API",
    severity: "high",
    mend: "Call the function through a REST API, or exempt it with a reason.",
    url: "https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html",
    controls: { checkov: ["CKV_AWS_258"] },
  },
  {
    name: "appsync-event-api-refused",
    type: "aws:appsync/api:Api",
    property: "xrayEnabled",
    group: "tracing",
    frontDoor: true,
    demand: "There are no AppSync Event APIs.",
    why: "Their tracing cannot be switched on by Pulumi: xrayEnabled is an output only.",
    instead: "a traced GraphQL API, or a REST API",
    severity: "critical",
    mend: "Use aws.appsync.GraphQLApi with xrayEnabled: true.",
    url: "https://docs.aws.amazon.com/appsync/latest/eventapi/event-api-welcome.html",
    controls: {},
  },
];

const STATES_LOGS = "https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html";
const API_LOGS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html";
const LAMBDA_LOGS = "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html";

export const CONFIGURED: readonly Row[] = [
  {
    name: "sfn-state-machine-logged",
    type: "aws:sfn/stateMachine:StateMachine",
    property: "loggingConfiguration.level",
    expected: is("ALL"),
    group: "logs",
    demand: "State machines log every event.",
    why: "ERROR and FATAL leave out the way by which an execution came to its error.",
    severity: "medium",
    mend: 'Set loggingConfiguration: { level: "ALL", … }.',
    url: STATES_LOGS,
    controls: {
      securityHub: ["StepFunctions.1"],
      checkov: ["CKV_AWS_285"],
      cdkNag: ["AwsSolutions-SF1"],
    },
  },
  {
    name: "sfn-state-machine-log-destination",
    type: "aws:sfn/stateMachine:StateMachine",
    property: "loggingConfiguration.logDestination",
    expected: text("the ARN of a log group, with :* after it", /:log-group:.+:\*$/),
    group: "logs",
    demand: "State machines have a log group.",
    why: "Without a destination nothing is logged; without :* at its end AWS refuses it.",
    severity: "medium",
    mend: "Set loggingConfiguration.logDestination: pulumi.interpolate`${logGroup.arn}:*`.",
    url: STATES_LOGS,
    controls: { securityHub: ["StepFunctions.1"] },
  },
  {
    name: "sfn-state-machine-log-no-data",
    type: "aws:sfn/stateMachine:StateMachine",
    property: "loggingConfiguration.includeExecutionData",
    expected: isOrAbsent(false),
    group: "logs",
    demand: "Logs of state machines hold no execution data.",
    why: "Inputs and outputs hold personal data, and task tokens, with which anybody who reads the log can complete a task.",
    severity: "high",
    mend: "Set loggingConfiguration: { includeExecutionData: false, … }.",
    url: STATES_LOGS,
    controls: {},
  },
  {
    name: "apigateway-stage-access-log",
    type: "aws:apigateway/stage:Stage",
    property: "accessLogSettings.destinationArn",
    expected: present,
    group: "logs",
    demand: "Stages of REST APIs log who asked for what.",
    why: "Traces are sampled; the access log is the only record of every request.",
    severity: "medium",
    mend: "Set accessLogSettings: { destinationArn: logGroup.arn, format }.",
    url: API_LOGS,
    controls: {
      securityHub: ["APIGateway.9"],
      checkov: ["CKV_AWS_76"],
      cdkNag: ["AwsSolutions-APIG1"],
    },
  },
  {
    name: "apigateway-stage-access-log-trace",
    type: "aws:apigateway/stage:Stage",
    property: "accessLogSettings.format",
    expected: both(
      text("JSON", /^\s*\{[\s\S]*\}\s*$/),
      text("with $context.xrayTraceId in it", /\$context\.xrayTraceId\b/),
    ),
    group: "logs",
    demand: "The access log is JSON and carries the trace id.",
    why: "Without it a line of the log does not lead to its trace.",
    severity: "medium",
    mend: 'Put "xrayTraceId": "$context.xrayTraceId" into accessLogSettings.format.',
    url: "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html",
    controls: {},
  },
  {
    name: "lambda-function-json-logs",
    type: "aws:lambda/function:Function",
    property: "loggingConfig.logFormat",
    expected: is("JSON"),
    group: "logs",
    demand: "Functions log as JSON.",
    why: "Lines of text are not searched by field, and carry neither level nor request and trace id.",
    severity: "low",
    mend: 'Set loggingConfig: { logFormat: "JSON", logGroup: logGroup.name }.',
    url: LAMBDA_LOGS,
    controls: { cdkNag: ["Serverless-LambdaLogging"] },
  },
  {
    name: "lambda-function-log-group",
    type: "aws:lambda/function:Function",
    property: "loggingConfig.logGroup",
    expected: present,
    group: "logs",
    demand: "Functions log into a group of the program.",
    why: "Otherwise Lambda makes one that is kept for ever and that no program removes.",
    severity: "medium",
    mend: "Make an aws.cloudwatch.LogGroup and set loggingConfig: { logGroup: logGroup.name }.",
    url: LAMBDA_LOGS,
    controls: {},
  },
  {
    name: "cloudwatch-log-group-retention",
    type: "aws:cloudwatch/logGroup:LogGroup",
    property: "retentionInDays",
    expected: ({ minimumRetentionDays }) => atLeast(minimumRetentionDays),
    parameters: ["minimumRetentionDays"],
    group: "logs",
    demand: "Log groups say how long they keep logs, and it is long enough.",
    why: "Without a number they are kept, and paid for, for ever; with a small one they are gone when they are asked for.",
    severity: "medium",
    mend: "Set retentionInDays; the least is minimumRetentionDays in policies/config.json.",
    url: "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html",
    controls: {
      securityHub: ["CloudWatch.16"],
      checkov: ["CKV_AWS_66", "CKV_AWS_338"],
      cdkNag: ["Serverless-CloudWatchLogGroupRetentionPeriod"],
    },
  },
  {
    name: "lambda-function-memory",
    type: "aws:lambda/function:Function",
    property: "memorySize",
    expected: atLeast(128),
    explicit: true,
    group: "limits",
    demand: "Functions say how much memory they get.",
    why: "It is speed and price; 128 MB is what a function gets that nobody thought about.",
    severity: "low",
    mend: "Set memorySize, in MB.",
    url: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html",
    controls: { cdkNag: ["Serverless-LambdaDefaultMemorySize"] },
  },
  {
    name: "lambda-function-timeout",
    type: "aws:lambda/function:Function",
    property: "timeout",
    expected: atLeast(1),
    explicit: true,
    group: "limits",
    demand: "Functions say how long they may run.",
    why: "The default of 3 s ends slow starts, and the 180 s of a CallbackFunction outlast every caller.",
    severity: "low",
    mend: "Set timeout, in seconds, below what the caller waits.",
    url: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html",
    controls: { cdkNag: ["Serverless-LambdaDefaultTimeout"] },
  },
  {
    name: "dynamodb-table-recovery",
    type: "aws:dynamodb/table:Table",
    property: "pointInTimeRecovery.enabled",
    expected: is(true),
    group: "data",
    demand: "Tables can be brought back to any minute of the last weeks.",
    why: "A mistaken write is as final as a lost disk.",
    severity: "high",
    mend: "Set pointInTimeRecovery: { enabled: true }.",
    url: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html",
    controls: {
      securityHub: ["DynamoDB.2"],
      checkov: ["CKV_AWS_28"],
      cdkNag: ["AwsSolutions-DDB3"],
    },
  },
  {
    name: "dynamodb-table-encrypted",
    type: "aws:dynamodb/table:Table",
    property: "serverSideEncryption.enabled",
    expected: is(true),
    group: "data",
    demand: "Tables are encrypted with a key of the account.",
    why: "With the key that AWS owns nobody can see, or stop, its use.",
    severity: "medium",
    mend: "Set serverSideEncryption: { enabled: true }, with kmsKeyArn for a key of your own.",
    url: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html",
    controls: { checkov: ["CKV_AWS_119"] },
  },
  {
    name: "dynamodb-table-protected",
    type: "aws:dynamodb/table:Table",
    property: "deletionProtectionEnabled",
    expected: ({ deletionProtection }) => (deletionProtection ? is(true) : undefined),
    parameters: ["deletionProtection"],
    group: "data",
    demand: "Tables refuse to be deleted.",
    why: "A rename in the program replaces the table, and with it everything that is kept.",
    severity: "high",
    mend: "Set deletionProtectionEnabled: true; policies/config.json says for which stacks not (deletionProtection).",
    url: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html",
    controls: { securityHub: ["DynamoDB.6"] },
  },
];

/**
 * Types of which tracing demands nothing, and why. `pass-through`: it hands a trace on, or its calls are subsegments of
 * whoever calls; `irrelevant`: no request comes by.
 */
export const UNDEMANDING: Readonly<
  Record<string, readonly [kind: "pass-through" | "irrelevant", because: string]>
> = {
  "aws:apigateway/account:Account": ["irrelevant", "the logging role of the account"],
  "aws:apigateway/basePathMapping:BasePathMapping": ["irrelevant", "which API a domain name leads to"],
  "aws:apigateway/deployment:Deployment": ["pass-through", "its stage says whether it is traced"],
  "aws:apigateway/domainName:DomainName": ["pass-through", "the stage behind it says whether it is traced"],
  "aws:apigateway/methodSettings:MethodSettings": ["irrelevant", "throttling, metrics and logs of a stage"],
  "aws:apigateway/restApi:RestApi": ["pass-through", "its stage says whether it is traced"],
  "aws:cloudwatch/eventRule:EventRule": ["pass-through", "hands the trace header on"],
  "aws:cloudwatch/eventTarget:EventTarget": ["pass-through", "hands the trace header on"],
  "aws:cloudwatch/logGroup:LogGroup": ["irrelevant", "logs"],
  "aws:cloudwatch/dashboard:Dashboard": ["irrelevant", "metrics"],
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": ["irrelevant", "metrics"],
  "aws:cloudwatch/metricAlarm:MetricAlarm": ["irrelevant", "metrics"],
  "aws:cognito/resourceServer:ResourceServer": ["irrelevant", "permissions"],
  "aws:cognito/userPool:UserPool": ["irrelevant", "who callers are: its own requests cannot be traced"],
  "aws:cognito/userPoolClient:UserPoolClient": ["irrelevant", "permissions"],
  "aws:cognito/userPoolDomain:UserPoolDomain": [
    "irrelevant",
    "address of the sign-in, which cannot be traced",
  ],
  "aws:dynamodb/table:Table": ["pass-through", "calls of it are subsegments of the caller"],
  "aws:iam/role:Role": ["irrelevant", "permissions"],
  "aws:iam/rolePolicy:RolePolicy": ["irrelevant", "permissions"],
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ["irrelevant", "permissions"],
  "aws:lambda/permission:Permission": ["irrelevant", "permissions"],
  "aws:pipes/pipe:Pipe": ["pass-through", "no tracing input"],
  "aws:scheduler/schedule:Schedule": ["pass-through", "no tracing input; its target starts the trace"],
  "aws:sns/topicPolicy:TopicPolicy": ["irrelevant", "permissions"],
  "aws:sns/topicSubscription:TopicSubscription": ["pass-through", "its topic says whether it is traced"],
  "aws:sqs/queue:Queue": ["pass-through", "hands the trace header on with the message"],
  "aws:wafv2/webAcl:WebAcl": ["pass-through", "no tracing input; the stage behind it starts the trace"],
  "aws:wafv2/webAclAssociation:WebAclAssociation": ["irrelevant", "which stage a firewall stands before"],
  "aws:xray/resourcePolicy:ResourcePolicy": ["irrelevant", "permissions"],
};

/** Inputs of @pulumi/aws whose names speak of traces and that switch no X-Ray tracing on or off, and why. */
export const NO_SWITCHES: Readonly<Record<string, string>> = {
  "aws:apigateway/methodSettings:MethodSettings settings.dataTraceEnabled":
    "writes bodies into logs: apigateway-method-settings-no-data-trace",
  "aws:apigatewayv2/stage:Stage defaultRouteSettings.dataTraceEnabled": "the API itself is refused",
  "aws:apigatewayv2/stage:Stage routeSettings.dataTraceEnabled": "the API itself is refused",
  "aws:appflow/connectorProfile:ConnectorProfile connectorProfileConfig.connectorProfileCredentials.dynatrace":
    "the name of a product",
  "aws:appflow/connectorProfile:ConnectorProfile connectorProfileConfig.connectorProfileProperties.dynatrace":
    "the name of a product",
  "aws:appflow/flow:Flow sourceFlowConfig.sourceConnectorProperties.dynatrace": "the name of a product",
  "aws:appflow/flow:Flow tasks.connectorOperators.dynatrace": "the name of a product",
  "aws:lex/v2modelsIntent:V2modelsIntent qnaIntentConfiguration.bedrockModelConfiguration.traceStatus":
    "what a language model considered, not X-Ray",
};
