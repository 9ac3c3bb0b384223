import { expect } from "chai";
import { changedSince } from "../../handlers/changes";
import type { ChangePosition } from "../../handlers/ports";
import { incidentId, timestamp } from "../../workflow/contract";
import { reported, type Incident } from "../../workflow/incident";
import { request } from "../support/events";
import { memoryPorts, START, type MemoryPorts } from "../support/memoryPorts";
import { memoryTable } from "../support/memoryTable";
import { bodyOf, caseAfter, DAY_MS, faultsOf, handlersOver, ID, REPORT, withdraw } from "../support/process";

type Query = Readonly<Record<string, string>>;

const HORIZON_MS = 5_000;
const SINCE = timestamp(START);

const list = (ports: MemoryPorts, query: Query) =>
  handlersOver(ports).listIncidents(request("listIncidents", { query }));

/** Changed so many milliseconds after START. */
const changedAfter = (id: string, milliseconds: number): Incident =>
  reported(incidentId(id), REPORT, { now: START + milliseconds, requestId: "r" });

const portsAt = (now: number, ...incidents: readonly Incident[]): MemoryPorts => {
  const ports = memoryPorts(memoryTable(...incidents));
  ports.clock.set(now);
  return ports;
};

async function page(ports: MemoryPorts, query: Query = { changedSince: SINCE }) {
  const answer = await list(ports, query);
  expect(answer.statusCode, answer.body).to.equal(200);
  const body = bodyOf(answer);
  if (typeof body !== "object" || body === null || !("incidents" in body) || !Array.isArray(body.incidents))
    return expect.fail("the answer is no list");
  // There is one on every page, the last one too.
  if (!("cursor" in body) || typeof body.cursor !== "string") return expect.fail("there is no cursor");
  const ids = body.incidents.map((each: { incidentId: string }) => each.incidentId);
  return { ids, cursor: body.cursor };
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const decode = (cursor: string): unknown =>
  JSON.parse(Buffer.from(cursor, "base64url").toString()) as unknown;

describe("handlers/changes", () => {
  it("lists in order of change, the oldest first, and by id where the time is the same", async () => {
    const ports = portsAt(
      START + DAY_MS,
      changedAfter("c", 2),
      changedAfter("b", 1),
      changedAfter("a", 2),
      changedAfter("d", 0),
    );
    expect((await page(ports)).ids).to.deep.equal(["d", "b", "a", "c"]);
  });

  it("shows what lists show, with the time and the version of the change, and nothing of attempts", async () => {
    const ports = await caseAfter("failed", "open");
    await withdraw(ports);
    ports.clock.set(START + HORIZON_MS);
    const { studentId, course, assessment } = REPORT;
    expect(bodyOf(await list(ports, { changedSince: SINCE })))
      .to.have.property("incidents")
      .that.deep.equals([
        {
          incidentId: ID,
          studentId,
          course,
          assessment,
          status: "withdrawn",
          reportedAt: SINCE,
          closedAt: SINCE,
          changedAt: SINCE,
          version: 5,
        },
      ]);
  });

  it("begins with what changed at that very time, and not before", async () => {
    const ports = portsAt(START + DAY_MS, changedAfter("before", -1), changedAfter("then", 0));
    expect((await page(ports)).ids).to.deep.equal(["then"]);
  });

  it("waits with what changed in the last five seconds", async () => {
    const ports = portsAt(START, changedAfter("young", 0));
    for (const [now, ids] of [
      [START, []],
      [START + HORIZON_MS - 1, []],
      [START + HORIZON_MS, ["young"]],
    ] as const) {
      ports.clock.set(now);
      expect((await page(ports)).ids).to.deep.equal(ids);
    }
  });

  it("goes on by its cursor until nothing is new, and then with what changes next", async () => {
    const ports = portsAt(START + DAY_MS, ...[0, 1, 2, 3, 4].map((n) => changedAfter(`case-${n}`, n)));
    const pages: unknown[] = [];
    let query: Query = { changedSince: SINCE, limit: "2" };
    const next = async () => {
      const { ids, cursor } = await page(ports, query);
      pages.push(ids);
      query = { ...query, cursor };
    };
    for (let times = 0; times < 5; times++) await next();
    expect(pages).to.deep.equal([["case-0", "case-1"], ["case-2", "case-3"], ["case-4"], [], []]);

    // One that was listed before comes again, where its latest change is.
    ports.incidents.put({ ...changedAfter("case-1", 2 * DAY_MS), version: 2 });
    await next();
    ports.clock.set(START + 2 * DAY_MS + HORIZON_MS);
    await next();
    await next();
    expect(pages.slice(5)).to.deep.equal([[], ["case-1"], []]);
  });

  it("misses nothing that came in the same millisecond as the end of a page", async () => {
    const ports = portsAt(START + DAY_MS, ...["a", "b", "c"].map((id) => changedAfter(id, 7)));
    const first = await page(ports, { changedSince: SINCE, limit: "1" });
    const second = await page(ports, { changedSince: SINCE, limit: "1", cursor: first.cursor });
    const third = await page(ports, { changedSince: SINCE, limit: "1", cursor: second.cursor });
    expect([...first.ids, ...second.ids, ...third.ids]).to.deep.equal(["a", "b", "c"]);
  });

  it("leads over days without changes", async () => {
    const ports = portsAt(START + 90 * DAY_MS, changedAfter("first", 0), changedAfter("last", 80 * DAY_MS));
    const first = await page(ports, { changedSince: SINCE, limit: "1" });
    expect(first.ids).to.deep.equal(["first"]);
    expect((await page(ports, { changedSince: SINCE, cursor: first.cursor })).ids).to.deep.equal(["last"]);
  });

  it("goes on from where the index came to, also where it found nothing on the way", async () => {
    const ports = memoryPorts();
    const asked: ChangePosition[] = [];
    const empty = {
      ...ports.indexes,
      changes: (from: ChangePosition) => {
        asked.push(from);
        const changedAt = timestamp(Date.parse(from.changedAt) + 31 * DAY_MS);
        return Promise.resolve({ incidents: [], next: { changedOn: changedAt.slice(0, 10), changedAt } });
      },
    };
    const { cursor = "" } = await changedSince({ changedSince: [SINCE] }, empty, START);
    await changedSince({ changedSince: [SINCE], cursor: [cursor] }, empty, START);
    expect(asked).to.deep.equal([
      { changedOn: "2026-03-02", changedAt: SINCE },
      { changedOn: "2026-04-02", changedAt: "2026-04-02T09:00:00.000Z" },
    ]);
  });

  for (const since of ["0000-01-01T00:00Z", "1970-01-01T00:00:00Z", "2025-12-31T23:59:59.999Z"])
    it(`begins with the first year that can have changes where the client says ${since}`, async () => {
      const { ids, cursor } = await page(memoryPorts(), { changedSince: since });
      expect(ids).to.deep.equal([]);
      expect(decode(cursor)).to.deep.equal(["2026-01-01", "2026-01-01T00:00:00.000Z", ""]);
    });

  it("has nothing of the future, and waits there", async () => {
    const ports = portsAt(START + DAY_MS, changedAfter("now", 0));
    const future = timestamp(START + 365 * DAY_MS);
    const { ids, cursor } = await page(ports, { changedSince: future });
    expect(ids).to.deep.equal([]);
    expect(decode(cursor)).to.deep.equal([future.slice(0, 10), future, ""]);
  });

  it("lists 25 where no limit is said, and up to 100", async () => {
    const many = Array.from({ length: 120 }, (_, n) => changedAfter(`case-${n}`, n));
    const ports = portsAt(START + DAY_MS, ...many);
    expect((await page(ports)).ids).to.have.length(25);
    expect((await page(ports, { changedSince: SINCE, limit: "100" })).ids).to.have.length(100);
  });

  describe("refuses", () => {
    const CURSOR = { parameter: "cursor", detail: "must be the cursor of a list of changes" };
    const TIME = {
      parameter: "changedSince",
      detail: "must be a time in UTC such as 2026-11-25T09:00:00.000Z",
    };
    const LIMIT = { parameter: "limit", detail: "must be a whole number from 1 to 100" };
    const together = (parameter: string) => ({
      parameter,
      detail: "cannot be given together with changedSince",
    });
    const refused = async (query: Query): Promise<unknown> => {
      const calls: string[] = [];
      const watched = memoryPorts().through((call, effect) => {
        calls.push(call);
        return effect();
      });
      const answer = await list(watched, query);
      expect(answer.statusCode).to.equal(400);
      expect(calls).to.deep.equal([]);
      return faultsOf(answer);
    };

    for (const since of [
      ...[
        "",
        "yesterday",
        "2026-03-02",
        "2026-03-02T09:00",
        "2026-02-30T09:00Z",
        "2026-03-02T09:00:00+01:00",
      ],
      ...["1772442000000", " 2026-03-02T09:00Z", "9999-12-31T24:00Z"],
    ])
      it(`the time "${since}"`, async () => {
        expect(await refused({ changedSince: since })).to.deep.equal([TIME]);
      });

    for (const limit of ["0", "101", "-1", "1e1", "", "ten"])
      it(`the limit "${limit}"`, async () => {
        expect(await refused({ changedSince: SINCE, limit })).to.deep.equal([LIMIT]);
      });

    for (const parameter of ["status", "studentId", "since"])
      it(`${parameter} beside changedSince`, async () => {
        expect(await refused({ changedSince: SINCE, [parameter]: "withdrawn" })).to.deep.equal([
          together(parameter),
        ]);
      });

    it("every fault at once", async () => {
      expect(await refused({ changedSince: "", limit: "0", cursor: "", status: "resolved" })).to.deep.equal([
        together("status"),
        LIMIT,
        TIME,
        CURSOR,
      ]);
    });

    it("a parameter that is given twice", async () => {
      const event = request("listIncidents", { query: { changedSince: SINCE } });
      const multiValueQueryStringParameters = { changedSince: [SINCE, SINCE], limit: ["1", "2"] };
      const answer = await handlersOver(memoryPorts()).listIncidents({
        ...event,
        multiValueQueryStringParameters,
      });
      expect(faultsOf(answer)).to.deep.equal(
        ["changedSince", "limit"].map((parameter) => ({ parameter, detail: "must be given once" })),
      );
    });

    const DAY = SINCE.slice(0, 10);
    const february = "2026-02-30T09:00:00.000Z";
    const cursors: Readonly<Record<string, string>> = {
      empty: "",
      "no base64": "%%%",
      "no JSON": Buffer.from("{").toString("base64url"),
      "no list": encode({ changedOn: DAY }),
      "too short": encode([DAY, SINCE]),
      "too long": encode([DAY, SINCE, "a", "b"]),
      "of another day": encode(["2026-03-03", SINCE, "a"]),
      "without a day": encode(["", SINCE, "a"]),
      "without a time": encode([DAY, DAY, "a"]),
      "of a time that there is not": encode([february.slice(0, 10), february, "a"]),
      "with a number for an id": encode([DAY, SINCE, 7]),
      "with null for an id": encode([DAY, SINCE, null]),
      "with an impossible id": encode([DAY, SINCE, "a/b"]),
      "of a list by status": encode(["withdrawn", "", SINCE, "a"]),
    };
    for (const [what, cursor] of Object.entries(cursors))
      it(`a cursor that is ${what}`, async () => {
        expect(await refused({ changedSince: SINCE, cursor })).to.deep.equal([CURSOR]);
      });

    it("its own cursor in a list by status", async () => {
      const { cursor } = await page(memoryPorts());
      expect(await refused({ status: "withdrawn", cursor })).to.deep.equal([
        { parameter: "cursor", detail: "must be the cursor of a page with the same status and studentId" },
      ]);
    });
  });
});
