/** Which operation of AWS makes what the program registers, and what its inputs are called there. */

export interface Made {
  /** As botocore names it. */
  readonly service: string;
  readonly operation: string;
  /** Where in the operation's input the properties are; default: at its top. */
  readonly at?: string;
  /**
   * Property → where it goes, for those that are not called the same. Paths through lists name no index, and begin with
   * the structure around the property, or after `Operation:` with the input of another operation.
   */
  readonly names?: Readonly<Record<string, string>>;
}

export const OPERATIONS: Readonly<Record<string, Made>> = {
  "aws:apigateway/account:Account": { service: "apigateway", operation: "UpdateAccount" },
  "aws:apigateway/deployment:Deployment": {
    service: "apigateway",
    operation: "CreateDeployment",
    names: { restApi: "restApiId" },
  },
  "aws:apigateway/methodSettings:MethodSettings": {
    service: "apigateway",
    operation: "UpdateStage",
    names: { restApi: "restApiId" },
  },
  "aws:apigateway/restApi:RestApi": {
    service: "apigateway",
    operation: "CreateRestApi",
    names: { body: "ImportRestApi:body" },
  },
  "aws:apigateway/stage:Stage": {
    service: "apigateway",
    operation: "CreateStage",
    names: { restApi: "restApiId", deployment: "deploymentId", xrayTracingEnabled: "tracingEnabled" },
  },
  "aws:cloudwatch/dashboard:Dashboard": { service: "cloudwatch", operation: "PutDashboard" },
  "aws:cloudwatch/eventRule:EventRule": { service: "events", operation: "PutRule" },
  "aws:cloudwatch/eventTarget:EventTarget": {
    service: "events",
    operation: "PutTargets",
    names: { arn: "Targets.Arn", targetId: "Targets.Id" },
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    service: "logs",
    operation: "CreateLogGroup",
    names: { name: "logGroupName", retentionInDays: "PutRetentionPolicy:retentionInDays" },
  },
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": {
    service: "logs",
    operation: "PutMetricFilter",
    names: {
      name: "filterName",
      pattern: "filterPattern",
      metricTransformation: "metricTransformations",
      "metricTransformation.name": "metricName",
      "metricTransformation.namespace": "metricNamespace",
      "metricTransformation.value": "metricValue",
    },
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    service: "cloudwatch",
    operation: "PutMetricAlarm",
    names: {
      name: "AlarmName",
      metricQueries: "Metrics",
      "metricQueries.metric": "MetricStat",
      "metricQueries.metric.dimensions": "Metric.Dimensions",
      "metricQueries.metric.metricName": "Metric.MetricName",
      "metricQueries.metric.namespace": "Metric.Namespace",
    },
  },
  "aws:cognito/resourceServer:ResourceServer": { service: "cognito-idp", operation: "CreateResourceServer" },
  "aws:cognito/userPool:UserPool": {
    service: "cognito-idp",
    operation: "CreateUserPool",
    names: {
      name: "PoolName",
      passwordPolicy: "Policies.PasswordPolicy",
      softwareTokenMfaConfiguration: "SetUserPoolMfaConfig:SoftwareTokenMfaConfiguration",
      tags: "UserPoolTags",
    },
  },
  "aws:cognito/userPoolClient:UserPoolClient": {
    service: "cognito-idp",
    operation: "CreateUserPoolClient",
    names: { name: "ClientName" },
  },
  "aws:cognito/userPoolDomain:UserPoolDomain": { service: "cognito-idp", operation: "CreateUserPoolDomain" },
  "aws:dynamodb/table:Table": {
    service: "dynamodb",
    operation: "CreateTable",
    names: {
      name: "TableName",
      hashKey: "KeySchema.AttributeName",
      attributes: "AttributeDefinitions",
      "attributes.name": "AttributeName",
      "attributes.type": "AttributeType",
      "globalSecondaryIndexes.name": "IndexName",
      "globalSecondaryIndexes.keySchemas": "KeySchema",
      "globalSecondaryIndexes.projectionType": "Projection.ProjectionType",
      "globalSecondaryIndexes.nonKeyAttributes": "Projection.NonKeyAttributes",
      ttl: "UpdateTimeToLive:TimeToLiveSpecification",
      pointInTimeRecovery: "UpdateContinuousBackups:PointInTimeRecoverySpecification",
      "pointInTimeRecovery.enabled": "PointInTimeRecoveryEnabled",
      serverSideEncryption: "SSESpecification",
    },
  },
  "aws:iam/role:Role": {
    service: "iam",
    operation: "CreateRole",
    names: { name: "RoleName", assumeRolePolicy: "AssumeRolePolicyDocument" },
  },
  "aws:iam/rolePolicy:RolePolicy": {
    service: "iam",
    operation: "PutRolePolicy",
    names: { name: "PolicyName", role: "RoleName", policy: "PolicyDocument" },
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    service: "iam",
    operation: "AttachRolePolicy",
    names: { role: "RoleName" },
  },
  "aws:lambda/function:Function": {
    service: "lambda",
    operation: "CreateFunction",
    names: { name: "FunctionName" },
  },
  "aws:lambda/permission:Permission": {
    service: "lambda",
    operation: "AddPermission",
    names: { function: "FunctionName" },
  },
  "aws:sfn/stateMachine:StateMachine": {
    service: "stepfunctions",
    operation: "CreateStateMachine",
    names: { "loggingConfiguration.logDestination": "destinations.cloudWatchLogsLogGroup.logGroupArn" },
  },
  "aws:sns/topic:Topic": { service: "sns", operation: "CreateTopic" },
  "aws:sns/topicSubscription:TopicSubscription": {
    service: "sns",
    operation: "Subscribe",
    names: { topic: "TopicArn" },
  },
  "aws:wafv2/webAcl:WebAcl": {
    service: "wafv2",
    operation: "CreateWebACL",
    names: { "visibilityConfig.cloudwatchMetricsEnabled": "CloudWatchMetricsEnabled" },
  },
  "aws:wafv2/webAclAssociation:WebAclAssociation": { service: "wafv2", operation: "AssociateWebACL" },
  "aws:xray/resourcePolicy:ResourcePolicy": { service: "xray", operation: "PutResourcePolicy" },
  "aws:xray/samplingRule:SamplingRule": {
    service: "xray",
    operation: "CreateSamplingRule",
    at: "SamplingRule",
    names: { tags: "CreateSamplingRule:Tags" },
  },
};
