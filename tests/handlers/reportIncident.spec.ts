import { expect } from "chai";
import { incidentId } from "../../workflow/contract";
import { CLIENTS, MACHINE, request } from "../support/events";
import { memoryPorts, START, type Around, type MemoryPorts } from "../support/memoryPorts";
import {
  bodyOf,
  caseAfter,
  close,
  handlersOver,
  ID,
  REPORT,
  report,
  storedIncident,
  withdraw,
} from "../support/process";

const DESCRIBED = { ...REPORT, description: "Two pages." };

/** Ports whose state machine cannot be started. */
const unstartable: Around = (call, effect) =>
  call === "start"
    ? Promise.reject(Object.assign(new Error("ServiceUnavailable"), { name: "Unavailable" }))
    : effect();

const view = (ports: MemoryPorts) => ({
  incidentId: ID,
  ...REPORT,
  status: "awaiting-exam",
  reportedAt: storedIncident(ports).reportedAt,
  reportedBy: MACHINE,
  attempts: [],
  audit: storedIncident(ports).audit,
});

describe("handlers/reportIncident", () => {
  it("answers 201 with the incident, and starts its execution", async () => {
    const ports = memoryPorts();
    const answer = await report(ports);
    expect(answer.statusCode).to.equal(201);
    expect(answer.headers).to.include({ ETag: '"1"', "Content-Type": "application/json" });
    expect(bodyOf(answer)).to.deep.equal(view(ports));
    expect(ports.executions.started).to.deep.equal([ID]);
    expect(ports.notifications.published).to.deep.equal([]);
  });

  it("says in Location where the incident is", async () => {
    const event = request("reportIncident", { path: { incidentId: ID }, json: REPORT });
    const { headers } = await handlersOver(memoryPorts()).reportIncident(event);
    const sentTo = new URL(event.requestContext.path, "https://api.university.example");
    expect(new URL(String(headers?.["Location"]), sentTo).href).to.equal(sentTo.href);
  });

  it("stores the report, with whom it came from and when the next step is due", async () => {
    const ports = memoryPorts();
    await report(ports, { json: DESCRIBED, requestId: "request-7" });
    expect(storedIncident(ports)).to.deep.equal({
      incidentId: ID,
      ...DESCRIBED,
      status: "awaiting-exam",
      version: 1,
      reportedAt: "2026-03-02T09:00:00.000Z",
      reportedBy: MACHINE,
      dueAt: "2026-03-02T09:30:00.000Z",
      changedAt: "2026-03-02T09:00:00.000Z",
      changedOn: "2026-03-02",
      attempts: {},
      audit: [
        {
          at: "2026-03-02T09:00:00.000Z",
          who: "officer",
          by: MACHINE,
          what: "reported",
          requestId: "request-7",
        },
      ],
    });
  });

  it("takes who reported from the token, and refuses to be told in the body", async () => {
    const ports = memoryPorts();
    const claims = { sub: "7d9f", client_id: CLIENTS.people, token_use: "access" };
    expect(
      (await report(ports, { claims, json: { ...REPORT, reportedBy: "person:else" } })).statusCode,
    ).to.equal(400);
    expect((await report(ports, { claims })).statusCode).to.equal(201);
    expect(storedIncident(ports).reportedBy).to.equal("person:7d9f");
    expect(storedIncident(ports).audit.map(({ by }) => by)).to.deep.equal(["person:7d9f"]);
  });

  it("answers 200 to the same report again, without Location, and changes nothing", async () => {
    const ports = memoryPorts();
    await report(ports);
    const before = storedIncident(ports);
    ports.clock.set(START + 1_000);
    const answer = await report(ports, { requestId: "request-8" });
    expect(answer.statusCode).to.equal(200);
    expect(answer.headers).to.include({ ETag: '"1"' }).and.not.to.have.property("Location");
    expect(bodyOf(answer)).to.deep.equal(view(ports));
    expect(storedIncident(ports)).to.deep.equal(before);
  });

  it("takes the same fields in another order for the same report", async () => {
    const ports = memoryPorts();
    await report(ports, { json: DESCRIBED });
    const reversed = Object.fromEntries(Object.entries(DESCRIBED).reverse());
    expect((await report(ports, { json: reversed })).statusCode).to.equal(200);
  });

  const others: Readonly<Record<string, object>> = {
    studentId: { ...DESCRIBED, studentId: "s7654321" },
    email: { ...DESCRIBED, email: "other@university.example" },
    course: { ...DESCRIBED, course: "HIST102" },
    assessment: { ...DESCRIBED, assessment: "Essay 3" },
    description: { ...DESCRIBED, description: "Three pages." },
    "no description": REPORT,
    "another case": { ...DESCRIBED, email: "Student@university.example" },
  };
  for (const [what, json] of Object.entries(others))
    it(`answers 409 to a report with other content under that id (${what}), and changes nothing`, async () => {
      const ports = memoryPorts();
      await report(ports, { json: DESCRIBED });
      const before = storedIncident(ports);
      const answer = await report(ports, { json, requestId: "request-8" });
      expect(bodyOf(answer)).to.deep.equal({
        type: "urn:resit:problem:incident-differs",
        title: "Something else is reported under this id",
        status: 409,
        detail: "Choose another id, or send what was sent before.",
        requestId: "request-8",
      });
      expect(storedIncident(ports)).to.deep.equal(before);
      expect(ports.executions.started).to.deep.equal([ID]);
    });

  it("answers 409 to a report that adds a description", async () => {
    const ports = memoryPorts();
    await report(ports);
    expect((await report(ports, { json: DESCRIBED })).statusCode).to.equal(409);
  });

  it("starts again what has no attempts: whoever put it may have crashed before", async () => {
    const ports = memoryPorts();
    await report(ports);
    await report(ports);
    expect(ports.executions.started).to.deep.equal([ID, ID]);
  });

  for (const attempts of [["open"], ["failed"], ["missed", "open"], ["failed", "passed"]] as const)
    it(`answers 200 and starts nothing for an incident with attempts (${attempts.join(", ")})`, async () => {
      const ports = await caseAfter(...attempts);
      const answer = await report(ports);
      expect(answer.statusCode).to.equal(200);
      expect(bodyOf(answer)).to.have.property("attempts").with.length(attempts.length);
      expect(ports.executions.started).to.deep.equal([ID]);
    });

  it("answers 200 and starts nothing for an incident that was withdrawn before its first attempt", async () => {
    const ports = await caseAfter();
    await withdraw(ports);
    const answer = await report(ports);
    expect(answer.statusCode).to.equal(200);
    expect(bodyOf(answer)).to.have.property("status", "withdrawn");
    expect(ports.executions.started).to.deep.equal([ID]);
  });

  it("answers 503 with Retry-After where starting fails, and the same request finishes it", async () => {
    const ports = memoryPorts();
    const failed = await report(ports.through(unstartable), { requestId: "request-7" });
    expect(failed.statusCode).to.equal(503);
    expect(failed.headers).to.include({ "Retry-After": "2" });
    expect(bodyOf(failed)).to.have.property("type", "urn:resit:problem:unavailable");
    expect(ports.executions.started).to.deep.equal([]);

    const again = await report(ports, { requestId: "request-8" });
    expect(again.statusCode).to.equal(200);
    expect(bodyOf(again)).to.deep.equal(view(ports));
    expect(ports.executions.started).to.deep.equal([ID]);
    expect(storedIncident(ports).version).to.equal(1);
  });

  it("stores one of two reports at once: the same ones are both answered, the other gets 409", async () => {
    const ports = memoryPorts();
    const reports = [REPORT, REPORT, { ...REPORT, course: "HIST102" }];
    const answers = await Promise.all(reports.map((json) => report(ports, { json })));
    expect(answers.map(({ statusCode }) => statusCode)).to.deep.equal([201, 200, 409]);
    expect(storedIncident(ports)).to.include({ ...REPORT, version: 1 });
    expect(new Set(ports.executions.started)).to.deep.equal(new Set([ID]));
  });

  it("keeps incidents of different ids apart, also where they differ in case alone", async () => {
    const ports = memoryPorts();
    for (const id of ["case-a", "case-A"])
      expect((await report(ports, { path: { incidentId: id } })).statusCode).to.equal(201);
    expect(ports.executions.started).to.deep.equal(["case-a", "case-A"].map(incidentId));
  });

  it("answers 200 as long as the incident is kept, also after its end", async () => {
    const ports = await caseAfter("missed", "missed", "missed");
    await close(ports, 3);
    const answer = await report(ports);
    expect(answer.statusCode).to.equal(200);
    expect(bodyOf(answer)).to.have.property("status", "administrative-action");
    expect(ports.executions.started).to.deep.equal([ID]);
  });
});
