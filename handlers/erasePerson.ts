/** DELETE /incidents/{incidentId}/person: removes what a closed incident says of a person. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { erase } from "../workflow/incident";
import { callerOf, type Clients } from "./caller";
import { answering, incidentIdOf, noSuchIncident, refusal } from "./http";
import type { Clock, IncidentTable, Telemetry } from "./ports";
import { incidentAnswer } from "./views";

interface Ports {
  readonly incidents: IncidentTable;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

export const erasePerson = (
  { incidents, clock, telemetry }: Ports,
  clients: Clients,
): ((event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>) =>
  answering("erasePerson", telemetry, async (event) => {
    const by = callerOf(event, clients);
    const incidentId = incidentIdOf(event);
    const read = async () => {
      const incident = await incidents.get(incidentId);
      if (incident !== undefined) return incident;
      throw noSuchIncident();
    };
    const incident = await read();
    if (incident.status === "awaiting-exam")
      throw refusal("incident-open", "Wait for its end, or withdraw it first.");
    if (incident.erasedAt !== undefined) return incidentAnswer(200, incident);
    const occasion = { now: clock.now(), requestId: event.requestContext.requestId, by };
    const erased = await incidents.apply(incidentId, erase(incident, occasion));
    // Somebody else has just done it, or it was purged.
    return incidentAnswer(200, erased ?? (await read()));
  });
