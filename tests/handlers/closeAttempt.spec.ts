import { expect } from "chai";
import { timestamp, type AttemptNumber } from "../../workflow/contract";
import { memoryPorts, START, type MemoryPorts } from "../support/memoryPorts";
import {
  caseAfter,
  close,
  GRACE_MS,
  ID,
  type Past,
  published,
  REPORT,
  stored,
  storedIncident,
  submit,
  WINDOW_MS,
  withdraw,
} from "../support/process";

const DEADLINE = START + WINDOW_MS;
/** From this moment on, `missed` may be written. */
const OVER = DEADLINE + GRACE_MS;

/** The last events, without the invitations. */
const announced = (ports: MemoryPorts) =>
  ports.notifications.published.filter(({ event }) => event !== "exam-invitation");

const about = (event: string, attempt: number) => ({
  version: 1,
  event,
  id: `${ID}.${attempt}.${event}`,
  incidentId: ID,
  studentId: REPORT.studentId,
  attempt,
});

/** Ports that write down what they are asked for, and how long somebody slept. */
function watched(ports: MemoryPorts): { ports: MemoryPorts; calls: readonly string[] } {
  const calls: string[] = [];
  return {
    ports: ports.through((call, effect) => {
      calls.push(call);
      return effect();
    }),
    calls,
  };
}

describe("handlers/closeAttempt", () => {
  describe("an attempt that nobody submitted", () => {
    for (const [what, now] of [
      ["at the very end of the grace", OVER],
      ["a millisecond later", OVER + 1],
      ["a month later", OVER + 2 * WINDOW_MS],
    ] as const)
      it(`is missed ${what}`, async () => {
        const ports = await caseAfter("open");
        ports.clock.set(now);
        const { ports: seen, calls } = watched(ports);
        expect(await close(seen, 1)).to.deep.equal({ incidentId: ID, attempt: 2, status: "awaiting-exam" });
        expect(calls).to.deep.equal(["get", "apply", "publish"]);
        expect(stored(ports, 1).outcome).to.equal("missed");
        expect(storedIncident(ports)).to.include({ status: "awaiting-exam", version: 3 });
        expect(storedIncident(ports).audit.at(-1)).to.deep.equal({
          at: timestamp(now),
          who: "workflow",
          what: "missed",
          attempt: 1,
          requestId: "task-1",
        });
        expect(announced(ports)).to.deep.equal([
          { ...about("attempt-missed", 1), deadline: "2026-03-16T09:00:00.000Z", attemptsLeft: 2 },
        ]);
      });

    for (const early of [1, 100, 1_999, 2_000])
      it(`is waited for where the clock is ${early} ms early, and missed after the grace, never before`, async () => {
        const ports = await caseAfter("open");
        ports.clock.set(OVER - early);
        const { ports: seen, calls } = watched(ports);
        await close(seen, 1);
        expect(calls).to.deep.equal(["get", "sleep", "apply", "publish"]);
        expect(ports.clock.now()).to.equal(OVER + 2);
        expect(storedIncident(ports).audit.at(-1)).to.include({ what: "missed", at: timestamp(OVER + 2) });
      });

    for (const early of [2_001, GRACE_MS, WINDOW_MS, WINDOW_MS + GRACE_MS])
      it(`goes on with the same attempt ${early} ms early: its deadline was moved`, async () => {
        const ports = await caseAfter("open");
        ports.clock.set(OVER - early);
        const before = storedIncident(ports);
        const { ports: seen, calls } = watched(ports);
        // Until the end of the grace, in whole seconds: never before it.
        expect(await close(seen, 1)).to.deep.equal({
          incidentId: ID,
          attempt: 1,
          status: "awaiting-exam",
          waitSeconds: Math.ceil(early / 1000),
        });
        expect(calls).to.deep.equal(["get"]);
        expect(storedIncident(ports)).to.deep.equal(before);
        expect(announced(ports)).to.deep.equal([]);
      });

    it("goes on with the same attempt where an officer moved its deadline in the item", async () => {
      const ports = await caseAfter("open");
      const incident = storedIncident(ports);
      const deadline = timestamp(DEADLINE + WINDOW_MS);
      ports.incidents.put({ ...incident, attempts: { 1: { ...stored(ports, 1), deadline } } });
      ports.clock.set(OVER);
      expect(await close(ports, 1)).to.deep.equal({
        incidentId: ID,
        attempt: 1,
        status: "awaiting-exam",
        waitSeconds: WINDOW_MS / 1000,
      });
      expect((await submit(ports, 1, 3, { receivedAt: OVER })).statusCode).to.equal(200);
    });

    it("is not missed where the deadline is moved by a millisecond between its reading and its update", async () => {
      const ports = await caseAfter("open");
      ports.clock.set(OVER);
      const racing = ports.through((call, effect) => {
        if (call === "apply") {
          const deadline = timestamp(DEADLINE + 1);
          ports.incidents.put({
            ...storedIncident(ports),
            attempts: { 1: { ...stored(ports, 1), deadline } },
          });
        }
        return effect();
      });
      // A millisecond is left, and nobody waits for less than a second.
      expect(await close(racing, 1)).to.deep.equal({
        incidentId: ID,
        attempt: 1,
        status: "awaiting-exam",
        waitSeconds: 1,
      });
      expect(stored(ports, 1)).not.to.have.property("outcome");
      expect(announced(ports)).to.deep.equal([]);
    });

    it("is not missed where a submission wins the update: that one is announced", async () => {
      const ports = await caseAfter("open");
      ports.clock.set(OVER);
      const racing = ports.through(async (call, effect) => {
        if (call === "apply") await submit(ports, 1, 3, { receivedAt: DEADLINE - 1 });
        return effect();
      });
      expect(await close(racing, 1)).to.deep.equal({ incidentId: ID, attempt: 1, status: "resolved" });
      expect(stored(ports, 1).outcome).to.equal("passed");
      expect(announced(ports).map(({ event }) => event)).to.deep.equal(["incident-resolved"]);
    });

    it("is not missed where a withdrawal comes while it waits for the clock", async () => {
      const ports = await caseAfter("open");
      ports.clock.set(OVER - 1_000);
      const racing = ports.through(async (call, effect) => {
        const result = await effect();
        if (call === "sleep") await withdraw(ports);
        return result;
      });
      expect(await close(racing, 1)).to.deep.equal({ incidentId: ID, attempt: 1, status: "withdrawn" });
      expect(stored(ports, 1)).not.to.have.property("outcome");
      expect(announced(ports).map(({ event }) => event)).to.deep.equal(["incident-withdrawn"]);
    });

    it("at the third attempt ends in administrative action: outcome first, then the end", async () => {
      const ports = await caseAfter("failed", "missed", "open");
      const before = announced(ports).length;
      ports.clock.set(Date.parse(stored(ports, 3).deadline) + GRACE_MS);
      expect(await close(ports, 3)).to.deep.equal({
        incidentId: ID,
        attempt: 3,
        status: "administrative-action",
      });
      expect(announced(ports).slice(before)).to.deep.equal([
        { ...about("attempt-missed", 3), deadline: stored(ports, 3).deadline, attemptsLeft: 0 },
        about("administrative-action", 3),
      ]);
      expect(storedIncident(ports)).to.include({ closedAt: timestamp(ports.clock.now()) });
      expect(storedIncident(ports)).not.to.have.property("dueAt");
    });
  });

  describe("an attempt that was submitted", () => {
    const result = (correct: number) => ({ correct, total: 3, passMark: 2 });

    it("is announced as passed, which ends the incident", async () => {
      const ports = await caseAfter("passed");
      const before = storedIncident(ports);
      const { ports: seen, calls } = watched(ports);
      expect(await close(seen, 1)).to.deep.equal({ incidentId: ID, attempt: 1, status: "resolved" });
      expect(calls).to.deep.equal(["get", "publish"]);
      expect(announced(ports)).to.deep.equal([{ ...about("incident-resolved", 1), ...result(3) }]);
      expect(storedIncident(ports)).to.deep.equal(before);
    });

    for (const [attempts, attempt, next] of [
      [["failed"], 1, 2],
      [["missed", "failed"], 2, 3],
    ] as const)
      it(`is announced as failed, and goes on with attempt ${next}`, async () => {
        const ports = await caseAfter(...attempts);
        const before = announced(ports).length;
        expect(await close(ports, attempt)).to.deep.equal({
          incidentId: ID,
          attempt: next,
          status: "awaiting-exam",
        });
        expect(announced(ports).slice(before)).to.deep.equal([
          { ...about("attempt-failed", attempt), ...result(0), attemptsLeft: 3 - attempt },
        ]);
      });

    it("is announced as failed at the third attempt, and then the end", async () => {
      const ports = await caseAfter("failed", "failed", "failed");
      expect(await close(ports, 3)).to.deep.equal({
        incidentId: ID,
        attempt: 3,
        status: "administrative-action",
      });
      expect(announced(ports)).to.deep.equal([
        { ...about("attempt-failed", 3), ...result(0), attemptsLeft: 0 },
        about("administrative-action", 3),
      ]);
    });

    it("is not missed, however late it is closed", async () => {
      const ports = await caseAfter("failed");
      ports.clock.set(OVER + WINDOW_MS);
      await close(ports, 1);
      expect(stored(ports, 1).outcome).to.equal("failed");
      expect(announced(ports).map(({ event }) => event)).to.deep.equal(["attempt-failed"]);
    });
  });

  describe("a withdrawn incident", () => {
    it("is announced by the attempt that was opened last, where the next one could not be opened", async () => {
      const ports = await caseAfter("failed");
      await withdraw(ports, "Cited after all.");
      await close(ports, 2);
      expect(announced(ports).map(({ id }) => id)).to.deep.equal([`${ID}.1.incident-withdrawn`]);
    });

    for (const [attempts, attempt, events] of [
      [[], 1, ["incident-withdrawn"]],
      [["open"], 1, ["incident-withdrawn"]],
      [["failed"], 1, ["attempt-failed", "incident-withdrawn"]],
      [["failed", "open"], 2, ["incident-withdrawn"]],
    ] as const)
      it(`is announced by attempt ${attempt} after [${attempts.join(", ")}] as ${events.join(", ")}`, async () => {
        const ports = await caseAfter(...attempts);
        await withdraw(ports, "Cited after all.");
        ports.clock.set(OVER + WINDOW_MS);
        const before = storedIncident(ports);
        expect(await close(ports, attempt)).to.deep.equal({ incidentId: ID, attempt, status: "withdrawn" });
        expect(announced(ports).map(({ id }) => id)).to.deep.equal(
          events.map((event) => `${ID}.${attempt}.${event}`),
        );
        expect(announced(ports).at(-1)).to.deep.equal({
          ...about("incident-withdrawn", attempt),
          reason: "Cited after all.",
        });
        expect(storedIncident(ports)).to.deep.equal(before);
      });
  });

  describe("repeated", () => {
    const cases: readonly (readonly [readonly Past[], AttemptNumber])[] = [
      [["passed"], 1],
      [["failed"], 1],
      [["open"], 1],
      [["missed", "missed", "open"], 3],
    ];
    for (const [attempts, attempt] of cases)
      it(`answers and publishes the same, with the same ids, and changes nothing more (${attempts.join(", ")})`, async () => {
        const ports = await caseAfter(...attempts);
        ports.clock.set(Date.parse(stored(ports, attempt).deadline) + GRACE_MS);
        const before = ports.notifications.published.length;
        const first = await close(ports, attempt);
        const messages = ports.notifications.published.slice(before);
        const incident = storedIncident(ports);
        ports.clock.set(ports.clock.now() + WINDOW_MS);
        expect(await close(ports, attempt)).to.deep.equal(first);
        expect(ports.notifications.published.slice(before)).to.deep.equal([...messages, ...messages]);
        expect(messages.length).to.be.greaterThan(0);
        expect(storedIncident(ports)).to.deep.equal(incident);
      });

    it("counts a miss once where two of them run at once", async () => {
      const ports = await caseAfter("open");
      ports.clock.set(OVER);
      const answers = await Promise.all([close(ports, 1), close(ports, 1)]);
      expect(answers[0]).to.deep.equal({ incidentId: ID, attempt: 2, status: "awaiting-exam" });
      expect(answers[1]).to.deep.equal(answers[0]);
      expect(storedIncident(ports).audit.filter(({ what }) => what === "missed")).to.have.length(1);
    });

    it("after the next attempt was opened leads to that attempt, and closes nothing else", async () => {
      const ports = await caseAfter("failed", "open");
      expect(await close(ports, 1)).to.deep.equal({ incidentId: ID, attempt: 2, status: "awaiting-exam" });
      expect(stored(ports, 2)).not.to.have.property("outcome");
    });
  });

  it("goes on with an attempt that was never opened: nobody was invited, so nothing is missed", async () => {
    const ports = await caseAfter();
    ports.clock.set(OVER);
    expect(await close(ports, 1)).to.deep.equal({ incidentId: ID, attempt: 1, status: "awaiting-exam" });
    expect(storedIncident(ports).attempts).to.deep.equal({});
    expect(published(ports)).to.deep.equal([]);
  });

  it("fails where there is no such incident", async () => {
    let message = "";
    await close(memoryPorts(), 1).catch((error: unknown) => {
      message = String(error);
    });
    expect(message).to.equal(`Error: ${ID}: there is no such incident.`);
  });

  it("writes into its log where the incident stands, how and when the attempt ended, and nothing about the student", async () => {
    const ports = await caseAfter("failed");
    await close(ports, 1);
    expect(ports.telemetry.lines.at(-1)).to.deep.equal({
      level: "info",
      event: "closeAttempt",
      facts: {
        incidentId: ID,
        attempt: 1,
        requestId: "task-1",
        status: "awaiting-exam",
        outcome: "failed",
        secondsToSit: 0,
      },
    });
  });

  it("writes no time to sit of an attempt that was missed", async () => {
    const ports = await caseAfter("missed");
    expect(ports.telemetry.lines.at(-1)?.facts).to.include({ outcome: "missed" });
    expect(ports.telemetry.lines.at(-1)?.facts).not.to.have.property("secondsToSit");
  });
});
