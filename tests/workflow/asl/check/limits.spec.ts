import { expect } from "chai";
import { found, only } from "./machines";

const text = (bytes: number) => "é".repeat(Math.floor((bytes - 2) / 2)) + "e".repeat((bytes - 2) % 2);

describe("check of limits", () => {
  for (const [field, fields] of Object.entries({
    Result: { Type: "Pass" },
    Parameters: { Type: "Pass" },
    Output: { Type: "Pass", QueryLanguage: "JSONata" },
  }))
    it(`refuses a ${field} of more than 256 KiB, in UTF-8, and accepts one of exactly that`, () => {
      expect(found(only({ ...fields, [field]: text(262_144) }))).to.deep.equal([]);
      expect(found(only({ ...fields, [field]: text(262_145) }))).to.deep.equal([
        `/States/Only/${field} limit/payload`,
      ]);
    });

  it("takes any length in a Comment", () => {
    expect(found(only({ Type: "Pass", Comment: text(300_000) }))).to.deep.equal([]);
  });
});
