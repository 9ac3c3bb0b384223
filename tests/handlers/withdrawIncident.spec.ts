import { expect } from "chai";
import { memoryPorts, START } from "../support/memoryPorts";
import {
  bodyOf,
  caseAfter,
  DAY_MS,
  handlersOver,
  ID,
  opening,
  report,
  RETENTION_DAYS,
  stored,
  storedIncident,
  submit,
  TASK,
  withdraw,
} from "../support/process";
import { MACHINE, request } from "../support/events";

const REASON = "Cited after all.";

const conflict = (detail: string) => ({
  type: "urn:resit:problem:incident-closed",
  title: "The incident is closed",
  status: 409,
  detail,
  requestId: "request-1",
});

describe("handlers/withdrawIncident", () => {
  it("ends the incident, and says when it may be purged", async () => {
    const ports = await caseAfter("open");
    ports.clock.set(START + 1_000);
    const answer = await withdraw(ports, REASON);
    expect(answer.statusCode).to.equal(200);
    expect(answer.headers).to.include({ ETag: '"3"' });
    expect(bodyOf(answer)).to.include({
      incidentId: ID,
      status: "withdrawn",
      reason: REASON,
      closedAt: "2026-03-02T09:00:01.000Z",
    });
    const incident = storedIncident(ports);
    expect(incident).not.to.have.property("dueAt");
    expect(incident.purgeAt).to.equal((START + 1_000 + RETENTION_DAYS * DAY_MS) / 1_000);
    expect(incident.audit.at(-1)).to.deep.equal({
      at: "2026-03-02T09:00:01.000Z",
      who: "officer",
      by: MACHINE,
      what: "withdrawn",
      requestId: "request-1",
    });
    expect(stored(ports, 1)).not.to.have.property("outcome");
  });

  for (const [attempts, token] of [
    [["open"], "token-1"],
    [["failed", "open"], "token-2"],
    [["missed", "missed", "open"], "token-3"],
    [["failed"], "token-1"],
    [["missed"], "token-1"],
  ] as const)
    it(`wakes the newest token after ${attempts.join(", ")}`, async () => {
      const ports = await caseAfter(...attempts);
      const before = ports.executions.woken.length;
      await withdraw(ports);
      expect(ports.executions.woken.slice(before)).to.deep.equal([token]);
    });

  it("wakes the token that the attempt has now, not the one that it was opened with", async () => {
    const ports = await caseAfter("open");
    await handlersOver(ports).openAttempt(opening(ports, 1, "token-1b"), TASK);
    await withdraw(ports);
    expect(ports.executions.woken).to.deep.equal(["token-1b"]);
  });

  it("wakes nobody where no attempt was opened", async () => {
    const ports = await caseAfter();
    expect((await withdraw(ports)).statusCode).to.equal(200);
    expect(ports.executions.woken).to.deep.equal([]);
  });

  it("publishes nothing by itself: that is closeAttempt's", async () => {
    const ports = await caseAfter("open");
    const before = ports.notifications.published.length;
    await withdraw(ports);
    expect(ports.notifications.published).to.have.length(before);
  });

  it("answers the same withdrawal again with the same bytes, changes nothing, and wakes again", async () => {
    const ports = await caseAfter("open");
    const first = await withdraw(ports, REASON);
    const before = storedIncident(ports);
    ports.clock.set(START + DAY_MS);
    expect(await withdraw(ports, REASON)).to.deep.equal(first);
    expect(storedIncident(ports)).to.deep.equal(before);
    expect(ports.executions.woken).to.deep.equal(["token-1", "token-1"]);
  });

  it("answers 409 to a withdrawal for another reason, and wakes nobody", async () => {
    const ports = await caseAfter("open");
    await withdraw(ports, REASON);
    const before = storedIncident(ports);
    const answer = await withdraw(ports, "Another reason.");
    expect(bodyOf(answer)).to.deep.equal(conflict("It is withdrawn already, for another reason."));
    expect(storedIncident(ports)).to.deep.equal(before);
    expect(ports.executions.woken).to.deep.equal(["token-1"]);
  });

  for (const [attempts, status] of [
    [["passed"], "resolved"],
    [["missed", "passed"], "resolved"],
    [["failed", "failed", "failed"], "administrative-action"],
    [["missed", "missed", "missed"], "administrative-action"],
  ] as const)
    it(`answers 409 for an incident that is closed as ${status} (${attempts.join(", ")})`, async () => {
      const ports = await caseAfter(...attempts);
      const before = storedIncident(ports);
      const woken = [...ports.executions.woken];
      const answer = await withdraw(ports);
      expect(bodyOf(answer)).to.deep.equal(
        conflict(`It is closed (${status}) and cannot be withdrawn any more.`),
      );
      expect(storedIncident(ports)).to.deep.equal(before);
      expect(ports.executions.woken).to.deep.equal(woken);
    });

  it("answers 404 where nothing was reported", async () => {
    const answer = await withdraw(memoryPorts());
    expect(bodyOf(answer)).to.deep.equal({
      type: "urn:resit:problem:no-such-incident",
      title: "There is no such incident",
      status: 404,
      detail: "No incident was reported under this id, or it was purged.",
      requestId: "request-1",
    });
  });

  it("answers 400 for an impossible id", async () => {
    const handle = handlersOver(memoryPorts()).withdrawIncident;
    const event = request("withdrawIncident", { path: { incidentId: "a/b" }, json: { reason: REASON } });
    expect((await handle(event)).statusCode).to.equal(400);
  });

  it("answers 503 with Retry-After where waking fails, and the same request finishes it", async () => {
    const ports = await caseAfter("open");
    const sleeping = ports.through((call, effect) =>
      call === "wake" ? Promise.reject(Object.assign(new Error(), { name: "Unavailable" })) : effect(),
    );
    const failed = await withdraw(sleeping);
    expect(failed.statusCode).to.equal(503);
    expect(failed.headers).to.include({ "Retry-After": "2" });
    expect(ports.executions.woken).to.deep.equal([]);

    expect((await withdraw(ports)).statusCode).to.equal(200);
    expect(ports.executions.woken).to.deep.equal(["token-1"]);
    expect(storedIncident(ports).version).to.equal(3);
  });

  it("cannot overrule a submission that comes in between its own steps", async () => {
    const ports = await caseAfter("open");
    const racing = ports.through(async (call, effect) => {
      if (call === "apply") await submit(ports, 1, 3);
      return effect();
    });
    expect((await withdraw(racing)).statusCode).to.equal(409);
    expect(storedIncident(ports).status).to.equal("resolved");
  });

  it("withdraws an incident that is reported in between its own steps", async () => {
    const ports = memoryPorts();
    const racing = ports.through(async (call, effect) => {
      if (call === "get") await report(ports);
      return effect();
    });
    expect((await withdraw(racing)).statusCode).to.equal(200);
    expect(storedIncident(ports).status).to.equal("withdrawn");
  });

  it("withdraws once where two withdrawals come at once: the other reason gets 409", async () => {
    const ports = await caseAfter("open");
    const answers = await Promise.all([REASON, REASON, "Another reason."].map((why) => withdraw(ports, why)));
    expect(answers.map(({ statusCode }) => statusCode)).to.deep.equal([200, 200, 409]);
    expect(storedIncident(ports).audit.filter(({ what }) => what === "withdrawn")).to.have.length(1);
  });
});
