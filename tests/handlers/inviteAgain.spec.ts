import { expect } from "chai";
import type { APIGatewayProxyResult } from "aws-lambda";
import { MAX_AUDIT } from "../../workflow/contract";
import { request, MACHINE, type Sent } from "../support/events";
import { memoryPorts, START, type MemoryPorts } from "../support/memoryPorts";
import { expectRefusal } from "../support/officers";
import {
  answersTo,
  bearer,
  bodyOf,
  caseAfter,
  codes,
  faultsOf,
  handlersOver,
  ID,
  inviteAnew,
  move,
  published,
  REPORT,
  stored,
  storedIncident,
  submit,
  withdraw,
} from "../support/process";

const paper = (ports: MemoryPorts, code: string): Promise<APIGatewayProxyResult> =>
  handlersOver(ports).getPaper(
    request("getPaper", {
      path: { incidentId: ID, attempt: "1" },
      headers: bearer(code),
      receivedAt: ports.clock.now(),
    }),
  );

const invite = (ports: MemoryPorts, sent: Sent = {}): Promise<APIGatewayProxyResult> =>
  handlersOver(ports).inviteAgain(
    request("inviteAgain", { path: { incidentId: ID, attempt: "1" }, json: {}, ...sent }),
  );

const OTHER = "right@university.example";

describe("handlers/inviteAgain", () => {
  it("mails a further code, and answers the incident", async () => {
    const ports = await caseAfter("open");
    ports.clock.set(START + 1_000);
    const before = stored(ports, 1);
    const answer = await inviteAnew(ports, 1);
    expect(answer.statusCode).to.equal(200);
    expect(answer.headers).to.include({ ETag: '"3"' });
    expect(bodyOf(answer)).to.include({ incidentId: ID, status: "awaiting-exam", email: REPORT.email });
    expect(ports.notifications.published.at(-1)).to.deep.equal({
      version: 1,
      event: "exam-invitation",
      id: `${ID}.1.exam-invitation.3`,
      incidentId: ID,
      studentId: REPORT.studentId,
      attempt: 1,
      email: REPORT.email,
      deadline: before.deadline,
      examUrl: `https://exam.university.example/#${ID}/1/exam-code-2`,
      examCode: "exam-code-2",
    });
    expect(stored(ports, 1)).to.deep.equal({
      ...before,
      codeHashes: ["exam-code-1", "exam-code-2"].map((code) => ports.secrets.hashCode(code)),
    });
    expect(storedIncident(ports).audit.at(-1)).to.deep.equal({
      at: "2026-03-02T09:00:01.000Z",
      who: "officer",
      by: MACHINE,
      what: "invited-again",
      attempt: 1,
      requestId: "request-1",
    });
  });

  it("wakes nobody: the execution waits on", async () => {
    const ports = await caseAfter("open");
    await inviteAnew(ports, 1);
    expect(ports.executions.woken).to.deep.equal([]);
  });

  it("voids no earlier code: each of them opens the paper and submits", async () => {
    for (const at of [0, 1, 2]) {
      const ports = await caseAfter("open");
      await inviteAnew(ports, 1);
      await inviteAnew(ports, 1, { revoke: false });
      const code = codes(ports)[at] ?? "";
      expect((await paper(ports, code)).statusCode).to.equal(200);
      expect((await submit(ports, 1, 3, { headers: bearer(code) })).statusCode).to.equal(200);
    }
  });

  it("voids every earlier code where they are revoked, and the new one is good", async () => {
    const ports = await caseAfter("open");
    await inviteAnew(ports, 1);
    await inviteAnew(ports, 1, { revoke: true });
    const [first = "", second = "", third = ""] = codes(ports);
    for (const leaked of [first, second]) {
      expect((await paper(ports, leaked)).statusCode).to.equal(404);
      expect((await submit(ports, 1, 3, { headers: bearer(leaked) })).statusCode).to.equal(404);
    }
    expect((await paper(ports, third)).statusCode).to.equal(200);
    expect(storedIncident(ports).audit.at(-1)).to.include({ what: "codes-revoked", by: MACHINE, attempt: 1 });
    expect((await submit(ports, 1, 3, { headers: bearer(third) })).statusCode).to.equal(200);
  });

  it("voids a code while a submission with it is under way", async () => {
    const ports = await caseAfter("open");
    const [leaked = ""] = codes(ports);
    const racing = ports.through(async (call, effect) => {
      if (call === "apply") await inviteAnew(ports, 1, { revoke: true });
      return effect();
    });
    const answers = answersTo(stored(ports, 1), 3);
    const answer = await submit(racing, 1, 3, { headers: bearer(leaked), json: { answers } });
    expect(answer.statusCode).to.equal(404);
    expect(stored(ports, 1)).not.to.have.property("outcome");
  });

  it("stores a corrected address, and mails there from then on", async () => {
    const ports = await caseAfter("open");
    expect(bodyOf(await inviteAnew(ports, 1, { email: OTHER }))).to.have.property("email", OTHER);
    expect(storedIncident(ports).email).to.equal(OTHER);
    await move(ports, 1, START + 1_000_000);
    await inviteAnew(ports, 1);
    const addresses = ports.notifications.published.map((event) => ("email" in event ? event.email : ""));
    expect(addresses).to.deep.equal([REPORT.email, OTHER, OTHER, OTHER]);
  });

  it("gives each invitation an id of its own", async () => {
    const ports = await caseAfter("open");
    for (let times = 0; times < 3; times++) await inviteAnew(ports, 1);
    expect(published(ports)).to.deep.equal([
      `${ID}.1.exam-invitation`,
      `${ID}.1.exam-invitation.3`,
      `${ID}.1.exam-invitation.4`,
      `${ID}.1.exam-invitation.5`,
    ]);
  });

  it("names the deadline as it is now", async () => {
    const ports = await caseAfter("open");
    await move(ports, 1, START + 1_000_000);
    await inviteAnew(ports, 1);
    expect(ports.notifications.published.at(-1)).to.include({ deadline: "2026-03-02T09:16:40.000Z" });
  });

  it("answers no code and no hash", async () => {
    const ports = await caseAfter("open");
    const answer = await inviteAnew(ports, 1, { revoke: true });
    const said = JSON.stringify([answer, ports.telemetry.lines]);
    for (const code of codes(ports)) {
      expect(said).not.to.contain(code);
      expect(said).not.to.contain(ports.secrets.hashCode(code));
    }
    expect(JSON.stringify(ports.telemetry.lines)).not.to.contain(REPORT.email);
  });

  describe("refuses, and changes nothing:", () => {
    it("an incident that was not reported", async () => {
      const answer = await inviteAnew(memoryPorts(), 1);
      expect(bodyOf(answer)).to.include({ status: 404, type: "urn:resit:problem:no-such-incident" });
    });

    for (const [attempts, number, detail] of [
      [[], 1, "Attempt 1 was not opened yet: it opens by itself."],
      [["open"], 2, "Attempt 2 was not opened yet: it opens by itself."],
      [["failed"], 1, "Attempt 1 has an outcome: failed."],
      [["missed", "open"], 1, "Attempt 1 has an outcome: missed."],
    ] as const)
      it(`attempt ${number} after ${attempts.join(", ") || "nothing"}`, async () => {
        await expectRefusal(await caseAfter(...attempts), (ports) => inviteAnew(ports, number), {
          status: 409,
          kind: "attempt-not-open",
          detail,
        });
      });

    for (const [attempts, status] of [
      [["passed"], "resolved"],
      [["failed", "failed", "failed"], "administrative-action"],
    ] as const)
      it(`an incident that is closed as ${status}`, async () => {
        await expectRefusal(await caseAfter(...attempts), (ports) => inviteAnew(ports, 1), {
          status: 409,
          kind: "incident-closed",
          detail: `It is closed (${status}) and cannot be changed any more.`,
        });
      });

    it("a withdrawn incident", async () => {
      const ports = await caseAfter("open");
      await withdraw(ports);
      await expectRefusal(ports, (each) => inviteAnew(each, 1), { status: 409, kind: "incident-closed" });
    });

    it("a further change where the audit is full", async () => {
      const ports = await caseAfter("open");
      while (storedIncident(ports).audit.length < MAX_AUDIT) await inviteAnew(ports, 1, { revoke: true });
      expect(published(ports)).to.have.length(MAX_AUDIT - 1);
      await expectRefusal(ports, (each) => inviteAnew(each, 1), {
        status: 409,
        kind: "too-many-changes",
        detail: "The audit has 100 entries: no more are taken.",
      });
      // What the process itself writes has room beyond.
      expect((await submit(ports, 1, 3)).statusCode).to.equal(200);
    });

    const bodies: readonly (readonly [object, unknown])[] = [
      [
        { email: "nobody" },
        [{ pointer: "/email", detail: "must be an e-mail address such as name@university.example" }],
      ],
      [{ revoke: "true" }, [{ pointer: "/revoke", detail: "must be boolean" }]],
      [{ revoke: null }, [{ pointer: "/revoke", detail: "must be boolean" }]],
      [{ studentId: "s1" }, [{ pointer: "/studentId", detail: "is not a field of this request" }]],
      [[], [{ pointer: "", detail: "must be object" }]],
    ];
    for (const [json, faults] of bodies)
      it(`the body ${JSON.stringify(json)}`, async () => {
        const ports = await caseAfter("open");
        await expectRefusal(ports, (each) => invite(each, { json }), {
          status: 400,
          kind: "malformed-request",
        });
        expect(faultsOf(await invite(ports, { json }))).to.deep.equal(faults);
      });

    for (const attempt of ["0", "4", "01", "one", "1.0"])
      it(`the attempt ${attempt}`, async () => {
        const ports = await caseAfter("open");
        const answer = await invite(ports, { path: { incidentId: ID, attempt } });
        expect(answer.statusCode).to.equal(400);
        expect(faultsOf(answer)).to.deep.equal([{ parameter: "attempt", detail: "must be 1, 2 or 3" }]);
      });
  });

  it("says 409 where a submission comes in between its own steps, and mails nothing", async () => {
    const ports = await caseAfter("open");
    const racing = ports.through(async (call, effect) => {
      if (call === "apply") await submit(ports, 1, 3);
      return effect();
    });
    expect((await inviteAnew(racing, 1)).statusCode).to.equal(409);
    expect(published(ports)).to.have.length(1);
  });

  it("that crashed between storing and mailing is mended by the same request: whatever was mailed works", async () => {
    const ports = await caseAfter("open");
    const mute = ports.through((call, effect) =>
      call === "publish" ? Promise.reject(Object.assign(new Error(), { name: "Unavailable" })) : effect(),
    );
    const lost = await inviteAnew(mute, 1, { revoke: true });
    expect(lost.statusCode).to.equal(503);
    expect(lost.headers).to.include({ "Retry-After": "2" });
    expect(codes(ports)).to.have.length(1);

    expect((await inviteAnew(ports, 1, { revoke: true })).statusCode).to.equal(200);
    const [revoked = "", mailed = ""] = codes(ports);
    expect((await paper(ports, revoked)).statusCode).to.equal(404);
    expect((await paper(ports, mailed)).statusCode).to.equal(200);
    expect(stored(ports, 1).codeHashes).to.have.length(1);
  });
});
