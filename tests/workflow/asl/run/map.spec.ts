import { expect } from "chai";
import type { State } from "../../../../workflow/asl/definition";
import { definition, deploy, failure, secondsOf, task } from "./harness";

const each = (...states: [string, State][]) => ({
  StartAt: states[0]?.[0] ?? "",
  States: Object.fromEntries(states),
});

const map = (fields: object): State => ({
  Type: "Map",
  ItemProcessor: each(["Item", { Type: "Pass", End: true }]),
  ...("Next" in fields ? {} : { End: true }),
  ...fields,
});

describe("a Map", () => {
  it("goes through the items of its input, and puts out a list", async () => {
    const { execute } = deploy(
      definition({
        All: map({
          ItemProcessor: each(["Item", { Type: "Pass", Output: "{% $states.input * 2 %}", End: true }]),
        }),
      }),
    );
    expect((await execute([1, 2, 3])).output).to.deep.equal([2, 4, 6]);
    expect((await deploy(definition({ All: map({}) })).execute([])).output).to.deep.equal([]);
  });

  it("goes through Items, selects with the context's item, and assigns what came out", async () => {
    const { execute } = deploy(
      definition({
        All: map({
          Items: "{% $states.input.names %}",
          ItemSelector: {
            name: "{% $states.context.Map.Item.Value %}",
            index: "{% $states.context.Map.Item.Index %}",
            of: "{% $count($states.input.names) %}",
          },
          Output: "{% $states.result.name %}",
          Assign: { first: "{% $states.result[0] %}" },
          Next: "Last",
        }),
        Last: { Type: "Pass", Output: ["{% $states.input %}", "{% $first %}"], End: true },
      }),
    );
    expect((await execute({ names: ["a", "b"] })).output).to.deep.equal([
      ["a", "b"],
      { name: "a", index: 0, of: 2 },
    ]);
  });

  it("goes through a literal list, whose expressions are evaluated", async () => {
    const { execute } = deploy(definition({ All: map({ Items: [1, "{% $states.input.n %}"] }) }));
    expect((await execute({ n: 5 })).output).to.deep.equal([1, 5]);
  });

  it("goes through the fields of an object, with their keys", async () => {
    const { execute } = deploy(
      definition({
        All: map({
          ItemSelector: ["{% $states.context.Map.Item.Key %}", "{% $states.context.Map.Item.Value %}"],
        }),
      }),
    );
    expect((await execute({ a: 1, b: 2 })).output).to.deep.equal([
      ["a", 1],
      ["b", 2],
    ]);
  });

  it("has its item in the context of the states of the iteration, the innermost one", async () => {
    const { execute } = deploy(
      definition({
        Outer: map({
          ItemProcessor: each(
            [
              "Inner",
              map({
                ItemProcessor: each([
                  "Item",
                  { Type: "Pass", Output: "{% $states.context.Map.Item %}", End: true },
                ]),
                Next: "Mine",
              }),
            ],
            [
              "Mine",
              {
                Type: "Pass",
                Output: ["{% $states.input %}", "{% $states.context.Map.Item.Index %}"],
                End: true,
              },
            ],
          ),
        }),
      }),
    );
    expect((await execute([["x"], ["y"]])).output).to.deep.equal([
      [[{ Index: 0, Value: "x" }], 0],
      [[{ Index: 0, Value: "y" }], 1],
    ]);
  });

  it("runs as many at once as MaxConcurrency says, 40 at most", async () => {
    const run = (MaxConcurrency: unknown, count: number) =>
      deploy(
        definition({
          All: map({
            ...(MaxConcurrency !== undefined && { MaxConcurrency }),
            ItemProcessor: each(["Item", { Type: "Wait", Seconds: 10, End: true }]),
          }),
        }),
      ).execute(Array.from({ length: count }, (_, index) => index));
    expect(secondsOf(await run(2, 5), "MapIterationSucceeded")).to.deep.equal([10, 10, 20, 20, 30]);
    expect(secondsOf(await run("{% 1 %}", 2), "MapStateSucceeded")).to.deep.equal([20]);
    expect(secondsOf(await run(undefined, 41), "MapStateSucceeded")).to.deep.equal([20]);
    expect(secondsOf(await run(0, 40), "MapStateSucceeded")).to.deep.equal([10]);
  });

  it("is recorded as AWS records it", async () => {
    const { execute } = deploy(definition({ All: map({ MaxConcurrency: 1 }) }));
    const { events } = await execute(["x", "y"]);
    expect(events.map(({ id, previousEventId, type }) => [id, previousEventId, type])).to.deep.equal([
      [1, 0, "ExecutionStarted"],
      [2, 0, "MapStateEntered"],
      [3, 2, "MapStateStarted"],
      [4, 3, "MapIterationStarted"],
      [5, 4, "PassStateEntered"],
      [6, 5, "PassStateExited"],
      [7, 6, "MapIterationSucceeded"],
      [8, 6, "MapIterationStarted"],
      [9, 8, "PassStateEntered"],
      [10, 9, "PassStateExited"],
      [11, 10, "MapIterationSucceeded"],
      [12, 11, "MapStateSucceeded"],
      [13, 11, "MapStateExited"],
      [14, 13, "ExecutionSucceeded"],
    ]);
    expect(events[2]).to.deep.include({ mapStateStartedEventDetails: { length: 2 } });
    expect(events[7]).to.deep.include({ mapIterationStartedEventDetails: { name: "All", index: 1 } });
  });

  it("that fails is recorded and caught as AWS does it", async () => {
    const { execute } = deploy(
      definition({
        All: map({
          ItemProcessor: each(["Stop", { Type: "Fail", Error: "Mine", Cause: "because" }]),
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "Caught" }],
        }),
        Caught: { Type: "Succeed" },
      }),
    );
    const { events, output } = await execute([1]);
    expect(output).to.deep.equal({ Error: "Mine", Cause: "because" });
    expect(
      events.map(({ id, previousEventId, type }) => [id, previousEventId, type]).slice(2, 8),
    ).to.deep.equal([
      [3, 2, "MapStateStarted"],
      [4, 3, "MapIterationStarted"],
      [5, 4, "FailStateEntered"],
      [6, 5, "MapIterationFailed"],
      [7, 5, "MapStateFailed"],
      [8, 7, "MapStateExited"],
    ]);
  });

  it("aborts the other iterations when one fails, and begins no more", async () => {
    const { execute } = deploy(
      definition({
        All: map({
          MaxConcurrency: 2,
          ItemProcessor: each(["Item", task()]),
          Retry: [{ ErrorEquals: ["Broken"], MaxAttempts: 1, IntervalSeconds: 1 }],
        }),
      }),
      ({ arguments: n }) => (n === 2 ? Promise.reject(failure("Broken")) : new Promise(() => {})),
    );
    const { types, description } = await execute([1, 2, 3]);
    expect(description).to.include({ status: "FAILED", error: "Broken" });
    expect(types.slice(-5)).to.deep.equal([
      "MapIterationFailed",
      "TaskStateAborted",
      "MapIterationAborted",
      "MapStateFailed",
      "ExecutionFailed",
    ]);
    expect(types.filter((type) => type === "MapIterationStarted")).to.have.length(4);
    expect(types.filter((type) => type === "MapIterationAborted")).to.have.length(2);
    expect(types.filter((type) => type === "TaskStateAborted")).to.have.length(2);
  });

  it("fails with States.QueryEvaluationError for items that are none", async () => {
    for (const Items of ["{% 1 %}", "{% $states.input.absent %}"])
      expect((await deploy(definition({ All: map({ Items }) })).execute({})).description.error).to.equal(
        "States.QueryEvaluationError",
      );
    const { description } = await deploy(definition({ All: map({}) })).execute("text");
    expect(description.error).to.equal("States.QueryEvaluationError");
  });

  it("fails when its selector fails, for the first item that it fails for", async () => {
    const { execute } = deploy(
      definition({ All: map({ ItemSelector: "{% 10 / $states.context.Map.Item.Value.n %}" }) }),
    );
    const { description, events } = await execute([{ n: 1 }, {}]);
    expect(description.error).to.equal("States.QueryEvaluationError");
    expect(events.find(({ type }) => type === "EvaluationFailed")).to.deep.include({
      evaluationFailedEventDetails: {
        error: "States.QueryEvaluationError",
        cause: description.cause,
        location: "ItemSelector",
        state: "All",
      },
    });
  });

  it("that is redriven goes on with the iterations that had not succeeded", async () => {
    let broken = true;
    const { machine, clock, execute, look, calls } = deploy(
      definition({ All: map({ MaxConcurrency: 1, ItemProcessor: each(["Item", task()]) }) }),
      ({ arguments: n }) => (n === 2 && broken ? Promise.reject(failure("Broken")) : Promise.resolve(n)),
    );
    expect((await execute([1, 2, 3])).description.status).to.equal("FAILED");
    broken = false;
    machine.redriveExecution(look().description.executionArn);
    await clock.run();
    expect(look().output).to.deep.equal([1, 2, 3]);
    expect(calls.map(({ arguments: n }) => n)).to.deep.equal([1, 2, 2, 3]);
    expect(look().types.filter((type) => type === "MapIterationSucceeded")).to.have.length(3);
  });

  it("of more items than a history can hold ends", async () => {
    const { execute } = deploy(definition({ All: map({ Items: "{% $range(1, 300000, 1) %}" }) }));
    const { description, events } = await execute();
    expect(description).to.include({ status: "FAILED", error: "States.Runtime" });
    expect(events).to.have.length(25_000);
  });
});
