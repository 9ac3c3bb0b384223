import { expect } from "chai";
import type { State } from "../../../../workflow/asl/definition";
import type { HistoryEvent } from "../../../../workflow/asl/run/history";
import { definition, deploy, failure, secondsOf, silence, START, task, WAIT } from "./harness";

const branch = (states: Readonly<Record<string, State>>) => ({
  StartAt: Object.keys(states)[0] ?? "",
  States: states,
});

const pass = (Output: string): State => ({ Type: "Pass", End: true, Output });

const wait = (Seconds: number): State => ({ Type: "Wait", Seconds, End: true });

/** `[id, previousEventId, type]` */
const links = (events: readonly HistoryEvent[]) =>
  events.map(({ id, previousEventId, type }) => [id, previousEventId, type]);

describe("a Parallel", () => {
  it("gives each branch its input, and puts out what they put out, in their order", async () => {
    const { execute } = deploy(
      definition({
        Both: {
          Type: "Parallel",
          Branches: [
            branch({ Slow: { Type: "Wait", Seconds: 5, Output: "slow", End: true } }),
            branch({ Fast: pass("{% $states.input.n + 1 %}") }),
          ],
          End: true,
        },
      }),
    );
    const executed = await execute({ n: 1 });
    expect(executed.output).to.deep.equal(["slow", 2]);
    expect(secondsOf(executed, "ParallelStateSucceeded")).to.deep.equal([5]);
  });

  it("has Arguments, Output and Assign", async () => {
    const { execute } = deploy(
      definition({
        Both: {
          Type: "Parallel",
          Arguments: { n: "{% $states.input.n * 10 %}" },
          Branches: [
            branch({ A: pass("{% $states.input.n %}") }),
            branch({ B: pass("{% $states.input.n + 1 %}") }),
          ],
          Output: { sum: "{% $sum($states.result) %}" },
          Assign: { all: "{% $states.result %}" },
          Next: "Last",
        },
        Last: { Type: "Pass", Output: ["{% $states.input %}", "{% $all %}"], End: true },
      }),
    );
    expect((await execute({ n: 1 })).output).to.deep.equal([{ sum: 21 }, [10, 11]]);
  });

  it("is recorded as AWS records it", async () => {
    const { execute } = deploy(
      definition({
        Both: { Type: "Parallel", Branches: [branch({ A: wait(1) }), branch({ B: wait(2) })], End: true },
      }),
    );
    expect(links((await execute()).events)).to.deep.equal([
      [1, 0, "ExecutionStarted"],
      [2, 0, "ParallelStateEntered"],
      [3, 2, "ParallelStateStarted"],
      [4, 3, "WaitStateEntered"],
      [5, 3, "WaitStateEntered"],
      [6, 4, "WaitStateExited"],
      [7, 5, "WaitStateExited"],
      [8, 7, "ParallelStateSucceeded"],
      [9, 7, "ParallelStateExited"],
      [10, 9, "ExecutionSucceeded"],
    ]);
  });

  it("fails with what the first branch fails with, and stops the others", async () => {
    const { execute } = deploy(
      definition({
        Both: {
          Type: "Parallel",
          Branches: [
            branch({ Waits: wait(1_000) }),
            branch({ Works: task() }),
            branch({ Inner: { Type: "Parallel", Branches: [branch({ Deep: wait(1_000) })], End: true } }),
            branch({
              Soon: { Type: "Wait", Seconds: 3, Next: "Stop" },
              Stop: { Type: "Fail", Error: "Mine", Cause: "because" },
            }),
            branch({ Done: pass("done") }),
          ],
          End: true,
        },
      }),
      silence,
    );
    const executed = await execute();
    expect(executed.description).to.include({ status: "FAILED", error: "Mine", cause: "because" });
    expect(secondsOf(executed, "ExecutionFailed")).to.deep.equal([3]);
    expect(executed.types.slice(-6)).to.deep.equal([
      "WaitStateAborted",
      "WaitStateAborted",
      "TaskStateAborted",
      "ParallelStateAborted",
      "ParallelStateFailed",
      "ExecutionFailed",
    ]);
  });

  it("is tried again, and caught, as a task is", async () => {
    let tries = 0;
    const { execute } = deploy(
      definition({
        Both: {
          Type: "Parallel",
          Branches: [branch({ A: task({ Output: "{% $states.context.State.RetryCount %}" }) })],
          Retry: [{ ErrorEquals: ["Broken"], MaxAttempts: 2, IntervalSeconds: 10, BackoffRate: 1 }],
          Catch: [{ ErrorEquals: ["Broken"], Next: "Caught", Output: "{% $states.errorOutput.Cause %}" }],
          End: true,
        },
        Caught: { Type: "Succeed" },
      }),
      () => Promise.reject(failure("Broken", `try ${++tries}`)),
    );
    const executed = await execute();
    expect(executed.output).to.equal("try 3");
    expect(secondsOf(executed, "ParallelStateStarted")).to.deep.equal([0, 10, 20]);
    expect(secondsOf(executed, "ParallelStateFailed")).to.deep.equal([0, 10, 20]);
  });

  it("is stopped with everything that runs in it", async () => {
    const both = deploy(
      definition({
        Both: {
          Type: "Parallel",
          Branches: [branch({ Token: task({ Resource: WAIT }) }), branch({ Waits: wait(100) })],
          End: true,
        },
      }),
    );
    await both.execute({}, 10_000);
    both.machine.stopExecution(both.look().description.executionArn, "Enough");
    await both.clock.run();
    const { types, description } = both.look();
    expect(description).to.include({ status: "ABORTED", error: "Enough" });
    expect(types.at(-1)).to.equal("ExecutionAborted");
    const token = both.calls[0]?.taskToken ?? "";
    expect(() => {
      both.machine.sendTaskSuccess({ taskToken: token, output: "1" });
    }).to.throw("Task Timed Out");
  });

  it("that is redriven goes on in the branches that had not succeeded", async () => {
    let broken = true;
    const { machine, clock, execute, look, calls } = deploy(
      definition({
        Both: {
          Type: "Parallel",
          Branches: [
            branch({
              Done: { Type: "Pass", Assign: { done: 1 }, Next: "Work" },
              Work: task({ Arguments: "done" }),
            }),
            branch({
              Before: { Type: "Pass", Assign: { x: 7 }, Next: "Fails" },
              Fails: task({ Output: "{% $x %}" }),
            }),
            branch({ Slow: wait(1_000) }),
          ],
          End: true,
        },
      }),
      async ({ state }) => {
        if (state !== "Fails" || !broken) return "ok";
        await new Promise((resolve) =>
          clock.after(5_000, () => {
            resolve(undefined);
          }),
        );
        throw failure("Broken");
      },
    );
    expect((await execute()).description.status).to.equal("FAILED");
    const before = look().events.length;
    broken = false;
    machine.redriveExecution(look().description.executionArn);
    await clock.run();
    expect(look().output).to.deep.equal(["ok", 7, {}]);
    expect(look().types.slice(before)).to.deep.equal([
      "ExecutionRedriven",
      "TaskScheduled",
      "TaskStarted",
      "TaskSucceeded",
      "TaskStateExited",
      "WaitStateExited",
      "ParallelStateSucceeded",
      "ParallelStateExited",
      "ExecutionSucceeded",
    ]);
    expect(calls.map(({ state }) => state)).to.deep.equal(["Work", "Fails", "Fails"]);
    expect(look().description.stopDate).to.deep.equal(new Date(START + 1_005_000));
  });

  it("of more branches than a history can hold fails, and cannot be caught", async () => {
    const { execute } = deploy(
      definition({
        Both: {
          Type: "Parallel",
          Branches: Array.from({ length: 50 }, () => branch({ Again: { Type: "Pass", Next: "Again" } })),
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "Caught" }],
          End: true,
        },
        Caught: { Type: "Succeed" },
      }),
    );
    const { description, events } = await execute();
    expect(description).to.include({ status: "FAILED", error: "States.Runtime" });
    expect(events).to.have.length(25_000);
  });
});
