import { expect } from "chai";
import { condition } from "../../../../workflow/asl/diagram/condition";
import type { JsonObject } from "../../../../workflow/asl/json";

const said = (rules: readonly JsonObject[]): readonly string[] =>
  rules.map((rule) => condition({ ...rule, Next: "There" }));

describe("condition", () => {
  it("says JSONata without its machinery", () => {
    expect(
      said([
        { Condition: '{% $states.input.status = "open" and $count > 3 %}' },
        { Condition: true },
        { Condition: false },
      ]),
    ).to.deep.equal(['status = "open" and $count > 3', "always", "never"]);
  });

  it("says every comparator of JSONPath", () => {
    const Variable = "$.x";
    expect(
      said([
        { Variable, StringEquals: "a" },
        { Variable, StringEqualsPath: "$.y" },
        { Variable, StringLessThan: "a" },
        { Variable, StringGreaterThanEquals: "a" },
        { Variable, StringMatches: "a*" },
        { Variable, NumericEquals: 1 },
        { Variable, NumericLessThan: 1 },
        { Variable, NumericLessThanEquals: 1 },
        { Variable, NumericGreaterThan: 1 },
        { Variable, NumericGreaterThanEqualsPath: "$.y" },
        { Variable, BooleanEquals: true },
        { Variable, TimestampEquals: "2024-01-01T00:00:00Z" },
        { Variable, TimestampLessThan: "2024-01-01T00:00:00Z" },
        { Variable, TimestampGreaterThanEqualsPath: "$$.State.EnteredTime" },
        { Variable, IsNull: true },
        { Variable, IsPresent: false },
        { Variable, IsNumeric: true },
        { Variable, IsString: true },
        { Variable, IsBoolean: false },
        { Variable, IsTimestamp: true },
      ]),
    ).to.deep.equal([
      'x is "a"',
      "x is y",
      'x sorts before "a"',
      'x sorts after or is "a"',
      'x is like "a*"',
      "x is 1",
      "x < 1",
      "x ≤ 1",
      "x > 1",
      "x ≥ y",
      "x is true",
      'x is "2024-01-01T00:00:00Z"',
      'x is before "2024-01-01T00:00:00Z"',
      "x is not before context.State.EnteredTime",
      "x is null",
      "x is not there",
      "x is a number",
      "x is text",
      "x is not true or false",
      "x is a time",
    ]);
  });

  it("puts And, Or and Not together, with parentheses where they are needed", () => {
    const [a, b, c] = [
      { Variable: "$.a", IsPresent: true },
      { Variable: "$.b", NumericGreaterThan: 2 },
      { Variable: "$.c", StringEquals: "x" },
    ];
    expect(
      said([
        { And: [a, b, c] },
        { Or: [a, { And: [b, c] }] },
        { And: [a, { And: [b, c] }] },
        { And: [a] },
        { Not: a },
        { Not: { Or: [a, b] } },
      ]),
    ).to.deep.equal([
      'a is there and b > 2 and c is "x"',
      'a is there or (b > 2 and c is "x")',
      'a is there and b > 2 and c is "x"',
      "a is there",
      "not (a is there)",
      "not (a is there or b > 2)",
    ]);
  });

  it("says equality with one of several values, and with none, in short", () => {
    const is = (value: string, Variable = "$.format") => ({ Variable, StringEquals: value });
    expect(
      said([
        { Or: [is("JPEG"), is("PNG"), is("GIF")] },
        { Or: [is("JPEG"), is("PNG", "$.other")] },
        { And: [{ Or: [is("JPEG"), is("PNG")] }, { Variable: "$", IsPresent: true }] },
        { Not: is("JPEG") },
        { Not: { Variable: "$.ok", BooleanEquals: true } },
      ]),
    ).to.deep.equal([
      'format is "JPEG", "PNG" or "GIF"',
      'format is "JPEG" or other is "PNG"',
      '(format is "JPEG" or "PNG") and input is there',
      'format is not "JPEG"',
      "ok is not true",
    ]);
  });

  it("says … of what is no condition, or is too deep to be read", () => {
    let deep: JsonObject = { Variable: "$.a", IsNull: true };
    for (let depth = 0; depth < 10_000; depth += 1) deep = { Not: { And: [deep, deep] } };
    expect(said([{}, { Not: 1 }, { And: [1, null] }, { Variable: "$.a", Odd: { b: 1 } }])).to.deep.equal([
      "…",
      "not (…)",
      "… and …",
      "a Odd …",
    ]);
    expect(condition(deep))
      .to.match(/^not \(not \(.*…/)
      .and.to.have.length.below(2_000);
  });
});
