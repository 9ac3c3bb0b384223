import { expect } from "chai";
import { virtualClock } from "../../../../workflow/asl/run/clock";
import { pause, waitFor, type Waiting } from "../../../../workflow/asl/run/waiting";

function waiting() {
  const controller = new AbortController();
  const undone: string[] = [];
  let inside: Waiting<string> | undefined;
  const promise = waitFor<string>(controller.signal, (handed) => {
    inside = handed;
    handed.undo(() => undone.push("first"));
    handed.undo(() => undone.push("second"));
  });
  if (!inside) throw new Error("waitFor sets up at once.");
  return { controller, undone, promise, ...inside };
}

describe("waitFor", () => {
  it("answers what settled it first, and undoes what was set up, once", async () => {
    const { settle, open, promise, undone, controller } = waiting();
    expect(open()).to.equal(true);
    settle("first");
    settle("second");
    controller.abort();
    expect(open()).to.equal(false);
    expect(await promise).to.equal("first");
    expect(undone).to.deep.equal(["first", "second"]);
  });

  it("is rejected with the reason of the abort, and undoes what was set up", async () => {
    const { settle, promise, undone, controller } = waiting();
    controller.abort(new Error("the end"));
    settle("late");
    expect(await promise.catch(String)).to.equal("Error: the end");
    expect(undone).to.deep.equal(["first", "second"]);
  });

  it("undoes at once what is set up after the end", () => {
    const { settle, undo, undone } = waiting();
    settle("early");
    undo(() => undone.push("third"));
    expect(undone).to.deep.equal(["first", "second", "third"]);
  });

  it("may be settled while it is set up", async () => {
    const undone: string[] = [];
    const { signal } = new AbortController();
    const answer = await waitFor<number>(signal, ({ settle, undo }) => {
      settle(1);
      undo(() => undone.push("timer"));
    });
    expect([answer, undone]).to.deep.equal([1, ["timer"]]);
  });

  it("sets nothing up after the abort", () => {
    const signal = AbortSignal.abort(new Error("over"));
    expect(() => waitFor(signal, () => expect.fail("was set up"))).to.throw("over");
  });
});

describe("pause", () => {
  it("lasts as long as it says, and leaves no timer behind when it is aborted", async () => {
    const clock = virtualClock(0);
    const controller = new AbortController();
    const ends: number[] = [];
    void pause(controller.signal, clock, 1_500).then(() => ends.push(clock.now()));
    await clock.run();
    const aborted = pause(controller.signal, clock, 9_000).catch(() => "aborted");
    controller.abort();
    await clock.run();
    expect([ends, await aborted, clock.now()]).to.deep.equal([[1_500], "aborted", 1_500]);
  });
});
