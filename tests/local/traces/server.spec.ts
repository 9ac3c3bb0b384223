import { expect } from "chai";
import { connect } from "node:net";
import type { LoopbackServer } from "../../../local/loopback";
import { startTraces } from "../../../local/traces/server";

const ID = "1-00000000-0123456789abcdef01234567";
const OTHER = "1-00000001-0123456789abcdef01234567";

const document = (trace: string, incidentId: string) => ({
  id: "1",
  trace_id: trace,
  name: "work",
  start_time: 1,
  end_time: 2,
  annotations: { incidentId },
});

describe("local/traces/server", () => {
  let server: LoopbackServer;
  before(async () => {
    server = await startTraces(() => [document(ID, "a"), document(OTHER, "b")]);
  });
  after(() => server.stop());

  const get = (path: string, accept?: string, method = "GET") =>
    fetch(`${server.url}${path}`, { method, ...(accept !== undefined && { headers: { accept } }) });
  const ids = async (path: string) =>
    ((await (await get(path)).json()) as readonly { readonly id: string }[]).map(({ id }) => id);

  it("answers all of them, those of an incident, and one", async () => {
    expect(await ids("/traces")).to.deep.equal([ID, OTHER]);
    expect(await ids("/traces?incidentId=b")).to.deep.equal([OTHER]);
    expect(await ids("/traces?incidentId=c")).to.deep.equal([]);
    expect(await (await get(`/traces/${ID}`)).json()).to.include({ id: ID, seconds: 1 });
  });

  const types: readonly (readonly [string, string])[] = [
    ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"],
    ["text/html;q=0.5, application/json", "application/json"],
    ["application/json;q=0.1, text/html", "text/html; charset=utf-8"],
    ["text/html;q=0", "application/json"],
    ["*/*", "application/json"],
    ["", "application/json"],
  ];
  for (const [accept, type] of types)
    it(`answers ${type} to who accepts "${accept}"`, async () => {
      expect((await get("/traces", accept)).headers.get("content-type")).to.equal(type);
      expect((await get(`/traces/${ID}`, accept)).headers.get("content-type")).to.equal(type);
    });

  it("says what there is where there is nothing, and that it can only be read", async () => {
    const refused = async (path: string, method?: string) => {
      const answer = await get(path, undefined, method);
      return [answer.status, await answer.json()] as const;
    };
    const where = { message: "The traces are at /traces, and one at /traces/{id}." };
    for (const path of ["/", "/tracesx"]) expect(await refused(path)).to.deep.equal([404, where]);
    expect(await refused("/traces/1-2-3")).to.deep.equal([
      404,
      { message: "There is no trace of this id; those that there are: /traces." },
    ]);
    expect(await refused("/traces", "DELETE")).to.deep.equal([
      405,
      { message: "Traces can only be read: GET." },
    ]);
  });

  it("outlives targets that are no addresses", async () => {
    for (const target of ["//", "%", "*", "http://"]) {
      const answer = await new Promise<string>((resolve) => {
        const socket = connect(server.port, "127.0.0.1", () => {
          socket.write(`GET ${target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`);
        });
        socket.once("data", (data) => {
          resolve(data.toString());
        });
        socket.once("error", () => {
          resolve("");
        });
      });
      expect(answer, target).to.match(/^HTTP\/1\.1 40[04] /);
    }
    expect((await get("/traces")).status).to.equal(200);
  });
});
