import { expect } from "chai";
import { createHash } from "node:crypto";
import { secrets } from "../../handlers/secrets";
import type { CodeHash } from "../../workflow/contract";

const real = secrets();

describe("handlers/secrets", () => {
  describe("newExamCode", () => {
    it("gives 192 bits as 32 letters that a link and a bearer token can hold", () => {
      expect(real.newExamCode()).to.match(/^[A-Za-z0-9_-]{32}$/);
    });

    it("gives another one each time", () => {
      expect(new Set(Array.from({ length: 1_000 }, () => real.newExamCode())).size).to.equal(1_000);
    });
  });

  describe("hashCode", () => {
    it("is the SHA-256 of the code in hexadecimal", () => {
      // FIPS 180-2, appendix B.1.
      expect(real.hashCode("abc")).to.equal(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      );
    });
  });

  describe("matches", () => {
    const [first, second, third] = [real.hashCode("one"), real.hashCode("two"), real.hashCode("three")];

    for (const code of ["one", "two", "three"])
      it(`finds the code "${code}" among the hashes of three`, () => {
        expect(real.matches(code, [first, second, third])).to.equal(true);
      });

    for (const code of ["four", "", "One", "one ", first])
      it(`refuses "${code}"`, () => {
        expect(real.matches(code, [first, second, third])).to.equal(false);
      });

    for (const code of ["", "0", "0".repeat(64)])
      it(`refuses "${code}" where there is no hash`, () => {
        expect(real.matches(code, [])).to.equal(false);
      });

    it("refuses, and does not throw, where a stored hash has another length", () => {
      expect(real.matches("one", ["" as CodeHash, first.slice(1) as CodeHash])).to.equal(false);
    });

    it("compares with every hash, also after one that fits", () => {
      const compared: string[] = [];
      const watched = new Proxy([first, second, third], {
        get(hashes, key): unknown {
          if (typeof key === "string" && /^\d+$/.test(key)) compared.push(key);
          return Reflect.get(hashes, key);
        },
      });
      expect(real.matches("one", watched)).to.equal(true);
      expect(compared).to.deep.equal(["0", "1", "2"]);
    });
  });

  describe("hashAnswers", () => {
    it("is the SHA-256 of the pairs in the order of their question ids", () => {
      const text = '[["q1","a"],["q2","b"]]';
      expect(real.hashAnswers({ q1: "a", q2: "b" })).to.equal(
        createHash("sha256").update(text).digest("hex"),
      );
    });

    it("does not depend on the order in which the answers were sent", () => {
      expect(real.hashAnswers({ q2: "b", q10: "c", q1: "a" })).to.equal(
        real.hashAnswers({ q1: "a", q2: "b", q10: "c" }),
      );
    });

    const different = [
      {},
      { q1: "a" },
      { q1: "a", q2: "a" },
      { q1: "b", q2: "a" },
      { q1: "a", q2: "b", q3: "a" },
      { q1: 'a"],["q2","b' },
    ];
    it("differs where the answers do", () => {
      expect(
        new Set([{ q1: "a", q2: "b" }, ...different].map((answers) => real.hashAnswers(answers))).size,
      ).to.equal(different.length + 1);
    });
  });

  describe("random", () => {
    it("gives every whole number below its limit, and no other", () => {
      const drawn = new Set(Array.from({ length: 1_000 }, () => real.random(5)));
      expect([...drawn].sort()).to.deep.equal([0, 1, 2, 3, 4]);
    });

    it("gives 0 below 1", () => {
      expect(real.random(1)).to.equal(0);
    });
  });
});
