import { Ajv } from "ajv";
import { expect } from "chai";
import * as fc from "fast-check";
import { isTimestamp, STATUSES, timestamp, type AttemptNumber } from "../../workflow/contract";
import {
  closingEvents,
  deadlineMoved,
  EVENT_EXAMPLES,
  EVENT_SCHEMAS,
  examInvitation,
  examReminder,
  furtherInvitation,
  type ExamEvent,
} from "../../workflow/events";
import type { Attempt, Incident } from "../../workflow/incident";
import { brokenIncident } from "../protocol/invariants";
import { attemptNumbers, incidents } from "../support/arbitraries";
import { memoryPorts } from "../support/memoryPorts";
import { FAILED, incidentWith, INCIDENT_ID, MISSED, NOW, OPEN, PASSED, REPORT } from "../support/samples";

const PAGE = "https://exam.university.example/";
const CODE = memoryPorts().secrets.newExamCode();

const ajv = new Ajv({ allErrors: true, formats: { "date-time": isTimestamp } });
const validators = Object.entries(EVENT_SCHEMAS).map(
  ([event, schema]) => [event, ajv.compile(schema)] as const,
);

/** What is wrong with a message, by the schema of its event. */
function faults(message: ExamEvent): unknown {
  const [, isValid] = validators.find(([event]) => event === message.event) ?? [];
  if (isValid === undefined) throw new Error(`${message.event} has no schema.`);
  return isValid(message) ? [] : isValid.errors;
}

const common = (event: string, attempt: AttemptNumber) => ({
  version: 1,
  event,
  id: `${INCIDENT_ID}.${attempt}.${event}`,
  incidentId: INCIDENT_ID,
  studentId: REPORT.studentId,
  attempt,
});
const failed = (attempt: AttemptNumber, attemptsLeft: number) => ({
  ...common("attempt-failed", attempt),
  correct: 1,
  total: 3,
  passMark: 2,
  attemptsLeft,
});
const missed = (attempt: AttemptNumber, attemptsLeft: number) => ({
  ...common("attempt-missed", attempt),
  deadline: OPEN.deadline,
  attemptsLeft,
});
const resolved = (attempt: AttemptNumber) => ({
  ...common("incident-resolved", attempt),
  correct: 3,
  total: 3,
  passMark: 2,
});
const action = common("administrative-action", 3);
const withdrawn = (attempt: AttemptNumber) => ({
  ...common("incident-withdrawn", attempt),
  reason: "Cited in an appendix.",
});

/** How an incident may stand when its newest attempt closes, and what is told then. */
const CLOSINGS: Readonly<Record<string, readonly [Incident, AttemptNumber, readonly unknown[]]>> = {
  "an attempt that is open": [incidentWith("awaiting-exam", OPEN), 1, []],
  "an attempt that was never opened": [incidentWith("awaiting-exam", FAILED), 2, []],
  "the first failed": [incidentWith("awaiting-exam", FAILED), 1, [failed(1, 2)]],
  "the second failed": [incidentWith("awaiting-exam", MISSED, FAILED), 2, [failed(2, 1)]],
  "the first missed": [incidentWith("awaiting-exam", MISSED), 1, [missed(1, 2)]],
  "the second missed": [incidentWith("awaiting-exam", FAILED, MISSED), 2, [missed(2, 1)]],
  "the first passed": [incidentWith("resolved", PASSED), 1, [resolved(1)]],
  "the third passed": [incidentWith("resolved", FAILED, MISSED, PASSED), 3, [resolved(3)]],
  "the third failed": [
    incidentWith("administrative-action", FAILED, MISSED, FAILED),
    3,
    [failed(3, 0), action],
  ],
  "the third missed": [
    incidentWith("administrative-action", FAILED, FAILED, MISSED),
    3,
    [missed(3, 0), action],
  ],
  "withdrawn before the first attempt": [incidentWith("withdrawn"), 1, [withdrawn(1)]],
  "withdrawn while an attempt is open": [incidentWith("withdrawn", FAILED, OPEN), 2, [withdrawn(2)]],
  "withdrawn after an attempt was used": [incidentWith("withdrawn", FAILED), 1, [failed(1, 2), withdrawn(1)]],
};

/** Incidents as the process may leave them. */
const possible = incidents.filter((incident) => brokenIncident(incident) === undefined);
const numbers: readonly AttemptNumber[] = [1, 2, 3];
const ENDS = ["incident-resolved", "administrative-action", "incident-withdrawn"];

describe("workflow/events", () => {
  describe("tells, when an attempt closes,", () => {
    for (const [title, [incident, attempt, told]] of Object.entries(CLOSINGS))
      it(title, () => {
        expect(closingEvents(incident, attempt)).to.deep.equal(told);
      });
  });

  it("invites with a link whose fragment says which exam it is", () => {
    const incident = incidentWith("awaiting-exam", OPEN);
    const examUrl = `${PAGE}#${INCIDENT_ID}/1/${CODE}`;
    const invitation = examInvitation(incident, 1, OPEN.deadline, CODE, PAGE);
    expect(invitation).to.deep.equal({
      ...common("exam-invitation", 1),
      email: REPORT.email,
      deadline: OPEN.deadline,
      examUrl,
      examCode: CODE,
    });
    expect(new URL(examUrl).hash).to.equal(`#${INCIDENT_ID}/1/${CODE}`);
  });

  it("tells of a moved deadline, each time with an id of its own: that of the version", () => {
    const incident = incidentWith("awaiting-exam", OPEN);
    const told = (version: number) => deadlineMoved({ ...incident, version }, 1, OPEN.deadline);
    expect(told(4)).to.deep.equal({
      ...common("deadline-moved", 1),
      id: `${INCIDENT_ID}.1.deadline-moved.4`,
      email: REPORT.email,
      deadline: OPEN.deadline,
    });
    expect(told(5)).to.deep.equal({ ...told(4), id: `${INCIDENT_ID}.1.deadline-moved.5` });
  });

  it("reminds of the deadline, with the same id whatever happened meanwhile, and without a code", () => {
    const incident = incidentWith("awaiting-exam", FAILED, OPEN);
    const reminder = examReminder(incident, 2, OPEN.deadline);
    expect(reminder).to.deep.equal({
      ...common("exam-reminder", 2),
      email: REPORT.email,
      deadline: OPEN.deadline,
    });
    expect(examReminder({ ...incident, version: 9 }, 2, OPEN.deadline)).to.deep.equal(reminder);
  });

  it("invites again at an officer's word with an id of its own, and all else as the first time", () => {
    const incident = { ...incidentWith("awaiting-exam", OPEN), version: 3 };
    const invitation = examInvitation(incident, 1, OPEN.deadline, CODE, PAGE);
    expect(furtherInvitation(incident, invitation)).to.deep.equal({
      ...invitation,
      id: `${INCIDENT_ID}.1.exam-invitation.3`,
    });
  });

  it("fits its schema in every example, and there is an example of each event", () => {
    expect(Object.keys(EVENT_EXAMPLES)).to.have.members(Object.keys(EVENT_SCHEMAS));
    for (const [event, example] of Object.entries(EVENT_EXAMPLES)) {
      expect(example.event).to.equal(event);
      expect(faults(example)).to.deep.equal([]);
    }
  });

  it("fits the schema of its event, whatever the incident", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(incidents, attemptNumbers, (incident, attempt) => {
        const invitation = examInvitation(incident, attempt, timestamp(NOW), CODE, PAGE);
        const open = [
          invitation,
          furtherInvitation(incident, invitation),
          deadlineMoved(incident, attempt, timestamp(NOW)),
          examReminder(incident, attempt, timestamp(NOW)),
        ];
        for (const message of [...open, ...closingEvents(incident, attempt)]) {
          seen.add(message.event);
          expect(faults(message)).to.deep.equal([]);
        }
      }),
      { numRuns: 1_000 },
    );
    expect([...seen].sort()).to.deep.equal(Object.keys(EVENT_SCHEMAS).sort());
  });

  it("is refused by its schema without any of its fields, and accepted with one that came later", () => {
    const invitation = examInvitation(incidentWith("awaiting-exam", OPEN), 1, OPEN.deadline, CODE, PAGE);
    const told = Object.values(CLOSINGS).flatMap(([incident, attempt]) => closingEvents(incident, attempt));
    for (const message of [invitation, ...told, ...Object.values(EVENT_EXAMPLES)]) {
      const [, isValid] = validators.find(([event]) => event === message.event) ?? [];
      expect(isValid?.({ ...message, later: 1 })).to.equal(true);
      for (const field of Object.keys(message)) {
        const rest = Object.fromEntries(Object.entries(message).filter(([name]) => name !== field));
        expect(isValid?.(rest), `${message.event} without ${field}`).to.equal(false);
      }
    }
  });

  it("is the same message, with the same id, whenever the same thing is told", () => {
    fc.assert(
      fc.property(incidents, attemptNumbers, (incident, attempt) => {
        const told = closingEvents(incident, attempt);
        const later = { ...incident, version: incident.version + 1, audit: [] };
        expect(closingEvents(later, attempt)).to.deep.equal(told);
        for (const { id, event } of told)
          expect(id).to.match(new RegExp(`^${INCIDENT_ID}\\.[123]\\.${event}$`));
      }),
    );
  });

  it("tells an end by one message, whichever attempt a late closeAttempt closes", () => {
    fc.assert(
      fc.property(possible, (incident) => {
        const ends = numbers
          .flatMap((attempt) => closingEvents(incident, attempt))
          .filter(({ event }) => ENDS.includes(event));
        const different = new Set(ends.map((end) => JSON.stringify(end)));
        expect(different.size).to.equal(incident.status === "awaiting-exam" ? 0 : 1);
      }),
    );
  });

  it("holds no token, no hash and no exam code, but for the code of an invitation", () => {
    const secret = { ...PASSED, token: PASSED.token, codeHashes: PASSED.codeHashes };
    const attempts: readonly Attempt[] = [OPEN, FAILED, MISSED, secret];
    for (const status of STATUSES)
      for (const attempt of attempts) {
        const text = JSON.stringify(closingEvents(incidentWith(status, attempt), 1));
        for (const hidden of [attempt.token, ...attempt.codeHashes, PASSED.answersHash, FAILED.answersHash])
          expect(text).not.to.contain(hidden);
      }
  });
});
