/** What becomes of whatever the engine hands over. */
import { expect } from "chai";
import * as fc from "fast-check";
import { at, holdsUnknown, show, toProperties, toValue, UNKNOWN } from "../../policies/value";
import { isRecord } from "../support/program";
import { proxied, SENTINELS } from "./support";

const revoked = (target: object): object => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};

const anything = fc.anything({
  maxDepth: 5,
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withObjectString: true,
  withSparseArray: true,
  withTypedArray: true,
  withBoxedValues: true,
});

describe("policies/value", () => {
  for (const [type, sentinel] of Object.entries(SENTINELS))
    it(`has the sentinel of an unknown ${type} that @pulumi/policy has`, () => {
      const properties = proxied({ a: sentinel });
      expect(() => isRecord(properties) && properties["a"]).to.throw(
        `${type} value at .a can't be known during preview`,
      );
    });

  describe("toValue", () => {
    it("turns what a preview does not know into UNKNOWN, at any depth", () => {
      const raw = {
        a: SENTINELS.string,
        b: { c: SENTINELS.Object, d: [1, SENTINELS.number, { e: SENTINELS.boolean }] },
        f: "known",
      };
      expect(toValue(proxied(raw))).to.deep.equal({
        a: UNKNOWN,
        b: { c: UNKNOWN, d: [1, UNKNOWN, { e: UNKNOWN }] },
        f: "known",
      });
    });

    it("leaves plain data as it is", () => {
      const raw = { a: "", b: 0, c: false, d: null, e: [], f: {}, g: [[{ h: undefined }]] };
      expect(toValue(raw)).to.deep.equal(raw);
      expect(toValue(proxied(raw))).to.deep.equal(raw);
    });

    it("keeps UNKNOWN, and knows no other symbols and no functions", () => {
      expect(toValue([UNKNOWN, Symbol("x"), Symbol.iterator, () => 1, Date])).to.deep.equal([
        UNKNOWN,
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
      expect(toValue({ [Symbol("key")]: 1, a: 2 })).to.deep.equal({ a: 2 });
    });

    it("writes large whole numbers as text", () => {
      expect(toValue(2n ** 64n)).to.equal("18446744073709551616");
    });

    it("knows nothing of what refuses to be read", () => {
      const throws = (): never => {
        throw new Error("no");
      };
      expect(toValue(Object.defineProperty({ b: 1 }, "a", { enumerable: true, get: throws }))).to.deep.equal({
        b: 1,
        a: UNKNOWN,
      });
      expect(toValue({ a: revoked({}), b: revoked([]) })).to.deep.equal({ a: UNKNOWN, b: UNKNOWN });
      expect(toValue(new Proxy({}, { ownKeys: throws }))).to.equal(UNKNOWN);
      expect(toValue(new Proxy([1], { get: throws }))).to.equal(UNKNOWN);
    });

    it("follows no cycle, and takes what is in two places for two", () => {
      const cyclic: Record<string, unknown> = { a: 1 };
      cyclic["self"] = cyclic;
      cyclic["list"] = [cyclic, { again: cyclic }];
      expect(toValue(cyclic)).to.deep.equal({ a: 1, self: UNKNOWN, list: [UNKNOWN, { again: UNKNOWN }] });
      const shared = { b: 1 };
      expect(toValue([shared, shared])).to.deep.equal([{ b: 1 }, { b: 1 }]);
    });

    it("looks 64 deep, and no deeper", () => {
      const nested = (depth: number): unknown => (depth === 0 ? "bottom" : { a: nested(depth - 1) });
      const path = (depth: number) => Array.from({ length: depth }, () => "a").join(".");
      expect(at(toValue(nested(64)), path(64))).to.equal("bottom");
      expect(at(toValue(nested(65)), path(64))).to.equal(UNKNOWN);
      expect(at(toValue(nested(10_000)), path(10_000))).to.equal(UNKNOWN);
    });

    it("fills the holes of lists with nothing", () => {
      const sparse: unknown[] = [];
      sparse[2] = "c";
      expect(toValue(sparse)).to.deep.equal([undefined, undefined, "c"]);
    });

    it("takes __proto__ for a key like any other", () => {
      const value = toValue(JSON.parse('{"__proto__": {"mode": "Active"}}'));
      expect(at(value, "mode")).to.equal(undefined);
      expect(at(value, "__proto__.mode")).to.equal("Active");
      expect(at(toValue({}), "__proto__")).to.equal(undefined);
      expect(at(toValue({}), "constructor.name")).to.equal(undefined);
      expect(at(toValue(Object.create({ inherited: 1 })), "inherited")).to.equal(undefined);
    });

    it("throws for nothing at all, and what it gives is its own copy", () => {
      fc.assert(
        fc.property(anything, (raw) => {
          const value = toValue(raw);
          expect(toValue(value)).to.deep.equal(value);
          expect(toValue(proxied(raw))).to.deep.equal(value);
        }),
      );
    });
  });

  it("toProperties takes what is no object for one without properties", () => {
    for (const raw of [undefined, null, 1, "a", true, [1], Symbol("a"), () => 1, revoked({})])
      expect(toProperties(raw)).to.deep.equal({});
  });

  describe("at", () => {
    const value = toValue({ a: { b: UNKNOWN, c: null, d: "text", e: [{ f: 1 }], g: undefined } });
    for (const [path, expected] of [
      ["a.b", UNKNOWN],
      ["a.b.x.y", UNKNOWN],
      ["a.c", null],
      ["a.c.x", undefined],
      ["a.d", "text"],
      ["a.d.length", undefined],
      ["a.e.0.f", undefined],
      ["a.e.length", undefined],
      ["a.g", undefined],
      ["a.x", undefined],
      ["x.b", undefined],
      ["", undefined],
    ] as const)
      it(`gives ${String(expected)} at "${path}"`, () => {
        expect(at(value, path)).to.equal(expected);
      });

    it("throws for no value and no path", () => {
      fc.assert(
        fc.property(anything, fc.string(), (raw, path) => {
          at(toValue(raw), path);
        }),
      );
    });
  });

  it("holdsUnknown finds one at any depth", () => {
    expect(holdsUnknown(UNKNOWN)).to.equal(true);
    expect(holdsUnknown({ a: [{ b: [[UNKNOWN]] }] })).to.equal(true);
    expect(holdsUnknown({ a: [{ b: [[null, undefined, ""]] }] })).to.equal(false);
  });

  describe("show", () => {
    for (const [value, text] of [
      [undefined, "nothing"],
      [null, "null"],
      ["", '""'],
      ["PassThrough", '"PassThrough"'],
      [false, "false"],
      [0, "0"],
      [[], "[]"],
      [UNKNOWN, "a value that the preview does not know"],
      [{ a: UNKNOWN, b: [UNKNOWN, 1] }, '{"a":"(unknown)","b":["(unknown)",1]}'],
      ["x".repeat(58), `"${"x".repeat(58)}"`],
      ["x".repeat(59), `"${"x".repeat(59)}…`],
    ] as const)
      it(`says ${text}`, () => {
        expect(show(value)).to.equal(text);
      });

    it("is a text of at most 61 characters, for anything", () => {
      fc.assert(
        fc.property(anything, (raw) => {
          const text = show(toValue(raw));
          expect(text).to.be.a("string");
          expect(text.length).to.be.within(1, 61);
        }),
      );
    });
  });
});
