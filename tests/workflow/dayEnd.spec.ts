import { expect } from "chai";
import * as fc from "fast-check";
import { timestamp } from "../../workflow/contract";
import { endOfDay } from "../../workflow/dayEnd";

const HOUR_MS = 3_600_000;
const ZONES = ["Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"] as const;

/** Of a time of day such as 17:00. */
function minutesOf(timeOfDay: string): number {
  const [hours = 0, minutes = 0] = timeOfDay.split(":").map(Number);
  return hours * 60 + minutes;
}

const end = (timeZone: string, timeOfDay: string, at: string): string =>
  timestamp(endOfDay(Date.parse(at), { timeZone, minutes: minutesOf(timeOfDay) }));

/** What a wall clock there shows, with its day. */
const shown = (timeZone: string, at: number): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" }).format(at);

/** Time zone, time of day, when the window ends, and the deadline. */
const CASES: Readonly<Record<string, readonly [string, string, string, string]>> = {
  "in winter": ["Europe/London", "17:00", "2026-01-12T09:30:00Z", "2026-01-12T17:00:00.000Z"],
  "in summer": ["Europe/London", "17:00", "2026-07-06T09:30:00Z", "2026-07-06T16:00:00.000Z"],
  "at the very moment": ["Europe/London", "17:00", "2026-07-06T16:00:00Z", "2026-07-06T16:00:00.000Z"],
  "a millisecond later": ["Europe/London", "17:00", "2026-07-06T16:00:00.001Z", "2026-07-07T16:00:00.000Z"],
  "before the clocks go forward": [
    "Europe/London",
    "17:00",
    "2026-03-28T17:00:01Z",
    "2026-03-29T16:00:00.000Z",
  ],
  "before the clocks go back": ["Europe/London", "17:00", "2026-10-24T16:00:01Z", "2026-10-25T17:00:00.000Z"],
  "in the gap of London": ["Europe/London", "01:30", "2026-03-28T12:00:00Z", "2026-03-29T01:30:00.000Z"],
  "in the hour that London repeats": [
    "Europe/London",
    "01:30",
    "2026-10-24T12:00:00Z",
    "2026-10-25T01:30:00.000Z",
  ],
  "between the two of them": ["Europe/London", "01:30", "2026-10-25T00:45:00Z", "2026-10-25T01:30:00.000Z"],
  "in the gap of New York": ["America/New_York", "02:30", "2026-03-07T12:00:00Z", "2026-03-08T07:30:00.000Z"],
  "in the hour that New York repeats": [
    "America/New_York",
    "01:30",
    "2026-10-31T12:00:00Z",
    "2026-11-01T06:30:00.000Z",
  ],
  "on the day before in UTC": [
    "America/New_York",
    "23:59",
    "2026-06-02T02:00:00Z",
    "2026-06-02T03:59:00.000Z",
  ],
  "with half an hour of offset": [
    "Asia/Kolkata",
    "17:00",
    "2026-06-01T11:30:00Z",
    "2026-06-01T11:30:00.000Z",
  ],
  "at midnight of Kolkata": ["Asia/Kolkata", "00:00", "2026-06-01T12:00:00Z", "2026-06-01T18:30:00.000Z"],
  "before midnight of Kolkata": ["Asia/Kolkata", "23:59", "2026-06-01T12:00:00Z", "2026-06-01T18:29:00.000Z"],
  "on the day after in UTC": [
    "Pacific/Auckland",
    "17:00",
    "2026-01-12T23:00:00Z",
    "2026-01-13T04:00:00.000Z",
  ],
  "in the gap of Auckland": ["Pacific/Auckland", "02:30", "2026-09-26T10:00:00Z", "2026-09-26T14:30:00.000Z"],
  "in the hour that Auckland repeats": [
    "Pacific/Auckland",
    "02:30",
    "2026-04-04T06:00:00Z",
    "2026-04-04T14:30:00.000Z",
  ],
  "at midnight of London in summer": [
    "Europe/London",
    "00:00",
    "2026-07-06T12:00:00Z",
    "2026-07-06T23:00:00.000Z",
  ],
  "at midnight of the last day of a year": [
    "Europe/London",
    "23:59",
    "2026-12-31T23:59:30Z",
    "2027-01-01T23:59:00.000Z",
  ],
};

describe("workflow/dayEnd", () => {
  for (const [what, [timeZone, timeOfDay, at, expected]] of Object.entries(CASES))
    it(`ends at ${timeOfDay} in ${timeZone}, ${what}`, () => {
      expect(end(timeZone, timeOfDay, at)).to.equal(expected);
    });

  it("is never before the window ends, at most 25 hours after it, and at the time of day that was asked for", () => {
    // Of 2020 to 2040: every change of clocks there.
    const instants = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2040, 0, 1) });
    const minutes = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), minutes, instants, (timeZone, minutes, at) => {
        const ends = endOfDay(at, { timeZone, minutes });
        expect(ends).to.be.within(at, at + 25 * HOUR_MS);
        const asked = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0"));
        const wall = shown(timeZone, ends).slice(-5);
        // A time that is left out on that day: an hour later.
        const inGap = shown(timeZone, ends - HOUR_MS).slice(-5) < asked.join(":") && wall > asked.join(":");
        expect(inGap || wall === asked.join(":"), `${wall} for ${asked.join(":")}`).to.equal(true);
      }),
      { numRuns: 300 },
    );
  });

  it("is at most 25 hours later around every change of clocks, hour by hour", () => {
    for (const [timeZone, change] of [
      ["Europe/London", "2026-03-29T01:00:00Z"],
      ["Europe/London", "2026-10-25T01:00:00Z"],
      ["America/New_York", "2026-03-08T07:00:00Z"],
      ["America/New_York", "2026-11-01T06:00:00Z"],
      ["Pacific/Auckland", "2026-09-26T14:00:00Z"],
      ["Pacific/Auckland", "2026-04-04T14:00:00Z"],
    ] as const)
      for (const timeOfDay of ["00:00", "01:30", "02:30", "23:59"])
        for (
          let at = Date.parse(change) - 26 * HOUR_MS;
          at <= Date.parse(change) + 3 * HOUR_MS;
          at += HOUR_MS
        ) {
          const ends = endOfDay(at, { timeZone, minutes: minutesOf(timeOfDay) });
          expect(ends, `${timeZone} ${timeOfDay} from ${timestamp(at)}`).to.be.within(at, at + 25 * HOUR_MS);
        }
  });
});
