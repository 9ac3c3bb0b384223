/** Who has the exam code gets in: the look-up that the student's two routes share. */
import type { APIGatewayProxyEvent } from "aws-lambda";
import { incidentId, isIncidentId, type AttemptNumber, type CodeHash } from "../workflow/contract";
import type { Attempt, Incident } from "../workflow/incident";
import { attemptOf, header, refusal } from "./http";
import type { IncidentTable, Secrets } from "./ports";

export interface Found {
  readonly incident: Incident;
  readonly number: AttemptNumber;
  readonly attempt: Attempt;
  /** Of the code that was sent. */
  readonly codeHash: CodeHash;
}

/** Read where the path names no possible incident, so that every refusal does the same work; there may be one. */
const NOWHERE = incidentId("0");

/**
 * The attempt of the path, for whoever has one of its codes. A wrong code, another incident, no such incident:
 * the same refusal, after the same read and the same comparison.
 */
export async function findAttempt(
  event: APIGatewayProxyEvent,
  incidents: IncidentTable,
  secrets: Secrets,
): Promise<Found> {
  const raw = event.pathParameters?.["incidentId"];
  const number = attemptOf(event);
  const possible = isIncidentId(raw);
  const incident = await incidents.get(possible ? raw : NOWHERE);
  const attempt = number && incident?.attempts[number];
  const code = /^Bearer +([A-Za-z0-9_-]{1,200})$/i.exec(header(event, "authorization") ?? "")?.[1] ?? "";
  const fits = secrets.matches(code, attempt?.codeHashes ?? []);
  if (!fits || !possible || incident === undefined || number === undefined || attempt === undefined)
    throw refusal(
      "no-such-attempt",
      "Send the exam code of the invitation to this very attempt, as Authorization: Bearer <examCode>.",
    );
  return { incident, number, attempt, codeHash: secrets.hashCode(code) };
}

/** Throws where no answers are taken any more. `receivedAt`: when the gateway received the request. */
export function assertOpen({ incident, attempt }: Found, receivedAt: number): void {
  if (attempt.outcome !== undefined || incident.status !== "awaiting-exam")
    throw refusal("attempt-closed", "The attempt is closed: nothing can be read or submitted any more.");
  if (receivedAt >= Date.parse(attempt.deadline))
    throw refusal("attempt-closed", `The deadline was ${attempt.deadline}.`);
}
