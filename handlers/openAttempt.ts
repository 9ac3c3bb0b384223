/** Task SitExam: opens an attempt, or gives an open one a further code, and invites the student. */
import {
  isTaskToken,
  timestamp,
  type OpenAttempt,
  type OpenAttemptError,
  type Timestamp,
} from "../workflow/contract";
import { endOfDay, type DayEnd } from "../workflow/dayEnd";
import { examInvitation } from "../workflow/events";
import { drawPaper } from "../workflow/exam/paper";
import {
  openAttempt as opening,
  isOver,
  reopenAttempt,
  resumeAttempt,
  type Incident,
  type Occasion,
} from "../workflow/incident";
import { assertKnownVersion } from "./payload";
import type { Clock, IncidentTable, Notifications, Secrets, Telemetry } from "./ports";

interface Ports {
  readonly incidents: IncidentTable;
  readonly notifications: Notifications;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

export interface ExamSettings {
  readonly questionsPerPaper: number;
  readonly passMark: number;
  /** Address of the exam page, without a fragment. */
  readonly examPage: string;
  /** How long before the deadline the student is reminded; 0: not at all. */
  readonly reminderSeconds: number;
  /** Where deadlines are at a time of day; otherwise they end when the window does. */
  readonly dayEnd?: DayEnd;
}

/** In place of an invitation: the attempt is open, and nobody is to be invited. */
const RESUMED = "resumed";

interface TaskContext {
  readonly awsRequestId: string;
}

/** Throws AttemptClosed, by name, where there is nothing to open. */
export const openAttempt = (
  { incidents, notifications, secrets, clock, telemetry }: Ports,
  settings: ExamSettings,
  questionIds: readonly string[],
): ((payload: OpenAttempt, context: TaskContext) => Promise<Record<string, never>>) => {
  async function open(payload: OpenAttempt, occasion: Occasion) {
    const { incidentId, attempt, taskToken: token } = payload;
    if (!isTaskToken(token)) throw new Error(`${incidentId}: the state machine sent no task token.`);
    const incident = await incidents.get(incidentId);
    if (incident === undefined) return undefined;
    const examCode = secrets.newExamCode();
    const secret = { codeHash: secrets.hashCode(examCode), token };
    const graceMs = payload.graceSeconds * 1000;
    const before = incident.attempts[attempt];
    // A redrive may come weeks later: nobody is invited to an exam that is over.
    if (before && isOver(before, graceMs, occasion.now)) return undefined;
    if (before && payload.resumed === true) {
      const resumed = await incidents.apply(incidentId, resumeAttempt(attempt, token, occasion));
      return resumed && RESUMED;
    }
    const deadline = before?.deadline ?? deadlineOf(payload);
    const { passMark } = settings;
    const reminderMs = settings.reminderSeconds * 1000;
    const transition = before
      ? reopenAttempt(attempt, secret, occasion)
      : opening(
          attempt,
          { ...secret, deadline, graceMs, reminderMs, passMark, questionIds: draw(incident) },
          occasion,
        );
    const opened = await incidents.apply(incidentId, transition);
    return opened && examInvitation(opened, attempt, deadline, examCode, settings.examPage);
  }

  function deadlineOf({ enteredAt, windowSeconds, resumed }: OpenAttempt): Timestamp {
    const end = Date.parse(enteredAt) + windowSeconds * 1000;
    // A definition that never says "resumed" is older than this, and waits for its window and no longer.
    const waits = resumed !== undefined;
    return timestamp(settings.dayEnd && waits ? endOfDay(end, settings.dayEnd) : end);
  }

  function draw(incident: Incident): readonly string[] {
    const used = Object.values(incident.attempts).flatMap((earlier) => earlier.questionIds);
    return drawPaper(questionIds, used, settings.questionsPerPaper, (below) => secrets.random(below));
  }

  return async (payload, { awsRequestId: requestId }) => {
    const { incidentId, attempt } = payload;
    const opened = await telemetry.trace("openAttempt", { incidentId, attempt }, async () => {
      assertKnownVersion(payload);
      // A second look: an earlier try of this very task may have opened it in between.
      const look = () => open(payload, { now: clock.now(), requestId });
      const invitation = (await look()) ?? (await look());
      telemetry.log("info", "openAttempt", {
        incidentId,
        attempt,
        requestId,
        opened: invitation !== undefined,
      });
      // After the update, so that whoever has a code can submit. A retry mails another code; each one works.
      if (invitation !== undefined && invitation !== RESUMED) await notifications.publish(invitation);
      return invitation !== undefined;
    });
    // Outside the trace of the work, where it would be a fault.
    if (!opened) throw attemptClosed(`${incidentId}: attempt ${attempt} cannot be opened.`);
    return {};
  };
};

/** Step Functions matches the name; a serialised subclass of Error would lose it. */
function attemptClosed(message: string): Error {
  const name: OpenAttemptError = "AttemptClosed";
  return Object.assign(new Error(message), { name });
}
