import { expect } from "chai";
import { interleaved, quantileOf, spread, spreadOf } from "../../bench/statistics";

describe("bench: statistics", () => {
  it("give the median and the quartiles, in whatever order the measurements come", () => {
    expect(spread([5, 1, 4, 2, 3])).to.deep.equal({ median: 3, low: 2, high: 4, count: 5 });
  });

  it("lie between two measurements where none is in the middle", () => {
    expect(spread([10, 20, 30, 40])).to.deep.equal({ median: 25, low: 17.5, high: 32.5, count: 4 });
  });

  it("are all the same of one measurement", () => {
    expect(spread([7])).to.deep.equal({ median: 7, low: 7, high: 7, count: 1 });
  });

  it("find any share, up to the largest", () => {
    const hundred = Array.from({ length: 101 }, (_, index) => index);
    expect([0, 0.5, 0.99, 1].map((share) => quantileOf(hundred, share))).to.deep.equal([0, 50, 99, 100]);
  });

  it("are refused of nothing", () => {
    expect(() => spread([])).to.throw("There is no median of no measurements.");
  });

  it("leave the measurements as they are", () => {
    const measurements = [3, 1, 2];
    spread(measurements);
    expect(measurements).to.deep.equal([3, 1, 2]);
  });

  it("are of what is picked", () => {
    expect(spreadOf([{ a: 1 }, { a: 3 }], ({ a }) => a).median).to.equal(2);
  });

  it("measure every subject once in each round, after a first round that does not count", async () => {
    const order: string[] = [];
    const measured = await interleaved(2, ["a", "b"], (subject) => order.push(subject));
    expect(order).to.deep.equal(["a", "b", "a", "b", "a", "b"]);
    expect([...measured]).to.deep.equal([
      ["a", [3, 5]],
      ["b", [4, 6]],
    ]);
  });
});
