/** Resit: students reported for plagiarism sit the referencing exam, up to three times, before administrative action. */
import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { gatewayDocument, RESOURCE_SERVER, SCOPES } from "./api/openapi";
import { ROUTES, type OperationId } from "./api/routes";
import type { Variable } from "./handlers/aws";
import { callbacks, TIMEOUT_SECONDS } from "./handlers/callbacks";
import { restApi } from "./infra/api";
import { dashboard } from "./infra/dashboard";
import { domain } from "./infra/domain";
import { firewall } from "./infra/firewall";
import { identity } from "./infra/identity";
import { incidentsTable } from "./infra/incidentsTable";
import { monitoring } from "./infra/monitoring";
import { notifications } from "./infra/notifications";
import { allow, type Statement } from "./infra/policy";
import { schedule } from "./infra/schedule";
import { readSettings } from "./infra/settings";
import { stateMachine } from "./infra/stateMachine";
import { tagEverything } from "./infra/tags";
import { TracedFunction } from "./infra/tracedFunction";
import { variablesOf } from "./infra/variables";
import { xrayAccount } from "./infra/xrayAccount";
import { assertBank } from "./workflow/exam/questions";
import { INDEXES } from "./workflow/indexes";
import { examMachine } from "./workflow/machine";

tagEverything({ project: pulumi.getProject(), stack: pulumi.getStack() });
const settings = readSettings();
assertBank(settings.questionsPerPaper);
const { logRetentionDays, protect } = settings;

// What is kept, and who is told.

const table = incidentsTable({ indexes: Object.values(INDEXES), protect });
const { notificationTopic, alarmTopic } = notifications(settings);

const getItem = allow(["dynamodb:GetItem"], table.arn);
const putItem = allow(["dynamodb:PutItem"], table.arn);
const updateItem = allow(["dynamodb:UpdateItem"], table.arn);
const change = [getItem, updateItem];
const publish = allow(["sns:Publish"], notificationTopic.arn);

/** A handler as a Lambda function, with the variables that it reads and the actions that it calls. */
function lambda(
  name: keyof typeof callbacks,
  environment: Partial<Record<Variable, pulumi.Input<string>>>,
  ...statements: readonly Statement[]
): aws.lambda.Function {
  return new TracedFunction(name, {
    callbackFactory: callbacks[name],
    environment,
    allow: statements,
    packaging: settings,
    logRetentionDays,
    timeout: TIMEOUT_SECONDS[name],
  }).function;
}

const TABLE_NAME = table.name;
const TOPIC_ARN = notificationTopic.arn;
const { EXAM, EXAM_PAGE, GRACE_SECONDS, REMINDER_SECONDS, RETENTION_DAYS, CORS_ORIGINS } =
  variablesOf(settings);

// What the state machine does.

const openAttempt = lambda("openAttempt", { TABLE_NAME, TOPIC_ARN, ...EXAM }, ...change, publish);
const closing = { TABLE_NAME, TOPIC_ARN, RETENTION_DAYS };
const closeAttempt = lambda("closeAttempt", closing, ...change, publish);
const machine = stateMachine("exam", {
  definition: pulumi
    .all([openAttempt.arn, closeAttempt.arn])
    .apply(([open, close]) =>
      examMachine({ openAttempt: { functionArn: open }, closeAttempt: { functionArn: close } }, settings),
    ),
  logRetentionDays,
  protect,
});

const STATE_MACHINE_ARN = machine.arn;
const startExecution = allow(["states:StartExecution"], machine.arn);
const sendTaskSuccess = allow(["states:SendTaskSuccess"], machine.arn);
const query = (...indexes: readonly (keyof typeof INDEXES)[]) =>
  allow(
    ["dynamodb:Query"],
    ...indexes.map((index) => pulumi.interpolate`${table.arn}/index/${INDEXES[index].name}`),
  );

// Who officers and machines are.

const { userPoolArn, signIn, machineClientId, peopleClientId } = identity({
  resourceServer: RESOURCE_SERVER,
  scopes: SCOPES,
  prefix: settings.signInPrefix,
  officerPages: settings.officerPages,
  protect,
});
const OFFICERS = {
  TABLE_NAME,
  CORS_ORIGINS,
  MACHINE_CLIENT_ID: machineClientId,
  PEOPLE_CLIENT_ID: peopleClientId,
};

// What clients can do.

const operations: Readonly<Record<OperationId, aws.lambda.Function>> = {
  reportIncident: lambda(
    "reportIncident",
    { ...OFFICERS, STATE_MACHINE_ARN },
    getItem,
    putItem,
    startExecution,
  ),
  getIncident: lambda("getIncident", OFFICERS, getItem),
  listIncidents: lambda("listIncidents", OFFICERS, query("byStatus", "byStudent", "byChange")),
  inviteAgain: lambda("inviteAgain", { ...OFFICERS, TOPIC_ARN, EXAM_PAGE }, ...change, publish),
  moveDeadline: lambda(
    "moveDeadline",
    { ...OFFICERS, TOPIC_ARN, GRACE_SECONDS, REMINDER_SECONDS },
    ...change,
    publish,
    sendTaskSuccess,
  ),
  exportStudent: lambda("exportStudent", OFFICERS, getItem, query("byStudent")),
  erasePerson: lambda("erasePerson", OFFICERS, ...change),
  withdrawIncident: lambda("withdrawIncident", { ...OFFICERS, RETENTION_DAYS }, ...change, sendTaskSuccess),
  getPaper: lambda("getPaper", { TABLE_NAME, CORS_ORIGINS }, getItem),
  submitAttempt: lambda(
    "submitAttempt",
    { TABLE_NAME, CORS_ORIGINS, RETENTION_DAYS },
    ...change,
    sendTaskSuccess,
  ),
  getOpenApi: lambda("getOpenApi", { CORS_ORIGINS, SIGN_IN: signIn }),
};
const invokeArns = ROUTES.map(({ operationId }) =>
  pulumi.all([operationId, operations[operationId].invokeArn]),
);
const { corsOrigins: origins } = settings;
const preflight = origins.length > 0 ? lambda("preflight", { CORS_ORIGINS }) : undefined;
const api = restApi("api", {
  document: pulumi
    .all([userPoolArn, pulumi.all(invokeArns), preflight?.invokeArn])
    .apply(([pool, arns, invokeArn]) =>
      JSON.stringify(gatewayDocument(new Map(arns), pool, invokeArn ? { origins, invokeArn } : undefined)),
    ),
  routes: [
    ...ROUTES.map((route) => ({ ...route, function: operations[route.operationId] })),
    ...(preflight ? [{ operationId: "preflight", method: "options", path: "/*", function: preflight }] : []),
  ],
  logRetentionDays,
  logRole: settings.apiGatewayLogRole,
  hidden: settings.domain !== undefined,
});
const ownDomain = settings.domain && domain({ api, ...settings.domain });
if (settings.firewall) firewall(api.stage.arn);

// What happens by itself.

const sweep = lambda(
  "sweep",
  { TABLE_NAME, TOPIC_ARN, STATE_MACHINE_ARN, GRACE_SECONDS, REMINDER_SECONDS },
  ...change,
  query("openByDueAt"),
  startExecution,
  publish,
);
schedule("sweep", {
  function: sweep,
  expression: "rate(5 minutes)",
  description: "Reminders, and incidents that are past their time.",
});

// What is traced, and what wakes somebody up.

const { name: apiName } = api.restAPI;
const { stageName } = api.stage;
if (settings.xrayAccount === "managed")
  xrayAccount({ apiName, stageName, topics: [notificationTopic, alarmTopic] });

const watched = {
  stateMachineArn: machine.arn,
  apiName,
  stageName,
  tableName: table.name,
  notificationTopicName: notificationTopic.name,
  functions: { ...operations, ...(preflight && { preflight }), openAttempt, closeAttempt, sweep },
};
dashboard({ ...watched, alarmArns: monitoring({ ...watched, alarmTopicArn: alarmTopic.arn }) });

export const apiUrl = ownDomain?.url ?? api.stage.invokeUrl;
/** What an alias record of the domain must point at, where there is one. */
export const domainTarget = ownDomain?.target ?? "";
export const tokenUrl = pulumi.interpolate`${signIn}/oauth2/token`;
export { machineClientId, peopleClientId };
export const stateMachineArn = machine.arn;
export const tableName = table.name;
export const notificationTopicArn = notificationTopic.arn;
