/** One line of an execution: the execution's own, or that of a branch or of an iteration. */
import type { EventBody, HistoryEvent } from "./history";
import type { Journal } from "./journal";

export interface Thread {
  /** Aborted when the line is to end before it has come to its end. */
  readonly signal: AbortSignal;
  /** What follows from the last event of this line. @throws once it is aborted, States.Runtime when the history is full */
  readonly record: (event: EventBody, token?: string) => HistoryEvent;
  /** As `record`, but what comes next follows from the event before: AWS links some events so. */
  readonly note: (event: EventBody) => HistoryEvent;
  /** As `record`, also when the line is aborted, as long as the execution is not. */
  readonly recordAborted: (event: EventBody) => void;
  /** The id of the last event. */
  readonly tail: () => number;
  /** Goes on from that event. */
  readonly follow: (eventId: number) => void;
  /** A line that starts from an event, and ends with its own signal. */
  readonly fork: (signal: AbortSignal, from: number) => Thread;
  /** Counts a step that leaves no event. @throws as `record` */
  readonly spend: () => void;
}

/** `ended` is the signal of the whole execution. */
export function thread(journal: Journal, ended: AbortSignal, signal: AbortSignal, from: number): Thread {
  let tail = from;
  return {
    signal,
    record(event, token) {
      signal.throwIfAborted();
      const recorded = journal.record(event, tail, token);
      tail = recorded.id;
      return recorded;
    },
    note(event) {
      signal.throwIfAborted();
      return journal.record(event, tail);
    },
    recordAborted(event) {
      if (!ended.aborted) tail = journal.record(event, tail).id;
    },
    tail: () => tail,
    follow(eventId) {
      tail = eventId;
    },
    fork: (inner, start) => thread(journal, ended, inner, start),
    spend: journal.spend,
  };
}
