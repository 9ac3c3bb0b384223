/** GET /incidents/{incidentId}/attempts/{attempt}/paper */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { PaperView } from "../api/wire";
import type { Question } from "../workflow/exam/questions";
import { readPaper } from "../workflow/exam/paper";
import { assertOpen, findAttempt } from "./attempt";
import { answering } from "./http";
import type { IncidentTable, Secrets, Telemetry } from "./ports";

interface Ports {
  readonly incidents: IncidentTable;
  readonly secrets: Secrets;
  readonly telemetry: Telemetry;
}

export const getPaper = (
  { incidents, secrets, telemetry }: Ports,
  questions: readonly Question[],
): ((event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>) =>
  answering("getPaper", telemetry, async (event) => {
    const found = await findAttempt(event, incidents, secrets);
    assertOpen(found, event.requestContext.requestTimeEpoch);
    const { incident, number, attempt } = found;
    const paper: PaperView = {
      incidentId: incident.incidentId,
      attempt: number,
      deadline: attempt.deadline,
      questions: readPaper(questions, attempt.questionIds),
    };
    return { status: 200, body: paper };
  });
