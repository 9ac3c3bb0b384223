/** What AWS's own managed policies grant, as far as rules need it. */

const WRITE = [
  "xray:PutTraceSegments",
  "xray:PutTelemetryRecords",
  "xray:GetSamplingRules",
  "xray:GetSamplingTargets",
  "xray:GetSamplingStatisticSummaries",
];

/** Of the actions of X-Ray, on `*` and without conditions
 *  (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html). */
const XRAY_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  AWSXRayDaemonWriteAccess: WRITE,
  AWSXrayWriteOnlyAccess: WRITE,
  CloudWatchAgentServerPolicy: WRITE,
  AWSXrayReadOnlyAccess: WRITE.filter((action) => action.includes(":Get")),
  AWSXrayFullAccess: ["xray:*"],
  CloudWatchFullAccessV2: ["xray:*"],
  AdministratorAccess: ["*"],
  // All but iam, organizations and account.
  PowerUserAccess: ["*"],
};

const AWS_MANAGED = /^arn:aws[a-z-]*:iam::aws:policy\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]+)$/;

/** Its name, where the ARN is of a policy that AWS manages. */
export const awsManaged = (arn: string): string | undefined => AWS_MANAGED.exec(arn)?.[1];

/** The actions of X-Ray that it grants. */
export const xrayActionsOf = (name: string): readonly string[] =>
  Object.hasOwn(XRAY_ACTIONS, name) ? (XRAY_ACTIONS[name] ?? []) : [];

/** Whether its name says that it grants whole services: eight of the nine of a CallbackFunction's default role do. */
export const isFullAccess = (name: string): boolean =>
  /FullAccess(V\d+)?$|AdministratorAccess(-\w+)?$|PowerUser(Access)?$/.test(name);
