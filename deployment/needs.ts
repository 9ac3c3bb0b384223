/**
 * What whoever deploys must be allowed for each type of resource: to look at it, and to make, change and remove it.
 * Actions and the resources that they are allowed on are those of AWS's Service Authorization Reference
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/), chosen by what the provider calls.
 */

export interface Need {
  readonly read: readonly string[];
  readonly write: readonly string[];
  /** ARNs, with {region}, {account} and {stack}: the stack's name, `resit-prod`, which names begin with. */
  readonly on: readonly string[];
  /** Of these actions AWS knows no resource. */
  readonly onAll?: readonly string[];
}

const FUNCTIONS = ["arn:aws:lambda:{region}:{account}:function:{stack}-*"];
/** The state machine's role has no name of the stack's (infra/stateMachine.ts). */
const ROLES = ["{stack}-*", "exam-executions-*"].map((name) => `arn:aws:iam::{account}:role/${name}`);
const LOG_GROUPS = ["lambda", "apigateway", "vendedlogs/states"].map(
  (kind) => `arn:aws:logs:{region}:{account}:log-group:/aws/${kind}/{stack}-*`,
);
const RULES = ["arn:aws:events:{region}:{account}:rule/{stack}-*"];
const TOPICS = ["arn:aws:sns:{region}:{account}:{stack}-*"];
/** AWS chooses their ids: no pattern could tell one stack's from another's. */
const POOLS = ["arn:aws:cognito-idp:{region}:{account}:userpool/*"];
const APIS = ["/restapis", "/restapis/*", "/tags/*"].map((path) => `arn:aws:apigateway:{region}::${path}`);
const DOMAINS = ["/domainnames", "/domainnames/*", "/tags/*"].map(
  (path) => `arn:aws:apigateway:{region}::${path}`,
);
const ACLS = [
  "arn:aws:wafv2:{region}:{account}:regional/webacl/{stack}/*",
  "arn:aws:wafv2:{region}:{account}:regional/managedruleset/*/*",
];

const TAGGING = (service: string) => [`${service}:TagResource`, `${service}:UntagResource`];
const API_WRITES = ["POST", "PUT", "PATCH", "DELETE"].map((verb) => `apigateway:${verb}`);

/** By type; those of configurations that are not the stacks' own included. */
export const NEEDS: Readonly<Record<string, Need>> = {
  "aws:lambda/function:Function": {
    read: [
      "GetFunction",
      "GetFunctionConfiguration",
      "GetFunctionCodeSigningConfig",
      "ListVersionsByFunction",
      "ListTags",
    ].map((each) => `lambda:${each}`),
    write: [
      ...["CreateFunction", "UpdateFunctionCode", "UpdateFunctionConfiguration", "DeleteFunction"].map(
        (each) => `lambda:${each}`,
      ),
      ...TAGGING("lambda"),
    ],
    on: FUNCTIONS,
  },
  "aws:lambda/permission:Permission": {
    read: ["lambda:GetPolicy"],
    write: ["lambda:AddPermission", "lambda:RemovePermission"],
    on: FUNCTIONS,
  },
  "aws:iam/role:Role": {
    read: ["GetRole", "ListRolePolicies", "ListAttachedRolePolicies", "ListRoleTags"].map(
      (each) => `iam:${each}`,
    ),
    write: [
      "CreateRole",
      "DeleteRole",
      "UpdateRole",
      "UpdateAssumeRolePolicy",
      "ListInstanceProfilesForRole",
      "TagRole",
      "UntagRole",
    ].map((each) => `iam:${each}`),
    on: ROLES,
  },
  "aws:iam/rolePolicy:RolePolicy": {
    read: ["iam:GetRolePolicy"],
    write: ["iam:PutRolePolicy", "iam:DeleteRolePolicy"],
    on: ROLES,
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    read: ["iam:ListAttachedRolePolicies"],
    write: ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
    on: ROLES,
  },
  "aws:dynamodb/table:Table": {
    read: ["DescribeTable", "DescribeTimeToLive", "DescribeContinuousBackups", "ListTagsOfResource"].map(
      (each) => `dynamodb:${each}`,
    ),
    write: [
      ...["CreateTable", "UpdateTable", "DeleteTable", "UpdateTimeToLive", "UpdateContinuousBackups"].map(
        (each) => `dynamodb:${each}`,
      ),
      ...TAGGING("dynamodb"),
    ],
    on: ["arn:aws:dynamodb:{region}:{account}:table/{stack}-*"],
  },
  "aws:sfn/stateMachine:StateMachine": {
    read: ["DescribeStateMachine", "ListStateMachineVersions", "ListTagsForResource"].map(
      (each) => `states:${each}`,
    ),
    write: [
      ...[
        "CreateStateMachine",
        "UpdateStateMachine",
        "DeleteStateMachine",
        "PublishStateMachineVersion",
        "DeleteStateMachineVersion",
      ].map((each) => `states:${each}`),
      ...TAGGING("states"),
    ],
    on: ["arn:aws:states:{region}:{account}:stateMachine:{stack}-*"],
    // The provider asks it in previews, too.
    onAll: ["states:ValidateStateMachineDefinition"],
  },
  "aws:sns/topic:Topic": {
    read: ["sns:GetTopicAttributes", "sns:ListTagsForResource"],
    write: ["sns:CreateTopic", "sns:SetTopicAttributes", "sns:DeleteTopic", ...TAGGING("sns")],
    on: TOPICS,
  },
  "aws:sns/topicSubscription:TopicSubscription": {
    read: ["sns:ListSubscriptionsByTopic", "sns:GetSubscriptionAttributes"],
    write: ["sns:Subscribe", "sns:SetSubscriptionAttributes", "sns:Unsubscribe"],
    on: TOPICS,
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    read: ["logs:ListTagsForResource"],
    write: [
      "CreateLogGroup",
      "DeleteLogGroup",
      "PutRetentionPolicy",
      "DeleteRetentionPolicy",
      "TagResource",
      "UntagResource",
    ].map((each) => `logs:${each}`),
    on: LOG_GROUPS,
    onAll: ["logs:DescribeLogGroups"],
  },
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": {
    read: ["logs:DescribeMetricFilters"],
    write: ["logs:PutMetricFilter", "logs:DeleteMetricFilter"],
    on: LOG_GROUPS,
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    read: ["cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource"],
    write: ["cloudwatch:PutMetricAlarm", "cloudwatch:DeleteAlarms", ...TAGGING("cloudwatch")],
    on: ["arn:aws:cloudwatch:{region}:{account}:alarm:{stack}-*"],
  },
  "aws:cloudwatch/dashboard:Dashboard": {
    read: ["cloudwatch:GetDashboard"],
    write: ["cloudwatch:PutDashboard", "cloudwatch:DeleteDashboards"],
    on: ["arn:aws:cloudwatch::{account}:dashboard/{stack}"],
  },
  "aws:cloudwatch/eventRule:EventRule": {
    read: ["events:DescribeRule", "events:ListTagsForResource"],
    write: ["events:PutRule", "events:DeleteRule", ...TAGGING("events")],
    on: RULES,
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    read: ["events:ListTargetsByRule"],
    write: ["events:PutTargets", "events:RemoveTargets"],
    on: RULES,
  },
  "aws:apigateway/restApi:RestApi": { read: ["apigateway:GET"], write: API_WRITES, on: APIS },
  "aws:apigateway/deployment:Deployment": { read: ["apigateway:GET"], write: API_WRITES, on: APIS },
  "aws:apigateway/stage:Stage": {
    read: ["apigateway:GET"],
    write: API_WRITES,
    on: APIS,
  },
  "aws:apigateway/methodSettings:MethodSettings": { read: ["apigateway:GET"], write: API_WRITES, on: APIS },
  "aws:apigateway/account:Account": {
    read: ["apigateway:GET"],
    write: ["apigateway:PATCH"],
    on: ["arn:aws:apigateway:{region}::/account"],
  },
  "aws:apigateway/domainName:DomainName": {
    read: ["apigateway:GET"],
    write: [...API_WRITES, "apigateway:AddCertificateToDomain", "apigateway:RemoveCertificateFromDomain"],
    on: DOMAINS,
  },
  "aws:apigateway/basePathMapping:BasePathMapping": {
    read: ["apigateway:GET"],
    write: API_WRITES,
    on: DOMAINS,
  },
  "aws:cognito/userPool:UserPool": {
    read: [
      "cognito-idp:DescribeUserPool",
      "cognito-idp:GetUserPoolMfaConfig",
      "cognito-idp:ListTagsForResource",
    ],
    write: [
      ...["UpdateUserPool", "DeleteUserPool", "SetUserPoolMfaConfig"].map((each) => `cognito-idp:${each}`),
      ...TAGGING("cognito-idp"),
    ],
    on: POOLS,
    onAll: ["cognito-idp:CreateUserPool"],
  },
  "aws:cognito/resourceServer:ResourceServer": {
    read: ["cognito-idp:DescribeResourceServer"],
    write: ["Create", "Update", "Delete"].map((each) => `cognito-idp:${each}ResourceServer`),
    on: POOLS,
  },
  "aws:cognito/userPoolClient:UserPoolClient": {
    read: ["cognito-idp:DescribeUserPoolClient"],
    write: ["Create", "Update", "Delete"].map((each) => `cognito-idp:${each}UserPoolClient`),
    on: POOLS,
  },
  "aws:cognito/userPoolDomain:UserPoolDomain": {
    read: [],
    write: ["Create", "Update", "Delete"].map((each) => `cognito-idp:${each}UserPoolDomain`),
    on: POOLS,
    onAll: ["cognito-idp:DescribeUserPoolDomain"],
  },
  "aws:xray/samplingRule:SamplingRule": {
    read: ["xray:ListTagsForResource"],
    write: [
      "CreateSamplingRule",
      "UpdateSamplingRule",
      "DeleteSamplingRule",
      "TagResource",
      "UntagResource",
    ].map((each) => `xray:${each}`),
    on: ["arn:aws:xray:{region}:{account}:sampling-rule/{stack}"],
    onAll: ["xray:GetSamplingRules"],
  },
  "aws:xray/resourcePolicy:ResourcePolicy": {
    read: [],
    write: [],
    on: [],
    onAll: ["xray:ListResourcePolicies", "xray:PutResourcePolicy", "xray:DeleteResourcePolicy"],
  },
  "aws:wafv2/webAcl:WebAcl": {
    read: ["wafv2:GetWebACL", "wafv2:ListTagsForResource"],
    write: ["CreateWebACL", "UpdateWebACL", "DeleteWebACL", "TagResource", "UntagResource"].map(
      (each) => `wafv2:${each}`,
    ),
    on: ACLS,
  },
  "aws:wafv2/webAclAssociation:WebAclAssociation": {
    read: ["wafv2:GetWebACLForResource"],
    write: ["wafv2:AssociateWebACL", "wafv2:DisassociateWebACL", "apigateway:SetWebACL"],
    on: [...ACLS, "arn:aws:apigateway:{region}::/restapis/*/stages/*"],
  },
};

/** Services that take on roles which the program makes, and so must be passed them. */
export const PASSED_TO = ["lambda.amazonaws.com", "states.amazonaws.com", "apigateway.amazonaws.com"];

/** The only policy of AWS's own that is attached to a role. */
export const ATTACHED = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs";

/** Looks: everything else of `onAll` changes something. */
const LOOKS = /:(Get|List|Describe|Validate)/;
export const isLook = (action: string): boolean => LOOKS.test(action);

/** Of what a stack has: resources that AWS knows, components left out. */
export const isOfAws = ({ type }: { readonly type: string }): boolean => /^aws:\w+\//.test(type);
