/** What officers can do in cases that do not go as planned, as a client does it. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import type { Stack } from "../../local/stack";
import { answers, client, REPORT, type Answer, type Client, type Message } from "./client";
import { stackWith } from "./stacks";

interface Listed {
  readonly incidentId: string;
  readonly changedAt: string;
  readonly version: number;
}

interface Page {
  readonly incidents: readonly Listed[];
  readonly cursor: string;
}

/** After the deadline until the attempt is missed, of these stacks. */
const GRACE_MS = 1_000;
/** What the machine's own steps may take, where a lot runs beside it. */
const PATIENCE_MS = 5_000;

/** Before the deadline (Pulumi.dev.yaml). */
const REMINDER_MS = 600_000;

const inMs = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();

describe("officers, over HTTP on this machine", () => {
  let stack: Stack;
  let api: Client;

  before(async function () {
    this.timeout(60_000);
    stack = await stackWith("1h");
    api = client(stack);
  });

  const messagesOf = async (incidentId: string, event: string): Promise<readonly Message[]> =>
    (await api.outbox()).filter((message) => message.incidentId === incidentId && message.event === event);

  /** Sends an invitation to the first attempt again, and waits for it. */
  async function inviteAgain(id: string, body: object): Promise<Message> {
    const before = await messagesOf(id, "exam-invitation");
    const answer = await api.send("POST", `/incidents/${id}/attempts/1/invitation`, { body });
    expect(answer.status, answer.text).to.equal(200);
    return api.until("a further invitation", async () =>
      (await messagesOf(id, "exam-invitation")).find(
        ({ id: each }) => !before.some((one) => one.id === each),
      ),
    );
  }

  const move = (path: string, deadline: string) =>
    api.send("PUT", `${path}/deadline`, { body: { deadline } });
  const titleOf = ({ body }: Answer) => (body as { readonly type: string }).type.split(":").pop();

  it("send an invitation again, to a corrected address: both codes work", async () => {
    await api.report("again");
    const { path, code, paper } = await api.paper("again", 1);
    const second = await inviteAgain("again", { email: "corrected@university.example" });
    expect(second).to.include({
      email: "corrected@university.example",
      attempt: 1,
      deadline: paper.deadline,
    });
    expect(second.examCode).to.not.equal(code);
    for (const each of [code, second.examCode]) {
      const read = await api.send("GET", `${path}/paper`, { code: each });
      expect([read.status, read.body]).to.deep.equal([200, paper]);
    }
    const body = { answers: answers(paper, true) };
    const first = await api.send("PUT", path, { code, body });
    const again = await api.send("PUT", path, { code: second.examCode, body });
    expect([first.status, again.status, again.text]).to.deep.equal([200, 200, first.text]);
  });

  it("revoke codes that leaked: the new one alone works", async () => {
    await api.report("revoke");
    const { path, code } = await api.paper("revoke", 1);
    const second = await inviteAgain("revoke", {});
    const third = await inviteAgain("revoke", { revoke: true });
    const read = (each: string) => api.send("GET", `${path}/paper`, { code: each });
    const statuses = (await Promise.all([code, second.examCode, third.examCode].map(read))).map(
      ({ status }) => status,
    );
    expect(statuses).to.deep.equal([404, 404, 200]);
  });

  it("move a deadline to an earlier time: the machine waits until then, and no longer", async () => {
    await api.report("earlier");
    const { path, code, paper } = await api.paper("earlier", 1);
    const deadline = inMs(4_000);
    const moved = await move(path, deadline);
    expect(moved.status, moved.text).to.equal(200);
    expect((await api.incident("earlier")).attempts[0]?.deadline).to.equal(deadline);
    expect((await messagesOf("earlier", "deadline-moved")).map((each) => each.deadline)).to.deep.equal([
      deadline,
    ]);
    await sleep(Date.parse(deadline) - Date.now() + 5);
    const late = await api.send("PUT", path, { code, body: { answers: answers(paper, true) } });
    expect([late.status, titleOf(late)]).to.deep.equal([410, "attempt-closed"]);
    const second = await api.message("earlier", 2, "exam-invitation");
    // The second attempt has a whole window of its own, from when the first one was missed.
    const opened = Date.parse(second.deadline) - 3_600_000 - Date.parse(deadline);
    expect(opened).to.be.within(GRACE_MS, GRACE_MS + PATIENCE_MS);
  });

  it("move a deadline to a later time: answers are taken until then, and the attempt is missed after it", async () => {
    const short = await stackWith("4s");
    const to = client(short);
    await Promise.all([to.report("later"), to.report("later-missed")]);
    const [first, missed] = await Promise.all([to.paper("later", 1), to.paper("later-missed", 1)]);
    const deadline = new Date(Date.parse(first.paper.deadline) + 3_000).toISOString();
    for (const { path } of [first, missed]) {
      const moved = await to.send("PUT", `${path}/deadline`, { body: { deadline } });
      expect(moved.status, moved.text).to.equal(200);
    }
    // After the first deadline and its grace.
    await sleep(Date.parse(first.paper.deadline) + GRACE_MS + 500 - Date.now());
    const body = { answers: answers(first.paper, true) };
    expect((await to.send("PUT", first.path, { code: first.code, body })).status).to.equal(200);
    const second = await to.message("later-missed", 2, "exam-invitation");
    const opened = Date.parse(second.deadline) - 4_000 - Date.parse(deadline);
    expect(opened).to.be.within(GRACE_MS, GRACE_MS + PATIENCE_MS);
    const { attempts } = await to.incident("later-missed");
    expect(attempts[0]).to.include({ outcome: "missed", deadline });
  });

  it("move no deadline to where it cannot be", async () => {
    await api.report("impossible");
    const { path } = await api.paper("impossible", 1);
    const wanted = [inMs(-60_000), inMs(121 * 86_400_000), "2027-02-30T00:00Z", "9999-12-31T24:00Z"];
    const refused = [];
    for (const deadline of wanted) refused.push(titleOf(await move(path, deadline)));
    expect(refused).to.deep.equal([
      "deadline-not-possible",
      "deadline-not-possible",
      "malformed-request",
      "malformed-request",
    ]);
    expect(titleOf(await move("/incidents/impossible/attempts/2", inMs(60_000)))).to.equal(
      "attempt-not-open",
    );
  });

  it("have students reminded once, when the time has come", async () => {
    await api.report("remind");
    const { path } = await api.paper("remind", 1);
    await stack.runSchedules();
    expect(await messagesOf("remind", "exam-reminder")).to.deep.equal([]);
    const deadline = inMs(REMINDER_MS + 3_000);
    expect((await move(path, deadline)).status).to.equal(200);
    await sleep(Date.parse(deadline) - REMINDER_MS - Date.now() + 50);
    await stack.runSchedules();
    await stack.runSchedules();
    const reminders = await messagesOf("remind", "exam-reminder");
    expect(reminders.map((each) => each.deadline)).to.deep.equal([deadline]);
    expect(reminders[0]).to.not.have.any.keys("examCode", "examUrl");
    expect((await api.incident("remind")).attempts[0]).to.have.property("remindedAt");
  });

  it("get all that is kept on a student, and erase it after the end", async () => {
    const studentId = "s-erased";
    const report = { ...REPORT, studentId, email: "erased@university.example" };
    await api.report("record-1", report);
    await api.report("record-2", report);
    const record = async () => {
      const { status, body } = await api.send("POST", "/student-records", { body: { studentId } });
      expect(status).to.equal(200);
      return body as { readonly studentId: string; readonly incidents: readonly { incidentId: string }[] };
    };
    await api.until("both incidents in the index", async () =>
      (await record()).incidents.length === 2 ? true : undefined,
    );
    const { incidents } = await record();
    expect(incidents.map(({ incidentId }) => incidentId)).to.have.members(["record-1", "record-2"]);
    expect(incidents[0]).to.include({ studentId, email: report.email, description: REPORT.description });

    const erase = () => api.send<Record<string, unknown>>("DELETE", "/incidents/record-1/person");
    const open = await erase();
    expect([open.status, titleOf(open)]).to.deep.equal([409, "incident-open"]);
    await api.withdraw("record-1", "It was s-erased's sister.");
    const erased = await erase();
    expect(erased.status, erased.text).to.equal(200);
    for (const each of [studentId, report.email, REPORT.description, "sister"])
      expect(erased.text).to.not.include(each);
    expect((await erase()).text).to.equal(erased.text);
    const anew = await api.report("record-1", report);
    expect([anew.status, titleOf(anew)]).to.deep.equal([410, "incident-erased"]);
    expect((await record()).incidents.map(({ incidentId }) => incidentId)).to.deep.equal(["record-2"]);
  });

  it("follow all that changes, by the cursor, without a gap and without a repeat", async () => {
    const ids = ["follow-1", "follow-2", "follow-3", "follow-4"];
    const since = inMs(-1_000);
    const seen: Listed[] = [];
    const versions = new Map<string, number>();
    const versionOf = async (id: string) =>
      Number((await api.send("GET", `/incidents/${id}`)).headers.get("etag")?.replace(/"/g, ""));

    for (const id of ids) await api.report(id);
    for (const id of ids) await api.message(id, 1, "exam-invitation");
    let cursor: string | undefined;
    const changes = sleep(1_500).then(async () => {
      // While the client follows.
      await api.withdraw("follow-2");
      await api.message("follow-2", 1, "incident-withdrawn");
      await api.sit("follow-3", 1, true);
      await api.message("follow-3", 1, "incident-resolved");
      for (const id of ids) versions.set(id, await versionOf(id));
    });
    await api.until("every change in the list", async () => {
      const query = `changedSince=${since}&limit=3${cursor === undefined ? "" : `&cursor=${cursor}`}`;
      const { status, body, text } = await api.send<Page>("GET", `/incidents?${query}`);
      expect(status, text).to.equal(200);
      seen.push(...body.incidents);
      cursor = body.cursor;
      const isSeen = (id: string) =>
        seen.some(({ incidentId, version }) => incidentId === id && version === versions.get(id));
      return versions.size === ids.length && ids.every(isSeen) ? true : undefined;
    });
    await changes;
    const times = seen.map(({ changedAt }) => changedAt);
    expect(times).to.deep.equal([...times].sort());
    const entries = seen.map(({ incidentId, version }) => `${incidentId} ${version}`);
    expect(new Set(entries).size).to.equal(entries.length);
  });
});
