/** Deadlines in real time: an attempt is open for four seconds, and missed a second later. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import type { Stack } from "../../local/stack";
import { answers, client, type Client } from "./client";
import { stackWith } from "./stacks";

describe("deadlines, over HTTP on this machine", () => {
  let stack: Stack;
  let api: Client;

  before(async function () {
    this.timeout(60_000);
    stack = await stackWith("4s");
    api = client(stack);
    // Takes fifteen seconds by itself: the last test looks at it.
    await api.report("miss-thrice");
  });

  it("refuses a submission after the deadline, also before the attempt is recorded as missed", async () => {
    await api.report("late");
    const { path, code, paper } = await api.paper("late", 1);
    await sleep(Date.parse(paper.deadline) - Date.now() + 5);
    const late = await api.send<{ type: string }>("PUT", path, {
      code,
      body: { answers: answers(paper, true) },
    });
    expect([late.status, late.body.type]).to.deep.equal([410, "urn:resit:problem:attempt-closed"]);
    expect((await api.incident("late")).attempts.map(({ outcome }) => outcome)).to.deep.equal([undefined]);
    await api.message("late", 1, "attempt-missed");
  });

  it("keeps every submission that it answered with 200, whatever the distance from the deadline", async () => {
    const distances = [-120, -60, -30, -10, 0, 10, 30, 60];
    await Promise.all(
      distances.map(async (distance) => {
        const id = `race-deadline-${distance + 1000}`;
        await api.report(id);
        const { path, code, paper } = await api.paper(id, 1);
        const body = { answers: answers(paper, true) };
        await sleep(Date.parse(paper.deadline) - Date.now() + distance);
        const submitted = await api.send("PUT", path, { code, body });
        expect(submitted.status).to.be.oneOf([200, 410]);
        await api.message(id, 1, submitted.status === 200 ? "incident-resolved" : "attempt-missed");
        const [first] = (await api.incident(id)).attempts;
        expect(first?.outcome).to.equal(submitted.status === 200 ? "passed" : "missed");
        expect((await api.send("PUT", path, { code, body })).status).to.equal(submitted.status);
      }),
    );
  });

  it("opens the second attempt with a whole window of its own", async () => {
    await api.report("window");
    const first = await api.paper("window", 1);
    await api.sit("window", 1, false);
    const second = await api.message("window", 2, "exam-invitation");
    expect(Date.parse(second.deadline)).to.be.greaterThan(Date.parse(first.paper.deadline) - 4000);
    const incident = await api.incident("window");
    const [, opened] = incident.attempts;
    expect(opened?.deadline).to.equal(second.deadline);
  });

  it("takes administrative action after three missed attempts", async () => {
    await api.message("miss-thrice", 3, "administrative-action");
    const incident = await api.incident("miss-thrice");
    expect(incident.status).to.equal("administrative-action");
    expect(incident.attempts.map(({ outcome }) => outcome)).to.deep.equal(["missed", "missed", "missed"]);
    const events = (await api.outbox()).filter(({ incidentId }) => incidentId === "miss-thrice");
    expect(events.map(({ attempt, event }) => `${attempt} ${event}`)).to.deep.equal([
      "1 exam-invitation",
      "1 attempt-missed",
      "2 exam-invitation",
      "2 attempt-missed",
      "3 exam-invitation",
      "3 attempt-missed",
      "3 administrative-action",
    ]);
  });
});
