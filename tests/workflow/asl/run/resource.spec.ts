import { expect } from "chai";
import { definition, deploy, failure, lastToken, secondsOf, silence, START, task } from "./harness";

const FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:work";
const ACTIVITY = "arn:aws:states:us-east-1:123456789012:activity:work";
const truncated = { truncated: false };

describe("a task whose resource is a function", () => {
  it("has the function's own result, and its events", async () => {
    const { execute, calls } = deploy(
      definition({ Work: task({ Resource: FUNCTION, Arguments: { a: 1 }, TimeoutSeconds: 5 }) }),
      () => Promise.resolve({ b: 2 }),
    );
    const { output, events } = await execute();
    expect(output).to.deep.equal({ b: 2 });
    expect(calls[0]).to.deep.include({ resource: FUNCTION, arguments: { a: 1 } });
    expect(calls[0]).not.to.have.property("taskToken");
    expect(
      events.slice(2, 5).map(({ id, previousEventId, timestamp, ...body }) => {
        expect([id - 1, timestamp]).to.deep.equal([previousEventId, new Date(START)]);
        return body;
      }),
    ).to.deep.equal([
      {
        type: "LambdaFunctionScheduled",
        lambdaFunctionScheduledEventDetails: {
          resource: FUNCTION,
          input: '{"a":1}',
          inputDetails: truncated,
          timeoutInSeconds: 5,
        },
      },
      { type: "LambdaFunctionStarted" },
      {
        type: "LambdaFunctionSucceeded",
        lambdaFunctionSucceededEventDetails: { output: '{"b":2}', outputDetails: truncated },
      },
    ]);
  });

  it("fails, and times out, with events of its own", async () => {
    const failed = await deploy(definition({ Work: task({ Resource: FUNCTION }) }), () =>
      Promise.reject(failure("Broken", "in two")),
    ).execute();
    expect(failed.events[4]).to.deep.include({
      type: "LambdaFunctionFailed",
      lambdaFunctionFailedEventDetails: { error: "Broken", cause: "in two" },
    });
    const late = await deploy(
      definition({ Work: task({ Resource: FUNCTION, TimeoutSeconds: 5 }) }),
      silence,
    ).execute();
    expect(secondsOf(late, "LambdaFunctionTimedOut")).to.deep.equal([5]);
    expect(late.description.error).to.equal("States.Timeout");
  });
});

describe("a task whose resource is an activity", () => {
  it("is ended by its worker, with the token that it was given", async () => {
    const deployment = deploy(
      definition({
        Work: task({ Resource: ACTIVITY, Arguments: { a: 1 }, HeartbeatSeconds: 10, TimeoutSeconds: 60 }),
      }),
    );
    await deployment.execute({}, 5_000);
    const taskToken = lastToken(deployment);
    deployment.machine.sendTaskHeartbeat({ taskToken });
    await deployment.clock.run(deployment.clock.now() + 9_000);
    deployment.machine.sendTaskSuccess({ taskToken, output: '{"b":2}' });
    await deployment.clock.run();
    const { output, types, events } = deployment.look();
    expect(output).to.deep.equal({ b: 2 });
    expect(types.slice(2, 5)).to.deep.equal(["ActivityScheduled", "ActivityStarted", "ActivitySucceeded"]);
    expect(events[2]).to.deep.include({
      activityScheduledEventDetails: {
        resource: ACTIVITY,
        input: '{"a":1}',
        inputDetails: truncated,
        timeoutInSeconds: 60,
        heartbeatInSeconds: 10,
      },
    });
  });

  it("fails, and times out, with events of its own", async () => {
    const late = await deploy(
      definition({ Work: task({ Resource: ACTIVITY, HeartbeatSeconds: 5 }) }),
    ).execute();
    expect(secondsOf(late, "ActivityTimedOut")).to.deep.equal([5]);
    const failed = await deploy(definition({ Work: task({ Resource: ACTIVITY }) }), () =>
      Promise.reject(failure("NoWorker")),
    ).execute();
    expect(failed.types).to.include("ActivityFailed");
  });
});

describe("a task that waits for the end of a job", () => {
  it("has what the tasks answer as its result", async () => {
    const { execute } = deploy(
      definition({ Work: task({ Resource: "arn:aws:states:::batch:submitJob.sync" }) }),
      () => Promise.resolve({ Status: "SUCCEEDED" }),
    );
    const { output, events } = await execute();
    expect(output).to.deep.equal({ Status: "SUCCEEDED" });
    expect(events[3]).to.deep.include({
      taskStartedEventDetails: { resourceType: "batch", resource: "submitJob.sync" },
    });
  });
});

describe("the credentials of a task", () => {
  it("are evaluated, and recorded", async () => {
    const { execute } = deploy(
      definition({ Work: task({ Credentials: { RoleArn: "{% $states.input.role %}" } }) }),
    );
    const { events } = await execute({ role: "arn:aws:iam::123456789012:role/other" });
    expect(events[2]).to.have.deep.nested.property("taskScheduledEventDetails.taskCredentials", {
      roleArn: "arn:aws:iam::123456789012:role/other",
    });
  });
});
