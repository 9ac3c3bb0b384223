/** What officers do with an open attempt: read, change, and say why it cannot be changed. */
import type { APIGatewayProxyEvent } from "aws-lambda";
import type { AttemptNumber, IncidentId } from "../workflow/contract";
import { MAX_AUDIT } from "../workflow/contract";
import type { Attempt, Incident } from "../workflow/incident";
import { attemptOf, noSuchIncident, refusal } from "./http";
import type { IncidentTable } from "./ports";

export interface Opened {
  readonly incident: Incident;
  readonly attempt: Attempt;
}

/** The attempt of the path, for officers: a wrong number is a wrong request. */
export function attemptNumberOf(event: APIGatewayProxyEvent): AttemptNumber {
  const number = attemptOf(event);
  if (number !== undefined) return number;
  throw refusal("malformed-request", "The attempt in the path is not valid.", [
    { parameter: "attempt", detail: "must be 1, 2 or 3" },
  ]);
}

/** Throws the refusal that says why the attempt cannot be changed. */
export async function openedAttempt(
  incidents: IncidentTable,
  incidentId: IncidentId,
  number: AttemptNumber,
): Promise<Opened> {
  const incident = await incidents.get(incidentId);
  if (incident === undefined) throw noSuchIncident();
  if (incident.status !== "awaiting-exam")
    throw refusal("incident-closed", `It is closed (${incident.status}) and cannot be changed any more.`);
  const attempt = incident.attempts[number];
  if (attempt === undefined)
    throw refusal("attempt-not-open", `Attempt ${number} was not opened yet: it opens by itself.`);
  if (attempt.outcome !== undefined)
    throw refusal("attempt-not-open", `Attempt ${number} has an outcome: ${attempt.outcome}.`);
  if (incident.audit.length >= MAX_AUDIT)
    throw refusal("too-many-changes", `The audit has ${incident.audit.length} entries: no more are taken.`);
  return { incident, attempt };
}
