import { expect } from "chai";
import { expressionsIn, parseTemplate, setAt } from "../../../../workflow/asl/jsonpath";
import type { Json } from "../../../../workflow/asl/json";
import { fill, path } from "./harness";

describe("a payload template", () => {
  it("computes the fields whose names end in .$, also inside of objects and lists", () => {
    const input = { flagged: 7, vals: [0, 10, 20, 30, 40, 50] };
    expect(
      fill({ flagged: true, parts: { "first.$": "$.vals[0]", "last3.$": "$.vals[3:]" } }, input),
    ).to.deep.equal({
      flagged: true,
      parts: { first: 0, last3: [30, 40, 50] },
    });
    expect(fill([{ "a.$": "States.ArrayLength($.vals)" }, "$.vals", 1], input)).to.deep.equal([
      { a: 6 },
      "$.vals",
      1,
    ]);
    expect(fill("$.vals", input)).to.equal("$.vals");
    expect(fill({ "x.$": "$" }, null)).to.deep.equal({ x: null });
  });

  it("reads the context object and variables", () => {
    expect(
      fill(
        { "id.$": "$$.Execution.Id", "v.$": "$v.a" },
        {},
        { context: { Execution: { Id: "x" } }, variables: { v: { a: 1 } } },
      ),
    ).to.deep.equal({ id: "x", v: 1 });
  });

  it("fails in the words of Step Functions", () => {
    expect(fill({ a: { "address.$": "$.application.address" } }, { flagged: false })).to.deep.equal({
      fault: `The JSONPath '$.application.address' specified for the field 'address.$' could not be found in the input '{"flagged":false}'`,
      failed: "path",
    });
    expect(fill({ "v.$": "States.Format('{}', $.nope)" }, { other: 1 })).to.deep.equal({
      fault: `The function 'States.Format('{}', $.nope)' had the following error: The JsonPath argument for the field '$.nope' could not be found in the input '{"other":1}'`,
      failed: "path",
    });
    expect(fill({ "v.$": "States.ArrayGetItem($.a, 1)" }, { a: [] })).to.have.property("failed", "intrinsic");
    expect(fill({ "v.$": "$nope.x" })).to.have.property("failed", "path");
  });

  it("keeps names that JavaScript has for itself", () => {
    const json = JSON.parse('{"__proto__":{"a.$":"$.x"},"constructor.$":"$.x"}') as Json;
    expect(JSON.stringify(fill(json, { x: 1 }))).to.equal('{"__proto__":{"a":1},"constructor":1}');
  });

  it("that is wrong has all its faults, with their places", () => {
    const json: Json = {
      f0: 1,
      "bad1.$": 23,
      f3: [{ "bad2.$": "23" }, { "good.$": "$.b[23]" }],
      "twice.$": "$.a",
      twice: 1,
    };
    const parsed = parseTemplate(json);
    expect("faults" in parsed && parsed.faults.map(({ at }) => at)).to.deep.equal([
      ["bad1.$"],
      ["f3", 0, "bad2.$"],
      ["twice.$"],
    ]);
    expect([...expressionsIn(json)].map(({ at }) => at.join("/"))).to.deep.equal([
      "bad1.$",
      "f3/0/bad2.$",
      "f3/1/good.$",
      "twice.$",
    ]);
  });
});

describe("ResultPath", () => {
  const put = (document: Json, at: string, value: Json = 9): unknown => {
    const set = setAt(document, path(at), value);
    return "fault" in set ? set : set.value;
  };

  it("replaces, adds, and makes objects on the way", () => {
    expect(put({ a: 1 }, "$")).to.equal(9);
    expect(put({ a: 1 }, "$.a")).to.deep.equal({ a: 9 });
    expect(put({ a: 1 }, "$.b.c['d e']")).to.deep.equal({ a: 1, b: { c: { "d e": 9 } } });
    expect(put({ master: { detail: [1, 2, 3] } }, "$.master.detail", 6)).to.deep.equal({
      master: { detail: 6 },
    });
    expect(put({ l: [{ x: 1 }, 2] }, "$.l[0].y")).to.deep.equal({ l: [{ x: 1, y: 9 }, 2] });
    expect(put({ l: [1, 2] }, "$.l[1]")).to.deep.equal({ l: [1, 9] });
    expect(JSON.stringify(put({}, "$.__proto__.x"))).to.equal('{"__proto__":{"x":9}}');
  });

  it("does not change the document", () => {
    const document = Object.freeze({ a: Object.freeze({ b: 1 }) });
    expect(put(document, "$.a.c")).to.deep.equal({ a: { b: 1, c: 9 } });
    expect(document).to.deep.equal({ a: { b: 1 } });
  });

  it("is a fault where it cannot be applied", () => {
    expect(put("text", "$.partitioned")).to.deep.equal({
      fault: 'Unable to apply ReferencePath $.partitioned to input "text"',
    });
    for (const [document, at] of [
      [{ l: [] }, "$.l[0]"],
      [{ l: [1] }, "$.l[1]"],
      [{}, "$.l[0]"],
      [{ a: 1 }, "$.a.b"],
      [null, "$.a"],
      [{ a: [] }, "$.a.b"],
      [{ a: null }, "$.a.b"],
      [[1], "$[-1]"],
    ] as const)
      expect(put(document, at), at).to.have.property("fault");
  });
});
