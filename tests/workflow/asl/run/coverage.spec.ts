import { expect } from "chai";
import type { Definition } from "../../../../workflow/asl/definition";
import { run } from "../../../../workflow/asl/run";
import { coverage, coverageText } from "../../../../workflow/asl/run/coverage";
import { definition, failure, task } from "./harness";

const machine: Definition = definition({
  "A/B": task({
    Retry: [
      { ErrorEquals: ["Never"], MaxAttempts: 0 },
      { ErrorEquals: ["Broken"], MaxAttempts: 1 },
    ],
    Catch: [{ ErrorEquals: ["Broken"], Next: "Which" }],
    Next: "Which",
  }),
  Which: {
    Type: "Choice",
    Choices: [{ Condition: "{% $exists($states.input.Error) %}", Next: "Stop" }],
    Default: "Both",
  },
  Both: {
    Type: "Parallel",
    Branches: [{ StartAt: "In", States: { In: { Type: "Pass", End: true } } }],
    Next: "Each",
  },
  Each: {
    Type: "Map",
    ItemProcessor: { StartAt: "Item", States: { Item: { Type: "Wait", Seconds: 1, End: true } } },
    End: true,
  },
  Stop: { Type: "Fail" },
});

describe("path coverage", () => {
  it("counts states, transitions, rules, catches, and retries with their ends", () => {
    const { total, taken, percent, untaken } = coverage(machine).report();
    expect([total, taken, percent]).to.deep.equal([18, 0, 0]);
    expect(untaken.map(({ kind, at }) => `${kind} ${at}`)).to.deep.equal([
      "state /States/A~1B",
      "edge /States/A~1B/Next",
      "edge /States/A~1B/Catch/0",
      "giveUp /States/A~1B/Retry/0",
      "retry /States/A~1B/Retry/1",
      "giveUp /States/A~1B/Retry/1",
      "state /States/Which",
      "edge /States/Which/Choices/0",
      "edge /States/Which/Default",
      "state /States/Both",
      "edge /States/Both/Next",
      "state /States/Both/Branches/0/States/In",
      "edge /States/Both/Branches/0/States/In/End",
      "state /States/Each",
      "edge /States/Each/End",
      "state /States/Each/ItemProcessor/States/Item",
      "edge /States/Each/ItemProcessor/States/Item/End",
      "state /States/Stop",
    ]);
  });

  it("is what a set of runs has taken, and 100 % only when all of it is", async () => {
    const covered = coverage(machine);
    const runs = (tasks: () => Promise<unknown>) => run(machine, { tasks, onStep: covered.record });
    expect((await runs(() => Promise.resolve([1]))).status).to.equal("SUCCEEDED");
    expect(coverageText(covered.report())).to.equal(
      [
        "66 % of the paths are taken (12 of 18).",
        "  not taken: A/B is caught: Broken → Which  (/States/A~1B/Catch/0)",
        "  not taken: A/B is not tried again: Never  (/States/A~1B/Retry/0)",
        "  not taken: A/B is tried again: Broken  (/States/A~1B/Retry/1)",
        "  not taken: A/B is not tried again: Broken  (/States/A~1B/Retry/1)",
        "  not taken: Which, rule 1 → Stop  (/States/Which/Choices/0)",
        "  not taken: state Stop  (/States/Stop)",
      ].join("\n"),
    );
    await runs(() => Promise.reject(failure("Broken")));
    expect(covered.report().untaken.map(({ at }) => at)).to.deep.equal(["/States/A~1B/Retry/0"]);
    await runs(() => Promise.reject(failure("Never")));
    expect(covered.report()).to.include({ percent: 100, taken: 18, total: 18 });
    expect(covered.report().all.find(({ at }) => at === "/States/A~1B")?.times).to.equal(3);
  });
});
