import { expect } from "chai";
import { definition, deploy, secondsOf, START } from "./harness";

describe("a Pass", () => {
  it("puts out its input, or its Output", async () => {
    expect(
      (await deploy(definition({ P: { Type: "Pass", End: true } })).execute({ a: 1 })).output,
    ).to.deep.equal({ a: 1 });
    expect(
      (
        await deploy(
          definition({ P: { Type: "Pass", Output: { b: "{% $states.input.a %}" }, End: true } }),
        ).execute({ a: 1 })
      ).output,
    ).to.deep.equal({ b: 1 });
  });

  it("has no RetryCount in its context: it cannot be tried again", async () => {
    const { execute } = deploy(
      definition({ P: { Type: "Pass", Output: "{% $states.context.State %}", End: true } }),
    );
    expect((await execute()).output).to.deep.equal({ EnteredTime: "2026-01-01T00:00:00.000Z", Name: "P" });
  });
});

describe("a Wait", () => {
  const waits = async (fields: object, input: unknown = {}) =>
    secondsOf(
      await deploy(definition({ W: { Type: "Wait", End: true, ...fields } as never })).execute(input),
      "WaitStateExited",
    );

  it("waits so many seconds", async () => {
    expect(await waits({ Seconds: 86_400 * 21 })).to.deep.equal([86_400 * 21]);
    expect(await waits({ Seconds: 0 })).to.deep.equal([0]);
    expect(await waits({ Seconds: "{% $states.input.n * 2 %}" }, { n: 4 })).to.deep.equal([8]);
  });

  it("waits until an instant, and not at all if that is past", async () => {
    expect(await waits({ Timestamp: "2026-01-01T00:01:00Z" })).to.deep.equal([60]);
    expect(await waits({ Timestamp: "2026-01-01T02:00:00.5+01:00" })).to.deep.equal([3600.5]);
    expect(await waits({ Timestamp: "2025-01-01T00:00:00Z" })).to.deep.equal([0]);
    expect(await waits({ Timestamp: `{% $fromMillis(${START} + 5000) %}` })).to.deep.equal([5]);
  });

  it("puts out its Output, and its input without one", async () => {
    const wait = (fields: object) =>
      deploy(definition({ W: { Type: "Wait", Seconds: 1, End: true, ...fields } as never })).execute(7);
    expect((await wait({})).output).to.equal(7);
    expect((await wait({ Output: "{% $states.input + 1 %}" })).output).to.equal(8);
  });

  it("fails with States.QueryEvaluationError for what is no time", async () => {
    for (const fields of [
      { Seconds: "{% -1 %}" },
      { Seconds: "{% 1.5 %}" },
      { Seconds: '{% "1" %}' },
      { Timestamp: '{% "tomorrow" %}' },
      { Timestamp: '{% "2026-01-01" %}' },
    ]) {
      const { description } = await deploy(
        definition({ W: { Type: "Wait", End: true, ...fields } as never }),
      ).execute();
      expect(description, JSON.stringify(fields)).to.include({ error: "States.QueryEvaluationError" });
    }
  });

  it("ends with the machine's TimeoutSeconds", async () => {
    const executed = await deploy(
      definition({ W: { Type: "Wait", Seconds: 100, End: true } }, { TimeoutSeconds: 50 }),
    ).execute();
    expect(executed.description.status).to.equal("TIMED_OUT");
    expect(secondsOf(executed, "ExecutionTimedOut")).to.deep.equal([50]);
  });
});
