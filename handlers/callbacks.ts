/**
 * Each handler with its real ports: the factories that Pulumi serialises. A factory runs once, at INIT, and takes only
 * the ports that its handler uses, so that each function carries and loads only the clients that it needs.
 */
import { openApiDocument, SIGN_IN as PLACEHOLDER } from "../api/openapi";
import { ROUTES } from "../api/routes";
import { ANSWER_KEY, QUESTION_IDS, QUESTIONS } from "../workflow/exam/questions";
import { fromJson, toJson } from "../workflow/json";
import {
  clients,
  clock,
  corsOrigins,
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
import { forPages, preflight } from "./cors";
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
const SWEEP_SECONDS = 45;
/** Of functions that answer no request: how long they may take. */
export const TIMEOUT_SECONDS: Readonly<Record<string, number>> = { sweep: (SWEEP_SECONDS * 4) / 3 };

const METHODS = toJson([...new Set(ROUTES.map(({ method }) => method.toUpperCase()))]);

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
    forPages(
      corsOrigins(),
      reportIncident(
        { incidents: incidentTable(), executions: executions(), clock: clock(), telemetry: telemetry() },
        clients(),
      ),
    ),
  getIncident: () =>
    forPages(corsOrigins(), getIncident({ incidents: incidentTable(), telemetry: telemetry() }, clients())),
  listIncidents: () =>
    forPages(
      corsOrigins(),
      listIncidents({ incidents: incidentIndexes(), clock: clock(), telemetry: telemetry() }, clients()),
    ),
  withdrawIncident: () =>
    forPages(
      corsOrigins(),
      withdrawIncident(
        { incidents: incidentTable(), executions: executions(), clock: clock(), telemetry: telemetry() },
        clients(),
        retentionDays(),
      ),
    ),
  inviteAgain: () =>
    forPages(
      corsOrigins(),
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
    ),
  moveDeadline: () =>
    forPages(
      corsOrigins(),
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
    ),
  exportStudent: () =>
    forPages(
      corsOrigins(),
      exportStudent(
        { incidents: incidentTable(), indexes: incidentIndexes(), telemetry: telemetry() },
        clients(),
      ),
    ),
  erasePerson: () =>
    forPages(
      corsOrigins(),
      erasePerson({ incidents: incidentTable(), clock: clock(), telemetry: telemetry() }, clients()),
    ),
  getPaper: () =>
    forPages(
      corsOrigins(),
      getPaper(
        { incidents: incidentTable(), secrets: secrets(), telemetry: telemetry() },
        fromJson(QUESTIONS),
      ),
    ),
  submitAttempt: () =>
    forPages(
      corsOrigins(),
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
    ),
  getOpenApi: () =>
    forPages(
      corsOrigins(),
      getOpenApi({ telemetry: telemetry() }, OPEN_API.split(PLACEHOLDER).join(signIn())),
    ),
  preflight: () => preflight(corsOrigins(), fromJson(METHODS)),
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
