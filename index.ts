/** Resit: students reported for plagiarism sit the referencing exam, up to three times, before administrative action. */
import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { gatewayDocument, RESOURCE_SERVER, SCOPES } from "./api/openapi";
import { ROUTES, type OperationId } from "./api/routes";
import type { Variable } from "./handlers/aws";
import { callbacks, SWEEP_SECONDS } from "./handlers/callbacks";
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
import { TracedFunction } from "./infra/tracedFunction";
import { xrayAccount } from "./infra/xrayAccount";
import { MAX_OPEN_DAYS } from "./workflow/contract";
import { assertBank } from "./workflow/exam/questions";
import { INDEXES } from "./workflow/indexes";
import { examMachine } from "./workflow/machine";

const settings = readSettings();
assertBank(settings.questionsPerPaper);
const { logRetentionDays, protect } = settings;

// What is kept, and who is told.

const table = incidentsTable({ indexes: Object.values(INDEXES), protect });
const { notificationTopic, alarmTopic } = notifications(settings);

const getItem = allow(["dynamodb:GetItem"], table.arn);
const putItem = allow(["dynamodb:PutItem"], table.arn);
const updateItem = allow(["dynamodb:UpdateItem"], table.arn);
const publish = allow(["sns:Publish"], notificationTopic.arn);

/** A handler as a Lambda function, with the variables that it reads and the actions that it calls. */
function lambda(
  name: keyof typeof callbacks,
  environment: Partial<Record<Variable, pulumi.Input<string>>>,
  ...statements: readonly Statement[]
): aws.lambda.Function {
  const timeout = name === "sweep" ? Math.ceil((SWEEP_SECONDS * 4) / 3) : undefined;
  return new TracedFunction(name, {
    callbackFactory: callbacks[name],
    environment,
    allow: statements,
    packaging: settings,
    logRetentionDays,
    ...(timeout !== undefined && { timeout }),
  }).function;
}

const TABLE_NAME = table.name;
const TOPIC_ARN = notificationTopic.arn;
// An execution whose wake was lost ends with its deadline, and its name must not be free before the item is gone.
const RETENTION_DAYS = String(settings.incidentRetentionDays + MAX_OPEN_DAYS);
const GRACE_SECONDS = String(settings.graceSeconds);
const REMINDER_SECONDS = String(settings.reminderSeconds);
const EXAM_PAGE = settings.examPage;
const DAY_END = settings.dayEnd && {
  TIME_ZONE: settings.dayEnd.timeZone,
  DAY_END_MINUTES: String(settings.dayEnd.minutes),
};

// What the state machine does.

const openAttempt = lambda(
  "openAttempt",
  {
    TABLE_NAME,
    TOPIC_ARN,
    QUESTIONS_PER_PAPER: String(settings.questionsPerPaper),
    PASS_MARK: String(settings.passMark),
    EXAM_PAGE,
    REMINDER_SECONDS,
    ...DAY_END,
  },
  getItem,
  updateItem,
  publish,
);
const closeAttempt = lambda(
  "closeAttempt",
  { TABLE_NAME, TOPIC_ARN, RETENTION_DAYS },
  getItem,
  updateItem,
  publish,
);
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
const CORS_ORIGINS = settings.corsOrigins.join(" ");
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
  inviteAgain: lambda("inviteAgain", { ...OFFICERS, TOPIC_ARN, EXAM_PAGE }, getItem, updateItem, publish),
  moveDeadline: lambda(
    "moveDeadline",
    { ...OFFICERS, TOPIC_ARN, GRACE_SECONDS, REMINDER_SECONDS },
    getItem,
    updateItem,
    publish,
    sendTaskSuccess,
  ),
  exportStudent: lambda("exportStudent", OFFICERS, getItem, query("byStudent")),
  erasePerson: lambda("erasePerson", OFFICERS, getItem, updateItem),
  withdrawIncident: lambda(
    "withdrawIncident",
    { ...OFFICERS, RETENTION_DAYS },
    getItem,
    updateItem,
    sendTaskSuccess,
  ),
  getPaper: lambda("getPaper", { TABLE_NAME, CORS_ORIGINS }, getItem),
  submitAttempt: lambda(
    "submitAttempt",
    { TABLE_NAME, CORS_ORIGINS, RETENTION_DAYS },
    getItem,
    updateItem,
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
  getItem,
  updateItem,
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
