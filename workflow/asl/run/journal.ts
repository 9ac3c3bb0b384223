/** The history of one execution, as it is written. */
import type { Deployed } from "./deployed";
import { stateError } from "./fault";
import { MAX_EVENTS, type EventBody, type HistoryEvent } from "./history";
import { withoutToken } from "./tokens";

export interface Journal {
  readonly events: readonly HistoryEvent[];
  /** What happens on the way. @throws the fault States.Runtime when only the end still fits */
  readonly record: (body: EventBody, previousEventId: number, token?: string) => HistoryEvent;
  /** The start, a redrive, or the end: there is always room for these. */
  readonly append: (body: EventBody, previousEventId: number) => HistoryEvent;
  /** A step that leaves no event counts as one, so that no loop is without end. @throws as `record` */
  readonly spend: () => void;
}

/** The observer sees what the history holds, but no `token`. */
export function journal({ clock, onEvent }: Deployed, executionArn: string): Journal {
  const events: HistoryEvent[] = [];
  let spent = 0;
  const write = (body: EventBody, previousEventId: number, token?: string): HistoryEvent => {
    const event = { ...body, id: events.length + 1, previousEventId, timestamp: new Date(clock.now()) };
    events.push(event);
    onEvent(executionArn, shown(event, token));
    return event;
  };
  const room = (): void => {
    if (events.length + spent < MAX_EVENTS - 1) return;
    throw stateError({
      error: "States.Runtime",
      cause: `The execution reached the maximum number of history events (${MAX_EVENTS}).`,
    });
  };
  return {
    events,
    record(body, previousEventId, token) {
      room();
      return write(body, previousEventId, token);
    },
    append: write,
    spend() {
      room();
      spent += 1;
    },
  };
}

/** Only what a task is called with holds its token. */
function shown(event: HistoryEvent, token: string | undefined): HistoryEvent {
  if (event.type === "TaskScheduled") {
    const { parameters, ...details } = event.taskScheduledEventDetails;
    return {
      ...event,
      taskScheduledEventDetails: { ...details, parameters: withoutToken(parameters, token) },
    };
  }
  if (event.type === "ActivityScheduled") {
    const { input, ...details } = event.activityScheduledEventDetails;
    return { ...event, activityScheduledEventDetails: { ...details, input: withoutToken(input, token) } };
  }
  return event;
}
