import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deploy, INVOKE } from "../harness";
import { CORPORA, describeCorpora } from "../../../../support/corpora";

/** Why the machine is refused; undefined if it is not. */
function faultOf(machine: unknown): string | undefined {
  try {
    deploy(machine);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const task = { Type: "Task", Resource: INVOKE, End: true };
const map = {
  Type: "Map",
  ItemProcessor: { StartAt: "P", States: { P: { Type: "Pass", End: true } } },
  End: true,
};

describe("a state in JSONPath that cannot be run", () => {
  for (const [state, fault] of [
    [
      { ...task, InputPath: "$..." },
      '/States/S/InputPath: "$...": expected a name, * or [ at character 4, found "."',
    ],
    [{ ...task, InputPath: "States.UUID()" }, "/States/S/InputPath"],
    [
      { ...task, ResultPath: "$foo" },
      '/States/S/ResultPath: "$foo": expected a reference path into the input',
    ],
    [{ ...task, ResultPath: "$.a[*]" }, "/States/S/ResultPath"],
    [{ ...task, Parameters: { a: [{ "b.$": "x" }] } }, "/States/S/Parameters/a[0]/b.$"],
    [{ ...task, Parameters: { "b.$": "States.Nope()" } }, "States.Nope is no intrinsic function"],
    [{ ...task, Parameters: { "b.$": 1 } }, "/States/S/Parameters/b.$: expected a string, found 1"],
    [{ ...task, Parameters: { "b.$": "$.a", b: 1 } }, "is there twice"],
    [
      { ...task, Parameters: { "b.$": "$.a[?(@.x =~ /(a+)+b/)]" } },
      "a filter with a regular expression (=~) is not supported",
    ],
    [{ ...task, OutputPath: "$.a[?(@.x =~ /a/)]" }, "is not supported"],
    [{ ...task, Arguments: {} }, "/States/S/Arguments: is not supported"],
    [{ ...task, Output: {} }, "/States/S/Output: is not supported"],
    [
      { ...task, TimeoutSeconds: 1, TimeoutSecondsPath: "$.a" },
      "expected not more than one of TimeoutSeconds, TimeoutSecondsPath",
    ],
    [{ ...task, Next: "S" }, "expected one of Next, End"],
    [{ ...task, Assign: 1 }, "/States/S/Assign: expected an object"],
    [
      { Type: "Wait", End: true },
      "expected one of Seconds, SecondsPath, Timestamp, TimestampPath, found none",
    ],
    [{ Type: "Wait", Timestamp: "soon", End: true }, "/States/S/Timestamp"],
    [{ Type: "Succeed", ResultPath: "$" }, "/States/S/ResultPath: is not supported"],
    [{ Type: "Fail", Error: "a", ErrorPath: "$.a" }, "expected not more than one of Error, ErrorPath"],
    [{ ...map, Label: "x" }, "/States/S/Label: belongs to a Map"],
    [{ ...map, Iterator: {} }, "/States/S/Iterator"],
    [{ ...map, ItemsPath: null }, "/States/S/ItemsPath"],
    [{ ...map, Parameters: {}, ItemSelector: {} }, "expected not more than one of ItemSelector, Parameters"],
    [{ Type: "Choice", Choices: [] }, "/States/S/Choices: expected one or more"],
    [
      { Type: "Choice", Choices: [{ Variable: "$.a", Next: "S" }] },
      "expected one comparison operator, as StringEquals, found none",
    ],
    [
      { Type: "Choice", Choices: [{ Variable: "$.a", IsNull: true, IsPresent: true, Next: "S" }] },
      "found IsNull, IsPresent",
    ],
    [
      { Type: "Choice", Choices: [{ Not: { Variable: "$.a", IsNull: true, Next: "S" }, Next: "S" }] },
      "/Not/Next: is not supported",
    ],
    [
      { Type: "Choice", Choices: [{ Variable: "$.a", NumericEquals: "1", Next: "S" }] },
      "/NumericEquals: expected a number",
    ],
    [{ Type: "Choice", Choices: [{ Variable: "$.a", StringMatches: "\\a", Next: "S" }] }, "/StringMatches"],
    [{ Type: "Choice", Choices: [{ Condition: "{% true %}", Next: "S" }] }, "/Condition: is not supported"],
  ] as const)
    it(`is refused by name: ${JSON.stringify(state)}`, () => {
      expect(faultOf({ StartAt: "S", States: { S: state } })).to.include(fault);
    });

  it("is refused in a machine whose language is JSONata", () => {
    expect(() =>
      deploy({
        QueryLanguage: "JSONata",
        StartAt: "S",
        States: { S: { Type: "Pass", QueryLanguage: "JSONPath", End: true } },
      }),
    ).to.throw("/States/S/QueryLanguage: expected JSONata");
  });
});

describeCorpora("the machines of others", () => {
  it("are all read, but for one whose ResultPath is an empty text", () => {
    const seeds = join(CORPORA, "seeds");
    const machines = readdirSync(seeds).filter((file) => file.endsWith(".json") && file !== "index.json");
    const faults = machines.flatMap((file) => {
      const fault = faultOf(JSON.parse(readFileSync(join(seeds, file), "utf8")));
      return fault === undefined ? [] : [[file, fault]];
    });
    expect(machines).to.not.be.empty;
    expect(faults).to.deep.equal([
      [
        "lambda-refarch-imagerecognition-workshop-additional-steps.json",
        "Invalid State Machine Definition: /States/ExtractImageMetadata/Catch[0]/ResultPath: " +
          '"": expected a path, which begins with "$" at character 1, found the end',
      ],
    ]);
  });
});
