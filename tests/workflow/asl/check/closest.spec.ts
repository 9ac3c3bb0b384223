import { expect } from "chai";
import { closest } from "../../../../workflow/asl/check/closest";

describe("the closest name", () => {
  const names = ["sum", "uppercase", "substring", "map"];

  for (const [name, meant] of [
    ["Sum", "sum"],
    ["UPPERCASE", "uppercase"],
    ["upercase", "uppercase"],
    ["uppercases", "uppercase"],
    ["substrimg", "substring"],
    ["sums", "sum"],
    ["total", undefined],
    ["mp", undefined],
    ["", undefined],
  ] as const)
    it(`to ${JSON.stringify(name)} is ${meant ?? "none"}`, () => {
      expect(closest(name, names)).to.equal(meant);
    });
});
