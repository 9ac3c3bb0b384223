/** PUT /incidents/{incidentId}/attempts/{attempt}: grades a submission, records it, and wakes the execution. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { Fault } from "../api/problems";
import type { AnswersHash } from "../workflow/contract";
import type { Key } from "../workflow/exam/questions";
import { answerFaults, grade, type AnswerFault, type Answers } from "../workflow/exam/paper";
import { isSubmitted, submitAttempt as submission, type Submitted } from "../workflow/incident";
import { assertOpen, findAttempt, type Found } from "./attempt";
import { escapePointer, isSubmission, readBody } from "./body";
import { answering, refusal } from "./http";
import type { Clock, Executions, IncidentTable, Secrets, Telemetry } from "./ports";
import { submissionResult } from "./views";

interface Ports {
  readonly incidents: IncidentTable;
  readonly executions: Executions;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

export const submitAttempt = (
  { incidents, executions, secrets, clock, telemetry }: Ports,
  key: Key,
  retentionDays: number,
): ((event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>) => {
  /** What was stored for these answers, now or before; undefined where somebody else's update came in between. */
  async function record(
    event: APIGatewayProxyEvent,
    answers: Answers,
  ): Promise<[Found, Submitted] | undefined> {
    const found = await findAttempt(event, incidents, secrets);
    const { incident, number, attempt, codeHash } = found;
    const answersHash = secrets.hashAnswers(answers);
    if (isSubmitted(attempt)) return [found, sameAnswers(attempt, answersHash)];
    const { requestTimeEpoch: receivedAt, requestId } = event.requestContext;
    assertOpen(found, receivedAt);
    const faults = answerFaults(key, attempt.questionIds, answers);
    if (faults.length > 0)
      throw refusal(
        "answers-do-not-fit",
        "Send one answer for each question of the paper.",
        faults.map(wire),
      );
    const graded = grade(key, attempt.questionIds, answers, attempt.passMark);
    const changed = await incidents.apply(
      incident.incidentId,
      submission(number, { ...graded, answersHash, codeHash, receivedAt }, retentionDays, {
        now: clock.now(),
        requestId,
      }),
    );
    const stored = changed?.attempts[number];
    return stored && isSubmitted(stored) ? [found, stored] : undefined;
  }

  return answering("submitAttempt", telemetry, async (event) => {
    const { answers } = readBody(event, isSubmission);
    // Whoever loses the update reads what won it: an outcome, or a closed incident.
    const recorded = (await record(event, answers)) ?? (await record(event, answers));
    // An officer moved the deadline or revoked codes, twice in that time.
    if (recorded === undefined)
      throw refusal("unavailable", "The incident changed meanwhile: send the very same request again.");
    const [{ incident, number }, stored] = recorded;
    // Again for a repeated submission: whoever stored it may have crashed before this.
    await executions.wake(stored.token);
    return { status: 200, body: submissionResult(incident.incidentId, number, stored) };
  });
};

function sameAnswers(attempt: Submitted, answersHash: AnswersHash): Submitted {
  if (attempt.answersHash === answersHash) return attempt;
  throw refusal("already-submitted", "The first answers count; the same ones again get their result.");
}

function wire({ questionId, kind }: AnswerFault): Fault {
  const pointer = `/answers/${escapePointer(questionId)}`;
  switch (kind) {
    case "missing-answer":
      return { pointer, detail: "is missing: every question of the paper wants an answer" };
    case "unknown-choice":
      return { pointer, detail: "is none of the choices of this question" };
    case "unknown-question":
      return { pointer, detail: "is not a question of this paper" };
  }
}
