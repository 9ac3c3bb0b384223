import { expect } from "chai";
import type { APIGatewayProxyResult } from "aws-lambda";
import { submitAttempt } from "../../handlers/submitAttempt";
import type { Answers } from "../../workflow/exam/paper";
import type { Incident } from "../../workflow/incident";
import { request, type Sent } from "../support/events";
import { START, type Around, type MemoryPorts } from "../support/memoryPorts";
import {
  answersTo,
  bearer,
  bodyOf,
  caseAfter,
  close,
  codes,
  DAY_MS,
  faultsOf,
  GRACE_MS,
  handlersOver,
  ID,
  inviteAnew,
  KEY,
  lastCode,
  move,
  opening,
  RETENTION_DAYS,
  stored,
  storedIncident,
  submit,
  TASK,
  withdraw,
  WINDOW_MS,
} from "../support/process";

const DEADLINE = START + WINDOW_MS;
const UNFIT = { "no-question": "z" };

const problem = (kind: string, status: number, title: string, detail: string) => ({
  type: `urn:resit:problem:${kind}`,
  title,
  status,
  detail,
  requestId: "request-1",
});
const NOT_FOUND = problem(
  "no-such-attempt",
  404,
  "There is no such attempt for this exam code",
  "Send the exam code of the invitation to this very attempt, as Authorization: Bearer <examCode>.",
);
const CONFLICT = problem(
  "already-submitted",
  409,
  "Other answers were submitted before",
  "The first answers count; the same ones again get their result.",
);
const CLOSED = problem(
  "attempt-closed",
  410,
  "The attempt is closed",
  "The attempt is closed: nothing can be read or submitted any more.",
);
const LATE = problem(
  "attempt-closed",
  410,
  "The attempt is closed",
  "The deadline was 2026-03-16T09:00:00.000Z.",
);

/** To attempt 1, with its first code. */
const send = (ports: MemoryPorts, answers: Answers, sent: Sent = {}): Promise<APIGatewayProxyResult> =>
  submit(ports, 1, 0, { headers: bearer(codes(ports)[0] ?? ""), json: { answers }, ...sent });

const right = (ports: MemoryPorts, number = 3): Answers => answersTo(stored(ports, 1), number);

/** Nothing was stored, and nobody was woken. */
async function changesNothing(ports: MemoryPorts, work: () => Promise<unknown>): Promise<void> {
  const before: [Incident, number] = [storedIncident(ports), ports.executions.woken.length];
  await work();
  expect([storedIncident(ports), ports.executions.woken.length]).to.deep.equal(before);
}

/** Something that happens between the handler's reading and its update. */
function before(call: "apply", work: () => Promise<unknown>): Around {
  let done = false;
  return async (each, effect) => {
    if (each === call && !done) {
      done = true;
      await work();
    }
    return effect();
  };
}

describe("handlers/submitAttempt", () => {
  describe("a submission in time", () => {
    for (const [number, outcome, status] of [
      [3, "passed", "resolved"],
      [2, "passed", "resolved"],
      [1, "failed", "awaiting-exam"],
      [0, "failed", "awaiting-exam"],
    ] as const)
      it(`with ${number} of 3 right answers is ${outcome}`, async () => {
        const ports = await caseAfter("open");
        const answer = await send(ports, right(ports, number));
        expect(answer.statusCode).to.equal(200);
        expect(bodyOf(answer)).to.deep.equal({
          incidentId: ID,
          attempt: 1,
          outcome,
          correct: number,
          total: 3,
          passMark: 2,
          attemptsLeft: 2,
          status,
        });
      });

    it("stores outcome, time of receipt and what follows in one change, and then wakes the attempt's token", async () => {
      const ports = await caseAfter("open");
      ports.clock.set(START + 2_000);
      await send(ports, right(ports), { receivedAt: START + 1_000, requestId: "request-7" });
      const incident = storedIncident(ports);
      expect(incident).to.include({
        status: "resolved",
        version: 3,
        closedAt: "2026-03-02T09:00:02.000Z",
        purgeAt: (START + 2_000 + RETENTION_DAYS * DAY_MS) / 1_000,
      });
      expect(incident).not.to.have.property("dueAt");
      expect(stored(ports, 1)).to.include({
        outcome: "passed",
        correct: 3,
        submittedAt: "2026-03-02T09:00:01.000Z",
        answersHash: ports.secrets.hashAnswers(right(ports)),
      });
      expect(incident.audit.at(-1)).to.deep.equal({
        at: "2026-03-02T09:00:02.000Z",
        who: "student",
        what: "submitted",
        attempt: 1,
        requestId: "request-7",
      });
      expect(ports.executions.woken).to.deep.equal(["token-1"]);
    });

    it("with failing answers leaves the incident open, with the next step due in half an hour", async () => {
      const ports = await caseAfter("open");
      await send(ports, right(ports, 0));
      expect(storedIncident(ports)).to.include({
        status: "awaiting-exam",
        dueAt: "2026-03-02T09:30:00.000Z",
      });
      expect(storedIncident(ports)).not.to.have.property("closedAt");
    });

    it("does not keep the answers themselves", async () => {
      const ports = await caseAfter("open");
      const answers = right(ports);
      await send(ports, answers);
      const attempt = JSON.stringify(stored(ports, 1));
      expect(attempt).not.to.contain(JSON.stringify(answers).slice(1, -1));
      expect(Object.keys(stored(ports, 1)).sort()).to.deep.equal(
        [
          ...["openedAt", "deadline", "questionIds", "passMark", "codeHashes", "token"],
          ...["outcome", "correct", "answersHash", "submittedAt"],
        ].sort(),
      );
    });

    it("is graded by the pass mark that was stored with the paper", async () => {
      const ports = await caseAfter("open");
      const incident = storedIncident(ports);
      ports.incidents.put({ ...incident, attempts: { 1: { ...stored(ports, 1), passMark: 3 } } });
      expect(bodyOf(await send(ports, right(ports, 2)))).to.include({ outcome: "failed", passMark: 3 });
    });

    it("wakes the token that waits now, where the attempt was opened again", async () => {
      const ports = await caseAfter("open");
      await handlersOver(ports).openAttempt(opening(ports, 1, "token-1b"), TASK);
      await send(ports, right(ports));
      expect(ports.executions.woken).to.deep.equal(["token-1b"]);
    });

    it("at the third attempt that fails ends in administrative action", async () => {
      const ports = await caseAfter("failed", "missed", "open");
      const answer = await submit(ports, 3, 0);
      expect(bodyOf(answer)).to.include({ attemptsLeft: 0, status: "administrative-action" });
      expect(storedIncident(ports).status).to.equal("administrative-action");
    });
  });

  describe("the deadline", () => {
    it("is compared with the time at which the gateway received the request, to the millisecond", async () => {
      const ports = await caseAfter("open");
      for (const receivedAt of [DEADLINE, DEADLINE + 1, DEADLINE + GRACE_MS])
        await changesNothing(ports, async () => {
          expect(bodyOf(await send(ports, right(ports), { receivedAt }))).to.deep.equal(LATE);
        });
      expect((await send(ports, right(ports), { receivedAt: DEADLINE - 1 })).statusCode).to.equal(200);
    });

    it("does not depend on the function's own clock", async () => {
      const ports = await caseAfter("open");
      ports.clock.set(DEADLINE - DAY_MS);
      expect((await send(ports, right(ports), { receivedAt: DEADLINE })).statusCode).to.equal(410);
      ports.clock.set(DEADLINE + GRACE_MS - 1);
      expect((await send(ports, right(ports), { receivedAt: DEADLINE - 1 })).statusCode).to.equal(200);
    });
  });

  describe("the order of its answers", () => {
    it("is 404 before everything else: a wrong code learns nothing of what was submitted", async () => {
      const ports = await caseAfter("failed");
      await withdraw(ports);
      for (const answers of [right(ports, 0), right(ports, 3), UNFIT])
        expect(
          bodyOf(await send(ports, answers, { headers: bearer("wrong"), receivedAt: DEADLINE + 1 })),
        ).to.deep.equal(NOT_FOUND);
    });

    it("is 200 for the same answers before 410, however late, and after a withdrawal", async () => {
      const ports = await caseAfter("failed");
      const first = await send(ports, right(ports, 0));
      await withdraw(ports);
      const late = await send(ports, right(ports, 0), { receivedAt: DEADLINE + 365 * DAY_MS });
      expect(late).to.deep.equal(first);
      expect(late.statusCode).to.equal(200);
    });

    it("is 409 for other answers before 410 and 422: however late, and whether they fit or not", async () => {
      const ports = await caseAfter("failed");
      await withdraw(ports);
      for (const answers of [right(ports, 3), right(ports, 1), UNFIT, {}])
        for (const receivedAt of [START, DEADLINE + 1])
          await changesNothing(ports, async () => {
            expect(bodyOf(await send(ports, answers, { receivedAt }))).to.deep.equal(CONFLICT);
          });
    });

    it("is 410 before 422: a late request does not learn what fits", async () => {
      const ports = await caseAfter("open");
      expect(bodyOf(await send(ports, UNFIT, { receivedAt: DEADLINE }))).to.deep.equal(LATE);
      await withdraw(ports);
      expect(bodyOf(await send(ports, UNFIT, { receivedAt: START }))).to.deep.equal(CLOSED);
    });

    for (const answers of ["right answers", "answers that do not fit"])
      it(`is 410 for a missed attempt, with ${answers}, whatever the time of the request`, async () => {
        const ports = await caseAfter("missed");
        const sent = answers === "right answers" ? right(ports) : UNFIT;
        for (const receivedAt of [START, DEADLINE - 1, DEADLINE, DEADLINE + GRACE_MS])
          await changesNothing(ports, async () => {
            expect(bodyOf(await send(ports, sent, { receivedAt }))).to.deep.equal(CLOSED);
          });
      });

    it("is 410 for an open attempt of a withdrawn incident", async () => {
      const ports = await caseAfter("open");
      await withdraw(ports);
      await changesNothing(ports, async () => {
        expect(bodyOf(await send(ports, right(ports)))).to.deep.equal(CLOSED);
      });
    });

    it("is 422 last", async () => {
      const ports = await caseAfter("open");
      await changesNothing(ports, async () => {
        expect((await send(ports, UNFIT)).statusCode).to.equal(422);
      });
    });
  });

  describe("a replay", () => {
    it("gets the same bytes as before, also after later attempts and a withdrawal", async () => {
      const ports = await caseAfter("open");
      const answers = right(ports, 1);
      const first = await send(ports, answers);
      const replay = () => send(ports, answers, { receivedAt: ports.clock.now() });
      const changes = [
        () => close(ports, 1),
        () => handlersOver(ports).openAttempt(opening(ports, 2), TASK),
        () => submit(ports, 2, 0),
        () => handlersOver(ports).openAttempt(opening(ports, 3), TASK),
        () => withdraw(ports),
      ];
      expect(await replay()).to.deep.equal(first);
      for (const change of changes) {
        await change();
        ports.clock.set(ports.clock.now() + DAY_MS);
        expect(await replay()).to.deep.equal(first);
      }
      expect(storedIncident(ports).audit.filter(({ what }) => what === "submitted")).to.have.length(2);
    });

    it("gets the same bytes after a deployment with another answer key, bank and retention", async () => {
      const ports = await caseAfter("open");
      const answers = right(ports, 2);
      const first = await send(ports, answers);
      const otherKey = Object.fromEntries(
        Object.keys(KEY).map((id) => [id, { answer: "a", choiceIds: ["a"] }]),
      );
      const event = request("submitAttempt", {
        path: { incidentId: ID, attempt: "1" },
        headers: bearer(lastCode(ports)),
        json: { answers },
        receivedAt: START,
      });
      for (const key of [otherKey, {}])
        expect(await submitAttempt(ports, key, 1_000)(event)).to.deep.equal(first);
    });

    it("may send its answers in another order", async () => {
      const ports = await caseAfter("open");
      const first = await send(ports, right(ports, 1));
      const reversed = Object.fromEntries(Object.entries(right(ports, 1)).reverse());
      expect(await send(ports, reversed)).to.deep.equal(first);
    });

    it("gets its result by the code that holds, and nobody can revoke that any more", async () => {
      const ports = await caseAfter("open");
      await inviteAnew(ports, 1, { revoke: true });
      const code = lastCode(ports);
      expect((await send(ports, right(ports))).statusCode).to.equal(404);
      const first = await send(ports, right(ports, 0), { headers: bearer(code) });
      expect(first.statusCode).to.equal(200);
      expect((await inviteAnew(ports, 1, { revoke: true })).statusCode).to.equal(409);
      expect(await send(ports, right(ports, 0), { headers: bearer(code) })).to.deep.equal(first);
    });

    it("may use any code that was mailed for the attempt", async () => {
      const ports = await caseAfter("open");
      await handlersOver(ports).openAttempt(opening(ports, 1, "token-1b"), TASK);
      const first = await send(ports, right(ports));
      expect(await send(ports, right(ports), { headers: bearer(lastCode(ports)) })).to.deep.equal(first);
    });

    it("wakes the attempt's own token again, also while a later attempt waits", async () => {
      const ports = await caseAfter("open");
      await send(ports, right(ports, 0));
      await handlersOver(ports).openAttempt(opening(ports, 2), TASK);
      await send(ports, right(ports, 0));
      expect(ports.executions.woken).to.deep.equal(["token-1", "token-1"]);
    });

    it("is answered twenty times at once, and counted once", async () => {
      const ports = await caseAfter("open");
      const answers = await Promise.all(Array.from({ length: 20 }, () => send(ports, right(ports, 1))));
      expect(new Set(answers.map((each) => JSON.stringify(each)))).to.have.property("size", 1);
      expect(answers[0]?.statusCode).to.equal(200);
      expect(storedIncident(ports).version).to.equal(3);
      expect(storedIncident(ports).audit.filter(({ what }) => what === "submitted")).to.have.length(1);
    });
  });

  describe("a race", () => {
    it("between different answers is won by one of them, and the other gets 409", async () => {
      const ports = await caseAfter("open");
      const racing = ports.through(before("apply", () => send(ports, right(ports, 3))));
      expect(bodyOf(await send(racing, right(ports, 0)))).to.deep.equal(CONFLICT);
      expect(storedIncident(ports)).to.include({ status: "resolved", version: 3 });
    });

    it("that a withdrawal wins gets 410, and wakes nobody", async () => {
      const ports = await caseAfter("open");
      const racing = ports.through(before("apply", () => withdraw(ports)));
      expect(bodyOf(await send(racing, right(ports)))).to.deep.equal(CLOSED);
      expect(stored(ports, 1)).not.to.have.property("outcome");
      expect(ports.executions.woken).to.deep.equal(["token-1"]);
    });

    it("that the deadline wins gets 410", async () => {
      const ports = await caseAfter("open");
      const racing = ports.through(
        before("apply", async () => {
          ports.clock.set(DEADLINE + GRACE_MS);
          await close(ports, 1);
        }),
      );
      expect(bodyOf(await send(racing, right(ports), { receivedAt: DEADLINE - 1 }))).to.deep.equal(CLOSED);
      expect(stored(ports, 1).outcome).to.equal("missed");
    });

    it("with an officer who revokes its code is 404, stores nothing and wakes nobody", async () => {
      const ports = await caseAfter("open");
      const racing = ports.through(before("apply", () => inviteAnew(ports, 1, { revoke: true })));
      expect(bodyOf(await send(racing, right(ports)))).to.deep.equal(NOT_FOUND);
      expect(stored(ports, 1)).not.to.have.property("outcome");
      expect(ports.executions.woken).to.deep.equal([]);
    });

    it("with an officer who sends a further code keeps the submission", async () => {
      const ports = await caseAfter("open");
      const racing = ports.through(before("apply", () => inviteAnew(ports, 1)));
      expect((await send(racing, right(ports))).statusCode).to.equal(200);
    });

    it("with a deadline that is moved before it is 410", async () => {
      const ports = await caseAfter("open");
      const racing = ports.through(before("apply", () => move(ports, 1, START + 1_000)));
      const late = await send(racing, right(ports), { receivedAt: START + 1_000 });
      expect(late.statusCode).to.equal(410);
      expect(stored(ports, 1)).not.to.have.property("outcome");
    });

    it("that is lost twice, because codes and the deadline change each time, is 503", async () => {
      const ports = await caseAfter("open");
      const moving = ports.through(async (call, effect) => {
        if (call !== "apply") return effect();
        // What was in time at the reading is not at the update, and is again at the next reading.
        await move(ports, 1, START + 1_000);
        const result = await effect();
        await move(ports, 1, DEADLINE);
        return result;
      });
      expect((await send(moving, right(ports), { receivedAt: START + 1_000 })).statusCode).to.equal(503);
      expect((await send(ports, right(ports), { receivedAt: START + 1_000 })).statusCode).to.equal(200);
    });

    it("with another opening keeps the submission, and wakes the token that waits now", async () => {
      const ports = await caseAfter("open");
      const racing = ports.through(
        before("apply", () => handlersOver(ports).openAttempt(opening(ports, 1, "token-1b"), TASK)),
      );
      expect((await send(racing, right(ports))).statusCode).to.equal(200);
      expect(ports.executions.woken).to.deep.equal(["token-1b"]);
    });
  });

  describe("answers that do not fit", () => {
    const missing = "is missing: every question of the paper wants an answer";
    const unknownChoice = "is none of the choices of this question";
    const unknownQuestion = "is not a question of this paper";

    it("are all listed, each with its pointer: in the paper's order, unknown questions last", async () => {
      const ports = await caseAfter("open");
      const [first = "", second = "", third = ""] = stored(ports, 1).questionIds;
      const answer = await send(ports, { "zz/y~x": "a", [third]: "d", [second]: "b", other: "b" });
      expect(answer.statusCode).to.equal(422);
      expect(bodyOf(answer)).to.deep.equal({
        ...problem(
          "answers-do-not-fit",
          422,
          "The answers do not fit the paper",
          "Send one answer for each question of the paper.",
        ),
        errors: [
          { pointer: `/answers/${first}`, detail: missing },
          { pointer: `/answers/${third}`, detail: unknownChoice },
          { pointer: "/answers/zz~1y~0x", detail: unknownQuestion },
          { pointer: "/answers/other", detail: unknownQuestion },
        ],
      });
    });

    it("are listed where nothing is answered", async () => {
      const ports = await caseAfter("open");
      expect(faultsOf(await send(ports, {}))).to.deep.equal(
        stored(ports, 1).questionIds.map((id) => ({ pointer: `/answers/${id}`, detail: missing })),
      );
    });

    for (const [choice, what] of [
      ["", "an empty text"],
      ["B", "a choice in another case"],
      ["b ", "a choice with white space"],
      ["length", "the name of a property"],
    ] as const)
      it(`are listed where a choice is ${what}`, async () => {
        const ports = await caseAfter("open");
        const [first = ""] = stored(ports, 1).questionIds;
        expect(faultsOf(await send(ports, { ...right(ports), [first]: choice }))).to.deep.equal([
          { pointer: `/answers/${first}`, detail: unknownChoice },
        ]);
      });

    const names: readonly (readonly [string, string])[] = [
      ["", "/answers/"],
      ["~", "/answers/~0"],
      ["/", "/answers/~1"],
      ["~1", "/answers/~01"],
      ["a/b~c/d", "/answers/a~1b~0c~1d"],
      ["__proto__", "/answers/__proto__"],
      ["constructor", "/answers/constructor"],
      ["toString", "/answers/toString"],
      [" ", "/answers/ "],
      ["\u0000", "/answers/\u0000"],
      ["\ud800", "/answers/\ud800"],
    ];
    for (const [name, pointer] of names)
      it(`are listed where a question is called ${JSON.stringify(name)}, as ${JSON.stringify(pointer)}`, async () => {
        const ports = await caseAfter("open");
        const answers = Object.fromEntries([...Object.entries(right(ports)), [name, "b"]]);
        await changesNothing(ports, async () => {
          expect(faultsOf(await send(ports, answers))).to.deep.equal([{ pointer, detail: unknownQuestion }]);
        });
      });

    it("are listed where they belong to another attempt's paper", async () => {
      const ports = await caseAfter("failed", "open");
      const earlier = answersTo(stored(ports, 1), 3);
      const { questionIds } = stored(ports, 2);
      expect(faultsOf(await submit(ports, 2, 0, { json: { answers: earlier } }))).to.deep.equal([
        ...questionIds.map((id) => ({ pointer: `/answers/${id}`, detail: missing })),
        ...Object.keys(earlier).map((id) => ({ pointer: `/answers/${id}`, detail: unknownQuestion })),
      ]);
    });

    it("can be sent right after that", async () => {
      const ports = await caseAfter("open");
      await send(ports, UNFIT);
      expect((await send(ports, right(ports))).statusCode).to.equal(200);
    });
  });

  describe("where waking fails", () => {
    const sleeping: Around = (call, effect) =>
      call === "wake"
        ? Promise.reject(Object.assign(new Error("ServiceUnavailable"), { name: "Unavailable" }))
        : effect();

    it("answers 503 with Retry-After, keeps the submission, and the same request wakes", async () => {
      const ports = await caseAfter("open");
      const failed = await send(ports.through(sleeping), right(ports));
      expect(failed.statusCode).to.equal(503);
      expect(failed.headers).to.include({ "Retry-After": "2" });
      expect(stored(ports, 1).outcome).to.equal("passed");
      expect(ports.executions.woken).to.deep.equal([]);

      ports.clock.set(DEADLINE + DAY_MS);
      const again = await send(ports, right(ports));
      expect(bodyOf(again)).to.include({ outcome: "passed", status: "resolved" });
      expect(ports.executions.woken).to.deep.equal(["token-1"]);
      expect(storedIncident(ports).version).to.equal(3);
    });

    it("still refuses other answers", async () => {
      const ports = await caseAfter("open");
      await send(ports.through(sleeping), right(ports, 0));
      expect((await send(ports, right(ports, 3))).statusCode).to.equal(409);
    });
  });
});
