import { expect } from "chai";
import { asl, files } from "./harness";

const INVOKE = "arn:aws:states:::lambda:invoke";

const MACHINE = {
  QueryLanguage: "JSONata",
  StartAt: "Ask",
  States: {
    Ask: {
      Type: "Task",
      Resource: `${INVOKE}.waitForTaskToken`,
      Arguments: { FunctionName: "f", Payload: { token: "{% $states.context.Task.Token %}" } },
      TimeoutSeconds: 2_000_000,
      HeartbeatSeconds: 60,
      Retry: [{ ErrorEquals: ["Busy"], MaxAttempts: 1, IntervalSeconds: 5 }],
      Catch: [{ ErrorEquals: ["States.Timeout"], Output: "{% $states.input %}", Next: "Late" }],
      Next: "Count",
    },
    Count: {
      Type: "Task",
      Resource: INVOKE,
      Arguments: { FunctionName: "g", Payload: "{% $states.input %}" },
      Output: "{% $states.result.Payload %}",
      TimeoutSeconds: 10,
      End: true,
    },
    Late: { Type: "Fail", Error: "Late", Cause: "too late" },
  },
};

const HISTORY = `    00:00:00.000  ExecutionStarted           {"n":1}
    00:00:00.000  TaskStateEntered    Ask    {"n":1}
    00:00:00.000  TaskScheduled       Ask    lambda invoke.waitForTaskToken`;

describe("asl run", () => {
  const { write, path, short } = files();
  const machine = () => write("machine.json", JSON.stringify(MACHINE));
  const tasks = (mocks: unknown) => write("tasks.json", JSON.stringify(mocks));

  it("prints the history and how it ended, three weeks in a moment", async () => {
    const mocks = tasks({
      Ask: [
        { throw: { Error: "Busy", Cause: "later" }, afterSeconds: 2 },
        { return: { sat: true }, afterSeconds: 1_900_000, heartbeatEverySeconds: 50 },
      ],
      Count: { return: { Payload: 3 } },
    });
    const answer = await asl(["run", machine(), "--input", '{"n":1}', "--tasks", mocks]);
    expect(answer).to.include({ exit: 0, err: "" });
    const lines = answer.out.split("\n");
    expect(answer.out.startsWith(HISTORY), answer.out).to.equal(true);
    expect(lines.filter((line) => line.includes("TaskFailed"))).to.deep.equal([
      "    00:00:02.000  TaskFailed          Ask    lambda invoke.waitForTaskToken Busy: later",
    ]);
    expect(lines.slice(-3)).to.deep.equal(["", "SUCCEEDED 3", ""]);
    expect(answer.out).to.contain('21d 23:46:47.000  TaskStateExited     Ask    {"sat":true}');
    expect(answer.out)
      .to.contain("(task token)")
      .and.not.match(/[A-Za-z0-9_-]{64}/);
    expect((await asl(["run", machine(), "--input", '{"n":1}', "--tasks", mocks])).out).to.equal(answer.out);
  });

  it("prints all of it as JSON with --json", async () => {
    const mocks = tasks({ Count: [{ return: { Payload: [1] } }] });
    const answer = await asl(["run", machine(), "--start", "Count", "--json", "--tasks", mocks]);
    const run = JSON.parse(answer.out) as { readonly events: readonly { readonly type: string }[] };
    expect(answer.exit).to.equal(0);
    expect(run).to.deep.include({ status: "SUCCEEDED", output: [1] });
    expect(run.events.map(({ type }) => type)).to.deep.equal([
      "ExecutionStarted",
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskSucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
  });

  it("ends with 1 where the execution fails, and says of what", async () => {
    const late = await asl(["run", machine(), "--tasks", tasks({ Ask: { never: true } })]);
    expect(late.exit).to.equal(1);
    expect(late.out)
      .to.match(/\n00:01:00\.000 {2}TaskTimedOut .*\n/)
      .and.match(/\nFAILED Late: too late\n$/);
    const thrown = await asl([
      "run",
      machine(),
      "--start",
      "Count",
      "--tasks",
      tasks({ Count: { throw: { Error: "E" } } }),
    ]);
    expect(thrown.out).to.match(/\nFAILED E\n$/);
    expect(thrown.exit).to.equal(1);
  });

  it("stops where a task is called and has no reply", async () => {
    const answer = await asl(["run", machine(), "--tasks", tasks({ Ask: { return: {} } })]);
    expect(answer.exit).to.equal(1);
    expect(answer.out).to.match(/\nABORTED NoReply: No reply is given for the task of the state Count\.\n$/);
    expect(answer.err).to.equal(
      'The task of the state Count was called, and no reply is given for it: write {"Count": [{"return": …}]} into the file of --tasks.\n',
    );
  });

  it("repeats the last reply, and counts for each state", async () => {
    const loop = {
      QueryLanguage: "JSONata",
      StartAt: "A",
      States: {
        A: {
          Type: "Task",
          Resource: INVOKE,
          Arguments: { FunctionName: "f" },
          Output: "{% $states.result.Payload %}",
          Next: "B",
        },
        B: { Type: "Choice", Choices: [{ Condition: "{% $states.input < 3 %}", Next: "A" }], Default: "C" },
        C: { Type: "Succeed" },
      },
    };
    const file = write("loop.json", JSON.stringify(loop));
    const counting = tasks({
      A: [{ return: { Payload: 1 } }, { return: { Payload: 2 } }, { return: { Payload: 3 } }],
    });
    expect((await asl(["run", file, "--tasks", counting])).out).to.match(/\nSUCCEEDED 3\n$/);
    const endless = await asl(["run", file, "--tasks", tasks({ A: [{ return: { Payload: 1 } }] })]);
    expect(endless.exit).to.equal(1);
    expect(endless.out).to.match(/\nFAILED States\.Runtime: .*25000/);
  }).timeout(60_000);

  it("draws random numbers from --seed", async () => {
    const dice = write(
      "dice.json",
      JSON.stringify({
        QueryLanguage: "JSONata",
        StartAt: "A",
        States: { A: { Type: "Pass", Output: "{% $random() %}", End: true } },
      }),
    );
    const [one, again, other] = await Promise.all(
      ["1", "1", "2"].map(async (seed) => (await asl(["run", dice, "--seed", seed])).out),
    );
    expect(one).to.equal(again).and.not.equal(other);
  });

  it("reads the input from a file, or from standard input", async () => {
    const echo = write("echo.yaml", "StartAt: A\nStates: { A: { Type: Succeed } }\n");
    const input = write("input.yaml", "a: [1, 2]\n");
    expect((await asl(["run", echo, "--input", `@${input}`])).out).to.match(/\nSUCCEEDED \{"a":\[1,2\]\}\n$/);
    expect((await asl(["run", echo, "--input", "@-"], "[true]")).out).to.match(/\nSUCCEEDED \[true\]\n$/);
    expect((await asl(["run", "-", "--input", "@-"], "{}")).exit).to.equal(2);
    expect(await asl(["run", echo, "--input", `@${path("none")}`])).to.include({ exit: 2 });
  });

  it("says where a file of replies is wrong", async () => {
    const mocks = write(
      "wrong.yaml",
      `Ask: [{ return: 1, throw: { Error: E } }, 5]
Count: { return: 1, afterSeconds: -1, wake: 2 }
Late: { never: true }
`,
    );
    const answer = await asl(["run", machine(), "--tasks", mocks]);
    expect(answer).to.include({ exit: 1, out: "" });
    expect(
      short(answer.err)
        .split("\n")
        .map((line) => line.replace(/ \[tasks\/.*/, "")),
    ).to.deep.equal([
      'wrong.yaml:1:7: /Ask/0: expected one of return, throw, never, found ["return","throw"]',
      "wrong.yaml:1:43: /Ask/1: expected a reply, as an object, found 5",
      "wrong.yaml:2:21: /Count/afterSeconds: expected a number of seconds, 0 or more, found -1",
      'wrong.yaml:2:39: /Count/wake: expected one of return, throw, never, afterSeconds, heartbeatEverySeconds, found "wake"',
      'wrong.yaml:3:1: /Late: expected the name of a state that calls a task, found "Late"',
      "",
    ]);
  });

  for (const [holds, mocks] of [
    ["no object", [1]],
    ["no reply", { Ask: [] }],
    ["an error without a name", { Ask: { throw: {} } }],
    ["a cause that is no text", { Ask: { throw: { Error: "E", Cause: 1 } } }],
    ["never, but false", { Ask: { never: false } }],
    ["heartbeats without a pause", { Ask: { never: true, heartbeatEverySeconds: 0 } }],
  ] as const)
    it(`takes no file of replies with ${holds}`, async () => {
      const answer = await asl(["run", machine(), "--tasks", tasks(mocks)]);
      expect(answer).to.include({ exit: 1, out: "" });
      expect(answer.err).to.match(/tasks\.json:1:\d+: .*expected .* \[tasks\/reply\] Write /);
    });

  it("refuses what the runner cannot run, with the problems that it has", async () => {
    const answer = await asl([
      "run",
      write("bad.json", '{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"}}}'),
    ]);
    expect(answer).to.include({ exit: 1, out: "" });
    expect(short(answer.err)).to.match(/^bad\.json:1:45: \/States\/A\/Next: .*"B" \[graph\/target\]/);
    const none = await asl(["run", write("none.json", "{ }")]);
    expect(none).to.include({ exit: 1, out: "" });
    expect(short(none.err)).to.contain("none.json:1:1: expected a field StartAt");
  });

  for (const [args, message] of [
    [["--input", "{"], "Expected JSON after --input, or @FILE: "],
    [["--seed", "x"], 'Expected a whole number after --seed, found "x".'],
    [["--start", "X"], 'Expected after --start one of Ask, Count, Late; found "X".'],
    [["--speed"], "Unknown option '--speed'"],
    [["more"], "Expected one FILE, found 2: "],
  ] as const)
    it(`is not used like this: ${args.join(" ")}`, async () => {
      const answer = await asl(["run", machine(), ...args]);
      expect(answer).to.include({ exit: 2, out: "" });
      expect(answer.err)
        .to.contain(message)
        .and.contain("\nUsage: npm run --silent asl -- run FILE [options]\n");
    });
});
