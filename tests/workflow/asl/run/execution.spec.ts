import { expect } from "chai";
import fc from "fast-check";
import {
  ARN,
  definition,
  deploy,
  failure,
  lastToken,
  secondsOf,
  silence,
  START,
  task,
  WAIT,
} from "./harness";

const DAY_MS = 86_400_000;

describe("an execution that is stopped", () => {
  it("ends where it is, as ABORTED, with the error and cause that were given", async () => {
    const { execute, machine, clock, look } = deploy(definition({ Work: task() }), silence);
    await execute({}, 5_000);
    expect(machine.stopExecution(ARN, "Mine", "because")).to.deep.equal({
      stopDate: new Date(START + 5_000),
    });
    await clock.run();
    const { description, events } = look();
    expect(description).to.include({ status: "ABORTED", error: "Mine", cause: "because" });
    expect(description.stopDate).to.deep.equal(new Date(START + 5_000));
    expect(events.at(-1)).to.deep.equal({
      type: "ExecutionAborted",
      executionAbortedEventDetails: { error: "Mine", cause: "because" },
      id: 5,
      previousEventId: 0,
      timestamp: new Date(START + 5_000),
    });
    expect(clock.now()).to.equal(START + 5_000); // No timer is left.
  });

  it("between two tries does not try again", async () => {
    const { execute, machine, clock, calls } = deploy(
      definition({ Work: task({ Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 60 }] }) }),
      () => Promise.reject(failure("Broken")),
    );
    await execute({}, 30_000);
    machine.stopExecution(ARN);
    await clock.run();
    expect(calls).to.have.length(1);
  });

  it("before its first state never enters it", async () => {
    const { machine, clock, look, calls } = deploy(definition({ Work: task() }));
    machine.startExecution({ name: "run" });
    machine.stopExecution(ARN);
    await clock.run();
    expect(look().types).to.deep.equal(["ExecutionStarted", "ExecutionAborted"]);
    expect(calls).to.deep.equal([]);
  });

  it("by its observer ends at that event, the last one before the success included", async () => {
    const stoppedAt = async (at: string, soon: (stop: () => void) => void) => {
      const { machine, execute } = deploy(definition({ Work: task() }), undefined, {
        onEvent: (_, { type }) => {
          if (type === at) soon(() => machine.stopExecution(ARN));
        },
      });
      return (await execute()).types;
    };
    const all = (await deploy(definition({ Work: task() })).execute()).types.slice(0, -1);
    for (const [index, at] of [...all.entries()].slice(1))
      expect(
        await stoppedAt(at, (stop) => {
          stop();
        }),
      ).to.deep.equal([...all.slice(0, index + 1), "ExecutionAborted"]);
    expect(await stoppedAt("TaskStateExited", queueMicrotask)).to.deep.equal([...all, "ExecutionAborted"]);
  });

  it("stays as it ended, whatever answers or stops it afterwards", async () => {
    let answer: (result: unknown) => void = () => {};
    const { execute, machine, clock, look } = deploy(
      definition({ Work: task() }),
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    await execute({}, 0);
    machine.stopExecution(ARN, "First");
    const before = look();
    answer("late");
    await clock.run(START + 1_000);
    expect(machine.stopExecution(ARN, "Second")).to.deep.equal({ stopDate: new Date(START) });
    expect(look()).to.deep.equal(before);
  });
});

describe("an execution that takes too long", () => {
  it("ends as TIMED_OUT; only its event says States.Timeout", async () => {
    const executed = await deploy(
      definition(
        { Work: task({ Catch: [{ ErrorEquals: ["States.ALL"], Next: "Work" }] }) },
        { TimeoutSeconds: 100 },
      ),
      silence,
    ).execute();
    expect(executed.description.status).to.equal("TIMED_OUT");
    expect(executed.description).not.to.have.any.keys("error", "cause", "output");
    expect(executed.events.at(-1)).to.deep.equal({
      type: "ExecutionTimedOut",
      executionTimedOutEventDetails: { error: "States.Timeout" },
      id: 5,
      previousEventId: 0,
      timestamp: new Date(START + 100_000),
    });
  });

  it("does not when it ends in time", async () => {
    const { execute, clock } = deploy(definition({ Work: task() }, { TimeoutSeconds: 100 }));
    expect((await execute()).description.status).to.equal("SUCCEEDED");
    expect(clock.now()).to.equal(START);
  });
});

describe("an execution that is redriven", () => {
  it("goes on in the state that failed, with that state's input and retries, and a new token", async () => {
    let broken = true;
    const deployment = deploy(
      definition({
        First: task({ Output: { from: "first" }, Next: "Second" }),
        Second: task({
          Resource: WAIT,
          Arguments: { input: "{% $states.input %}", tries: "{% $states.context.State.RetryCount %}" },
          Retry: [{ ErrorEquals: ["Broken"], MaxAttempts: 1, IntervalSeconds: 1 }],
        }),
      }),
      ({ state }) =>
        broken && state === "Second" ? Promise.reject(failure("Broken")) : Promise.resolve(null),
    );
    const { machine, clock, calls, look } = deployment;
    expect((await deployment.execute()).description).to.include({
      status: "FAILED",
      redriveStatus: "REDRIVABLE",
    });
    const tokens = calls.map(({ taskToken }) => taskToken);
    await clock.run(START + DAY_MS);
    expect(machine.redriveExecution(ARN)).to.deep.equal({ redriveDate: new Date(START + DAY_MS) });
    expect(look().description).to.include({ status: "RUNNING", redriveCount: 1 });
    await clock.run(START + DAY_MS + 1_000);
    broken = false;
    machine.redriveExecution(ARN);
    await clock.run(START + DAY_MS + 2_000);
    const token = lastToken(deployment);
    expect(tokens).not.to.include(token);
    machine.sendTaskSuccess({ taskToken: token, output: '"done"' });
    await clock.run();
    const { entered, output, description, types } = look();
    expect(output).to.equal("done");
    expect(entered).to.deep.equal(["First", "Second"]);
    expect(calls.map((call) => call.arguments).slice(1)).to.deep.equal(
      [0, 1, 0, 1, 0].map((tries) => ({ input: { from: "first" }, tries })),
    );
    expect(description).to.deep.include({
      status: "SUCCEEDED",
      startDate: new Date(START),
      redriveCount: 2,
      redriveDate: new Date(START + DAY_MS + 1_000),
      redriveStatus: "NOT_REDRIVABLE",
      redriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
    });
    const first = types.indexOf("ExecutionRedriven");
    expect(types.slice(first - 2, first + 4)).to.deep.equal([
      "TaskFailed",
      "ExecutionFailed",
      "ExecutionRedriven",
      "TaskScheduled",
      "TaskStarted",
      "TaskFailed",
    ]);
  });

  it("says so in its history, linked to what went before", async () => {
    const { execute, machine, look } = deploy(definition({ Stop: { Type: "Fail" } }));
    await execute();
    machine.redriveExecution(ARN);
    expect(look().events.at(-1)).to.deep.equal({
      type: "ExecutionRedriven",
      executionRedrivenEventDetails: { redriveCount: 1 },
      id: 4,
      previousEventId: 3,
      timestamp: new Date(START),
    });
  });

  it("enters a Fail state again, and fails again", async () => {
    const { execute, machine, clock, look } = deploy(definition({ Stop: { Type: "Fail", Error: "Mine" } }));
    await execute();
    machine.redriveExecution(ARN);
    await clock.run();
    expect(look().entered).to.deep.equal(["Stop", "Stop"]);
    expect(look().description).to.include({ status: "FAILED", error: "Mine" });
  });

  it("has the whole time of the machine again, after a stop or a timeout", async () => {
    const { execute, machine, clock, look } = deploy(
      definition({ Work: task() }, { TimeoutSeconds: 100 }),
      silence,
    );
    await execute();
    expect(look().description.status).to.equal("TIMED_OUT");
    machine.redriveExecution(ARN);
    await clock.run(START + 150_000);
    machine.stopExecution(ARN);
    machine.redriveExecution(ARN);
    await clock.run();
    expect(look().description.status).to.equal("TIMED_OUT");
    expect(secondsOf(look(), "ExecutionTimedOut")).to.deep.equal([100, 250]);
    expect(look().types.filter((type) => type === "TaskScheduled")).to.have.length(3);
  });

  it("before it entered a state starts where it would have started", async () => {
    const { machine, clock, look } = deploy(definition({ Done: { Type: "Succeed" } }));
    machine.startExecution({ name: "run" });
    machine.stopExecution(ARN);
    machine.redriveExecution(ARN);
    await clock.run();
    expect(look().entered).to.deep.equal(["Done"]);
    expect(look().description.status).to.equal("SUCCEEDED");
  });

  it("is refused while it runs, when it succeeded, 14 days after its end, and a year after its start", async () => {
    const refusal = (deployment: ReturnType<typeof deploy>) => {
      try {
        deployment.machine.redriveExecution(ARN);
        return "none";
      } catch (error) {
        return String(error);
      }
    };
    const succeeded = deploy(definition({ Done: { Type: "Succeed" } }));
    succeeded.machine.startExecution({ name: "run" });
    expect(refusal(succeeded)).to.equal(
      "ExecutionNotRedrivable: Execution is RUNNING and cannot be redriven",
    );
    await succeeded.clock.run();
    expect(refusal(succeeded)).to.equal(
      "ExecutionNotRedrivable: Execution is SUCCEEDED and cannot be redriven",
    );

    const failed = deploy(definition({ Stop: { Type: "Fail" } }));
    await failed.execute();
    await failed.clock.run(START + 14 * DAY_MS - 1);
    expect(refusal(failed)).to.equal("none");
    await failed.clock.run(START + 28 * DAY_MS - 1);
    expect(refusal(failed)).to.equal("ExecutionNotRedrivable: Execution redrivable period exceeded");

    const old = deploy(definition({ Work: task() }), silence);
    await old.execute({}, 364 * DAY_MS);
    old.machine.stopExecution(ARN);
    await old.clock.run(START + 365 * DAY_MS);
    expect(refusal(old)).to.equal("ExecutionNotRedrivable: Execution has exceeded the max execution time");
  });

  it("is refused when its history is full", async () => {
    const { execute, machine } = deploy(definition({ Work: task({ Next: "Work" }) }));
    await execute();
    expect(() => machine.redriveExecution(ARN))
      .to.throw("Execution history event limit exceeded")
      .with.property("name", "ExecutionNotRedrivable");
  });
});

describe("an execution that is stopped and redriven at any times", () => {
  it("ends in one way, and its history stays in order", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom("stop", "redrive"), fc.nat(40)), { maxLength: 8 }),
        async (script) => {
          const { machine, clock, look } = deploy(
            definition({
              Work: task({
                TimeoutSeconds: 10,
                Retry: [{ ErrorEquals: ["States.Timeout"], IntervalSeconds: 3, MaxAttempts: 2 }],
                Catch: [{ ErrorEquals: ["States.ALL"], Next: "Done" }],
              }),
              Done: { Type: "Succeed" },
            }),
            silence,
          );
          machine.startExecution({ name: "run" });
          for (const [action, seconds] of script) {
            await clock.run(clock.now() + seconds * 1_000);
            if (action === "stop") machine.stopExecution(ARN);
            else if (look().description.redriveStatus === "REDRIVABLE") machine.redriveExecution(ARN);
          }
          await clock.run();
          const { events, types, description } = look();
          expect(description.status).to.be.oneOf(["SUCCEEDED", "ABORTED"]);
          expect(events.map(({ id }) => id)).to.deep.equal(events.map((_, index) => index + 1));
          const times = events.map(({ timestamp }) => timestamp.getTime());
          expect(times).to.deep.equal([...times].sort((one, other) => one - other));
          // Nothing happens to an execution between its end and its redrive.
          for (const [index, type] of types.slice(0, -1).entries())
            expect(type === "ExecutionAborted").to.equal(types[index + 1] === "ExecutionRedriven");
          expect(types.filter((type) => type === "ExecutionSucceeded")).to.have.length(
            description.status === "SUCCEEDED" ? 1 : 0,
          );
        },
      ),
      { numRuns: 40 },
    ));
});
