import { expect } from "chai";
import { sweep, type SweepSettings } from "../../handlers/sweep";
import { incidentId, timestamp, type IncidentId } from "../../workflow/contract";
import { reported, type Incident } from "../../workflow/incident";
import { CRASH, CRASH_SECRET } from "../support/crashes";
import { memoryPorts, START, type MemoryPorts, type PortCall } from "../support/memoryPorts";
import { memoryTable } from "../support/memoryTable";
import {
  caseAfter,
  codes,
  DAY_MS,
  DEADLINES,
  GRACE_MS,
  handlersOver,
  ID,
  move,
  opening,
  published,
  REPORT,
  report,
  SETTINGS,
  stored,
  storedIncident,
  submit,
  TASK,
  WINDOW_MS,
  withdraw,
} from "../support/process";

const MINUTE_MS = 60_000;
const REMINDER_MS = DEADLINES.reminderSeconds * 1000;
const END = START + WINDOW_MS;
const SWEEP = { awsRequestId: "sweep-1" } as const;
const NOTHING = { started: 0, reminded: 0, overdue: 0 } as const;

const run = (ports: MemoryPorts, settings: Partial<SweepSettings> = {}) =>
  sweep(ports, { ...DEADLINES, lastsSeconds: 45, ...settings })({}, SWEEP);

/** Attempt 1 is open, and its student is to be reminded half a day before its end. */
async function opened(): Promise<MemoryPorts> {
  const ports = memoryPorts();
  await report(ports);
  const { openAttempt } = handlersOver(ports, { ...SETTINGS, reminderSeconds: DEADLINES.reminderSeconds });
  await openAttempt(opening(ports, 1), TASK);
  return ports;
}

async function openedAt(now: number): Promise<MemoryPorts> {
  const ports = await opened();
  ports.clock.set(now);
  return ports;
}

/** Put, and never started; due in the order of their numbers. */
const unstarted = (n: number): Incident =>
  reported(incidentId(`case-${n}`), REPORT, { now: START + n, requestId: "r" });

const manyUnstarted = (count: number): MemoryPorts =>
  memoryPorts(memoryTable(...Array.from({ length: count }, (_, n) => unstarted(n))));

const reminders = (ports: MemoryPorts) =>
  ports.notifications.published.filter(({ event }) => event === "exam-reminder");

const failing = (ports: MemoryPorts, lost: PortCall, moment: "before" | "after" = "before"): MemoryPorts =>
  ports.through(async (call, effect) => {
    if (call !== lost) return effect();
    if (moment === "after") await effect();
    throw CRASH;
  });

const rejected = async (work: Promise<unknown>): Promise<unknown> => {
  const [outcome] = await Promise.allSettled([work]);
  return outcome.status === "rejected" ? outcome.reason : expect.fail("nothing was thrown");
};

describe("handlers/sweep", () => {
  it("does nothing where nothing is due", async () => {
    const ports = await openedAt(END - REMINDER_MS - 1);
    expect(await run(ports)).to.deep.equal(NOTHING);
    expect(published(ports)).to.deep.equal([`${ID}.1.exam-invitation`]);
  });

  describe("of an incident that was put and never started", () => {
    const unstartedAt = async (now: number) => {
      const ports = memoryPorts();
      await report(failing(ports, "start"));
      ports.clock.set(now);
      return ports;
    };

    it("starts it when it is due", async () => {
      const early = await unstartedAt(START + 30 * MINUTE_MS - 1);
      expect(await run(early)).to.deep.equal(NOTHING);
      expect(early.executions.started).to.deep.equal([]);
      const due = await unstartedAt(START + 30 * MINUTE_MS);
      expect(await run(due)).to.deep.equal({ ...NOTHING, started: 1 });
      expect(due.executions.started).to.deep.equal([ID]);
    });

    it("starts it again, and counts it as overdue, where half an hour did not help", async () => {
      const last = await unstartedAt(START + 60 * MINUTE_MS);
      expect(await run(last)).to.deep.equal({ ...NOTHING, started: 1 });
      const late = await unstartedAt(START + 60 * MINUTE_MS + 1);
      expect(await run(late)).to.deep.equal({ ...NOTHING, overdue: 1 });
      expect(late.executions.started).to.deep.equal([ID]);
    });

    it("changes nothing in it", async () => {
      const ports = await unstartedAt(START + DAY_MS);
      const before = storedIncident(ports);
      await run(ports);
      expect(storedIncident(ports)).to.deep.equal(before);
    });

    it("starts none that was withdrawn", async () => {
      const ports = await unstartedAt(START + DAY_MS);
      await withdraw(ports);
      expect(await run(ports)).to.deep.equal(NOTHING);
      expect(ports.executions.started).to.deep.equal([]);
    });
  });

  describe("of an open attempt", () => {
    it("reminds the student once, when the time has come, and writes it down", async () => {
      const ports = await openedAt(END - REMINDER_MS);
      expect(await run(ports)).to.deep.equal({ ...NOTHING, reminded: 1 });
      expect(reminders(ports)).to.deep.equal([
        {
          version: 1,
          event: "exam-reminder",
          id: `${ID}.1.exam-reminder`,
          incidentId: ID,
          studentId: REPORT.studentId,
          attempt: 1,
          email: REPORT.email,
          deadline: timestamp(END),
        },
      ]);
      expect(stored(ports, 1).remindedAt).to.equal(timestamp(END - REMINDER_MS));
      expect(storedIncident(ports).dueAt).to.equal(timestamp(END + GRACE_MS));
      expect(storedIncident(ports).audit.at(-1)).to.deep.equal({
        at: timestamp(END - REMINDER_MS),
        who: "workflow",
        what: "reminded",
        attempt: 1,
        requestId: "sweep-1",
      });
      for (const later of [END - REMINDER_MS + MINUTE_MS, END - 1]) {
        ports.clock.set(later);
        expect(await run(ports)).to.deep.equal(NOTHING);
      }
      expect(reminders(ports)).to.have.length(1);
    });

    it("reminds up to the deadline, and not beyond", async () => {
      expect(await run(await openedAt(END - 1))).to.deep.equal({ ...NOTHING, reminded: 1 });
      expect(await run(await openedAt(END))).to.deep.equal(NOTHING);
    });

    for (const [lost, moment] of [
      ["publish", "after"],
      ["apply", "before"],
      ["apply", "after"],
    ] as const)
      it(`reminds with the same id after a crash ${moment} its ${lost}`, async () => {
        const ports = await openedAt(END - REMINDER_MS);
        await rejected(run(failing(ports, lost, moment)));
        await run(ports);
        expect(new Set(reminders(ports).map(({ id }) => id))).to.deep.equal(
          new Set([`${ID}.1.exam-reminder`]),
        );
        expect(storedIncident(ports).audit.filter(({ what }) => what === "reminded")).to.have.length(1);
      });

    it("reminds nobody who has submitted", async () => {
      const ports = await opened();
      await submit(ports, 1, 0);
      ports.clock.set(END - REMINDER_MS);
      await run(ports);
      expect(reminders(ports)).to.deep.equal([]);
    });

    it("reminds nobody where reminders are not configured", async () => {
      const ports = await openedAt(END - MINUTE_MS);
      expect(await run(ports, { reminderSeconds: 0 })).to.deep.equal(NOTHING);
      expect(reminders(ports)).to.deep.equal([]);
    });

    it("reminds of a deadline that was moved when its own time has come", async () => {
      const ports = await opened();
      await move(ports, 1, END + DAY_MS);
      ports.clock.set(END - REMINDER_MS);
      expect(await run(ports)).to.deep.equal(NOTHING);
      ports.clock.set(END + DAY_MS - REMINDER_MS);
      expect(await run(ports)).to.deep.equal({ ...NOTHING, reminded: 1 });
      expect(reminders(ports)[0]).to.include({ deadline: timestamp(END + DAY_MS) });
    });

    it("reminds once, also where the deadline is moved after the reminder", async () => {
      const ports = await openedAt(END - REMINDER_MS);
      await run(ports);
      await move(ports, 1, END + DAY_MS);
      ports.clock.set(END + DAY_MS - REMINDER_MS);
      expect(await run(ports)).to.deep.equal(NOTHING);
      expect(reminders(ports)).to.have.length(1);
    });

    it("counts it as overdue half an hour after the deadline and the grace", async () => {
      const late = END + GRACE_MS + 30 * MINUTE_MS;
      expect(await run(await openedAt(late))).to.deep.equal(NOTHING);
      expect(await run(await openedAt(late + 1))).to.deep.equal({ ...NOTHING, overdue: 1 });
    });

    it("does not count it as overdue before its end, reminded before a move or never", async () => {
      const reminded = await openedAt(END - REMINDER_MS);
      await run(reminded);
      await move(reminded, 1, END + DAY_MS);
      reminded.clock.set(END + DAY_MS - 1);
      expect(await run(reminded)).to.deep.equal(NOTHING);
      const quiet = await openedAt(END - 1);
      expect(await run(quiet, { reminderSeconds: 0 })).to.deep.equal(NOTHING);
    });

    it("leaves it to the alarm: neither closes it nor wakes anybody", async () => {
      const ports = await openedAt(END + DAY_MS);
      const before = storedIncident(ports);
      await run(ports);
      expect(storedIncident(ports)).to.deep.equal(before);
      expect(ports.executions.woken).to.deep.equal([]);
    });
  });

  it("counts what waits too long for its next attempt as overdue", async () => {
    const ports = await caseAfter("failed");
    ports.clock.set(START + 60 * MINUTE_MS);
    expect(await run(ports)).to.deep.equal(NOTHING);
    ports.clock.set(START + 60 * MINUTE_MS + 1);
    expect(await run(ports)).to.deep.equal({ ...NOTHING, overdue: 1 });
  });

  it("leaves closed incidents alone, also where the index still has them", async () => {
    const ports = await openedAt(END + DAY_MS);
    const racing = ports.through(async (call, effect) => {
      if (call === "get") ports.incidents.put({ ...storedIncident(ports), status: "withdrawn" });
      return effect();
    });
    expect(await run(racing)).to.deep.equal(NOTHING);
  });

  describe("of many incidents", () => {
    it("reads page after page, and attends to each once, the longest due first", async () => {
      const ports = manyUnstarted(7);
      ports.clock.set(START + 40 * MINUTE_MS);
      expect(await run(ports)).to.deep.equal({ ...NOTHING, started: 7 });
      expect(ports.executions.started).to.deep.equal([0, 1, 2, 3, 4, 5, 6].map((n) => `case-${n}`));
      expect(ports.telemetry.lines.at(-1)?.facts).to.include({ complete: true });
    });

    for (const [lasts, done] of [
      [1, 1],
      [2, 2],
      [3, 3],
      [7, 7],
    ] as const)
      it(`stops after ${lasts} of 7 seconds, within a page too, and says whether it came to the end`, async () => {
        const ports = manyUnstarted(7);
        ports.clock.set(START + 40 * MINUTE_MS);
        const slow = ports.through(async (call, effect) => {
          if (call === "start") await ports.clock.sleep(1_000);
          return effect();
        });
        expect(await run(slow, { lastsSeconds: lasts })).to.deep.equal({ ...NOTHING, started: done });
        expect(ports.telemetry.lines.at(-1)?.facts).to.include({ complete: done === 7 });
      });

    it("keeps none waiting for one that fails, and fails in the end", async () => {
      const ports = manyUnstarted(5);
      ports.clock.set(START + 40 * MINUTE_MS);
      const started: IncidentId[] = [];
      const broken = {
        ...ports,
        executions: {
          ...ports.executions,
          start: async (id: IncidentId) => {
            if (id === "case-0") throw CRASH;
            started.push(id);
            return Promise.resolve();
          },
        },
      };
      expect(await rejected(run(broken)))
        .to.be.an("error")
        .with.property("message", "1 incidents could not be attended to: the log says which, and why.");
      expect(started).to.deep.equal([1, 2, 3, 4].map((n) => `case-${n}`));
      const [failure, summary] = ports.telemetry.lines;
      expect(failure).to.deep.include({ level: "error", event: "sweep-failed" });
      expect(failure?.facts).to.include({ incidentId: "case-0", requestId: "sweep-1" });
      expect(summary?.facts).to.include({ started: 4, complete: true });
      expect(JSON.stringify(ports.telemetry.lines)).not.to.contain(CRASH_SECRET);
    });
  });

  it("logs counts, and nothing that tells a person or opens anything", async () => {
    const ports = await openedAt(END - REMINDER_MS);
    const from = ports.telemetry.lines.length;
    await run(ports);
    expect(ports.telemetry.lines.slice(from)).to.deep.equal([
      {
        level: "info",
        event: "sweep",
        facts: { ...NOTHING, reminded: 1, requestId: "sweep-1", complete: true },
      },
    ]);
    const said = JSON.stringify([ports.telemetry.lines, reminders(ports)]);
    for (const secret of [...codes(ports), "token-1"]) expect(said).not.to.contain(secret);
  });
});
