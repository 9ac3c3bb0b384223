import { expect } from "chai";
import { ARN, definition, deploy, failure, lastToken, START, task, WAIT } from "./harness";

const CONTEXT = "{% $states.context %}";
const machine = {
  Id: "arn:aws:states:us-east-1:000000000000:stateMachine:machine",
  Name: "machine",
};
const execution = {
  Id: ARN,
  Input: { n: 1 },
  Name: "run",
  RoleArn: "arn:aws:iam::000000000000:role/machine",
  StartTime: "2026-01-01T00:00:00.000Z",
  RedriveCount: 0,
};

describe("the context object", () => {
  it("tells execution, state and machine, and no task where no token is", async () => {
    const { execute, calls } = deploy(definition({ Work: task({ Arguments: CONTEXT }) }));
    await execute({ n: 1 });
    expect(calls[0]?.arguments).to.deep.equal({
      Execution: execution,
      State: { EnteredTime: "2026-01-01T00:00:00.000Z", Name: "Work", RetryCount: 0 },
      StateMachine: machine,
    });
  });

  it("counts retries, and keeps the time of entry through them; the next state has its own", async () => {
    let tries = 0;
    const { execute, calls } = deploy(
      definition({
        First: task({ Next: "Second" }),
        Second: task({
          Arguments: CONTEXT,
          Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 30 }],
          Output: "{% $states.context.State %}",
          Next: "Third",
        }),
        Third: task({ Arguments: CONTEXT, Output: "{% $states.input %}" }),
      }),
      ({ state }) =>
        state === "Second" && ++tries < 3 ? Promise.reject(failure("Broken")) : Promise.resolve(null),
    );
    const { output } = await execute({ n: 1 });
    const states = calls.slice(1).map((call) => (call.arguments as { State: object }).State);
    expect(states).to.deep.equal([
      { EnteredTime: "2026-01-01T00:00:00.000Z", Name: "Second", RetryCount: 0 },
      { EnteredTime: "2026-01-01T00:00:00.000Z", Name: "Second", RetryCount: 1 },
      { EnteredTime: "2026-01-01T00:00:00.000Z", Name: "Second", RetryCount: 2 },
      { EnteredTime: "2026-01-01T00:01:30.000Z", Name: "Third", RetryCount: 0 },
    ]);
    expect(output).to.deep.equal(states[2]);
  });

  it("has the token of a task that waits for one, in its arguments and not in its output", async () => {
    const deployment = deploy(
      definition({
        Wait: task({
          Resource: WAIT,
          Arguments: "{% $states.context.Task %}",
          Output: "{% $exists($states.context.Task) %}",
        }),
      }),
    );
    await deployment.execute({}, 0);
    const token = lastToken(deployment);
    expect(deployment.calls[0]?.arguments).to.deep.equal({ Token: token });
    deployment.machine.sendTaskSuccess({ taskToken: token, output: "1" });
    await deployment.clock.run();
    expect(deployment.look().output).to.equal(false);
  });

  it("tells of redrives, and then of the time of the last one", async () => {
    let broken = true;
    const {
      execute,
      machine: deployed,
      clock,
      calls,
    } = deploy(definition({ Work: task({ Arguments: CONTEXT }) }), () =>
      broken ? Promise.reject(failure("Broken")) : Promise.resolve(null),
    );
    await execute({ n: 1 });
    broken = false;
    await clock.run(START + 60_000);
    deployed.redriveExecution(ARN);
    await clock.run();
    expect(calls[1]?.arguments).to.deep.equal({
      Execution: { ...execution, RedriveCount: 1, RedriveTime: "2026-01-01T00:01:00.000Z" },
      State: { EnteredTime: "2026-01-01T00:00:00.000Z", Name: "Work", RetryCount: 0 },
      StateMachine: machine,
    });
  });
});
