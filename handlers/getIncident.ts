/** GET /incidents/{incidentId} */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { callerOf, type Clients } from "./caller";
import { answering, header, incidentIdOf, noSuchIncident } from "./http";
import type { IncidentTable, Telemetry } from "./ports";
import { entityTag, incidentAnswer } from "./views";

interface Ports {
  readonly incidents: IncidentTable;
  readonly telemetry: Telemetry;
}

export const getIncident = (
  { incidents, telemetry }: Ports,
  clients: Clients,
): ((event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>) =>
  answering("getIncident", telemetry, async (event) => {
    callerOf(event, clients);
    const incident = await incidents.get(incidentIdOf(event));
    if (incident === undefined) throw noSuchIncident();
    const tag = entityTag(incident);
    // RFC 9110, section 13.1.2: a list of tags, or *; weak comparison.
    const known = (header(event, "if-none-match") ?? "")
      .split(",")
      .map((each) => each.trim().replace(/^W\//, ""));
    return known.includes(tag) || known.includes("*")
      ? { status: 304, headers: { ETag: tag } }
      : incidentAnswer(200, incident);
  });
