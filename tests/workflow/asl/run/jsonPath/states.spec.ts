import { expect } from "chai";
import { deploy, INVOKE, secondsOf, silence } from "../harness";
import { alone, failed, machine } from "./harness";

describe("a Wait in JSONPath", () => {
  const waited = async (fields: Record<string, string | number>, input: unknown = {}) => {
    const executed = await alone({ Type: "Wait", ...fields }).execute(input);
    return secondsOf(executed, "WaitStateExited")[0] ?? failed(executed);
  };

  it("waits as long as it says, or its input", async () => {
    expect(await waited({ Seconds: 10 })).to.equal(10);
    expect(await waited({ SecondsPath: "$.waitseconds" }, { waitseconds: 7 })).to.equal(7);
    expect(await waited({ Timestamp: "2026-01-01T00:01:00Z" })).to.equal(60);
    expect(await waited({ TimestampPath: "$.expirydate" }, { expirydate: "2026-01-01T00:02:00Z" })).to.equal(
      120,
    );
    expect(await waited({ TimestampPath: "$.expirydate" }, { expirydate: "2016-03-14T01:59:00Z" })).to.equal(
      0,
    );
  });

  it("fails for what is no time", async () => {
    expect(await waited({ SecondsPath: "$.s" }, { s: "7" })).to.deep.equal([
      "FAILED",
      "States.Runtime",
      "The field 'SecondsPath' expects a whole number of 0 or more, but was string.",
    ]);
    expect(await waited({ SecondsPath: "$.s" }, { s: -1 })).to.include("States.Runtime");
    expect(await waited({ TimestampPath: "$.s" }, { s: "soon" })).to.include("States.Runtime");
    expect(await waited({ SecondsPath: "$.s" })).to.include("States.Runtime");
  });
});

describe("a Task in JSONPath", () => {
  it("takes its timeouts from the input", async () => {
    const timed = alone({ Type: "Task", Resource: INVOKE, TimeoutSecondsPath: "$.t" }, silence);
    const executed = await timed.execute({ t: 5 });
    expect(executed.description.error).to.equal("States.Timeout");
    expect(secondsOf(executed, "TaskTimedOut")).to.deep.equal([5]);
    const beaten = alone({
      Type: "Task",
      Resource: `${INVOKE}.waitForTaskToken`,
      TimeoutSeconds: 60,
      HeartbeatSecondsPath: "$.h",
      Parameters: { "Payload.$": "$$.Task.Token" },
    });
    expect(secondsOf(await beaten.execute({ h: 3 }), "TaskTimedOut")).to.deep.equal([3]);
  });

  it("hands its token on from the context object", async () => {
    const deployed = alone({
      Type: "Task",
      Resource: `${INVOKE}.waitForTaskToken`,
      TimeoutSeconds: 60,
      Parameters: { FunctionName: "f", Payload: { "token.$": "$$.Task.Token" } },
    });
    await deployed.execute({}, 1_000);
    const [call] = deployed.calls;
    expect(call?.arguments).to.deep.equal({ FunctionName: "f", Payload: { token: call?.taskToken } });
  });

  it("that a Retry tries again counts in the context object", async () => {
    const deployed = alone(
      {
        Type: "Task",
        Resource: INVOKE,
        Parameters: { "n.$": "$$.State.RetryCount" },
        Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 2 }],
      },
      () => Promise.reject(new Error("no")),
    );
    await deployed.execute();
    expect(deployed.calls.map((call) => call.arguments)).to.deep.equal([{ n: 0 }, { n: 1 }, { n: 2 }]);
  });
});

describe("a Fail in JSONPath", () => {
  const failing = async (fields: Record<string, string>, input: unknown = {}) =>
    failed(await deploy({ StartAt: "F", States: { F: { Type: "Fail", ...fields } } }).execute(input));

  it("says what it says, or its input", async () => {
    expect(await failing({ Error: "E", Cause: "c" })).to.deep.equal(["FAILED", "E", "c"]);
    expect(
      await failing(
        { ErrorPath: "$.e", CausePath: "States.Format('It is {}: {}', $.e, $$.State.Name)" },
        { e: "X" },
      ),
    ).to.deep.equal(["FAILED", "X", "It is X: F"]);
    expect(await failing({ ErrorPath: "$.e" }, { e: 1 })).to.include("States.Runtime");
  });
});

describe("a Parallel in JSONPath", () => {
  /** https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html */
  it("gives each branch its effective input, and lists their outputs", async () => {
    const branch = (field: string) => ({
      StartAt: field,
      States: { [field]: { Type: "Pass", Parameters: { [`${field}.$`]: "$.n" }, End: true } },
    });
    const { output } = await alone({
      Type: "Parallel",
      InputPath: "$.in",
      Parameters: { "n.$": "$.id" },
      Branches: [branch("a"), branch("b")],
      ResultSelector: { "all.$": "$[*][*]" },
      ResultPath: "$.r",
    }).execute({ in: { id: 7 } });
    expect(output).to.deep.equal({ in: { id: 7 }, r: { all: [7, 7] } });
  });
});

describe("a Map in JSONPath", () => {
  /** The example of the specification, "Map State". */
  const order = {
    "ship-date": "2016-03-14T01:59:00Z",
    detail: {
      "delivery-partner": "UQS",
      shipped: [
        { prod: "R31", "dest-code": 9511, quantity: 1344 },
        { prod: "S39", "dest-code": 9511, quantity: 40 },
      ],
    },
  };

  for (const [selector, processor] of [
    ["Parameters", "Iterator"],
    ["ItemSelector", "ItemProcessor"],
  ] as const)
    it(`does the specification's example with ${selector} and ${processor}`, async () => {
      const deployed = alone(
        {
          Type: "Map",
          InputPath: "$.detail",
          ItemsPath: "$.shipped",
          MaxConcurrency: 0,
          ResultPath: "$.detail.shipped",
          [selector]: { "parcel.$": "$$.Map.Item.Value", "courier.$": "$.delivery-partner" },
          [processor]: {
            StartAt: "Validate",
            States: { Validate: { Type: "Task", Resource: INVOKE, End: true } },
          },
        },
        ({ arguments: given }) => Promise.resolve(given),
      );
      const { output } = await deployed.execute(order);
      const shipped = order.detail.shipped.map((parcel) => ({ parcel, courier: "UQS" }));
      expect(deployed.calls.map((call) => call.arguments)).to.deep.equal(shipped);
      expect(output).to.deep.equal({ ...order, detail: { ...order.detail, shipped } });
    });

  /** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
  it("knows the index and the value of each item", async () => {
    const { output } = await alone({
      Type: "Map",
      ItemSelector: { "ContextIndex.$": "$$.Map.Item.Index", "ContextValue.$": "$$.Map.Item.Value" },
      ItemProcessor: { StartAt: "P", States: { P: { Type: "Pass", End: true } } },
    }).execute([{ who: "bob" }, { who: "meg" }, { who: "joe" }]);
    expect(output).to.deep.equal([
      { ContextIndex: 0, ContextValue: { who: "bob" } },
      { ContextIndex: 1, ContextValue: { who: "meg" } },
      { ContextIndex: 2, ContextValue: { who: "joe" } },
    ]);
  });

  const processor = { StartAt: "P", States: { P: { Type: "Pass", Parameters: { "v.$": "$x" }, End: true } } };

  it("reads variables of the machine inside, and MaxConcurrencyPath", async () => {
    const run = deploy(
      machine({
        A: { Type: "Pass", Assign: { x: "out" }, Next: "M" },
        M: {
          Type: "Map",
          ItemsPath: "$.l",
          MaxConcurrencyPath: "$.most",
          ItemProcessor: processor,
          End: true,
        },
      }),
    );
    expect((await run.execute({ l: [1, 2], most: 1 })).output).to.deep.equal([{ v: "out" }, { v: "out" }]);
  });

  it("fails where there is no list", async () => {
    const map = (input: unknown) =>
      alone({ Type: "Map", ItemsPath: "$.l", ItemProcessor: processor }).execute(input);
    expect(failed(await map({ l: 1 }))).to.deep.equal([
      "FAILED",
      "States.Runtime",
      "The field 'ItemsPath' expects an array, but was 1.",
    ]);
    expect(failed(await map({}))[1]).to.equal("States.Runtime");
  });
});
