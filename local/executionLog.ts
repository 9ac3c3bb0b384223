/** The log of a state machine's executions, as its logging configuration says
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html). */
import type { HistoryEvent } from "../workflow/asl/run/history";
import { readState, type Resource } from "./inputs";

/** Nothing for events that are not logged. */
export function executionLog(
  machine: Resource,
): (
  executionArn: string,
  event: HistoryEvent,
) => { readonly logGroup: string; readonly line: string } | undefined {
  const configuration = readState(machine).record("loggingConfiguration");
  const level = configuration.optionalText("level") ?? "OFF";
  const destination = configuration.optionalText("logDestination") ?? "";
  const logGroup = /:log-group:(.+?)(?::\*)?$/.exec(destination)?.[1];
  const withData = configuration.properties["includeExecutionData"] === true;
  return (executionArn, event) => {
    if (logGroup === undefined || level === "OFF" || (level !== "ALL" && !isFailure(event))) return undefined;
    const { id, type, previousEventId, timestamp, ...details } = event;
    const line = JSON.stringify({
      id: String(id),
      type,
      details: withData ? details : withoutData(details),
      previous_event_id: String(previousEventId),
      event_timestamp: String(timestamp.getTime()),
      execution_arn: executionArn,
    });
    return { logGroup, line };
  };
}

const isFailure = ({ type }: HistoryEvent) => /(Failed|TimedOut|Aborted)$/.test(type);

/** What may hold data of an incident, or a secret. */
const DATA = ["input", "output", "parameters", "cause"];

const withoutData = (details: object) =>
  JSON.parse(
    JSON.stringify(details, (key, value: unknown) => (DATA.includes(key) ? undefined : value)),
  ) as unknown;
