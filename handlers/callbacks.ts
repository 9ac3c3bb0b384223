/**
 * Each handler with its real ports: the factories that Pulumi serialises. A factory runs once, at INIT, and takes only
 * the ports that its handler uses, so that each function carries and loads only the clients that it needs.
 */
import { openApiDocument, SIGN_IN as PLACEHOLDER } from "../api/openapi";
import { ANSWER_KEY, QUESTION_IDS, QUESTIONS } from "../workflow/exam/questions";
import { fromJson } from "../workflow/json";
import {
  clients,
  clock,
  examPage,
  examSettings,
  executions,
  incidentIndexes,
  incidentTable,
  notifications,
  retentionDays,
  signIn,
  telemetry,
  times,
} from "./aws";
import { closeAttempt } from "./closeAttempt";
import { erasePerson } from "./erasePerson";
import { exportStudent } from "./exportStudent";
import { getIncident } from "./getIncident";
import { getOpenApi } from "./getOpenApi";
import { getPaper } from "./getPaper";
import { inviteAgain } from "./inviteAgain";
import { listIncidents } from "./listIncidents";
import { moveDeadline } from "./moveDeadline";
import { openAttempt } from "./openAttempt";
import { reportIncident } from "./reportIncident";
import { secrets } from "./secrets";
import { submitAttempt } from "./submitAttempt";
import { sweep } from "./sweep";
import { withdrawIncident } from "./withdrawIncident";

/** The scheduled function goes on for so long, and may take a third longer for what it has begun. */
export const SWEEP_SECONDS = 45;

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
    reportIncident(
      { incidents: incidentTable(), executions: executions(), clock: clock(), telemetry: telemetry() },
      clients(),
    ),
  getIncident: () => getIncident({ incidents: incidentTable(), telemetry: telemetry() }, clients()),
  listIncidents: () =>
    listIncidents({ incidents: incidentIndexes(), clock: clock(), telemetry: telemetry() }, clients()),
  withdrawIncident: () =>
    withdrawIncident(
      { incidents: incidentTable(), executions: executions(), clock: clock(), telemetry: telemetry() },
      clients(),
      retentionDays(),
    ),
  inviteAgain: () =>
    inviteAgain(
      {
        incidents: incidentTable(),
        notifications: notifications(),
        secrets: secrets(),
        clock: clock(),
        telemetry: telemetry(),
      },
      clients(),
      examPage(),
    ),
  moveDeadline: () =>
    moveDeadline(
      {
        incidents: incidentTable(),
        executions: executions(),
        notifications: notifications(),
        clock: clock(),
        telemetry: telemetry(),
      },
      clients(),
      times(),
    ),
  exportStudent: () =>
    exportStudent(
      { incidents: incidentTable(), indexes: incidentIndexes(), telemetry: telemetry() },
      clients(),
    ),
  erasePerson: () =>
    erasePerson({ incidents: incidentTable(), clock: clock(), telemetry: telemetry() }, clients()),
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
  getOpenApi: () => getOpenApi({ telemetry: telemetry() }, OPEN_API.split(PLACEHOLDER).join(signIn())),
  sweep: () =>
    sweep(
      {
        incidents: incidentTable(),
        indexes: incidentIndexes(),
        executions: executions(),
        notifications: notifications(),
        clock: clock(),
        telemetry: telemetry(),
      },
      { ...times(), lastsSeconds: SWEEP_SECONDS },
    ),
} as const;
