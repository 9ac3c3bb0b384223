import { expect } from "chai";
import * as fc from "fast-check";
import {
  INCIDENT_ID_PATTERN,
  incidentId,
  isAttemptNumber,
  isIncidentId,
  isTaskToken,
  isTimestamp,
  MAX_ATTEMPTS,
  MIN_RETENTION_DAYS,
  timestamp,
} from "../../workflow/contract";

/** The years 0 to 9999, in milliseconds since 1970. */
const instants = fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 });

describe("workflow/contract", () => {
  it("takes as an incident id 1 to 64 letters, digits, - and _, the first one a letter or a digit", () => {
    for (const id of ["0", "a", "Z", "2026-hist101-0042", "a_b-C", "x".repeat(64)])
      expect(isIncidentId(id), id).to.equal(true);
    for (const id of [
      "",
      "-a",
      "_a",
      "a b",
      "a.b",
      "a/b",
      "é",
      "a\n",
      "x".repeat(65),
      1,
      null,
      undefined,
      ["a"],
    ])
      expect(isIncidentId(id), JSON.stringify(id)).to.equal(false);
  });

  it("takes as incident ids only what can name an execution: none of the characters that AWS refuses", () => {
    fc.assert(
      fc.property(fc.stringMatching(new RegExp(INCIDENT_ID_PATTERN)), (id) => {
        expect(isIncidentId(id)).to.equal(true);
        // https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
        expect(id).to.match(/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u);
      }),
    );
  });

  it("says which incident id is none, and what one must look like", () => {
    expect(incidentId("a-1")).to.equal("a-1");
    expect(() => incidentId("no id")).to.throw(
      '"no id" is no incident id: it must match ^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$.',
    );
  });

  it("takes 1, 2 and 3 as numbers of attempts, and nothing else", () => {
    expect([1, 2, 3].every(isAttemptNumber)).to.equal(true);
    expect([0, 4, -1, 1.5, NaN, "1", null, undefined, [1]].some(isAttemptNumber)).to.equal(false);
    expect(isAttemptNumber(MAX_ATTEMPTS)).to.equal(true);
    expect(isAttemptNumber(MAX_ATTEMPTS + 1)).to.equal(false);
  });

  it("takes every text but the empty one as a task token", () => {
    expect(["t", " "].every(isTaskToken)).to.equal(true);
    expect(["", 1, null, undefined].some(isTaskToken)).to.equal(false);
  });

  it("writes instants in UTC with milliseconds", () => {
    expect(timestamp(Date.UTC(2026, 10, 23, 9, 30))).to.equal("2026-11-23T09:30:00.000Z");
    expect(timestamp(0)).to.equal("1970-01-01T00:00:00.000Z");
  });

  it("writes instants so that texts sort as time does, and reads them back", () => {
    fc.assert(
      fc.property(instants, instants, (one, other) => {
        expect(Date.parse(timestamp(one))).to.equal(one);
        expect(timestamp(one) < timestamp(other)).to.equal(one < other);
      }),
    );
  });

  it("refuses instants whose text would sort wrongly, or that are none", () => {
    expect(() => timestamp(253_402_300_800_000)).to.throw(RangeError, "outside the years 0 to 9999");
    expect(() => timestamp(-62_167_219_200_001)).to.throw(RangeError, "outside the years 0 to 9999");
    expect(() => timestamp(NaN)).to.throw(RangeError);
  });

  it("takes as a timestamp only what it writes", () => {
    expect(isTimestamp("2026-11-23T09:30:00.000Z")).to.equal(true);
    for (const text of [
      "2026-11-23T09:30:00Z",
      "2026-11-23T09:30:00.000+01:00",
      "2026-11-23 09:30:00.000Z",
      "+010000-01-01T00:00:00.000Z",
      "2026-11-23T09:30:00.000Z\n",
      "",
      0,
    ])
      expect(isTimestamp(text), String(text)).to.equal(false);
  });

  it("keeps an incident longer than its execution's name is taken: 90 days after its end", () => {
    // https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
    expect(MIN_RETENTION_DAYS).to.be.greaterThan(90);
  });
});
