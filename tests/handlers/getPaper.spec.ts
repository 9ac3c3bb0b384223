import { expect } from "chai";
import type { APIGatewayProxyResult } from "aws-lambda";
import { getPaper } from "../../handlers/getPaper";
import { request } from "../support/events";
import type { MemoryPorts } from "../support/memoryPorts";
import {
  bearer,
  bodyOf,
  caseAfter,
  codes,
  GRACE_MS,
  handlersOver,
  ID,
  lastCode,
  opening,
  QUESTIONS,
  stored,
  TASK,
  withdraw,
} from "../support/process";

const paperRequest = (ports: MemoryPorts, receivedAt: number, attempt = "1", code = lastCode(ports)) =>
  request("getPaper", {
    path: { incidentId: ID, attempt },
    headers: bearer(code),
    receivedAt,
    requestId: "request-7",
  });

const read = (ports: MemoryPorts, receivedAt = ports.clock.now()): Promise<APIGatewayProxyResult> =>
  handlersOver(ports).getPaper(paperRequest(ports, receivedAt));

const problem = (detail: string) => ({
  type: "urn:resit:problem:attempt-closed",
  title: "The attempt is closed",
  status: 410,
  detail,
  requestId: "request-7",
});
const CLOSED = problem("The attempt is closed: nothing can be read or submitted any more.");

describe("handlers/getPaper", () => {
  it("answers the questions in the order in which they were drawn, without their answers", async () => {
    const ports = await caseAfter("open");
    const { deadline, questionIds } = stored(ports, 1);
    expect(questionIds).to.have.length(3);
    const answer = await read(ports);
    expect(answer.statusCode).to.equal(200);
    expect(bodyOf(answer)).to.deep.equal({
      incidentId: ID,
      attempt: 1,
      deadline,
      questions: questionIds.map((id) => QUESTIONS.find(({ questionId }) => questionId === id)),
    });
  });

  it("answers the same paper as long as the attempt is open, whatever is drawn in between", async () => {
    const ports = await caseAfter("open");
    const first = await read(ports);
    await handlersOver(ports).openAttempt(opening(ports, 1, "token-1b"), TASK);
    expect(await read(ports)).to.deep.equal(first);
  });

  it("answers a paper until its deadline, to the millisecond", async () => {
    const ports = await caseAfter("open");
    const deadline = Date.parse(stored(ports, 1).deadline);
    expect((await read(ports, deadline - 1)).statusCode).to.equal(200);
    for (const late of [deadline, deadline + 1, deadline + GRACE_MS]) {
      const answer = await read(ports, late);
      expect(answer.statusCode).to.equal(410);
      expect(bodyOf(answer)).to.deep.equal(problem("The deadline was 2026-03-16T09:00:00.000Z."));
    }
  });

  for (const how of ["passed", "failed", "missed"] as const)
    it(`answers 410 for an attempt that was ${how}`, async () => {
      const ports = await caseAfter(how);
      const answer = await read(ports);
      expect(answer.statusCode).to.equal(410);
      expect(bodyOf(answer)).to.deep.equal(CLOSED);
    });

  it("answers 410 for an earlier attempt with its own code, while a later one is open", async () => {
    const ports = await caseAfter("failed", "open");
    const event = paperRequest(ports, ports.clock.now(), "1", codes(ports)[0]);
    expect(bodyOf(await handlersOver(ports).getPaper(event))).to.deep.equal(CLOSED);
  });

  it("answers 410 for an open attempt of a withdrawn incident", async () => {
    const ports = await caseAfter("open");
    await withdraw(ports);
    expect(bodyOf(await read(ports))).to.deep.equal(CLOSED);
  });

  it("answers 500 where the bank has lost a question of the paper", async () => {
    const ports = await caseAfter("open");
    const event = paperRequest(ports, ports.clock.now());
    const answer = await getPaper(ports, [])(event);
    expect(answer.statusCode).to.equal(500);
    expect(answer.body).not.to.contain("question-");
  });
});
