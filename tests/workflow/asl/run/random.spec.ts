import { expect } from "chai";
import fc from "fast-check";
import { seededRandom } from "../../../../workflow/asl/run/random";

const draw = (seed: number, count: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
};

describe("seededRandom", () => {
  it("repeats itself under the same seed, and only then", () => {
    expect(draw(7, 20)).to.deep.equal(draw(7, 20));
    expect(draw(7, 20)).not.to.deep.equal(draw(8, 20));
  });

  it("stays in [0, 1) under any seed", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        for (const value of draw(seed, 50)) expect(value).to.be.within(0, 1 - Number.EPSILON);
      }),
    );
  });

  it("spreads evenly", () => {
    const values = draw(1, 10_000);
    const tenths = Array.from(
      { length: 10 },
      (_, tenth) => values.filter((value) => Math.floor(value * 10) === tenth).length,
    );
    for (const count of tenths) expect(count).to.be.within(900, 1_100);
  });
});
