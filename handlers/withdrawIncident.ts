/** PUT /incidents/{incidentId}/withdrawal: ends an incident that was reported in error. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { newestAttempt, withdraw, type Incident } from "../workflow/incident";
import { isWithdrawal, readBody } from "./body";
import { callerOf, type Clients } from "./caller";
import { answering, incidentIdOf, noSuchIncident, refusal } from "./http";
import type { Clock, Executions, IncidentTable, Telemetry } from "./ports";
import { incidentAnswer } from "./views";

interface Ports {
  readonly incidents: IncidentTable;
  readonly executions: Executions;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

export const withdrawIncident = (
  { incidents, executions, clock, telemetry }: Ports,
  clients: Clients,
  retentionDays: number,
): ((event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>) =>
  answering("withdrawIncident", telemetry, async (event) => {
    const by = callerOf(event, clients);
    const incidentId = incidentIdOf(event);
    const { reason } = readBody(event, isWithdrawal);
    const { requestId } = event.requestContext;
    const change = () =>
      incidents.apply(incidentId, withdraw(reason, retentionDays, { now: clock.now(), requestId, by }));
    const found = async () => {
      const incident = await incidents.get(incidentId);
      // It was reported between the two steps: there is something to withdraw now.
      return incident?.status === "awaiting-exam"
        ? ((await change()) ?? incidents.get(incidentId))
        : incident;
    };
    const withdrawn = (await change()) ?? asWithdrawnBefore(await found(), reason);
    const newest = newestAttempt(withdrawn);
    const token = newest && withdrawn.attempts[newest]?.token;
    // Where no task waits, the next openAttempt finds the incident closed, and closeAttempt announces.
    if (token !== undefined) await executions.wake(token);
    return incidentAnswer(200, withdrawn);
  });

/** The same withdrawal again is fine; anything else comes too late. */
function asWithdrawnBefore(incident: Incident | undefined, reason: string): Incident {
  if (incident === undefined) throw noSuchIncident();
  if (incident.status !== "withdrawn")
    throw refusal("incident-closed", `It is closed (${incident.status}) and cannot be withdrawn any more.`);
  if (incident.reason !== reason)
    throw refusal("incident-closed", "It is withdrawn already, for another reason.");
  return incident;
}
