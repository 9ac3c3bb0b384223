import { expect } from "chai";
import type { Refusal } from "../support/awsEndpoints";
import {
  asStudent,
  close,
  open,
  openTask,
  questionIdsOf,
  REPORT,
  sit,
  startCloud,
  type Cloud,
} from "../support/cloud";
import { at, runOf } from "../support/program";

const DOWN: Refusal = { status: 503, errorType: "ServiceUnavailable", message: () => "Try again later" };
const FORBIDDEN: Refusal = {
  status: 403,
  errorType: "AuthorizationError",
  message: () => "User is not authorized to perform: SNS:Publish",
};

describe("packages: errors", () => {
  let cloud: Cloud;
  before(async () => {
    cloud = await startCloud(await runOf("dev"));
  });
  after(() => cloud.stop());

  const report = (incidentId: string) => cloud.ask("reportIncident", { path: { incidentId }, json: REPORT });
  it("keep the name AttemptClosed, by which the state machine catches it", async () => {
    const { error } = await openTask(cloud, "never-reported", 1);
    expect(error).to.include({
      errorType: "AttemptClosed",
      errorMessage: "never-reported: attempt 1 cannot be opened.",
    });
    expect(error?.trace[0]).to.equal("AttemptClosed: never-reported: attempt 1 cannot be opened.");
  });

  it("say AttemptClosed for an attempt that is used, or out of its turn", async () => {
    await report("closed-1");
    expect((await openTask(cloud, "closed-1", 2)).error?.errorType).to.equal("AttemptClosed");
    await sit(cloud, "closed-1", 1, 10);
    expect((await openTask(cloud, "closed-1", 1)).error?.errorType).to.equal("AttemptClosed");
    expect((await openTask(cloud, "closed-1", 2)).error?.errorType).to.equal("AttemptClosed");
  });

  it("say Unavailable where AWS does not answer, and what AWS says where it refuses: both are retried", async () => {
    await report("unavailable-1");
    const unavailable = await cloud.aws.refusing("sns:Publish", DOWN, () =>
      openTask(cloud, "unavailable-1", 1),
    );
    expect(unavailable.error).to.include({
      errorType: "Unavailable",
      errorMessage: "AWS answered ServiceUnavailable.",
    });
    const refused = await cloud.aws.refusing("sns:Publish", FORBIDDEN, () =>
      openTask(cloud, "unavailable-1", 1),
    );
    expect(refused.error?.errorType).to.equal("AuthorizationErrorException");
    expect(await openTask(cloud, "unavailable-1", 1)).to.deep.equal({ result: {} });
  });

  it("stop closeAttempt where there is no such incident", async () => {
    expect((await close(cloud, "never-reported", 1)).error).to.include({
      errorType: "Error",
      errorMessage: "never-reported: there is no such incident.",
    });
  });

  it("become 503 with Retry-After where an execution cannot be started; the same report then starts it", async () => {
    const refused = await cloud.aws.refusing("states:StartExecution", DOWN, () => report("unstarted-1"));
    expect([refused.status, refused.headers?.["Retry-After"], at(refused.body, "type")]).to.deep.equal([
      503,
      "2",
      "urn:resit:problem:unavailable",
    ]);
    expect((await report("unstarted-1")).status).to.equal(200);
    const starts = cloud.aws.calls.filter(
      ({ action, input }) => action === "states:StartExecution" && input["name"] === "unstarted-1",
    );
    expect(new Set(starts.map(({ input }) => JSON.stringify(input))).size).to.equal(1);
  });

  it("become 503 where the execution cannot be woken; the submission counts, and the same again wakes it", async () => {
    await report("unwoken-1");
    const student = asStudent("unwoken-1", 1, await open(cloud, "unwoken-1", 1));
    const { body } = await cloud.ask("getPaper", student);
    const answers = Object.fromEntries(questionIdsOf(body).map((id) => [id, "a"]));
    const submit = () => cloud.ask("submitAttempt", { ...student, json: { answers } });
    const refused = await cloud.aws.refusing("states:SendTaskSuccess", DOWN, submit);
    expect([refused.status, refused.headers?.["Retry-After"]]).to.deep.equal([503, "2"]);
    const incident = await cloud.ask("getIncident", { path: { incidentId: "unwoken-1" } });
    const { status, body: result } = await submit();
    expect([status, at(result, "outcome")]).to.deep.equal([200, at(incident.body, "attempts", 0, "outcome")]);
  });

  it("list every fault of a body with its pointer, in a problem document", async () => {
    const { status, headers, body } = await cloud.ask("reportIncident", {
      path: { incidentId: "faulty-1" },
      json: { studentId: "", email: "nobody", course: "HIST101", score: 100 },
    });
    expect([status, headers?.["Content-Type"]]).to.deep.equal([400, "application/problem+json"]);
    expect(at(body, "errors")).to.have.deep.members([
      { pointer: "/assessment", detail: "is missing" },
      { pointer: "/score", detail: "is not a field of this request" },
      { pointer: "/studentId", detail: "must NOT have fewer than 1 characters" },
      { pointer: "/studentId", detail: "must be one line of text, not blank, without control characters" },
      { pointer: "/email", detail: "must be an e-mail address such as name@university.example" },
    ]);
  });

  it("become 500 with nothing but the request to quote where something unexpected happens", async () => {
    const denied = { ...FORBIDDEN, errorType: "AccessDeniedException" };
    const { status, body } = await cloud.aws.refusing("states:StartExecution", denied, () =>
      report("unexpected-1"),
    );
    expect([status, body]).to.deep.equal([
      500,
      {
        type: "urn:resit:problem:internal-error",
        title: "Something is wrong here",
        status: 500,
        detail: "Quote the requestId when you ask for help.",
        requestId: "request-1",
      },
    ]);
  });
});
