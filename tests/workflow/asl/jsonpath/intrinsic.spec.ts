import { expect } from "chai";
import { INTRINSICS, parseIntrinsic, pathsOf } from "../../../../workflow/asl/jsonpath";
import { call } from "./harness";

/** Each from https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html or appendix B of the specification. */
describe("an intrinsic function", () => {
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9];

  it("formats", () => {
    expect(call("States.Format('Hello, my name is {}.', $.name)", { name: "Arnav" })).to.equal(
      "Hello, my name is Arnav.",
    );
    expect(
      call("States.Format($.template, $.name)", { name: "Arnav", template: "Hello, my name is {}." }),
    ).to.equal("Hello, my name is Arnav.");
    expect(
      call("States.Format('Your name is {}, we are in the year {}', $.name, 2020)", { name: "Foo" }),
    ).to.equal("Your name is Foo, we are in the year 2020");
    expect(call("States.Format('{}{}{}', true, null, 1.5)")).to.equal("truenull1.5");
    expect(call(String.raw`States.Format('\{\'{}\'\}\\', 'x')`)).to.equal(String.raw`{'x'}` + "\\");
    expect(call("States.Format('{}', $.o)", { o: {} })).to.have.property("missing", false);
    expect(call("States.Format($.t, 1)", { t: "{} {}" })).to.have.property("fault");
  });

  it("reads and writes JSON", () => {
    expect(call("States.StringToJson($.s)", { s: '{"number": 20}' })).to.deep.equal({ number: 20 });
    expect(call("States.JsonToString($.j)", { j: { name: "Foo", year: 2020 } })).to.equal(
      '{"name":"Foo","year":2020}',
    );
    expect(call("States.JsonToString($)", { other: 1 })).to.equal('{"other":1}');
    expect(call("States.StringToJson('nope')")).to.deep.equal({
      fault: 'expected JSON, found "nope"',
      missing: false,
    });
    expect(
      call("States.JsonMerge($.json1, $.json2, false)", {
        json1: { a: { a1: 1, a2: 2 }, b: 2 },
        json2: { a: { a3: 1, a4: 2 }, c: 3 },
      }),
    ).to.deep.equal({ a: { a3: 1, a4: 2 }, b: 2, c: 3 });
    expect(call("States.JsonMerge($.a, $.a, $.deep)", { a: {}, deep: true })).to.have.property("fault");
  });

  it("makes lists and looks into them", () => {
    expect(call("States.Array($.Id)", { Id: 123456 })).to.deep.equal([123456]);
    expect(
      call("States.Array('Foo', 2020, $.someJson, null)", { someJson: { random: "abcdefg" } }),
    ).to.deep.equal(["Foo", 2020, { random: "abcdefg" }, null]);
    expect(call("States.Array()")).to.deep.equal([]);
    expect(call("States.ArrayPartition($.inputArray,4)", { inputArray: numbers })).to.deep.equal([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [9],
    ]);
    expect(call("States.ArrayPartition($.a, 0)", { a: numbers })).to.have.property("fault");
    expect(call("States.ArrayContains($.a, $.x)", { a: numbers, x: 5 })).to.equal(true);
    expect(call("States.ArrayContains($.a, 'x')", { a: numbers })).to.equal(false);
    expect(call("States.ArrayContains($.a, $.x)", { a: [{ b: 1, c: [2] }], x: { c: [2], b: 1 } })).to.equal(
      true,
    );
    expect(call("States.ArrayRange(1, 9, 2)")).to.deep.equal([1, 3, 5, 7, 9]);
    expect(call("States.ArrayRange(5, 1, -2)")).to.deep.equal([5, 3, 1]);
    expect(call("States.ArrayRange(5, 1, 1)")).to.deep.equal([]);
    expect(call("States.ArrayRange(1, 1000, 1)")).to.have.length(1_000);
    expect(call("States.ArrayRange(0, 1000, 1)")).to.have.property("fault");
    expect(call("States.ArrayRange(0, 1000, 0)")).to.have.property("fault");
    expect(call("States.ArrayGetItem($.a, $.i)", { a: numbers, i: 5 })).to.equal(6);
    expect(call("States.ArrayGetItem($.a, 0)", { a: [null] })).to.equal(null);
    expect(call("States.ArrayGetItem($.a, 9)", { a: numbers })).to.have.property("fault");
    expect(call("States.ArrayGetItem($.a, -1)", { a: numbers })).to.have.property("fault");
    expect(call("States.ArrayLength($.a)", { a: numbers })).to.equal(9);
    expect(call("States.ArrayLength($.a)", { a: "text" })).to.deep.equal({
      fault: 'expected a list, found "text"',
      missing: false,
    });
    expect(call("States.ArrayUnique($.a)", { a: [1, 2, 3, 3, 3, 3, 3, 3, 4] })).to.deep.equal([1, 2, 3, 4]);
    expect(call("States.ArrayUnique($.a)", { a: [{ x: 1 }, "1", 1, { x: 1 }, null, null] })).to.deep.equal([
      { x: 1 },
      "1",
      1,
      null,
    ]);
  });

  it("encodes and hashes", () => {
    expect(call("States.Base64Encode($.input)", { input: "Data to encode" })).to.equal(
      "RGF0YSB0byBlbmNvZGU=",
    );
    expect(call("States.Base64Decode($.base64)", { base64: "RGVjb2RlZCBkYXRh" })).to.equal("Decoded data");
    expect(call("States.Base64Decode('!')")).to.have.property("fault");
    expect(call("States.Base64Encode($.s)", { s: "x".repeat(10_001) })).to.have.property("fault");
    expect(call("States.Hash($.Data, $.Algorithm)", { Data: "input data", Algorithm: "SHA-1" })).to.equal(
      "aaff4a450a104cd177d28d18d74485e8cae074b7",
    );
    expect(call("States.Hash('', 'MD5')")).to.equal("d41d8cd98f00b204e9800998ecf8427e");
    expect(call("States.Hash('', 'SHA-512')")).to.have.length(128);
    expect(call("States.Hash('', $.a)", { a: "sha1" })).to.have.property("fault");
    expect(parseIntrinsic("States.Hash('', 'sha1')")).to.deep.equal({
      fault: 'expected MD5, SHA-1, SHA-256, SHA-384, SHA-512 as argument 2 of States.Hash, found "sha1"',
    });
  });

  it("calculates", () => {
    expect(call("States.MathAdd($.value1, $.step)", { value1: 111, step: -1 })).to.equal(110);
    expect(call("States.MathAdd(1.49, 1.5)"), "AWS rounds").to.equal(3);
    for (let index = 0; index < 50; index += 1)
      expect(call("States.MathRandom(1, $.end)", { end: 3 })).to.be.oneOf([1, 2]);
    expect(call("States.MathRandom(1, 999, 4)")).to.equal(call("States.MathRandom(1, 999, 4)"));
    expect(call("States.MathRandom(3, 3)")).to.have.property("fault");
  });

  it("splits texts, at any of several delimiters", () => {
    expect(call("States.StringSplit($.s, $.d)", { s: "1,2,3,4,5", d: "," })).to.deep.equal([
      "1",
      "2",
      "3",
      "4",
      "5",
    ]);
    expect(call("States.StringSplit($.s, $.d)", { s: "This.is+a,test=string", d: ".+,=" })).to.deep.equal([
      "This",
      "is",
      "a",
      "test",
      "string",
    ]);
    expect(call("States.StringSplit('a,,b', ',')")).to.deep.equal(["a", "b"]);
  });

  it("makes UUIDs of version 4", () => {
    expect(call("States.UUID()")).to.match(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it("takes functions as arguments, ten in one field", () => {
    const arn = "States.StringSplit($.ImageRecipe.Arn, '/')";
    const version = `States.StringSplit(States.ArrayGetItem(${arn}, 2), '.')`;
    const text = `States.Format('{}.{}.{}', ${["States.ArrayGetItem(" + version + ", 0)", "States.ArrayGetItem(" + version + ", 1)", "'x'"].join(", ")})`;
    expect(call(text, { ImageRecipe: { Arn: "a/b/1.2" } })).to.equal("1.2.x");
    const nest = (calls: number) => `${"States.Array(".repeat(calls)}${")".repeat(calls)}`;
    expect(parseIntrinsic(nest(10))).to.not.have.property("fault");
    expect(parseIntrinsic(nest(11))).to.deep.equal({
      fault: "expected 10 functions in one field at most, found more",
    });
  });

  it("names the path that finds nothing", () => {
    expect(call("States.Format('{}', States.Format('{}', $.nope))", { other: 1 })).to.deep.equal({
      fault: `The JsonPath argument for the field '$.nope' could not be found in the input '{"other":1}'`,
      missing: true,
    });
    expect(call("States.ArrayLength($.items[*].nope)", { items: [1, 2] })).to.equal(0);
  });

  it("takes paths with filters, the context object and variables", () => {
    const input = {
      outputs: [
        { key: "a", value: 1 },
        { key: "b", value: 2 },
      ],
    };
    expect(call("States.ArrayGetItem($.outputs[?(@.key == b || @.key == 'c,)')].value, 0)", input)).to.equal(
      2,
    );
    expect(
      call("States.Array($$.x, $y.z)", {}, { context: { x: 1 }, variables: { y: { z: 2 } } }),
    ).to.deep.equal([1, 2]);
  });

  it("yields its paths, also those of functions inside", () => {
    const parsed = parseIntrinsic("States.Array($.a, States.Array($b, States.ArrayLength($$.c)), 1)");
    if ("fault" in parsed) throw new Error(parsed.fault);
    expect([...pathsOf(parsed)].map(({ text }) => text)).to.deep.equal(["$.a", "$b", "$$.c"]);
  });

  it("that cannot be called like that is a fault that says how", () => {
    const fault = (text: string) => parseIntrinsic(text);
    expect(fault("States.MathAdd(1,'-1')")).to.deep.equal({
      fault: 'expected a number as argument 2 of States.MathAdd, found "-1"',
    });
    expect(fault("States.MathRandom(1)")).to.deep.equal({
      fault: "expected 2 to 3 arguments of States.MathRandom, found 1",
    });
    expect(fault("States.Format()")).to.deep.equal({
      fault: "expected 1 or more arguments of States.Format, found 0",
    });
    expect(fault("States.Xyz($.a)")).to.deep.equal({
      fault: `States.Xyz is no intrinsic function (${Object.keys(INTRINSICS).join(", ")})`,
    });
    expect(fault("States.Format('{} {}', 1)")).to.deep.equal({
      fault: "expected as many further arguments of States.Format as it has places {}: 2, found 1",
    });
    for (const text of [
      "",
      "States",
      "States.",
      "States.UUID",
      "States.UUID(",
      "States.UUID(1)",
      "States.Array(1,)",
      "States.Array(,1)",
      "States.Array('a)",
      "States.Array(a)",
      "States.Array($.a b)",
      "States.Array(1) x",
      'States.Array("a")',
      String.raw`States.Array('\n')`,
      "States.Array('\\",
      "States.Format('{')",
      "States.Format('{a}', 1)",
      "states.UUID()",
      "States.ArrayLength(States.UUID())",
      "States.JsonMerge($.a, $.b, true)",
      "States.JsonToString('a')",
      "States.Array($.a..)",
      "$.a",
      "States.Format('{}', States.Array(1))",
    ])
      expect(fault(text), text).to.have.property("fault");
  });
});
