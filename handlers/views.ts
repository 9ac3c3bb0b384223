/** Incidents and attempts as clients may see them: no token, no code hash. */
import type { AttemptView, IncidentView, SubmissionResult } from "../api/wire";
import { MAX_ATTEMPTS, type AttemptNumber, type IncidentId } from "../workflow/contract";
import { isSubmitted, statusAfter, type Attempt, type Incident, type Submitted } from "../workflow/incident";
import type { Answer } from "./http";

/** The incident, with its version as ETag. */
export function incidentAnswer(
  status: Answer["status"],
  incident: Incident,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, headers: { ETag: entityTag(incident), ...headers }, body: incidentView(incident) };
}

export function entityTag(incident: Incident): string {
  return `"${incident.version}"`;
}

export function incidentView(incident: Incident): IncidentView {
  const { incidentId, studentId, email, course, assessment, description, status } = incident;
  const { reportedAt, reportedBy, closedAt, erasedAt, reason, attempts, audit } = incident;
  return {
    incidentId,
    studentId,
    email,
    course,
    assessment,
    ...(description !== undefined && { description }),
    status,
    reportedAt,
    ...(reportedBy !== undefined && { reportedBy }),
    ...(erasedAt !== undefined && { erasedAt }),
    ...(closedAt !== undefined && { closedAt }),
    ...(reason !== undefined && { reason }),
    attempts: ([1, 2, 3] as const).flatMap((number) => {
      const attempt = attempts[number];
      return attempt === undefined ? [] : [attemptView(number, attempt)];
    }),
    audit: audit.map(({ at, who, by, what, attempt, requestId }) => ({
      at,
      who,
      ...(by !== undefined && { by }),
      what,
      ...(attempt !== undefined && { attempt }),
      requestId,
    })),
  };
}

function attemptView(number: AttemptNumber, attempt: Attempt): AttemptView {
  const { openedAt, deadline, outcome, remindedAt } = attempt;
  return {
    attempt: number,
    openedAt,
    deadline,
    ...(outcome !== undefined && { outcome }),
    ...(remindedAt !== undefined && { remindedAt }),
    ...(isSubmitted(attempt) && {
      // Of an erased incident no paper is kept: of how many is not known any more.
      ...(attempt.questionIds.length > 0 && { correct: attempt.correct, total: attempt.questionIds.length }),
      submittedAt: attempt.submittedAt,
    }),
  };
}

/** The result of a submission, made from the attempt alone: the same bytes however often it is asked for. */
export function submissionResult(
  incidentId: IncidentId,
  number: AttemptNumber,
  attempt: Submitted,
): SubmissionResult {
  return {
    incidentId,
    attempt: number,
    outcome: attempt.outcome,
    correct: attempt.correct,
    total: attempt.questionIds.length,
    passMark: attempt.passMark,
    attemptsLeft: MAX_ATTEMPTS - number,
    status: statusAfter(attempt.outcome, number),
  };
}
