/** Deadlines at a time of day in the university's time zone. The API and the item speak UTC. */

export interface DayEnd {
  /** IANA name, `Europe/London`. */
  readonly timeZone: string;
  /** Minutes since midnight. */
  readonly minutes: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

/**
 * The first such time of day that is not before `at`: nobody gets less than the window. Milliseconds since 1970.
 * A time that a change of clocks leaves out is taken as the moment after the gap; of one that comes twice, the later.
 */
export function endOfDay(at: number, { timeZone, minutes }: DayEnd): number {
  const midnight = Math.floor(wallClock(at, timeZone) / DAY_MS) * DAY_MS;
  const days = [0, 1].map((day) => instantOf(midnight + day * DAY_MS + minutes * MINUTE_MS, timeZone));
  return days.find((end) => end >= at) ?? at + DAY_MS;
}

/** What a wall clock there shows, as if it were UTC. */
function wallClock(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    calendar: "iso8601",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(at);
  const [year = 0, month = 1, ...rest] = (["year", "month", "day", "hour", "minute", "second"] as const).map(
    (type) => Number(parts.find((part) => part.type === type)?.value),
  );
  const [day, hour, minute, second] = rest;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The moment at which a wall clock there shows that; the later where it does so twice. */
function instantOf(wall: number, timeZone: string): number {
  const offsets = [-DAY_MS, DAY_MS].map((around) => wallClock(wall + around, timeZone) - (wall + around));
  const candidates = offsets.map((offset) => wall - offset);
  const shown = candidates.filter((at) => wallClock(at, timeZone) === wall);
  return Math.max(...(shown.length > 0 ? shown : candidates));
}
