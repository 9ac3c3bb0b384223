/** Executions as ops sees them, for tests to begin with. */
import type { AttemptNumber } from "../../workflow/contract";
import { executionName, type Execution, type Place } from "../../ops/execution";
import { HOUR_MS, INCIDENT_ID, NOW, taskToken } from "../support/samples";

export const place = (state: string, attempt: AttemptNumber, more: Partial<Place> = {}): Place => ({
  state,
  attempt,
  enteredAt: NOW,
  resumed: false,
  woken: false,
  submitted: false,
  windowSeconds: HOUR_MS / 1000,
  ...more,
});

/** Waits in SitExam with the token of the attempt as it is opened. */
export const waiting = (attempt: AttemptNumber, token = "token", until = NOW + HOUR_MS + 60_000): Place =>
  place("SitExam", attempt, { submitted: true, waiting: { token: taskToken(token), until } });

export function execution(
  status: Execution["status"],
  at: Place | undefined,
  more: Partial<Execution> = {},
): Execution {
  const { number = 1 } = more;
  const name = executionName(INCIDENT_ID, number);
  return {
    arn: `arn:aws:states:eu-west-1:111122223333:execution:resit-dev-exam:${name}`,
    name,
    number,
    incidentId: INCIDENT_ID,
    status,
    startedAt: NOW,
    ...(status !== "RUNNING" && { stoppedAt: NOW + number }),
    redrivable: !["RUNNING", "SUCCEEDED"].includes(status),
    ...(at && { place: at }),
    ...more,
  };
}
