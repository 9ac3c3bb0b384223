/**
 * Deployments while exams are open: executions that one program began, ended by another, over HTTP on this machine. In
 * both directions: today's after an older one, and a rollback to it.
 */
import { expect } from "chai";
import { isRecord } from "../../local/inputs";
import { programOf, startStack, type Deployable, type Stack } from "../../local/stack";
import { answers, client, REPORT, type Answer, type Client } from "../stack/client";
import { fixtures, readFixture, SHORT_WINDOW, WINDOW } from "./fixture";
import { withoutGrants } from "./stored";

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

/** How an execution ended and in which state, by the log of the state machine; nothing of an open one. */
function endOf(stack: Stack, incidentId: string): string | undefined {
  const events = stack.logs().flatMap(({ logGroup, line }) => {
    const event: unknown = logGroup.includes("/states/") ? JSON.parse(line) : undefined;
    return isRecord(event) && String(event["execution_arn"]).endsWith(`:${incidentId}`) ? [event] : [];
  });
  const end = events.find(({ type }) => /^Execution(Succeeded|Failed|Aborted|TimedOut)$/.test(String(type)));
  const entered = events.filter(({ type }) => String(type).endsWith("StateEntered")).at(-1)?.["details"];
  const state = isRecord(entered) ? entered["stateEnteredEventDetails"] : undefined;
  return end && `${String(end["type"])} in ${isRecord(state) ? String(state["name"]) : "no state"}`;
}

async function expectEnd(stack: Stack, incidentId: string, expected: string): Promise<void> {
  const end = await client(stack).until(`the end of ${incidentId}`, () =>
    Promise.resolve(endOf(stack, incidentId)),
  );
  expect(end).to.equal(`ExecutionSucceeded in ${expected}`);
}

const told = async (api: Client, incidentId: string): Promise<readonly string[]> =>
  (await api.outbox())
    .filter((message) => message.incidentId === incidentId)
    .map(({ attempt, event }) => `${attempt} ${event}`);

const move = (api: Client, incidentId: string): Promise<Answer> =>
  api.send("PUT", `/incidents/${incidentId}/attempts/1/deadline`, { body: { deadline: inHours(2) } });

const invitations = async (api: Client, incidentId: string) =>
  (await api.outbox()).filter((each) => each.incidentId === incidentId && each.event === "exam-invitation");

interface Direction {
  readonly first: () => Promise<Deployable>;
  readonly second: () => Promise<Deployable>;
  /** Which of them is today's, whose officers move deadlines. */
  readonly today: "first" | "second";
}

function itEndsWhatWasOpen({ first, second, today }: Direction): void {
  let stack: Stack;
  let api: Client;
  let sitting: Awaited<ReturnType<Client["paper"]>>;
  let submission: { readonly path: string; readonly code: string; readonly body: object };
  let submitted: Answer;

  before(async function () {
    this.timeout(60_000);
    const [one, other] = [await first(), await second()];
    stack = await startStack({ program: one });
    api = client(stack);
    for (const id of ["sits", "fails", "submitted", "withdrawn", "moved"]) {
      await api.report(id);
      await api.message(id, 1, "exam-invitation");
    }
    sitting = await api.paper("sits", 1);
    const { path, code, paper } = await api.paper("submitted", 1);
    submission = { path, code, body: { answers: answers(paper, true) } };
    submitted = await api.send("PUT", path, submission);
    await expectEnd(stack, "submitted", "Resolved");
    if (today === "first") await move(api, "moved");
    stack = await stack.deploy(withoutGrants(one));
    // The state machine tries again to open these, until it may.
    for (const id of ["unopened", "withdrawn-unopened"]) await api.report(id);
    await api.withdraw("withdrawn-unopened");
    stack = await stack.deploy(other);
    api = client(stack);
    if (today === "second") expect((await move(api, "moved")).status).to.equal(200);
  });

  after(() => stack.stop());

  it("keeps the codes of outstanding invitations good, and papers as they were", async () => {
    const read = await api.send("GET", `${sitting.path}/paper`, { code: sitting.code });
    expect([read.status, read.body]).to.deep.equal([200, sitting.paper]);
  });

  it("wakes the execution that waits, by the token of the item", async () => {
    const body = { answers: answers(sitting.paper, true) };
    expect((await api.send("PUT", sitting.path, { code: sitting.code, body })).status).to.equal(200);
    await expectEnd(stack, "sits", "Resolved");
    expect(await told(api, "sits")).to.deep.equal(["1 exam-invitation", "1 incident-resolved"]);
  });

  it("opens the attempts that follow, until administrative action", async () => {
    for (const attempt of [1, 2, 3]) {
      const { status } = await api.sit("fails", attempt, false);
      expect(status, `attempt ${attempt}`).to.equal(200);
    }
    await expectEnd(stack, "fails", "AdministrativeAction");
    const { attempts } = await api.incident("fails");
    expect(attempts.map(({ outcome }) => outcome)).to.deep.equal(["failed", "failed", "failed"]);
    expect((await told(api, "fails")).at(-1)).to.equal("3 administrative-action");
  });

  it("answers a submission from before as it was answered then", async () => {
    const again = await api.send("PUT", submission.path, submission);
    expect([submitted.status, again.status, again.text]).to.deep.equal([200, 200, submitted.text]);
  });

  it("takes the same report for the same, and a withdrawal", async () => {
    expect((await api.report("withdrawn", REPORT)).status).to.equal(200);
    expect((await api.withdraw("withdrawn")).status).to.equal(200);
    await expectEnd(stack, "withdrawn", "Withdrawn");
  });

  it("opens what could not be opened, and closes what was withdrawn before it was", async () => {
    await api.sit("unopened", 1, true);
    await expectEnd(stack, "unopened", "Resolved");
    await expectEnd(stack, "withdrawn-unopened", "Withdrawn");
    expect(await told(api, "withdrawn-unopened")).to.deep.equal(["1 incident-withdrawn"]);
  });

  it("goes on waiting where officers moved the deadline, with the first code and with any that was mailed since", async () => {
    const mailed = await invitations(api, "moved");
    for (const { examCode } of mailed) {
      const read = await api.send("GET", "/incidents/moved/attempts/1/paper", { code: examCode });
      expect(read.status).to.equal(200);
    }
    await api.sit("moved", 1, true);
    await expectEnd(stack, "moved", "Resolved");
  });

  it("lists and shows every incident", async () => {
    const { body } = await api.send<{ readonly incidents: readonly { readonly incidentId: string }[] }>(
      "GET",
      `/incidents?studentId=${REPORT.studentId}`,
    );
    expect(body.incidents).to.have.length(7);
    for (const { incidentId } of body.incidents)
      expect((await api.send("GET", `/incidents/${incidentId}`)).status).to.equal(200);
  });
}

/** Nobody submits: three deadlines go by under the second program. */
async function itMisses(first: Deployable, second: Deployable): Promise<void> {
  let stack = await startStack({ program: first });
  try {
    await client(stack).report("missed");
    await client(stack).message("missed", 1, "exam-invitation");
    stack = await stack.deploy(second);
    const api = client(stack);
    await api.message("missed", 3, "administrative-action");
    await expectEnd(stack, "missed", "AdministrativeAction");
    expect(await told(api, "missed")).to.deep.equal([
      ...[1, 2, 3].flatMap((attempt) => [`${attempt} exam-invitation`, `${attempt} attempt-missed`]),
      "3 administrative-action",
    ]);
  } finally {
    await stack.stop();
  }
}

const programs = new Map<string, Promise<Deployable>>();

/** Today's; it runs once for each window. */
function today(deadline: string): Promise<Deployable> {
  const program = programs.get(deadline) ?? programOf({ deadline });
  programs.set(deadline, program);
  return program;
}

for (const [index, name] of fixtures().entries()) {
  // Waiting takes its time: one older program is enough for that.
  const waits = index === 0;
  const older = () => Promise.resolve(readFixture(name).program);

  describe(`deployments: today's program after ${name}`, () => {
    itEndsWhatWasOpen({ first: older, second: () => today(WINDOW), today: "second" });

    if (waits)
      it("records what is missed, by the deadlines of the older definition", async () => {
        await itMisses(readFixture(name).withShortWindow, await today(WINDOW));
      });

    it("shows what was stored, whatever its status and shape, and changes what is open", async () => {
      const { program, items } = readFixture(name);
      const stack = await (await startStack({ program, items })).deploy(await today(WINDOW));
      try {
        const api = client(stack);
        const ids = Object.values(items).flatMap((each) =>
          each.map(({ incidentId }) => (isRecord(incidentId) ? String(incidentId["S"]) : "")),
        );
        const statuses: Record<string, string> = {};
        for (const id of ids) statuses[id] = (await api.incident(id)).status;
        expect(statuses).to.include({
          unopened: "awaiting-exam",
          open: "awaiting-exam",
          "failed-once": "awaiting-exam",
          passed: "resolved",
          withdrawn: "withdrawn",
          "failed-thrice": "administrative-action",
          "missed-thrice": "administrative-action",
        });
        expect((await api.send("DELETE", "/incidents/withdrawn/person")).status).to.equal(200);
        expect((await api.withdraw("failed-once")).status).to.equal(200);
        // Nobody had started its execution: the schedule does.
        await api.report("unopened");
        await api.sit("unopened", 1, true);
        await expectEnd(stack, "unopened", "Resolved");
        await stack.runSchedules();
      } finally {
        await stack.stop();
      }
    });
  });

  describe(`deployments: ${name} again after today's program, a rollback`, () => {
    itEndsWhatWasOpen({ first: () => today(WINDOW), second: older, today: "first" });

    if (waits)
      it("records what is missed, by the deadlines of today's definition", async () => {
        await itMisses(await today(SHORT_WINDOW), readFixture(name).program);
      });
  });
}
