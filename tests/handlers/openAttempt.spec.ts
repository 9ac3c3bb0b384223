import { expect } from "chai";
import { openAttempt } from "../../handlers/openAttempt";
import { timestamp, type AttemptNumber, type OpenAttempt, type TaskToken } from "../../workflow/contract";
import { memoryPorts, START, type MemoryPorts } from "../support/memoryPorts";
import {
  bearer,
  caseAfter,
  close,
  codes,
  DAY_MS,
  GRACE_MS,
  handlersOver,
  ID,
  lastCode,
  opening,
  type Past,
  published,
  QUESTION_IDS,
  REPORT,
  SETTINGS,
  stored,
  storedIncident,
  submit,
  TASK,
  WINDOW_MS,
  withdraw,
} from "../support/process";
import { taskToken } from "../support/samples";

const open = (
  ports: MemoryPorts,
  attempt: AttemptNumber,
  more: Partial<OpenAttempt> = {},
): Promise<Record<string, never>> =>
  handlersOver(ports).openAttempt({ ...opening(ports, attempt), ...more }, TASK);

/** What the work throws. */
async function errorOf(work: () => Promise<unknown>): Promise<Error> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  return expect.fail("expected an error to be thrown");
}

describe("handlers/openAttempt", () => {
  describe("an attempt that is not there yet", () => {
    it("is stored with its paper, deadline, token and the hash of its code", async () => {
      const ports = await caseAfter();
      expect(await open(ports, 1)).to.deep.equal({});
      const { questionIds, ...attempt } = stored(ports, 1);
      expect(attempt).to.deep.equal({
        openedAt: "2026-03-02T09:00:00.000Z",
        deadline: "2026-03-16T09:00:00.000Z",
        passMark: 2,
        codeHashes: [ports.secrets.hashCode(lastCode(ports))],
        token: "token-1",
      });
      expect(questionIds).to.have.length(3);
      expect(new Set(questionIds)).to.have.property("size", 3);
      expect(QUESTION_IDS).to.include.members([...questionIds]);
    });

    it("is due when its deadline and the grace are over", async () => {
      const ports = await caseAfter();
      await open(ports, 1);
      expect(storedIncident(ports)).to.include({ version: 2, dueAt: "2026-03-16T09:01:00.000Z" });
      expect(storedIncident(ports).audit.at(-1)).to.deep.equal({
        at: "2026-03-02T09:00:00.000Z",
        who: "workflow",
        what: "opened",
        attempt: 1,
        requestId: "task-1",
      });
    });

    it("counts its window from when the state was entered, however late the function runs", async () => {
      const ports = await caseAfter();
      const enteredAt = timestamp(START);
      ports.clock.set(START + 10 * 60_000);
      await open(ports, 1, { enteredAt });
      expect(stored(ports, 1)).to.include({
        openedAt: "2026-03-02T09:10:00.000Z",
        deadline: "2026-03-16T09:00:00.000Z",
      });
    });

    it("is invited to, once the update is made: whoever has the code can submit", async () => {
      const ports = await caseAfter();
      const calls: string[] = [];
      await open(
        ports.through((call, effect) => {
          calls.push(call);
          return effect();
        }),
        1,
      );
      expect(calls).to.deep.equal(["get", "apply", "publish"]);
      expect(ports.notifications.published).to.deep.equal([
        {
          version: 1,
          event: "exam-invitation",
          id: `${ID}.1.exam-invitation`,
          incidentId: ID,
          studentId: REPORT.studentId,
          attempt: 1,
          email: REPORT.email,
          deadline: "2026-03-16T09:00:00.000Z",
          examUrl: `https://exam.university.example/#${ID}/1/exam-code-1`,
          examCode: "exam-code-1",
        },
      ]);
    });

    it("gets a paper without the questions of the earlier ones", async () => {
      const ports = await caseAfter("failed", "missed");
      await open(ports, 3);
      const papers = ([1, 2, 3] as const).map((attempt) => stored(ports, attempt).questionIds);
      expect(papers.map((paper) => paper.length)).to.deep.equal([3, 3, 3]);
      expect(new Set(papers.flat())).to.deep.equal(new Set(QUESTION_IDS));
    });

    it("leaves the earlier ones as they are", async () => {
      const ports = await caseAfter("failed");
      const first = stored(ports, 1);
      await open(ports, 2);
      expect(stored(ports, 1)).to.deep.equal(first);
    });

    it("fails where the bank has too few questions left, and stores and publishes nothing", async () => {
      const ports = await caseAfter("failed", "failed");
      const before = storedIncident(ports);
      const mailed = published(ports).length;
      const tooFew = openAttempt(ports, SETTINGS, QUESTION_IDS.slice(0, 8));
      const error = await errorOf(() => tooFew(opening(ports, 3), TASK));
      expect(error.name).to.equal("Error");
      expect(storedIncident(ports)).to.deep.equal(before);
      expect(published(ports)).to.have.length(mailed);
    });
  });

  describe("an attempt that is open already", () => {
    it("keeps paper, deadline and pass mark, gets a further code, and the token that waits now", async () => {
      const ports = await caseAfter("open");
      const first = stored(ports, 1);
      ports.clock.set(START + DAY_MS);
      const otherSettings = { ...SETTINGS, windowMs: 1_000, questionsPerPaper: 1, passMark: 1 };
      const again = openAttempt(ports, otherSettings, QUESTION_IDS);
      await again(opening(ports, 1, "token-1b"), TASK);
      expect(stored(ports, 1)).to.deep.equal({
        ...first,
        codeHashes: [...first.codeHashes, ports.secrets.hashCode("exam-code-2")],
        token: "token-1b",
      });
      expect(storedIncident(ports)).to.include({ version: 3, dueAt: "2026-03-16T09:01:00.000Z" });
      expect(storedIncident(ports).audit.at(-1)).to.include({ what: "invited-again", attempt: 1 });
    });

    it("is invited to again, with the same id and deadline and another code", async () => {
      const ports = await caseAfter("open");
      ports.clock.set(START + DAY_MS);
      await open(ports, 1);
      const [first, second] = ports.notifications.published;
      expect(second).to.deep.equal({
        ...first,
        examUrl: `https://exam.university.example/#${ID}/1/exam-code-2`,
        examCode: "exam-code-2",
      });
    });

    it("takes every code that was ever mailed for it", async () => {
      for (const number of [0, 1, 2]) {
        const ports = await caseAfter("open");
        await open(ports, 1);
        await open(ports, 1);
        expect(new Set(codes(ports))).to.have.property("size", 3);
        const headers = bearer(codes(ports)[number] ?? "");
        expect((await submit(ports, 1, 3, { headers })).statusCode).to.equal(200);
      }
    });

    it("is found at a second look, where another try of the task opens it in between", async () => {
      const ports = await caseAfter();
      let done = false;
      const racing = ports.through(async (call, effect) => {
        if (call === "apply" && !done) {
          done = true;
          await open(ports, 1, { taskToken: taskToken("token-1b") });
        }
        return effect();
      });
      await open(racing, 1);
      const attempt = stored(ports, 1);
      expect(attempt.token).to.equal("token-1");
      expect(attempt.codeHashes).to.have.length(2);
      expect(codes(ports)).to.have.length(2);
      for (const code of codes(ports)) {
        const hash = ports.secrets.hashCode(code);
        expect(attempt.codeHashes).to.include(hash);
      }
    });

    it("is written with the time of the look that found it: a list of changes must not see it too late", async () => {
      const ports = await caseAfter();
      let done = false;
      const racing = ports.through(async (call, effect) => {
        if (call === "apply" && !done) {
          done = true;
          await open(ports, 1, { taskToken: taskToken("token-1b") });
          ports.clock.set(START + 4_000);
        }
        return effect();
      });
      await open(racing, 1);
      expect(storedIncident(ports).changedAt).to.equal(timestamp(START + 4_000));
    });

    it("stays open with its own deadline when it is opened again after that", async () => {
      const ports = await caseAfter("open");
      ports.clock.set(START + WINDOW_MS + GRACE_MS - 1);
      await open(ports, 1);
      expect(stored(ports, 1).deadline).to.equal("2026-03-16T09:00:00.000Z");
      expect((await submit(ports, 1, 3)).statusCode).to.equal(410);
    });
  });

  describe("an attempt whose deadline was moved", () => {
    it("gets the token that waits now, and nobody is invited again", async () => {
      const ports = await caseAfter("open");
      const first = stored(ports, 1);
      expect(await open(ports, 1, { resumed: true, taskToken: taskToken("token-1b") })).to.deep.equal({});
      expect(stored(ports, 1)).to.deep.equal({ ...first, token: "token-1b" });
      expect(storedIncident(ports).audit.at(-1)).to.include({ what: "resumed", attempt: 1 });
      expect(codes(ports)).to.have.length(1);
    });

    it("is opened, with an invitation, where it is not there after all", async () => {
      const ports = await caseAfter();
      await open(ports, 1, { resumed: true });
      expect(codes(ports)).to.have.length(1);
    });

    for (const how of ["passed", "failed", "missed"] as const)
      it(`is not resumed where it is ${how}`, async () => {
        const ports = await caseAfter(how);
        const before = storedIncident(ports);
        expect((await errorOf(() => open(ports, 1, { resumed: true }))).name).to.equal("AttemptClosed");
        expect(storedIncident(ports)).to.deep.equal(before);
      });

    it("is not resumed after a withdrawal between its reading and its update", async () => {
      const ports = await caseAfter("open");
      const racing = ports.through(async (call, effect) => {
        if (call === "apply") await withdraw(ports);
        return effect();
      });
      expect((await errorOf(() => open(racing, 1, { resumed: true }))).name).to.equal("AttemptClosed");
      expect(stored(ports, 1).token).to.equal("token-1");
    });
  });

  describe("with deadlines at a time of day, and a reminder", () => {
    it("has its deadline at the first such time after the window, and is due when the student is reminded", async () => {
      const ports = await caseAfter();
      const dayEnd = { timeZone: "Europe/London", minutes: 17 * 60 };
      const settings = { ...SETTINGS, dayEnd, reminderSeconds: 86_400 };
      await openAttempt(ports, settings, QUESTION_IDS)({ ...opening(ports, 1), resumed: false }, TASK);
      expect(stored(ports, 1).deadline).to.equal("2026-03-16T17:00:00.000Z");
      expect(storedIncident(ports).dueAt).to.equal("2026-03-15T17:00:00.000Z");
    });

    it("has its deadline at the end of the window where the definition is older, and waits no longer than that", async () => {
      const ports = await caseAfter();
      const settings = { ...SETTINGS, dayEnd: { timeZone: "Europe/London", minutes: 17 * 60 } };
      await openAttempt(ports, settings, QUESTION_IDS)(opening(ports, 1), TASK);
      expect(Date.parse(stored(ports, 1).deadline)).to.equal(START + WINDOW_MS);
    });
  });

  describe("where there is nothing to open", () => {
    const cases: Readonly<Record<string, readonly [() => Promise<MemoryPorts>, AttemptNumber]>> = {
      "the incident is not there": [() => Promise.resolve(memoryPorts()), 1],
      "the incident was withdrawn before the attempt": [() => withdrawn(), 1],
      "the incident was withdrawn while the attempt was open": [() => withdrawn("open"), 1],
      "the incident was withdrawn between two attempts": [() => withdrawn("failed"), 2],
      "the attempt is passed": [() => caseAfter("passed"), 1],
      "the attempt is failed": [() => caseAfter("failed"), 1],
      "the attempt is missed": [() => caseAfter("missed"), 1],
      "the attempt before it is passed": [() => caseAfter("passed"), 2],
      "the attempt before it is still open": [() => caseAfter("open"), 2],
      "the attempt before it is not there": [() => caseAfter(), 2],
      "only the attempt before the one before is used": [() => caseAfter("failed"), 3],
      "the attempt is over, and nobody has closed it yet": [
        async () => {
          const ports = await caseAfter("open");
          ports.clock.set(START + WINDOW_MS + GRACE_MS);
          return ports;
        },
        1,
      ],
      "three attempts are used": [() => caseAfter("missed", "failed", "failed"), 3],
      "a later attempt is open": [() => caseAfter("failed", "open"), 1],
    };
    for (const [what, [prepare, attempt]] of Object.entries(cases))
      it(`throws AttemptClosed by its name, and neither stores nor publishes anything: ${what}`, async () => {
        const ports = await prepare();
        const before = ports.incidents.item(ID);
        const mailed = published(ports);
        const error = await errorOf(() => open(ports, attempt, { taskToken: taskToken("token-late") }));
        expect(error.name).to.equal("AttemptClosed");
        expect(error.message).to.equal(`${ID}: attempt ${attempt} cannot be opened.`);
        expect(ports.incidents.item(ID)).to.deep.equal(before);
        expect(published(ports)).to.deep.equal(mailed);
      });

    it("throws AttemptClosed where a withdrawal comes between its reading and its update", async () => {
      const ports = await caseAfter();
      const racing = ports.through(async (call, effect) => {
        if (call === "apply") await withdraw(ports);
        return effect();
      });
      expect((await errorOf(() => open(racing, 1))).name).to.equal("AttemptClosed");
      expect(storedIncident(ports).attempts).to.deep.equal({});
      expect(published(ports)).to.deep.equal([]);
    });
  });

  describe("what it throws otherwise", () => {
    it("is the port's own error, by its name, so that Step Functions tries again", async () => {
      const ports = await caseAfter();
      for (const failing of ["get", "apply", "publish"]) {
        const stopped = ports.through((call, effect) =>
          call === failing
            ? Promise.reject(Object.assign(new Error("InternalServerError"), { name: "Unavailable" }))
            : effect(),
        );
        expect((await errorOf(() => open(stopped, 1))).name).to.equal("Unavailable");
      }
    });

    it("is an error before anything is read, where there is no task token", async () => {
      const ports = await caseAfter();
      const error = await errorOf(() => open(ports, 1, { taskToken: "" as TaskToken }));
      expect(error.message).to.equal(`${ID}: the state machine sent no task token.`);
      expect(storedIncident(ports).attempts).to.deep.equal({});
    });

    it("is an error where the time of entry is none", async () => {
      const ports = await caseAfter();
      expect((await errorOf(() => open(ports, 1, { enteredAt: "yesterday" }))).name).to.equal("RangeError");
      expect(storedIncident(ports).attempts).to.deep.equal({});
    });
  });

  it("writes neither code, hash, token, paper nor student into its log", async () => {
    const ports = await caseAfter();
    await open(ports, 1);
    expect(ports.telemetry.lines.at(-1)).to.deep.equal({
      level: "info",
      event: "openAttempt",
      facts: { incidentId: ID, attempt: 1, requestId: "task-1", opened: true },
    });
    await errorOf(() => open(ports, 3));
    expect(ports.telemetry.lines.at(-1)?.facts).to.deep.equal({
      incidentId: ID,
      attempt: 3,
      requestId: "task-1",
      opened: false,
    });
  });

  it("opens the next attempt after one that was missed and announced", async () => {
    const ports = await caseAfter("missed");
    await close(ports, 1);
    await open(ports, 2);
    expect(stored(ports, 2).deadline).to.equal(timestamp(ports.clock.now() + WINDOW_MS));
  });
});

async function withdrawn(...attempts: readonly Past[]): Promise<MemoryPorts> {
  const ports = await caseAfter(...attempts);
  await withdraw(ports);
  return ports;
}
