import { expect } from "chai";
import type { APIGatewayProxyResult } from "aws-lambda";
import type { AttemptNumber } from "../../workflow/contract";
import { CRASH, CRASH_SECRET, crashEverywhere } from "../support/crashes";
import { request } from "../support/events";
import { memoryPorts, START, type MemoryPorts, type PortCall } from "../support/memoryPorts";
import {
  bearer,
  bodyOf,
  caseAfter,
  close,
  DAY_MS,
  GRACE_MS,
  handlersOver,
  ID,
  lastCode,
  move,
  opening,
  type Past,
  published,
  report,
  stored,
  storedIncident,
  submit,
  TASK,
  withdraw,
} from "../support/process";

interface Work<T> {
  readonly prepare: () => Promise<MemoryPorts>;
  readonly work: (ports: MemoryPorts) => Promise<T>;
  /** Of the work where nothing disturbs it. */
  readonly calls: readonly PortCall[];
}

const lost = (call: PortCall) => (ports: MemoryPorts) =>
  ports.through((each, effect) => (each === call ? Promise.reject(CRASH) : effect()));

async function afterCrash(
  prepare: () => Promise<MemoryPorts>,
  work: (ports: MemoryPorts) => Promise<unknown>,
  call: PortCall,
): Promise<MemoryPorts> {
  const ports = await prepare();
  await work(lost(call)(ports));
  return ports;
}

const requests: Readonly<Record<string, Work<APIGatewayProxyResult>>> = {
  "a report": {
    prepare: () => Promise.resolve(memoryPorts()),
    work: (ports) => report(ports),
    calls: ["create", "start"],
  },
  "a report that was put and never started": {
    prepare: () => afterCrash(() => Promise.resolve(memoryPorts()), report, "start"),
    work: (ports) => report(ports),
    calls: ["create", "get", "start"],
  },
  "a report of an incident with an attempt": {
    prepare: () => caseAfter("open"),
    work: (ports) => report(ports),
    calls: ["create", "get"],
  },
  "a submission that passes": {
    prepare: () => caseAfter("open"),
    work: (ports) => submit(ports, 1, 3),
    calls: ["get", "apply", "wake"],
  },
  "a submission that fails": {
    prepare: () => caseAfter("missed", "open"),
    work: (ports) => submit(ports, 2, 0),
    calls: ["get", "apply", "wake"],
  },
  "a submission that ends in administrative action": {
    prepare: () => caseAfter("failed", "failed", "open"),
    work: (ports) => submit(ports, 3, 1),
    calls: ["get", "apply", "wake"],
  },
  "a submission that was stored and never woke": {
    prepare: () =>
      afterCrash(
        () => caseAfter("open"),
        (ports) => submit(ports, 1, 3),
        "wake",
      ),
    work: (ports) => submit(ports, 1, 3),
    calls: ["get", "wake"],
  },
  "a withdrawal while an attempt is open": {
    prepare: () => caseAfter("failed", "open"),
    work: (ports) => withdraw(ports),
    calls: ["apply", "wake"],
  },
  "a withdrawal before the first attempt": {
    prepare: () => caseAfter(),
    work: (ports) => withdraw(ports),
    calls: ["apply"],
  },
  "a withdrawal that was stored and never woke": {
    prepare: () => afterCrash(() => caseAfter("open"), withdraw, "wake"),
    work: (ports) => withdraw(ports),
    calls: ["apply", "get", "wake"],
  },
  "a deadline that is moved": {
    prepare: () => caseAfter("failed", "open"),
    work: (ports) => move(ports, 2, START + 20 * DAY_MS),
    calls: ["get", "apply", "publish", "wake"],
  },
  "a deadline that was moved, of which nobody was told": {
    prepare: () =>
      afterCrash(
        () => caseAfter("open"),
        (ports) => move(ports, 1, START + 20 * DAY_MS),
        "publish",
      ),
    work: (ports) => move(ports, 1, START + 20 * DAY_MS),
    calls: ["get", "publish", "wake"],
  },
  "an erasure": {
    prepare: () => caseAfter("passed"),
    work: (ports) => handlersOver(ports).erasePerson(request("erasePerson", { path: { incidentId: ID } })),
    calls: ["get", "apply"],
  },
  "an export": {
    prepare: () => caseAfter("failed", "open"),
    work: (ports) =>
      handlersOver(ports).exportStudent(
        request("exportStudent", { json: { studentId: storedIncident(ports).studentId } }),
      ),
    calls: ["list", "get"],
  },
  "a list of changes": {
    prepare: () => caseAfter("open"),
    work: (ports) =>
      handlersOver(ports).listIncidents(
        request("listIncidents", { query: { changedSince: "2026-03-01T00:00Z" } }),
      ),
    calls: ["changes"],
  },
  "a look at an incident": {
    prepare: () => caseAfter("failed", "open"),
    work: (ports) => handlersOver(ports).getIncident(request("getIncident", { path: { incidentId: ID } })),
    calls: ["get"],
  },
  "a look at a paper": {
    prepare: () => caseAfter("open"),
    work: (ports) =>
      handlersOver(ports).getPaper(
        request("getPaper", {
          path: { incidentId: ID, attempt: "1" },
          headers: bearer(lastCode(ports)),
          receivedAt: ports.clock.now(),
        }),
      ),
    calls: ["get"],
  },
  "a list": {
    prepare: () => caseAfter("open"),
    work: (ports) =>
      handlersOver(ports).listIncidents(request("listIncidents", { query: { status: "awaiting-exam" } })),
    calls: ["list"],
  },
};

const opens = (attempt: AttemptNumber) => (ports: MemoryPorts) =>
  handlersOver(ports).openAttempt(opening(ports, attempt, `token-${attempt}-again`), TASK);

const openings: Readonly<Record<string, Work<unknown> & { readonly attempt: AttemptNumber }>> = {
  "the opening of the first attempt": {
    attempt: 1,
    prepare: () => caseAfter(),
    work: opens(1),
    calls: ["get", "apply", "publish"],
  },
  "the opening of the third attempt": {
    attempt: 3,
    prepare: () => caseAfter("failed", "missed"),
    work: opens(3),
    calls: ["get", "apply", "publish"],
  },
  "a further opening of an open attempt": {
    attempt: 2,
    prepare: () => caseAfter("failed", "open"),
    work: opens(2),
    calls: ["get", "apply", "publish"],
  },
};

/** The last of these attempts is open; its deadline and the grace are over in so many milliseconds. */
const overdueIn =
  (milliseconds: number, attempt: AttemptNumber, ...past: readonly Past[]) =>
  async () => {
    const ports = await caseAfter(...past, "open");
    ports.clock.set(Date.parse(stored(ports, attempt).deadline) + GRACE_MS - milliseconds);
    return ports;
  };

const closings: Readonly<Record<string, Work<unknown>>> = {
  "the closing of a passed attempt": {
    prepare: () => caseAfter("passed"),
    work: (ports) => close(ports, 1),
    calls: ["get", "publish"],
  },
  "the closing of a failed attempt": {
    prepare: () => caseAfter("failed"),
    work: (ports) => close(ports, 1),
    calls: ["get", "publish"],
  },
  "the closing of a missed attempt": {
    prepare: overdueIn(0, 1),
    work: (ports) => close(ports, 1),
    calls: ["get", "apply", "publish"],
  },
  "the closing of a missed attempt a little early": {
    prepare: overdueIn(1_000, 2, "failed"),
    work: (ports) => close(ports, 2),
    calls: ["get", "sleep", "apply", "publish"],
  },
  "the closing of the third missed attempt": {
    prepare: overdueIn(0, 3, "failed", "missed"),
    work: (ports) => close(ports, 3),
    calls: ["get", "apply", "publish", "publish"],
  },
  "the closing of a withdrawn incident after a failed attempt": {
    prepare: async () => {
      const ports = await caseAfter("failed");
      await withdraw(ports);
      return ports;
    },
    work: (ports) => close(ports, 1),
    calls: ["get", "publish", "publish"],
  },
};

/** What is the same in the end, with or without a crash: effects count as done once, however often they are done. */
const settled = (ports: MemoryPorts) => ({
  incident: ports.incidents.item(ID),
  published: new Set(published(ports)),
  started: new Set(ports.executions.started),
  woken: new Set(ports.executions.woken),
});

/** The world and the answer of work that nothing disturbs. */
async function undisturbed<T>({ prepare, work, calls }: Work<T>): Promise<{ ports: MemoryPorts; answer: T }> {
  const ports = await prepare();
  const made: PortCall[] = [];
  const answer = await work(
    ports.through((call, effect) => {
      made.push(call);
      return effect();
    }),
  );
  expect(made).to.deep.equal(calls);
  return { ports, answer };
}

/** Nothing was changed twice: each change counts itself and writes one entry. */
function expectWhole(ports: MemoryPorts): void {
  const { version, audit } = storedIncident(ports);
  expect(version).to.equal(audit.length);
}

function answered(outcome: PromiseSettledResult<APIGatewayProxyResult>): APIGatewayProxyResult {
  return outcome.status === "fulfilled" ? outcome.value : expect.fail(String(outcome.reason));
}

/** The same request again brings the world to where it is without a crash, and gets the same answer. */
async function finishes(
  ports: MemoryPorts,
  { work }: Work<APIGatewayProxyResult>,
  expected: APIGatewayProxyResult,
  whole: MemoryPorts,
): Promise<void> {
  const again = await work(ports);
  expect(again.body).to.equal(expected.body);
  // A report that was put before the crash is not new any more.
  expect(again.statusCode).to.be.oneOf([expected.statusCode, 200]);
  expect(settled(ports)).to.deep.equal(settled(whole));
  expectWhole(ports);
}

for (const moment of ["before", "after"] as const)
  describe(`a crash ${moment} each side effect`, () => {
    for (const [what, test] of Object.entries(requests))
      it(`of ${what} is answered with a bare 500, and the same request finishes it`, async () => {
        const { ports: whole, answer: expected } = await undisturbed(test);
        const calls = await crashEverywhere(moment, {
          ...test,
          crashed: async (ports, outcome) => {
            const answer = answered(outcome);
            expect(bodyOf(answer)).to.deep.equal({
              type: "urn:resit:problem:internal-error",
              title: "Something is wrong here",
              status: 500,
              detail: "Quote the requestId when you ask for help.",
              requestId: "request-1",
            });
            expect(JSON.stringify([answer, ports.telemetry.lines])).not.to.contain(CRASH_SECRET);
            await finishes(ports, test, expected, whole);
          },
        });
        expect(calls).to.deep.equal(test.calls);
      });

    for (const [what, test] of Object.entries(requests))
      it(`of ${what} that an outage is the cause of is answered with 503, and the same request finishes it`, async () => {
        const { ports: whole, answer: expected } = await undisturbed(test);
        const calls = await crashEverywhere(moment, {
          ...test,
          error: Object.assign(new Error(CRASH_SECRET), { name: "Unavailable" }),
          crashed: async (ports, outcome) => {
            const answer = answered(outcome);
            expect(answer.statusCode).to.equal(503);
            expect(answer.headers).to.include({ "Retry-After": "2" });
            expect(JSON.stringify([answer, ports.telemetry.lines])).not.to.contain(CRASH_SECRET);
            await finishes(ports, test, expected, whole);
          },
        });
        expect(calls).to.deep.equal(test.calls);
      });

    for (const [what, test] of Object.entries(closings))
      it(`of ${what} fails the task, and a retry finishes it`, async () => {
        const { ports: whole, answer: expected } = await undisturbed(test);
        const calls = await crashEverywhere(moment, {
          ...test,
          crashed: async (ports, outcome) => {
            expect(outcome).to.deep.equal({ status: "rejected", reason: CRASH });
            expect(await test.work(ports)).to.deep.equal(expected);
            expect(settled(ports)).to.deep.equal(settled(whole));
            expectWhole(ports);
          },
        });
        expect(calls).to.deep.equal(test.calls);
      });

    for (const [what, test] of Object.entries(openings))
      it(`of ${what} fails the task, and a retry finishes it with the same paper and deadline`, async () => {
        const { ports: whole } = await undisturbed(test);
        const calls = await crashEverywhere(moment, {
          ...test,
          crashed: async (ports, outcome) => {
            expect(outcome).to.deep.equal({ status: "rejected", reason: CRASH });
            const before = storedIncident(ports).attempts[test.attempt];
            expect(await test.work(ports)).to.deep.equal({});

            const { codeHashes, questionIds, deadline, token } = stored(ports, test.attempt);
            if (before) {
              expect(questionIds).to.deep.equal(before.questionIds);
              expect(deadline).to.equal(before.deadline);
            }
            expect(deadline).to.equal(stored(whole, test.attempt).deadline);
            expect(token).to.equal(`token-${test.attempt}-again`);
            const papers = Object.values(storedIncident(ports).attempts).flatMap((each) => each.questionIds);
            expect(new Set(papers)).to.have.property("size", 3 * test.attempt);

            const mailed = ports.notifications.published.flatMap((event) =>
              event.event === "exam-invitation" && event.attempt === test.attempt ? [event.examCode] : [],
            );
            expect(mailed).not.to.deep.equal([]);
            for (const code of mailed) expect(codeHashes).to.include(ports.secrets.hashCode(code));
            expect((await submit(ports, test.attempt, 3)).statusCode).to.equal(200);

            expect(new Set(published(ports))).to.deep.equal(new Set(published(whole)));
            expectWhole(ports);
          },
        });
        expect(calls).to.deep.equal(test.calls);
      });
  });
