import { expect } from "chai";
import { SECURITY_HEADERS } from "../../api/securityHeaders";
import type { APIGatewayProxyResult } from "aws-lambda";
import { MACHINE, request } from "../support/events";
import { memoryPorts, type MemoryPorts } from "../support/memoryPorts";
import {
  bodyOf,
  caseAfter,
  handlersOver,
  ID,
  opening,
  REPORT,
  report,
  stored,
  storedIncident,
  submit,
  TASK,
  withdraw,
} from "../support/process";

const get = (
  ports: MemoryPorts,
  headers: Readonly<Record<string, string>> = {},
  incidentId: string = ID,
): Promise<APIGatewayProxyResult> =>
  handlersOver(ports).getIncident(
    request("getIncident", { path: { incidentId }, headers, requestId: "request-7" }),
  );

describe("handlers/getIncident", () => {
  it("answers the incident with its version as ETag", async () => {
    const ports = await caseAfter("open");
    const answer = await get(ports);
    expect(answer.statusCode).to.equal(200);
    expect(answer.headers).to.include({ ETag: '"2"', "Content-Type": "application/json" });
    const { openedAt, deadline } = stored(ports, 1);
    expect(bodyOf(answer)).to.deep.equal({
      incidentId: ID,
      ...REPORT,
      status: "awaiting-exam",
      reportedAt: "2026-03-02T09:00:00.000Z",
      reportedBy: MACHINE,
      attempts: [{ attempt: 1, openedAt, deadline }],
      audit: storedIncident(ports).audit,
    });
  });

  it("gives another ETag after each change", async () => {
    const ports = memoryPorts();
    const tags: unknown[] = [];
    for (const change of [
      () => report(ports),
      () => handlersOver(ports).openAttempt(opening(ports, 1), TASK),
      () => submit(ports, 1, 0),
      () => withdraw(ports),
    ]) {
      await change();
      tags.push((await get(ports)).headers?.["ETag"]);
    }
    expect(tags).to.deep.equal(['"1"', '"2"', '"3"', '"4"']);
  });

  const known = ['"2"', 'W/"2"', '"1", "2"', '"1","2"', '"1" , W/"2" ,"3"', "*", ' "2" ', ',"2",'];
  for (const tags of known)
    it(`answers 304 without a body to If-None-Match: ${tags}`, async () => {
      expect(await get(await caseAfter("open"), { "If-None-Match": tags })).to.deep.equal({
        statusCode: 304,
        headers: { ...SECURITY_HEADERS, ETag: '"2"' },
        body: "",
      });
    });

  const unknown = ['"1"', 'W/"1"', '"1", "3"', "2", '"22"', '"2', "", "**", 'W/ "2"'];
  for (const tags of unknown)
    it(`answers the incident to If-None-Match: ${tags}`, async () => {
      const answer = await get(await caseAfter("open"), { "If-None-Match": tags });
      expect(answer.statusCode).to.equal(200);
      expect(bodyOf(answer)).to.have.property("incidentId", ID);
    });

  it("reads If-None-Match whatever the case of its name", async () => {
    expect((await get(await caseAfter(), { "if-none-match": '"1"' })).statusCode).to.equal(304);
  });

  for (const headers of [{}, { "If-None-Match": "*" }])
    it(`answers 404 where nothing was reported, with ${JSON.stringify(headers)}`, async () => {
      const answer = await get(memoryPorts(), headers);
      expect(answer.statusCode).to.equal(404);
      expect(bodyOf(answer)).to.deep.equal({
        type: "urn:resit:problem:no-such-incident",
        title: "There is no such incident",
        status: 404,
        detail: "No incident was reported under this id, or it was purged.",
        requestId: "request-7",
      });
    });

  it("refuses an impossible id without a look at the table", async () => {
    const calls: string[] = [];
    const ports = memoryPorts().through((call, effect) => {
      calls.push(call);
      return effect();
    });
    expect((await get(ports, {}, "a/b")).statusCode).to.equal(400);
    expect(calls).to.deep.equal([]);
  });
});
