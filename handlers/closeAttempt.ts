/** Task CloseAttempt: records a missed attempt, announces what closed, and says where the incident stands. */
import type { CloseAttempt, Closed, Outcome } from "../workflow/contract";
import { closingEvents } from "../workflow/events";
import { isSubmitted, missAttempt, nextAttempt, type Attempt, type Incident } from "../workflow/incident";
import { assertKnownVersion } from "./payload";
import type { Clock, IncidentTable, Notifications, Telemetry } from "./ports";

interface Ports {
  readonly incidents: IncidentTable;
  readonly notifications: Notifications;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

interface TaskContext {
  readonly awsRequestId: string;
}

/** The clocks of Step Functions and Lambda may differ by that much; a deadline further off was moved. */
const CLOCK_SKEW_MS = 2_000;

export const closeAttempt = (
  { incidents, notifications, clock, telemetry }: Ports,
  retentionDays: number,
): ((payload: CloseAttempt, context: TaskContext) => Promise<Closed>) => {
  async function read({ incidentId }: CloseAttempt): Promise<Incident> {
    const incident = await incidents.get(incidentId);
    if (incident === undefined) throw new Error(`${incidentId}: there is no such incident.`);
    return incident;
  }

  /** The incident, with `missed` in it where the deadline and the grace have passed. */
  async function settle(payload: CloseAttempt, requestId: string): Promise<Incident> {
    const incident = await read(payload);
    const attempt = incident.attempts[payload.attempt];
    if (incident.status !== "awaiting-exam" || attempt === undefined || attempt.outcome !== undefined)
      return incident;
    const graceMs = payload.graceSeconds * 1000;
    const early = Date.parse(attempt.deadline) + graceMs - clock.now();
    if (early > CLOCK_SKEW_MS) return incident;
    // Timers may fire a millisecond early: the condition of the update would fail by that.
    if (early > 0) await clock.sleep(early + 2);
    const missed = missAttempt(payload.attempt, graceMs, retentionDays, { now: clock.now(), requestId });
    return (await incidents.apply(payload.incidentId, missed)) ?? (await read(payload));
  }

  /** How the attempt ended, and how long after its opening it was submitted. */
  function ended(closed: Attempt | undefined): {
    readonly outcome?: Outcome;
    readonly secondsToSit?: number;
  } {
    if (closed?.outcome === undefined) return {};
    if (!isSubmitted(closed)) return { outcome: closed.outcome };
    const milliseconds = Date.parse(closed.submittedAt) - Date.parse(closed.openedAt);
    return { outcome: closed.outcome, secondsToSit: Math.round(milliseconds / 1000) };
  }

  /** Until the deadline, which was moved, and the grace after it: whole seconds, as Step Functions waits. */
  function secondsLeft(incident: Incident, { attempt, graceSeconds }: CloseAttempt): number | undefined {
    const open = incident.attempts[attempt];
    if (incident.status !== "awaiting-exam" || open === undefined) return undefined;
    return Math.max(1, Math.ceil((Date.parse(open.deadline) - clock.now()) / 1000) + graceSeconds);
  }

  return async (payload, { awsRequestId: requestId }) => {
    const { incidentId, attempt } = payload;
    return telemetry.trace("closeAttempt", { incidentId, attempt }, async () => {
      assertKnownVersion(payload);
      const incident = await settle(payload, requestId);
      const { status } = incident;
      const used = incident.attempts[attempt]?.outcome !== undefined;
      for (const event of closingEvents(incident, attempt)) await notifications.publish(event);
      const next = status === "awaiting-exam" && used ? nextAttempt(attempt) : attempt;
      const waitSeconds = used ? undefined : secondsLeft(incident, payload);
      telemetry.log("info", "closeAttempt", {
        incidentId,
        attempt,
        requestId,
        status,
        ...ended(incident.attempts[attempt]),
      });
      return {
        incidentId,
        attempt: next ?? attempt,
        status,
        ...(waitSeconds !== undefined && { waitSeconds }),
      };
    });
  };
};
