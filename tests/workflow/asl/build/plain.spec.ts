import { expect } from "chai";
import {
  asl,
  jsonPath,
  pass,
  parallel,
  branch,
  stateMachine,
  unchecked,
} from "../../../../workflow/asl/build";
import { plain } from "./machines/plain";

describe("plain states", () => {
  it("are rendered as they are; only JSONata in a machine of another language says so", () => {
    expect(plain).to.deep.equal({
      Comment: "Of both languages.",
      Version: "1.0",
      StartAt: "Which",
      States: {
        Which: {
          Type: "Choice",
          Choices: [{ Variable: "$.size", NumericGreaterThan: 10, Next: "Both" }],
          Default: "Data",
        },
        Both: {
          Type: "Parallel",
          Branches: [
            {
              StartAt: "Left",
              States: {
                Left: { Type: "Wait", SecondsPath: "$.seconds", Next: "Middle" },
                Middle: {
                  Type: "Map",
                  ItemProcessor: { StartAt: "Each", States: { Each: { Type: "Pass", End: true } } },
                  End: true,
                },
              },
            },
          ],
          Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Data" }],
          Next: "Data",
        },
        Data: {
          Type: "Pass",
          QueryLanguage: "JSONata",
          Output: { sum: "{% $states.input.a + 1 %}" },
          Next: "Typed",
        },
        Typed: { Type: "Succeed", QueryLanguage: "JSONata", Output: "{% $states.input.sum %}" },
        Other: { Type: "Task", Resource: { Ref: "Function" }, Next: "Data" },
      },
    });
  });

  it("of JSONata are as they are in a machine of JSONata", () => {
    const machine = stateMachine()({ startAt: "A", states: { A: asl()({ Type: "Pass", End: true }) } });
    expect(machine).to.deep.equal({
      QueryLanguage: "JSONata",
      StartAt: "A",
      States: { A: { Type: "Pass", End: true } },
    });
  });

  it("stand beside typed ones, which say their language down to the innermost", () => {
    const machine = stateMachine()({
      queryLanguage: "JSONPath",
      startAt: "A",
      states: {
        A: jsonPath()({ Type: "Pass", Next: "B" }),
        B: parallel<unknown>()({
          branches: [branch<unknown>()({ startAt: "C", states: { C: pass<unknown>()({ end: true }) } })],
          retry: [],
          end: true,
        }),
      },
    });
    expect(machine).to.deep.equal({
      QueryLanguage: "JSONPath",
      StartAt: "A",
      States: {
        A: { Type: "Pass", Next: "B" },
        B: {
          Type: "Parallel",
          QueryLanguage: "JSONata",
          Branches: [{ StartAt: "C", States: { C: { Type: "Pass", QueryLanguage: "JSONata", End: true } } }],
          Retry: [],
          End: true,
        },
      },
    });
  });

  it("keep their fields in order, as they were written", () => {
    const state = { Type: "Pass", Result: { b: 1, a: 2 }, End: true } as const;
    expect(JSON.stringify(jsonPath()(state).render("JSONPath"))).to.equal(JSON.stringify(state));
    expect(JSON.stringify(unchecked()(state).render("JSONPath"))).to.equal(JSON.stringify(state));
  });
});
