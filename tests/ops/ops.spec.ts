/** The commands, against the stack on this machine, with the least permissions. */
import { writeFileSync } from "node:fs";
import { expect } from "chai";
import { executionArn } from "../../ops/execution";
import { incidentId, isTimestamp, type IncidentId } from "../../workflow/contract";
import { newestAttempt, reported, withdraw } from "../../workflow/incident";
import { client, REPORT, type Client } from "../stack/client";
import { keysIn, privateIn } from "../stack/secrets";
import { operator, TABLE, type Operator } from "./operator";

/** As long as the task tokens of this machine, which are random. */
const LONG = /(?<![\w-])[\w-]{64}(?![\w-])/;

describe("ops", () => {
  let ops: Operator;
  let api: Client;
  const id = incidentId("on-call-1");
  const arnOf = (name: string) => executionArn(String(ops.stack.outputs["stateMachineArn"]), name);
  const occasion = () => ({ now: Date.now(), requestId: "spec" });

  /** An incident whose first attempt is open, and waited for. */
  async function opened(name: string): Promise<IncidentId> {
    const made = incidentId(name);
    await api.report(name);
    await api.message(name, 1, "exam-invitation");
    await api.until("the wait", async () => {
      const [execution] = await ops.world.executions.of(made);
      return execution?.place?.waiting && execution;
    });
    return made;
  }

  before(async function () {
    this.timeout(60_000);
    ops = await operator("1h");
    api = client(ops.stack);
    await opened(id);
  });
  after(async () => {
    await ops.stop();
  });

  it("tells an incident in plain words: where it stands, how it came there, and what to do next", async () => {
    const { code, out, err } = await ops.run("incident", id);
    expect([code, err]).to.deep.equal([0, ""]);
    expect(out).to.match(/^Incident on-call-1: awaiting-exam\n/);
    expect(out).to.match(/\n {2}person {6}s…@university\.example\n/);
    expect(out).to.match(/\nAttempts\n {2}1 {2}open: opened 20.*Z, deadline 20.*Z, 1 exam code\n/);
    expect(out).to.match(/\nWay so far\n {2}20\S+Z {2}reported {10}machine:\S+, request \S+\n/);
    expect(out).to.match(/\n {2}20\S+Z {2}opened 1 {10}workflow, request \S+\n/);
    expect(out).to.match(
      /\n {2}on-call-1: RUNNING, started \S+Z, in SitExam of attempt 1, waits until \S+Z\n/,
    );
    expect(out).to.contain("\n  SitExam\n");
    expect(out).to.contain(`/traces?incidentId=${id}\n`);
    expect(out).to.match(/\nAgree: yes\nNext: {2}Nothing: attempt 1 is open until 20\S+Z\.\n$/);
  });

  it("tells who it is only when asked, and never what opens or wakes something", async () => {
    const { out } = await ops.run("incident", id, "--person");
    for (const fact of [REPORT.studentId, REPORT.email, REPORT.course, REPORT.description])
      expect(out).to.contain(fact);
    expect(keysIn(out, ops.stack)).to.deep.equal([]);
    expect(out).not.to.match(LONG);
  });

  it("tells it to programs as JSON", async () => {
    const { out } = await ops.run("incident", id, "--json");
    const view = JSON.parse(out) as Readonly<Record<string, unknown>>;
    expect(view).to.include({ incidentId: id, agree: true });
    expect(view).to.have.nested.property("incident.attempts[0].attempt", 1);
    expect(view).to.have.nested.property("incident.way[1].what", "opened");
    expect(view).to.have.nested.property("executions[0].state", "SitExam");
    expect(view).not.to.have.nested.property("incident.person");
  });

  it("says of an id that there is no such incident", async () => {
    const { code, out, err } = await ops.run("incident", "On-Call-1");
    expect([code, out]).to.deep.equal([1, ""]);
    expect(err).to.contain("There is no incident On-Call-1 in resit-dev-incidents, and no execution of it.");
  });

  it("finds an execution that somebody stopped, and redrives it when it is told to", async () => {
    const stopped = await opened("stopped");
    await ops.world.executions.stop(arnOf(stopped), "By mistake.");
    const stuck = await ops.run("stuck");
    expect(stuck.code).to.equal(1);
    expect(stuck.out).to.contain(
      "stopped: It is open, but execution stopped ended ABORTED in SitExam (Operator).\n    → Redrive stopped.\n",
    );
    const looked = await ops.run("incident", stopped);
    expect(looked.code).to.equal(1);
    expect(looked.out)
      .to.contain("Agree: NO. It is open, but")
      .and.to.contain("\nNext:  npm run ops -- redrive stopped");
    const unasked = await ops.run("redrive", stopped);
    expect(unasked.code).to.equal(1);
    expect(unasked.err).to.equal("Nothing was changed: say --yes to change it.\n");
    const refused = await ops.answering(false, "redrive");
    expect([refused.code, refused.asked]).to.deep.equal([1, ["Mend 1?"]]);
    const agreed = await ops.answering(true, "redrive", stopped);
    expect(agreed.out).to.contain("stopped: mended\nAll of them agree now.\n");
    expect(agreed.code).to.equal(0);
    expect((await api.sit(stopped, 1, true)).status).to.equal(200);
    await api.message(stopped, 1, "incident-resolved");
    const [execution] = await api.until("the end", async () => {
      const known = await ops.world.executions.of(stopped);
      return known[0]?.status === "SUCCEEDED" ? known : undefined;
    });
    expect(execution).to.include({ closedAs: "resolved" });
  });

  it("starts what was put and never started, stops what has no incident, and wakes what was not woken", async () => {
    const { incidents, executions } = ops.world;
    const [put, orphan, closed] = [incidentId("put-only"), incidentId("orphan"), await opened("closed")];
    await incidents.put(reported(put, { ...REPORT }, occasion()), undefined);
    await executions.start(orphan, 1, 1);
    await incidents.apply(closed, withdraw("Reported in error.", 400, occasion()));
    const stuck = await ops.run("stuck", "--json");
    const { stuck: rows, complete } = JSON.parse(stuck.out) as {
      readonly stuck: readonly { readonly incidentId: string; readonly found: string }[];
      readonly complete: boolean;
    };
    expect(complete).to.equal(true);
    expect(rows.map(({ incidentId: of, found }) => [of, found])).to.have.deep.members([
      [put, "It is open, but no execution is known."],
      [orphan, "Execution orphan runs, but there is no such incident."],
      [closed, "It is closed (withdrawn), but execution closed still waits."],
    ]);
    const mended = await ops.run("reconcile", "--yes");
    expect(mended.out).to.contain("All of them agree now.");
    expect(mended.code).to.equal(0);
    await api.message(put, 1, "exam-invitation");
    await api.message(closed, 1, "incident-withdrawn");
    expect((await executions.of(orphan)).map(({ status }) => status)).to.deep.equal(["ABORTED"]);
    const again = await ops.run("reconcile", "--yes");
    expect([again.code, /^(\d+ looked at, 0 to mend\.\n)$/.test(again.out)]).to.deep.equal([0, true]);
  });

  it("starts another execution, under another name, in place of one that cannot go on", async () => {
    const { executions, incidents } = ops.world;
    const ahead = incidentId("ahead");
    await incidents.put(reported(ahead, { ...REPORT }, occasion()), undefined);
    // It would go round and round: attempt 3 cannot be opened before the others are used.
    await executions.start(ahead, 1, 3);
    const { code, out } = await ops.run("reconcile", ahead, "--yes");
    expect(out).to.contain("ahead: Execution ahead is at attempt 3, the incident at attempt 1.");
    expect([code, out.includes("All of them agree now.")]).to.deep.equal([0, true]);
    await api.message(ahead, 1, "exam-invitation");
    const known = await executions.of(ahead);
    expect(known.map(({ name, status }) => `${name} ${status}`)).to.deep.equal([
      "ahead ABORTED",
      "_2_ahead RUNNING",
    ]);
    // The schedule, which starts what was never started, leaves it alone.
    await ops.stack.runSchedules();
    expect(await executions.of(ahead)).to.have.length(2);
  });

  it("invites again to an attempt whose execution was stopped as it waited, and keeps its deadline", async () => {
    const { executions, incidents } = ops.world;
    const late = await opened("late-opening");
    const [execution] = await executions.of(late);
    const before = await incidents.get(late);
    expect(before?.attempts[1]?.deadline).to.satisfy(isTimestamp);
    expect(execution?.place?.windowSeconds).to.equal(3600);
    await executions.stop(arnOf(late), "For the spec.");
    const { code } = await ops.run("reconcile", late, "--yes");
    expect(code).to.equal(0);
    const after = await api.until("the second code", async () => {
      const found = await incidents.get(late);
      return found?.attempts[1]?.codeHashes.length === 2 ? found : undefined;
    });
    // The student could sit it all the time.
    expect(after.attempts[1]?.deadline).to.equal(before?.attempts[1]?.deadline);
    expect(newestAttempt(after)).to.equal(1);
  });

  it("leaves incidents alone that are on their way, while students sit their exams", async () => {
    const names = ["busy-1", "busy-2", "busy-3"];
    const ended: string[] = [];
    const students = Promise.all(
      names.map(async (name) => {
        await api.report(name);
        for (const attempt of [1, 2, 3]) await api.sit(name, attempt, false);
        await api.message(name, 3, "administrative-action");
        ended.push(name);
      }),
    );
    while (ended.length < names.length) {
      const { code, out } = await ops.run("reconcile", "--yes");
      expect([code, out.includes("0 to mend.")], out).to.deep.equal([0, true]);
    }
    await students;
    for (const name of names) {
      const found = await ops.world.incidents.get(incidentId(name));
      expect(found?.audit.map(({ what }) => what).join()).to.equal(
        `reported,${Array(3).fill("opened,submitted").join()}`,
      );
    }
  });

  it("finds nothing missing in a copy that is the table", async () => {
    const { code, out } = await ops.run("restore", "--from", TABLE);
    expect([code, out]).to.deep.equal([0, "0 are missing, 0 differ.\n"]);
  });

  it("looks at no more than it is told to, and says so", async () => {
    const { out } = await ops.run("stuck", "--limit", "1");
    expect(out).to.contain("There are more than were looked at: --limit.\n");
  });

  const wrong: readonly (readonly [string, readonly string[]])[] = [
    ['The command is "", but one of incident, stuck, redrive, reconcile, restore was expected.', []],
    ['The command is "delete", but one of', ["delete"]],
    ["The id of one incident was expected, found 0.", ["incident"]],
    ["stuck looks at all incidents: it takes no ids.", ["stuck", "a"]],
    ['"a b" is no incident id.', ["incident", "a b"]],
    ["--from TABLE belongs to restore", ["restore"]],
    ["--from TABLE belongs to restore", ["stuck", "--from", "t"]],
    ["Which stack was expected, once: --stack NAME or --outputs FILE.", ["stuck", "--stack", "dev"]],
    ['The limit is "0", but 1 to 999999 was expected.', ["stuck", "--limit", "0"]],
    ["Unknown option '--nope'", ["--nope"]],
  ];
  for (const [message, argv] of wrong)
    it(`answers ${argv.join(" ") || "nothing"} with what was expected, and exit code 2`, async () => {
      const { code, out, err } = await ops.run(...argv);
      expect([code, out]).to.deep.equal([2, ""]);
      expect(err).to.contain(message).and.to.contain("Usage: npm run ops");
    });

  it("says with --help what there is, and the exit codes", async () => {
    const { code, out } = await ops.run("--help");
    expect(code).to.equal(0);
    for (const word of ["incident ID", "stuck", "redrive", "reconcile", "restore", "--stack", "Exit codes"])
      expect(out).to.contain(word);
  });

  it("says what is wrong with outputs of something else, with a refusal, and with a stack that has gone", async () => {
    const told = async (outputs: unknown) => {
      writeFileSync(ops.outputs, JSON.stringify(outputs));
      const { code, err } = await ops.run("stuck");
      expect(code).to.equal(3);
      return err;
    };
    const { aws, traces, outputs } = ops.stack;
    expect(await told({ url: "x" })).to.equal(
      "Outputs of this program were expected, with tableName and stateMachineArn, found url: is it the right stack, and is it up?\n",
    );
    const other = { ...outputs, tableName: "resit-prod-incidents" };
    expect(await told({ aws, traces, outputs: other })).to.match(
      /^User: arn:aws:sts::000000000000:assumed-role\/operator\/operator is not authorized to perform: dynamodb:Query .* action\. What the role of an operator needs is in docs\/restoring\.md\.\n$/,
    );
    const key = { ...aws, accessKeyId: "ASIAOTHER" };
    expect(await told({ aws: key, traces, outputs })).to.contain("a stack on this machine that was stopped");
    const gone = { ...aws, endpoint: "http://127.0.0.1:9" };
    expect(await told({ aws: gone, traces, outputs })).to.equal(
      "Nothing answers at http://127.0.0.1:9: is npm start still running? Pass what it printed with --json.\n",
    );
    writeFileSync(ops.outputs, JSON.stringify({ aws, traces, outputs }));
  });

  it("never prints what opens or wakes something, and tells of no person unasked", () => {
    const printed = ops.printed();
    expect(printed.length).to.be.greaterThan(5_000);
    expect(keysIn(printed, ops.stack)).to.deep.equal([]);
    expect(printed).not.to.match(LONG);
    const unasked = printed.replace(/\n {2}(studentId|email|course|assessment|description) .*/g, "");
    expect(privateIn(unasked)).to.deep.equal([]);
  });
});
