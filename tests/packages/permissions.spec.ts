import { expect } from "chai";
import type { Call, Refusal } from "../support/awsEndpoints";
import {
  accessKeyOf,
  answersTo,
  asStudent,
  close,
  functionsOf,
  hoursFromNow,
  longAgo,
  nearDeadline,
  open,
  openTask,
  published,
  questionIdsOf,
  report,
  REPORT,
  startCloud,
  sweep,
  unstarted,
  withdraw,
  type Cloud,
  type Response,
} from "../support/cloud";
import { grantsOf, type Grant } from "../support/grants";
import { played, type Played } from "../support/play";
import type { Outcome } from "../support/lambda";
import { jsonAt, resourceOf, runOf, textAt, type Run } from "../support/program";

/** Written by Lambda itself, or sent to X-Ray's daemon: no calls of the handler's. */
const BY_THE_RUNTIME = /^(logs:(CreateLogStream|PutLogEvents)|xray:(PutTraceSegments|PutTelemetryRecords)) /;

/** The permission that AWS asks for
 *  (https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html). */
function neededFor(run: Run, { action, input }: Call): Grant {
  const [service = "", name = ""] = action.split(":");
  const needs = (resource: string): Grant => `${service}:${name} ${resource}`;
  switch (service) {
    case "dynamodb": {
      const table = textAt(resourceOf(run, "aws:dynamodb/table:Table", "incidents").computed, "arn");
      expect(table.endsWith(`/${textAt(input, "TableName")}`)).to.equal(true);
      return needs("IndexName" in input ? `${table}/index/${textAt(input, "IndexName")}` : table);
    }
    case "sns":
      return needs(textAt(input, "TopicArn"));
    default:
      // A token belongs to an execution of the one state machine.
      return needs(textAt(resourceOf(run, "aws:sfn/stateMachine:StateMachine", "exam").computed, "arn"));
  }
}

type Task = (cloud: Cloud, incidentId: string) => Promise<Outcome | Response>;

const opened: Task = async (cloud, incidentId) => {
  await report(cloud, incidentId);
  return { result: await open(cloud, incidentId, 1) };
};
const inPath = (incidentId: string) => ({ path: { incidentId, attempt: "1" } });

/**
 * By function: what is there before, and work that makes every call that the function ever makes; for `listIncidents` by
 * index, for each request asks one.
 */
const WORKS: Readonly<Record<string, readonly [before: Task, work: Task]>> = {
  openAttempt: [report, (cloud, incidentId) => openTask(cloud, incidentId, 1)],
  closeAttempt: [
    async (cloud, incidentId) => {
      await report(cloud, incidentId);
      return { result: await open(cloud, incidentId, 1, longAgo()) };
    },
    (cloud, incidentId) => close(cloud, incidentId, 1),
  ],
  // Reported before, and not started.
  reportIncident: [report, report],
  getIncident: [report, (cloud, incidentId) => cloud.ask("getIncident", { path: { incidentId } })],
  "listIncidents byStatus": [
    report,
    (cloud) => cloud.ask("listIncidents", { query: { status: "resolved" } }),
  ],
  "listIncidents byStudent": [
    report,
    (cloud) => cloud.ask("listIncidents", { query: { studentId: REPORT.studentId } }),
  ],
  "listIncidents byChange": [
    report,
    (cloud) => cloud.ask("listIncidents", { query: { changedSince: hoursFromNow(-1) } }),
  ],
  inviteAgain: [opened, (cloud, incidentId) => cloud.ask("inviteAgain", { ...inPath(incidentId), json: {} })],
  moveDeadline: [
    opened,
    (cloud, incidentId) =>
      cloud.ask("moveDeadline", { ...inPath(incidentId), json: { deadline: hoursFromNow(2) } }),
  ],
  exportStudent: [report, (cloud) => cloud.ask("exportStudent", { json: { studentId: REPORT.studentId } })],
  erasePerson: [
    async (cloud, incidentId) => {
      await report(cloud, incidentId);
      return withdraw(cloud, incidentId);
    },
    (cloud, incidentId) => cloud.ask("erasePerson", { path: { incidentId } }),
  ],
  // Withdrawn already: it is read.
  withdrawIncident: [
    async (cloud, incidentId) => {
      await opened(cloud, incidentId);
      return withdraw(cloud, incidentId);
    },
    withdraw,
  ],
  getPaper: [report, (cloud, incidentId) => cloud.ask("getPaper", asStudent(incidentId, 1, "code"))],
  submitAttempt: [
    async (cloud, incidentId) => {
      await report(cloud, incidentId);
      return cloud.ask("getPaper", asStudent(incidentId, 1, await open(cloud, incidentId, 1)));
    },
    (cloud, incidentId) => {
      const examCode = textAt(published(cloud).at(-1), "examCode");
      const answers = answersTo(
        questionIdsOf(jsonAt(JSON.parse(cloud.responses.at(-1)?.text ?? ""), "body")),
        10,
      );
      return cloud.ask("submitAttempt", { ...asStudent(incidentId, 1, examCode), json: { answers } });
    },
  ],
  sweep: [
    async (cloud, incidentId) => {
      await nearDeadline(cloud, `${incidentId}-reminded`);
      await unstarted(cloud, incidentId);
      return { result: null };
    },
    sweep,
  ],
};

const DENIED: Refusal = {
  status: 400,
  errorType: "AccessDeniedException",
  message: () => "User is not authorized to perform this action",
};

const fails = (outcome: Outcome | Response): boolean =>
  "status" in outcome ? outcome.status >= 500 : outcome.error !== undefined;

describe("packages: calls and permissions", () => {
  let all: Played;
  before(async () => {
    all = await played();
  });

  it("come from functions alone: each call is signed with the credentials of one", () => {
    const keys = new Set(all.cloud.aws.calls.map(({ accessKeyId }) => accessKeyId));
    const known = functionsOf(all.run).map(accessKeyOf);
    expect(known).to.include.members([...keys]);
  });

  it("match: each function makes every call that its role allows, and no other", () => {
    const { run, cloud } = all;
    for (const name of functionsOf(run)) {
      const made = cloud.aws.calls.filter(({ accessKeyId }) => accessKeyId === accessKeyOf(name));
      const allowed = grantsOf(run, name).filter((grant) => !BY_THE_RUNTIME.test(grant));
      expect([...new Set(made.map((call) => neededFor(run, call)))], name).to.have.members(allowed);
    }
  });

  it("read items of the table consistently: what was written just now is seen", () => {
    const reads = all.cloud.aws.calls.filter(({ action }) => action === "dynamodb:GetItem");
    expect(reads.map(({ input }) => input["ConsistentRead"])).to.deep.equal(reads.map(() => true));
    expect(reads).to.have.length.greaterThan(10);
  });
});

describe("packages: a permission that is taken away", () => {
  let run: Run;
  let cloud: Cloud;
  before(async () => {
    run = await runOf("dev");
    cloud = await startCloud(run);
  });
  after(() => cloud.stop());

  const asked = (name: string) =>
    grantsOf(run, name)
      .filter((grant) => !BY_THE_RUNTIME.test(grant))
      .map((grant) => {
        const [action = "", resource = ""] = grant.split(" ");
        const index = resource.split("/index/")[1];
        return { grant, action, key: name === "listIncidents" ? `${name} ${String(index)}` : name };
      });

  it("is one of a function that has work here", () => {
    const keys = functionsOf(run).flatMap((name) => asked(name).map(({ key }) => key));
    expect([...new Set(keys)]).to.have.members(Object.keys(WORKS));
  });

  it("makes the work of its function fail, each in turn; with all of them none fails", async () => {
    const needless: string[] = [];
    let tries = 0;
    for (const name of functionsOf(run))
      for (const { grant, action, key } of asked(name)) {
        const [before, work] = WORKS[key] ?? [];
        if (!before || !work) throw new Error(`${key} has no work.`);
        const incidentId = `${name}-${(tries += 1)}`;
        await before(cloud, incidentId);
        const denied = await cloud.aws.refusing(action, DENIED, () => work(cloud, incidentId));
        if (!fails(denied)) needless.push(`${name} ${grant}`);
      }
    expect(needless).to.deep.equal([]);
    for (const [key, [before, work]] of Object.entries(WORKS)) {
      const incidentId = `all-${key.replace(" ", "-")}`;
      await before(cloud, incidentId);
      expect(fails(await work(cloud, incidentId)), key).to.equal(false);
    }
    expect(tries).to.be.greaterThan(30);
  });
});
