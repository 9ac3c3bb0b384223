import { expect } from "chai";
import type { Json } from "../../../../../workflow/asl/json";
import { matches } from "../../../../../workflow/asl/run/jsonPath/wildcard";
import { deploy } from "../harness";
import { failed } from "./harness";

const choose = (Choices: readonly object[], input: unknown, more: object = {}) =>
  deploy({
    StartAt: "Which",
    States: {
      Which: { Type: "Choice", Choices, Default: "No", ...more },
      Yes: { Type: "Pass", End: true },
      No: { Type: "Fail", Error: "no" },
    },
  }).execute(input);

const holds = async (rule: object, input: unknown): Promise<boolean> =>
  (await choose([{ Next: "Yes", ...rule }], input)).description.status === "SUCCEEDED";

describe("a choice in JSONPath", () => {
  /** https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html */
  it("goes where AWS's example goes", async () => {
    const Choices = [
      { Not: { Variable: "$.type", StringEquals: "Private" }, Next: "Public" },
      {
        And: [
          { Variable: "$.value", IsPresent: true },
          { Variable: "$.value", IsNumeric: true },
          { Variable: "$.value", NumericGreaterThanEquals: 20 },
          { Variable: "$.value", NumericLessThan: 30 },
        ],
        Next: "ValueInTwenties",
      },
    ];
    const run = async (input: unknown) =>
      (
        await deploy({
          StartAt: "ChoiceStateX",
          States: {
            ChoiceStateX: { Type: "Choice", Choices, Default: "DefaultState" },
            Public: { Type: "Succeed" },
            ValueInTwenties: { Type: "Succeed" },
            DefaultState: { Type: "Succeed" },
          },
        }).execute(input)
      ).entered[1];
    expect(await run({ type: "Private", value: 22 })).to.equal("ValueInTwenties");
    expect(await run({ type: "Public", value: 22 })).to.equal("Public");
    expect(await run({ type: "Private", value: 30 })).to.equal("DefaultState");
    expect(await run({ type: "Private", value: "22" })).to.equal("DefaultState");
    expect(await run({ type: "Private" })).to.equal("DefaultState");
  });

  it("fails with States.Runtime where Variable finds nothing", async () => {
    const executed = await choose([{ Variable: "$.a.b", StringEquals: "x", Next: "Yes" }], { a: 1 });
    expect(failed(executed)).to.deep.equal([
      "FAILED",
      "States.Runtime",
      "Invalid path '$.a.b': The choice state's condition path references an invalid value.",
    ]);
    const other = await choose([{ Variable: "$.a", NumericEqualsPath: "$.b", Next: "Yes" }], { a: 1 });
    expect(failed(other)[2]).to.match(/^Invalid path '\$\.b'/);
    expect(failed(await choose([{ Variable: "$.a", IsNull: true, Next: "Yes" }], {}))[1]).to.equal(
      "States.Runtime",
    );
  });

  it("asks whether there is a value, whatever it is", async () => {
    const present = { Variable: "$.l[0]", IsPresent: true };
    expect(await holds(present, { l: [null] })).to.equal(true);
    expect(await holds(present, { l: [] })).to.equal(false);
    expect(await holds({ Variable: "$.l[0]", IsPresent: false }, {})).to.equal(true);
    expect(await holds({ Variable: "$none", IsPresent: true }, {})).to.equal(false);
    expect(await holds({ Variable: "$$.Execution.Name", IsPresent: true }, {})).to.equal(true);
  });

  const value = (comparison: object, found: Json) =>
    holds({ Variable: "$.v", ...comparison }, { v: found, w: found });

  it("compares texts, numbers, booleans and times", async () => {
    for (const [comparison, yes, no] of [
      [{ StringEquals: "b" }, ["b"], ["a", 1, null]],
      [{ StringLessThan: "b" }, ["a"], ["b", "c", 0]],
      [{ StringGreaterThan: "b" }, ["c"], ["b", "a"]],
      [{ StringLessThanEquals: "b" }, ["a", "b"], ["c"]],
      [{ StringGreaterThanEquals: "b" }, ["b", "c"], ["a"]],
      [{ NumericEquals: 2 }, [2, 2.0], [1, "2", null, true]],
      [{ NumericLessThan: 2 }, [1], [2, 3, "1"]],
      [{ NumericGreaterThan: 2 }, [2.5], [2, 1]],
      [{ NumericLessThanEquals: 2 }, [2, 1], [3]],
      [{ NumericGreaterThanEquals: 2 }, [2, 3], [1]],
      [{ BooleanEquals: false }, [false], [true, null, 0, "false"]],
      [
        { TimestampEquals: "2016-03-14T01:59:00Z" },
        ["2016-03-14T01:59:00.000Z", "2016-03-14T02:59:00+01:00"],
        ["2016-03-14T01:59:01Z", "x"],
      ],
      [{ TimestampLessThan: "2016-03-14T01:59:00Z" }, ["2016-03-14T01:58:59Z"], ["2016-03-14T01:59:00Z", 1]],
      [{ TimestampGreaterThan: "2016-03-14T01:59:00Z" }, ["2016-03-14T01:59:01Z"], ["2016-03-14T01:59:00Z"]],
      [
        { TimestampLessThanEquals: "2016-03-14T01:59:00Z" },
        ["2016-03-14T01:59:00Z"],
        ["2016-03-14T01:59:01Z"],
      ],
      [
        { TimestampGreaterThanEquals: "2016-03-14T01:59:00Z" },
        ["2016-03-14T01:59:00Z"],
        ["2016-03-14T01:58:00Z"],
      ],
      [{ IsNull: true }, [null], [0, ""]],
      [{ IsNull: false }, [0], [null]],
      [{ IsNumeric: true }, [1.5], ["1"]],
      [{ IsString: true }, [""], [1]],
      [{ IsBoolean: true }, [false], [null]],
      [{ IsTimestamp: true }, ["2016-03-14T01:59:00Z"], ["2016-03-14", 0]],
      [{ IsTimestamp: false }, ["2016-03-14"], ["2016-03-14T01:59:00Z"]],
      [{ StringMatches: "log-*.txt" }, ["log-.txt", "log-a.b.txt"], ["log-x.txt.gz", "Log-a.txt", 1]],
      [{ StringEqualsPath: "$.w" }, ["a"], [1]],
      [{ NumericLessThanEqualsPath: "$.w" }, [1], ["1"]],
      [{ BooleanEqualsPath: "$.w" }, [true], ["x"]],
      [{ TimestampGreaterThanEqualsPath: "$.w" }, ["2016-03-14T01:59:00Z"], ["no time"]],
    ] as const) {
      for (const each of yes)
        expect(await value(comparison, each), JSON.stringify([comparison, each])).to.equal(true);
      for (const each of no)
        expect(await value(comparison, each), JSON.stringify([comparison, each])).to.equal(false);
    }
  });

  it("combines conditions, and asks no more than it must", async () => {
    const a = { Variable: "$.a", BooleanEquals: true };
    const missing = { Variable: "$.none", BooleanEquals: true };
    expect(await holds({ Or: [a, missing] }, { a: true })).to.equal(true);
    expect(await holds({ And: [{ Not: a }, missing] }, { a: true })).to.equal(false);
    expect(await holds({ Not: { And: [a, { Or: [{ Not: a }] }] } }, { a: true })).to.equal(true);
  });

  it("selects with InputPath and OutputPath, and assigns with the rule or with Default", async () => {
    const run = (input: unknown) =>
      deploy({
        StartAt: "Which",
        States: {
          Which: {
            Type: "Choice",
            InputPath: "$.in",
            OutputPath: "$.out",
            Default: "Done",
            Assign: { by: "default" },
            Choices: [{ Variable: "$.x", NumericEquals: 1, Next: "Done", Assign: { "by.$": "$.x" } }],
          },
          Done: { Type: "Pass", Parameters: { "by.$": "$by", "in.$": "$" }, End: true },
        },
      }).execute(input);
    expect((await run({ in: { x: 1, out: "o" } })).output).to.deep.equal({ by: 1, in: "o" });
    expect((await run({ in: { x: 2, out: "o" } })).output).to.deep.equal({ by: "default", in: "o" });
  });

  it("without a rule that holds goes to Default, or fails with States.NoChoiceMatched", async () => {
    const Choices = [{ Variable: "$.a", IsNull: true, Next: "Yes" }];
    expect((await choose(Choices, { a: 1 })).entered).to.deep.equal(["Which", "No"]);
    const states = { Which: { Type: "Choice", Choices }, Yes: { Type: "Succeed" } };
    const { description } = await deploy({ StartAt: "Which", States: states }).execute({ a: 1 });
    expect(description.error).to.equal("States.NoChoiceMatched");
  });
});

describe("a pattern", () => {
  it("matches any characters with *, and itself after a backslash", () => {
    for (const [text, pattern, expected] of [
      ["", "", true],
      ["", "*", true],
      ["a", "", false],
      ["abc", "a*c", true],
      ["abcd", "a*c", false],
      ["acbc", "a*bc", true],
      ["a*c", String.raw`a\*c`, true],
      ["abc", String.raw`a\*c`, false],
      ["a\\c", String.raw`a\\c`, true],
      ["foo23.log", "foo*.log", true],
      ["zebra.log", "*.log", true],
      ["foobar.zebra", "foo*.*", true],
      ["ab", "a**b*", true],
    ] as const)
      expect(matches(text, pattern), `${text} ${pattern}`).to.equal(expected);
  });

  it("that is made to take long does not", () => {
    expect(matches("a".repeat(5_000), `${"a*".repeat(2_000)}b`)).to.equal(false);
  });
});
