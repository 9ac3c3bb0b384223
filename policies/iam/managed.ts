/** What AWS's own managed policies grant, as far as rules need it. */

/** Of the actions of X-Ray (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSXRayDaemonWriteAccess.html). */
const WRITE = [
  "xray:PutTraceSegments",
  "xray:PutTelemetryRecords",
  "xray:GetSamplingRules",
  "xray:GetSamplingTargets",
  "xray:GetSamplingStatisticSummaries",
];

const XRAY_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  AWSXRayDaemonWriteAccess: WRITE,
  AWSXrayWriteOnlyAccess: WRITE,
  AWSXrayFullAccess: ["xray:*"],
  AdministratorAccess: ["*"],
  PowerUserAccess: ["*"],
};

const AWS_MANAGED = /^arn:aws[a-z-]*:iam::aws:policy\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]+)$/;

/** Its name, where the ARN is of a policy that AWS manages. */
export const awsManaged = (arn: string): string | undefined => AWS_MANAGED.exec(arn)?.[1];

/** The actions of X-Ray that it grants. */
export const xrayActionsOf = (name: string): readonly string[] =>
  Object.hasOwn(XRAY_ACTIONS, name) ? (XRAY_ACTIONS[name] ?? []) : [];

/** Whether its name says that it grants whole services: those of a CallbackFunction's default role do. */
export const isFullAccess = (name: string): boolean =>
  /FullAccess(V\d+)?$|_FullAccess$|^(AdministratorAccess|PowerUserAccess|AmazonCognitoPowerUser)$/.test(name);
