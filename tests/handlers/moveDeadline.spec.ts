import { expect } from "chai";
import type { APIGatewayProxyResult } from "aws-lambda";
import { moveDeadline } from "../../handlers/moveDeadline";
import { MAX_AUDIT, MAX_OPEN_DAYS, timestamp } from "../../workflow/contract";
import { CLIENTS, MACHINE, request } from "../support/events";
import { memoryPorts, START, type MemoryPorts } from "../support/memoryPorts";
import { expectRefusal } from "../support/officers";
import {
  bodyOf,
  caseAfter,
  close,
  DAY_MS,
  DEADLINES,
  faultsOf,
  GRACE_MS,
  handlersOver,
  ID,
  inviteAnew,
  move,
  opening,
  published,
  REPORT,
  stored,
  storedIncident,
  submit,
  TASK,
  WINDOW_MS,
  withdraw,
} from "../support/process";

const LATER = START + 20 * DAY_MS;
const EARLIER = START + 2 * DAY_MS;
const LATEST = START + MAX_OPEN_DAYS * DAY_MS;

const put = (ports: MemoryPorts, deadline: unknown, attempt = "1"): Promise<APIGatewayProxyResult> =>
  handlersOver(ports).moveDeadline(
    request("moveDeadline", { path: { incidentId: ID, attempt }, json: { deadline } }),
  );

describe("handlers/moveDeadline", () => {
  for (const [what, at] of [
    ["later", LATER],
    ["earlier", EARLIER],
    ["as late as can be", LATEST],
    ["to the next millisecond", START + 1],
  ] as const)
    it(`moves it ${what}, tells the student, and wakes the execution`, async () => {
      const ports = await caseAfter("open");
      const before = stored(ports, 1);
      const answer = await move(ports, 1, at);
      const deadline = timestamp(at);
      expect(answer.statusCode).to.equal(200);
      expect(answer.headers).to.include({ ETag: '"3"' });
      expect(bodyOf(answer)).to.have.nested.property("attempts[0].deadline", deadline);
      expect(stored(ports, 1)).to.deep.equal({ ...before, deadline });
      expect(ports.notifications.published.slice(1)).to.deep.equal([
        {
          version: 1,
          event: "deadline-moved",
          id: `${ID}.1.deadline-moved.3`,
          incidentId: ID,
          studentId: REPORT.studentId,
          attempt: 1,
          email: REPORT.email,
          deadline,
        },
      ]);
      expect(ports.executions.woken).to.deep.equal(["token-1"]);
      expect(storedIncident(ports).audit.at(-1)).to.deep.equal({
        at: timestamp(START),
        who: "officer",
        by: MACHINE,
        what: "deadline-moved",
        attempt: 1,
        requestId: "request-1",
      });
    });

  for (const [text, deadline] of [
    ["2026-03-10T17:00Z", "2026-03-10T17:00:00.000Z"],
    ["2026-03-10T17:00:05Z", "2026-03-10T17:00:05.000Z"],
    ["2026-03-10T17:00:05.25Z", "2026-03-10T17:00:05.250Z"],
  ] as const)
    it(`reads ${text}`, async () => {
      const ports = await caseAfter("open");
      await put(ports, text);
      expect(stored(ports, 1).deadline).to.equal(deadline);
    });

  it("is what submissions are compared with from then on", async () => {
    const later = await caseAfter("open");
    await move(later, 1, LATER);
    expect((await submit(later, 1, 3, { receivedAt: LATER - 1 })).statusCode).to.equal(200);
    const earlier = await caseAfter("open");
    await move(earlier, 1, EARLIER);
    expect((await submit(earlier, 1, 3, { receivedAt: EARLIER })).statusCode).to.equal(410);
  });

  it("lets closeAttempt wait until then, and no longer", async () => {
    const ports = await caseAfter("open");
    await move(ports, 1, LATER);
    expect(await close(ports, 1)).to.include({ waitSeconds: (LATER - START + GRACE_MS) / 1000 });
    ports.clock.set(LATER + GRACE_MS);
    await close(ports, 1);
    expect(stored(ports, 1)).to.have.property("outcome", "missed");
  });

  it("can be moved after it went by, as long as the attempt is not recorded as missed", async () => {
    const ports = await caseAfter("open");
    ports.clock.set(START + WINDOW_MS + 1);
    expect((await move(ports, 1, LATER)).statusCode).to.equal(200);
    expect((await submit(ports, 1, 3)).statusCode).to.equal(200);
  });

  describe("the same again", () => {
    it("changes nothing, answers the same, and publishes and wakes again", async () => {
      const ports = await caseAfter("open");
      const first = await move(ports, 1, LATER);
      const before = storedIncident(ports);
      expect(await move(ports, 1, LATER)).to.deep.equal(first);
      expect(storedIncident(ports)).to.deep.equal(before);
      const [, told, again] = ports.notifications.published;
      expect(again).to.deep.equal(told);
      expect(ports.executions.woken).to.deep.equal(["token-1", "token-1"]);
    });

    it("has the same id also where the execution, or an officer, was there in between", async () => {
      const ports = await caseAfter("open");
      await move(ports, 1, LATER);
      await handlersOver(ports).openAttempt({ ...opening(ports, 1, "token-1b"), resumed: true }, TASK);
      await inviteAnew(ports, 1);
      await move(ports, 1, LATER);
      expect(published(ports)).to.deep.equal([
        `${ID}.1.exam-invitation`,
        `${ID}.1.deadline-moved.3`,
        `${ID}.1.exam-invitation.5`,
        `${ID}.1.deadline-moved.3`,
      ]);
      // The task that waits now.
      expect(ports.executions.woken).to.deep.equal(["token-1", "token-1b"]);
    });

    it("as it always was tells nobody that it moved", async () => {
      const ports = await caseAfter("open");
      const before = storedIncident(ports);
      expect((await move(ports, 1, START + WINDOW_MS)).statusCode).to.equal(200);
      expect(storedIncident(ports)).to.deep.equal(before);
      expect(published(ports)).to.deep.equal([`${ID}.1.exam-invitation`]);
      expect(ports.executions.woken).to.deep.equal([]);
    });

    for (const lost of ["publish", "wake"] as const)
      it(`finishes a request whose ${lost} was lost`, async () => {
        const ports = await caseAfter("open");
        const broken = ports.through((call, effect) =>
          call === lost ? Promise.reject(Object.assign(new Error(), { name: "Unavailable" })) : effect(),
        );
        expect((await move(broken, 1, LATER)).statusCode).to.equal(503);
        expect((await move(ports, 1, LATER)).statusCode).to.equal(200);
        expect(new Set(published(ports))).to.deep.equal(
          new Set([`${ID}.1.exam-invitation`, `${ID}.1.deadline-moved.3`]),
        );
        expect(ports.executions.woken).to.deep.equal(["token-1"]);
        expect(storedIncident(ports).version).to.equal(3);
      });
  });

  it("gives each move an id of its own, also back to where it was", async () => {
    const ports = await caseAfter("open");
    for (const at of [LATER, START + WINDOW_MS, LATER]) await move(ports, 1, at);
    expect(published(ports).slice(1)).to.deep.equal([3, 4, 5].map((n) => `${ID}.1.deadline-moved.${n}`));
  });

  describe("says when the next step is due:", () => {
    const half = DEADLINES.reminderSeconds * 1000;
    it("the reminder, where it is still to come", async () => {
      const ports = await caseAfter("open");
      await move(ports, 1, LATER);
      expect(storedIncident(ports).dueAt).to.equal(timestamp(LATER - half));
    });

    it("the end and the grace, where the time of the reminder went by", async () => {
      const ports = await caseAfter("open");
      await move(ports, 1, START + half);
      expect(storedIncident(ports).dueAt).to.equal(timestamp(START + half + GRACE_MS));
    });

    it("the end and the grace, where nobody is reminded", async () => {
      const ports = await caseAfter("open");
      const quiet = moveDeadline(ports, CLIENTS, { ...DEADLINES, reminderSeconds: 0 });
      const json = { deadline: timestamp(LATER) };
      await quiet(request("moveDeadline", { path: { incidentId: ID, attempt: "1" }, json }));
      expect(storedIncident(ports).dueAt).to.equal(timestamp(LATER + GRACE_MS));
    });
  });

  describe("refuses, and changes nothing:", () => {
    for (const [what, at] of [
      ["now", START],
      ["in the past", START - 1],
      ["before the opening", START - DAY_MS],
      ["a millisecond too far", LATEST + 1],
    ] as const)
      it(`a deadline ${what}`, async () => {
        await expectRefusal(await caseAfter("open"), (ports) => move(ports, 1, at), {
          status: 422,
          kind: "deadline-not-possible",
          detail:
            "It must be after 2026-03-02T09:00:00.000Z, and at most 120 days after the opening: 2026-06-30T09:00:00.000Z.",
        });
      });

    it("a deadline too far from the opening, however late it is asked for", async () => {
      const ports = await caseAfter("open");
      ports.clock.set(START + 10 * DAY_MS);
      await expectRefusal(ports, (each) => move(each, 1, LATEST + 1), {
        status: 422,
        kind: "deadline-not-possible",
      });
    });

    for (const text of [
      "2026-02-30T09:00:00Z",
      "2026-04-31T09:00Z",
      "2026-03-10T24:00Z",
      "2026-13-01T09:00Z",
    ])
      it(`a time that there is not: ${text}`, async () => {
        const ports = await caseAfter("open");
        await expectRefusal(ports, (each) => put(each, text), { status: 400, kind: "malformed-request" });
        expect(faultsOf(await put(ports, text))).to.deep.equal([
          { pointer: "/deadline", detail: "must be a time that there is" },
        ]);
      });

    for (const text of ["", "tomorrow", "2026-03-10", "2026-03-10T09:00:00", "2026-03-10T09:00:00+01:00"])
      it(`a text that is no time in UTC: "${text}"`, async () => {
        const ports = await caseAfter("open");
        await expectRefusal(ports, (each) => put(each, text), { status: 400, kind: "malformed-request" });
        expect(faultsOf(await put(ports, text))).to.deep.equal([
          { pointer: "/deadline", detail: "must be a time in UTC such as 2027-01-31T17:00:00Z" },
        ]);
      });

    for (const other of [null, 0, LATER, [timestamp(LATER)]])
      it(`what is no text: ${JSON.stringify(other)}`, async () => {
        await expectRefusal(await caseAfter("open"), (ports) => put(ports, other), {
          status: 400,
          kind: "malformed-request",
        });
      });

    for (const [attempts, number, detail] of [
      [[], 1, "Attempt 1 was not opened yet: it opens by itself."],
      [["open"], 2, "Attempt 2 was not opened yet: it opens by itself."],
      [["failed"], 1, "Attempt 1 has an outcome: failed."],
      [["missed", "open"], 1, "Attempt 1 has an outcome: missed."],
    ] as const)
      it(`attempt ${number} after ${attempts.join(", ") || "nothing"}`, async () => {
        await expectRefusal(await caseAfter(...attempts), (ports) => move(ports, number, LATEST), {
          status: 409,
          kind: "attempt-not-open",
          detail,
        });
      });

    for (const attempts of [["passed"], ["failed", "failed", "failed"]] as const)
      it(`a closed incident after ${attempts.join(", ")}`, async () => {
        await expectRefusal(await caseAfter(...attempts), (ports) => move(ports, 1, LATER), {
          status: 409,
          kind: "incident-closed",
        });
      });

    it("a withdrawn incident", async () => {
      const ports = await caseAfter("open");
      await withdraw(ports);
      await expectRefusal(ports, (each) => move(each, 1, LATER), { status: 409, kind: "incident-closed" });
    });

    it("a further move where the audit is full", async () => {
      const ports = await caseAfter("open");
      for (let n = 1; storedIncident(ports).audit.length < MAX_AUDIT; n++) await move(ports, 1, LATER + n);
      await expectRefusal(ports, (each) => move(each, 1, LATER), { status: 409, kind: "too-many-changes" });
    });

    it("an incident that was not reported", async () => {
      expect(bodyOf(await move(memoryPorts(), 1, LATER))).to.include({
        status: 404,
        type: "urn:resit:problem:no-such-incident",
      });
    });

    it("an impossible attempt", async () => {
      expect(faultsOf(await put(await caseAfter("open"), timestamp(LATER), "4"))).to.deep.equal([
        { parameter: "attempt", detail: "must be 1, 2 or 3" },
      ]);
    });
  });

  it("says 409 where a submission comes in between its own steps, and tells nobody", async () => {
    const ports = await caseAfter("open");
    const racing = ports.through(async (call, effect) => {
      if (call === "apply") await submit(ports, 1, 3);
      return effect();
    });
    expect((await move(racing, 1, LATER)).statusCode).to.equal(409);
    expect(published(ports)).to.deep.equal([`${ID}.1.exam-invitation`]);
  });
});
