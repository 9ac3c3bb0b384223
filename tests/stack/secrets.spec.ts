/** After all that officers and students can do: what the stack has written, searched for secrets. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import type { Stack } from "../../local/stack";
import { accessToken, answers, client, REPORT, type Answer, type Client } from "./client";
import { examCodes, keysIn, privateIn, written } from "./secrets";
import { stackWith } from "./stacks";

const ID = "secrets-1";
const PATH = `/incidents/${ID}`;
const CORRECTED = "corrected@university.example";
const REASON = "It was somebody else.";

/** As long as the task tokens of this machine, which are random. */
const LONG = /(?<![\w-])[\w-]{64}(?![\w-])/;

describe("secrets", () => {
  let stack: Stack;
  let api: Client;
  /** What officers and students were answered. */
  const officers: Answer[] = [];
  const students: Answer[] = [];

  before(async function () {
    this.timeout(60_000);
    stack = await stackWith("1h");
    api = client(stack);
    const officer = async (...request: Parameters<Client["send"]>) => {
      const answer = await api.send(...request);
      officers.push(answer);
      return answer;
    };
    const student = async (...request: Parameters<Client["send"]>) => {
      students.push(await api.send(...request));
    };
    const token = stack.identity && (await accessToken(stack.identity));
    await officer("PUT", PATH, { body: REPORT });
    const { path, code, paper } = await api.paper(ID, 1);
    await officer("POST", `${path}/invitation`, { body: { email: CORRECTED } });
    await officer("POST", `${path}/invitation`, { body: { revoke: true } });
    const newest = await api.until("the third invitation", () =>
      Promise.resolve(invitations().length === 3 ? invitations()[2] : undefined),
    );
    const later = new Date(Date.parse(paper.deadline) + 3_600_000).toISOString();
    await officer("PUT", `${path}/deadline`, { body: { deadline: later } });
    // A reminder falls due three seconds later: ten minutes before the deadline.
    const due = Date.now() + 3_000;
    const soon = new Date(due + 600_000).toISOString();
    await officer("PUT", `${path}/deadline`, { body: { deadline: soon } });
    await sleep(due - Date.now() + 50);
    await stack.runSchedules();
    await student("GET", `${path}/paper`, { code });
    await student("GET", `${path}/paper`, { code: newest });
    await student("GET", `${PATH}/attempts/2/paper`, { code: newest });
    await student("GET", "/incidents/secrets-2/attempts/1/paper", { code });
    await student("PUT", path, { code: newest, body: { answers: { other: "a" } } });
    await student("PUT", path, { code: newest, body: { answers: answers(paper, false) } });
    await student("PUT", path, { code: newest, body: { answers: answers(paper, true) } });
    await api.message(ID, 2, "exam-invitation");
    await officer("GET", PATH);
    await officer("GET", PATH, { code: newest });
    await officer("GET", PATH, { token: `${token ?? ""}x` });
    await officer("GET", `/incidents?studentId=${REPORT.studentId}&limit=1`);
    await officer("GET", `/incidents?changedSince=${new Date(Date.now() - 60_000).toISOString()}`);
    await officer("POST", "/student-records", { body: { studentId: REPORT.studentId } });
    await officer("PUT", PATH, { body: { ...REPORT, email: "no address" } });
    await officer("PUT", `${PATH}/withdrawal`, { body: { reason: REASON } });
    await api.message(ID, 2, "incident-withdrawn");
    await officer("DELETE", `${PATH}/person`);
    await officer("PUT", PATH, { body: REPORT });
    await stack.runSchedules();
    // What was said of these requests has come when the last one has its line.
    const last = officers.at(-1)?.headers.get("x-amzn-requestid") ?? "";
    await api.until("the log's last line", () =>
      Promise.resolve(stack.logs().some(({ line }) => line.includes(last)) ? true : undefined),
    );
  });

  const invitations = () =>
    stack
      .messages()
      .filter(({ message }) => JSON.stringify(message).includes(`"${ID}"`))
      .flatMap((message) => examCodes({ ...stack, messages: () => [message] }));

  it("are looked for after each power was used", () => {
    expect(officers.map(({ status }) => status)).to.deep.equal([
      201, 200, 200, 200, 200, 200, 401, 401, 200, 200, 200, 400, 200, 200, 410,
    ]);
    expect(students.map(({ status }) => status)).to.deep.equal([404, 200, 404, 404, 422, 200, 409]);
    expect(invitations()).to.have.length(4);
    const events = stack.messages().flatMap(({ event, message }) => (isAboutIt(message) ? [event] : []));
    expect(events).to.include.members([
      "deadline-moved",
      "exam-reminder",
      "attempt-failed",
      "incident-withdrawn",
    ]);
  });

  const isAboutIt = (message: unknown) => JSON.stringify(message).includes(`"${ID}"`);

  it("that open something are in no log and no trace", () => {
    expect(written(stack)).to.include(ID);
    expect(keysIn(written(stack), stack)).to.deep.equal([]);
  });

  it("of a person and of the exam are in no log and no trace", () => {
    for (const text of [CORRECTED, REASON]) expect(written(stack)).to.not.include(text);
    expect(privateIn(written(stack))).to.deep.equal([]);
  });

  it("are not on the page of the traces", async () => {
    const url = `${stack.traces}?incidentId=${ID}`;
    const page = await (await fetch(url, { headers: { Accept: "text/html" } })).text();
    expect(page).to.include(ID);
    expect([...keysIn(page, stack), ...privateIn(page)]).to.deep.equal([]);
    expect(page).to.not.include(CORRECTED);
  });

  it("that wake an execution are in no line about it", () => {
    const lines = stack.logs().filter(({ line }) => line.includes(ID));
    expect(lines.length).to.be.greaterThan(20);
    expect(lines.filter(({ line }) => LONG.test(line))).to.deep.equal([]);
  });

  it("are in no answer: no key to anything, and no answer to a question", () => {
    for (const { text, headers } of [...officers, ...students]) {
      const all = `${text}\n${JSON.stringify([...headers])}`;
      expect(keysIn(all, stack), all).to.deep.equal([]);
      expect(LONG.test(all), all).to.equal(false);
      expect(text).to.not.match(/"(answer|codeHashes|answersHash|token|questionIds)"/);
    }
  });

  it("of a person are in no answer to a student, and in no refusal", () => {
    const refused = officers.filter(({ status }) => status >= 400);
    for (const { text } of [...students, ...refused])
      for (const secret of [REPORT.email, REPORT.studentId, REPORT.description, CORRECTED, REASON])
        expect(text).to.not.include(secret);
  });

  it("of a person are gone after the erasure", async () => {
    const { text } = await api.send("GET", PATH);
    for (const secret of [REPORT.email, REPORT.studentId, REPORT.description, CORRECTED, REASON])
      expect(text).to.not.include(secret);
  });

  it("are in messages only where they belong: the exam code in the invitation", () => {
    for (const { event, message } of stack.messages()) {
      const text = JSON.stringify(message);
      const found = keysIn(text, stack);
      expect(found, text).to.deep.equal(event === "exam-invitation" ? ["an exam code"] : []);
    }
  });

  it("are not among what the program exports", () => {
    expect(keysIn(JSON.stringify(stack.outputs), stack)).to.deep.equal([]);
  });
});
