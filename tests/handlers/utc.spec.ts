import { expect } from "chai";
import { readUtc } from "../../handlers/utc";

describe("handlers/utc", () => {
  const times = {
    "2026-11-25T09:00Z": "2026-11-25T09:00:00.000Z",
    "2026-11-25T09:00:07Z": "2026-11-25T09:00:07.000Z",
    "2026-11-25T09:00:07.5Z": "2026-11-25T09:00:07.500Z",
    "0000-01-01T00:00Z": "0000-01-01T00:00:00.000Z",
    "9999-12-31T23:59:59.999Z": "9999-12-31T23:59:59.999Z",
  };
  for (const [text, time] of Object.entries(times))
    it(`reads ${text}`, () => {
      expect(readUtc(text)).to.equal(time);
    });

  for (const text of [
    "",
    "2026-11-25",
    "2026-11-25T09:00",
    "2026-11-25T09:00+00:00",
    "2026-11-25T09:00:00.0000Z",
    " 2026-11-25T09:00Z",
    "2026-02-30T09:00Z",
    "2026-13-01T09:00Z",
    "2026-11-25T25:00Z",
    "2026-11-25T24:00Z",
    "9999-12-31T24:00Z",
    "99999-12-31T09:00Z",
  ])
    it(`finds no time in ${JSON.stringify(text)}`, () => {
      expect(readUtc(text)).to.equal(undefined);
    });
});
