import { expect } from "chai";
import { openApiDocument, SIGN_IN } from "../../api/openapi";
import {
  answersTo,
  asStudent,
  close,
  longAgo,
  open,
  published,
  questionIdsOf,
  REPORT,
  sit,
  startCloud,
  tokenOf,
  type Cloud,
} from "../support/cloud";
import { at, runOf, textAt } from "../support/program";

const MACHINE = "arn:aws:states:eu-west-1:111122223333:stateMachine:resit-dev-exam";
const QUESTIONS = 10;
const PASS_MARK = 8;

describe("packages: the way of an incident", () => {
  let cloud: Cloud;
  before(async () => {
    cloud = await startCloud(await runOf("dev"));
  });
  after(() => cloud.stop());

  const report = (incidentId: string) => cloud.ask("reportIncident", { path: { incidentId }, json: REPORT });
  const standing = async (incidentId: string) =>
    (await cloud.ask("getIncident", { path: { incidentId } })).body;
  const newlyPublished = async (work: () => Promise<unknown>) => {
    const before = published(cloud).length;
    await work();
    return published(cloud).slice(before);
  };
  const wakings = () =>
    cloud.aws.calls.flatMap(({ action, input }) => (action === "states:SendTaskSuccess" ? [input] : []));

  it("starts with a report: 201 and one execution; the same again is 200 and starts nothing new", async () => {
    const incidentId = "report-1";
    const starts = () => cloud.aws.calls.filter(({ action }) => action === "states:StartExecution");
    const first = await report(incidentId);
    expect([first.status, first.headers?.["Location"], first.headers?.["ETag"]]).to.deep.equal([
      201,
      "/v1/incidents/report-1",
      '"1"',
    ]);
    expect(starts().map(({ input }) => input)).to.deep.equal([
      { stateMachineArn: MACHINE, name: incidentId, input: '{"incidentId":"report-1","attempt":1}' },
    ]);
    const second = await report(incidentId);
    expect([second.status, second.body]).to.deep.equal([200, first.body]);
    const other = { ...REPORT, course: "HIST102" };
    const third = await cloud.ask("reportIncident", { path: { incidentId }, json: other });
    expect([third.status, at(third.body, "type")]).to.deep.equal([409, "urn:resit:problem:incident-differs"]);
  });

  it("ends in resolved when the student passes", async () => {
    const incidentId = "pass-1";
    await report(incidentId);
    const enteredAt = new Date();
    const [invitation] = await newlyPublished(() => open(cloud, incidentId, 1, enteredAt));
    const examCode = textAt(invitation, "examCode");
    const deadline = new Date(enteredAt.getTime() + 3_600_000).toISOString();
    expect(examCode).to.match(/^[A-Za-z0-9_-]{32}$/);
    expect(invitation).to.deep.equal({
      version: 1,
      event: "exam-invitation",
      id: "pass-1.1.exam-invitation",
      incidentId,
      studentId: REPORT.studentId,
      attempt: 1,
      email: REPORT.email,
      deadline,
      examUrl: `https://exam.university.example/resit#pass-1/1/${examCode}`,
      examCode,
    });

    const student = asStudent(incidentId, 1, examCode);
    const paper = await cloud.ask("getPaper", student);
    expect(paper.status).to.equal(200);
    expect(paper.body).to.include({ incidentId, attempt: 1, deadline });
    expect(new Set(questionIdsOf(paper.body)).size).to.equal(QUESTIONS);

    const answers = answersTo(questionIdsOf(paper.body), PASS_MARK);
    const submitted = await cloud.ask("submitAttempt", { ...student, json: { answers } });
    expect([submitted.status, submitted.body]).to.deep.equal([
      200,
      {
        incidentId,
        attempt: 1,
        outcome: "passed",
        correct: PASS_MARK,
        total: QUESTIONS,
        passMark: PASS_MARK,
        attemptsLeft: 2,
        status: "resolved",
      },
    ]);
    expect(wakings().at(-1)).to.deep.equal({ taskToken: tokenOf(incidentId, 1), output: "{}" });
    const again = await cloud.ask("submitAttempt", { ...student, json: { answers } });
    expect([again.status, again.text]).to.deep.equal([200, submitted.text]);

    const events = await newlyPublished(async () => {
      expect(await close(cloud, incidentId, 1)).to.deep.equal({
        result: { incidentId, attempt: 1, status: "resolved" },
      });
    });
    expect(events).to.deep.equal([
      {
        version: 1,
        event: "incident-resolved",
        id: "pass-1.1.incident-resolved",
        incidentId,
        studentId: REPORT.studentId,
        attempt: 1,
        correct: PASS_MARK,
        total: QUESTIONS,
        passMark: PASS_MARK,
      },
    ]);
    expect(await standing(incidentId)).to.deep.include({ ...REPORT, incidentId, status: "resolved" });
  });

  it("ends in administrative action when the student fails three times, on three different papers", async () => {
    const incidentId = "fail-1";
    await report(incidentId);
    const papers: string[] = [];
    for (const [attempt, status, next] of [
      [1, "awaiting-exam", 2],
      [2, "awaiting-exam", 3],
      [3, "administrative-action", 3],
    ] as const) {
      const examCode = await open(cloud, incidentId, attempt);
      const student = asStudent(incidentId, attempt, examCode);
      const questionIds = questionIdsOf((await cloud.ask("getPaper", student)).body);
      papers.push(...questionIds);
      const answers = answersTo(questionIds, PASS_MARK - 1);
      const { body } = await cloud.ask("submitAttempt", { ...student, json: { answers } });
      expect(body).to.include({
        outcome: "failed",
        correct: PASS_MARK - 1,
        attemptsLeft: 3 - attempt,
        status,
      });
      const events = await newlyPublished(async () => {
        expect(await close(cloud, incidentId, attempt)).to.deep.equal({
          result: { incidentId, attempt: next, status },
        });
      });
      expect(events.map((event) => at(event, "event"))).to.deep.equal([
        "attempt-failed",
        ...(attempt === 3 ? ["administrative-action"] : []),
      ]);
    }
    expect(new Set(papers).size).to.equal(3 * QUESTIONS);
    expect(await standing(incidentId)).to.include({ status: "administrative-action" });
  });

  it("goes on to the next attempt when the deadline is missed, and takes no answers after it", async () => {
    const incidentId = "miss-1";
    await report(incidentId);
    const student = asStudent(incidentId, 1, await open(cloud, incidentId, 1, longAgo()));
    const late = [
      await cloud.ask("getPaper", student),
      await cloud.ask("submitAttempt", { ...student, json: { answers: {} } }),
    ];
    for (const { status, body } of late)
      expect([status, at(body, "type")]).to.deep.equal([410, "urn:resit:problem:attempt-closed"]);
    const events = await newlyPublished(async () => {
      expect(await close(cloud, incidentId, 1)).to.deep.equal({
        result: { incidentId, attempt: 2, status: "awaiting-exam" },
      });
    });
    expect(events.map((event) => at(event, "id"))).to.deep.equal(["miss-1.1.attempt-missed"]);
    const passed = await sit(cloud, incidentId, 2, QUESTIONS);
    expect(passed.body).to.include({ outcome: "passed", attempt: 2, attemptsLeft: 1, status: "resolved" });
  });

  it("is not closed before the deadline: closing says to wait on", async () => {
    const incidentId = "early-1";
    await report(incidentId);
    await open(cloud, incidentId, 1);
    const events = await newlyPublished(async () => {
      const { result } = await close(cloud, incidentId, 1);
      expect(result).to.include({ incidentId, attempt: 1, status: "awaiting-exam" });
      // The window and the grace, less what the test took.
      expect(at(result, "waitSeconds")).to.be.within(3_600, 3_660);
    });
    expect(events).to.deep.equal([]);
  });

  it("ends in withdrawn when it was reported in error, and wakes who waits", async () => {
    const incidentId = "withdrawn-1";
    await report(incidentId);
    await open(cloud, incidentId, 1);
    const withdrawal = { path: { incidentId }, json: { reason: "Cited in an appendix." } };
    const first = await cloud.ask("withdrawIncident", withdrawal);
    const second = await cloud.ask("withdrawIncident", withdrawal);
    expect([first.status, second.status, second.body]).to.deep.equal([200, 200, first.body]);
    expect(first.body).to.include({ status: "withdrawn", reason: "Cited in an appendix." });
    expect(wakings().at(-1)).to.deep.equal({ taskToken: tokenOf(incidentId, 1), output: "{}" });
    const events = await newlyPublished(() => close(cloud, incidentId, 1));
    expect(events.map((event) => at(event, "id"))).to.deep.equal(["withdrawn-1.1.incident-withdrawn"]);
  });

  it("is listed by status and by student, page by page", async () => {
    const { course, assessment } = REPORT;
    const student = { ...REPORT, studentId: "s-listed" };
    for (const incidentId of ["listed-1", "listed-2"])
      await cloud.ask("reportIncident", { path: { incidentId }, json: student });
    const query = { studentId: "s-listed", limit: "1" };
    const first = await cloud.ask("listIncidents", { query });
    const cursor = textAt(first.body, "cursor");
    const second = await cloud.ask("listIncidents", { query: { ...query, cursor } });
    const idsOf = (body: unknown) => [at(body, "incidents", 0, "incidentId"), at(body, "incidents", 1)];
    expect([idsOf(first.body), idsOf(second.body)]).to.have.deep.members([
      ["listed-1", undefined],
      ["listed-2", undefined],
    ]);
    expect(at(first.body, "incidents", 0)).to.include({ course, assessment, status: "awaiting-exam" });
    const both = await cloud.ask("listIncidents", { query: { studentId: "s-listed", status: "resolved" } });
    expect(both.body).to.deep.equal({ incidents: [] });
    const resolved = await cloud.ask("listIncidents", { query: { status: "withdrawn" } });
    expect(at(resolved.body, "incidents")).to.have.length(1);
  });

  it("is described by the API itself: the document of the routes, for everybody to keep a while", async () => {
    const { status, headers, body } = await cloud.ask("getOpenApi");
    expect([status, headers?.["Content-Type"], headers?.["Cache-Control"]]).to.deep.equal([
      200,
      "application/json",
      "public, max-age=300",
    ]);
    const signIn = "https://resit-dev-university-example.auth.eu-west-1.amazoncognito.com";
    expect(body).to.deep.equal(JSON.parse(JSON.stringify(openApiDocument()).replaceAll(SIGN_IN, signIn)));
  });
});
