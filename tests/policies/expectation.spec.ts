/** What counts as what a row of the catalogue asks for. */
import { expect } from "chai";
import * as fc from "fast-check";
import {
  atLeast,
  both,
  is,
  isOrAbsent,
  judged,
  present,
  text,
  type Expectation,
} from "../../policies/expectation";
import { toProperties, toValue, UNKNOWN, type Value } from "../../policies/value";

interface Case {
  readonly expectation: Expectation;
  readonly says: string;
  readonly holds: readonly Value[];
  readonly fails: readonly Value[];
}

const CASES: Readonly<Record<string, Case>> = {
  is: {
    expectation: is("Active"),
    says: '"Active"',
    holds: ["Active"],
    fails: ["active", "Active ", "", "PassThrough", true, 1, null, undefined, ["Active"], { mode: "Active" }],
  },
  "is, of a boolean": {
    expectation: is(true),
    says: "true",
    holds: [true],
    fails: [false, "true", 1, "", null, undefined, [true], { enabled: true }],
  },
  isOrAbsent: {
    expectation: isOrAbsent(false),
    says: "false, or nothing",
    holds: [false, null, undefined],
    fails: [true, "true", "false", "", 0, 1, [], {}],
  },
  present: {
    expectation: present,
    says: "a value",
    holds: ["a", " ", 0, false, [], {}],
    fails: ["", null, undefined],
  },
  text: {
    expectation: text("an a", /^a$/),
    says: "an a",
    holds: ["a"],
    fails: ["b", "", ["a"], { a: "a" }, 1, true, null, undefined],
  },
  atLeast: {
    expectation: atLeast(3),
    says: "at least 3",
    holds: [3, 3.5, 1e9],
    fails: [2.9, 0, -3, Number.NaN, "3", "4", true, [3], {}, null, undefined],
  },
  both: {
    expectation: both(text("with an a", /a/), text("with a b", /b/)),
    says: "with an a, and with a b",
    holds: ["ab", "ba"],
    fails: ["a", "b", "", ["ab"], null, undefined],
  },
};

describe("policies/expectation", () => {
  for (const [name, { expectation, says, holds, fails }] of Object.entries(CASES)) {
    it(`${name} says "${says}" and holds for that alone`, () => {
      expect(expectation.says).to.equal(says);
      expect(holds.filter((value) => !expectation.holds(value))).to.deep.equal([]);
      expect(fails.filter((value) => expectation.holds(value))).to.deep.equal([]);
    });

    it(`${name} does not hold for what the preview does not know, and throws for nothing`, () => {
      expect(expectation.holds(UNKNOWN)).to.equal(name === "present");
      fc.assert(
        fc.property(fc.anything(), (raw) => {
          expect(expectation.holds(toValue(raw))).to.be.a("boolean");
        }),
      );
    });
  }

  describe("judged", () => {
    it("passes what holds, and says what was found", () => {
      expect(judged({ a: { b: true } }, "a.b", is(true))).to.deep.equal({
        verdict: "pass",
        path: "a.b",
        expected: "true",
        actual: "true",
      });
    });

    it("fails what does not, and says what was found", () => {
      expect(judged({ a: { b: "PassThrough" } }, "a.b", is("Active"))).to.deep.equal({
        verdict: "fail",
        path: "a.b",
        expected: '"Active"',
        actual: '"PassThrough"',
      });
      expect(judged({}, "a.b", is("Active")).actual).to.equal("nothing");
    });

    it("never holds an unknown for good or bad, whatever is expected, at the value or above it", () => {
      for (const { expectation } of Object.values(CASES))
        for (const properties of [{ a: { b: UNKNOWN } }, { a: UNKNOWN }])
          expect(judged(toProperties(properties), "a.b", expectation)).to.deep.equal({
            verdict: "unknown",
            path: "a.b",
            expected: expectation.says,
            actual: "a value that the preview does not know",
          });
    });

    it("is of one of three verdicts for anything", () => {
      fc.assert(
        fc.property(fc.anything(), fc.string(), (raw, path) => {
          for (const { expectation } of Object.values(CASES))
            expect(judged(toProperties(raw), path, expectation).verdict).to.be.oneOf([
              "pass",
              "fail",
              "unknown",
            ]);
        }),
      );
    });
  });
});
