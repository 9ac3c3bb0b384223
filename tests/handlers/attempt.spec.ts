import { expect } from "chai";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { incidentId } from "../../workflow/contract";
import { request, type Sent } from "../support/events";
import type { MemoryPorts } from "../support/memoryPorts";
import {
  answersTo,
  bearer,
  bodyOf,
  caseAfter,
  codes,
  handlersOver,
  ID,
  opening,
  stored,
  TASK,
} from "../support/process";

type Operation = "getPaper" | "submitAttempt";

/** A request for the first attempt that is right in everything, but for what is said. */
function ask(ports: MemoryPorts, operation: Operation, sent: Sent = {}): APIGatewayProxyEvent {
  return request(operation, {
    path: { incidentId: ID, attempt: "1" },
    headers: bearer(codes(ports)[0] ?? ""),
    receivedAt: ports.clock.now(),
    ...(operation === "submitAttempt" && { json: { answers: answersTo(stored(ports, 1), 3) } }),
    ...sent,
  });
}

/** What the handler answers, and what it asked of its ports. */
async function watched(
  ports: MemoryPorts,
  operation: Operation,
  event: APIGatewayProxyEvent,
): Promise<{ answer: APIGatewayProxyResult; calls: readonly string[] }> {
  const calls: string[] = [];
  const through = ports.through((call, effect) => {
    calls.push(call);
    return effect();
  });
  const answer = await handlersOver({
    ...through,
    secrets: {
      ...ports.secrets,
      matches: (code, hashes) => {
        calls.push("matches");
        return ports.secrets.matches(code, hashes);
      },
      hashAnswers: (answers) => {
        calls.push("hashAnswers");
        return ports.secrets.hashAnswers(answers);
      },
    },
  })[operation](event);
  return { answer, calls };
}

const NOWHERE = "0";

for (const operation of ["getPaper", "submitAttempt"] as const)
  describe(`handlers/attempt, asked by ${operation}`, () => {
    /** Attempt 1 failed, attempt 2 is open; the code is that of attempt 2. */
    let ports: MemoryPorts;
    /** Another incident, whose first attempt is open, with its code. */
    let elsewhere: string;
    const OTHER = incidentId("another-incident");

    beforeEach(async () => {
      ports = await caseAfter("open");
      await openOther(ports, OTHER);
      elsewhere = codes(ports).at(-1) ?? "";
    });

    for (const authorization of [
      (code: string) => `Bearer ${code}`,
      (code: string) => `bearer ${code}`,
      (code: string) => `BEARER   ${code}`,
    ])
      it(`lets ${authorization("<examCode>")} in`, async () => {
        const headers = { Authorization: authorization(codes(ports)[0] ?? "") };
        const { answer } = await watched(ports, operation, ask(ports, operation, { headers }));
        expect(answer.statusCode).to.equal(200);
      });

    it("lets every code in that was mailed for the attempt", async () => {
      await handlersOver(ports).openAttempt(opening(ports, 1, "token-1b"), TASK);
      const mailed = [codes(ports)[0], codes(ports).at(-1)];
      expect(new Set(mailed).size).to.equal(2);
      for (const code of mailed) {
        const headers = bearer(code ?? "");
        const { answer } = await watched(ports, operation, ask(ports, operation, { headers }));
        expect(answer.statusCode).to.equal(200);
      }
    });

    const code = () => codes(ports)[0] ?? "";
    const wrong: Readonly<Record<string, () => Sent>> = {
      "a wrong code": () => ({ headers: bearer("not-the-exam-code") }),
      "a code with another letter": () => ({ headers: bearer(`${code().slice(0, -1)}!`) }),
      "a code with other cases": () => ({ headers: bearer(code().toUpperCase()) }),
      "a code with more behind it": () => ({ headers: bearer(`${code()}x`) }),
      "the stored hash as a code": () => ({ headers: bearer(stored(ports, 1).codeHashes[0] ?? "") }),
      "the task token as a code": () => ({ headers: bearer(stored(ports, 1).token) }),
      "a code of another incident": () => ({ headers: bearer(elsewhere) }),
      "no Authorization": () => ({ headers: {} }),
      "an empty Authorization": () => ({ headers: { Authorization: "" } }),
      "a scheme without a code": () => ({ headers: { Authorization: "Bearer" } }),
      "a scheme with an empty code": () => ({ headers: { Authorization: "Bearer " } }),
      "a code without a scheme": () => ({ headers: { Authorization: code() } }),
      "another scheme": () => ({ headers: { Authorization: `Basic ${code()}` } }),
      "two codes": () => ({ headers: { Authorization: `Bearer ${code()}, Bearer ${code()}` } }),
      "something behind the code": () => ({ headers: { Authorization: `Bearer ${code()} x` } }),
      "something before the scheme": () => ({ headers: { Authorization: `x Bearer ${code()}` } }),
      "a line break in the header": () => ({ headers: { Authorization: `Bearer ${code()}\n` } }),
      "a header of 100,000 letters": () => ({ headers: bearer("a".repeat(100_000)) }),
      "a code of 201 letters": () => ({ headers: bearer("a".repeat(201)) }),
      "a code that is no code": () => ({ headers: bearer("ü{}") }),
      "an attempt that is not there yet": () => ({ path: { incidentId: ID, attempt: "2" } }),
      "attempt 0": () => ({ path: { incidentId: ID, attempt: "0" } }),
      "attempt 4": () => ({ path: { incidentId: ID, attempt: "4" } }),
      "an attempt that is no number": () => ({ path: { incidentId: ID, attempt: "one" } }),
      "attempt __proto__": () => ({ path: { incidentId: ID, attempt: "__proto__" } }),
      "another incident": () => ({ path: { incidentId: OTHER, attempt: "1" } }),
      "no such incident": () => ({ path: { incidentId: "nobody", attempt: "1" } }),
      "an impossible id": () => ({ path: { incidentId: "!", attempt: "1" } }),
      "an id that is too long": () => ({ path: { incidentId: "x".repeat(65), attempt: "1" } }),
      "no parameters in the path": () => ({ path: {} }),
      "an impossible id and attempt": () => ({ path: { incidentId: "../..", attempt: "-1" } }),
    };
    for (const [what, sent] of Object.entries(wrong))
      it(`refuses ${what} with the same bytes, after the same calls`, async () => {
        const first = await watched(ports, operation, ask(ports, operation, { headers: bearer("wrong") }));
        const { answer, calls } = await watched(ports, operation, ask(ports, operation, sent()));
        expect(answer).to.deep.equal(first.answer);
        expect(calls).to.deep.equal(["get", "matches"]);
        expect(first.calls).to.deep.equal(calls);
      });

    it("refuses with 404 and says what to send", async () => {
      const sent = { headers: bearer("wrong"), requestId: "request-7" };
      const { answer } = await watched(ports, operation, ask(ports, operation, sent));
      expect(answer.statusCode).to.equal(404);
      expect(bodyOf(answer)).to.deep.equal({
        type: "urn:resit:problem:no-such-attempt",
        title: "There is no such attempt for this exam code",
        status: 404,
        detail:
          "Send the exam code of the invitation to this very attempt, as Authorization: Bearer <examCode>.",
        requestId: "request-7",
      });
    });

    it("differs between two refusals in the requestId alone", async () => {
      const refusals = await Promise.all(
        ["request-7", "request-8"].map(async (requestId) => {
          const sent = { path: { incidentId: "nobody", attempt: "1" }, requestId };
          return (await watched(ports, operation, ask(ports, operation, sent))).answer;
        }),
      );
      const [first, second] = refusals.map(({ body }) => body);
      expect(first).not.to.equal(second);
      expect(first?.replace("request-7", "request-8")).to.equal(second);
    });

    it("refuses the code of an earlier attempt, and that of a later one", async () => {
      ports = await caseAfter("failed", "open");
      const [first, second] = codes(ports);
      for (const [attempt, mailed] of [
        ["2", first],
        ["1", second],
      ]) {
        const sent = { path: { incidentId: ID, attempt: attempt ?? "" }, headers: bearer(mailed ?? "") };
        const { answer, calls } = await watched(ports, operation, ask(ports, operation, sent));
        expect(answer.statusCode).to.equal(404);
        expect(calls).to.deep.equal(["get", "matches"]);
      }
    });

    for (const how of ["passed", "failed", "missed"] as const)
      it(`refuses a wrong code for an attempt that was ${how} as for one that is open`, async () => {
        const open = await watched(ports, operation, ask(ports, operation, { headers: bearer("wrong") }));
        const closed = await caseAfter(how);
        const again = await watched(closed, operation, ask(closed, operation, { headers: bearer("wrong") }));
        expect(again).to.deep.equal(open);
      });

    it(`refuses an impossible id also for who has a code of the incident "${NOWHERE}"`, async () => {
      await openOther(ports, incidentId(NOWHERE));
      const sent = { path: { incidentId: "!", attempt: "1" }, headers: bearer(codes(ports).at(-1) ?? "") };
      const { answer } = await watched(ports, operation, ask(ports, operation, sent));
      expect(answer.statusCode).to.equal(404);
    });
  });

async function openOther(ports: MemoryPorts, id: ReturnType<typeof incidentId>): Promise<void> {
  ports.incidents.put({
    ...(ports.incidents.item(ID) ?? expect.fail("there is no incident")),
    incidentId: id,
    attempts: {},
  });
  await handlersOver(ports).openAttempt({ ...opening(ports, 1, "token-other"), incidentId: id }, TASK);
}
