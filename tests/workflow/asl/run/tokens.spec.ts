import { expect } from "chai";
import { definition, deploy, failure, lastToken, START, task, WAIT, type Deployment } from "./harness";

const waiting = (fields: Parameters<typeof task>[0] = {}) =>
  deploy(definition({ Wait: task({ Resource: WAIT, Arguments: {}, ...fields }), Done: { Type: "Succeed" } }));

/** The name of the error that each of the three operations throws for a token. */
const errors = ({ machine }: Deployment, taskToken: string): string[] =>
  [
    () => {
      machine.sendTaskSuccess({ taskToken, output: "{}" });
    },
    () => {
      machine.sendTaskFailure({ taskToken });
    },
    () => {
      machine.sendTaskHeartbeat({ taskToken });
    },
  ].map((send) => {
    try {
      send();
      return "none";
    } catch (error) {
      return error instanceof Error ? error.name : "unknown";
    }
  });

const TIMED_OUT = ["TaskTimedOut", "TaskTimedOut", "TaskTimedOut"];

describe("a task token", () => {
  it("is given to the call of a task that waits for one, and to no other", async () => {
    const { execute, calls } = deploy(
      definition({ Plain: task({ Next: "Wait" }), Wait: task({ Resource: WAIT, TimeoutSeconds: 1 }) }),
    );
    await execute();
    expect(calls.map(({ taskToken }) => typeof taskToken)).to.deep.equal(["undefined", "string"]);
    expect(calls[0]).not.to.have.property("taskToken");
  });

  it("is new for each try, and cannot be guessed from another", async () => {
    const { execute, calls } = deploy(
      definition({
        Wait: task({
          Resource: WAIT,
          TimeoutSeconds: 1,
          Retry: [{ ErrorEquals: ["States.Timeout"], MaxAttempts: 19 }],
        }),
      }),
    );
    await execute();
    const tokens = calls.map(({ taskToken = "" }) => taskToken);
    expect(new Set(tokens).size).to.equal(20);
    for (const token of tokens) expect(token).to.match(/^[A-Za-z0-9_-]{64}$/); // 384 random bits
  });

  it("ends the wait with the output that is sent; the answer of the call is ignored", async () => {
    const deployment = deploy(definition({ Wait: task({ Resource: WAIT }) }), () =>
      Promise.resolve("ignored"),
    );
    expect((await deployment.execute({}, 86_400_000)).description.status).to.equal("RUNNING");
    deployment.machine.sendTaskSuccess({ taskToken: lastToken(deployment), output: ' {"a" : 1} ' });
    await deployment.clock.run();
    expect(deployment.look().output).to.deep.equal({ a: 1 });
    expect(deployment.look().types).to.deep.equal([
      "ExecutionStarted",
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskSubmitted",
      "TaskSucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
  });

  it("may come back before the call has answered", async () => {
    const deployment: Deployment = deploy(
      definition({ Wait: task({ Resource: WAIT }) }),
      ({ taskToken = "" }) => {
        deployment.machine.sendTaskSuccess({ taskToken, output: "1" });
        return Promise.resolve("late");
      },
    );
    const { output, types } = await deployment.execute();
    expect(output).to.equal(1);
    expect(types).not.to.include("TaskSubmitted");
  });

  it("that came back wins over a call that is rejected afterwards", async () => {
    const deployment: Deployment = deploy(
      definition({ Wait: task({ Resource: WAIT }) }),
      ({ taskToken = "" }) => {
        deployment.machine.sendTaskSuccess({ taskToken, output: "1" });
        return Promise.reject(failure("TooLate"));
      },
    );
    expect((await deployment.execute()).output).to.equal(1);
  });

  it("is of no use once its call was rejected: that fails the task at once", async () => {
    const deployment = deploy(definition({ Wait: task({ Resource: WAIT }) }), () =>
      Promise.reject(failure("AttemptClosed", "no")),
    );
    const { description, types } = await deployment.execute();
    expect(description).to.include({ status: "FAILED", error: "AttemptClosed", cause: "no" });
    expect(types).to.include("TaskFailed").and.not.to.include("TaskSubmitted");
    expect(errors(deployment, lastToken(deployment))).to.deep.equal(TIMED_OUT);
  });

  it("fails the task with the error and cause that are sent", async () => {
    const deployment = waiting({ Retry: [{ ErrorEquals: ["Other"] }] });
    await deployment.execute({}, 0);
    deployment.machine.sendTaskFailure({ taskToken: lastToken(deployment), error: "Mine", cause: "because" });
    await deployment.clock.run();
    expect(deployment.look().description).to.include({ status: "FAILED", error: "Mine", cause: "because" });
  });

  it("may fail the task without saying why: Error and Cause are null then, and States.ALL means it", async () => {
    const deployment = waiting({ Catch: [{ ErrorEquals: ["States.ALL"], Next: "Done" }] });
    await deployment.execute({}, 0);
    deployment.machine.sendTaskFailure({ taskToken: lastToken(deployment) });
    await deployment.clock.run();
    const { events, output } = deployment.look();
    expect(output).to.deep.equal({ Error: null, Cause: null });
    expect(events.find(({ type }) => type === "TaskFailed")).to.deep.include({
      taskFailedEventDetails: { resourceType: "lambda", resource: "invoke.waitForTaskToken" },
    });
  });

  it("works once", async () => {
    const deployment = waiting();
    await deployment.execute({}, 0);
    const token = lastToken(deployment);
    deployment.machine.sendTaskSuccess({ taskToken: token, output: "1" });
    expect(errors(deployment, token)).to.deep.equal(TIMED_OUT);
    await deployment.clock.run();
    expect(errors(deployment, token)).to.deep.equal(TIMED_OUT);
    expect(deployment.look().output).to.equal(1);
  });

  it("is too late after the timeout, even while the next try waits; that one's works", async () => {
    const deployment = waiting({
      TimeoutSeconds: 10,
      Retry: [{ ErrorEquals: ["States.Timeout"], IntervalSeconds: 5, MaxAttempts: 1 }],
    });
    await deployment.execute({}, 12_000);
    const first = lastToken(deployment);
    expect(errors(deployment, first)).to.deep.equal(TIMED_OUT);
    await deployment.clock.run(START + 15_000);
    const second = lastToken(deployment);
    expect(second).not.to.equal(first);
    expect(errors(deployment, first)).to.deep.equal(TIMED_OUT);
    deployment.machine.sendTaskSuccess({ taskToken: second, output: "2" });
    await deployment.clock.run();
    expect(deployment.look().output).to.equal(2);
  });

  it("is too late after the execution was stopped", async () => {
    const deployment = waiting();
    const { description } = await deployment.execute({}, 0);
    deployment.machine.stopExecution(description.executionArn);
    expect(errors(deployment, lastToken(deployment))).to.deep.equal(TIMED_OUT);
  });

  it("that no task ever had does not exist, and what is no token at all is invalid", async () => {
    const deployment = waiting();
    await deployment.execute({}, 0);
    const unknown = lastToken(deployment).replace(/^./, (first) => (first === "A" ? "B" : "A"));
    expect(errors(deployment, unknown)).to.deep.equal(Array(3).fill("TaskDoesNotExist"));
    for (const malformed of ["", "token", `${unknown} `, unknown.slice(1)])
      expect(errors(deployment, malformed)).to.deep.equal(Array(3).fill("InvalidToken"));
    expect(deployment.look().description.status).to.equal("RUNNING");
  });

  it("is not used up by an output that is no JSON", async () => {
    const deployment = waiting();
    await deployment.execute({}, 0);
    const taskToken = lastToken(deployment);
    for (const output of ["", "{", "undefined"])
      expect(() => {
        deployment.machine.sendTaskSuccess({ taskToken, output });
      })
        .to.throw(/^Expected JSON in 'output'/)
        .with.property("name", "InvalidOutput");
    deployment.machine.sendTaskSuccess({ taskToken, output: "null" });
    await deployment.clock.run();
    expect(deployment.look().output).to.equal(null);
  });

  it("is there for a job too, which finds it in the arguments and may report by it, its end included", async () => {
    const job = (Resource: string, fields: object = {}) =>
      deploy(
        definition({
          Job: task({ Resource, Arguments: { token: "{% $states.context.Task.Token %}" }, ...fields }),
        }),
        () => new Promise(() => {}),
      );
    const tokenOf = ({ calls }: Deployment): string => {
      const [call] = calls;
      expect(call).not.to.have.property("taskToken");
      return (call?.arguments as { readonly token: string }).token;
    };
    const silent = job("arn:aws:states:::ecs:runTask.sync", { HeartbeatSeconds: 10 });
    expect((await silent.execute()).types.slice(-2)).to.deep.equal(["TaskTimedOut", "ExecutionFailed"]);
    expect(errors(silent, tokenOf(silent))).to.deep.equal(TIMED_OUT);

    const reporting = job("arn:aws:states:::batch:submitJob.sync", { HeartbeatSeconds: 10 });
    await reporting.execute({}, 9_000);
    reporting.machine.sendTaskHeartbeat({ taskToken: tokenOf(reporting) });
    await reporting.clock.run(START + 18_000);
    reporting.machine.sendTaskSuccess({ taskToken: tokenOf(reporting), output: '"done"' });
    await reporting.clock.run();
    expect(reporting.look().output).to.equal("done");
  });

  it("is what heartbeats need: where nobody can send one, none is missed", async () => {
    const { execute } = deploy(
      definition({ Plain: task({ HeartbeatSeconds: 1, TimeoutSeconds: 60 }) }),
      () => new Promise(() => {}),
    );
    expect((await execute()).events.at(-1)?.timestamp.getTime()).to.equal(START + 60_000);
  });
});
