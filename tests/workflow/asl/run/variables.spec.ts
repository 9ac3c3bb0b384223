import { expect } from "chai";
import type { State } from "../../../../workflow/asl/definition";
import { definition, deploy, failure, task } from "./harness";

const inside = (state: State) => ({ StartAt: "Inside", States: { Inside: state } });

describe("variables", () => {
  it("are assigned by a state and read by those after it", async () => {
    const { execute } = deploy(
      definition({
        First: { Type: "Pass", Assign: { a: 1, b: { c: ["{% $states.input.n %}"] } }, Next: "Second" },
        Second: { Type: "Pass", Output: ["{% $a %}", "{% $b.c %}"], End: true },
      }),
    );
    const { output, events } = await execute({ n: 2 });
    expect(output).to.deep.equal([1, [2]]);
    expect(events[2]).to.deep.include({
      type: "PassStateExited",
      stateExitedEventDetails: {
        name: "First",
        output: '{"n":2}',
        outputDetails: { truncated: false },
        assignedVariables: { a: "1", b: '{"c":[2]}' },
        assignedVariablesDetails: { truncated: false },
      },
    });
  });

  it("are computed from the old ones, all at once, as the output is", async () => {
    const { execute } = deploy(
      definition({
        First: { Type: "Pass", Assign: { a: 1, b: 2 }, Next: "Swap" },
        Swap: { Type: "Pass", Assign: { a: "{% $b %}", b: "{% $a %}" }, Output: "{% $a %}", Next: "Last" },
        Last: { Type: "Pass", Output: ["{% $states.input %}", "{% $a %}", "{% $b %}"], End: true },
      }),
    );
    expect((await execute()).output).to.deep.equal([1, 2, 1]);
  });

  it("are assigned by Task, Wait, Choice, its rules, and catchers, each with what it sees", async () => {
    const { execute } = deploy(
      definition({
        Work: task({ Assign: { result: "{% $states.result.n %}" }, Next: "Rest" }),
        Rest: { Type: "Wait", Seconds: "{% $result %}", Assign: { waited: true }, Next: "Which" },
        Which: {
          Type: "Choice",
          Choices: [
            { Condition: false, Next: "Which", Assign: { rule: 0 } },
            { Condition: "{% $waited %}", Next: "Fails", Assign: { rule: 1 } },
          ],
          Default: "Which",
        },
        Fails: task({
          Catch: [
            { ErrorEquals: ["Broken"], Next: "Other", Assign: { error: "{% $states.errorOutput.Error %}" } },
          ],
          Assign: { never: 1 },
        }),
        Other: {
          Type: "Choice",
          Choices: [{ Condition: false, Next: "Other" }],
          Default: "Last",
          Assign: { rule: 2, before: "{% $rule %}" },
        },
        Last: {
          Type: "Succeed",
          Output: ["{% $result %}", "{% $error %}", "{% $rule %}", "{% $before %}", "{% $exists($never) %}"],
        },
      }),
      ({ state }) => (state === "Fails" ? Promise.reject(failure("Broken")) : Promise.resolve({ n: 3 })),
    );
    expect((await execute()).output).to.deep.equal([3, "Broken", 2, 1, false]);
  });

  it("of an outer scope are read inside, as they were when that began; those inside are not seen outside", async () => {
    const { execute } = deploy(
      definition({
        First: { Type: "Pass", Assign: { outer: 1 }, Next: "Both" },
        Both: {
          Type: "Parallel",
          Branches: [
            {
              StartAt: "A",
              States: {
                A: { Type: "Pass", Assign: { inner: "{% $outer + 1 %}" }, Next: "B" },
                B: { Type: "Pass", Output: "{% [$outer, $inner] %}", End: true },
              },
            },
            inside({ Type: "Pass", Output: "{% [$outer, $exists($inner)] %}", End: true }),
          ],
          Next: "Each",
        },
        Each: {
          Type: "Map",
          Items: [10, 20],
          ItemProcessor: {
            StartAt: "C",
            States: {
              C: { Type: "Pass", Assign: { inner: "{% $states.input + $outer %}" }, Next: "D" },
              D: { Type: "Pass", Output: "{% $inner %}", End: true },
            },
          },
          Output: "{% [$states.input, $states.result] %}",
          Next: "Last",
        },
        Last: { Type: "Pass", Output: ["{% $states.input %}", "{% $exists($inner) %}"], End: true },
      }),
    );
    expect((await execute()).output).to.deep.equal([[[1, 2], [1, false], 11, 21], false]);
  });

  it("of a task that is tried again are those from before it", async () => {
    let tries = 0;
    const { execute, calls } = deploy(
      definition({
        First: { Type: "Pass", Assign: { n: 1 }, Next: "Work" },
        Work: task({
          Arguments: "{% $n %}",
          Assign: { n: 5 },
          Output: "{% $states.result.absent %}",
          Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1 }],
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "Last" }],
        }),
        Last: { Type: "Pass", Output: "{% $n %}", End: true },
      }),
      () => Promise.resolve({ tries: ++tries }),
    );
    expect((await execute()).output).to.equal(1);
    expect(calls.map((call) => call.arguments)).to.deep.equal([1, 1]);
  });

  it("hold 256 KiB in one state, and 10 MiB in all", async () => {
    const text = (bytes: number) => `{% $pad("", ${bytes}, "x") %}`;
    const once = (bytes: number) =>
      deploy(
        definition({ Only: { Type: "Pass", Assign: { x: text(bytes) }, Output: 1, End: true } }),
      ).execute();
    // {"x":""} has eight characters.
    expect((await once(262_144 - 8)).description.status).to.equal("SUCCEEDED");
    expect((await once(262_144 - 7)).description).to.include({
      status: "FAILED",
      error: "States.DataLimitExceeded",
    });

    const names = Array.from({ length: 42 }, (_, index) => `v${index}`);
    const states = Object.fromEntries(
      names.map((name, index): [string, State] => [
        `S${index}`,
        {
          Type: "Pass",
          Assign: { [name]: text(250_000) },
          Output: 1,
          ...(index === 41 ? { End: true } : { Next: `S${index + 1}` }),
        },
      ]),
    );
    const { description, entered } = await deploy(definition(states)).execute();
    expect(description.error).to.equal("States.DataLimitExceeded");
    expect(entered.at(-1)).to.equal("S41");
  });

  it("that end with their scope make room for others", async () => {
    const { execute } = deploy(
      definition({
        Each: {
          Type: "Map",
          Items: "{% $range(1, 60, 1) %}",
          MaxConcurrency: 1,
          ItemProcessor: inside({
            Type: "Pass",
            Assign: { x: '{% $pad("", 250000, "x") %}' },
            Output: 1,
            End: true,
          }),
          Output: "{% $count($states.result) %}",
          End: true,
        },
      }),
    );
    expect((await execute()).output).to.equal(60);
  });
});
