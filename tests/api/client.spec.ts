/** The typed client: what it sends, and what does not compile. */
import { createServer, type IncomingMessage } from "node:http";
import { expect } from "chai";
import { apiClient } from "../../api/client";
import { listen, readBody } from "../../local/loopback";
import { compile } from "../support/compile";

interface Seen {
  readonly line: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** A server that answers everything with the same, and keeps what it was asked. */
async function answering(status: number, body: unknown) {
  const seen: Seen[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    void readBody(request, 1_000).then((sent) => {
      const { method = "", url = "", headers } = request;
      seen.push({
        line: `${method} ${url}`,
        authorization: headers.authorization,
        body: sent?.toString() ?? "",
      });
      response.writeHead(status, { ETag: '"1"' }).end(body === undefined ? "" : JSON.stringify(body));
    });
  });
  return { ...(await listen(server, 0)), seen };
}

describe("api/client", () => {
  it("fills in the path, the query and the body, and sends its token, or the one of the call", async () => {
    const server = await answering(200, { incidentId: "a b" });
    try {
      const api = apiClient(server.url, "token");
      const path = { incidentId: "a/b", attempt: 2 };
      await api.call("moveDeadline", { path, body: { deadline: "2027-01-31T17:00:00Z" } });
      await api.call("listIncidents", { query: { status: "resolved", limit: 5 } });
      await api.call("getPaper", { path, bearer: "code" });
      expect(server.seen).to.deep.equal([
        {
          line: "PUT /incidents/a%2Fb/attempts/2/deadline",
          authorization: "Bearer token",
          body: '{"deadline":"2027-01-31T17:00:00Z"}',
        },
        { line: "GET /incidents?status=resolved&limit=5", authorization: "Bearer token", body: "" },
        { line: "GET /incidents/a%2Fb/attempts/2/paper", authorization: "Bearer code", body: "" },
      ]);
    } finally {
      await server.stop();
    }
  });

  it("gives bodies and problems by whether it went well", async () => {
    for (const [status, body, expected] of [
      [200, { incidentId: "x" }, { ok: true, status: 200, body: { incidentId: "x" } }],
      [304, undefined, { ok: true, status: 304, body: undefined }],
      [404, { title: "No" }, { ok: false, status: 404, problem: { title: "No" } }],
    ] as const) {
      const server = await answering(status, body);
      try {
        const { headers, ...answer } = await apiClient(server.url).call("getIncident", {
          path: { incidentId: "x" },
        });
        expect(answer).to.deep.equal(expected);
        expect(headers.get("etag")).to.equal('"1"');
      } finally {
        await server.stop();
      }
    }
  });

  const WRONG = {
    "a body that is missing": 'api.call("withdrawIncident", { path: { incidentId: "x" } });',
    "a field that is none":
      'api.call("withdrawIncident", { path: { incidentId: "x" }, body: { why: "x" } });',
    "a parameter that is missing": 'api.call("getPaper", { path: { incidentId: "x" } });',
    "a route that is none": 'api.call("getNothing", {});',
    "a field of another answer":
      'api.call("listIncidents", {}).then((answer) => answer.ok && answer.body.studentId);',
  } as const;

  it("does not compile with a wrong call, and does with a right one", function () {
    this.timeout(60_000);
    const source = (statement: string) =>
      `import { apiClient } from "../../api/client";\nconst api = apiClient("http://localhost");\nvoid ${statement}\n`;
    const right = 'api.call("listIncidents", {}).then((answer) => answer.ok && answer.body.incidents);';
    const sources = Object.fromEntries(
      Object.entries({ ...WRONG, right }).map(([name, statement]) => [
        `tests/api/${name.replaceAll(" ", "-")}.ts`,
        source(statement),
      ]),
    );
    for (const [path, found] of compile(sources))
      expect(found.length > 0, path).to.equal(!path.includes("right"));
  });
});
