import { expect } from "chai";
import type { APIGatewayProxyResult } from "aws-lambda";
import { MACHINE, request } from "../support/events";
import { memoryPorts, START, type MemoryPorts } from "../support/memoryPorts";
import { expectRefusal } from "../support/officers";
import {
  bodyOf,
  caseAfter,
  codes,
  handlersOver,
  ID,
  inviteAnew,
  type Past,
  REPORT,
  report,
  stored,
  storedIncident,
  submit,
  withdraw,
} from "../support/process";

const REASON = "Jane Doe cited it after all.";
const DESCRIPTION = "Two pages of Jane Doe's essay.";
const OTHER = "jane@university.example";

const erase = (ports: MemoryPorts, incidentId: string = ID): Promise<APIGatewayProxyResult> =>
  handlersOver(ports).erasePerson(request("erasePerson", { path: { incidentId } }));

async function withdrawn(...attempts: readonly Past[]): Promise<MemoryPorts> {
  const ports = await caseAfter(...attempts);
  ports.incidents.put({ ...storedIncident(ports), description: DESCRIPTION });
  await inviteAnew(ports, 1, { email: OTHER });
  await withdraw(ports, REASON);
  return ports;
}

describe("handlers/erasePerson", () => {
  for (const attempts of [["passed"], ["missed", "passed"], ["failed", "failed", "failed"]] as const)
    it(`leaves nothing of the person after ${attempts.join(", ")}: in the item, the view, the lists`, async () => {
      const ports = await caseAfter(...attempts);
      const { purgeAt, closedAt, status } = storedIncident(ports);
      const papers = Object.values(storedIncident(ports).attempts).flatMap((each) => [
        ...each.questionIds,
        ...each.codeHashes,
        ...("answersHash" in each ? [each.answersHash] : []),
      ]);
      const answer = await erase(ports);
      expect(answer.statusCode).to.equal(200);
      const list = await handlersOver(ports).listIncidents(request("listIncidents", { query: { status } }));
      const said = JSON.stringify([storedIncident(ports), answer, list.body]);
      for (const personal of [...Object.values(REPORT), ...papers]) expect(said).not.to.contain(personal);
      // How it ended stays, and when it goes.
      expect(storedIncident(ports)).to.include({ incidentId: ID, status, purgeAt, closedAt });
      expect(Object.keys(storedIncident(ports).attempts)).to.have.length(attempts.length);
    });

  it("leaves no description, reason, or address, also a corrected one", async () => {
    const ports = await withdrawn("open");
    const answer = await erase(ports);
    const said = JSON.stringify([storedIncident(ports), answer]);
    for (const personal of [...Object.values(REPORT), DESCRIPTION, REASON, "Jane", "jane"])
      expect(said).not.to.contain(personal);
    expect(storedIncident(ports)).not.to.have.any.keys("description", "reason");
  });

  it("answers placeholders, when it was done and by whom", async () => {
    const ports = await caseAfter("passed");
    const before = storedIncident(ports);
    ports.clock.set(START + 5_000);
    const answer = await erase(ports);
    expect(answer.headers).to.include({ ETag: '"4"' });
    const { openedAt, deadline } = stored(ports, 1);
    expect(bodyOf(answer)).to.deep.equal({
      incidentId: ID,
      studentId: "erased",
      email: "erased@erased.invalid",
      course: "erased",
      assessment: "erased",
      status: "resolved",
      reportedAt: before.reportedAt,
      reportedBy: MACHINE,
      closedAt: before.closedAt,
      erasedAt: "2026-03-02T09:00:05.000Z",
      // Of how many questions is not known any more.
      attempts: [{ attempt: 1, openedAt, deadline, outcome: "passed", submittedAt: openedAt }],
      audit: [
        ...before.audit,
        {
          at: "2026-03-02T09:00:05.000Z",
          who: "officer",
          by: MACHINE,
          what: "erased",
          requestId: "request-1",
        },
      ],
    });
  });

  it("does it once: the same request again answers the same, and changes nothing", async () => {
    const ports = await caseAfter("passed");
    const first = await erase(ports);
    const before = storedIncident(ports);
    ports.clock.set(START + 5_000);
    expect(await erase(ports)).to.deep.equal(first);
    expect(storedIncident(ports)).to.deep.equal(before);
  });

  it("does it once where two requests come at once", async () => {
    const ports = await caseAfter("passed");
    const [first, second] = await Promise.all([erase(ports), erase(ports)]);
    expect(second).to.deep.equal(first);
    expect(storedIncident(ports).audit.filter(({ what }) => what === "erased")).to.have.length(1);
  });

  for (const attempts of [[], ["open"], ["failed"], ["missed", "missed", "open"]] as const)
    it(`refuses an incident that is open (${attempts.join(", ") || "no attempt"})`, async () => {
      await expectRefusal(await caseAfter(...attempts), (ports) => erase(ports), {
        status: 409,
        kind: "incident-open",
        detail: "Wait for its end, or withdraw it first.",
      });
    });

  it("refuses where nothing was reported, and an impossible id", async () => {
    expect(bodyOf(await erase(memoryPorts()))).to.include({
      status: 404,
      type: "urn:resit:problem:no-such-incident",
    });
    expect((await erase(memoryPorts(), "a/b")).statusCode).to.equal(400);
  });

  it("answers 404, and nothing of the person, where the incident is purged in between its own steps", async () => {
    const ports = await caseAfter("passed");
    let reads = 0;
    const purging = {
      ...ports,
      incidents: {
        ...ports.incidents,
        get: async (incidentId: typeof ID) => (++reads === 1 ? ports.incidents.get(incidentId) : undefined),
        apply: () => Promise.resolve(undefined),
      },
    };
    const event = request("erasePerson", { path: { incidentId: ID } });
    const answer = await handlersOver(purging).erasePerson(event);
    expect(answer.statusCode).to.equal(404);
    expect(answer.body).not.to.contain(REPORT.studentId);
  });

  it("keeps the id taken: a later report gets 410, the same one and any other", async () => {
    const ports = await caseAfter("passed");
    await erase(ports);
    const before = storedIncident(ports);
    const placeholders = { studentId: "erased", email: "erased@erased.invalid", course: "erased" };
    for (const json of [REPORT, { ...REPORT, course: "HIST102" }, { ...placeholders, assessment: "erased" }])
      expect(bodyOf(await report(ports, { json }))).to.include({
        status: 410,
        type: "urn:resit:problem:incident-erased",
      });
    expect(storedIncident(ports)).to.deep.equal(before);
    expect(ports.executions.started).to.deep.equal([ID]);
  });

  it("ends what the exam code was good for: the submission cannot be repeated", async () => {
    const ports = await caseAfter("passed");
    const { questionIds } = stored(ports, 1);
    await erase(ports);
    expect(codes(ports)).to.have.length(1);
    const json = { answers: Object.fromEntries(questionIds.map((id) => [id, "b"])) };
    expect((await submit(ports, 1, 3, { json })).statusCode).to.equal(404);
  });

  it("is not undone, and not withdrawn again", async () => {
    const ports = await withdrawn("open");
    await erase(ports);
    await expectRefusal(ports, (each) => withdraw(each, REASON), { status: 409, kind: "incident-closed" });
  });

  it("is finished by the same request after a crash, before and after the change", async () => {
    for (const effective of [false, true]) {
      const ports = await caseAfter("passed");
      const broken = ports.through(async (call, effect) => {
        if (call !== "apply") return effect();
        if (effective) await effect();
        throw new Error("gone");
      });
      expect((await erase(broken)).statusCode).to.equal(500);
      expect((await erase(ports)).statusCode).to.equal(200);
      expect(storedIncident(ports)).to.include({ studentId: "erased", version: 4 });
    }
  });
});
