/** PUT /incidents/{incidentId}/attempts/{attempt}/deadline: illness, accommodation, outage. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { MAX_OPEN_DAYS, timestamp, type AttemptNumber, type Timestamp } from "../workflow/contract";
import { deadlineMoved } from "../workflow/events";
import { moveDeadline as moving, type Attempt, type Incident } from "../workflow/incident";
import { isNewDeadline, readBody } from "./body";
import { callerOf, type Clients } from "./caller";
import { answering, incidentIdOf, refusal } from "./http";
import { attemptNumberOf, openedAttempt } from "./openedAttempt";
import type { Clock, Executions, IncidentTable, Notifications, Telemetry } from "./ports";
import { readUtc } from "./utc";
import { incidentAnswer } from "./views";

interface Ports {
  readonly incidents: IncidentTable;
  readonly executions: Executions;
  readonly notifications: Notifications;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

export interface Times {
  readonly graceSeconds: number;
  readonly reminderSeconds: number;
}

const DAY_MS = 86_400_000;

export const moveDeadline = (
  { incidents, executions, notifications, clock, telemetry }: Ports,
  clients: Clients,
  { graceSeconds, reminderSeconds }: Times,
): ((event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>) =>
  answering("moveDeadline", telemetry, async (event) => {
    const by = callerOf(event, clients);
    const incidentId = incidentIdOf(event);
    const number = attemptNumberOf(event);
    const wanted = readBody(event, isNewDeadline).deadline;
    const { incident, attempt } = await openedAttempt(incidents, incidentId, number);
    const deadline = possible(wanted, attempt, clock.now());
    const change = async (): Promise<Incident> => {
      const occasion = { now: clock.now(), requestId: event.requestContext.requestId, by };
      const times = { deadline, graceMs: graceSeconds * 1000, reminderMs: reminderSeconds * 1000 };
      const moved = await incidents.apply(incidentId, moving(number, times, occasion));
      if (moved !== undefined) return moved;
      await openedAttempt(incidents, incidentId, number);
      throw refusal("unavailable", "The incident changed meanwhile: send the very same request again.");
    };
    // The same again does what the first may not have come to.
    const moved = attempt.deadline === deadline ? incident : await change();
    const version = versionOfMove(moved, number);
    // It has always been this one: there is nothing to tell.
    if (version === 0) return incidentAnswer(200, moved);
    await notifications.publish(deadlineMoved({ ...moved, version }, number, deadline));
    // The execution asks where the incident stands, and waits until then.
    const token = moved.attempts[number]?.token;
    if (token !== undefined) await executions.wake(token);
    return incidentAnswer(200, moved);
  });

/**
 * The incident's version after its deadline was moved last, for each change writes one entry: the message has the same
 * id when it is published again, whatever happened in between. 0 where it was never moved.
 */
function versionOfMove({ audit }: Incident, number: AttemptNumber): number {
  return (
    audit.map(({ what, attempt }) => what === "deadline-moved" && attempt === number).lastIndexOf(true) + 1
  );
}

/** Throws where the deadline is none, has passed, or comes too late. */
function possible(wanted: string, { openedAt }: Attempt, now: number): Timestamp {
  const deadline = readUtc(wanted);
  if (deadline === undefined)
    throw refusal("malformed-request", "The deadline is no time of the calendar.", [
      { pointer: "/deadline", detail: "must be a time that there is" },
    ]);
  const at = Date.parse(deadline);
  const latest = Date.parse(openedAt) + MAX_OPEN_DAYS * DAY_MS;
  if (at <= now || at > latest)
    throw refusal(
      "deadline-not-possible",
      `It must be after ${timestamp(now)}, and at most ${MAX_OPEN_DAYS} days after the opening: ${timestamp(latest)}.`,
    );
  return deadline;
}
