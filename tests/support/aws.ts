/**
 * What AWS would compute of the resources of the program: names, ids and ARNs as AWS writes them. It is not the
 * provider of local/, so that a mistake there does not hide here. Formats:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
import { createHash } from "node:crypto";

export type Properties = Readonly<Record<string, unknown>>;

/** Where everything is; the account is one that the configuration does not name. */
export const ACCOUNT = "111122223333";
export const REGION = "eu-west-1";

export interface Created {
  readonly id: string;
  /** What is known of it only when it is there; its name too, where the program gives none. */
  readonly computed: Properties;
}

const arn = (service: string, resource: string, region = REGION, account = ACCOUNT): string =>
  `arn:aws:${service}:${region}:${account}:${resource}`;

/** Some characters that depend on the seed alone. */
const random = (seed: string, length: number): string =>
  createHash("sha256").update(seed).digest("hex").slice(0, length);

type Kind = (given: { readonly name: string; readonly seed: string; readonly inputs: Properties }) => Created;

const named =
  (service: string, prefix: string): Kind =>
  ({ name }) => ({ id: name, computed: { name, arn: arn(service, `${prefix}${name}`) } });

const identifiedByArn =
  (service: string, prefix: string): Kind =>
  ({ name }) => {
    const id = arn(service, `${prefix}${name}`);
    return { id, computed: { name, arn: id } };
  };

const identified: Kind = ({ seed }) => ({ id: random(seed, 10), computed: {} });

const KINDS: Readonly<Record<string, Kind>> = {
  "aws:apigateway/account:Account": identified,
  "aws:apigateway/basePathMapping:BasePathMapping": identified,
  "aws:apigateway/deployment:Deployment": identified,
  "aws:apigateway/domainName:DomainName": ({ seed, inputs }) => ({
    id: String(inputs["domainName"]),
    computed: { regionalDomainName: `d-${random(seed, 10)}.execute-api.${REGION}.amazonaws.com` },
  }),
  "aws:apigateway/methodSettings:MethodSettings": identified,
  "aws:apigateway/restApi:RestApi": ({ name, seed }) => {
    const id = random(seed, 10);
    return {
      id,
      computed: {
        name,
        arn: arn("apigateway", `/restapis/${id}`, REGION, ""),
        executionArn: arn("execute-api", id),
        rootResourceId: random(`${seed}/`, 10),
      },
    };
  },
  "aws:apigateway/stage:Stage": ({ seed, inputs }) => {
    const [api, stage] = [String(inputs["restApi"]), String(inputs["stageName"])];
    return {
      id: random(seed, 10),
      computed: {
        arn: arn("apigateway", `/restapis/${api}/stages/${stage}`, REGION, ""),
        executionArn: arn("execute-api", `${api}/${stage}`),
        invokeUrl: `https://${api}.execute-api.${REGION}.amazonaws.com/${stage}`,
      },
    };
  },
  "aws:cloudwatch/eventRule:EventRule": named("events", "rule/"),
  "aws:cloudwatch/eventTarget:EventTarget": identified,
  "aws:cloudwatch/logGroup:LogGroup": named("logs", "log-group:"),
  "aws:cloudwatch/dashboard:Dashboard": ({ inputs }) => {
    const id = String(inputs["dashboardName"]);
    return { id, computed: { dashboardArn: arn("cloudwatch", `dashboard/${id}`, "") } };
  },
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": identified,
  "aws:cloudwatch/metricAlarm:MetricAlarm": named("cloudwatch", "alarm:"),
  "aws:cognito/resourceServer:ResourceServer": ({ seed, inputs }) => {
    const { identifier, scopes } = inputs;
    const names = Array.isArray(scopes) ? scopes.map((scope: Properties) => String(scope["scopeName"])) : [];
    return {
      id: random(seed, 10),
      computed: { scopeIdentifiers: names.map((scope) => `${String(identifier)}/${scope}`) },
    };
  },
  "aws:cognito/userPool:UserPool": ({ seed }) => {
    const id = `${REGION}_${random(seed, 9)}`;
    return { id, computed: { arn: arn("cognito-idp", `userpool/${id}`) } };
  },
  "aws:cognito/userPoolClient:UserPoolClient": ({ seed, inputs }) => ({
    id: random(seed, 26),
    computed: inputs["generateSecret"] === true ? { clientSecret: random(`${seed}/secret`, 52) } : {},
  }),
  "aws:cognito/userPoolDomain:UserPoolDomain": ({ inputs }) => ({
    id: String(inputs["domain"]),
    computed: {},
  }),
  "aws:dynamodb/table:Table": named("dynamodb", "table/"),
  "aws:iam/role:Role": ({ name }) => ({
    id: name,
    computed: { name, arn: arn("iam", `role/${name}`, "") },
  }),
  "aws:iam/rolePolicy:RolePolicy": identified,
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": identified,
  "aws:xray/resourcePolicy:ResourcePolicy": identified,
  "aws:xray/samplingRule:SamplingRule": identified,
  "aws:lambda/function:Function": ({ name }) => {
    const functionArn = arn("lambda", `function:${name}`);
    const path = `path/2015-03-31/functions/${functionArn}/invocations`;
    return {
      id: name,
      computed: { name, arn: functionArn, invokeArn: arn("apigateway", path, REGION, "lambda") },
    };
  },
  "aws:lambda/permission:Permission": identified,
  "aws:sfn/stateMachine:StateMachine": identifiedByArn("states", "stateMachine:"),
  "aws:sns/topic:Topic": identifiedByArn("sns", ""),
  "aws:sns/topicSubscription:TopicSubscription": identified,
  "aws:wafv2/webAcl:WebAcl": ({ name, seed }) => {
    const id = random(seed, 36);
    return { id, computed: { name, arn: arn("wafv2", `regional/webacl/${name}/${id}`) } };
  },
  "aws:wafv2/webAclAssociation:WebAclAssociation": identified,
};

/** Creates nothing, and throws for a type that it does not know: nothing is added to the program unseen. */
export function create(type: string, logicalName: string, inputs: Properties): Created {
  const kind = KINDS[type];
  if (kind === undefined)
    throw new Error(`The program registers a ${type} ("${logicalName}"): tests/support/aws.ts knows none.`);
  const seed = `${type} ${logicalName}`;
  // The logical name with seven characters more: Pulumi's automatic names.
  const { name = `${logicalName}-${random(seed, 7)}` } = inputs;
  return kind({ name: String(name), seed, inputs });
}
