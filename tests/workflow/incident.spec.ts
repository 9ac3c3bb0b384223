import { expect } from "chai";
import * as fc from "fast-check";
import { MAX_AUDIT, timestamp, type AttemptNumber, type Outcome, type Status } from "../../workflow/contract";
import {
  erase,
  isIncident,
  isOver,
  isSameReport,
  isSubmitted,
  isUnstarted,
  missAttempt,
  moveDeadline,
  newestAttempt,
  nextAttempt,
  openAttempt,
  reinvite,
  remind,
  reopenAttempt,
  reported,
  restored,
  resumeAttempt,
  statusAfter,
  submitAttempt,
  withdraw,
  type Attempt,
  type AuditEntry,
  type Change,
  type Incident,
  type Path,
  type Transition,
} from "../../workflow/incident";
import { brokenChange, brokenIncident } from "../protocol/invariants";
import {
  attemptNumbers,
  incidents,
  instants,
  occasions,
  openings,
  ruledTransitions,
  submissions,
} from "../support/arbitraries";
import {
  FAILED,
  GRACE_MS,
  hashOfCode,
  HOUR_MS,
  INCIDENT_ID,
  incidentWith,
  MISSED,
  NOW,
  OCCASION,
  OPEN,
  OPENING,
  PASSED,
  REPORT,
  RETENTION_DAYS,
  taskToken,
} from "../support/samples";
import { updated } from "../support/update";

const DEADLINE = NOW + HOUR_MS;
/** When the reported incident changes. */
const LATER = { now: NOW + 1_001, requestId: "request-2" };

/** What an incident that goes on gets: half an hour until the next step is overdue. */
const GOES_ON = { dueAt: timestamp(LATER.now + 1_800_000) };
/** What an incident that closes gets; kept for 365 days from then, in seconds, rounded up. */
const CLOSES = { closedAt: timestamp(LATER.now), purgeAt: NOW / 1000 + 2 + 365 * 86_400 };

/** The item that was reported at NOW and changed at LATER. */
function item(changes: Partial<Incident>, entry: Pick<AuditEntry, "who" | "what" | "attempt">): Incident {
  return {
    ...REPORT,
    incidentId: INCIDENT_ID,
    status: "awaiting-exam",
    version: 2,
    reportedAt: timestamp(NOW),
    attempts: {},
    audit: [
      { at: timestamp(NOW), who: "officer", what: "reported", requestId: "request-1" },
      { at: timestamp(LATER.now), requestId: "request-2", ...entry },
    ],
    changedAt: timestamp(LATER.now),
    changedOn: "2026-03-02",
    ...changes,
  };
}

const { codeHash } = OPENING;
const passing = { ...PASSED, codeHash, receivedAt: NOW + 1 };
const failing = { ...FAILED, codeHash, receivedAt: NOW + 1 };
const isUsed = (attempt: Attempt | undefined) => attempt?.outcome !== undefined;
const isAccepted = (incident: Incident, transition: Transition) =>
  updated(incident, transition) !== undefined;

describe("workflow/incident", () => {
  describe("statusAfter", () => {
    const AFTER: readonly (readonly [Outcome, AttemptNumber, Status])[] = [
      ["passed", 1, "resolved"],
      ["passed", 2, "resolved"],
      ["passed", 3, "resolved"],
      ["failed", 1, "awaiting-exam"],
      ["failed", 2, "awaiting-exam"],
      ["failed", 3, "administrative-action"],
      ["missed", 1, "awaiting-exam"],
      ["missed", 2, "awaiting-exam"],
      ["missed", 3, "administrative-action"],
    ];
    for (const [outcome, attempt, status] of AFTER)
      it(`is ${status} where attempt ${attempt} is ${outcome}`, () => {
        expect(statusAfter(outcome, attempt)).to.equal(status);
      });
  });

  describe("reads of an incident", () => {
    it("which attempt comes next, and that none comes after the third", () => {
      expect([nextAttempt(1), nextAttempt(2), nextAttempt(3)]).to.deep.equal([2, 3, undefined]);
    });

    it("which attempt was opened last", () => {
      const newest = (...attempts: Attempt[]) => newestAttempt(incidentWith("awaiting-exam", ...attempts));
      expect([newest(), newest(OPEN), newest(FAILED, OPEN), newest(FAILED, MISSED, OPEN)]).to.deep.equal([
        undefined,
        1,
        2,
        3,
      ]);
    });

    it("whether an attempt has answers", () => {
      expect([OPEN, MISSED, FAILED, PASSED].map(isSubmitted)).to.deep.equal([false, false, true, true]);
    });

    it("whether an attempt is over: from the end of its grace on", () => {
      const end = DEADLINE + GRACE_MS;
      expect([end - 1, end, end + 1].map((now) => isOver(OPEN, GRACE_MS, now))).to.deep.equal([
        false,
        true,
        true,
      ]);
    });

    it("whether its execution may still have to be started: it is open and has no attempt", () => {
      expect(isUnstarted(incidentWith("awaiting-exam"))).to.equal(true);
      expect(isUnstarted(incidentWith("awaiting-exam", OPEN))).to.equal(false);
      expect(isUnstarted(incidentWith("withdrawn"))).to.equal(false);
    });

    it("whether it was reported by the same request, whatever became of it", () => {
      const incident = incidentWith("resolved", PASSED);
      expect(isSameReport(incident, { ...REPORT })).to.equal(true);
      for (const field of ["studentId", "email", "course", "assessment", "description"] as const)
        expect(isSameReport(incident, { ...REPORT, [field]: "other" }), field).to.equal(false);
      expect(isSameReport({ ...incident, description: "Two pages." }, REPORT)).to.equal(false);
    });

    it("that it is one", () => {
      const incident = incidentWith("awaiting-exam");
      expect(isIncident(incident)).to.equal(true);
      for (const missing of ["incidentId", "status", "version", "reportedAt", "attempts", "audit"])
        expect(
          isIncident(Object.fromEntries(Object.entries(incident).filter(([name]) => name !== missing))),
          missing,
        ).to.equal(false);
      expect([undefined, null, "incident", 1].map(isIncident)).to.deep.equal([false, false, false, false]);
    });
  });

  it("begins open, without attempts, due within half an hour", () => {
    const report = { ...REPORT, description: "Two pages." };
    expect(reported(INCIDENT_ID, report, OCCASION)).to.deep.equal({
      ...report,
      incidentId: INCIDENT_ID,
      status: "awaiting-exam",
      version: 1,
      changedAt: "2026-03-02T09:00:00.000Z",
      changedOn: "2026-03-02",
      reportedAt: "2026-03-02T09:00:00.000Z",
      dueAt: "2026-03-02T09:30:00.000Z",
      attempts: {},
      audit: [{ at: "2026-03-02T09:00:00.000Z", who: "officer", what: "reported", requestId: "request-1" }],
    });
  });

  describe("writes", () => {
    it("an opened attempt, due when its grace is over", () => {
      expect(updated(incidentWith("awaiting-exam"), openAttempt(1, OPENING, LATER))).to.deep.equal(
        item(
          {
            dueAt: timestamp(DEADLINE + GRACE_MS),
            attempts: { 1: { ...OPEN, openedAt: timestamp(LATER.now) } },
          },
          { who: "workflow", what: "opened", attempt: 1 },
        ),
      );
    });

    it("a further code and another token of an open attempt, and nothing else of it", () => {
      const [codeHash, token] = [hashOfCode("another"), taskToken("another")];
      const again = reopenAttempt(2, { codeHash, token }, LATER);
      expect(updated(incidentWith("awaiting-exam", FAILED, OPEN), again)).to.deep.equal(
        item(
          {
            dueAt: timestamp(NOW + 1_800_000),
            attempts: { 1: FAILED, 2: { ...OPEN, token, codeHashes: [OPENING.codeHash, codeHash] } },
          },
          { who: "workflow", what: "invited-again", attempt: 2 },
        ),
      );
    });

    it("a failed submission after which the incident goes on", () => {
      expect(
        updated(incidentWith("awaiting-exam", OPEN), submitAttempt(1, failing, RETENTION_DAYS, LATER)),
      ).to.deep.equal(
        item({ ...GOES_ON, attempts: { 1: FAILED } }, { who: "student", what: "submitted", attempt: 1 }),
      );
    });

    it("a passed submission, which resolves the incident", () => {
      expect(
        updated(
          incidentWith("awaiting-exam", MISSED, OPEN),
          submitAttempt(2, passing, RETENTION_DAYS, LATER),
        ),
      ).to.deep.equal(
        item(
          { ...CLOSES, status: "resolved", attempts: { 1: MISSED, 2: PASSED } },
          { who: "student", what: "submitted", attempt: 2 },
        ),
      );
    });

    it("the third failed submission, which leads to administrative action", () => {
      expect(
        updated(
          incidentWith("awaiting-exam", MISSED, FAILED, OPEN),
          submitAttempt(3, failing, RETENTION_DAYS, LATER),
        ),
      ).to.deep.equal(
        item(
          { ...CLOSES, status: "administrative-action", attempts: { 1: MISSED, 2: FAILED, 3: FAILED } },
          { who: "student", what: "submitted", attempt: 3 },
        ),
      );
    });

    it("a missed attempt after which the incident goes on, and a third one that closes it", () => {
      const overdue = { ...OPEN, deadline: timestamp(LATER.now - GRACE_MS) };
      const missed: Attempt = { ...overdue, outcome: "missed" };
      expect(
        updated(incidentWith("awaiting-exam", overdue), missAttempt(1, GRACE_MS, RETENTION_DAYS, LATER)),
      ).to.deep.equal(
        item({ ...GOES_ON, attempts: { 1: missed } }, { who: "workflow", what: "missed", attempt: 1 }),
      );
      expect(
        updated(
          incidentWith("awaiting-exam", FAILED, FAILED, overdue),
          missAttempt(3, GRACE_MS, RETENTION_DAYS, LATER),
        ),
      ).to.deep.equal(
        item(
          { ...CLOSES, status: "administrative-action", attempts: { 1: FAILED, 2: FAILED, 3: missed } },
          { who: "workflow", what: "missed", attempt: 3 },
        ),
      );
    });

    it("a withdrawal with its reason", () => {
      expect(
        updated(incidentWith("awaiting-exam", OPEN), withdraw("Cited after all.", RETENTION_DAYS, LATER)),
      ).to.deep.equal(
        item(
          { ...CLOSES, status: "withdrawn", reason: "Cited after all.", attempts: { 1: OPEN } },
          { who: "officer", what: "withdrawn" },
        ),
      );
    });
  });

  describe("lets officers, with their names in the audit,", () => {
    const OFFICER = { ...LATER, by: "person:ann" } as const;
    const open = incidentWith("awaiting-exam", OPEN);
    const entry = { who: "officer", by: "person:ann", attempt: 1 } as const;
    const other = hashOfCode("other");
    const CORRECTED = { corrected: "new@university.example", reported: REPORT.email };

    it("report: who did is kept", () => {
      expect(reported(INCIDENT_ID, REPORT, { ...OCCASION, by: "machine:lms" })).to.deep.include({
        reportedBy: "machine:lms",
        audit: [
          { at: timestamp(NOW), who: "officer", by: "machine:lms", what: "reported", requestId: "request-1" },
        ],
      });
    });

    it("give a further code, also to another address, without voiding the earlier one", () => {
      const invited = updated(
        open,
        reinvite(1, { codeHash: other, email: CORRECTED, revoke: false }, OFFICER),
      );
      expect(invited).to.deep.equal({
        ...item(
          { ...GOES_ON, attempts: { 1: { ...OPEN, codeHashes: [codeHash, other] } } },
          { ...entry, what: "invited-again" },
        ),
        email: CORRECTED.corrected,
        reportedEmail: REPORT.email,
        dueAt: open.dueAt,
      });
    });

    it("correct an address, and the same report again is still the same", () => {
      const corrected = updated(
        open,
        reinvite(1, { codeHash: other, email: CORRECTED, revoke: false }, OFFICER),
      );
      expect(corrected && isSameReport(corrected, REPORT)).to.equal(true);
      expect(corrected && isSameReport(corrected, { ...REPORT, email: CORRECTED.corrected })).to.equal(false);
    });

    it("revoke all earlier codes with a further one", () => {
      const revoked = updated(open, reinvite(1, { codeHash: other, revoke: true }, OFFICER));
      expect(revoked?.attempts[1]?.codeHashes).to.deep.equal([other]);
      expect(revoked?.audit.at(-1)).to.deep.include({ what: "codes-revoked", by: "person:ann" });
      expect(revoked && isAccepted(revoked, submitAttempt(1, passing, RETENTION_DAYS, LATER))).to.equal(
        false,
      );
    });

    it("move a deadline; the next step is due with it, or with its reminder", () => {
      const deadline = timestamp(DEADLINE + HOUR_MS);
      const moved = (reminderMs: number) =>
        updated(open, moveDeadline(1, { deadline, graceMs: GRACE_MS, reminderMs }, OFFICER));
      expect(moved(0)?.attempts[1]?.deadline).to.equal(deadline);
      expect(moved(0)?.dueAt).to.equal(timestamp(DEADLINE + HOUR_MS + GRACE_MS));
      expect(moved(HOUR_MS)?.dueAt).to.equal(timestamp(DEADLINE));
      // The reminder's time has passed.
      expect(moved(24 * HOUR_MS)?.dueAt).to.equal(timestamp(DEADLINE + HOUR_MS + GRACE_MS));
      expect(moved(0)?.audit.at(-1)).to.deep.include({ what: "deadline-moved", by: "person:ann" });
    });

    it("do nothing of that where the attempt is used, was not opened, or the incident is closed or full", () => {
      const full: Incident = {
        ...open,
        audit: Array.from({ length: MAX_AUDIT }, () => ({ ...open.audit[0] }) as AuditEntry),
      };
      const changes = (attempt: AttemptNumber) => [
        reinvite(attempt, { codeHash: other, revoke: true }, OFFICER),
        moveDeadline(attempt, { deadline: OPEN.deadline, graceMs: 1, reminderMs: 0 }, OFFICER),
      ];
      for (const incident of [
        incidentWith("awaiting-exam"),
        incidentWith("awaiting-exam", FAILED),
        incidentWith("withdrawn", OPEN),
        full,
      ])
        for (const change of changes(1)) expect(isAccepted(incident, change)).to.equal(false);
    });

    it("erase the person from a closed incident, once, and nothing of an open one", () => {
      const closed = {
        ...incidentWith("resolved", FAILED, PASSED),
        description: "Two pages.",
        reason: "Why.",
      };
      const erased = updated(closed, erase(closed, OFFICER));
      expect(JSON.stringify(erased)).not.to.match(/s1234567|student@|HIST101|Essay|Two pages|Why|q-one/);
      expect(erased).to.deep.include({
        status: "resolved",
        studentId: "erased",
        erasedAt: timestamp(LATER.now),
      });
      expect(erased?.attempts[2]).to.deep.include({ outcome: "passed", correct: 3 });
      expect(erased && isAccepted(erased, erase(erased, OFFICER))).to.equal(false);
      expect(isAccepted(open, erase(open, OFFICER))).to.equal(false);
    });
  });

  it("counts a copy that is put back as a change of its own, and leaves all else as it was", () => {
    const copy = incidentWith("awaiting-exam", FAILED, OPEN);
    const now = NOW + 7 * HOUR_MS;
    const { version, changedAt, changedOn, audit, ...rest } = restored(copy, {
      now,
      requestId: "r",
      by: "machine:ops",
    });
    expect({ ...copy, ...rest }).to.deep.equal(copy);
    expect([version, changedAt, changedOn]).to.deep.equal([copy.version + 1, timestamp(now), "2026-03-02"]);
    expect(audit.slice(0, -1)).to.deep.equal(copy.audit);
    expect(audit.at(-1)).to.deep.equal({
      at: timestamp(now),
      who: "officer",
      by: "machine:ops",
      what: "restored",
      requestId: "r",
    });
  });

  it("reminds once, of the deadline as it is", () => {
    const open = incidentWith("awaiting-exam", OPEN);
    const reminder = remind(1, { deadline: OPEN.deadline, graceMs: GRACE_MS }, LATER);
    const reminded = updated(open, reminder);
    expect(reminded?.attempts[1]?.remindedAt).to.equal(timestamp(LATER.now));
    expect(reminded?.dueAt).to.equal(timestamp(DEADLINE + GRACE_MS));
    expect(reminded && isAccepted(reminded, reminder)).to.equal(false);
    const other = remind(1, { deadline: timestamp(DEADLINE + 1), graceMs: GRACE_MS }, LATER);
    expect(isAccepted(open, other)).to.equal(false);
  });

  it("gives an attempt whose deadline was moved another token, and nothing else", () => {
    const open = incidentWith("awaiting-exam", OPEN);
    const resumed = updated(open, resumeAttempt(1, taskToken("token-2"), LATER));
    expect(resumed).to.deep.equal(
      item(
        { dueAt: timestamp(NOW + 1_800_000), attempts: { 1: { ...OPEN, token: taskToken("token-2") } } },
        { who: "workflow", what: "resumed", attempt: 1 },
      ),
    );
    for (const closed of [incidentWith("awaiting-exam", FAILED), incidentWith("withdrawn", OPEN)])
      expect(isAccepted(closed, resumeAttempt(1, taskToken("x"), LATER))).to.equal(false);
  });

  describe("accepts", () => {
    const isAwaiting = ({ status }: Incident) => status === "awaiting-exam";

    it("an opening exactly where the attempt is not there and the one before it is used without a pass", () => {
      fc.assert(
        fc.property(
          incidents,
          attemptNumbers,
          openings,
          occasions,
          (incident, attempt, opening, occasion) => {
            const before = attempt === 1 ? undefined : incident.attempts[attempt === 2 ? 1 : 2];
            const mayFollow = attempt === 1 || before?.outcome === "failed" || before?.outcome === "missed";
            const isAbsent = incident.attempts[attempt] === undefined;
            expect(isAccepted(incident, openAttempt(attempt, opening, occasion))).to.equal(
              isAwaiting(incident) && isAbsent && mayFollow,
            );
          },
        ),
      );
    });

    it("a further code exactly where the attempt has no outcome", () => {
      fc.assert(
        fc.property(
          incidents,
          attemptNumbers,
          openings,
          occasions,
          (incident, attempt, opening, occasion) => {
            fc.pre(incident.attempts[attempt] !== undefined);
            expect(isAccepted(incident, reopenAttempt(attempt, opening, occasion))).to.equal(
              isAwaiting(incident) && !isUsed(incident.attempts[attempt]),
            );
          },
        ),
      );
    });

    it("a submission exactly where the attempt has no outcome, the request came in time, and its code holds", () => {
      fc.assert(
        fc.property(
          incidents,
          attemptNumbers,
          submissions,
          occasions,
          (incident, attempt, sent, occasion) => {
            const found = incident.attempts[attempt];
            const isInTime = found !== undefined && sent.receivedAt < Date.parse(found.deadline);
            const submission = submitAttempt(attempt, sent, RETENTION_DAYS, occasion);
            expect(isAccepted(incident, submission)).to.equal(
              isAwaiting(incident) && isInTime && !isUsed(found) && found.codeHashes.includes(sent.codeHash),
            );
          },
        ),
      );
    });

    it("a missed attempt exactly where it has no outcome and its grace is over", () => {
      fc.assert(
        fc.property(incidents, attemptNumbers, occasions, (incident, attempt, occasion) => {
          const found = incident.attempts[attempt];
          const isLate = found !== undefined && isOver(found, GRACE_MS, occasion.now);
          expect(isAccepted(incident, missAttempt(attempt, GRACE_MS, RETENTION_DAYS, occasion))).to.equal(
            isAwaiting(incident) && isLate && !isUsed(found),
          );
        }),
      );
    });

    it("a withdrawal exactly where the incident is open", () => {
      fc.assert(
        fc.property(incidents, occasions, (incident, occasion) => {
          expect(isAccepted(incident, withdraw("In error.", RETENTION_DAYS, occasion))).to.equal(
            isAwaiting(incident),
          );
        }),
      );
    });

    it("of a submission and a missed attempt never both, whatever the instants", () => {
      fc.assert(
        fc.property(instants, instants, (receivedAt, now) => {
          // A request lasts less than the grace.
          fc.pre(now < receivedAt + GRACE_MS);
          const open = incidentWith("awaiting-exam", OPEN);
          const submission = submitAttempt(1, { ...passing, receivedAt }, RETENTION_DAYS, { ...LATER, now });
          const missing = missAttempt(1, GRACE_MS, RETENTION_DAYS, { ...LATER, now });
          expect([submission, missing].filter((each) => isAccepted(open, each)).length).to.be.lessThan(2);
        }),
      );
    });
  });

  it("counts every change, says who made it, and is due exactly while it is open", () => {
    fc.assert(
      fc.property(fc.array(ruledTransitions, { maxLength: 30 }), (transitions) => {
        let incident = incidentWith("awaiting-exam");
        for (const transition of transitions) {
          const after = possible(incident, transition) ? updated(incident, transition) : undefined;
          if (after === undefined) continue;
          const isOpen = after.status === "awaiting-exam";
          expect(brokenChange(incident, after) ?? brokenIncident(after)).to.equal(undefined);
          expect(after.version).to.equal(incident.version + 1);
          expect(after.audit.slice(0, -1)).to.deep.equal(incident.audit);
          expect({
            due: after.dueAt !== undefined,
            closed: after.closedAt !== undefined,
            purged: after.purgeAt !== undefined,
          }).to.deep.equal({ due: isOpen, closed: !isOpen, purged: !isOpen });
          incident = after;
        }
      }),
    );
  });
});

/** What is inside of an attempt only changes where the attempt was read: attempts never vanish. */
const possible = ({ attempts }: Incident, { changes }: Transition): boolean =>
  changes
    .map(placeOf)
    .every(
      ([top, attempt, field]) =>
        top !== "attempts" || field === undefined || Object.keys(attempts).includes(String(attempt)),
    );

function placeOf(change: Change): Path {
  if ("set" in change) return change.set;
  if ("append" in change) return change.append;
  return "remove" in change ? change.remove : change.increment;
}
