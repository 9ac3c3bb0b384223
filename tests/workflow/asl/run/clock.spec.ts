import { expect } from "chai";
import fc from "fast-check";
import { realClock, virtualClock } from "../../../../workflow/asl/run/clock";

describe("the virtual clock", () => {
  it("fires timers in the order of their times, of two at the same time the one set first", async () => {
    const clock = virtualClock(1_000);
    const fired: [string, number][] = [];
    const set = (name: string, ms: number) => clock.after(ms, () => fired.push([name, clock.now()]));
    set("late", 50);
    set("first of two", 20);
    set("second of two", 20);
    set("now", 0);
    await clock.run();
    expect(fired).to.deep.equal([
      ["now", 1_000],
      ["first of two", 1_020],
      ["second of two", 1_020],
      ["late", 1_050],
    ]);
    expect(clock.now()).to.equal(1_050);
  });

  it("fires what a timer sets, and what a promise chain sets, before it goes on", async () => {
    const clock = virtualClock(0);
    const fired: number[] = [];
    clock.after(10, () => {
      void Array.from({ length: 100 })
        .reduce<Promise<unknown>>((chain) => chain.then(), Promise.resolve())
        .then(() => clock.after(5, () => fired.push(clock.now())));
    });
    clock.after(20, () => fired.push(clock.now()));
    await clock.run();
    expect(fired).to.deep.equal([15, 20]);
  });

  it("does not fire what was cancelled, and cancelling too late does nothing", async () => {
    const clock = virtualClock(0);
    const fired: string[] = [];
    const cancel = clock.after(10, () => fired.push("cancelled"));
    const late = clock.after(5, () => fired.push("kept"));
    cancel();
    cancel();
    await clock.run();
    late();
    expect(fired).to.deep.equal(["kept"]);
  });

  it("stops at an instant, fires what lies on it, and keeps the rest for later", async () => {
    const clock = virtualClock(0);
    const fired: number[] = [];
    for (const ms of [99, 100, 101]) clock.after(ms, () => fired.push(ms));
    await clock.run(100);
    expect(fired).to.deep.equal([99, 100]);
    expect(clock.now()).to.equal(100);
    await clock.run(500);
    expect(fired).to.deep.equal([99, 100, 101]);
    expect(clock.now()).to.equal(500);
  });

  it("stands still while work is held, and while what comes after it is held", async () => {
    const clock = virtualClock(0);
    const seen: number[] = [];
    const work = async () => {
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      seen.push(clock.now());
    };
    clock.after(10, () => seen.push(clock.now()));
    void clock.hold(work()).then(() => clock.hold(work()));
    await clock.run();
    expect(seen).to.deep.equal([0, 0, 10]);
  });

  it("goes on when held work fails, and lets its owner see the error", async () => {
    const clock = virtualClock(0);
    const work = clock.hold(Promise.reject(new Error("broken"))).catch((error: unknown) => String(error));
    await clock.run(1);
    expect(await work).to.equal("Error: broken");
  });

  it("refuses an instant in the past", async () => {
    const error = await virtualClock(1_000).run(999).catch(String);
    expect(error).to.equal(
      "RangeError: run takes an instant of 1000 or later, found 999: time does not go back.",
    );
  });

  it("refuses to run twice at once, and runs again afterwards", async () => {
    const clock = virtualClock(0);
    const first = clock.run();
    expect(await clock.run().catch(String)).to.equal(
      "Error: This clock runs already: await the run that is under way.",
    );
    await first;
    await clock.run(5);
    expect(clock.now()).to.equal(5);
  });

  it("never goes back and fires each timer at its own time, whatever is set when", () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(1_000), fc.nat(1_000))), async (timers) => {
        const clock = virtualClock(0);
        const seen: number[] = [];
        for (const [ms, then] of timers)
          clock.after(ms, () => {
            seen.push(clock.now());
            expect(clock.now()).to.equal(ms);
            clock.after(then, () => {
              seen.push(clock.now());
              expect(clock.now()).to.equal(ms + then);
            });
          });
        await clock.run();
        expect(seen).to.have.length(2 * timers.length);
        expect(seen).to.deep.equal([...seen].sort((one, other) => one - other));
      }),
      { numRuns: 30 },
    ));
});

describe("the real clock", () => {
  it("tells this machine's time and fires once", async () => {
    const before = Date.now();
    expect(realClock.now()).to.be.at.least(before);
    await new Promise<void>((resolve) => realClock.after(5, resolve));
    expect(Date.now()).to.be.at.least(before + 4);
  });

  it("waits longer than setTimeout can, in pieces", () => {
    const weeks = 2 ** 31 + 5_000;
    const { setTimeout: realSetTimeout } = globalThis;
    const { now: realNow } = Date;
    let now = 1_000;
    const waits: number[] = [];
    let wake = () => {};
    let fired = 0;
    try {
      Date.now = () => now;
      const fake = (callback: () => void, ms: number) => {
        waits.push(ms);
        wake = callback;
        return realSetTimeout(() => {}, 0);
      };
      globalThis.setTimeout = fake as typeof globalThis.setTimeout;
      realClock.after(weeks, () => {
        fired += 1;
      });
      now += 2 ** 31 - 1;
      wake();
      expect(fired).to.equal(0);
      now += 5_001;
      wake();
      expect(fired).to.equal(1);
      expect(waits).to.deep.equal([2 ** 31 - 1, 5_001]);
    } finally {
      globalThis.setTimeout = realSetTimeout;
      Date.now = realNow;
    }
  });

  it("does not fire what was cancelled", async () => {
    let fired = false;
    const cancel = realClock.after(1, () => {
      fired = true;
    });
    cancel();
    await new Promise<void>((resolve) => realClock.after(10, resolve));
    expect(fired).to.equal(false);
  });
});
