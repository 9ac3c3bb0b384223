/** The whole stack over HTTP, as an API client uses it. */
import { expect } from "chai";
import type { Stack } from "../../local/stack";
import { answers, client, REPORT, type Client } from "./client";
import { stackWith } from "./stacks";

describe("the process, over HTTP on this machine", () => {
  let stack: Stack;
  let api: Client;

  before(async function () {
    this.timeout(60_000);
    stack = await stackWith("1h");
    api = client(stack);
  });

  it("resolves an incident whose student passes at the first attempt", async () => {
    const reported = await api.report("pass-first");
    expect(reported.status).to.equal(201);
    expect(reported.headers.get("location")).to.equal("/incidents/pass-first");
    const result = await api.sit("pass-first", 1, true);
    expect(result.status).to.equal(200);
    expect(result.body).to.deep.equal({
      incidentId: "pass-first",
      attempt: 1,
      outcome: "passed",
      correct: 10,
      total: 10,
      passMark: 8,
      attemptsLeft: 2,
      status: "resolved",
    });
    await api.message("pass-first", 1, "incident-resolved");
    const incident = await api.incident("pass-first");
    expect(incident.status).to.equal("resolved");
    expect(incident.attempts.map(({ outcome }) => outcome)).to.deep.equal(["passed"]);
  });

  it("takes administrative action after three fails, with three papers that share no question", async () => {
    await api.report("fail-thrice");
    const seen: string[] = [];
    for (const attempt of [1, 2, 3]) {
      const { paper } = await api.paper("fail-thrice", attempt);
      seen.push(...paper.questions.map(({ questionId }) => questionId));
      const result = await api.sit("fail-thrice", attempt, false);
      expect(result.body["attemptsLeft"]).to.equal(3 - attempt);
      expect(result.body["status"]).to.equal(attempt === 3 ? "administrative-action" : "awaiting-exam");
      await api.message("fail-thrice", attempt, "attempt-failed");
    }
    expect(new Set(seen).size).to.equal(30);
    await api.message("fail-thrice", 3, "administrative-action");
    expect((await api.incident("fail-thrice")).status).to.equal("administrative-action");
  });

  it("answers the same submission twenty times at once with the same bytes, and counts it once", async () => {
    await api.report("twenty");
    const { path, code, paper } = await api.paper("twenty", 1);
    const body = { answers: answers(paper, false) };
    const all = await Promise.all(Array.from({ length: 20 }, () => api.send("PUT", path, { code, body })));
    expect(all.map(({ status }) => status)).to.deep.equal(Array<number>(20).fill(200));
    expect(new Set(all.map(({ text }) => text)).size).to.equal(1);
    await api.message("twenty", 2, "exam-invitation");
    const replay = await api.send("PUT", path, { code, body });
    expect([replay.status, replay.text]).to.deep.equal([200, all[0]?.text]);
    const other = await api.send("PUT", path, { code, body: { answers: answers(paper, true) } });
    expect(other.status).to.equal(409);
    expect((await api.incident("twenty")).attempts.map(({ outcome }) => outcome)).to.deep.equal([
      "failed",
      undefined,
    ]);
  });

  it("takes two reports of the same incident at once as one, and starts it once", async () => {
    const both = await Promise.all([api.report("at-once"), api.report("at-once")]);
    expect(both.map(({ status }) => status).sort()).to.deep.equal([200, 201]);
    await api.message("at-once", 1, "exam-invitation");
    const differs = await api.report("at-once", { ...REPORT, studentId: "s7654321" });
    expect(differs.status).to.equal(409);
    const invitations = (await api.outbox()).filter(({ incidentId }) => incidentId === "at-once");
    expect(invitations.map(({ id }) => id)).to.deep.equal(["at-once.1.exam-invitation"]);
  });

  it("ends a withdrawn incident at once, and lets nobody sit it any more", async () => {
    await api.report("withdrawn");
    const { path, code, paper } = await api.paper("withdrawn", 1);
    expect((await api.withdraw("withdrawn")).status).to.equal(200);
    await api.message("withdrawn", 1, "incident-withdrawn");
    const late = await api.send("PUT", path, { code, body: { answers: answers(paper, true) } });
    expect(late.status).to.equal(410);
    expect((await api.send("GET", `${path}/paper`, { code })).status).to.equal(410);
    expect((await api.withdraw("withdrawn")).status).to.equal(200);
    expect((await api.withdraw("withdrawn", "Another reason.")).status).to.equal(409);
  });

  it("lets a submission or a withdrawal win, never both", async () => {
    for (const round of [1, 2, 3, 4]) {
      const id = `race-withdrawal-${round}`;
      await api.report(id);
      const { path, code, paper } = await api.paper(id, 1);
      const body = { answers: answers(paper, true) };
      const [submitted, withdrawn] = await Promise.all([
        api.send("PUT", path, { code, body }),
        api.withdraw(id),
      ]);
      const { status } = await api.incident(id);
      expect([submitted.status, withdrawn.status, status]).to.be.deep.oneOf([
        [200, 409, "resolved"],
        [410, 200, "withdrawn"],
      ]);
      await api.message(id, 1, status === "resolved" ? "incident-resolved" : "incident-withdrawn");
    }
  });

  it("gives a wrong code, another incident and no incident the same answer", async () => {
    await api.report("codes");
    const { path, code, paper } = await api.paper("codes", 1);
    await api.report("codes-other");
    const other = await api.message("codes-other", 1, "exam-invitation");
    const body = { answers: answers(paper, true) };
    const refused = await Promise.all([
      api.send("PUT", path, { code: other.examCode, body }),
      api.send("PUT", path, { body }),
      api.send("PUT", path, { code: "x", body }),
      api.send("PUT", path.replace("attempts/1", "attempts/2"), { code, body }),
      api.send("PUT", path.replace("attempts/1", "attempts/9"), { code, body }),
      api.send("PUT", path.replace("codes", "no-such"), { code, body }),
      api.send("GET", `${path}/paper`, { code: other.examCode }),
    ]);
    const bare = refused.map(({ status, text }) => [
      status,
      text.replace(/"(requestId|traceId)":"[^"]*"/g, ""),
    ]);
    expect(refused[0].status).to.equal(404);
    expect(new Set(bare.map((each) => JSON.stringify(each))).size).to.equal(1);
  });

  it("lists incidents by student and by status, page by page", async () => {
    const studentId = "lists-only";
    for (const id of ["list-1", "list-2", "list-3"]) await api.report(id, { ...REPORT, studentId });
    await api.withdraw("list-2");
    const ids: string[] = [];
    let cursor = "";
    do {
      const { status, body } = await api.send<{ incidents: { incidentId: string }[]; cursor?: string }>(
        "GET",
        `/incidents?studentId=${studentId}&limit=2${cursor && `&cursor=${cursor}`}`,
      );
      expect(status).to.equal(200);
      ids.push(...body.incidents.map(({ incidentId }) => incidentId));
      cursor = body.cursor ?? "";
    } while (cursor !== "");
    expect(ids).to.deep.equal(["list-3", "list-2", "list-1"]);
    const withdrawn = await api.send<{ incidents: { incidentId: string }[] }>(
      "GET",
      `/incidents?studentId=${studentId}&status=withdrawn`,
    );
    expect(withdrawn.body.incidents.map(({ incidentId }) => incidentId)).to.deep.equal(["list-2"]);
  });

  it("answers 304 where the ETag is known, and gives a new one after a change", async () => {
    await api.report("tagged");
    await api.message("tagged", 1, "exam-invitation");
    const first = await api.send("GET", "/incidents/tagged");
    const tag = first.headers.get("etag") ?? "";
    expect(tag).to.match(/^"\d+"$/);
    expect(
      (await api.send("GET", "/incidents/tagged", { headers: { "If-None-Match": tag } })).status,
    ).to.equal(304);
    await api.withdraw("tagged");
    const changed = await api.send("GET", "/incidents/tagged", { headers: { "If-None-Match": tag } });
    expect(changed.status).to.equal(200);
  });

  it("answers an unknown route and an unknown method with a 404 problem of the gateway", async () => {
    for (const [method, path] of [
      ["GET", "/"],
      ["GET", "/incidents/a/b"],
      ["DELETE", "/incidents/a"],
      ["POST", "/incidents/a"],
    ] as const) {
      const { status, headers, body } = await api.send<{ type: string }>(method, path);
      expect([status, headers.get("content-type"), body.type]).to.deep.equal([
        404,
        "application/problem+json",
        "urn:resit:problem:no-such-route",
      ]);
    }
  });

  it("keeps tokens, codes, hashes and the answer key out of everything that it writes but their own places", async () => {
    await api.report("secretive");
    const { code } = await api.paper("secretive", 1);
    const result = await api.sit("secretive", 1, false);
    const listed = await api.send("GET", "/incidents?status=awaiting-exam");
    const shown = await api.send("GET", "/incidents/secretive");
    await api.message("secretive", 2, "exam-invitation");
    const written = [
      ...stack.logs().map((line) => JSON.stringify(line)),
      ...stack.segments().map((segment) => JSON.stringify(segment)),
      result.text,
      listed.text,
      shown.text,
    ].join("\n");
    expect(written.length).to.be.greaterThan(1000);
    const invitations = (await api.outbox()).filter(({ event }) => event === "exam-invitation");
    expect(invitations.length).to.be.greaterThan(1);
    for (const { examCode } of invitations) expect(written).not.to.contain(examCode);
    expect(written).not.to.contain(code);
    expect(written).not.to.match(/(taskToken|token|codeHashes|answersHash)\\*" *:/i);
    // SHA-256 in hexadecimal: of a code, or of answers.
    expect(written).not.to.match(/[0-9a-f]{64}/);
  });
});
