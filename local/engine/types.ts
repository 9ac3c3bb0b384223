/**
 * What Pulumi's AWS provider knows of each type beside what AWS computes: which inputs cannot be changed, so that another
 * resource takes the place of the first, and which it fills in where the program leaves them out. Both are of the
 * Terraform provider under it: `ForceNew` or `RequiresReplace`, and `Default`
 * (https://github.com/hashicorp/terraform-provider-aws/tree/main/internal/service).
 */
import type { Properties } from "../inputs";

export interface TypeInEngine {
  readonly replaced: readonly string[];
  readonly defaults: Properties;
}

const type = (replaced: readonly string[], defaults: Properties = {}): TypeInEngine => ({
  // No resource moves to another region.
  replaced: [...replaced, "region"],
  defaults,
});

const BY_TYPE: ReadonlyMap<string, TypeInEngine> = new Map([
  ["aws:apigateway/account:Account", type([])],
  ["aws:apigateway/basePathMapping:BasePathMapping", type(["domainName", "domainNameId"])],
  ["aws:apigateway/deployment:Deployment", type(["restApi", "triggers", "variables"])],
  ["aws:apigateway/domainName:DomainName", type(["domainName"])],
  ["aws:apigateway/methodSettings:MethodSettings", type(["restApi", "stageName", "methodPath"])],
  ["aws:apigateway/restApi:RestApi", type([], { putRestApiMode: "overwrite" })],
  ["aws:apigateway/stage:Stage", type(["restApi", "stageName"])],
  ["aws:cloudwatch/dashboard:Dashboard", type(["dashboardName"])],
  [
    "aws:cloudwatch/eventRule:EventRule",
    type(["name", "namePrefix", "eventBusName"], { eventBusName: "default", forceDestroy: false }),
  ],
  [
    "aws:cloudwatch/eventTarget:EventTarget",
    type(["rule", "targetId", "eventBusName"], { eventBusName: "default", forceDestroy: false }),
  ],
  ["aws:cloudwatch/logGroup:LogGroup", type(["name", "namePrefix", "logGroupClass"], { skipDestroy: false })],
  ["aws:cloudwatch/logMetricFilter:LogMetricFilter", type(["name", "logGroupName"])],
  [
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    type(["name"], { actionsEnabled: true, treatMissingData: "missing" }),
  ],
  ["aws:cognito/resourceServer:ResourceServer", type(["identifier", "userPoolId"])],
  [
    "aws:cognito/userPool:UserPool",
    type(["aliasAttributes", "usernameAttributes", "usernameConfiguration"], {
      deletionProtection: "INACTIVE",
    }),
  ],
  ["aws:cognito/userPoolClient:UserPoolClient", type(["userPoolId", "generateSecret"])],
  ["aws:cognito/userPoolDomain:UserPoolDomain", type(["domain", "userPoolId"])],
  [
    "aws:dynamodb/table:Table",
    type(["name", "hashKey", "rangeKey", "localSecondaryIndexes", "importTable"], {
      billingMode: "PROVISIONED",
    }),
  ],
  [
    "aws:iam/role:Role",
    type(["name", "namePrefix", "path"], {
      forceDetachPolicies: false,
      maxSessionDuration: 3600,
      path: "/",
    }),
  ],
  ["aws:iam/rolePolicy:RolePolicy", type(["name", "namePrefix", "role"])],
  ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", type(["role", "policyArn"])],
  [
    "aws:lambda/function:Function",
    type(["name", "packageType"], {
      memorySize: 128,
      packageType: "Zip",
      publish: false,
      reservedConcurrentExecutions: -1,
      skipDestroy: false,
      timeout: 3,
    }),
  ],
  [
    "aws:lambda/permission:Permission",
    type([
      ...["action", "function", "qualifier", "principal", "principalOrgId", "sourceAccount", "sourceArn"],
      ...["statementId", "statementIdPrefix", "eventSourceToken", "functionUrlAuthType"],
    ]),
  ],
  [
    "aws:sfn/stateMachine:StateMachine",
    type(["name", "namePrefix", "type"], { publish: false, type: "STANDARD" }),
  ],
  [
    "aws:sns/topic:Topic",
    type(["name", "namePrefix", "fifoTopic"], { contentBasedDeduplication: false, fifoTopic: false }),
  ],
  ["aws:sns/topicPolicy:TopicPolicy", type(["arn"])],
  [
    "aws:sns/topicSubscription:TopicSubscription",
    type(["topic", "protocol", "endpoint"], {
      confirmationTimeoutInMinutes: 1,
      endpointAutoConfirms: false,
      rawMessageDelivery: false,
    }),
  ],
  ["aws:wafv2/webAcl:WebAcl", type(["name", "namePrefix", "scope"])],
  ["aws:wafv2/webAclAssociation:WebAclAssociation", type(["resourceArn", "webAclArn"])],
  ["aws:xray/resourcePolicy:ResourcePolicy", type(["policyName"])],
  ["aws:xray/samplingRule:SamplingRule", type(["ruleName", "version"])],
]);

/** @throws for a type without a row: it would look as if AWS could change all of it in place */
export function typeInEngine(type: string): TypeInEngine {
  const found = BY_TYPE.get(type);
  if (found) return found;
  throw new Error(
    `The local provider does not know what of ${type} AWS cannot change: add it to local/engine/types.ts.`,
  );
}
