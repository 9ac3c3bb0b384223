/** POST /incidents/{incidentId}/attempts/{attempt}/invitation: a further exam code, also to another address. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { examInvitation, furtherInvitation } from "../workflow/events";
import { reinvite } from "../workflow/incident";
import { isInvitation, readBody } from "./body";
import { callerOf, type Clients } from "./caller";
import { answering, incidentIdOf, refusal } from "./http";
import { attemptNumberOf, openedAttempt } from "./openedAttempt";
import type { Clock, IncidentTable, Notifications, Secrets, Telemetry } from "./ports";
import { incidentAnswer } from "./views";

interface Ports {
  readonly incidents: IncidentTable;
  readonly notifications: Notifications;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

export const inviteAgain = (
  { incidents, notifications, secrets, clock, telemetry }: Ports,
  clients: Clients,
  examPage: string,
): ((event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>) =>
  answering("inviteAgain", telemetry, async (event) => {
    const by = callerOf(event, clients);
    const incidentId = incidentIdOf(event);
    const number = attemptNumberOf(event);
    const { email, revoke = false } = readBody(event, isInvitation);
    const { incident } = await openedAttempt(incidents, incidentId, number);
    const reported = incident.reportedEmail ?? incident.email;
    const examCode = secrets.newExamCode();
    const occasion = { now: clock.now(), requestId: event.requestContext.requestId, by };
    const invited = await incidents.apply(
      incidentId,
      reinvite(
        number,
        {
          codeHash: secrets.hashCode(examCode),
          ...(email !== undefined && { email: { corrected: email, reported } }),
          revoke,
        },
        occasion,
      ),
    );
    const attempt = invited?.attempts[number];
    if (invited === undefined || attempt === undefined) {
      // Something came in between; where it does not say why, it was in between again.
      await openedAttempt(incidents, incidentId, number);
      throw refusal("unavailable", "The incident changed meanwhile: send the very same request again.");
    }
    // After the update, so that whoever has the code can submit.
    const invitation = examInvitation(invited, number, attempt.deadline, examCode, examPage);
    await notifications.publish(furtherInvitation(invited, invitation));
    return incidentAnswer(200, invited);
  });
