import { expect } from "chai";
import type { State } from "../../../../workflow/asl/definition";
import { byteLength, MAX_DATA_BYTES } from "../../../../workflow/asl/run/json";
import { definition, deploy, lastToken, task, WAIT } from "./harness";

/** A string whose JSON has so many bytes in UTF-8: two for each ü, and two quotes. */
const ofBytes = (bytes: number) => "ü".repeat(bytes / 2 - 1);
const FITS = ofBytes(MAX_DATA_BYTES);
const TOO_LONG = ofBytes(MAX_DATA_BYTES + 2);

const run = (state: State, result: unknown = null) =>
  deploy(
    definition({ State: state, Named: { Type: "Succeed", Output: "named" }, All: { Type: "Fail" } }),
    () => Promise.resolve(result),
  ).execute();

const REPEAT = (bytes: number) => `{% $pad("", ${bytes / 2 - 1}, "ü") %}`;

describe("262,144 bytes", () => {
  it("are counted in UTF-8", () => {
    expect(byteLength(JSON.stringify(FITS))).to.equal(262_144);
    expect(FITS.length).to.equal(131_071);
  });

  it("are what a result may have, and no more", async () => {
    expect((await run(task(), FITS)).output).to.equal(FITS);
    const { description, types } = await run(task(), TOO_LONG);
    expect(description).to.include({
      status: "FAILED",
      error: "States.DataLimitExceeded",
      cause:
        "The state/task 'arn:aws:states:::lambda:invoke' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
    expect(types.slice(-2)).to.deep.equal(["TaskFailed", "ExecutionFailed"]);
  });

  it("are what arguments may have, and no more", async () => {
    expect((await run(task({ Arguments: REPEAT(MAX_DATA_BYTES) }))).description.status).to.equal("SUCCEEDED");
    const { description, types } = await run(task({ Arguments: REPEAT(MAX_DATA_BYTES + 2) }));
    expect(description.error).to.equal("States.DataLimitExceeded");
    expect(types).not.to.include("TaskScheduled");
  });

  it("are what any state may put out, and no more", async () => {
    const tooMuch = REPEAT(MAX_DATA_BYTES + 2);
    for (const state of [
      task({ Output: tooMuch }),
      { Type: "Succeed", Output: tooMuch },
      { Type: "Choice", Choices: [{ Condition: "{% true %}", Next: "Named", Output: tooMuch }] },
    ] as State[]) {
      const { description } = await run(state);
      expect(description).to.include({ status: "FAILED", error: "States.DataLimitExceeded" });
    }
    expect((await run(task({ Output: REPEAT(MAX_DATA_BYTES) }))).output).to.equal(FITS);
  });

  it("exceeded, are not what States.ALL or States.TaskFailed mean, only what is named", async () => {
    const all = [
      { ErrorEquals: ["States.TaskFailed"], Next: "All" },
      { ErrorEquals: ["States.ALL"], Next: "All" },
    ];
    const named = { ErrorEquals: ["States.DataLimitExceeded"], Next: "Named" };
    expect((await run(task({ Catch: all }), TOO_LONG)).entered).to.deep.equal(["State"]);
    expect((await run(task({ Catch: [...all, named] }), TOO_LONG)).output).to.equal("named");
  });

  it("are what an input and a sent output may have: more is refused", async () => {
    const deployment = deploy(definition({ Wait: task({ Resource: WAIT, Arguments: {} }) }));
    const start = (name: string, input: string) => deployment.machine.startExecution({ name, input });
    expect(() => start("long", JSON.stringify(TOO_LONG)))
      .to.throw(
        "Value at 'input' failed to satisfy constraint: expected 262144 bytes or fewer, found 262146.",
      )
      .with.property("name", "ValidationException");
    await deployment.execute(FITS, 0);
    const taskToken = lastToken(deployment);
    expect(() => {
      deployment.machine.sendTaskSuccess({ taskToken, output: JSON.stringify(TOO_LONG) });
    })
      .to.throw("Value at 'output' failed")
      .with.property("name", "ValidationException");
    deployment.machine.sendTaskSuccess({ taskToken, output: JSON.stringify(FITS) });
    await deployment.clock.run();
    expect(deployment.look().output).to.equal(FITS);
  });

  it("are not all: expressions take so long in all, and the execution ends that takes longer", async () => {
    const slow = "{% $sum($map([1..2000], function($i) { $i * 2 })) %}";
    const ran = await deploy(
      definition({ Again: { Type: "Pass", Output: slow, Next: "Again" } }),
      undefined,
      { evaluationBudgetMs: 100 },
    ).execute();
    expect([ran.description.status, ran.description.error]).to.deep.equal(["FAILED", "States.Runtime"]);
    expect(ran.description.cause).to.contain("took longer than 100 ms in all");
    const path = {
      StartAt: "Again",
      States: { Again: { Type: "Pass", Parameters: { "a.$": "States.UUID()" }, Next: "Again" } },
    };
    expect((await deploy(path, undefined, { evaluationBudgetMs: 1 }).execute()).description.cause).to.contain(
      "took longer than 1 ms in all",
    );
  });
});
