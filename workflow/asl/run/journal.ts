/** The history of one execution, as it is written. */
import type { Deployed } from "./deployed";
import { stateError } from "./fault";
import { MAX_EVENTS, nextEvent, type EventBody, type HistoryEvent } from "./history";
import { withoutToken } from "./tokens";

export interface Journal {
  readonly events: readonly HistoryEvent[];
  /** What happens on the way. @throws the fault States.Runtime when only the end still fits */
  readonly record: (body: EventBody, token?: string) => HistoryEvent;
  /** The start, a redrive, or the end: there is always room for these. */
  readonly append: (body: EventBody) => void;
}

/** The observer sees what the history holds, but no `token`. */
export function journal({ clock, onEvent }: Deployed, executionArn: string): Journal {
  const events: HistoryEvent[] = [];
  const write = (body: EventBody, token?: string): HistoryEvent => {
    const event = nextEvent(events, body, new Date(clock.now()));
    events.push(event);
    onEvent(executionArn, shown(event, token));
    return event;
  };
  return {
    events,
    record(body, token) {
      if (events.length < MAX_EVENTS - 1) return write(body, token);
      throw stateError({
        error: "States.Runtime",
        cause: `The execution reached the maximum number of history events (${MAX_EVENTS}).`,
      });
    },
    append: write,
  };
}

/** Only what a task is called with holds its token. */
const shown = (event: HistoryEvent, token: string | undefined): HistoryEvent =>
  event.type === "TaskScheduled"
    ? {
        ...event,
        taskScheduledEventDetails: {
          ...event.taskScheduledEventDetails,
          parameters: withoutToken(event.taskScheduledEventDetails.parameters, token),
        },
      }
    : event;
