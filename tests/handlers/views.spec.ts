import { expect } from "chai";
import { entityTag, incidentAnswer, submissionResult } from "../../handlers/views";
import { isSubmitted, type Incident } from "../../workflow/incident";
import { MACHINE } from "../support/events";
import { caseAfter, ID, REPORT, stored, storedIncident, withdraw } from "../support/process";

const START = "2026-03-02T09:00:00.000Z";
const DEADLINE = "2026-03-16T09:00:00.000Z";
const MISSED_AT = "2026-03-16T09:01:00.000Z";
const SECOND_DEADLINE = "2026-03-30T09:01:00.000Z";

/** Every field that an answer may have, wherever it stands. */
const FIELDS = new Set([
  ...["incidentId", "studentId", "email", "course", "assessment", "description", "status", "reportedAt"],
  ...["reportedBy", "closedAt", "erasedAt", "reason", "attempts", "audit"],
  ...["attempt", "openedAt", "deadline", "outcome", "correct", "total", "submittedAt", "remindedAt"],
  ...["at", "who", "by", "what", "requestId"],
]);

const entry = (who: string, what: string, at: string, attempt: number, requestId = "task-1") => ({
  at,
  who,
  what,
  attempt,
  requestId,
});
const REPORTED = { at: START, who: "officer", by: MACHINE, what: "reported", requestId: "request-1" };
const WITHDRAWN = { ...REPORTED, what: "withdrawn" };

function fieldsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(fieldsOf);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inside]) => [name, ...fieldsOf(inside)]);
}

describe("handlers/views", () => {
  describe("incidentAnswer", () => {
    it("shows an incident without attempts", async () => {
      const ports = await caseAfter();
      expect(incidentAnswer(201, storedIncident(ports), { Location: "/here" })).to.deep.equal({
        status: 201,
        headers: { ETag: '"1"', Location: "/here" },
        body: {
          incidentId: ID,
          ...REPORT,
          status: "awaiting-exam",
          reportedAt: START,
          reportedBy: MACHINE,
          attempts: [],
          audit: [REPORTED],
        },
      });
    });

    it("shows attempts in their order: open, missed, submitted", async () => {
      const ports = await caseAfter("missed", "failed", "open");
      expect(incidentAnswer(200, storedIncident(ports)).body).to.deep.equal({
        incidentId: ID,
        ...REPORT,
        status: "awaiting-exam",
        reportedAt: START,
        reportedBy: MACHINE,
        attempts: [
          { attempt: 1, openedAt: START, deadline: DEADLINE, outcome: "missed" },
          {
            attempt: 2,
            openedAt: MISSED_AT,
            deadline: SECOND_DEADLINE,
            outcome: "failed",
            correct: 0,
            total: 3,
            submittedAt: MISSED_AT,
          },
          { attempt: 3, openedAt: MISSED_AT, deadline: SECOND_DEADLINE },
        ],
        audit: [
          REPORTED,
          entry("workflow", "opened", START, 1),
          entry("workflow", "missed", MISSED_AT, 1),
          entry("workflow", "opened", MISSED_AT, 2),
          entry("student", "submitted", MISSED_AT, 2, "request-1"),
          entry("workflow", "opened", MISSED_AT, 3),
        ],
      });
    });

    it("shows description, closedAt and reason where they are there", async () => {
      const ports = await caseAfter();
      await withdraw(ports, "Cited after all.");
      const incident: Incident = { ...storedIncident(ports), description: "Two pages." };
      expect(incidentAnswer(200, incident).body).to.deep.equal({
        incidentId: ID,
        ...REPORT,
        description: "Two pages.",
        status: "withdrawn",
        reportedAt: START,
        reportedBy: MACHINE,
        closedAt: START,
        reason: "Cited after all.",
        attempts: [],
        audit: [REPORTED, WITHDRAWN],
      });
    });

    for (const attempts of [["open"], ["failed", "missed", "open"], ["missed", "passed"]] as const)
      it(`shows no token, code hash, paper or answers hash after ${attempts.join(", ")}`, async () => {
        const ports = await caseAfter(...attempts);
        const { body } = incidentAnswer(200, storedIncident(ports));
        expect(fieldsOf(body).filter((field) => !FIELDS.has(field))).to.deep.equal([]);
        const text = JSON.stringify(body);
        for (const { token, codeHashes, questionIds } of Object.values(storedIncident(ports).attempts))
          for (const kept of [token, ...codeHashes, ...questionIds]) expect(text).not.to.contain(kept);
      });
  });

  describe("entityTag", () => {
    it("is the version, as a strong tag", async () => {
      expect(entityTag(storedIncident(await caseAfter("open")))).to.equal('"2"');
    });
  });

  describe("submissionResult", () => {
    for (const [attempts, number, result] of [
      [["passed"], 1, { outcome: "passed", correct: 3, attemptsLeft: 2, status: "resolved" }],
      [["failed"], 1, { outcome: "failed", correct: 0, attemptsLeft: 2, status: "awaiting-exam" }],
      [["missed", "failed"], 2, { outcome: "failed", correct: 0, attemptsLeft: 1, status: "awaiting-exam" }],
      [
        ["failed", "failed", "failed"],
        3,
        { outcome: "failed", correct: 0, attemptsLeft: 0, status: "administrative-action" },
      ],
      [
        ["failed", "failed", "passed"],
        3,
        { outcome: "passed", correct: 3, attemptsLeft: 0, status: "resolved" },
      ],
    ] as const)
      it(`tells the result of attempt ${number} after ${attempts.join(", ")}, and nothing else`, async () => {
        const attempt = stored(await caseAfter(...attempts), number);
        if (!isSubmitted(attempt)) expect.fail("nothing was submitted");
        expect(submissionResult(ID, number, attempt)).to.deep.equal({
          incidentId: ID,
          attempt: number,
          total: 3,
          passMark: 2,
          ...result,
        });
      });
  });
});
