import { expect } from "chai";
import { run } from "../../../../workflow/asl/run";
import { realClock, virtualClock } from "../../../../workflow/asl/run/clock";
import { definition, failure, silence, START, task, WAIT } from "./harness";

describe("run", () => {
  it("runs a definition to its end, and tells everything of it", async () => {
    const { status, output, error, cause, history, path } = await run(
      definition({ Work: task({ Next: "Rest" }), Rest: { Type: "Wait", Seconds: 1_814_400, End: true } }),
      { input: { n: 1 }, tasks: ({ arguments: given }) => Promise.resolve(given) },
    );
    expect({ status, output, error, cause, path }).to.deep.equal({
      status: "SUCCEEDED",
      output: { n: 1 },
      error: undefined,
      cause: undefined,
      path: ["Work", "Rest"],
    });
    expect(history.at(-1)).to.deep.include({
      type: "ExecutionSucceeded",
      timestamp: new Date(START + 1_814_400_000),
    });
  });

  it("tells how it failed", async () => {
    expect(
      await run(definition({ Work: task() }), { tasks: () => Promise.reject(failure("Broken", "in two")) }),
    ).to.include({ status: "FAILED", error: "Broken", cause: "in two", output: undefined });
    expect(await run(definition({ Work: task() }))).to.include({
      status: "FAILED",
      cause: "The state Work calls its task, and there are no tasks.",
    });
    expect(await run(definition({ Work: task() }), { tasks: silence })).to.include({ status: "TIMED_OUT" });
  });

  it("refuses by name what it does not support, before anything runs", async () => {
    const refused = await run({ ...definition({}), States: {} }).catch((error: unknown) => error);
    expect(refused).to.be.an("error").with.property("name", "InvalidDefinition");
  });

  it("sends the answer of a waiting task back with its token; undefined lets it wait", async () => {
    const waiting = definition({ Wait: task({ Resource: WAIT, TimeoutSeconds: 60 }) });
    expect((await run(waiting, { tasks: () => Promise.resolve({ a: 1 }) })).output).to.deep.equal({ a: 1 });
    expect(await run(waiting, { tasks: () => Promise.resolve(undefined) })).to.include({
      status: "FAILED",
      error: "States.Timeout",
    });
  });

  it("takes a clock: a virtual one of its own, or the real one", async () => {
    const wait = definition({ W: { Type: "Wait", Seconds: 0, Output: "{% $millis() %}", End: true } });
    expect((await run(wait, { clock: virtualClock(5) })).output).to.equal(5);
    expect((await run(wait, { clock: realClock })).output).to.be.closeTo(Date.now(), 5_000);
  });
});
