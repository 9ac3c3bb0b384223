/**
 * docs/restoring.md, tried: incidents at several points, a copy of the table, work that goes on, an accident, the copy
 * put back. Then what runs and what is stored are brought together, and every case ends as it should.
 */
import { DeleteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { expect } from "chai";
import { differing, putBack } from "../../ops/restore";
import { incidentId, type AttemptNumber } from "../../workflow/contract";
import type { Incident } from "../../workflow/incident";
import { answers, client, type Client, type Message, type Paper } from "../stack/client";
import { keysIn } from "../stack/secrets";
import { operator, TABLE, type Operator } from "./operator";

const HOUR_MS = 3_600_000;

/** What each is at when the copy is taken, and what happens afterwards. */
const CASES = {
  waits: "its first attempt is open, and nothing happens",
  fails: "its first attempt is open, and fails: the execution is at the second",
  passes: "its first attempt is open, and passes: the execution has ended",
  uses: "its second attempt is open, that and the third fail: the execution has ended",
  opens: "its second attempt is being opened: the execution waits for it",
  moves: "its first attempt is open, and an officer moves the deadline by two hours",
  misses: "its first attempt is open, and missed: the execution is at the second",
  closed: "it is closed, and nothing happens",
} as const;
type Case = keyof typeof CASES;
const NAMES = Object.keys(CASES) as readonly Case[];

/** Reported after the copy was taken. */
const LATER = "reported-later";

describe("restoring the table", () => {
  let ops: Operator;
  let api: Client;
  let copy: readonly Incident[];
  let told: readonly string[];

  const get = async (name: string): Promise<Incident> => {
    const found = await ops.world.incidents.get(incidentId(name));
    if (found === undefined) throw new Error(`There is no incident ${name}.`);
    return found;
  };
  const executionsOf = async (name: string) =>
    (await ops.world.executions.of(incidentId(name))).map(({ name: each, status }) => `${each} ${status}`);

  const invitations = async (name: string, attempt: AttemptNumber): Promise<readonly Message[]> =>
    (await api.outbox()).filter(
      (each) => each.event === "exam-invitation" && each.incidentId === name && each.attempt === attempt,
    );

  /** Sits an attempt with the newest code of that attempt that works, as a student would with the newest mail. */
  async function sit(name: string, attempt: AttemptNumber, right: boolean): Promise<void> {
    const path = `/incidents/${name}/attempts/${attempt}`;
    const [code, paper] = await api.until(`a paper of ${name}.${attempt}`, async () => {
      const code = (await invitations(name, attempt)).at(-1)?.examCode ?? "";
      const found = await api.send<Paper>("GET", `${path}/paper`, { code });
      return found.status === 200 ? ([code, found.body] as const) : undefined;
    });
    const { status } = await api.send("PUT", path, { code, body: { answers: answers(paper, right) } });
    expect(status, path).to.equal(200);
  }

  /** Until the attempt is open, and its execution waits for it. */
  const waitsFor = (name: string, attempt: AttemptNumber) =>
    api.until(`${name} to wait for attempt ${attempt}`, async () => {
      const known = await ops.world.executions.of(incidentId(name));
      const running = known.find(({ status }) => status === "RUNNING");
      return running?.place?.waiting && running.place.attempt === attempt ? running : undefined;
    });

  const ended = (name: string) =>
    api.until(`the end of ${name}`, async () =>
      (await executionsOf(name)).some((each) => each.endsWith("RUNNING")) ? undefined : true,
    );

  before(async function () {
    this.timeout(180_000);
    ops = await operator("1h", [
      {
        Sid: "TheAccident",
        Effect: "Allow",
        Action: ["dynamodb:DeleteItem"],
        Resource: [`arn:aws:dynamodb:eu-west-1:000000000000:table/${TABLE}`],
      },
    ]);
    api = client(ops.stack);
    await Promise.all(
      NAMES.map(async (name) => {
        await api.report(name);
        await waitsFor(name, 1);
      }),
    );
    await Promise.all(
      (["uses", "opens"] as const).map(async (name) => {
        await sit(name, 1, false);
        await waitsFor(name, 2);
      }),
    );
    await sit("closed", 1, true);
    await ended("closed");
    // Missed soon after the copy, for the machine waits no whole hour then.
    const soon = new Date(Date.now() + 10_000).toISOString();
    await api.send("PUT", "/incidents/misses/attempts/1/deadline", { body: { deadline: soon } });
    await waitsFor("misses", 1);

    copy = await Promise.all(NAMES.map(get));
    // A moment earlier: as the second attempt was not open yet.
    copy = copy.map((each) => {
      const { 1: first } = each.attempts;
      return each.incidentId === "opens" && first
        ? { ...each, attempts: { 1: first }, audit: each.audit.slice(0, -1), version: each.version - 1 }
        : each;
    });

    await sit("fails", 1, false);
    await waitsFor("fails", 2);
    await sit("passes", 1, true);
    for (const attempt of [2, 3] as const) await sit("uses", attempt, false);
    const moved = new Date(Date.parse((await get("moves")).attempts[1]?.deadline ?? "") + 2 * HOUR_MS);
    await api.send("PUT", "/incidents/moves/attempts/1/deadline", {
      body: { deadline: moved.toISOString() },
    });
    await api.report(LATER);
    await waitsFor(LATER, 1);
    await waitsFor("misses", 2);
    for (const name of ["passes", "uses"] as const) await ended(name);

    const { endpoint, region, ...credentials } = ops.stack.aws;
    const dynamo = new DynamoDBClient({ endpoint, region, credentials });
    for (const name of [...NAMES.slice(1), LATER]) {
      const Key = marshall({ incidentId: name });
      await dynamo.send(new DeleteItemCommand({ TableName: TABLE, Key }));
    }
    dynamo.destroy();
    const restored = {
      ...ops.world,
      incidents: {
        ...ops.world.incidents,
        async *copies() {
          yield await Promise.resolve(copy);
        },
      },
    };
    const differ = await differing(restored, "the copy");
    expect(differ.map(({ incident }) => incident.incidentId)).to.deep.equal(NAMES.slice(1));
    expect(await putBack(restored, differ)).to.deep.equal([]);
    const { out } = await ops.run("reconcile", "--yes");
    told = out.split("\n");
  });
  after(async () => {
    await ops.stop();
  });

  const said = (name: string) => {
    const at = told.findIndex((line) => line.startsWith(`${name}: `));
    return told
      .slice(at, at + 2)
      .join("")
      .replace(/20\d\d-\S+Z/g, "T");
  };

  it("finds what does not agree, and how it is mended", () => {
    const found: Readonly<Record<string, string>> = {
      fails:
        "fails: Execution fails is at attempt 2, the incident at attempt 1.    → Stop fails, start an execution at attempt 1. Deadline first: T.",
      passes:
        "passes: It is open, but execution passes closed it before (resolved).    → The student passed: an officer withdraws the incident with that as the reason. To let the student sit again: npm run ops -- reconcile passes --sit-again.",
      uses: "uses: It is open, but execution uses closed it before (administrative-action).    → Three attempts were used: an officer withdraws it and acts upon what was announced. To let the student sit again: npm run ops -- reconcile uses --sit-again.",
      opens:
        "opens: Execution opens waits for attempt 2, which is not open in the incident.    → Wake it: it asks the incident and goes on from there.",
      moves:
        "moves: A submission of attempt 1 would not wake execution moves: the incident knows another token.    → Wake it: it asks the incident and goes on from there. Deadline first: T.",
      misses:
        "misses: Execution misses is at attempt 2, the incident at attempt 1.    → Stop misses, start an execution at attempt 1. Deadline first: T.",
      [LATER]: `${LATER}: Execution ${LATER} runs, but there is no such incident.    → Stop ${LATER}.`,
    };
    for (const [name, line] of Object.entries(found)) expect(said(name)).to.equal(line);
    for (const name of ["waits", "closed"]) expect(said(name)).to.equal("");
    expect(told).to.include("All of them agree now.");
  });

  it("says in the audit trail what was put back, and whose deadline was moved", async () => {
    const entries = async (name: string) =>
      (await get(name)).audit.slice(copy.find((each) => each.incidentId === name)?.audit.length);
    for (const name of NAMES.slice(1))
      expect((await entries(name))[0]).to.include({ who: "officer", by: "machine:ops", what: "restored" });
    for (const name of ["fails", "moves", "misses"])
      expect((await entries(name))[1]).to.include({ by: "machine:ops", what: "deadline-moved", attempt: 1 });
  });

  it("gives back the time that is lost: a whole window, or the deadline that was promised", async () => {
    for (const name of ["fails", "misses"] as const) {
      const deadline = (await get(name)).attempts[1]?.deadline ?? "";
      expect(Date.parse(deadline) - Date.now()).to.be.within(HOUR_MS - 120_000, HOUR_MS);
      const newest = (await invitations(name, 1)).at(-1);
      expect(newest?.deadline).to.equal(deadline);
    }
    const promised = (await get("moves")).attempts[1]?.deadline ?? "";
    expect(Date.parse(promised) - Date.now()).to.be.within(3 * HOUR_MS - 120_000, 3 * HOUR_MS);
  });

  it("ends every case, with each attempt that was lost sat again, and never a fourth one", async () => {
    await sit("waits", 1, true);
    for (const attempt of [1, 2, 3] as const) await sit("fails", attempt, false);
    const withdrawn = await api.withdraw(
      "passes",
      "Passed on the first attempt, before the table was restored.",
    );
    expect(withdrawn.status).to.equal(200);
    const again = await ops.run("reconcile", "uses", "--sit-again", "--yes");
    expect(again.out).to.contain("All of them agree now.");
    await sit("uses", 2, false);
    await sit("uses", 3, true);
    await sit("opens", 2, true);
    await sit("moves", 1, true);
    await sit("misses", 1, true);
    // Whoever reported it reports it again; the name of its execution is taken.
    expect((await api.report(LATER)).status).to.equal(201);
    const started = await ops.run("reconcile", LATER, "--yes");
    expect(started.out).to.contain("All of them agree now.");
    await waitsFor(LATER, 1);
    await sit(LATER, 1, true);
    for (const name of [...NAMES, LATER]) await ended(name);

    const outcomes = async (name: string) => {
      const { status, attempts } = await get(name);
      return [status, ...Object.values(attempts).map(({ outcome }) => outcome)];
    };
    const ends: Readonly<Record<Case | typeof LATER, readonly unknown[]>> = {
      waits: ["resolved", "passed"],
      fails: ["administrative-action", "failed", "failed", "failed"],
      passes: ["withdrawn", undefined],
      uses: ["resolved", "failed", "failed", "passed"],
      opens: ["resolved", "failed", "passed"],
      moves: ["resolved", "passed"],
      misses: ["resolved", "passed"],
      closed: ["resolved", "passed"],
      [LATER]: ["resolved", "passed"],
    };
    for (const [name, end] of Object.entries(ends)) expect(await outcomes(name), name).to.deep.equal(end);
  });

  it("leaves executions that have all ended, the last of each of them well", async () => {
    const all: Readonly<Record<Case | typeof LATER, readonly string[]>> = {
      waits: ["waits SUCCEEDED"],
      fails: ["fails ABORTED", "_2_fails SUCCEEDED"],
      passes: ["passes SUCCEEDED"],
      uses: ["uses SUCCEEDED", "_2_uses SUCCEEDED"],
      opens: ["opens SUCCEEDED"],
      moves: ["moves SUCCEEDED"],
      misses: ["misses ABORTED", "_2_misses SUCCEEDED"],
      closed: ["closed SUCCEEDED"],
      [LATER]: [`${LATER} ABORTED`, `_2_${LATER} SUCCEEDED`],
    };
    for (const [name, executions] of Object.entries(all))
      expect(await executionsOf(name), name).to.deep.equal(executions);
    const { code, out } = await ops.run("stuck");
    expect([code, out.includes("0 stuck.")]).to.deep.equal([0, true]);
  });

  it("prints nothing meanwhile that opens or wakes something", () => {
    expect(keysIn(ops.printed(), ops.stack)).to.deep.equal([]);
  });
});
