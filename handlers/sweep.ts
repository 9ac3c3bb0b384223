/** By schedule: what is due is done where the protocol says how, and counted where somebody must look. */
import { timestamp, type AttemptNumber, type IncidentId, type Timestamp } from "../workflow/contract";
import { examReminder } from "../workflow/events";
import { isUnstarted, newestAttempt, remind, type Incident } from "../workflow/incident";
import { causeOf } from "./http";
import type { Clock, Executions, IncidentIndexes, IncidentTable, Notifications, Telemetry } from "./ports";

interface Ports {
  readonly incidents: IncidentTable;
  readonly indexes: IncidentIndexes;
  readonly executions: Executions;
  readonly notifications: Notifications;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

export interface SweepSettings {
  readonly graceSeconds: number;
  readonly reminderSeconds: number;
  /** How long it goes on: less than the function's timeout. */
  readonly lastsSeconds: number;
}

/** How many incidents there were of each kind. */
export interface Swept {
  readonly started: number;
  readonly reminded: number;
  /** Past their time, and nothing that the protocol could do. */
  readonly overdue: number;
}

/** An execution needs some time of its own, retries included, before its incident counts as overdue. */
const SLACK_MS = 30 * 60_000;

type Deed = keyof Swept | "waiting" | "failed";

export const sweep = (
  { incidents, indexes, executions, notifications, clock, telemetry }: Ports,
  { graceSeconds, reminderSeconds, lastsSeconds }: SweepSettings,
): ((event: unknown, context: { readonly awsRequestId: string }) => Promise<Swept>) => {
  async function attend(incidentId: IncidentId, requestId: string): Promise<Deed> {
    const incident = await incidents.get(incidentId);
    if (incident?.status !== "awaiting-exam" || incident.dueAt === undefined) return "waiting";
    const number = newestAttempt(incident);
    const isLate = endOf(incident, incident.dueAt, number) + SLACK_MS < clock.now();
    if (isUnstarted(incident)) {
      // One that is there already is left as it is.
      await executions.start(incidentId);
      return isLate ? "overdue" : "started";
    }
    if (number !== undefined && (await reminded(incident, number, requestId))) return "reminded";
    return isLate ? "overdue" : "waiting";
  }

  /** Past which it is late. `dueAt` of an open attempt may be that of its reminder, sent or not configured any more. */
  function endOf({ attempts }: Incident, dueAt: Timestamp, number: AttemptNumber | undefined): number {
    const attempt = number && attempts[number];
    return attempt === undefined || attempt.outcome !== undefined
      ? Date.parse(dueAt)
      : Date.parse(attempt.deadline) + graceSeconds * 1000;
  }

  /** One that fails keeps no other waiting. */
  async function attended(incidentId: IncidentId, requestId: string): Promise<Deed> {
    try {
      return await attend(incidentId, requestId);
    } catch (error) {
      telemetry.log("error", "sweep-failed", { incidentId, requestId, cause: causeOf(error) });
      return "failed";
    }
  }

  /** Whether the student was reminded now. */
  async function reminded(incident: Incident, number: AttemptNumber, requestId: string): Promise<boolean> {
    const attempt = incident.attempts[number];
    const now = clock.now();
    if (attempt === undefined || attempt.outcome !== undefined || attempt.remindedAt !== undefined)
      return false;
    const { deadline } = attempt;
    const end = Date.parse(deadline);
    if (reminderSeconds === 0 || now < end - reminderSeconds * 1000 || now >= end) return false;
    // Before it is written down: who crashes in between reminds twice, with the same id, and not never.
    await notifications.publish(examReminder(incident, number, deadline));
    const graceMs = graceSeconds * 1000;
    await incidents.apply(incident.incidentId, remind(number, { deadline, graceMs }, { now, requestId }));
    return true;
  }

  return (_event, { awsRequestId: requestId }) =>
    telemetry.trace("sweep", {}, async () => {
      const until = clock.now() + lastsSeconds * 1000;
      const deeds: Deed[] = [];
      let left = 0;
      let after: Awaited<ReturnType<IncidentIndexes["due"]>>["last"];
      do {
        const page = await indexes.due(timestamp(clock.now()), after);
        for (const incidentId of page.incidentIds)
          if (clock.now() < until) deeds.push(await attended(incidentId, requestId));
          else left++;
        after = page.last;
      } while (after !== undefined && clock.now() < until);
      const count = (deed: Deed) => deeds.filter((each) => each === deed).length;
      const swept = { started: count("started"), reminded: count("reminded"), overdue: count("overdue") };
      telemetry.log("info", "sweep", { ...swept, requestId, complete: after === undefined && left === 0 });
      // By the function's errors an alarm rings; the next sweep tries again.
      if (count("failed") > 0)
        throw new Error(
          `${count("failed")} incidents could not be attended to: the log says which, and why.`,
        );
      return swept;
    });
};
