import { expect } from "chai";
import { check } from "../../../../workflow/asl/check";
import { changed, expectProblems } from "./machines";

describe("check of the shape", () => {
  for (const [pointer, field] of [
    ["", "StartAt"],
    ["", "States"],
    ["/States/Ask", "Resource"],
    ["/States/Decide", "Choices"],
    ["/States/Decide/Choices/0", "Condition"],
    ["/States/Decide/Choices/0", "Next"],
    ["/States/Ask/Retry/0", "ErrorEquals"],
    ["/States/Ask/Catch/0", "ErrorEquals"],
    ["/States/Ask/Catch/0", "Next"],
  ] as const)
    it(`refuses ${pointer || "a machine"} without ${field}`, () => {
      const start = field === "States" ? ["/StartAt graph/start"] : [];
      expectProblems({ [`${pointer}/${field}`]: undefined }, [`${pointer} shape/required`, ...start]);
    });

  it("says which field it misses", () => {
    expect(check(changed({ "/States/Ask/Catch/0/Next": undefined }))).to.deep.equal([
      {
        pointer: "/States/Ask/Catch/0",
        rule: "shape/required",
        message: "expected a field Next, found none",
        mend: "Write Next: the name of a state.",
        source: "https://states-language.net/spec.html#fallback-states",
      },
    ]);
  });

  for (const [pointer, values] of Object.entries({
    "/Comment": [1, null],
    "/QueryLanguage": ["JSONPATH"],
    "/Version": ["2.0", 1],
    "/TimeoutSeconds": [0, -1, 1.5, "60", 100_000_000, "{% 60 %}"],
    "/States/Ask/Comment": [false],
    "/States/Ask/Resource": [7],
    "/States/Ask/TimeoutSeconds": [0, 1.5, "600", 100_000_000, null],
    "/States/Ask/HeartbeatSeconds": [0, "60"],
    "/States/Ask/Retry": [{}, "Busy"],
    "/States/Ask/Retry/0": [null, []],
    "/States/Ask/Retry/0/ErrorEquals": [[], "Busy", [1], [""]],
    "/States/Ask/Retry/1/IntervalSeconds": [0, 1.5, "2"],
    "/States/Ask/Retry/1/MaxAttempts": [-1, 1.5, "3", 100_000_000],
    "/States/Ask/Retry/1/BackoffRate": [0.5, 0, -2, "2"],
    "/States/Ask/Retry/1/MaxDelaySeconds": [31_622_401, 60.5],
    "/States/Ask/Retry/1/JitterStrategy": ["SOME", "full", null],
    "/States/Ask/Catch": [{}],
    "/States/Ask/Catch/0/ErrorEquals": [[], {}],
    "/States/Ask/Next": [null, 1, ["Decide"]],
    "/States/Tell/End": ["true"],
    "/States/Decide/Choices": [[], {}],
    "/States/Decide/Choices/0/Condition": ["answer = 'yes'", 1, null],
    "/States/Decide/Default": [null],
    "/States/Bad/Error": [404],
    "/States/Bad/Cause": [{}],
    "/StartAt": [1],
    "/States/Extra": [null, "Succeed", []],
  }))
    for (const value of values)
      it(`refuses ${JSON.stringify(value)} in ${pointer}`, () => {
        expectProblems({ [pointer]: value }, [
          ...(pointer === "/States/Tell/End" ? ["/States/Tell shape/transition"] : []),
          `${pointer} shape/value`,
        ]);
      });

  for (const [pointer, value] of Object.entries({
    "/Version": "1.0",
    "/States/Ask/TimeoutSeconds": 99_999_999,
    "/States/Ask/Retry/0/MaxAttempts": 99_999_999,
    "/States/Ask/Retry/1/BackoffRate": 1,
    "/States/Ask/Retry/1/MaxDelaySeconds": 31_622_400,
    "/States/Ask/Retry/1/JitterStrategy": "NONE",
    "/States/Ask/Retry": [],
    "/States/Ask/QueryLanguage": "JSONata",
    "/States/Tell/Arguments/Payload": [null, { deep: [1, "text"] }],
    "/States/Decide/Choices/0/Condition": true,
    "/States/Decide/Choices/0/Comment": "The happy way.",
    "/States/Bad/Error": "{% $states.input.name %}",
    "/States/Good/Output": null,
  }))
    it(`accepts ${JSON.stringify(value)} in ${pointer}`, () => {
      expectProblems({ [pointer]: value }, []);
    });

  for (const [pointer, rule] of Object.entries({
    "/Timeout": "shape/unknown-field",
    "/States/Ask/Timeout": "shape/unknown-field",
    "/States/Ask/Retry/0/Next": "shape/foreign-field",
    "/States/Ask/Catch/0/MaxAttempts": "shape/unknown-field",
    "/States/Decide/Choices/0/StringEquals": "shape/unknown-field",
    "/States/Ask/constructor": "shape/unknown-field",
    "/States/Decide/Next": "shape/foreign-field",
    "/States/Good/Next": "shape/foreign-field",
    "/States/Bad/Output": "shape/foreign-field",
    "/States/Good/Retry": "shape/foreign-field",
    "/States/Ask/Choices": "shape/foreign-field",
    "/States/Ask/Parameters": "shape/foreign-field",
    "/States/Decide/Choices/0/Variable": "shape/foreign-field",
  }))
    it(`refuses a field ${pointer}`, () => {
      expectProblems({ [pointer]: pointer.endsWith("Next") ? "Good" : [] }, [`${pointer} ${rule}`]);
    });

  it("says whose field it is", () => {
    const mends = (pointer: string) => check(changed({ [pointer]: "Good" })).map(({ mend }) => mend);
    expect(mends("/States/Decide/Next")).to.deep.equal([
      "Next belongs to Task: remove it, or change the Type.",
    ]);
    expect(mends("/States/Ask/InputPath")).to.deep.equal(["InputPath belongs to JSONPath: write Arguments."]);
    expect(mends("/States/Bad/Name")).to.deep.equal([
      "Remove it, or write one of Type, Comment, QueryLanguage, Error, Cause.",
    ]);
  });

  it("refuses a state without a Type, and a Type that is none", () => {
    expectProblems({ "/States/Good/Type": undefined }, ["/States/Good shape/state-type"]);
    for (const type of ["succeed", "constructor", 1, null])
      expectProblems({ "/States/Good/Type": type }, ["/States/Good/Type shape/state-type"]);
  });

  it("refuses a Task with both Next and End, or neither", () => {
    expectProblems({ "/States/Tell/End": undefined }, ["/States/Tell shape/transition"]);
    expectProblems({ "/States/Tell/End": false }, ["/States/Tell shape/transition"]);
    expectProblems({ "/States/Tell/Next": "Good" }, ["/States/Tell shape/transition"]);
  });

  it('accepts "End": false beside Next', () => {
    expectProblems({ "/States/Ask/End": false }, []);
  });
});
