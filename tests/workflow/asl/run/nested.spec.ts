import { expect } from "chai";
import { run } from "../../../../workflow/asl/run";
import { definition, START, task } from "./harness";

const CHILD = "arn:aws:states:us-east-1:123456789012:stateMachine:child";
const starts = (pattern: string, fields: object = {}) =>
  task({
    Resource: `arn:aws:states:::states:startExecution${pattern}`,
    Arguments: { StateMachineArn: CHILD, Name: "mine", Input: { n: "{% $states.input.n %}" } },
    ...fields,
  });
const child = definition({
  Rest: { Type: "Wait", Seconds: 10, Output: "{% $states.input.n + 1 %}", End: true },
});

const executionArn = "arn:aws:states:us-east-1:000000000000:execution:child:mine";

describe("an execution that starts another one", () => {
  it("goes on at once, with its ARN", async () => {
    const { output, history } = await run(definition({ Start: starts("") }), {
      input: { n: 1 },
      machines: { [CHILD]: child },
    });
    expect(output).to.deep.equal({ ExecutionArn: executionArn, StartDate: START });
    expect(history.at(-1)?.timestamp).to.deep.equal(new Date(START));
  });

  it("waits for its end with .sync, and has its output as text, with .sync:2 as JSON", async () => {
    for (const [pattern, Input, Output] of [
      [".sync", '{"n":1}', "2"],
      [".sync:2", { n: 1 }, 2],
    ] as const) {
      const { output, history } = await run(definition({ Start: starts(pattern) }), {
        input: { n: 1 },
        machines: { child },
      });
      expect(output).to.deep.include({
        Status: "SUCCEEDED",
        Input,
        Output,
        Name: "mine",
        ExecutionArn: executionArn,
      });
      expect(history.at(-1)?.timestamp).to.deep.equal(new Date(START + 10_000));
    }
  });

  it("fails with States.TaskFailed when that fails, and tells how", async () => {
    const { error, cause } = await run(definition({ Start: starts(".sync:2") }), {
      machines: { child: definition({ Stop: { Type: "Fail", Error: "Mine", Cause: "because" } }) },
      input: { n: 1 },
    });
    expect(error).to.equal("States.TaskFailed");
    expect(JSON.parse(cause ?? "")).to.deep.include({ Status: "FAILED", Error: "Mine", Cause: "because" });
  });

  it("stops it when it does not wait any more", async () => {
    const { error } = await run(definition({ Start: starts(".sync", { TimeoutSeconds: 5 }) }), {
      machines: { child },
      input: { n: 1 },
    });
    expect(error).to.equal("States.Timeout");
  });

  it("asks the tasks for machines that are not here", async () => {
    const { output } = await run(definition({ Start: starts("") }), {
      tasks: ({ resource }) => Promise.resolve(resource),
      input: { n: 1 },
    });
    expect(output).to.equal("arn:aws:states:::states:startExecution");
  });

  it("ends, also when they start each other without end", async () => {
    const again = (of: string) =>
      definition({
        Start: task({
          Resource: "arn:aws:states:::states:startExecution.sync",
          Arguments: { StateMachineArn: of },
        }),
      });
    const { status, error } = await run(again("one"), { machines: { one: again("two"), two: again("one") } });
    expect({ status, error }).to.deep.equal({ status: "FAILED", error: "States.TaskFailed" });
  });
});
