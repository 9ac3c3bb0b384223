/** The trace of each route's request: which spans, whose parent, which annotations; no orphan, no secret, no false fault. */
import { expect } from "chai";
import { ROUTES, type OperationId } from "../../api/routes";
import type { Stack } from "../../local/stack";
import type { Span, Trace } from "../../local/traces/traces";
import bank = require("../../workflow/exam/bank.json");
import { newRoot } from "../../local/traces/header";
import { client, REPORT, type Answer, type Client } from "./client";
import { stackWith } from "./stacks";

interface Way {
  /** Sends the request. */
  readonly send: (api: Client) => Promise<{ readonly headers: Headers; readonly status: number }>;
  readonly status: number;
  /** What the function asks of AWS, in this order. */
  readonly calls: readonly string[];
  readonly annotations: Readonly<Record<string, unknown>>;
}

const ID = "traced-1";
const ATTEMPT = { incidentId: ID, attempt: 1 };
const path = `/incidents/${ID}`;

/** Each route, in an order in which one makes the next possible. */
const WAYS: Readonly<Record<OperationId, Way>> = {
  reportIncident: {
    send: (api) => api.report(ID),
    status: 201,
    calls: ["PutItem", "StartExecution"],
    annotations: { incidentId: ID },
  },
  getIncident: {
    send: (api) => api.send("GET", path),
    status: 200,
    calls: ["GetItem"],
    annotations: { incidentId: ID },
  },
  listIncidents: {
    send: (api) => api.send("GET", "/incidents?status=awaiting-exam"),
    status: 200,
    calls: ["Query"],
    annotations: {},
  },
  inviteAgain: {
    send: async (api) => {
      await api.paper(ID, 1);
      return api.send("POST", `${path}/attempts/1/invitation`, { body: {} });
    },
    status: 200,
    calls: ["GetItem", "UpdateItem", "Publish"],
    annotations: ATTEMPT,
  },
  moveDeadline: {
    send: (api) =>
      api.send("PUT", `${path}/attempts/1/deadline`, {
        body: { deadline: new Date(Date.now() + 7_200_000).toISOString() },
      }),
    status: 200,
    calls: ["GetItem", "UpdateItem", "Publish", "SendTaskSuccess"],
    annotations: ATTEMPT,
  },
  exportStudent: {
    send: (api) => api.send("POST", "/student-records", { body: { studentId: "s-traced" } }),
    status: 200,
    calls: ["Query"],
    annotations: {},
  },
  getPaper: {
    send: async (api) => {
      const { code } = await api.paper(ID, 1);
      return api.send("GET", `${path}/attempts/1/paper`, { code });
    },
    status: 200,
    calls: ["GetItem"],
    annotations: ATTEMPT,
  },
  submitAttempt: {
    send: (api) => api.sit(ID, 1, false),
    status: 200,
    calls: ["GetItem", "UpdateItem", "SendTaskSuccess"],
    annotations: ATTEMPT,
  },
  withdrawIncident: {
    send: async (api) => {
      await api.message(ID, 2, "exam-invitation");
      return api.withdraw(ID);
    },
    status: 200,
    calls: ["UpdateItem", "SendTaskSuccess"],
    annotations: { incidentId: ID },
  },
  erasePerson: {
    send: async (api) => {
      await api.report("traced-3");
      await api.message("traced-3", 1, "exam-invitation");
      await api.withdraw("traced-3");
      return api.send("DELETE", "/incidents/traced-3/person");
    },
    status: 200,
    calls: ["GetItem", "UpdateItem"],
    annotations: { incidentId: "traced-3" },
  },
  getOpenApi: {
    send: (api) => api.send("GET", "/openapi.json"),
    status: 200,
    calls: [],
    annotations: {},
  },
};

const codeOf = async (api: Client, attempt: number, id = ID) =>
  (await api.message(id, attempt, "exam-invitation")).examCode;

const LAMBDAS_OWN = ["Initialization", "Invocation"];

const rootOf = (headers: Headers) => /Root=([^;]+)/.exec(headers.get("x-amzn-trace-id") ?? "")?.[1];

describe("stack: traces", () => {
  let stack: Stack;
  let api: Client;
  const sent = new Map<string, { readonly root: string | undefined; readonly status: number }>();

  before(async () => {
    stack = await stackWith("1h");
    api = client(stack);
    for (const [operation, { send }] of Object.entries(WAYS)) {
      const { headers, status } = await send(api);
      sent.set(operation, { root: rootOf(headers), status });
    }
  });

  const all = async (query = "") =>
    (await (await fetch(`${stack.traces}${query}`)).json()) as readonly Trace[];

  /** Spans are sent when they end, over UDP: asks until the trace has what is looked for. */
  const traceOf = (operation: string, isWhole: (trace: Trace) => boolean): Promise<Trace> =>
    api.until(`the trace of ${operation}`, async () => {
      const found = (await all()).find(({ id }) => id === sent.get(operation)?.root);
      return found && isWhole(found) ? found : undefined;
    });

  const below = ({ spans }: Trace, span: Span | undefined): readonly Span[] =>
    span ? spans.filter(({ parent }) => parent === span.id) : [];
  const inside = (trace: Trace, span: Span | undefined): readonly Span[] =>
    below(trace, span).flatMap((each) => [each, ...inside(trace, each)]);
  /** What the function itself wrote, among what Lambda wrote of it. */
  const workOf = (trace: Trace, span: Span | undefined) =>
    below(trace, span).filter(({ name }) => !LAMBDAS_OWN.includes(name));

  it("are looked at for every route", () => {
    expect(ROUTES.map(({ operationId }) => operationId)).to.have.members(Object.keys(WAYS));
  });

  for (const [operation, { status, calls, annotations }] of Object.entries(WAYS))
    it(`lead from the gateway over Lambda to the calls of ${operation}`, async () => {
      const trace = await traceOf(operation, (each) =>
        calls.every((call) => each.spans.some((span) => span.operation === call)),
      );
      expect(sent.get(operation)?.status).to.equal(status);
      const [gateway, ...others] = trace.spans.filter(({ parent }) => parent === undefined);
      expect(others).to.deep.equal([]);
      expect(gateway).to.include({
        name: "resit-dev-api/v1",
        kind: "AWS::ApiGateway::Stage",
        status,
        state: "ok",
      });
      const [integration] = below(trace, gateway);
      expect(integration).to.include({ name: "Lambda", kind: "aws", operation: "Invoke" });
      const [service] = below(trace, integration);
      expect(service).to.include({ name: `resit-dev-${operation}`, kind: "AWS::Lambda" });
      const [lambda] = below(trace, service);
      expect(lambda).to.include({
        name: `resit-dev-${operation}`,
        kind: "AWS::Lambda::Function",
        state: "ok",
      });
      const [work, ...more] = workOf(trace, lambda);
      expect(more).to.deep.equal([]);
      expect(
        below(trace, lambda)
          .filter(({ name }) => LAMBDAS_OWN.includes(name))
          .map(({ name }) => name),
      ).to.include("Invocation");
      expect(work).to.include({ name: operation, kind: "local", state: "ok" });
      expect(work?.annotations).to.deep.equal(annotations);
      expect(below(trace, work).map((each) => each.operation)).to.deep.equal(calls);
    });

  it("go on from the report into the state machine, its states, its functions, the table and the topic", async () => {
    const trace = await traceOf("reportIncident", (each) => {
      const closings = each.spans.filter(
        ({ kind, name }) => kind === "AWS::Lambda::Function" && name === "resit-dev-closeAttempt",
      );
      return (
        closings.some((closing) => inside(each, closing).some(({ operation }) => operation === "Publish")) &&
        each.spans.some(({ name }) => name === "Withdrawn")
      );
    });
    const start = trace.spans.find(({ operation }) => operation === "StartExecution");
    const [machine] = below(trace, start);
    expect(machine).to.include({ name: "resit-dev-exam", kind: "AWS::StepFunctions::StateMachine" });
    expect(below(trace, machine).map(({ name }) => name)).to.deep.equal([
      "SitExam",
      "CloseAttempt",
      // The deadline was moved.
      "Status",
      "SitExam",
      "CloseAttempt",
      "Status",
      "SitExam",
      "CloseAttempt",
      "Status",
      "Withdrawn",
    ]);
    for (const [state, name] of [
      ["SitExam", "openAttempt"],
      ["CloseAttempt", "closeAttempt"],
    ] as const) {
      // The last that says something: the first CloseAttempt found a deadline that was moved.
      const task = below(trace, machine)
        .filter((each) => each.name === state)
        .find((each) => inside(trace, each).some(({ operation }) => operation === "Publish"));
      expect(
        inside(trace, task)
          .map((each) => each.kind)
          .slice(0, 3),
        state,
      ).to.deep.equal(["aws", "AWS::Lambda", "AWS::Lambda::Function"]);
      const work = inside(trace, task).find((each) => each.name === name && each.kind === "local");
      expect(work?.annotations, name).to.deep.equal(ATTEMPT);
      expect(
        below(trace, work).map((each) => each.operation),
        name,
      ).to.include("Publish");
    }
  });

  it("have no orphan: the parent of each span is in its trace", async () => {
    for (const { id, spans } of await all()) {
      const ids = new Set(spans.map((span) => span.id));
      expect(
        spans.filter(({ parent }) => parent !== undefined && !ids.has(parent)),
        id,
      ).to.deep.equal([]);
    }
  });

  const refusals: readonly (readonly [number, string, (api: Client) => Promise<Answer>])[] = [
    [404, "GetItem", (to) => to.send("GET", "/incidents/nowhere-at-all")],
    [409, "PutItem", (to) => to.report(ID, { ...REPORT, assessment: "Another" })],
    [409, "UpdateItem", (to) => to.withdraw(ID, "Another reason.")],
    [410, "GetItem", async (to) => to.send("GET", `${path}/attempts/2/paper`, { code: await codeOf(to, 2) })],
    [
      422,
      "GetItem",
      async (to) => {
        await to.report("traced-2");
        const code = await codeOf(to, 1, "traced-2");
        return to.send("PUT", "/incidents/traced-2/attempts/1", { code, body: { answers: {} } });
      },
    ],
  ];
  for (const [status, call, send] of refusals)
    it(`show a ${status} after ${call} as an error of the client, and as nobody's fault`, async () => {
      const answer = await send(api);
      expect(answer.status, answer.text).to.equal(status);
      const trace = await api.until("the trace of a refusal", async () =>
        (await all()).find(
          ({ id, spans }) =>
            id === rootOf(answer.headers) && spans.some(({ operation }) => operation === call),
        ),
      );
      expect(trace.spans[0]).to.include({ status, state: "error" });
      expect(trace.spans.slice(1).filter(({ state }) => state !== "ok")).to.deep.equal([]);
    });

  it("go on with a client's own trace, and are not kept where the client says so", async () => {
    const trace = (sampled: number) => {
      const root = newRoot();
      const header = `Root=${root};Parent=00000000000000aa;Sampled=${sampled}`;
      return { root, headers: { "X-Amzn-Trace-Id": header } };
    };
    const [not, kept] = [trace(0), trace(1)];
    await api.send("GET", path, { headers: not.headers });
    await api.send("GET", path, { headers: kept.headers });
    const found = await api.until("the client's trace", async () =>
      (await all()).find(
        ({ id, spans }) => id === kept.root && spans.some(({ operation }) => operation === "GetItem"),
      ),
    );
    expect(found.spans[0]).to.include({ kind: "AWS::ApiGateway::Stage", parent: "00000000000000aa" });
    expect((await all()).map(({ id }) => id)).to.not.include(not.root);
  });

  it("show no fault after all this", async () => {
    // Other tests' incidents share the stack: one that is withdrawn at once leaves a Lambda fault, AttemptClosed.
    const own = [...(await all(`?incidentId=${ID}`)), ...(await all("?incidentId=traced-2"))];
    expect(own.length).to.be.greaterThan(refusals.length);
    const faults = own.flatMap(({ spans }) => spans.filter(({ state }) => state === "fault"));
    expect(faults).to.deep.equal([]);
  });

  it("hold no exam code, no token, no address, no answer", async () => {
    const codes = (await api.outbox()).flatMap(({ examCode }) => (examCode ? [examCode] : []));
    expect(codes.length).to.be.greaterThan(1);
    const written = JSON.stringify(stack.segments()) + JSON.stringify(await all());
    const { email, studentId, description } = REPORT;
    const questions = bank.map(({ questionId }) => questionId);
    for (const secret of [...codes, ...questions, email, studentId, description, "taskToken"])
      expect(written).to.not.contain(secret);
    // What could be a token, or be said by an error's message: ids of requests have 52 characters.
    expect(written).to.not.match(/[A-Za-z0-9_-]{53,}/);
    expect(written).to.not.match(/"(cause|exceptions|stack)"/);
  });

  it("are found by incident, and shown as a page to a browser", async () => {
    const found = await all(`?incidentId=${ID}`);
    expect(found.map(({ id }) => id)).to.include(sent.get("submitAttempt")?.root);
    expect(found.map(({ id }) => id)).to.not.include(sent.get("getOpenApi")?.root);
    const page = await fetch(stack.traces, { headers: { Accept: "text/html,*/*" } });
    expect(page.headers.get("content-type")).to.equal("text/html; charset=utf-8");
    expect(await page.text())
      .to.contain("resit-dev-submitAttempt")
      .and.contain("incidentId traced-1");
  });
});
