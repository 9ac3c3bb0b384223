/** Resit: students reported for plagiarism sit the referencing exam, up to three times, before administrative action. */
import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { gatewayDocument } from "./api/openapi";
import { ROUTES, type OperationId } from "./api/routes";
import type { Variable } from "./handlers/aws";
import { callbacks } from "./handlers/callbacks";
import { restApi } from "./infra/api";
import { incidentsTable } from "./infra/incidentsTable";
import { monitoring } from "./infra/monitoring";
import { notifications } from "./infra/notifications";
import { allow, type Statement } from "./infra/policy";
import { readSettings } from "./infra/settings";
import { stateMachine } from "./infra/stateMachine";
import { TracedFunction } from "./infra/tracedFunction";
import { xrayAccount } from "./infra/xrayAccount";
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
  const callbackFactory = callbacks[name];
  return new TracedFunction(name, { callbackFactory, environment, allow: statements, logRetentionDays })
    .function;
}

const TABLE_NAME = table.name;
const TOPIC_ARN = notificationTopic.arn;
// An execution whose wake was lost ends with its window, and its name must not be free before the item is gone.
const RETENTION_DAYS = String(settings.incidentRetentionDays + Math.ceil(settings.windowSeconds / 86_400));

// What the state machine does.

const openAttempt = lambda(
  "openAttempt",
  {
    TABLE_NAME,
    TOPIC_ARN,
    QUESTIONS_PER_PAPER: String(settings.questionsPerPaper),
    PASS_MARK: String(settings.passMark),
    EXAM_PAGE: settings.examPage,
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
const query = allow(
  ["dynamodb:Query"],
  pulumi.interpolate`${table.arn}/index/${INDEXES.byStatus.name}`,
  pulumi.interpolate`${table.arn}/index/${INDEXES.byStudent.name}`,
);

// What clients can do.

const operations: Readonly<Record<OperationId, aws.lambda.Function>> = {
  reportIncident: lambda(
    "reportIncident",
    { TABLE_NAME, STATE_MACHINE_ARN },
    getItem,
    putItem,
    startExecution,
  ),
  getIncident: lambda("getIncident", { TABLE_NAME }, getItem),
  listIncidents: lambda("listIncidents", { TABLE_NAME }, query),
  withdrawIncident: lambda(
    "withdrawIncident",
    { TABLE_NAME, RETENTION_DAYS },
    getItem,
    updateItem,
    sendTaskSuccess,
  ),
  getPaper: lambda("getPaper", { TABLE_NAME }, getItem),
  submitAttempt: lambda(
    "submitAttempt",
    { TABLE_NAME, RETENTION_DAYS },
    getItem,
    updateItem,
    sendTaskSuccess,
  ),
  getOpenApi: lambda("getOpenApi", {}),
};
const routes = ROUTES.map((route) => ({ ...route, function: operations[route.operationId] }));
const api = restApi("api", {
  document: pulumi
    .all(routes.map(({ operationId, function: { invokeArn } }) => pulumi.all([operationId, invokeArn])))
    .apply((invokeArns) => JSON.stringify(gatewayDocument(new Map(invokeArns)))),
  routes,
  logRetentionDays,
  logRole: settings.apiGatewayLogRole,
});

// What is traced, and what wakes somebody up.

const { name: apiName } = api.restAPI;
const { stageName } = api.stage;
if (settings.xrayAccount === "managed")
  xrayAccount({ apiName, stageName, topics: [notificationTopic, alarmTopic] });

monitoring({
  stateMachineArn: machine.arn,
  apiName,
  stageName,
  notificationTopicName: notificationTopic.name,
  functions: operations,
  alarmTopicArn: alarmTopic.arn,
});

export const apiUrl = api.stage.invokeUrl;
export const stateMachineArn = machine.arn;
export const tableName = table.name;
export const notificationTopicArn = notificationTopic.arn;
