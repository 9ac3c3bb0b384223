import { expect } from "chai";
import type { JsonataChoice } from "../../../../workflow/asl/definition";
import { definition, deploy } from "./harness";

const choose = (fields: Partial<JsonataChoice> & Pick<JsonataChoice, "Choices">, input: unknown) =>
  deploy(
    definition({
      Which: { Type: "Choice", ...fields },
      A: { Type: "Succeed" },
      B: { Type: "Succeed" },
      Otherwise: { Type: "Succeed" },
    }),
  ).execute(input);

const byName = {
  Choices: [
    { Condition: "{% $states.input.name = 'a' %}", Next: "A" },
    { Condition: "{% $states.input.name = 'b' %}", Next: "B", Output: { rule: "{% $states.input.name %}" } },
    { Condition: "{% $states.input.name = 'a' or $states.input.name = 'b' %}", Next: "Otherwise" },
  ],
} as const;

describe("a choice", () => {
  it("goes where the first true condition leads, and hands its input on", async () => {
    const { entered, output } = await choose(byName, { name: "a" });
    expect(entered).to.deep.equal(["Which", "A"]);
    expect(output).to.deep.equal({ name: "a" });
  });

  it("does not evaluate what comes after the first true condition", async () => {
    const Choices = [
      { Condition: "{% true %}", Next: "A" },
      { Condition: "{% $error('evaluated') %}", Next: "B" },
    ] as const;
    expect((await choose({ Choices }, {})).entered).to.deep.equal(["Which", "A"]);
  });

  it("hands on a rule's Output with that rule, and its own with Default", async () => {
    const Output = "its own";
    expect((await choose({ ...byName, Output }, { name: "b" })).output).to.deep.equal({ rule: "b" });
    expect((await choose({ ...byName, Output }, { name: "a" })).output).to.deep.equal({ name: "a" });
    const executed = await choose({ ...byName, Output, Default: "Otherwise" }, { name: "c" });
    expect(executed.entered).to.deep.equal(["Which", "Otherwise"]);
    expect(executed.output).to.equal("its own");
  });

  it("without a true condition and without Default fails with States.NoChoiceMatched", async () => {
    const { description, types } = await choose(byName, { name: "c" });
    expect(description).to.include({
      status: "FAILED",
      error: "States.NoChoiceMatched",
      cause:
        "An error occurred while executing the state 'Which' (entered at the event id #2). " +
        "Failed to transition out of the state. The state does not point to a next state.",
    });
    expect(types).to.deep.equal(["ExecutionStarted", "ChoiceStateEntered", "ExecutionFailed"]);
  });
});
