import { expect } from "chai";
import { statesEntered, type HistoryEvent } from "../../../../workflow/asl/run/history";
import { definition, deploy, failure, lastToken, START, task, WAIT } from "./harness";

const ROLE = "arn:aws:iam::000000000000:role/machine";
const inputDetails = { truncated: false };
const outputDetails = { truncated: false };
const details = { resourceType: "lambda", resource: "invoke" };
const tokenDetails = { resourceType: "lambda", resource: "invoke.waitForTaskToken" };

/** Events with ids, links and times: `[secondsAfterStart, body]`. */
const history = (...bodies: [seconds: number, body: object][]) =>
  bodies.map(([seconds, body], index) => ({
    ...body,
    id: index + 1,
    previousEventId: index < 2 ? 0 : index,
    timestamp: new Date(START + seconds * 1_000),
  }));

const started = (input: string) => ({
  type: "ExecutionStarted",
  executionStartedEventDetails: { input, inputDetails, roleArn: ROLE },
});
const entered = (type: string, name: string, input: string) => ({
  type: `${type}StateEntered`,
  stateEnteredEventDetails: { name, input, inputDetails },
});
const exited = (type: string, name: string, output: string) => ({
  type: `${type}StateExited`,
  stateExitedEventDetails: { name, output, outputDetails },
});

describe("the history", () => {
  it("of a task, a choice and a success is AWS's, event for event", async () => {
    const { execute } = deploy(
      definition({
        Work: task({
          Arguments: { n: "{% $states.input.n %}" },
          Output: "{% $states.result.Payload %}",
          TimeoutSeconds: 60,
          HeartbeatSeconds: 30,
          Next: "Which",
        }),
        Which: {
          Type: "Choice",
          Choices: [{ Condition: "{% $states.input.n = 2 %}", Next: "Done", Output: { done: true } }],
        },
        Done: { Type: "Succeed" },
      }),
      () => Promise.resolve({ StatusCode: 200, Payload: { n: 2 } }),
    );
    const { events } = await execute({ n: 1 });
    expect(events).to.deep.equal(
      history(
        [0, started('{"n":1}')],
        [0, entered("Task", "Work", '{"n":1}')],
        [
          0,
          {
            type: "TaskScheduled",
            taskScheduledEventDetails: {
              ...details,
              region: "us-east-1",
              parameters: '{"n":1}',
              timeoutInSeconds: 60,
              heartbeatInSeconds: 30,
            },
          },
        ],
        [0, { type: "TaskStarted", taskStartedEventDetails: details }],
        [
          0,
          {
            type: "TaskSucceeded",
            taskSucceededEventDetails: {
              ...details,
              output: '{"StatusCode":200,"Payload":{"n":2}}',
              outputDetails,
            },
          },
        ],
        [0, exited("Task", "Work", '{"n":2}')],
        [0, entered("Choice", "Which", '{"n":2}')],
        [0, exited("Choice", "Which", '{"done":true}')],
        [0, entered("Succeed", "Done", '{"done":true}')],
        [0, exited("Succeed", "Done", '{"done":true}')],
        [
          0,
          {
            type: "ExecutionSucceeded",
            executionSucceededEventDetails: { output: '{"done":true}', outputDetails },
          },
        ],
      ),
    );
  });

  it("of a retried and then failed task has a try after the other, and no exit", async () => {
    const { execute } = deploy(
      definition({
        Work: task({ Retry: [{ ErrorEquals: ["Broken"], MaxAttempts: 1, IntervalSeconds: 5 }] }),
      }),
      () => Promise.reject(failure("Broken", "again")),
    );
    const tries = (seconds: number): [number, object][] => [
      [
        seconds,
        {
          type: "TaskScheduled",
          taskScheduledEventDetails: { ...details, region: "us-east-1", parameters: "{}" },
        },
      ],
      [seconds, { type: "TaskStarted", taskStartedEventDetails: details }],
      [
        seconds,
        { type: "TaskFailed", taskFailedEventDetails: { ...details, error: "Broken", cause: "again" } },
      ],
    ];
    const { events } = await execute({});
    expect(events).to.deep.equal(
      history([0, started("{}")], [0, entered("Task", "Work", "{}")], ...tries(0), ...tries(5), [
        5,
        { type: "ExecutionFailed", executionFailedEventDetails: { error: "Broken", cause: "again" } },
      ]),
    );
  });

  it("of a task that waits for a token says when it was submitted, and when it timed out", async () => {
    const { execute } = deploy(
      definition({ Wait: task({ Resource: WAIT, Arguments: {}, TimeoutSeconds: 10 }) }),
      () => Promise.resolve({ StatusCode: 200 }),
    );
    const { events } = await execute({});
    expect(events.slice(2)).to.deep.equal(
      history(
        [0, {}],
        [0, {}],
        [
          0,
          {
            type: "TaskScheduled",
            taskScheduledEventDetails: {
              ...tokenDetails,
              region: "us-east-1",
              parameters: "{}",
              timeoutInSeconds: 10,
            },
          },
        ],
        [0, { type: "TaskStarted", taskStartedEventDetails: tokenDetails }],
        [
          0,
          {
            type: "TaskSubmitted",
            taskSubmittedEventDetails: { ...tokenDetails, output: '{"StatusCode":200}', outputDetails },
          },
        ],
        [
          10,
          { type: "TaskTimedOut", taskTimedOutEventDetails: { ...tokenDetails, error: "States.Timeout" } },
        ],
        [10, { type: "ExecutionFailed", executionFailedEventDetails: { error: "States.Timeout" } }],
      ).slice(2),
    );
  });

  it("of a Fail state has its entry, and no exit", async () => {
    const { execute } = deploy(definition({ Stop: { Type: "Fail", Error: "Mine", Cause: "because" } }));
    const { events } = await execute({});
    expect(events).to.deep.equal(
      history(
        [0, started("{}")],
        [0, entered("Fail", "Stop", "{}")],
        [0, { type: "ExecutionFailed", executionFailedEventDetails: { error: "Mine", cause: "because" } }],
      ),
    );
  });

  it("of an evaluation that failed names the state, the field and the event of entry", async () => {
    const { execute } = deploy(
      definition({
        First: task({ Next: "Second" }),
        Second: task({ Arguments: { list: [1, "{% $states.input.absent %}"] } }),
      }),
    );
    const { events } = await execute({});
    const cause =
      "An error occurred while executing the state 'Second' (entered at the event id #7). " +
      "The JSONata expression '$states.input.absent' specified for the field 'Arguments/list[1]' returned nothing (undefined).";
    const error = "States.QueryEvaluationError";
    expect(events.slice(6)).to.deep.equal([
      {
        ...entered("Task", "Second", "null"),
        id: 7,
        previousEventId: 6,
        timestamp: new Date(START),
      },
      {
        type: "EvaluationFailed",
        evaluationFailedEventDetails: { error, cause, location: "Arguments/list[1]", state: "Second" },
        id: 8,
        previousEventId: 7,
        timestamp: new Date(START),
      },
      {
        type: "ExecutionFailed",
        executionFailedEventDetails: { error, cause },
        id: 9,
        previousEventId: 8,
        timestamp: new Date(START),
      },
    ]);
  });

  it("ends at 25,000 events: the last one fails the execution", async () => {
    const { execute, calls } = deploy(definition({ Work: task({ Next: "Work" }) }));
    const { events, description } = await execute({});
    expect(events).to.have.length(25_000);
    expect(events.map(({ id }) => id)).to.deep.equal(events.map((_, index) => index + 1));
    expect(events[24_999]).to.deep.include({
      type: "ExecutionFailed",
      executionFailedEventDetails: {
        error: "States.Runtime",
        cause: "The execution reached the maximum number of history events (25000).",
      },
    });
    expect(description).to.deep.include({ status: "FAILED", error: "States.Runtime" });
    expect(calls).to.have.length(5_000);
  });

  it("cannot be ended by a Retry or a Catch of everything when it is full", async () => {
    const { execute } = deploy(
      definition({
        Work: task({
          Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1_000_000, BackoffRate: 1 }],
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "Work" }],
        }),
      }),
      () => Promise.reject(failure("Broken")),
    );
    const { events, description } = await execute({});
    expect(events).to.have.length(25_000);
    expect(description).to.deep.include({ status: "FAILED", error: "States.Runtime" });
  });

  it("holds a task's token in its parameters and nowhere else, and shows it to no observer", async () => {
    const observed: HistoryEvent[] = [];
    const deployment = deploy(
      definition({
        Wait: task({
          Resource: WAIT,
          Arguments: { FunctionName: "f", Payload: { token: "{% $states.context.Task.Token %}" } },
          Output: { context: "{% $states.context %}", result: "{% $states.result %}" },
        }),
      }),
      () => Promise.resolve(null),
      { onEvent: (_, event) => observed.push(event) },
    );
    await deployment.execute({}, 0);
    const token = lastToken(deployment);
    deployment.machine.sendTaskSuccess({ taskToken: token, output: "{}" });
    await deployment.clock.run();
    const { events, description } = deployment.look();
    expect(description.status).to.equal("SUCCEEDED");
    expect(
      events.filter((event) => JSON.stringify(event).includes(token)).map(({ type }) => type),
    ).to.deep.equal(["TaskScheduled"]);
    expect(JSON.stringify(description)).not.to.contain(token);
    expect(JSON.stringify(observed)).not.to.contain(token);
    expect(observed.map(({ type }) => type)).to.deep.equal(events.map(({ type }) => type));
  });

  it("does not tell the token when an expression stumbles over it", async () => {
    const deployment = deploy(
      definition({ Wait: task({ Resource: WAIT, Arguments: "{% $number($states.context.Task.Token) %}" }) }),
    );
    const { events, description } = await deployment.execute({});
    expect(description.cause).to.contain("D3030").and.to.contain("(task token)");
    expect(JSON.stringify(events)).not.to.match(/[A-Za-z0-9_-]{64}/);
  });
});

describe("statesEntered", () => {
  it("names the states in the order in which they were entered, each as often as it was", async () => {
    let left = 2;
    const { execute } = deploy(
      definition({
        Work: task({ Output: "{% $states.result %}", Next: "More" }),
        More: {
          Type: "Choice",
          Choices: [{ Condition: "{% $states.input > 0 %}", Next: "Work" }],
          Default: "Done",
        },
        Done: { Type: "Succeed" },
      }),
      () => Promise.resolve(--left),
    );
    const { events } = await execute({});
    expect(statesEntered(events)).to.deep.equal(["Work", "More", "Work", "More", "Done"]);
  });

  it("does not count a retry", async () => {
    const { execute } = deploy(
      definition({ Work: task({ Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 2 }] }) }),
      () => Promise.reject(failure("Broken")),
    );
    expect((await execute({})).entered).to.deep.equal(["Work"]);
  });
});
