/** Units and sizes by AWS's published rules. */
import { expect } from "chai";
import { entry, indexWriteUnits, itemSize, queryUnits, readUnits, writeUnits } from "../../cost/capacity";

const INDEX = { name: "byDay", hashKey: "day", rangeKey: "at", attributes: ["title"] } as const;
const ITEM = { incidentId: "i", day: "monday", at: "9", title: "t", text: "x".repeat(5000) };

/** An item of that many bytes. */
const sized = (size: number) => ({ a: "x".repeat(size - 1) });

describe("cost: capacity", () => {
  it("sizes an item by its names and values", () => {
    const cases: readonly (readonly [item: object, size: number])[] = [
      [{}, 0],
      [{ name: "value" }, 4 + 5],
      [{ n: "é" }, 1 + 2],
      [{ n: 7 }, 1 + 2],
      [{ n: 1234 }, 1 + 3],
      [{ n: -1234 }, 1 + 4],
      [{ n: 1000 }, 1 + 2],
      [{ b: true, c: null }, 1 + 1 + 1 + 1],
      [{ list: [] }, 4 + 3],
      [{ list: ["ab", "c"] }, 4 + 3 + 1 + 2 + 1 + 1],
      [{ map: { k: "v" } }, 3 + 3 + 1 + 1 + 1],
      [{ gone: undefined }, 0],
    ];
    for (const [item, size] of cases) expect(itemSize(item), JSON.stringify(item)).to.equal(size);
  });

  it("reads 4 kB for a unit, and what an index answers for half", () => {
    expect([undefined, sized(1), sized(4096), sized(4097)].map(readUnits)).to.deep.equal([1, 1, 1, 2]);
    expect([[], [sized(4000), sized(4000)], [sized(10_000)]].map(queryUnits)).to.deep.equal([0.5, 1, 1.5]);
  });

  it("writes 1 kB for a unit, of the larger of the item before and after", () => {
    expect(writeUnits(undefined, sized(1025))).to.equal(2);
    expect(writeUnits(sized(3000), sized(10))).to.equal(3);
    expect(writeUnits(sized(3000), undefined)).to.equal(3);
    expect(writeUnits(undefined, undefined)).to.equal(1);
  });

  it("writes an index once for what is new, goes or changes, twice where a key changes, and else never", () => {
    const keyless = { ...ITEM, day: undefined };
    const cases: readonly (readonly [
      before: object | undefined,
      after: object | undefined,
      units: number,
    ])[] = [
      [undefined, ITEM, 1],
      [ITEM, undefined, 1],
      [ITEM, keyless, 1],
      [keyless, ITEM, 1],
      [undefined, keyless, 0],
      [ITEM, { ...ITEM, title: "other" }, 1],
      [ITEM, { ...ITEM, day: "tuesday" }, 2],
      [ITEM, { ...ITEM, at: "10" }, 2],
      [ITEM, { ...ITEM, text: "other" }, 0],
      [ITEM, { ...ITEM, title: "t".repeat(1024) }, 2],
    ];
    cases.forEach(([before, after, units], index) => {
      expect(indexWriteUnits(INDEX, before, after), `case ${index}`).to.equal(units);
    });
  });

  it("holds in an index the keys and what is projected", () => {
    expect(entry(INDEX, ITEM)).to.deep.equal({ incidentId: "i", day: "monday", at: "9", title: "t" });
    expect(entry(INDEX, { incidentId: "i", at: "9" })).to.equal(undefined);
  });
});
