import { expect } from "chai";
import { coverageText } from "../../workflow/asl/run/coverage";
import { statesEntered, type HistoryEvent } from "../../workflow/asl/run/history";
import { seededRandom } from "../../workflow/asl/run/random";
import { timestamp, type AttemptNumber, type TaskToken } from "../../workflow/contract";
import { START, type Around, type PortCall } from "../support/memoryPorts";
import {
  bearer,
  bodyOf,
  codes,
  DAY_MS,
  GRACE_MS,
  ID,
  move,
  published,
  report,
  stored,
  storedIncident,
  submit,
  WINDOW_MS,
  withdraw,
} from "../support/process";
import { PATHS, reportedWorkflow, SEED, type Workflow } from "../support/workflow";

const DEADLINE = START + WINDOW_MS;
/** When an attempt that was opened at the start is closed as missed. */
const OVER = DEADLINE + GRACE_MS;
/** Seconds before each retry of a task, without jitter. */
const DELAYS = [2, 4, 8, 16, 32, 64, 128, 256];

const PASSED = ["SitExam", "CloseAttempt", "Status", "Resolved"];
const WITHDRAWN = ["SitExam", "CloseAttempt", "Status", "Withdrawn"];

const entered = ({ history }: Workflow): readonly string[] => statesEntered(history());

/** The ids of what was published, without those of the invitations, and without the id of the incident. */
const announced = ({ ports }: Workflow): readonly string[] =>
  published(ports)
    .filter((id) => !id.endsWith(".exam-invitation"))
    .map((id) => id.replace(`${ID}.`, ""));

/** Lets everything happen that happens now, and no time pass. */
const settle = ({ clock }: Workflow): Promise<void> => clock.run(clock.now());

/** How the execution stands, and since when. */
function standing({ machine, executionArn }: Workflow): { status: string; error?: string; at?: number } {
  const { status, error, stopDate } = machine.describeExecution(executionArn);
  return {
    status,
    ...(error !== undefined && { error }),
    ...(stopDate !== undefined && { at: stopDate.getTime() }),
  };
}

/** Lets the execution come to its end. */
async function finish(workflow: Workflow): Promise<ReturnType<typeof standing>> {
  await workflow.clock.run();
  return standing(workflow);
}

function outputOf({ machine, executionArn }: Workflow): unknown {
  const { output } = machine.describeExecution(executionArn);
  return output === undefined ? undefined : JSON.parse(output);
}

/** When the tries of the state's first visit were made, milliseconds since 1970. */
function triesOf({ history }: Workflow, state: string): readonly number[] {
  const events = history();
  const visit = events.slice(events.findIndex((event) => nameEntered(event) === state) + 1);
  const end = visit.findIndex((event) => nameEntered(event) !== undefined);
  return visit
    .slice(0, end < 0 ? visit.length : end)
    .filter(({ type }) => type === "TaskScheduled")
    .map(({ timestamp: at }) => at.getTime());
}

const nameEntered = (event: HistoryEvent): string | undefined =>
  "stateEnteredEventDetails" in event ? event.stateEnteredEventDetails.name : undefined;

/** When the tries of a state must be made that is entered at `from` and fails each time. */
function expectedTries(from: number, retries: number): readonly number[] {
  const random = seededRandom(SEED);
  const times = [from];
  for (const seconds of DELAYS.slice(0, retries))
    times.push((times.at(-1) ?? NaN) + Math.round(random() * seconds * 1000));
  return times;
}

/** Lets a call of a port fail, as often as is said, once it is switched on. */
function fault(call: PortCall, times = Infinity): { around: Around; left: number } {
  const state = {
    left: times,
    around: <T>(each: PortCall, effect: () => Promise<T>): Promise<T> => {
      if (each !== call || state.left === 0) return effect();
      state.left -= 1;
      return Promise.reject(Object.assign(new Error("InternalServerError"), { name: "Unavailable" }));
    },
  };
  return state;
}

type Step = "pass" | "fail" | "miss" | "withdraw";

/** Every way that an incident can go, by what happens a day after each of its attempts was opened. */
function ways(before: readonly Step[] = []): readonly (readonly Step[])[] {
  if (before.length === 3) return [before];
  const used = (["fail", "miss"] as const).flatMap((step) => ways([...before, step]));
  return [[...before, "pass"], [...before, "withdraw"], ...used];
}

const attemptAt = (index: number): AttemptNumber =>
  ([1, 2, 3] as const)[index] ?? expect.fail("there are three attempts");

async function go(way: readonly Step[]): Promise<Workflow> {
  const workflow = await reportedWorkflow();
  const { clock, ports } = workflow;
  for (const [index, step] of way.entries()) {
    const attempt = attemptAt(index);
    await clock.run(clock.now() + DAY_MS);
    if (step === "pass") await submit(ports, attempt, 2);
    if (step === "fail") await submit(ports, attempt, 1);
    if (step === "withdraw") await withdraw(ports);
    if (step === "miss") await clock.run(Date.parse(stored(ports, attempt).deadline) + GRACE_MS);
    await settle(workflow);
  }
  return workflow;
}

const ENDS = {
  pass: { status: "resolved", state: "Resolved", event: "incident-resolved" },
  withdraw: { status: "withdrawn", state: "Withdrawn", event: "incident-withdrawn" },
  used: { status: "administrative-action", state: "AdministrativeAction", event: "administrative-action" },
} as const;

const endOf = (way: readonly Step[]) => {
  const last = way.at(-1);
  return ENDS[last === "pass" || last === "withdraw" ? last : "used"];
};

const outcomesOf = (way: readonly Step[]): readonly string[] =>
  way.flatMap((step, index) => {
    if (step === "fail") return [`${index + 1}.attempt-failed`];
    return step === "miss" ? [`${index + 1}.attempt-missed`] : [];
  });

/** What is played once more in the end, to see what of the definition was taken. */
const played: (() => Promise<Workflow>)[] = [];

function play(title: string, run: () => Promise<Workflow>): void {
  played.push(run);
  it(title, async () => {
    await run();
  });
}

describe("workflow/machine", () => {
  describe("goes every way:", () => {
    for (const way of ways())
      play(way.join(", "), async () => {
        const { status, state, event } = endOf(way);
        const workflow = await go(way);
        expect(standing(workflow)).to.deep.equal({ status: "SUCCEEDED", at: workflow.clock.now() });
        expect(entered(workflow)).to.deep.equal([
          ...way.flatMap(() => ["SitExam", "CloseAttempt", "Status"]),
          state,
        ]);
        expect(announced(workflow)).to.deep.equal([...outcomesOf(way), `${way.length}.${event}`]);
        expect(codes(workflow.ports)).to.have.length(way.length);
        expect(outputOf(workflow)).to.deep.equal({ incidentId: ID, attempt: way.length, status });
        expect(storedIncident(workflow.ports).status).to.equal(status);
        expect(storedIncident(workflow.ports).closedAt).to.equal(timestamp(workflow.clock.now()));
        return workflow;
      });

    it("which are 22", () => {
      expect(ways()).to.have.length(22);
    });
  });

  it("enters four states for a pass at the first attempt, and three more for each further one", async () => {
    expect(entered(await go(["pass"]))).to.deep.equal(PASSED);
    expect(entered(await go(["fail", "pass"]))).to.have.length(7);
    expect(entered(await go(["fail", "fail", "pass"]))).to.have.length(10);
  });

  it("enters as many states for a miss as for a fail", async () => {
    const failed = entered(await go(["fail", "fail", "fail"]));
    expect(entered(await go(["miss", "miss", "miss"]))).to.deep.equal(failed);
  });

  it("lets six weeks of three misses pass in less than two seconds, and ends to the millisecond", async () => {
    const before = performance.now();
    const workflow = await reportedWorkflow();
    expect(await finish(workflow)).to.deep.equal({
      status: "SUCCEEDED",
      at: START + 3 * (WINDOW_MS + GRACE_MS),
    });
    expect(performance.now() - before).to.be.lessThan(2_000);
    const { audit } = storedIncident(workflow.ports);
    expect(audit.map(({ at, what, attempt }) => [Date.parse(at) - START, what, attempt])).to.deep.equal([
      [0, "reported", undefined],
      ...([1, 2, 3] as const).flatMap((attempt) => [
        [(attempt - 1) * (WINDOW_MS + GRACE_MS), "opened", attempt],
        [attempt * (WINDOW_MS + GRACE_MS), "missed", attempt],
      ]),
    ]);
  });

  it("is one execution, however often the incident is reported", async () => {
    const workflow = await reportedWorkflow();
    await report(workflow.ports);
    await workflow.clock.run(START + DAY_MS);
    await report(workflow.ports);
    await submit(workflow.ports, 1, 3);
    await settle(workflow);
    await report(workflow.ports);
    expect((await finish(workflow)).status).to.equal("SUCCEEDED");
    expect(entered(workflow)).to.deep.equal(PASSED);
    expect(codes(workflow.ports)).to.have.length(1);
  });

  describe("a withdrawal", () => {
    play("before the first attempt is opened ends the execution, and nobody is invited", async () => {
      const workflow = await reportedWorkflow({
        task: async (call, perform, ports) => {
          if (call.state === "SitExam") await withdraw(ports);
          return perform();
        },
      });
      expect(await finish(workflow)).to.deep.equal({ status: "SUCCEEDED", at: START });
      expect(entered(workflow)).to.deep.equal(WITHDRAWN);
      expect(published(workflow.ports)).to.deep.equal([`${ID}.1.incident-withdrawn`]);
      expect(triesOf(workflow, "SitExam")).to.deep.equal([START]);
      return workflow;
    });

    play("while an attempt is open ends the execution at once", async () => {
      const workflow = await reportedWorkflow();
      await workflow.clock.run(START + 5);
      await withdraw(workflow.ports);
      expect(await finish(workflow)).to.deep.equal({ status: "SUCCEEDED", at: START + 5 });
      expect(entered(workflow)).to.deep.equal(WITHDRAWN);
      return workflow;
    });

    play("between an outcome and its closing announces both, and opens nothing more", async () => {
      const workflow = await reportedWorkflow({
        task: async (call, perform, ports) => {
          if (call.state === "CloseAttempt") await withdraw(ports);
          return perform();
        },
      });
      await workflow.clock.run(START + DAY_MS);
      await submit(workflow.ports, 1, 0);
      expect(await finish(workflow)).to.deep.equal({ status: "SUCCEEDED", at: START + DAY_MS });
      expect(entered(workflow)).to.deep.equal(WITHDRAWN);
      expect(announced(workflow)).to.deep.equal(["1.attempt-failed", "1.incident-withdrawn"]);
      return workflow;
    });

    play(
      "between two attempts opens nothing more, and is announced by the closing of the next one",
      async () => {
        let openings = 0;
        const workflow = await reportedWorkflow({
          task: async (call, perform, ports) => {
            if (call.state === "SitExam" && ++openings === 2) await withdraw(ports);
            return perform();
          },
        });
        await workflow.clock.run(START + DAY_MS);
        await submit(workflow.ports, 1, 0);
        expect(await finish(workflow)).to.deep.equal({ status: "SUCCEEDED", at: START + DAY_MS });
        expect(openings).to.equal(2);
        expect(entered(workflow)).to.deep.equal(["SitExam", "CloseAttempt", "Status", ...WITHDRAWN]);
        expect(announced(workflow)).to.deep.equal(["1.attempt-failed", "1.incident-withdrawn"]);
        expect(codes(workflow.ports)).to.have.length(1);
        return workflow;
      },
    );
  });

  describe("the deadline", () => {
    play("takes a submission a millisecond before it", async () => {
      const workflow = await reportedWorkflow();
      await workflow.clock.run(DEADLINE - 1);
      expect((await submit(workflow.ports, 1, 3)).statusCode).to.equal(200);
      expect(await finish(workflow)).to.deep.equal({ status: "SUCCEEDED", at: DEADLINE - 1 });
      expect(entered(workflow)).to.deep.equal(PASSED);
      return workflow;
    });

    play("refuses a submission at that very millisecond, which is missed after the grace", async () => {
      const workflow = await reportedWorkflow();
      await workflow.clock.run(DEADLINE);
      expect((await submit(workflow.ports, 1, 3)).statusCode).to.equal(410);
      await workflow.clock.run(OVER - 1);
      expect(stored(workflow.ports, 1)).not.to.have.property("outcome");
      await workflow.clock.run(OVER);
      expect(stored(workflow.ports, 1).outcome).to.equal("missed");
      expect(stored(workflow.ports, 2).deadline).to.equal(timestamp(OVER + WINDOW_MS));
      expect(announced(workflow)).to.deep.equal(["1.attempt-missed"]);
      return workflow;
    });

    play("takes a submission that came in time and is stored at the very end of the grace", async () => {
      const workflow = await reportedWorkflow();
      await workflow.clock.run(OVER - 1);
      const answer = await submit(workflow.ports, 1, 3, { receivedAt: DEADLINE - 1 });
      expect(answer.statusCode).to.equal(200);
      expect(await finish(workflow)).to.deep.equal({ status: "SUCCEEDED", at: OVER - 1 });
      expect(announced(workflow)).to.deep.equal(["1.incident-resolved"]);
      return workflow;
    });
  });

  describe("a deadline that is moved", () => {
    const WAITED = ["SitExam", "CloseAttempt", "Status"];

    /** Moves it on the third day, and lets the machine wait again. */
    async function movedTo(deadline: number, workflow: Workflow): Promise<void> {
      await workflow.clock.run(START + 2 * DAY_MS);
      expect((await move(workflow.ports, 1, deadline)).statusCode).to.equal(200);
      await settle(workflow);
      expect(entered(workflow)).to.deep.equal([...WAITED, "SitExam"]);
    }

    for (const [how, deadline] of [
      ["later", DEADLINE + 5 * DAY_MS],
      ["later by a second", DEADLINE + 1_000],
      ["earlier", START + 3 * DAY_MS],
      ["to a second from now", START + 2 * DAY_MS + 1_000],
    ] as const)
      play(`${how} is waited for exactly, with the grace, and nobody is invited again`, async () => {
        const workflow = await reportedWorkflow();
        await movedTo(deadline, workflow);
        await workflow.clock.run(deadline + GRACE_MS - 1);
        expect(stored(workflow.ports, 1)).not.to.have.property("outcome");
        await workflow.clock.run(deadline + GRACE_MS);
        expect(stored(workflow.ports, 1).outcome).to.equal("missed");
        expect(stored(workflow.ports, 2).openedAt).to.equal(timestamp(deadline + GRACE_MS));
        expect(entered(workflow)).to.deep.equal([...WAITED, ...WAITED, "SitExam"]);
        const mailed = published(workflow.ports).filter((id) => id.endsWith(".exam-invitation"));
        expect(mailed).to.deep.equal([`${ID}.1.exam-invitation`, `${ID}.2.exam-invitation`]);
        return workflow;
      });

    play("to a part of a second is waited for to the end of that second, never less", async () => {
      const workflow = await reportedWorkflow();
      const deadline = START + 3 * DAY_MS + 1;
      await movedTo(deadline, workflow);
      await workflow.clock.run(deadline + GRACE_MS + 998);
      expect(stored(workflow.ports, 1)).not.to.have.property("outcome");
      await workflow.clock.run(deadline + GRACE_MS + 999);
      expect(stored(workflow.ports, 1).outcome).to.equal("missed");
      return workflow;
    });

    play("can be sat until then, with the code of the only invitation", async () => {
      const workflow = await reportedWorkflow();
      const deadline = DEADLINE + 5 * DAY_MS;
      await movedTo(deadline, workflow);
      await workflow.clock.run(deadline - 1);
      expect((await submit(workflow.ports, 1, 3)).statusCode).to.equal(200);
      expect(codes(workflow.ports)).to.have.length(1);
      expect(await finish(workflow)).to.deep.equal({ status: "SUCCEEDED", at: deadline - 1 });
      return workflow;
    });

    play("later, where the wake is lost, is found when the first one has gone by", async () => {
      const lost = fault("wake", 1);
      const workflow = await reportedWorkflow({ port: lost.around });
      const deadline = DEADLINE + 5 * DAY_MS;
      await workflow.clock.run(START + DAY_MS);
      expect((await move(workflow.ports, 1, deadline)).statusCode).to.equal(503);
      await workflow.clock.run(deadline + GRACE_MS - 1);
      expect(stored(workflow.ports, 1)).not.to.have.property("outcome");
      await workflow.clock.run(deadline + GRACE_MS);
      expect(stored(workflow.ports, 1).outcome).to.equal("missed");
      expect(codes(workflow.ports)).to.have.length(2);
      return workflow;
    });

    play("earlier, where the wake is lost, is followed after the same request again", async () => {
      const workflow = await reportedWorkflow({ port: fault("wake", 1).around });
      const deadline = START + 3 * DAY_MS;
      await workflow.clock.run(START + DAY_MS);
      expect((await move(workflow.ports, 1, deadline)).statusCode).to.equal(503);
      expect((await move(workflow.ports, 1, deadline)).statusCode).to.equal(200);
      await workflow.clock.run(deadline + GRACE_MS);
      expect(stored(workflow.ports, 1).outcome).to.equal("missed");
      return workflow;
    });

    for (const [how, days] of [
      ["later", 20],
      ["earlier", 3],
    ] as const)
      play(`${how} while SitExam is tried again is kept by the next try`, async () => {
        const broken = fault("publish", 1);
        const workflow = await reportedWorkflow({ port: broken.around, random: () => 0.5 });
        const deadline = START + days * DAY_MS;
        await workflow.clock.run(START + 500);
        // The update was made, the invitation was not published, and no task waits.
        expect((await move(workflow.ports, 1, deadline)).statusCode).to.equal(200);
        await workflow.clock.run(START + DAY_MS);
        expect(triesOf(workflow, "SitExam")).to.deep.equal([START, START + 1_000]);
        expect(stored(workflow.ports, 1)).to.include({ deadline: timestamp(deadline) });
        expect(codes(workflow.ports)).to.have.length(1);
        await workflow.clock.run(deadline - 1);
        expect((await submit(workflow.ports, 1, 3)).statusCode).to.equal(200);
        expect(await finish(workflow)).to.deep.equal({ status: "SUCCEEDED", at: deadline - 1 });
        return workflow;
      });

    play("while the resumed SitExam is tried again is waited for, and nobody is invited", async () => {
      const broken = fault("apply", 0);
      const workflow = await reportedWorkflow({ port: broken.around, random: () => 0.5 });
      const deadline = DEADLINE + 5 * DAY_MS;
      await workflow.clock.run(START + DAY_MS);
      await move(workflow.ports, 1, DEADLINE + DAY_MS);
      broken.left = 1;
      await settle(workflow);
      expect(broken.left).to.equal(0);
      expect((await move(workflow.ports, 1, deadline)).statusCode).to.equal(200);
      await workflow.clock.run(deadline + GRACE_MS - 1);
      expect(stored(workflow.ports, 1)).not.to.have.property("outcome");
      expect(codes(workflow.ports)).to.have.length(1);
      await workflow.clock.run(deadline + GRACE_MS);
      expect(stored(workflow.ports, 1).outcome).to.equal("missed");
      return workflow;
    });
  });

  describe("a wake that is lost", () => {
    play("delays the next step until the deadline, and changes nothing else", async () => {
      const lost = fault("wake", 1);
      const workflow = await reportedWorkflow({ port: lost.around });
      await workflow.clock.run(START + DAY_MS);
      expect((await submit(workflow.ports, 1, 3)).statusCode).to.equal(503);
      expect(lost.left).to.equal(0);
      expect(storedIncident(workflow.ports).status).to.equal("resolved");
      expect(await finish(workflow)).to.deep.equal({ status: "SUCCEEDED", at: OVER });
      expect(entered(workflow)).to.deep.equal(PASSED);
      expect(announced(workflow)).to.deep.equal(["1.incident-resolved"]);
      expect(storedIncident(workflow.ports).closedAt).to.equal(timestamp(START + DAY_MS));
      return workflow;
    });

    play("is made good by the same submission again", async () => {
      const workflow = await reportedWorkflow({ port: fault("wake", 1).around });
      await workflow.clock.run(START + DAY_MS);
      await submit(workflow.ports, 1, 0);
      await workflow.clock.run(START + 2 * DAY_MS);
      expect(stored(workflow.ports, 1).outcome).to.equal("failed");
      expect(storedIncident(workflow.ports).attempts).not.to.have.property("2");
      expect((await submit(workflow.ports, 1, 0)).statusCode).to.equal(200);
      await settle(workflow);
      expect(stored(workflow.ports, 2).openedAt).to.equal(timestamp(START + 2 * DAY_MS));
      return workflow;
    });

    play("of a withdrawal delays its announcement until the deadline", async () => {
      const workflow = await reportedWorkflow({ port: fault("wake", 1).around });
      await workflow.clock.run(START + DAY_MS);
      expect((await withdraw(workflow.ports)).statusCode).to.equal(503);
      expect(await finish(workflow)).to.deep.equal({ status: "SUCCEEDED", at: OVER });
      expect(entered(workflow)).to.deep.equal(WITHDRAWN);
      expect(announced(workflow)).to.deep.equal(["1.incident-withdrawn"]);
      return workflow;
    });
  });

  describe("a wake that comes late", () => {
    play("for an earlier attempt wakes nobody", async () => {
      const workflow = await reportedWorkflow();
      const { clock, ports } = workflow;
      await clock.run(START + DAY_MS);
      const first = { headers: bearer(codes(ports)[0] ?? "") };
      await submit(ports, 1, 0);
      await clock.run(START + 2 * DAY_MS);
      expect((await submit(ports, 1, 0, first)).statusCode).to.equal(200);
      await clock.run(START + 3 * DAY_MS);
      expect(standing(workflow)).to.deep.equal({ status: "RUNNING" });
      expect(entered(workflow)).to.deep.equal(["SitExam", "CloseAttempt", "Status", "SitExam"]);
      return workflow;
    });

    play("for an earlier try of the same attempt wakes nobody", async () => {
      const workflow = await reportedWorkflow({ port: fault("publish", 1).around });
      const tokens: TaskToken[] = [];
      for (const time of [START, START + DAY_MS]) {
        await workflow.clock.run(time);
        tokens.push(stored(workflow.ports, 1).token);
      }
      expect(new Set(tokens)).to.have.property("size", 2);
      await workflow.ports.executions.wake(tokens[0] ?? expect.fail());
      await settle(workflow);
      expect(standing(workflow)).to.deep.equal({ status: "RUNNING" });
      expect(entered(workflow)).to.deep.equal(["SitExam"]);
      return workflow;
    });
  });

  describe("a failure that passes", () => {
    for (const call of ["get", "apply", "publish"] as const)
      for (const times of [1, 3, 8])
        play(
          `is retried in SitExam: ${call} fails ${times} times, with growing delays and jitter`,
          async () => {
            const workflow = await reportedWorkflow({ port: fault(call, times).around });
            await workflow.clock.run(START + DAY_MS);
            expect(triesOf(workflow, "SitExam")).to.deep.equal(expectedTries(START, times));
            expect(stored(workflow.ports, 1).deadline).to.equal(timestamp(DEADLINE));
            expect(codes(workflow.ports)).to.have.length(1);
            expect(stored(workflow.ports, 1).codeHashes).to.have.length(call === "publish" ? times + 1 : 1);
            expect((await submit(workflow.ports, 1, 3)).statusCode).to.equal(200);
            expect(await finish(workflow)).to.deep.equal({ status: "SUCCEEDED", at: START + DAY_MS });
            expect(entered(workflow)).to.deep.equal(PASSED);
            return workflow;
          },
        );

    for (const [call, step] of [
      ["get", "submitted"],
      ["publish", "submitted"],
      ["apply", "missed"],
      ["publish", "missed"],
    ] as const)
      for (const times of [1, 8])
        play(`is retried in CloseAttempt (${step}): ${call} fails ${times} times`, async () => {
          const broken = fault(call, 0);
          let closings = 0;
          const workflow = await reportedWorkflow({
            port: broken.around,
            task: (call, perform) => {
              if (call.state === "CloseAttempt" && ++closings === 1) broken.left = times;
              return perform();
            },
          });
          await workflow.clock.run(START + DAY_MS);
          if (step === "submitted") await submit(workflow.ports, 1, 1);
          await workflow.clock.run(OVER + DAY_MS);
          const from = step === "submitted" ? START + DAY_MS : OVER;
          expect(triesOf(workflow, "CloseAttempt")).to.deep.equal(expectedTries(from, times));
          expect(announced(workflow)).to.deep.equal([
            step === "submitted" ? "1.attempt-failed" : "1.attempt-missed",
          ]);
          expect(entered(workflow)).to.deep.equal(["SitExam", "CloseAttempt", "Status", "SitExam"]);
          expect(stored(workflow.ports, 2).outcome).to.equal(undefined);
          return workflow;
        });

    it("is waited for no longer than 510 seconds, all delays together", async () => {
      const workflow = await reportedWorkflow({ port: fault("get", 8).around, random: () => 1 - 2 ** -32 });
      await workflow.clock.run(START + DAY_MS);
      const made = triesOf(workflow, "SitExam");
      expect(made).to.have.length(9);
      expect((made.at(-1) ?? NaN) - START).to.be.within(509_000, 510_000);
      await withdraw(workflow.ports);
      await finish(workflow);
    });

    play("is retried in CloseAttempt where the function does not answer within its minute", async () => {
      let silent = 2;
      const workflow = await reportedWorkflow({
        task: (call, perform) =>
          call.state === "CloseAttempt" && silent-- > 0 ? new Promise(() => undefined) : perform(),
        random: () => 0.5,
      });
      await workflow.clock.run(START + DAY_MS);
      await submit(workflow.ports, 1, 3);
      const from = START + DAY_MS;
      expect(await finish(workflow)).to.deep.equal({ status: "SUCCEEDED", at: from + 61_000 + 62_000 });
      expect(triesOf(workflow, "CloseAttempt")).to.deep.equal([from, from + 61_000, from + 61_000 + 62_000]);
      return workflow;
    });

    play(
      "of an opening that nobody hears of again costs no attempt: it is opened at the deadline",
      async () => {
        let silent = 1;
        const workflow = await reportedWorkflow({
          task: (call, perform) =>
            call.state === "SitExam" && silent-- > 0 ? new Promise(() => undefined) : perform(),
        });
        await workflow.clock.run(OVER + DAY_MS);
        expect(entered(workflow)).to.deep.equal(["SitExam", "CloseAttempt", "Status", "SitExam"]);
        expect(stored(workflow.ports, 1).deadline).to.equal(timestamp(OVER + WINDOW_MS));
        expect(published(workflow.ports)).to.deep.equal([`${ID}.1.exam-invitation`]);
        return workflow;
      },
    );
  });

  describe("AttemptClosed", () => {
    play("is never retried, and leads to where the incident stands", async () => {
      let openings = 0;
      const workflow = await reportedWorkflow({
        task: async (call, perform, ports) => {
          if (call.state === "SitExam") {
            openings += 1;
            await withdraw(ports);
          }
          return perform();
        },
      });
      expect(await finish(workflow)).to.deep.equal({ status: "SUCCEEDED", at: START });
      expect(openings).to.equal(1);
      expect(workflow.history().filter(({ type }) => type === "TaskFailed")).to.have.length(1);
      return workflow;
    });

    play("after failures that were retried is still not retried", async () => {
      const broken = fault("get", 1);
      const workflow = await reportedWorkflow({ port: broken.around });
      await settle(workflow);
      await withdraw(workflow.ports);
      await finish(workflow);
      expect(triesOf(workflow, "SitExam")).to.deep.equal(expectedTries(START, 1));
      expect(entered(workflow)).to.deep.equal(WITHDRAWN);
      return workflow;
    });
  });

  describe("a failure that does not pass", () => {
    const REDRIVEN = START + 3 * DAY_MS;

    /** Redrives the execution three days after its start. */
    async function redrive({ clock, machine, executionArn }: Workflow): Promise<void> {
      await clock.run(REDRIVEN);
      machine.redriveExecution(executionArn);
      await clock.run(REDRIVEN);
    }

    for (const call of ["get", "apply"] as const)
      play(`fails the execution in SitExam (${call}), and a redrive opens the same attempt`, async () => {
        const broken = fault(call);
        const workflow = await reportedWorkflow({ port: broken.around });
        const tries = expectedTries(START, 8);
        expect(await finish(workflow)).to.deep.equal({
          status: "FAILED",
          error: "Unavailable",
          at: tries.at(-1),
        });
        expect(entered(workflow)).to.deep.equal(["SitExam"]);
        expect(triesOf(workflow, "SitExam")).to.deep.equal(tries);
        expect(published(workflow.ports)).to.deep.equal([]);

        broken.left = 0;
        await redrive(workflow);
        expect(stored(workflow.ports, 1)).to.include({
          openedAt: timestamp(REDRIVEN),
          deadline: timestamp(DEADLINE),
        });
        await submit(workflow.ports, 1, 3);
        expect(await finish(workflow)).to.deep.equal({ status: "SUCCEEDED", at: REDRIVEN });
        expect(entered(workflow)).to.deep.equal(PASSED);
        return workflow;
      });

    play(
      "fails the execution in SitExam (publish), and a redrive keeps attempt, paper and deadline",
      async () => {
        const broken = fault("publish");
        const workflow = await reportedWorkflow({ port: broken.around });
        expect(await finish(workflow)).to.include({ status: "FAILED", error: "Unavailable" });
        const before = stored(workflow.ports, 1);
        expect(before.codeHashes).to.have.length(9);
        expect(codes(workflow.ports)).to.deep.equal([]);

        broken.left = 0;
        await redrive(workflow);
        const after = stored(workflow.ports, 1);
        expect(after.token).not.to.equal(before.token);
        expect(after).to.deep.equal({
          ...before,
          token: after.token,
          codeHashes: [...before.codeHashes, workflow.ports.secrets.hashCode(codes(workflow.ports)[0] ?? "")],
        });
        expect(storedIncident(workflow.ports).attempts).to.have.all.keys("1");

        await submit(workflow.ports, 1, 3);
        expect(await finish(workflow)).to.deep.equal({ status: "SUCCEEDED", at: REDRIVEN });
        expect(entered(workflow)).to.deep.equal(PASSED);
        return workflow;
      },
    );

    play("fails the execution in CloseAttempt, and a redrive announces what nobody had heard", async () => {
      const broken = fault("publish", 0);
      const workflow = await reportedWorkflow({ port: broken.around });
      await workflow.clock.run(START + DAY_MS);
      await submit(workflow.ports, 1, 3);
      broken.left = Infinity;
      expect(await finish(workflow)).to.deep.equal({
        status: "FAILED",
        error: "Unavailable",
        at: expectedTries(START + DAY_MS, 8).at(-1),
      });
      expect(entered(workflow)).to.deep.equal(["SitExam", "CloseAttempt"]);
      expect(announced(workflow)).to.deep.equal([]);
      const before = storedIncident(workflow.ports);

      broken.left = 0;
      await redrive(workflow);
      expect(standing(workflow)).to.deep.equal({ status: "SUCCEEDED", at: REDRIVEN });
      expect(entered(workflow)).to.deep.equal(PASSED);
      expect(announced(workflow)).to.deep.equal(["1.incident-resolved"]);
      expect(storedIncident(workflow.ports)).to.deep.equal(before);
      return workflow;
    });

    play(
      "of a closing that never answers fails the execution as States.Timeout, and can be redriven",
      async () => {
        let silent = true;
        const workflow = await reportedWorkflow({
          task: (call, perform) =>
            call.state === "CloseAttempt" && silent ? new Promise(() => undefined) : perform(),
          random: () => 0,
        });
        await workflow.clock.run(START + DAY_MS);
        await submit(workflow.ports, 1, 0);
        expect(await finish(workflow)).to.deep.equal({
          status: "FAILED",
          error: "States.Timeout",
          at: START + DAY_MS + 9 * 60_000,
        });

        silent = false;
        await redrive(workflow);
        expect(announced(workflow)).to.deep.equal(["1.attempt-failed"]);
        expect(stored(workflow.ports, 2).openedAt).to.equal(timestamp(REDRIVEN));
        return workflow;
      },
    );

    play(
      "does not keep anybody from submitting: the redrive finds the outcome, and only announces it",
      async () => {
        const broken = fault("publish");
        const workflow = await reportedWorkflow({ port: broken.around });
        await finish(workflow);
        // The last invitation was published, and only its answer lost: the student has a code.
        const incident = storedIncident(workflow.ports);
        const code = "mailed-after-all";
        workflow.ports.incidents.put({
          ...incident,
          attempts: {
            1: { ...stored(workflow.ports, 1), codeHashes: [workflow.ports.secrets.hashCode(code)] },
          },
        });
        const answer = await submit(workflow.ports, 1, 3, { headers: bearer(code) });
        expect(bodyOf(answer)).to.include({ outcome: "passed" });

        broken.left = 0;
        await redrive(workflow);
        expect(standing(workflow)).to.deep.equal({ status: "SUCCEEDED", at: REDRIVEN });
        expect(entered(workflow)).to.deep.equal(PASSED);
        expect(published(workflow.ports)).to.deep.equal([`${ID}.1.incident-resolved`]);
        return workflow;
      },
    );
  });

  play("fails at a status that it does not know", async () => {
    const workflow = await reportedWorkflow({
      task: async (call, perform) =>
        call.state === "CloseAttempt"
          ? { StatusCode: 200, Payload: { incidentId: ID, attempt: 1, status: "paused" } }
          : perform(),
    });
    expect(await finish(workflow)).to.deep.equal({ status: "FAILED", error: "UnknownStatus", at: OVER });
    expect(entered(workflow)).to.deep.equal(["SitExam", "CloseAttempt", "Status", "UnknownStatus"]);
    return workflow;
  });

  it("takes every path of the definition in the plays above: states, ways out, rules, catches and retries", async () => {
    for (const run of played) await run();
    const report = PATHS.report();
    expect(report.untaken, coverageText(report)).to.deep.equal([]);
    expect(report.percent).to.equal(100);
  });
});
