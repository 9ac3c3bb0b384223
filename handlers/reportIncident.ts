/** PUT /incidents/{incidentId}: puts the incident if absent, then starts its execution. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { isSameReport, isUnstarted, reported } from "../workflow/incident";
import { isReport, readBody } from "./body";
import { callerOf, type Clients } from "./caller";
import { answering, incidentIdOf, refusal } from "./http";
import type { Clock, Executions, IncidentTable, Telemetry } from "./ports";
import { incidentAnswer } from "./views";

interface Ports {
  readonly incidents: IncidentTable;
  readonly executions: Executions;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

export const reportIncident = (
  { incidents, executions, clock, telemetry }: Ports,
  clients: Clients,
): ((event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>) =>
  answering("reportIncident", telemetry, async (event) => {
    const by = callerOf(event, clients);
    const incidentId = incidentIdOf(event);
    const report = readBody(event, isReport);
    const { requestId } = event.requestContext;
    const fresh = reported(incidentId, report, { now: clock.now(), requestId, by });
    const isNew = await incidents.create(fresh);
    const incident = isNew ? fresh : await incidents.get(incidentId);
    if (incident?.erasedAt !== undefined)
      throw refusal("incident-erased", "Choose another id: this one stays taken.");
    if (incident === undefined || !isSameReport(incident, report))
      throw refusal("incident-differs", "Choose another id, or send what was sent before.");
    // Also for one that is there already: whoever put it may have crashed before this.
    if (isUnstarted(incident)) await executions.start(incidentId);
    // The path of the request, which has the stage or the base path of a custom domain name in it.
    return isNew
      ? incidentAnswer(201, incident, { Location: event.requestContext.path })
      : incidentAnswer(200, incident);
  });
