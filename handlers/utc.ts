/** Times that clients write: in UTC, to the minute, second or millisecond (`UTC` in api/wire.ts). */
import { isTimestamp, type Timestamp } from "../workflow/contract";

/** The time; undefined where the text is none, or is none of the calendar. */
export function readUtc(raw: string): Timestamp | undefined {
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z$/.test(raw) ? Date.parse(raw) : NaN;
  if (Number.isNaN(at)) return undefined;
  const text = new Date(at).toISOString();
  // Date.parse takes 30 February for 2 March, and 24:00 on the last day of 9999 for a year of five digits.
  return isTimestamp(text) && text.startsWith(raw.slice(0, "2026-11-25T09:00".length)) ? text : undefined;
}
