import { expect } from "chai";
import type { TaskCall } from "../../../../workflow/asl/run/tasks";
import { approve, order, refuse, started, tasks } from "./machines/order";

const { signal } = new AbortController();

/** A call of that state, as the runner makes it. */
const calling = (state: string, resource: string, given: TaskCall["arguments"], token?: string) =>
  tasks(
    {
      state,
      resource,
      arguments: given,
      executionArn: "arn:execution",
      ...(token !== undefined && { taskToken: token }),
    },
    signal,
  );

const INVOKE = "arn:aws:states:::lambda:invoke";

describe("mocks", () => {
  it("take the payload of a function, and answer as the service does", async () => {
    const answer = await calling("PriceOne", INVOKE, { FunctionName: "f", Payload: { sku: "a", count: 2 } });
    expect(answer).to.deep.equal({ StatusCode: 200, ExecutedVersion: "$LATEST", Payload: { price: 4 } });
  });

  it("take what anything else is called with, and answer for it", async () => {
    expect(
      await calling("Pack", "arn:aws:states:eu-west-1:123456789012:activity:pack", { id: 2 }),
    ).to.deep.equal({
      parcel: "parcel 2",
    });
    expect(await calling("Stock", "arn:aws:states:::dynamodb:getItem", {})).to.deep.equal({
      Item: { left: { N: "3" } },
    });
  });

  it("say what a token is sent back with, as it is, or that nobody sends it", async () => {
    const asked = (id: string) => calling("Ask", `${INVOKE}.waitForTaskToken`, { Payload: { id } }, "token");
    expect(await asked("a")).to.deep.equal({ approved: true });
    expect(await asked("lost")).to.equal(undefined);
  });

  it("fail with the name and the cause that they say", async () => {
    const error: unknown = await calling("Ask", `${INVOKE}.waitForTaskToken`, {
      Payload: { id: "busy" },
    }).catch((reason: unknown) => reason);
    expect(error).to.be.an.instanceOf(Error).and.to.include({ name: "Busy", message: "Ask again." });
  });

  it("say so where a state has none", async () => {
    const error: unknown = await calling("Nobody", INVOKE, {}).catch((reason: unknown) => reason);
    expect(error).to.have.property("message", "There is no mock of the state Nobody.");
  });

  it("are one for each task of the machine, also inside of branches", () => {
    expect(JSON.stringify(order).match(/"Type":"Task"/g)).to.have.length(6);
  });
});

describe("executions", () => {
  it("are started with JSON text", () => {
    expect(started([])).to.equal('{"id":"1","lines":[],"total":2}');
  });
});

describe("task tokens", () => {
  const question = JSON.parse('{ "id": "1", "token": "T" }') as Parameters<typeof approve>[0];

  it("are returned with JSON text", () => {
    expect(approve(question)).to.deep.equal({ taskToken: "T", output: '{"approved":true}' });
  });

  it("are failed with a name and a cause", () => {
    expect(refuse(question)).to.deep.equal({ taskToken: "T", error: "Refused", cause: "Too dear." });
  });
});
