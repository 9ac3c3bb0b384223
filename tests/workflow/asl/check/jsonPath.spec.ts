import { expect } from "chai";
import { check } from "../../../../workflow/asl/check";
import { ARN, found, only } from "./machines";

const pass = (fields: object) =>
  found(only({ Type: "Pass", ...fields })).map((problem) => problem.replace("/States/Only", ""));

describe("check of JSONPath", () => {
  it("takes any path where a path may find any number of values", () => {
    for (const path of ["$", "$.a", "$..a", "$.a[*]", "$.a[?(@.b==1)]", "$$.Execution.Id", "$.a-b"])
      expect(pass({ InputPath: path, OutputPath: path }), path).to.deep.equal([]);
  });

  it("refuses what is no path", () => {
    for (const path of ["", "a", "bug$.a", "$.", "$.a[", "States.UUID()", "{% $states.input %}"])
      expect(pass({ InputPath: path }), path).to.deep.equal(["/InputPath jsonpath/path"]);
  });

  it("takes a reference path where one place is meant", () => {
    for (const path of ["$.a", "$.a[0].b", "$['a b']", "$", "$$.Map.Item.Value"])
      expect(found(only({ Type: "Wait", SecondsPath: path })), path).to.deep.equal([]);
    for (const path of ["$..a", "$.a[*]", "$.a[0:2]", "$.a[?(@.b)]", "$.a.length()"])
      expect(found(only({ Type: "Wait", SecondsPath: path })), path).to.deep.equal([
        "/States/Only/SecondsPath jsonpath/reference-path",
      ]);
  });

  it("refuses a ResultPath outside the input, also of a Catcher", () => {
    expect(pass({ ResultPath: "$.a[0].b" })).to.deep.equal([]);
    expect(pass({ ResultPath: "$$.a" })).to.deep.equal(["/ResultPath jsonpath/target"]);
    expect(pass({ ResultPath: "$order" })).to.deep.equal(["/ResultPath jsonpath/target"]);
    expect(pass({ ResultPath: "$.a[*]" })).to.deep.equal(["/ResultPath jsonpath/reference-path"]);
    const catcher = { ErrorEquals: ["States.ALL"], Next: "Only", ResultPath: "" };
    expect(found(only({ Type: "Task", Resource: ARN, Catch: [catcher] }))).to.deep.equal([
      "/States/Only/Catch/0/ResultPath jsonpath/path",
    ]);
  });

  it("takes null for no input, no output and no result, and for nothing else", () => {
    expect(pass({ InputPath: null, OutputPath: null, ResultPath: null })).to.deep.equal([]);
    expect(found(only({ Type: "Wait", SecondsPath: null }))).to.deep.equal([
      "/States/Only/SecondsPath shape/value",
    ]);
  });

  it("reads each .$ field of a payload template, however deep", () => {
    const good = { "a.$": "$.a", b: [{ "c.$": "States.Format('{}', $.c)" }], "d.$": "$$.State.Name" };
    expect(pass({ Parameters: good })).to.deep.equal([]);
    expect(pass({ Parameters: { "a.$": "a", b: [{ "c.$": 1 }], d: "$not.read" } })).to.deep.equal([
      "/Parameters/a.$ jsonpath/template",
      "/Parameters/b/0/c.$ jsonpath/template",
    ]);
    expect(pass({ Parameters: { deep: { a: 1, "a.$": "$.a" } } })).to.deep.equal([
      "/Parameters/deep/a.$ jsonpath/template",
    ]);
    expect(pass({ Assign: { "a.$": "b" } })).to.deep.equal(["/Assign/a.$ jsonpath/template"]);
    expect(pass({ Result: { "a.$": "not read" } })).to.deep.equal([]);
  });

  it("knows the intrinsic functions and what they take", () => {
    const call = (text: string) => pass({ Parameters: { "a.$": text } });
    for (const good of ["States.UUID()", "States.Array(1, 'a', null, $.b)", "States.MathAdd($.a, -1)"])
      expect(call(good), good).to.deep.equal([]);
    for (const bad of [
      "States.Nothing($.a)",
      "States.UUID(1)",
      "States.MathAdd(1, '2')",
      "States.Format('{}'",
    ])
      expect(call(bad), bad).to.deep.equal(["/Parameters/a.$ jsonpath/intrinsic"]);
  });

  it("takes a reference path or an intrinsic function for the text of an error", () => {
    const fail = (text: string) =>
      found({ StartAt: "Bad", States: { Bad: { Type: "Fail", ErrorPath: text, CausePath: text } } });
    expect(fail("$.error")).to.deep.equal([]);
    expect(fail("States.Format('{}: {}', $.a, $.b)")).to.deep.equal([]);
    expect(fail("States.Format(")).to.deep.equal([
      "/States/Bad/CausePath jsonpath/intrinsic",
      "/States/Bad/ErrorPath jsonpath/intrinsic",
    ]);
    expect(fail("Bad")).to.deep.equal([
      "/States/Bad/CausePath jsonpath/path",
      "/States/Bad/ErrorPath jsonpath/path",
    ]);
  });

  for (const [text, mend] of [
    ["$.a b", "Correct the path; names with other signs stand in brackets and quotes: $['a name']."],
    [
      "hello",
      'Write a path such as "$.order.id" or an intrinsic function; for the text itself, name the field a.',
    ],
    [1, "Write a path or an intrinsic function in a field whose name ends in .$, and each field once."],
    ["States.Fromat('{}', $.a)", "Write States.Format."],
    ["States.format('{}', $.a)", "Write States.Format."],
    ["States.MathAdd(1)", "Correct the call: the page below says what each function takes."],
  ] as const)
    it(`says how to mend the template field ${JSON.stringify(text)}`, () => {
      expect(check(only({ Type: "Pass", Parameters: { "a.$": text } }))[0]?.mend).to.equal(mend);
    });

  it("says what is wrong where, and how to mend it", () => {
    expect(check(only({ Type: "Pass", InputPath: "States.UUID()" }))).to.deep.equal([
      {
        pointer: "/States/Only/InputPath",
        rule: "jsonpath/path",
        message: 'expected a path such as "$.order", or null, found an intrinsic function: "States.UUID()"',
        mend: 'InputPath takes no function: compute the value in a payload template ("total.$": "States.…") before.',
        source: "https://states-language.net/spec.html#appendix-b",
      },
    ]);
  });
});
