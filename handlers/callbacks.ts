/**
 * Each handler with its real ports: the factories that Pulumi serialises. A factory runs once, at INIT, and takes only
 * the ports that its handler uses, so that each function carries and loads only the clients that it needs.
 */
import { openApiDocument } from "../api/openapi";
import { ANSWER_KEY, QUESTION_IDS, QUESTIONS } from "../workflow/exam/questions";
import { fromJson } from "../workflow/json";
import {
  clock,
  examSettings,
  executions,
  incidentIndexes,
  incidentTable,
  notifications,
  retentionDays,
  telemetry,
} from "./aws";
import { closeAttempt } from "./closeAttempt";
import { getIncident } from "./getIncident";
import { getOpenApi } from "./getOpenApi";
import { getPaper } from "./getPaper";
import { listIncidents } from "./listIncidents";
import { openAttempt } from "./openAttempt";
import { reportIncident } from "./reportIncident";
import { secrets } from "./secrets";
import { submitAttempt } from "./submitAttempt";
import { withdrawIncident } from "./withdrawIncident";

const OPEN_API = JSON.stringify(openApiDocument());

export const callbacks = {
  openAttempt: () =>
    openAttempt(
      {
        incidents: incidentTable(),
        notifications: notifications(),
        secrets: secrets(),
        clock: clock(),
        telemetry: telemetry(),
      },
      examSettings(),
      fromJson(QUESTION_IDS),
    ),
  closeAttempt: () =>
    closeAttempt(
      { incidents: incidentTable(), notifications: notifications(), clock: clock(), telemetry: telemetry() },
      retentionDays(),
    ),
  reportIncident: () =>
    reportIncident({
      incidents: incidentTable(),
      executions: executions(),
      clock: clock(),
      telemetry: telemetry(),
    }),
  getIncident: () => getIncident({ incidents: incidentTable(), telemetry: telemetry() }),
  listIncidents: () => listIncidents({ incidents: incidentIndexes(), telemetry: telemetry() }),
  withdrawIncident: () =>
    withdrawIncident(
      { incidents: incidentTable(), executions: executions(), clock: clock(), telemetry: telemetry() },
      retentionDays(),
    ),
  getPaper: () =>
    getPaper({ incidents: incidentTable(), secrets: secrets(), telemetry: telemetry() }, fromJson(QUESTIONS)),
  submitAttempt: () =>
    submitAttempt(
      {
        incidents: incidentTable(),
        executions: executions(),
        secrets: secrets(),
        clock: clock(),
        telemetry: telemetry(),
      },
      fromJson(ANSWER_KEY),
      retentionDays(),
    ),
  getOpenApi: () => getOpenApi({ telemetry: telemetry() }, OPEN_API),
} as const;
