/** The history of one execution, as it is written. */
import { isObject } from "../json";
import type { Running } from "./deployed";
import { stateError } from "./fault";
import { MAX_EVENTS, type EventBody, type HistoryEvent } from "./history";
import { HISTORY_CHARACTERS } from "./room";
import { withoutToken } from "./tokens";

export interface Journal {
  readonly events: readonly HistoryEvent[];
  /** What happens on the way. @throws the fault States.Runtime when only the end still fits */
  readonly record: (body: EventBody, previousEventId: number, token?: string) => HistoryEvent;
  /** The start, a redrive, or the end: there is always room for these. */
  readonly append: (body: EventBody, previousEventId: number) => HistoryEvent;
  /** A step that leaves no event counts as several, so that no loop is without end. @throws as `record` */
  readonly spend: () => void;
}

/** Events that a try of a state counts as that fails before AWS records anything of it. */
const SILENT_STEP = 25;

/** The observer sees what the history holds, but no `token`. */
export function journal(machine: Running, executionArn: string): Journal {
  const { clock, onEvent, room } = machine;
  const events: HistoryEvent[] = [];
  let spent = 0;
  const write = (body: EventBody, previousEventId: number, token?: string): HistoryEvent => {
    const event = { ...body, id: events.length + 1, previousEventId, timestamp: new Date(clock.now()) };
    events.push(event);
    room.characters -= characters(body);
    onEvent(executionArn, shown(event, token));
    return event;
  };
  const expectRoom = (): void => {
    if (events.length + spent >= MAX_EVENTS - 1)
      throw full(`The execution reached the maximum number of history events (${MAX_EVENTS}).`);
    if (room.characters < 0)
      throw full(
        `The history of the execution has more than ${HISTORY_CHARACTERS} characters, which is too much here.`,
      );
  };
  return {
    events,
    record(body, previousEventId, token) {
      expectRoom();
      return write(body, previousEventId, token);
    },
    append: write,
    spend() {
      expectRoom();
      spent += SILENT_STEP;
    },
  };
}

const full = (cause: string): Error => stateError({ error: "States.Runtime", cause });

/** Of the texts of an event, which is where the data is: in its details, and in the variables in them. */
function characters(value: unknown): number {
  if (typeof value === "string") return value.length;
  return isObject(value) ? Object.values(value).reduce<number>((sum, each) => sum + characters(each), 0) : 0;
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
