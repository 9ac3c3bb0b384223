/** The handlers that are measured. */
import * as aws from "@pulumi/aws";
import { callbacks } from "../../handlers/callbacks";
import { MACHINE_CLIENT, OPEN, REPORTED } from "./incidents";

export interface Measured {
  readonly name: string;
  /** As handlers/callbacks.ts has it. */
  readonly factory: () => unknown;
  /** Registers it as Pulumi's own kind of function. */
  readonly callbackFunction: () => Pick<aws.lambda.Function, "code">;
  readonly clients: string;
  /** The calls of the first invocation, by their targets. */
  readonly calls: readonly string[];
  /** The module that exports it, as somebody writes it who bundles it with a tool of his own; beside the handlers. */
  readonly module: string;
  /** Of the first invocation. */
  readonly event: unknown;
  readonly variables: Readonly<Record<string, string>>;
  /** A field of the right answer. */
  readonly answers: readonly [field: string, value: unknown];
}

/** One client, one call; a request waits for it. */
export const GET_INCIDENT: Measured = {
  ...inline("getIncident", callbacks.getIncident),
  clients: "DynamoDB",
  calls: ["DynamoDB_20120810.GetItem"],
  module: `
      import { clients, corsOrigins, incidentTable, telemetry } from "./aws";
      import { forPages } from "./cors";
      import { getIncident } from "./getIncident";
      export const handler = forPages(
        corsOrigins(),
        getIncident({ incidents: incidentTable(), telemetry: telemetry() }, clients()),
      );`,
  event: {
    resource: "/incidents/{incidentId}",
    path: `/incidents/${REPORTED.incidentId}`,
    httpMethod: "GET",
    headers: {},
    pathParameters: { incidentId: REPORTED.incidentId },
    body: null,
    isBase64Encoded: false,
    requestContext: {
      requestId: "request-1",
      authorizer: { claims: { client_id: MACHINE_CLIENT, token_use: "access" } },
    },
  },
  variables: {
    TABLE_NAME: "incidents",
    CORS_ORIGINS: "",
    MACHINE_CLIENT_ID: MACHINE_CLIENT,
    PEOPLE_CLIENT_ID: "people",
  },
  answers: ["statusCode", 200],
};

/** Two clients, three calls; the state machine waits for it. */
export const CLOSE_ATTEMPT: Measured = {
  ...inline("closeAttempt", callbacks.closeAttempt),
  clients: "DynamoDB, SNS",
  calls: ["DynamoDB_20120810.GetItem", "DynamoDB_20120810.UpdateItem", "Action=Publish"],
  module: `
      import { clock, incidentTable, notifications, retentionDays, telemetry } from "./aws";
      import { closeAttempt } from "./closeAttempt";
      export const handler = closeAttempt(
        { incidents: incidentTable(), notifications: notifications(), clock: clock(), telemetry: telemetry() },
        retentionDays(),
      );`,
  event: { v: 1, incidentId: OPEN.incidentId, attempt: 1, graceSeconds: 60 },
  variables: {
    TABLE_NAME: "incidents",
    TOPIC_ARN: "arn:aws:sns:eu-west-1:000000000000:notifications",
    RETENTION_DAYS: "365",
  },
  answers: ["attempt", 2],
};

function inline<Event, Result>(
  name: string,
  callbackFactory: aws.lambda.CallbackFactory<Event, Result>,
): Pick<Measured, "name" | "factory" | "callbackFunction"> {
  const role = "arn:aws:iam::000000000000:role/bench";
  return {
    name,
    factory: callbackFactory,
    callbackFunction: () => new aws.lambda.CallbackFunction(name, { callbackFactory, role }),
  };
}
