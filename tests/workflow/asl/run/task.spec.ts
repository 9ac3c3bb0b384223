import { expect } from "chai";
import fc from "fast-check";
import { seededRandom } from "../../../../workflow/asl/run/random";
import { virtualClock } from "../../../../workflow/asl/run/clock";
import {
  ARN,
  definition,
  deploy,
  failure,
  INVOKE,
  lastToken,
  secondsOf,
  silence,
  START,
  task,
  WAIT,
} from "./harness";

const done = { Type: "Succeed" } as const;

describe("a task", () => {
  it("is called with its arguments, and its result is its output", async () => {
    const { execute, calls } = deploy(
      definition({ Work: task({ Arguments: { FunctionName: "f", Payload: "{% $states.input %}" } }) }),
      () => Promise.resolve({ StatusCode: 200, Payload: [1] }),
    );
    expect((await execute({ a: 1 })).output).to.deep.equal({ StatusCode: 200, Payload: [1] });
    expect(calls).to.deep.equal([
      {
        state: "Work",
        resource: INVOKE,
        arguments: { FunctionName: "f", Payload: { a: 1 } },
        executionArn: ARN,
      },
    ]);
  });

  it("is called with the state's input if it has no arguments", async () => {
    const { execute, calls } = deploy(definition({ Work: task() }));
    await execute({ a: 1 });
    expect(calls[0]?.arguments).to.deep.equal({ a: 1 });
  });

  it("that answers nothing answers null", async () => {
    const { execute } = deploy(definition({ Work: task() }), () => Promise.resolve(undefined));
    expect((await execute()).output).to.equal(null);
  });

  it("answers what it answered then, not what it makes of it later", async () => {
    const shared = { n: 1 };
    const { execute } = deploy(
      definition({ First: task({ Next: "Second" }), Second: task({ Output: "{% $states.input %}" }) }),
      ({ state }) => {
        if (state === "Second") shared.n = 2;
        return Promise.resolve(shared);
      },
    );
    expect((await execute()).output).to.deep.equal({ n: 1 });
  });

  it("fails with the name and the message of the error that its call was rejected with", async () => {
    const { execute } = deploy(definition({ Work: task() }), () =>
      Promise.reject(failure("Mine", "because")),
    );
    expect((await execute()).description).to.include({ status: "FAILED", error: "Mine", cause: "because" });
  });

  it("fails with States.TaskFailed if what it was rejected with has no name", async () => {
    for (const [reason, cause] of [
      [failure("", "no name"), "no name"],
      ["a string", "a string"],
    ] as const) {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- that is the case
      const { execute } = deploy(definition({ Work: task() }), () => Promise.reject(reason));
      expect((await execute()).description).to.include({ error: "States.TaskFailed", cause });
    }
  });

  it("fails if it throws instead of answering, or answers what JSON cannot hold", async () => {
    const thrown = deploy(definition({ Work: task() }), () => {
      throw failure("Thrown");
    });
    expect((await thrown.execute()).description.error).to.equal("Thrown");
    const large = deploy(definition({ Work: task() }), () => Promise.resolve(1n));
    expect((await large.execute()).description.error).to.equal("TypeError");
  });
});

describe("the timeout of a task", () => {
  it("fails it with States.Timeout, without a cause, when its time is up", async () => {
    const { execute } = deploy(definition({ Work: task({ TimeoutSeconds: 90 }) }), silence);
    const executed = await execute();
    expect(executed.description).to.include({ status: "FAILED", error: "States.Timeout" });
    expect(executed.description).not.to.have.property("cause");
    expect(secondsOf(executed, "TaskTimedOut")).to.deep.equal([90]);
  });

  it("may be an expression, and is evaluated for each try", async () => {
    const { execute } = deploy(
      definition({
        Work: task({
          TimeoutSeconds: "{% $states.input.seconds * ($states.context.State.RetryCount + 1) %}",
          Retry: [{ ErrorEquals: ["States.Timeout"], MaxAttempts: 2, IntervalSeconds: 1, BackoffRate: 1 }],
        }),
      }),
      silence,
    );
    const executed = await execute({ seconds: 10 });
    expect(secondsOf(executed, "TaskScheduled")).to.deep.equal([0, 11, 32]);
    expect(secondsOf(executed, "TaskTimedOut")).to.deep.equal([10, 31, 62]);
  });

  it("is three years if nothing is said, longer than an execution may last", async () => {
    const executed = await deploy(definition({ Work: task() }), silence).execute();
    expect(executed.description.status).to.equal("TIMED_OUT");
    expect(secondsOf(executed, "ExecutionTimedOut")).to.deep.equal([365 * 24 * 3_600]);
  });

  it("does not reach a task that answered in time, and ignores one that answers too late", async () => {
    const clock = virtualClock(START);
    const after = (seconds: number) => () =>
      new Promise((resolve) =>
        clock.after(seconds * 1_000, () => {
          resolve("answer");
        }),
      );
    const early = deploy(definition({ Work: task({ TimeoutSeconds: 10 }) }), after(9), { clock });
    early.machine.startExecution({ name: "run" });
    await clock.run();
    expect(early.look().output).to.equal("answer");

    const late = deploy(
      definition({
        Work: task({ TimeoutSeconds: 10, Catch: [{ ErrorEquals: ["States.Timeout"], Next: "Done" }] }),
        Done: done,
      }),
      after(11),
      { clock },
    );
    late.machine.startExecution({ name: "run" });
    await clock.run();
    expect(late.look().output).to.deep.equal({ Error: "States.Timeout", Cause: null });
    expect(late.look().types).not.to.include("TaskSucceeded");
  });
});

describe("the heartbeat of a task", () => {
  const waiting = (fields: Parameters<typeof task>[0] = {}) =>
    deploy(
      definition({
        Wait: task({ Resource: WAIT, HeartbeatSeconds: 10, TimeoutSeconds: 60, ...fields }),
        Missed: { Type: "Fail", Error: "Missed" },
        Late: { Type: "Fail", Error: "Late" },
      }),
    );

  it("fails it when none came in time; the history calls that States.Timeout", async () => {
    const executed = await waiting().execute();
    expect(secondsOf(executed, "TaskTimedOut")).to.deep.equal([10]);
    expect(executed.description).to.include({ status: "FAILED", error: "States.Timeout" });
  });

  it("can be told from the timeout in Catch, and be meant by it", async () => {
    const missed = { ErrorEquals: ["States.HeartbeatTimeout"], Next: "Missed" };
    const late = { ErrorEquals: ["States.Timeout"], Next: "Late" };
    const error = async (fields: Parameters<typeof task>[0]) =>
      (await waiting(fields).execute()).description.error;
    expect(await error({ Catch: [missed, late] })).to.equal("Missed");
    expect(await error({ Catch: [late, missed] })).to.equal("Late");
    expect(await error({ Catch: [missed, late], HeartbeatSeconds: 61 })).to.equal("Late");
  });

  it("leaves nothing behind when the task has ended", async () => {
    const deployment = waiting();
    await deployment.execute({}, 0);
    deployment.machine.sendTaskSuccess({ taskToken: lastToken(deployment), output: "1" });
    await deployment.clock.run();
    expect(deployment.look().output).to.equal(1);
    expect(deployment.clock.now()).to.equal(START);
  });

  it("goes on as long as heartbeats come, but not beyond the timeout", async () => {
    const deployment = waiting();
    await deployment.execute({}, 0);
    for (let seconds = 9; seconds < 60; seconds += 9) {
      await deployment.clock.run(START + seconds * 1_000);
      deployment.machine.sendTaskHeartbeat({ taskToken: lastToken(deployment) });
    }
    await deployment.clock.run();
    expect(secondsOf(deployment.look(), "TaskTimedOut")).to.deep.equal([60]);
  });
});

describe("the retries of a task", () => {
  it("come after the interval of their retrier, and a success ends them", async () => {
    let tries = 0;
    const { execute } = deploy(
      definition({
        Work: task({ Retry: [{ ErrorEquals: ["States.TaskFailed"], IntervalSeconds: 2, BackoffRate: 3 }] }),
      }),
      () => (++tries < 4 ? Promise.reject(failure("Broken")) : Promise.resolve("ok")),
    );
    const executed = await execute();
    expect(secondsOf(executed, "TaskScheduled")).to.deep.equal([0, 2, 8, 26]);
    expect(executed.output).to.equal("ok");
  });

  it("come before any Catch, and each call evaluates the arguments anew", async () => {
    const { execute, calls } = deploy(
      definition({
        Work: task({
          Arguments: "{% $states.context.State.RetryCount %}",
          Retry: [{ ErrorEquals: ["Broken"], MaxAttempts: 2 }],
          Catch: [{ ErrorEquals: ["Broken"], Next: "Done" }],
        }),
        Done: done,
      }),
      () => Promise.reject(failure("Broken", "still")),
    );
    expect((await execute()).output).to.deep.equal({ Error: "Broken", Cause: "still" });
    expect(calls.map((call) => call.arguments)).to.deep.equal([0, 1, 2]);
  });

  it("retry an Output that cannot be evaluated, too", async () => {
    const { execute, calls } = deploy(
      definition({
        Work: task({
          Output: "{% $states.result.x %}",
          Retry: [{ ErrorEquals: ["States.QueryEvaluationError"], MaxAttempts: 1 }],
        }),
      }),
      () => Promise.resolve(calls.length > 1 ? { x: "there" } : {}),
    );
    const { output, types } = await execute();
    expect(output).to.equal("there");
    expect(types.filter((type) => type === "EvaluationFailed")).to.have.length(1);
  });

  it("start anew when the state is entered again", async () => {
    const { execute, calls } = deploy(
      definition({
        Work: task({
          Arguments: "{% $states.context.State.RetryCount %}",
          Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1 }],
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "Again" }],
        }),
        Again: {
          Type: "Choice",
          Choices: [{ Condition: "{% $states.input.Cause = 'call 2' %}", Next: "Work" }],
          Default: "Done",
        },
        Done: done,
      }),
      () => Promise.reject(failure("Broken", `call ${calls.length}`)),
    );
    await execute();
    expect(calls.map((call) => call.arguments)).to.deep.equal([0, 1, 0, 1]);
  });

  it("with jitter, are the same under one seed, and differ between seeds", async () => {
    const times = async (seed: number) => {
      const { execute } = deploy(
        definition({
          Work: task({
            Retry: [
              { ErrorEquals: ["States.ALL"], IntervalSeconds: 100, MaxAttempts: 5, JitterStrategy: "FULL" },
            ],
          }),
        }),
        () => Promise.reject(failure("Broken")),
        { random: seededRandom(seed) },
      );
      return secondsOf(await execute(), "TaskScheduled");
    };
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const first = await times(seed);
        expect(first).to.have.length(6);
        for (const [count, from] of first.slice(0, -1).entries())
          expect((first[count + 1] ?? NaN) - from).to.be.within(0, 100 * 2 ** count);
        expect(await times(seed)).to.deep.equal(first);
        expect(await times(seed + 1)).not.to.deep.equal(first);
      }),
      { numRuns: 10 },
    );
  });
});

describe("the catchers of a task", () => {
  const caught = (Catch: NonNullable<Parameters<typeof task>[0]>["Catch"], error = "Broken") =>
    deploy(definition({ Work: task({ ...(Catch && { Catch }) }), A: done, B: done }), () =>
      Promise.reject(failure(error, "because")),
    ).execute({ kept: true });

  it("go where the first that means the error leads", async () => {
    const executed = await caught([
      { ErrorEquals: ["Other"], Next: "A" },
      { ErrorEquals: ["Broken"], Next: "B" },
      { ErrorEquals: ["States.ALL"], Next: "A" },
    ]);
    expect(executed.entered).to.deep.equal(["Work", "B"]);
  });

  it("give the next state the error, or what their Output says", async () => {
    expect((await caught([{ ErrorEquals: ["States.ALL"], Next: "A" }])).output).to.deep.equal({
      Error: "Broken",
      Cause: "because",
    });
    const Output = { input: "{% $states.input %}", error: "{% $states.errorOutput.Error %}" };
    expect((await caught([{ ErrorEquals: ["States.ALL"], Next: "A", Output }])).output).to.deep.equal({
      input: { kept: true },
      error: "Broken",
    });
  });

  it("let through what none of them means", async () => {
    const { description } = await caught(
      [{ ErrorEquals: ["States.TaskFailed"], Next: "A" }],
      "States.Timeout",
    );
    expect(description).to.include({ status: "FAILED", error: "States.Timeout" });
  });
});

describe("a machine under one seed", () => {
  it("writes the same history, whatever fails on the way", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("Broken", "States.Timeout", "ok"), { maxLength: 12 }),
        fc.integer(),
        async (script, seed) => {
          const run = () => {
            let step = 0;
            return deploy(
              definition({
                Work: task({
                  Arguments: { random: "{% $random() %}", id: "{% $uuid() %}" },
                  TimeoutSeconds: 30,
                  Retry: [
                    { ErrorEquals: ["Broken"], MaxAttempts: 3, JitterStrategy: "FULL" },
                    { ErrorEquals: ["States.Timeout"], MaxAttempts: 1 },
                  ],
                  Catch: [{ ErrorEquals: ["States.ALL"], Next: "Again" }],
                  Next: "Again",
                }),
                Again: task(),
              }),
              () => {
                const name = script[step++] ?? "ok";
                return name === "ok" ? Promise.resolve(name) : Promise.reject(failure(name));
              },
              { random: seededRandom(seed) },
            ).execute();
          };
          expect((await run()).events).to.deep.equal((await run()).events);
        },
      ),
      { numRuns: 15 },
    ));
});
