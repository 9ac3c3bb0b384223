import { expect } from "chai";
import type { APIGatewayProxyResult } from "aws-lambda";
import type { ListQuery } from "../../handlers/ports";
import { incidentId, STATUSES, type Status } from "../../workflow/contract";
import { reported, type Incident } from "../../workflow/incident";
import { request } from "../support/events";
import { memoryPorts, START, type MemoryPorts } from "../support/memoryPorts";
import { memoryTable } from "../support/memoryTable";
import { bodyOf, caseAfter, faultsOf, handlersOver, ID, REPORT, report } from "../support/process";
import { ROUTES } from "../../api/routes";

type Query = Readonly<Record<string, string>>;

const list = (ports: MemoryPorts, query?: Query): Promise<APIGatewayProxyResult> =>
  handlersOver(ports).listIncidents(request("listIncidents", query ? { query } : {}));

/** The n-th incident: a minute younger than the one before. */
const incident = (n: number, studentId: string, status: Status = "awaiting-exam"): Incident => ({
  ...reported(incidentId(`case-${n}`), { ...REPORT, studentId }, { now: START + n * 60_000, requestId: "r" }),
  status,
  ...(status !== "awaiting-exam" && {
    closedAt: reported(ID, REPORT, { now: START, requestId: "r" }).reportedAt,
  }),
});

const portsWith = (...incidents: readonly Incident[]): MemoryPorts => memoryPorts(memoryTable(...incidents));

interface Page {
  readonly ids: readonly string[];
  readonly cursor?: string;
}

async function page(ports: MemoryPorts, query: Query): Promise<Page> {
  const answer = await list(ports, query);
  expect(answer.statusCode, answer.body).to.equal(200);
  const body = bodyOf(answer);
  if (typeof body !== "object" || body === null || !("incidents" in body) || !Array.isArray(body.incidents))
    return expect.fail("the answer is no list");
  const ids = body.incidents.map((each: { incidentId: string }) => each.incidentId);
  return { ids, ...("cursor" in body && typeof body.cursor === "string" && { cursor: body.cursor }) };
}

/** All pages from the first to the last, by their cursors. */
async function pages(ports: MemoryPorts, query: Query): Promise<readonly (readonly string[])[]> {
  const read: (readonly string[])[] = [];
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const next: Page = await page(ports, { ...query, ...(cursor !== undefined && { cursor }) });
    read.push(next.ids);
    cursor = next.cursor;
  }
  return read;
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

const TIME = "2026-03-02T09:01:00.000Z";
const CURSOR_FAULT = {
  parameter: "cursor",
  detail: "must be the cursor of a page with the same status and studentId",
};

describe("handlers/listIncidents", () => {
  const three = portsWith(
    incident(1, "s1"),
    incident(2, "s2", "withdrawn"),
    incident(3, "s1", "withdrawn"),
    incident(4, "s1"),
  );

  it("answers the summary of each incident, and nothing of its attempts", async () => {
    const ports = await caseAfter("failed", "open");
    const answer = await list(ports, { status: "awaiting-exam" });
    const { studentId, course, assessment } = REPORT;
    expect(bodyOf(answer)).to.deep.equal({
      incidents: [
        {
          incidentId: ID,
          studentId,
          course,
          assessment,
          status: "awaiting-exam",
          reportedAt: "2026-03-02T09:00:00.000Z",
        },
      ],
    });
  });

  for (const [query, ids] of [
    [{ status: "awaiting-exam" }, ["case-4", "case-1"]],
    [{ status: "withdrawn" }, ["case-3", "case-2"]],
    [{ status: "resolved" }, []],
    [{ studentId: "s1" }, ["case-4", "case-3", "case-1"]],
    [{ studentId: "nobody" }, []],
    [{ status: "withdrawn", studentId: "s1" }, ["case-3"]],
    [{ status: "resolved", studentId: "s1" }, []],
  ] as const)
    it(`lists ${JSON.stringify(query)}, newest first`, async () => {
      expect(await page(three, query)).to.deep.equal({ ids });
    });

  for (const status of STATUSES)
    it(`knows the status ${status}`, async () => {
      expect(await page(portsWith(incident(1, "s1", status)), { status })).to.deep.equal({ ids: ["case-1"] });
    });

  it("shows closedAt where there is one", async () => {
    const body = bodyOf(await list(three, { studentId: "s2" }));
    expect(body)
      .to.have.property("incidents")
      .with.nested.property("[0].closedAt", "2026-03-02T09:00:00.000Z");
  });

  it("lists the incidents of any student for whom one can be reported", async () => {
    const ports = memoryPorts();
    // 64 characters, as JSON Schema counts them; twice as many units of UTF-16.
    const studentId = "\u{1D4AE}".repeat(64);
    expect((await report(ports, { json: { ...REPORT, studentId } })).statusCode).to.equal(201);
    expect(await page(ports, { studentId })).to.deep.equal({ ids: [ID] });
  });

  describe("limit", () => {
    const many = portsWith(...Array.from({ length: 120 }, (_, index) => incident(index, "s1")));

    it("is 25 where nothing is said", async () => {
      expect((await page(many, { status: "awaiting-exam" })).ids).to.have.length(25);
    });

    for (const limit of [1, 7, 99, 100])
      it(`can be ${limit}`, async () => {
        expect((await page(many, { status: "awaiting-exam", limit: String(limit) })).ids).to.have.length(
          limit,
        );
      });

    const wrong = [
      "0",
      "101",
      "999",
      "1000",
      "-1",
      "+1",
      "1.0",
      "1e1",
      "05",
      " 5",
      "5 ",
      "",
      "all",
      "0x5",
      "٥",
    ];
    for (const limit of wrong)
      it(`cannot be ${JSON.stringify(limit)}`, async () => {
        const answer = await list(many, { status: "awaiting-exam", limit });
        expect(answer.statusCode).to.equal(400);
        expect(faultsOf(answer)).to.deep.equal([
          { parameter: "limit", detail: "must be a whole number from 1 to 100" },
        ]);
      });
  });

  describe("cursor", () => {
    const seven = portsWith(
      ...Array.from({ length: 7 }, (_, index) => incident(index, index % 2 === 0 ? "s1" : "s2")),
    );

    it("leads through all pages, each incident once, newest first", async () => {
      expect(await pages(seven, { status: "awaiting-exam", limit: "3" })).to.deep.equal([
        ["case-6", "case-5", "case-4"],
        ["case-3", "case-2", "case-1"],
        ["case-0"],
      ]);
    });

    it("leads through the pages of a student", async () => {
      expect(await pages(seven, { studentId: "s1", limit: "3" })).to.deep.equal([
        ["case-6", "case-4", "case-2"],
        ["case-0"],
      ]);
    });

    it("leads on from a page that is empty because of its status", async () => {
      const ports = portsWith(incident(1, "s1", "withdrawn"), incident(2, "s1"), incident(3, "s1"));
      const found = await pages(ports, { studentId: "s1", status: "withdrawn", limit: "2" });
      expect(found).to.deep.equal([[], ["case-1"]]);
    });

    it("is not disturbed by an incident that is reported in between", async () => {
      const ports = portsWith(incident(1, "s1"), incident(2, "s1"), incident(3, "s1"));
      const { cursor = "" } = await page(ports, { studentId: "s1", limit: "2" });
      ports.incidents.put(incident(4, "s1"));
      expect(await page(ports, { studentId: "s1", limit: "2", cursor })).to.deep.equal({ ids: ["case-1"] });
    });

    it("can be sent with another limit", async () => {
      const { cursor = "" } = await page(seven, { status: "awaiting-exam", limit: "2" });
      const { ids } = await page(seven, { status: "awaiting-exam", limit: "100", cursor });
      expect(ids).to.deep.equal(["case-4", "case-3", "case-2", "case-1", "case-0"]);
    });

    it("works for a student whose id has letters of every kind", async () => {
      const studentId = 'é"\\%/+ß学\u{1F393}';
      const ports = portsWith(incident(1, studentId), incident(2, studentId));
      expect(await pages(ports, { studentId, limit: "1" })).to.deep.equal([["case-2"], ["case-1"], []]);
    });

    it("is never longer than the route says", async () => {
      const status = "administrative-action";
      const studentId = "学".repeat(64);
      const longest = { ...incident(1, studentId, status), incidentId: incidentId("x".repeat(64)) };
      const { cursor = "" } = await page(portsWith(longest), { studentId, status, limit: "1" });
      const parameters = ROUTES.find(({ operationId }) => operationId === "listIncidents")?.parameters ?? [];
      const schema = parameters.find(({ name }) => name === "cursor")?.schema;
      expect(cursor.length).to.be.within(1, schema && "maxLength" in schema ? schema.maxLength : 0);
    });

    it("of another query is refused", async () => {
      const queries: readonly Query[] = [
        { status: "awaiting-exam" },
        { status: "withdrawn" },
        { studentId: "s1" },
        { studentId: "s2" },
        { studentId: "s1", status: "awaiting-exam" },
      ];
      const ports = portsWith(incident(1, "s1"), incident(2, "s2"), incident(3, "s1", "withdrawn"));
      for (const from of queries) {
        const { cursor = "" } = await page(ports, { ...from, limit: "1" });
        for (const to of queries) {
          const answer = await list(ports, { ...to, cursor });
          expect(answer.statusCode, JSON.stringify({ from, to })).to.equal(from === to ? 200 : 400);
          if (from !== to) expect(faultsOf(answer)).to.deep.equal([CURSOR_FAULT]);
        }
      }
    });

    const position = { incidentId: "case-1", reportedAt: TIME };
    const forged: Readonly<Record<string, string>> = {
      empty: "",
      "no base64url": "!!!!",
      "not JSON": Buffer.from("case-1").toString("base64url"),
      "not UTF-8": Buffer.from([0xff, 0xfe, 0x5b]).toString("base64url"),
      null: encode(null),
      "a number": encode(1),
      "an empty list": encode([]),
      "an object": encode(position),
      "a key of the table": encode({ ...position, status: "awaiting-exam", studentId: "s1" }),
      "a list that is too short": encode(["awaiting-exam", "", TIME]),
      "a list that is too long": encode(["awaiting-exam", "", TIME, "case-1", "case-2"]),
      "of another status": encode(["withdrawn", "", TIME, "case-1"]),
      "of a student": encode(["awaiting-exam", "s1", TIME, "case-1"]),
      "with null for a filter": encode(["awaiting-exam", null, TIME, "case-1"]),
      "with a list for a filter": encode([["awaiting-exam"], "", TIME, "case-1"]),
      "with a number for a time": encode(["awaiting-exam", "", 1_772_442_060_000, "case-1"]),
      "with a time without milliseconds": encode(["awaiting-exam", "", "2026-03-02T09:01:00Z", "case-1"]),
      "with more than a time": encode(["awaiting-exam", "", `${TIME} `, "case-1"]),
      "with an impossible id": encode(["awaiting-exam", "", TIME, "a/b"]),
      "with an object for an id": encode(["awaiting-exam", "", TIME, { S: "case-1" }]),
      "with a list of an id": encode(["awaiting-exam", "", TIME, ["case-1"]]),
      "the incident's id": "case-1",
    };
    for (const [what, cursor] of Object.entries(forged))
      it(`that is ${what} is refused, and nothing is read`, async () => {
        const calls: string[] = [];
        const ports = three.through((call, effect) => {
          calls.push(call);
          return effect();
        });
        const answer = await list(ports, { status: "awaiting-exam", cursor });
        expect(answer.statusCode).to.equal(400);
        expect(faultsOf(answer)).to.deep.equal([CURSOR_FAULT]);
        expect(calls).to.deep.equal([]);
      });

    it("that is forged well leads nowhere but to another place of the list that was asked for", async () => {
      const queries: ListQuery[] = [];
      const base = portsWith(incident(1, "s1"), incident(2, "s2"), incident(3, "s1", "withdrawn"));
      const ports: MemoryPorts = {
        ...base,
        incidents: {
          ...base.incidents,
          list: (query) => {
            queries.push(query);
            return base.incidents.list(query);
          },
        },
      };
      const cursor = encode(["", "s1", "9999-12-31T23:59:59.999Z", "case-2"]);
      expect((await page(ports, { studentId: "s1", cursor })).ids).to.deep.equal(["case-3", "case-1"]);
      expect(queries).to.deep.equal([
        {
          studentId: "s1",
          limit: 25,
          after: { incidentId: "case-2", reportedAt: "9999-12-31T23:59:59.999Z" },
        },
      ]);
    });
  });

  describe("a query that is not valid", () => {
    const status = { parameter: "status", detail: `must be one of ${STATUSES.join(", ")}` };
    const studentId = {
      parameter: "studentId",
      detail: "must have 1 to 64 characters, none of them a control character",
    };
    const neither = { parameter: "status", detail: "must be given, or studentId must" };
    const unknown = (parameter: string) => ({ parameter, detail: "is not a parameter of this list" });

    const wrong: readonly (readonly [Query | undefined, readonly unknown[]])[] = [
      [undefined, [neither]],
      [{}, [neither]],
      [{ limit: "5" }, [neither]],
      [{ status: "" }, [status]],
      [{ status: "open" }, [status]],
      [{ status: "Resolved" }, [status]],
      [{ status: "resolved,withdrawn" }, [status]],
      [{ status: "toString" }, [status]],
      [{ studentId: "" }, [studentId]],
      [{ studentId: "s".repeat(65) }, [studentId]],
      [{ studentId: "s1", status: "none" }, [status]],
      [{ studentId: "s1", state: "resolved" }, [unknown("state")]],
      [{ studentId: "s1", Status: "resolved" }, [unknown("Status")]],
      [{ studentId: "s1", "": "" }, [unknown("")]],
      [{ studentId: "s1", ["__proto__"]: "x" }, [unknown("__proto__")]],
      [{ studentId: "s1", constructor: "x", toString: "y" }, [unknown("constructor"), unknown("toString")]],
      [
        { status: "x", studentId: "", limit: "0", cursor: "x", after: "y" },
        [
          unknown("after"),
          status,
          studentId,
          { parameter: "limit", detail: "must be a whole number from 1 to 100" },
          CURSOR_FAULT,
        ],
      ],
    ];
    it("gets 400 where a parameter is given twice", async () => {
      const event = request("listIncidents", { query: { status: "resolved" } });
      const twice = { ...event, multiValueQueryStringParameters: { status: ["resolved", "withdrawn"] } };
      const answer = await handlersOver(three).listIncidents(twice);
      expect(answer.statusCode).to.equal(400);
      expect(faultsOf(answer)).to.deep.equal([{ parameter: "status", detail: "must be given once" }]);
    });

    for (const [query, faults] of wrong)
      it(`${JSON.stringify(query)} gets 400 with every fault`, async () => {
        const answer = await list(three, query);
        expect(answer.statusCode).to.equal(400);
        expect(bodyOf(answer)).to.deep.equal({
          type: "urn:resit:problem:malformed-request",
          title: "The request is not valid",
          status: 400,
          detail: "The query is not valid.",
          requestId: "request-1",
          errors: faults,
        });
      });
  });
});
