import { expect } from "chai";
import fc from "fast-check";
import type { Retrier } from "../../../../workflow/asl/definition";
import { seededRandom } from "../../../../workflow/asl/run/random";
import { delayMs, retries } from "../../../../workflow/asl/run/retry";

const fault = (error: string) => ({ error, cause: undefined });
const never = () => {
  throw new Error("Nothing random is needed.");
};

const anyRetrier: fc.Arbitrary<Retrier> = fc.record(
  {
    ErrorEquals: fc.constant(["States.ALL"]),
    IntervalSeconds: fc.integer({ min: 1, max: 100_000 }),
    MaxAttempts: fc.integer({ min: 0, max: 50 }),
    BackoffRate: fc.double({ min: 1, max: 10, noNaN: true }),
    MaxDelaySeconds: fc.integer({ min: 1, max: 100_000 }),
    JitterStrategy: fc.constantFrom("FULL" as const, "NONE" as const),
  },
  { requiredKeys: ["ErrorEquals", "MaxAttempts"] },
);

describe("retries", () => {
  it("has the defaults of the specification: three retries, after 1, 2 and 4 seconds", () => {
    const next = retries([{ ErrorEquals: ["States.ALL"] }], never);
    expect([1, 2, 3, 4].map(() => next(fault("E"))?.delayMs)).to.deep.equal([1_000, 2_000, 4_000, undefined]);
  });

  it("multiplies the interval, up to the longest delay", () => {
    const next = retries(
      [{ ErrorEquals: ["E"], IntervalSeconds: 3, BackoffRate: 1.5, MaxAttempts: 5, MaxDelaySeconds: 10 }],
      never,
    );
    expect([1, 2, 3, 4, 5, 6].map(() => next(fault("E"))?.delayMs)).to.deep.equal([
      3_000,
      4_500,
      6_750,
      10_000,
      10_000,
      undefined,
    ]);
  });

  it("lets the first retrier that means the error decide, and counts for each of them", () => {
    const next = retries(
      [
        { ErrorEquals: ["Never"], MaxAttempts: 0 },
        { ErrorEquals: ["A", "B"], IntervalSeconds: 1, MaxAttempts: 2 },
        { ErrorEquals: ["States.ALL"], IntervalSeconds: 7, MaxAttempts: 1 },
      ],
      never,
    );
    expect(next(fault("Never"))?.delayMs).to.equal(undefined);
    expect(next(fault("A"))?.delayMs).to.equal(1_000);
    expect(next(fault("Other"))?.delayMs).to.equal(7_000);
    expect(next(fault("B"))?.delayMs).to.equal(2_000);
    expect(next(fault("A"))?.delayMs).to.equal(undefined);
    expect(next(fault("Other"))?.delayMs).to.equal(undefined);
  });

  it("does not retry what no retrier means", () => {
    expect(retries([{ ErrorEquals: ["A"] }], never)(fault("B"))).to.equal(undefined);
    expect(retries([], never)(fault("B"))).to.equal(undefined);
  });

  it("gives each retrier exactly its attempts, whatever the rest says", () => {
    fc.assert(
      fc.property(anyRetrier, (retrier) => {
        const next = retries([retrier], seededRandom(1));
        let count = 0;
        while (next(fault("E"))?.delayMs !== undefined) count += 1;
        expect(count).to.equal(retrier.MaxAttempts);
      }),
    );
  });
});

describe("delayMs", () => {
  it("with FULL jitter is anything from zero to the delay without it", () => {
    fc.assert(
      fc.property(
        anyRetrier,
        fc.nat(40),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (retrier, count, drawn) => {
          const full = delayMs({ ...retrier, JitterStrategy: "NONE" }, count, never);
          const jittered = delayMs({ ...retrier, JitterStrategy: "FULL" }, count, () => drawn);
          expect(jittered).to.be.within(0, full);
          expect(Math.abs(jittered - drawn * full)).to.be.at.most(1);
        },
      ),
    );
  });

  it("never shrinks from retry to retry, and never exceeds the longest delay", () => {
    fc.assert(
      fc.property(anyRetrier, fc.nat(40), (retrier, count) => {
        const plain: Retrier = { ...retrier, JitterStrategy: "NONE" };
        expect(delayMs(plain, count + 1, never)).to.be.at.least(delayMs(plain, count, never));
        if (plain.MaxDelaySeconds !== undefined)
          expect(delayMs(plain, count, never)).to.be.at.most(plain.MaxDelaySeconds * 1_000);
      }),
    );
  });
});
