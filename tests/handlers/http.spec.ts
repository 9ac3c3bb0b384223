import { expect } from "chai";
import { SECURITY_HEADERS } from "../../api/securityHeaders";
import {
  answering,
  attemptOf,
  causeOf,
  header,
  incidentIdOf,
  refusal,
  type Answer,
} from "../../handlers/http";
import { PROBLEMS } from "../../api/problems";
import type { APIGatewayProxyResult } from "aws-lambda";
import { request, type Sent } from "../support/events";
import { memoryPorts } from "../support/memoryPorts";
import { bodyOf, faultsOf } from "../support/process";

const SECRET = "AQCEAAAAKgAAAAMAAAAAAAAAASecretTaskToken";

const answer = (handle: () => Promise<Answer>, sent: Sent = {}): Promise<APIGatewayProxyResult> =>
  answering("name", memoryPorts().telemetry, handle)(request("getIncident", sent));

const thrown = (error: unknown) => () => {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- anything can be thrown
  return Promise.reject(error);
};

const unavailable = Object.assign(new Error(SECRET), { name: "Unavailable" });

describe("handlers/http", () => {
  describe("answering", () => {
    it("writes the body as JSON that nobody may keep", async () => {
      const body = { incidentId: "i" };
      expect(
        await answer(() => Promise.resolve({ status: 201, headers: { ETag: '"1"' }, body })),
      ).to.deep.equal({
        statusCode: 201,
        headers: {
          "Cache-Control": "no-store",
          "Referrer-Policy": "no-referrer",
          "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
          "X-Content-Type-Options": "nosniff",
          "X-Frame-Options": "DENY",
          "Content-Type": "application/json",
          ETag: '"1"',
        },
        body: '{"incidentId":"i"}',
      });
    });

    it("leaves a body that is JSON already as it is", async () => {
      expect((await answer(() => Promise.resolve({ status: 200, body: '{ "a": 1 }' }))).body).to.equal(
        '{ "a": 1 }',
      );
    });

    it("gives no Content-Type to an answer without a body", async () => {
      expect(await answer(() => Promise.resolve({ status: 304 }))).to.deep.equal({
        statusCode: 304,
        headers: SECURITY_HEADERS,
        body: "",
      });
    });

    for (const kind of Object.keys(PROBLEMS) as (keyof typeof PROBLEMS)[])
      it(`makes the refusal ${kind} a problem document with its status`, async () => {
        const result = await answer(thrown(refusal(kind, "What to do.")), { requestId: "request-7" });
        const { status, title } = PROBLEMS[kind];
        expect(result.statusCode).to.equal(status);
        expect(result.headers).to.include({
          "Content-Type": "application/problem+json",
          "Cache-Control": "no-store",
        });
        expect(bodyOf(result)).to.deep.equal({
          type: `urn:resit:problem:${kind}`,
          title,
          status,
          detail: "What to do.",
          requestId: "request-7",
        });
      });

    it("lists the faults of a refusal", async () => {
      const faults = [{ pointer: "/a~1b", detail: "is missing" }];
      expect(faultsOf(await answer(thrown(refusal("malformed-request", "No.", faults))))).to.deep.equal(
        faults,
      );
    });

    it("asks for patience where a port is unavailable, without the port's words", async () => {
      const result = await answer(thrown(unavailable), { requestId: "request-7" });
      expect(result.headers).to.include({ "Retry-After": "2" });
      expect(bodyOf(result)).to.deep.equal({
        type: "urn:resit:problem:unavailable",
        title: "Try the same request again",
        status: 503,
        detail: "Nothing is lost: send the very same request again.",
        requestId: "request-7",
      });
    });

    it("gives Retry-After to no other problem", async () => {
      expect((await answer(thrown(refusal("attempt-closed", "Late.")))).headers).not.to.have.property(
        "Retry-After",
      );
      expect((await answer(thrown(new Error()))).headers).not.to.have.property("Retry-After");
    });
  });

  describe("answering what nobody expected", () => {
    const named = Object.assign(new Error(SECRET), { name: "Refusal" });
    const withMembers = Object.assign(new TypeError(SECRET), {
      $metadata: { requestId: SECRET },
      taskToken: SECRET,
      errors: [SECRET],
      cause: new Error(SECRET),
    });
    const unexpected: readonly (readonly [string, unknown])[] = [
      ["an error whose message holds a token", new Error(SECRET)],
      ["an error whose message holds a token on a line of its own", new Error(`Invalid:\n${SECRET}`)],
      ["an error whose message looks like its stack", new Error(`Invalid\n    at ${SECRET} (x.js:1:1)`)],
      ["an error with a token in its members and in its cause", withMembers],
      ["an error that only has the name of a refusal", named],
      ["an error without a stack", Object.assign(new Error(SECRET), { stack: undefined })],
      ["an error whose stack is its message", Object.assign(new Error(SECRET), { stack: SECRET })],
      ["an aggregate of errors", new AggregateError([new Error(SECRET)], SECRET)],
      ["a text", SECRET],
      ["an object", { message: SECRET, name: SECRET }],
      ["null", null],
      ["undefined", undefined],
    ];
    for (const [what, error] of unexpected)
      it(`gives a bare 500 for ${what}, and neither answers nor logs what it holds`, async () => {
        const { telemetry } = memoryPorts();
        const handle = answering("name", telemetry, thrown(error));
        const result = await handle(request("getIncident", { requestId: "request-7" }));
        expect(bodyOf(result)).to.deep.equal({
          type: "urn:resit:problem:internal-error",
          title: "Something is wrong here",
          status: 500,
          detail: "Quote the requestId when you ask for help.",
          requestId: "request-7",
        });
        expect(JSON.stringify(result)).not.to.contain(SECRET);
        expect(telemetry.lines.map(({ level, facts }) => [level, facts["requestId"]])).to.deep.equal([
          ["error", "request-7"],
        ]);
        expect(JSON.stringify(telemetry.lines)).not.to.contain(SECRET);
      });

    it("logs the name of the error and where it was thrown", async () => {
      const { telemetry } = memoryPorts();
      await answering("name", telemetry, thrown(new RangeError("no")))(request("getIncident"));
      const [line] = telemetry.lines;
      const cause = line?.facts["cause"];
      expect(cause).to.have.property("name", "RangeError");
      expect(JSON.stringify(cause)).to.contain("http.spec.ts");
    });
  });

  describe("answering, in the log", () => {
    const subject = { incidentId: "i-1", attempt: 2 };
    const path = { incidentId: "i-1", attempt: "2" };
    const lineOf = async (handle: () => Promise<Answer>, sent: Sent = { path }) => {
      const { telemetry } = memoryPorts();
      await answering("name", telemetry, handle)(request("submitAttempt", { requestId: "r", ...sent }));
      expect(telemetry.traces).to.deep.equal(["name"]);
      return telemetry.lines;
    };

    it("writes one line with status, request, incident and attempt", async () => {
      expect(await lineOf(() => Promise.resolve({ status: 200, body: { secret: SECRET } }))).to.deep.equal([
        { level: "info", event: "name", facts: { ...subject, requestId: "r", status: 200 } },
      ]);
    });

    it("names the problem of a refusal, and not its detail", async () => {
      expect(await lineOf(thrown(refusal("attempt-closed", SECRET)))).to.deep.equal([
        {
          level: "info",
          event: "name",
          facts: { ...subject, requestId: "r", status: 410, problem: "attempt-closed" },
        },
      ]);
    });

    it("writes an unavailable port as an error", async () => {
      const [line] = await lineOf(thrown(unavailable));
      expect(line?.level).to.equal("error");
      expect(line?.facts).to.include({ status: 503, problem: "unavailable" });
      expect(JSON.stringify(line)).not.to.contain(SECRET);
    });

    it("writes nothing of a path that names no possible incident and no possible attempt", async () => {
      const sent = { path: { incidentId: `!${SECRET}`, attempt: SECRET } };
      expect(await lineOf(() => Promise.resolve({ status: 200 }), sent)).to.deep.equal([
        { level: "info", event: "name", facts: { requestId: "r", status: 200 } },
      ]);
    });
  });

  describe("causeOf", () => {
    it("keeps five frames of the stack at most", () => {
      const deep = (depth: number): Error => (depth === 0 ? new Error() : deep(depth - 1));
      expect(causeOf(deep(9)).at).to.have.length(5);
    });

    it("says of something that is no error what type it has", () => {
      expect(causeOf("text")).to.deep.equal({ name: "string", at: [] });
    });
  });

  describe("header", () => {
    for (const name of ["Content-Type", "content-type", "CONTENT-TYPE"])
      it(`finds ${name}`, () => {
        expect(header({ headers: { Accept: "no", [name]: "yes" } }, "content-type")).to.equal("yes");
      });

    it("finds nothing where the event has no headers", () => {
      expect(header({ headers: null }, "content-type")).to.equal(undefined);
      expect(header({ headers: {} }, "content-type")).to.equal(undefined);
    });
  });

  describe("incidentIdOf", () => {
    for (const incidentId of ["0", "a", "Z9_-", "x".repeat(64)])
      it(`takes ${incidentId}`, () => {
        expect(incidentIdOf(request("getIncident", { path: { incidentId } }))).to.equal(incidentId);
      });

    const impossible = ["", "-a", "_a", "x".repeat(65), "a b", "a/b", "a.b", "é", "a\n", "\0", "../a", "%41"];
    for (const incidentId of impossible)
      it(`refuses ${JSON.stringify(incidentId)}, and names the parameter`, () => {
        expect(() => incidentIdOf(request("getIncident", { path: { incidentId } })))
          .to.throw("The incident id in the path is not valid.")
          .that.deep.includes({
            kind: "malformed-request",
            errors: [
              {
                parameter: "incidentId",
                detail: "must be 1 to 64 letters, digits, - and _, the first one a letter or a digit",
              },
            ],
          });
      });

    it("refuses a path without parameters", () => {
      expect(() => incidentIdOf(request("getIncident"))).to.throw(
        "The incident id in the path is not valid.",
      );
    });
  });

  describe("attemptOf", () => {
    for (const attempt of [1, 2, 3])
      it(`takes ${attempt}`, () => {
        expect(attemptOf(request("getPaper", { path: { attempt: String(attempt) } }))).to.equal(attempt);
      });

    for (const attempt of [
      "",
      "0",
      "4",
      "01",
      "1.0",
      "+1",
      " 1",
      "1 ",
      "1\n",
      "1e0",
      "one",
      "١",
      "__proto__",
    ])
      it(`takes ${JSON.stringify(attempt)} for none`, () => {
        expect(attemptOf(request("getPaper", { path: { attempt } }))).to.equal(undefined);
      });

    it("takes a path without parameters for none", () => {
      expect(attemptOf(request("getPaper"))).to.equal(undefined);
    });
  });
});
