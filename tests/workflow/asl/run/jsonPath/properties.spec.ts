import { expect } from "chai";
import fc from "fast-check";
import { deploy } from "../harness";

const path = fc.constantFrom(
  "$",
  "$.a",
  "$.a.b",
  "$.l[0]",
  "$.l[*]",
  "$..a",
  "$.l[?(@.a == 1)]",
  "$x",
  "$x.a",
  "$$.State.Name",
  "$$",
  "$.none",
  "$.l.length()",
);
const reference = fc.constantFrom("$", "$.a", "$.a.b.c", "$.l[0]", "$.l[1].x", "$.new.one");
const expression = fc.oneof(
  path,
  fc
    .tuple(fc.constantFrom("Array", "ArrayLength", "JsonToString", "StringToJson", "ArrayUnique"), path)
    .map(([name, at]) => `States.${name}(${at})`),
);
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const assign = fc.dictionary(fc.constantFrom("x.$", "y.$", "__proto__.$"), expression);
const filters = { InputPath: orNull(path), OutputPath: orNull(path) };

const value = fc.constantFrom(null, 1, "text", [1, { a: 2 }], { a: { b: [] }, "c.d": false });
const template = fc.oneof(value, fc.dictionary(fc.constantFrom("p.$", "q.$", "__proto__.$"), expression));
const pass = fc.record(
  {
    ...filters,
    Parameters: template,
    Result: value,
    ResultPath: orNull(reference),
    Assign: assign,
  },
  { requiredKeys: [] },
);
const task = fc.record(
  {
    ...filters,
    Parameters: template,
    ResultSelector: template,
    ResultPath: orNull(reference),
    Assign: assign,
    TimeoutSecondsPath: path,
  },
  { requiredKeys: [] },
);
const map = fc.record(
  {
    ...filters,
    ItemsPath: path,
    ItemSelector: template,
    ResultSelector: template,
    ResultPath: orNull(reference),
    MaxConcurrencyPath: path,
  },
  { requiredKeys: [] },
);
const rule = fc.oneof(
  fc.record({ Variable: path, StringEquals: fc.string() }),
  fc.record({ Variable: path, NumericLessThanPath: path }),
  fc.record({ Variable: path, IsPresent: fc.boolean() }),
  fc.record({ Variable: path, StringMatches: fc.constantFrom("*", "a*b", "\\*") }),
  fc.record({ Variable: path, IsTimestamp: fc.boolean() }),
);
const input = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.record({
    a: fc.oneof(fc.integer(), fc.record({ b: fc.jsonValue() })),
    l: fc.array(fc.record({ a: fc.integer() })),
  }),
);

describe("whatever a machine in JSONPath says", () => {
  it("it runs to an end, and what it cannot compute fails it by a name of the language", async () => {
    await fc.assert(
      fc.asyncProperty(pass, task, map, rule, input, async (first, second, third, condition, given) => {
        const definition = JSON.parse(
          JSON.stringify({
            StartAt: "P",
            States: {
              P: { Type: "Pass", ...first, Next: "T" },
              T: {
                Type: "Task",
                Resource: "arn:aws:states:::lambda:invoke",
                ...second,
                Next: "M",
                Catch: [
                  { ErrorEquals: ["States.ALL"], ResultPath: "$.error", Assign: { "x.$": "$" }, Next: "M" },
                ],
              },
              M: {
                Type: "Map",
                ...third,
                Next: "C",
                Catch: [{ ErrorEquals: ["States.ALL"], Next: "C" }],
                ItemProcessor: { StartAt: "I", States: { I: { Type: "Pass", End: true } } },
              },
              C: { Type: "Choice", Choices: [{ Not: condition, Next: "S" }], Default: "S" },
              S: { Type: "Succeed" },
            },
          }),
        ) as unknown;
        const { description } = await deploy(definition, () => Promise.resolve({ a: 1 })).execute(given);
        expect(description.status).to.be.oneOf(["SUCCEEDED", "FAILED"]);
        if (description.status === "FAILED") expect(description.error).to.match(/^States\./);
      }),
      { numRuns: 300 },
    );
  }).timeout(30_000);
});
