/**
 * A provider of AWS resources that creates nothing: it answers what AWS would compute, so that a program can
 * be run. It knows neither the services of this machine nor who asks (docs/decisions: one provider, two front doors).
 */
import type { Properties } from "./inputs";
import { apiGatewayAccount } from "./resources/apiGatewayAccount";
import { dashboard } from "./resources/dashboard";
import { deployment } from "./resources/deployment";
import { basePathMapping, domainName } from "./resources/domainName";
import { eventRule } from "./resources/eventRule";
import { eventTarget } from "./resources/eventTarget";
import { create, type Account, type Created, type Kind } from "./resources/kind";
import { lambdaFunction } from "./resources/lambdaFunction";
import { logGroup } from "./resources/logGroup";
import { logMetricFilter } from "./resources/logMetricFilter";
import { methodSettings } from "./resources/methodSettings";
import { metricAlarm } from "./resources/metricAlarm";
import { permission } from "./resources/permission";
import { resourceServer } from "./resources/resourceServer";
import { restApi } from "./resources/restApi";
import { role } from "./resources/role";
import { rolePolicy } from "./resources/rolePolicy";
import { rolePolicyAttachment } from "./resources/rolePolicyAttachment";
import { samplingRule } from "./resources/samplingRule";
import { stage } from "./resources/stage";
import { stateMachine } from "./resources/stateMachine";
import { table } from "./resources/table";
import { topic } from "./resources/topic";
import { topicPolicy } from "./resources/topicPolicy";
import { topicSubscription } from "./resources/topicSubscription";
import { userPool } from "./resources/userPool";
import { userPoolClient } from "./resources/userPoolClient";
import { userPoolDomain } from "./resources/userPoolDomain";
import { webAcl, webAclAssociation } from "./resources/webAcl";
import { xrayResourcePolicy } from "./resources/xrayResourcePolicy";

export interface Provider {
  /** Throws for a type that it does not know: what is not emulated must not look as if it were. */
  create(type: string, name: string, inputs: Properties): Created;
  /** Answers a provider function such as `aws:index/getRegion:getRegion`. */
  invoke(token: string): Properties;
}

const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["aws:apigateway/account:Account", apiGatewayAccount],
  ["aws:apigateway/deployment:Deployment", deployment],
  ["aws:apigateway/methodSettings:MethodSettings", methodSettings],
  ["aws:apigateway/restApi:RestApi", restApi],
  ["aws:apigateway/stage:Stage", stage],
  ["aws:apigateway/basePathMapping:BasePathMapping", basePathMapping],
  ["aws:apigateway/domainName:DomainName", domainName],
  ["aws:wafv2/webAcl:WebAcl", webAcl],
  ["aws:wafv2/webAclAssociation:WebAclAssociation", webAclAssociation],
  ["aws:cloudwatch/eventRule:EventRule", eventRule],
  ["aws:cloudwatch/eventTarget:EventTarget", eventTarget],
  ["aws:cloudwatch/logGroup:LogGroup", logGroup],
  ["aws:cloudwatch/dashboard:Dashboard", dashboard],
  ["aws:cloudwatch/logMetricFilter:LogMetricFilter", logMetricFilter],
  ["aws:cloudwatch/metricAlarm:MetricAlarm", metricAlarm],
  ["aws:cognito/resourceServer:ResourceServer", resourceServer],
  ["aws:cognito/userPool:UserPool", userPool],
  ["aws:cognito/userPoolClient:UserPoolClient", userPoolClient],
  ["aws:cognito/userPoolDomain:UserPoolDomain", userPoolDomain],
  ["aws:dynamodb/table:Table", table],
  ["aws:iam/role:Role", role],
  ["aws:iam/rolePolicy:RolePolicy", rolePolicy],
  ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", rolePolicyAttachment],
  ["aws:lambda/function:Function", lambdaFunction],
  ["aws:lambda/permission:Permission", permission],
  ["aws:sfn/stateMachine:StateMachine", stateMachine],
  ["aws:sns/topic:Topic", topic],
  ["aws:sns/topicPolicy:TopicPolicy", topicPolicy],
  ["aws:sns/topicSubscription:TopicSubscription", topicSubscription],
  ["aws:xray/resourcePolicy:ResourcePolicy", xrayResourcePolicy],
  ["aws:xray/samplingRule:SamplingRule", samplingRule],
]);

/** Of all resources that it creates. */
export const TYPES: readonly string[] = [...KINDS.keys()];

const FUNCTIONS: ReadonlyMap<string, (account: Account) => Properties> = new Map<
  string,
  (account: Account) => Properties
>([
  [
    "aws:index/getCallerIdentity:getCallerIdentity",
    ({ accountId }) => ({
      id: accountId,
      accountId,
      arn: `arn:aws:iam::${accountId}:user/local`,
      userId: "local",
    }),
  ],
  [
    "aws:index/getPartition:getPartition",
    () => ({
      id: "aws",
      partition: "aws",
      dnsSuffix: "amazonaws.com",
      reverseDnsPrefix: "com.amazonaws",
    }),
  ],
  [
    "aws:index/getRegion:getRegion",
    ({ region }) => ({
      id: region,
      name: region,
      region,
      description: region,
      endpoint: `ec2.${region}.amazonaws.com`,
    }),
  ],
]);

export function localProvider(account: Account): Provider {
  return {
    create: (type, name, inputs) => {
      const kind = KINDS.get(type);
      if (!kind)
        throw new Error(
          `The local provider does not know the resource type ${type} (of "${name}"): ` +
            "add it to local/provider.ts, with a file of its own in local/resources.",
        );
      return create(kind, type, name, inputs, account);
    },
    invoke: (token) => {
      const answer = FUNCTIONS.get(token);
      if (!answer)
        throw new Error(
          `The local provider does not know the function ${token}: add it to local/provider.ts.`,
        );
      return answer(account);
    },
  };
}
