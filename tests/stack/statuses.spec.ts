/** Every route gives every status code that it documents. */
import { expect } from "chai";
import { openApiDocument, SIGN_IN } from "../../api/openapi";
import { ROUTES, type OperationId } from "../../api/routes";
import type { Stack } from "../../local/stack";
import { answers, client, REPORT, type Answer, type Client } from "./client";
import { stackWith } from "./stacks";

/** Given by the gateway, or by a function whose ports fail: tests/local/gateway.spec.ts and tests/handlers have them. */
const ELSEWHERE = [401, 403, 429, 500, 503, 504];

type Case = (api: Client) => Promise<Answer>;

const tooLarge = { body: { reason: "x".repeat(40_000) } };
const notJson = { body: "reason", headers: { "Content-Type": "text/plain" } };
const invalid = { body: {} };

/** An incident of its own for each case, so that they do not meet. */
let count = 0;
const fresh = async (api: Client) => {
  count += 1;
  const id = `status-${count}`;
  await api.report(id);
  return id;
};

/** An attempt with its paper, and what to send for it. */
async function opened(api: Client) {
  const id = await fresh(api);
  const { path, code, paper } = await api.paper(id, 1);
  return { id, path, code, body: { answers: answers(paper, true) } };
}

async function erasable(api: Client) {
  const { id } = await opened(api);
  await api.withdraw(id);
  await api.message(id, 1, "incident-withdrawn");
  return id;
}

const deadlineIn = (hours: number) => ({
  body: { deadline: new Date(Date.now() + hours * 3_600_000).toISOString() },
});

const CASES: Readonly<Record<OperationId, Readonly<Record<number, Case>>>> = {
  reportIncident: {
    200: async (api) => api.report(await fresh(api)),
    201: (api) => api.report("status-201"),
    400: (api) => api.send("PUT", "/incidents/x", invalid),
    409: async (api) => api.report(await fresh(api), { ...REPORT, course: "MATH1" }),
    410: async (api) => {
      const id = await erasable(api);
      await api.send("DELETE", `/incidents/${id}/person`);
      return api.report(id);
    },
    413: (api) => api.send("PUT", "/incidents/x", tooLarge),
    415: (api) => api.send("PUT", "/incidents/x", notJson),
  },
  getIncident: {
    200: async (api) => api.send("GET", `/incidents/${await fresh(api)}`),
    304: async (api) =>
      api.send("GET", `/incidents/${await fresh(api)}`, { headers: { "If-None-Match": "*" } }),
    400: (api) => api.send("GET", "/incidents/_"),
    404: (api) => api.send("GET", "/incidents/nobody"),
  },
  inviteAgain: {
    200: async (api) => api.send("POST", `${(await opened(api)).path}/invitation`, { body: {} }),
    400: async (api) => api.send("POST", `${(await opened(api)).path}/invitation`, { body: { mail: "x" } }),
    404: (api) => api.send("POST", "/incidents/nobody/attempts/1/invitation", { body: {} }),
    409: async (api) =>
      api.send("POST", `/incidents/${await fresh(api)}/attempts/3/invitation`, { body: {} }),
    413: (api) => api.send("POST", "/incidents/x/attempts/1/invitation", tooLarge),
    415: (api) => api.send("POST", "/incidents/x/attempts/1/invitation", notJson),
  },
  moveDeadline: {
    200: async (api) => api.send("PUT", `${(await opened(api)).path}/deadline`, deadlineIn(2)),
    400: async (api) => api.send("PUT", `${(await opened(api)).path}/deadline`, invalid),
    404: (api) => api.send("PUT", "/incidents/nobody/attempts/1/deadline", deadlineIn(2)),
    409: async (api) => {
      const { id, path } = await opened(api);
      await api.withdraw(id);
      return api.send("PUT", `${path}/deadline`, deadlineIn(2));
    },
    413: (api) => api.send("PUT", "/incidents/x/attempts/1/deadline", tooLarge),
    415: (api) => api.send("PUT", "/incidents/x/attempts/1/deadline", notJson),
    422: async (api) => api.send("PUT", `${(await opened(api)).path}/deadline`, deadlineIn(-2)),
  },
  exportStudent: {
    200: (api) => api.send("POST", "/student-records", { body: { studentId: REPORT.studentId } }),
    400: (api) => api.send("POST", "/student-records", invalid),
    413: (api) => api.send("POST", "/student-records", tooLarge),
    415: (api) => api.send("POST", "/student-records", notJson),
  },
  erasePerson: {
    200: async (api) => api.send("DELETE", `/incidents/${await erasable(api)}/person`),
    400: (api) => api.send("DELETE", "/incidents/_/person"),
    404: (api) => api.send("DELETE", "/incidents/nobody/person"),
    409: async (api) => api.send("DELETE", `/incidents/${await fresh(api)}/person`),
  },
  listIncidents: {
    200: (api) => api.send("GET", "/incidents?status=resolved"),
    400: (api) => api.send("GET", "/incidents"),
  },
  withdrawIncident: {
    200: async (api) => api.withdraw(await fresh(api)),
    400: async (api) => api.send("PUT", `/incidents/${await fresh(api)}/withdrawal`, invalid),
    404: (api) => api.withdraw("nobody"),
    409: async (api) => {
      const id = await fresh(api);
      await api.withdraw(id);
      return api.withdraw(id, "Another reason.");
    },
    413: (api) => api.send("PUT", "/incidents/x/withdrawal", tooLarge),
    415: (api) => api.send("PUT", "/incidents/x/withdrawal", notJson),
  },
  getPaper: {
    200: async (api) => {
      const { path, code } = await opened(api);
      return api.send("GET", `${path}/paper`, { code });
    },
    404: async (api) => api.send("GET", `${(await opened(api)).path}/paper`, { code: "wrong" }),
    410: async (api) => {
      const { id, path, code } = await opened(api);
      await api.withdraw(id);
      return api.send("GET", `${path}/paper`, { code });
    },
  },
  submitAttempt: {
    200: async (api) => {
      const { path, ...request } = await opened(api);
      return api.send("PUT", path, request);
    },
    400: async (api) => api.send("PUT", (await opened(api)).path, invalid),
    404: async (api) => {
      const { path, body } = await opened(api);
      return api.send("PUT", path, { code: "wrong", body });
    },
    409: async (api) => {
      const { path, code, body } = await opened(api);
      await api.send("PUT", path, { code, body });
      return api.send("PUT", path, { code, body: { answers: { other: "a" } } });
    },
    410: async (api) => {
      const { id, path, ...request } = await opened(api);
      await api.withdraw(id);
      return api.send("PUT", path, request);
    },
    413: async (api) => api.send("PUT", (await opened(api)).path, tooLarge),
    415: async (api) => api.send("PUT", (await opened(api)).path, notJson),
    422: async (api) => {
      const { path, code } = await opened(api);
      return api.send("PUT", path, { code, body: { answers: { other: "a" } } });
    },
  },
  getOpenApi: { 200: (api) => api.send("GET", "/openapi.json") },
};

describe("every route and every status code that it documents", () => {
  let stack: Stack;
  let api: Client;

  before(async function () {
    this.timeout(60_000);
    stack = await stackWith("1h");
    api = client(stack);
  });

  const document = openApiDocument();
  for (const { operationId, method, path } of ROUTES) {
    const documented = Object.keys(document.paths[path]?.[method]?.responses ?? {}).map(Number);

    it(`${operationId} has a case here for each of its own status codes`, () => {
      const own = documented.filter((status) => !ELSEWHERE.includes(status));
      expect(Object.keys(CASES[operationId]).map(Number)).to.have.members(own);
    });

    for (const [status, reach] of Object.entries(CASES[operationId]))
      it(`${operationId} answers ${status}, in the documented form`, async () => {
        const answer = await reach(api);
        expect(answer.status).to.equal(Number(status));
        if (answer.status >= 400) {
          expect(answer.headers.get("content-type")).to.equal("application/problem+json");
          const problem = answer.body as Record<string, unknown>;
          expect(problem["status"]).to.equal(answer.status);
          expect(problem).to.include.all.keys("type", "title", "detail", "requestId");
        }
      });
  }

  it("publishes the very document that its routes were made from", async () => {
    const { text } = await api.send("GET", "/openapi.json");
    const signIn = stack.identity?.tokenUrl.replace("/oauth2/token", "") ?? "";
    expect(JSON.parse(text)).to.deep.equal(JSON.parse(JSON.stringify(document).replaceAll(SIGN_IN, signIn)));
  });
});
