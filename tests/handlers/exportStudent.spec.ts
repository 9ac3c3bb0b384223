import { expect } from "chai";
import type { APIGatewayProxyResult } from "aws-lambda";
import type { ListQuery } from "../../handlers/ports";
import { incidentId } from "../../workflow/contract";
import { reported, type Incident } from "../../workflow/incident";
import { request } from "../support/events";
import { memoryPorts, START, type MemoryPorts } from "../support/memoryPorts";
import { memoryTable } from "../support/memoryTable";
import {
  bodyOf,
  caseAfter,
  codes,
  faultsOf,
  handlersOver,
  inviteAnew,
  KEY,
  REPORT,
  storedIncident,
  withdraw,
} from "../support/process";

const ask = (ports: MemoryPorts, json: unknown = { studentId: REPORT.studentId }) =>
  handlersOver(ports).exportStudent(request("exportStudent", { json }));

const idsOf = (answer: APIGatewayProxyResult): readonly string[] => {
  const body = bodyOf(answer);
  if (typeof body !== "object" || body === null || !("incidents" in body) || !Array.isArray(body.incidents))
    return expect.fail("the answer is no record");
  return body.incidents.map((each: { incidentId: string }) => each.incidentId);
};

/** The n-th incident: a minute younger than the one before. */
const incident = (n: number, studentId: string): Incident =>
  reported(incidentId(`case-${n}`), { ...REPORT, studentId }, { now: START + n * 60_000, requestId: "r" });

describe("handlers/exportStudent", () => {
  it("answers every incident of the student as officers see it", async () => {
    const ports = await caseAfter("failed", "missed", "open");
    const answer = await ask(ports);
    expect(answer.statusCode).to.equal(200);
    const { body } = await handlersOver(ports).getIncident(
      request("getIncident", { path: { incidentId: storedIncident(ports).incidentId } }),
    );
    expect(bodyOf(answer)).to.deep.equal({
      studentId: REPORT.studentId,
      incidents: [JSON.parse(body) as unknown],
    });
  });

  it("has the description, the reason and the address too", async () => {
    const ports = await caseAfter("open");
    ports.incidents.put({ ...storedIncident(ports), description: "Two pages." });
    await withdraw(ports, "Cited after all.");
    expect((await ask(ports)).body)
      .to.contain("Two pages.")
      .and.to.contain("Cited after all.")
      .and.to.contain(REPORT.email);
  });

  it("has nothing that opens, answers or wakes an attempt", async () => {
    for (const attempts of [["open"], ["failed", "missed", "open"], ["missed", "passed"]] as const) {
      const ports = await caseAfter(...attempts);
      if (attempts[0] === "open") await inviteAnew(ports, 1);
      const { body } = await ask(ports);
      for (const attempt of Object.values(storedIncident(ports).attempts)) {
        const { token, codeHashes, questionIds } = attempt;
        const answers = "answersHash" in attempt ? [attempt.answersHash] : [];
        for (const secret of [token, ...codeHashes, ...questionIds, ...answers])
          expect(body).not.to.contain(secret);
      }
      for (const secret of [...codes(ports), ...Object.keys(KEY)]) expect(body).not.to.contain(secret);
    }
  });

  it("has no other student's incidents, newest first", async () => {
    const ports = memoryPorts(
      memoryTable(incident(1, "s1"), incident(2, "s11"), incident(3, "S1"), incident(4, "s1")),
    );
    expect(idsOf(await ask(ports, { studentId: "s1" }))).to.deep.equal(["case-4", "case-1"]);
  });

  it("is empty for a student of whom nothing is kept", async () => {
    const answer = await ask(memoryPorts());
    expect(answer.statusCode).to.equal(200);
    expect(bodyOf(answer)).to.deep.equal({ studentId: REPORT.studentId, incidents: [] });
  });

  it("goes on beyond a page of the index", async () => {
    const ports = memoryPorts(memoryTable(...Array.from({ length: 230 }, (_, n) => incident(n, "s1"))));
    expect(new Set(idsOf(await ask(ports, { studentId: "s1" })))).to.have.property("size", 230);
  });

  it("reads the table: what the index still lists, and is erased or purged, is not shown", async () => {
    const ports = memoryPorts(memoryTable(incident(1, "s1"), incident(2, "s1"), incident(3, "s1")));
    const lagging = {
      ...ports,
      indexes: {
        ...ports.indexes,
        list: async (query: ListQuery) => {
          const page = await ports.indexes.list(query);
          ports.incidents.put({ ...incident(2, "erased"), status: "withdrawn" });
          return { ...page, incidents: [...page.incidents, incident(9, "s1")] };
        },
      },
    };
    const answer = await handlersOver(lagging).exportStudent(
      request("exportStudent", { json: { studentId: "s1" } }),
    );
    expect(idsOf(answer)).to.deep.equal(["case-3", "case-1"]);
  });

  it("logs nothing that tells who was asked for", async () => {
    const ports = await caseAfter("open");
    await ask(ports);
    const said = JSON.stringify(ports.telemetry.lines);
    for (const personal of [REPORT.studentId, REPORT.email]) expect(said).not.to.contain(personal);
  });

  for (const [json, faults] of [
    [{}, [{ pointer: "/studentId", detail: "is missing" }]],
    [{ studentId: 7 }, [{ pointer: "/studentId", detail: "must be string" }]],
    [
      { studentId: REPORT.studentId, email: REPORT.email },
      [{ pointer: "/email", detail: "is not a field of this request" }],
    ],
  ] as const)
    it(`refuses ${JSON.stringify(json)}`, async () => {
      const answer = await ask(memoryPorts(), json);
      expect(answer.statusCode).to.equal(400);
      expect(faultsOf(answer)).to.deep.equal(faults);
    });
});
