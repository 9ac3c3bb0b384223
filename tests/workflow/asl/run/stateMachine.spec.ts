import { expect } from "chai";
import { realClock } from "../../../../workflow/asl/run/clock";
import { stateMachine } from "../../../../workflow/asl/run/stateMachine";
import { ARN, definition, deploy, failure, silence, START, task, WAIT } from "./harness";

const DAY_MS = 86_400_000;
const instant = definition({ Done: { Type: "Succeed" } });

/** What an operation throws, by name and message. */
function thrown(operation: () => unknown): [string, string] {
  try {
    operation();
  } catch (error) {
    if (error instanceof Error) return [error.name, error.message];
  }
  return ["none", ""];
}

describe("startExecution", () => {
  it("answers AWS's names for things, and runs after the caller's own turn", async () => {
    const { machine, clock, calls, look } = deploy(definition({ Work: task() }), undefined, {
      region: "eu-west-2",
    });
    expect(machine.stateMachineArn).to.equal("arn:aws:states:eu-west-2:000000000000:stateMachine:machine");
    const started = machine.startExecution({ name: "run", input: "[]" });
    expect(started).to.deep.equal({
      executionArn: "arn:aws:states:eu-west-2:000000000000:execution:machine:run",
      startDate: new Date(START),
    });
    expect(calls).to.deep.equal([]);
    await clock.run();
    expect(calls[0]?.executionArn).to.equal(started.executionArn);
    expect(thrown(look)[0]).to.equal("ExecutionDoesNotExist"); // The one in us-east-1.
  });

  it("gives a name and an empty input to an execution without", async () => {
    const { machine, clock } = deploy(instant);
    const { executionArn } = machine.startExecution({});
    expect(executionArn).to.match(/:execution:machine:[0-9a-f-]{36}$/);
    await clock.run();
    expect(machine.describeExecution(executionArn)).to.include({ input: "{}", output: "{}" });
  });

  it("answers the same execution for the same name and input, byte for byte, while it runs", async () => {
    const { machine, clock, calls } = deploy(definition({ Work: task() }), silence);
    const first = machine.startExecution({ name: "run", input: '{"a":1}' });
    await clock.run(START + 1_000);
    expect(machine.startExecution({ name: "run", input: '{"a":1}' })).to.deep.equal(first);
    expect(thrown(() => machine.startExecution({ name: "run", input: '{"a": 1}' }))).to.deep.equal([
      "ExecutionAlreadyExists",
      `Execution Already Exists: '${ARN}'`,
    ]);
    await clock.run(START + 2_000);
    expect(calls).to.have.length(1);
  });

  it("refuses the name of an execution that has ended, for 90 days", async () => {
    const { machine, clock } = deploy(instant);
    machine.startExecution({ name: "run", input: "1" });
    await clock.run();
    for (const ms of [0, 90 * DAY_MS - 1]) {
      await clock.run(START + ms);
      expect(thrown(() => machine.startExecution({ name: "run", input: "1" }))[0]).to.equal(
        "ExecutionAlreadyExists",
      );
      expect(machine.describeExecution(ARN).status).to.equal("SUCCEEDED");
    }
    await clock.run(START + 90 * DAY_MS);
    expect(thrown(() => machine.describeExecution(ARN))[0]).to.equal("ExecutionDoesNotExist");
    expect(machine.startExecution({ name: "run", input: "2" }).startDate).to.deep.equal(
      new Date(START + 90 * DAY_MS),
    );
    expect(machine.describeExecution(ARN)).to.include({ status: "RUNNING", input: "2" });
  });

  it("runs executions beside each other", async () => {
    const { machine, clock } = deploy(definition({ Work: task({ Output: "{% $states.input %}" }) }));
    const arns = [1, 2, 3].map((n) => machine.startExecution({ name: `n${n}`, input: `${n}` }).executionArn);
    await clock.run();
    expect(arns.map((arn) => machine.describeExecution(arn).output)).to.deep.equal(["1", "2", "3"]);
  });

  it("refuses names that AWS does not take", () => {
    const { machine } = deploy(instant);
    const names = [
      "",
      "a".repeat(81),
      "a b",
      "a\tb",
      ...Array.from('<>{}[]?*"#%\\^|~`$&,;:/', (character) => `a${character}`),
      "a\u0000",
      "a\u0085",
      "a\ud800",
      "a\ufffe",
    ];
    for (const name of names)
      expect(thrown(() => machine.startExecution({ name }))[0], JSON.stringify(name)).to.equal("InvalidName");
    for (const name of ["a", "a".repeat(80), "a-b_c.d=e+f@g(h)'i!", "prüfung"])
      expect(machine.startExecution({ name }).executionArn).to.match(
        new RegExp(`:machine:.{${name.length}}$`),
      );
  });

  it("refuses an input that is no JSON, and starts nothing", () => {
    const { machine } = deploy(instant);
    for (const input of ["", "{", "undefined", "{'a':1}"])
      expect(thrown(() => machine.startExecution({ name: "run", input }))[0]).to.equal(
        "InvalidExecutionInput",
      );
    expect(thrown(() => machine.describeExecution(ARN))[0]).to.equal("ExecutionDoesNotExist");
  });
});

describe("describeExecution", () => {
  it("tells of an execution that runs", () => {
    const { machine } = deploy(instant);
    machine.startExecution({ name: "run", input: " 1 " });
    expect(machine.describeExecution(ARN)).to.deep.equal({
      executionArn: ARN,
      stateMachineArn: machine.stateMachineArn,
      name: "run",
      status: "RUNNING",
      startDate: new Date(START),
      input: " 1 ",
      inputDetails: { included: true },
      redriveCount: 0,
      redriveStatus: "NOT_REDRIVABLE",
      redriveStatusReason: "Execution is RUNNING and cannot be redriven",
    });
  });

  it("tells of an execution that failed", async () => {
    const { execute } = deploy(definition({ Work: task({ TimeoutSeconds: 9 }) }), silence);
    expect((await execute()).description).to.deep.equal({
      executionArn: ARN,
      stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:machine",
      name: "run",
      status: "FAILED",
      startDate: new Date(START),
      stopDate: new Date(START + 9_000),
      input: "{}",
      inputDetails: { included: true },
      error: "States.Timeout",
      redriveCount: 0,
      redriveStatus: "REDRIVABLE",
    });
  });
});

describe("the operations on an execution", () => {
  it("know no execution that was not started here", () => {
    const { machine } = deploy(instant);
    const operations = [
      () => machine.describeExecution(ARN),
      () => machine.getExecutionHistory(ARN),
      () => machine.stopExecution(ARN),
      () => machine.redriveExecution(ARN),
    ];
    for (const operation of operations)
      expect(thrown(operation)).to.deep.equal([
        "ExecutionDoesNotExist",
        `Execution Does Not Exist: '${ARN}'`,
      ]);
  });

  it("refuse an error or a cause that is too long", () => {
    const { machine } = deploy(instant);
    machine.startExecution({ name: "run" });
    const [error, cause] = ["e".repeat(257), "c".repeat(32_769)];
    for (const operation of [
      () => machine.stopExecution(ARN, error),
      () => machine.stopExecution(ARN, "", cause),
      () => {
        machine.sendTaskFailure({ taskToken: "", error });
      },
      () => {
        machine.sendTaskFailure({ taskToken: "", cause });
      },
    ])
      expect(thrown(operation)[0]).to.equal("ValidationException");
    machine.stopExecution(ARN, error.slice(1), cause.slice(1));
    expect(machine.describeExecution(ARN).status).to.equal("ABORTED");
  });

  it("answer a history that nobody can change from outside", async () => {
    const { execute, machine } = deploy(instant);
    const { events } = await execute();
    (events as unknown[]).length = 0;
    expect(machine.getExecutionHistory(ARN).events).to.have.length(4);
  });
});

describe("the observer", () => {
  it("sees each event of each execution as it happens", async () => {
    const seen: [string, string][] = [];
    const { machine, clock } = deploy(definition({ Work: task() }), undefined, {
      onEvent: (arn, { type }) => seen.push([arn.slice(-1), type]),
    });
    machine.startExecution({ name: "1" });
    expect(seen).to.deep.equal([["1", "ExecutionStarted"]]);
    await clock.run();
    machine.startExecution({ name: "2" });
    await clock.run();
    const types = machine.getExecutionHistory(ARN.replace("run", "1")).events.map(({ type }) => type);
    expect(seen).to.deep.equal([...types.map((type) => ["1", type]), ...types.map((type) => ["2", type])]);
  });
});

describe("a state machine", () => {
  it("is refused under a name that AWS does not take", () => {
    expect(thrown(() => deploy(instant, undefined, { name: "a b" }))[0]).to.equal("InvalidName");
  });

  it("runs with the real clock", async () => {
    const events: string[] = [];
    const ended = new Promise<void>((resolve) => {
      let tries = 0;
      const machine = stateMachine({
        name: "machine",
        definition: definition({
          Wait: task({
            Resource: WAIT,
            Arguments: {},
            TimeoutSeconds: 60,
            Retry: [{ ErrorEquals: ["Broken"], IntervalSeconds: 1, JitterStrategy: "FULL" }],
          }),
        }),
        clock: realClock,
        random: () => 0.02,
        tasks: ({ taskToken = "" }) => {
          if (++tries === 1) return Promise.reject(failure("Broken"));
          setImmediate(() => {
            machine.sendTaskSuccess({ taskToken, output: "1" });
          });
          return Promise.resolve(null);
        },
        onEvent: (_, { type }) => {
          events.push(type);
          if (type === "ExecutionSucceeded") resolve();
        },
      });
      machine.startExecution({ name: "run" });
    });
    const before = Date.now();
    await ended;
    expect(Date.now() - before).to.be.at.least(15); // One retry, after 20 ms.
    expect(events).to.deep.equal([
      "ExecutionStarted",
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskFailed",
      "TaskScheduled",
      "TaskStarted",
      "TaskSubmitted",
      "TaskSucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
  });
});

describe("updateStateMachine", () => {
  const waiting = definition({
    Pause: { Type: "Wait", Seconds: 60, Next: "Older" },
    Older: { Type: "Succeed" },
  });

  it("is for executions that start afterwards: open ones end by their own definition and role", async () => {
    const { machine, clock } = deploy(waiting, undefined, {
      roleArn: "arn:aws:iam::000000000000:role/older",
    });
    const ended = (name: string) => {
      const { events } = machine.getExecutionHistory(ARN.replace(/run$/, name));
      const role = events.flatMap((each) =>
        "executionStartedEventDetails" in each ? [each.executionStartedEventDetails.roleArn] : [],
      );
      const states = events.flatMap((each) =>
        "stateEnteredEventDetails" in each ? [each.stateEnteredEventDetails.name] : [],
      );
      return [...role, ...states];
    };
    machine.startExecution({ name: "open" });
    await clock.run(START + 1_000);
    expect(
      machine.updateStateMachine({
        definition: definition({ Newer: { Type: "Succeed" } }),
        roleArn: "arn:aws:iam::000000000000:role/newer",
        tasks: silence,
      }),
    ).to.deep.equal({ updateDate: new Date(START + 1_000) });
    machine.startExecution({ name: "new" });
    await clock.run();
    expect(ended("open")).to.deep.equal(["arn:aws:iam::000000000000:role/older", "Pause", "Older"]);
    expect(ended("new")).to.deep.equal(["arn:aws:iam::000000000000:role/newer", "Newer"]);
  });

  it("refuses a definition that does not run, and keeps the one that was", async () => {
    const { machine, clock } = deploy(instant);
    const update = () => machine.updateStateMachine({ definition: {}, tasks: silence });
    expect(thrown(update)[0]).to.equal("InvalidDefinition");
    machine.startExecution({ name: "run" });
    await clock.run();
    expect(machine.describeExecution(ARN).status).to.equal("SUCCEEDED");
  });
});
