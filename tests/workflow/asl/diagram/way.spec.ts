import { expect } from "chai";
import { dot, wayOf, wayOfSteps, type PastEvent, type TakenWay } from "../../../../workflow/asl/diagram";
import { run } from "../../../../workflow/asl/run";
import type { Step } from "../../../../workflow/asl/run/step";
import { machine, task } from "./support";

const Good = { Type: "Succeed" };

/** What is drawn thick: states, and ways with where they lead. */
const thick = (definition: object, highlight: TakenWay): readonly string[] =>
  dot(definition, { highlight })
    .split("\n")
    .filter((line) => line.includes("penwidth=2.4") && !line.includes('style="invis"'))
    .map((line) => line.replace(/ \[.*$/, "").replaceAll('"', ""));

const LOOP = machine({
  Call: task({ Catch: [{ ErrorEquals: ["Busy"], Next: "Again" }], Next: "Again" }),
  Again: {
    Type: "Choice",
    Choices: [
      { Condition: "{% $states.input.again = true %}", Next: "Call" },
      { Condition: "{% $states.input.odd = true %}", Next: "Good" },
    ],
    Default: "Good",
  },
  Good,
});

describe("the way of a run", () => {
  it("is drawn thick, and the rest pale", () => {
    expect(thick(LOOP, { states: ["Call", "Again"], ways: ["/States/Call/Catch/0"] })).to.deep.equal([
      "/States/Call",
      "/States/Again",
      "/StartAt -> /States/Call",
      "/States/Call -> /States/Again",
    ]);
    expect(dot(LOOP, { highlight: { states: [] } }).match(/fillcolor="#fafafa"/g)).to.have.lengthOf(3);
  });

  it("is guessed from names alone: every way between a state and the one before it", () => {
    expect(thick(LOOP, { states: ["Call", "Again", "Good"] })).to.deep.equal([
      "/States/Call",
      "/States/Again",
      "/States/Good",
      "/StartAt -> /States/Call",
      "/States/Call -> /States/Again",
      "/States/Call -> /States/Again",
      "/States/Again -> /States/Good",
      "/States/Again -> /States/Good",
    ]);
  });

  it("is guessed in each branch by itself, in whichever order the branches ran", () => {
    const branch = (a: string, b: string) => ({ StartAt: a, States: { [a]: task({ Next: b }), [b]: Good } });
    const both = machine({
      Both: { Type: "Parallel", Branches: [branch("A", "A2"), branch("B", "B2")], End: true },
    });
    expect(
      thick(both, { states: ["Both", "A", "B", "B2", "A2"] }).filter((line) => line.includes("->")),
    ).to.deep.equal([
      "/States/Both/Branches/0/StartAt -> /States/Both/Branches/0/States/A",
      "/States/Both/Branches/0/States/A -> /States/Both/Branches/0/States/A2",
      "/States/Both/Branches/1/StartAt -> /States/Both/Branches/1/States/B",
      "/States/Both/Branches/1/States/B -> /States/Both/Branches/1/States/B2",
      "/StartAt -> /States/Both",
    ]);
  });

  it("takes pointers in the place of names that two states have", () => {
    const twice = machine({
      A: { Type: "Parallel", Branches: [{ StartAt: "A", States: { A: Good } }], Next: "Good" },
      Good,
    });
    expect(thick(twice, { states: ["/States/Good"], ways: [] })).to.deep.equal(["/States/Good"]);
  });

  it("is read from a history: what was caught, and what was not", () => {
    const entered = (id: number, previousEventId: number, name: string): PastEvent => ({
      id,
      previousEventId,
      type: "TaskStateEntered",
      stateEnteredEventDetails: { name },
    });
    const exited = (id: number, name: string): PastEvent => ({
      id,
      previousEventId: id - 1,
      type: "TaskStateExited",
      stateExitedEventDetails: { name },
    });
    const called = (type: string): readonly PastEvent[] => [
      entered(1, 0, "Call"),
      { id: 2, previousEventId: 1, type },
      exited(3, "Call"),
      entered(4, 3, "Again"),
    ];
    expect(
      [called("TaskSucceeded"), called("TaskFailed")].map((history) => wayOf(LOOP, history).ways),
    ).to.deep.equal([["/States/Call/Next"], ["/States/Call/Catch/0"]]);
  });

  it("is the same from the history and from the steps of a run", async () => {
    const results = [{ again: true }, { again: false }];
    const steps: Step[] = [];
    const definition = machine({
      Call: task({
        Arguments: { FunctionName: "call" },
        Output: "{% $states.result.Payload %}",
        Catch: [{ ErrorEquals: ["Busy"], Next: "Good" }],
        Next: "Again",
      }),
      Again: {
        Type: "Choice",
        Choices: [{ Condition: "{% $states.input.again %}", Next: "Call" }],
        Default: "Both",
      },
      Both: {
        Type: "Parallel",
        Branches: ["A", "B"].map((name) => ({
          StartAt: name,
          States: { [name]: { Type: "Pass", Next: `${name}2` }, [`${name}2`]: Good },
        })),
        Next: "Good",
      },
      Good,
    });
    const { history } = await run(definition, {
      tasks: () => Promise.resolve({ Payload: results.shift() }),
      onStep: (step) => steps.push(step),
    });
    const [told, seen] = [wayOf(definition, history), wayOfSteps(steps)];
    expect(thick(definition, told)).to.deep.equal(thick(definition, seen));
    expect(new Set(told.ways)).to.deep.equal(
      new Set([
        "/States/Call/Next",
        "/States/Again/Choices/0",
        "/States/Again/Default",
        "/States/Both/Branches/0/States/A/Next",
        "/States/Both/Branches/1/States/B/Next",
        "/States/Both/Next",
      ]),
    );
  });
});
