/** Requests at random, from the OpenAPI document that the stack itself publishes. RESIT_FUZZ_CASES says how many. */
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Ajv, type ValidateFunction } from "ajv";
import { expect } from "chai";
import fc from "fast-check";
import { ROUTES } from "../../api/routes";
import type { Stack } from "../../local/stack";
import { accessToken, client, type Client } from "./client";
import { requests, type Document, type Operation, type RandomRequest } from "./requests";
import { stackWith } from "./stacks";

const CASES = Number(process.env["RESIT_FUZZ_CASES"] ?? 120);
/** At most, where much else runs; alone, a case takes some milliseconds. */
const MS_PER_CASE = 1_000;

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

/** As it is: `fetch` would put paths in order and refuse some requests. */
const exchange = (api: string, { method, path, headers, body }: Sent): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(api);
    const length = body && { "Content-Length": String(body.length) };
    const sent = httpRequest(
      { hostname, port, method, path, headers: { ...headers, ...length } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const { statusCode: status = 0, headers: received } = response;
          resolve({ status, headers: received, text: Buffer.concat(chunks).toString() });
        });
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });

/** As often as an answer asks for patience, where a machine has too much to do. */
const TRIES = 3;

async function patient(api: string, sent: Sent): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const answer = await exchange(api, sent);
    if (![429, 503].includes(answer.status) || tries === TRIES) return answer;
    await sleep(Number(answer.headers["retry-after"]) * 1_000);
  }
}

/** An incident, and the code of its first attempt. */
interface Known {
  readonly id: string;
  readonly code: string;
}

interface Incident {
  readonly audit: readonly { readonly who: string; readonly requestId: string }[];
}

describe("requests at random, from the OpenAPI document", () => {
  let stack: Stack;
  let api: Client;
  let document: Document;
  let token: string;
  const closed: Known[] = [];
  /** How often each status was answered, by operation. */
  const seen = new Map<string, Map<number, number>>();

  before(async function () {
    this.timeout(60_000);
    // A stack of its own: ids of any length are in its traces, and the others' lines must stay where they are looked for.
    stack = await stackWith("2h");
    api = client(stack);
    if (stack.identity === undefined) throw new Error("The stack has no client for machines.");
    token = await accessToken(stack.identity);
    document = JSON.parse((await exchange(stack.api, at("GET", "/openapi.json"))).text) as Document;
    const [withdrawn, erased, resolved] = await invited("withdrawn", "erased", "resolved");
    if (!withdrawn || !erased || !resolved) throw new Error("Not all of the students were invited.");
    await Promise.all([
      api.withdraw(withdrawn.id),
      api.withdraw(erased.id).then(() => api.send("DELETE", `/incidents/${erased.id}/person`)),
      api.sit(resolved.id, 1, true),
    ]);
    closed.push(withdrawn, erased, resolved);
  });

  /** Reports incidents, and waits for the codes of their first attempts. */
  const invited = (...names: readonly string[]) =>
    Promise.all(
      names.map(async (name): Promise<Known> => {
        const id = `fuzz-${name}`;
        await api.report(id);
        return { id, code: (await api.paper(id, 1)).code };
      }),
    );

  const at = (method: string, path: string): Sent => ({ method, path, headers: {}, body: undefined });

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );

  /** The request as it is sent, and the incident that it is about. */
  function concrete(
    known: readonly Known[],
    { path: template, method, operation }: ReturnType<typeof operations>[number],
    random: RandomRequest,
  ) {
    const wanted = random.path["incidentId"];
    const about = typeof wanted === "object" ? known[wanted.known % known.length] : undefined;
    const id = about?.id ?? (typeof wanted === "string" ? wanted : undefined);
    const path = template.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = random.path[name];
      return encodeURIComponent(typeof value === "string" ? value : (id ?? ""));
    });
    const query = random.query.map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
    const right = operation.security.some((scheme) => "examCode" in scheme) ? about?.code : token;
    const credential = random.credential === "wrong" ? "wrong" : right;
    const sent: Sent = {
      method: method.toUpperCase(),
      path: query === "" ? path : `${path}?${query}`,
      headers: {
        ...random.headers,
        ...(random.credential !== "none" && { Authorization: `Bearer ${credential ?? "none"}` }),
      },
      body: random.body,
    };
    return { sent, id };
  }

  const bodyChecks = new Map<string, ValidateFunction>();
  /** Formats of the document. */
  const ajv = new Ajv({
    strict: false,
    validateSchema: false,
    allErrors: true,
    formats: {
      "date-time": /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
      uri: /^[a-z]+:\S+$/,
    },
  });

  /** Throws where the document does not say that the operation answers so. */
  function documented(path: string, method: string, operation: Operation, { status, headers, text }: Answer) {
    const response = operation.responses[status];
    expect(Object.keys(operation.responses).map(Number), text).to.include(status);
    if (response?.content === undefined) {
      expect(text).to.equal("");
      return;
    }
    const type = headers["content-type"]?.split(";")[0] ?? "";
    expect(Object.keys(response.content)).to.include(type);
    const pointer = ["paths", path, method, "responses", String(status), "content", type, "schema"]
      .map((part) => encodeURIComponent(part.replace(/~/g, "~0").replace(/\//g, "~1")))
      .join("/");
    if (ajv.getSchema("api") === undefined) ajv.addSchema(document, "api");
    const check = bodyChecks.get(pointer) ?? ajv.compile({ $ref: `api#/${pointer}` });
    bodyChecks.set(pointer, check);
    expect(check(JSON.parse(text)), `${ajv.errorsText(check.errors)} in ${text}`).to.equal(true);
    if (status < 400) return;
    const problem = JSON.parse(text) as Readonly<Record<string, unknown>>;
    expect(problem["status"]).to.equal(status);
    expect(problem["requestId"]).to.equal(headers["x-amzn-requestid"]);
    expect(problem["type"]).to.match(/^urn:resit:problem:[a-z-]+$/);
  }

  /** The incident, or that there is none. */
  const kept = async (id: string) => {
    const headers = { Authorization: `Bearer ${token}` };
    const path = `/incidents/${encodeURIComponent(id)}`;
    const { status, text } = await patient(stack.api, { ...at("GET", path), headers });
    expect(status, text).to.be.oneOf([200, 400, 404]);
    return status === 200 ? text : `${status}`;
  };

  /** The incident as it was: the machine alone may have gone on. */
  function unchanged(before: string, after: string, requestId: unknown): void {
    if (before === after) return;
    expect([before, after]).to.not.include("404");
    const [{ audit: old }, { audit }] = [JSON.parse(before) as Incident, JSON.parse(after) as Incident];
    const added = audit.slice(old.length);
    expect(added.map(({ who }) => who)).to.deep.equal(added.map(() => "workflow"));
    expect(added.length, `${before} became ${after}`).to.be.greaterThan(0);
    expect(added.map((entry) => entry.requestId)).to.not.include(requestId);
  }

  for (const { operationId } of ROUTES)
    it(`to ${operationId} get documented answers, never 5xx, and change nothing where they are refused`, async function () {
      const found = operations().find(({ operation }) => operation.operationId === operationId);
      if (found === undefined) throw new Error(`The published document has no operation ${operationId}.`);
      const { path, method, operation } = found;
      const numRuns = Math.ceil(CASES / operations().length);
      this.timeout(numRuns * MS_PER_CASE + 60_000);
      const open = await invited(...[1, 2, 3, 4].map((number) => `${operationId}-${number}`));
      const known = [...open, ...closed];
      await fc.assert(
        fc.asyncProperty(requests(document, operation), async (random) => {
          const { sent, id } = concrete(known, found, random);
          const before = id === undefined ? "" : await kept(id);
          const answer = await patient(stack.api, sent);
          const count = seen.get(operationId) ?? new Map<number, number>();
          seen.set(operationId, count.set(answer.status, (count.get(answer.status) ?? 0) + 1));
          expect(answer.status, `${JSON.stringify(sent)} got ${answer.text}`).to.be.lessThan(500);
          documented(path, method, operation, answer);
          if (id !== undefined && answer.status >= 400)
            unchanged(before, await kept(id), answer.headers["x-amzn-requestid"]);
        }),
        {
          numRuns,
        },
      );
    });

  it("that are of no operation get a problem, and no function", async () => {
    const paths = fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }).map((text) => `/${encodeURIComponent(text)}`),
      fc.constantFrom(
        "/",
        "//",
        "/incidents/%",
        "/incidents/%ff",
        "/incidents/a/b/c/d",
        "/v1/incidents",
        "/%2e%2e/x",
      ),
    );
    const methods = fc.constantFrom("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "TRACE", "PROPFIND");
    await fc.assert(
      fc.asyncProperty(methods, paths, async (method, path) => {
        fc.pre(!["/incidents", "/openapi.json", "/student-records"].includes(path));
        const { status, headers, text } = await exchange(stack.api, at(method, path));
        expect(status, `${method} ${path}`).to.be.oneOf([400, 404]);
        expect(headers["content-type"]).to.equal("application/problem+json");
        if (method !== "HEAD") expect(JSON.parse(text)).to.include.all.keys("type", "title", "requestId");
      }),
      { numRuns: Math.ceil(CASES / 10) },
    );
  });

  it("are of every kind: some are taken, some are refused", () => {
    const statuses = [...seen.values()].flatMap((counts) => [...counts.keys()]);
    expect(statuses).to.include.members([200, 400, 401, 404]);
  });
});
