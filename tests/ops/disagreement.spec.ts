import { expect } from "chai";
import { disagreement, says, type Judging } from "../../ops/disagreement";
import type { Execution } from "../../ops/execution";
import { timestamp } from "../../workflow/contract";
import type { Attempt, Incident } from "../../workflow/incident";
import { FAILED, HOUR_MS, INCIDENT_ID, incidentWith, MISSED, NOW, OPEN, PASSED } from "../support/samples";
import { execution, place, waiting } from "./samples";

const open = (...attempts: readonly Attempt[]) => incidentWith("awaiting-exam", ...attempts);

/** Kind and mending, in a sentence. */
const judge = (
  incident: Incident | undefined,
  executions: readonly Execution[],
  judging: Judging = { now: NOW },
): string | undefined => {
  const found = disagreement(incident, executions, judging);
  return found && `${found.kind}: ${says(found.mending)}`;
};

/** An hour, from a day later. */
const LATER: Judging = { now: NOW + 24 * HOUR_MS };
const TIME = `Deadline first: ${timestamp(LATER.now + HOUR_MS)}.`;
const WAKE = "Wake it: it asks the incident and goes on from there.";
const SECOND = `_2_${INCIDENT_ID}`;

describe("ops: what agrees", () => {
  const cases: readonly (readonly [string, Incident | undefined, readonly Execution[]])[] = [
    ["nothing and nothing", undefined, []],
    ["an execution that has only just begun", open(), [execution("RUNNING", undefined)]],
    ["an attempt that is being opened", open(), [execution("RUNNING", place("SitExam", 1))]],
    [
      "an attempt that is being opened after another",
      open(MISSED),
      [execution("RUNNING", place("SitExam", 2))],
    ],
    ["an open attempt that is waited for", open(OPEN), [execution("RUNNING", waiting(1))]],
    ["a later attempt that is waited for", open(FAILED, OPEN), [execution("RUNNING", waiting(2))]],
    ["an attempt that is being closed", open(FAILED), [execution("RUNNING", place("CloseAttempt", 1))]],
    ["a choice on its way", open(FAILED), [execution("RUNNING", place("Status", 2))]],
    [
      "a closed incident that is being announced",
      incidentWith("resolved", PASSED),
      [execution("RUNNING", place("CloseAttempt", 1))],
    ],
    [
      "a closed incident that was announced",
      incidentWith("resolved", PASSED),
      [execution("SUCCEEDED", place("Resolved", 1))],
    ],
    ["a closed incident whose execution is forgotten", incidentWith("resolved", PASSED), []],
    [
      "an execution that runs in place of one that failed",
      open(OPEN),
      [execution("FAILED", place("SitExam", 1)), execution("RUNNING", waiting(1), { number: 2 })],
    ],
    [
      "an execution that ended well after another one was stopped",
      incidentWith("resolved", PASSED),
      [
        execution("SUCCEEDED", place("Resolved", 1), { stoppedAt: NOW + 9 }),
        execution("ABORTED", waiting(1), { number: 2 }),
      ],
    ],
    ["one that failed without an incident", undefined, [execution("FAILED", place("CloseAttempt", 1))]],
  ];
  for (const [what, incident, executions] of cases)
    it(what, () => {
      expect(judge(incident, executions)).to.equal(undefined);
    });
});

describe("ops: what disagrees, and how it is mended", () => {
  const failedIn = (...of: Parameters<typeof place>) => [
    execution("FAILED", place(...of), { error: "Lambda.Unknown" }),
  ];
  const cases: readonly (readonly [string, string, Incident | undefined, readonly Execution[], Judging?])[] =
    [
      [
        "an execution without an incident is stopped",
        `no-incident: Stop ${INCIDENT_ID}.`,
        undefined,
        [execution("RUNNING", waiting(1))],
      ],
      [
        "one that names another incident is for somebody to decide",
        "started-by-hand: Stop it where that incident has an execution of its own: aws stepfunctions stop-execution.",
        undefined,
        [execution("RUNNING", waiting(1), { name: "by-hand" })],
      ],
      [
        "of several, the one goes on that a submission wakes",
        `several-executions: Stop ${SECOND}.`,
        open(OPEN),
        [execution("RUNNING", waiting(1)), execution("RUNNING", waiting(1, "other"), { number: 2 })],
      ],
      [
        "of several that no submission wakes, the youngest goes on",
        `several-executions: Stop ${INCIDENT_ID}.`,
        open(OPEN),
        [execution("RUNNING", waiting(1, "a")), execution("RUNNING", waiting(1, "b"), { number: 2 })],
      ],
      [
        "one that is ahead is replaced, and the student has a whole window again",
        `ahead: Stop ${INCIDENT_ID}, start an execution at attempt 1. ${TIME}`,
        open(OPEN),
        [execution("RUNNING", waiting(2))],
        LATER,
      ],
      [
        "one that goes round and round at an attempt that cannot be opened is replaced",
        `ahead: Stop ${INCIDENT_ID}, start an execution at attempt 1.`,
        open(MISSED),
        [execution("RUNNING", place("CloseAttempt", 3))],
      ],
      [
        "one that is two attempts ahead of a new incident is replaced",
        `ahead: Stop ${INCIDENT_ID}, start an execution at attempt 1.`,
        open(),
        [execution("RUNNING", place("SitExam", 3))],
      ],
      [
        "one that waits for a closed incident is woken",
        `not-woken: ${WAKE}`,
        incidentWith("withdrawn"),
        [execution("RUNNING", waiting(1))],
      ],
      [
        "one that waits for an outcome that is there is woken",
        `not-woken: ${WAKE}`,
        open(FAILED),
        [execution("RUNNING", waiting(1))],
      ],
      [
        "one that is behind is woken",
        `not-woken: ${WAKE}`,
        open(FAILED, OPEN),
        [execution("RUNNING", waiting(1))],
      ],
      [
        "one that waits for an attempt that is not there is woken",
        `not-opened: ${WAKE}`,
        open(FAILED),
        [execution("RUNNING", waiting(2))],
      ],
      [
        "one that waits with another token is woken",
        `other-token: ${WAKE}`,
        open(OPEN),
        [execution("RUNNING", waiting(1, "other"))],
      ],
      [
        "a deadline that was moved, and is lost, is given back",
        `other-token: ${WAKE} Deadline first: ${timestamp(NOW + 5 * HOUR_MS)}.`,
        open(OPEN),
        [execution("RUNNING", waiting(1, "other", NOW + 5 * HOUR_MS))],
      ],
      [
        "one that waits beyond the deadline is woken",
        `waits-too-long: ${WAKE}`,
        open(OPEN),
        [execution("RUNNING", waiting(1, "token", NOW + 2 * HOUR_MS))],
      ],
      [
        "an incident without an execution gets one",
        "no-execution: Start an execution at attempt 1.",
        open(),
        [],
      ],
      [
        "it begins with the attempt that there is",
        "no-execution: Start an execution at attempt 2.",
        open(FAILED, OPEN),
        [],
      ],
      [
        "a failed CloseAttempt is redriven",
        `stopped-short: Redrive ${INCIDENT_ID}.`,
        open(MISSED),
        failedIn("CloseAttempt", 1),
      ],
      [
        "a failed CloseAttempt of another attempt is not",
        "stopped-short: Start an execution at attempt 1.",
        open(OPEN),
        failedIn("CloseAttempt", 2),
      ],
      [
        "a failed opening of an attempt that is open is redriven, with a whole window: nobody may have been invited",
        `stopped-short: Redrive ${INCIDENT_ID}. ${TIME}`,
        open(OPEN),
        failedIn("SitExam", 1),
        LATER,
      ],
      [
        "a failed opening of an attempt that is not open is not redriven: its window would have begun then",
        "stopped-short: Start an execution at attempt 2.",
        open(FAILED),
        failedIn("SitExam", 2),
        LATER,
      ],
      [
        "one that was stopped as it waited is redriven, and the deadline stays",
        `stopped-short: Redrive ${INCIDENT_ID}.`,
        open(OPEN),
        [execution("ABORTED", place("SitExam", 1, { submitted: true }))],
        LATER,
      ],
      [
        "one that can no longer be redriven is replaced",
        "stopped-short: Start an execution at attempt 1.",
        open(OPEN),
        [execution("ABORTED", place("SitExam", 1, { submitted: true }), { redrivable: false })],
      ],
      [
        "a definition that did not know the status is left behind",
        "stopped-short: Start an execution at attempt 1.",
        open(FAILED),
        failedIn("UnknownStatus", 1),
      ],
      [
        "an end that was not announced is redriven",
        `not-announced: Redrive ${INCIDENT_ID}.`,
        incidentWith("resolved", PASSED),
        failedIn("CloseAttempt", 1),
      ],
      [
        "an end that was not announced, by one that cannot be redriven, is announced by another",
        "not-announced: Start an execution at attempt 1.",
        incidentWith("resolved", PASSED),
        [execution("TIMED_OUT", waiting(1), { redrivable: false })],
      ],
      [
        "the next execution has a number that none had",
        "stopped-short: Start an execution at attempt 1.",
        open(OPEN),
        [execution("FAILED", place("UnknownStatus", 1), { number: 3 }), ...failedIn("UnknownStatus", 1)],
      ],
      [
        "what was closed is sat again only at somebody's word, with a whole window",
        `closed-before: Start an execution at attempt 1. ${TIME}`,
        open(OPEN),
        [execution("SUCCEEDED", place("Resolved", 1), { closedAs: "resolved" })],
        { ...LATER, sitAgain: true },
      ],
    ];
  for (const [what, expected, incident, executions, judging] of cases)
    it(what, () => {
      expect(judge(incident, executions, judging)).to.equal(expected);
    });

  it("does not decide about an incident that was closed before", () => {
    const advice = (closedAs: "resolved" | "administrative-action" | "withdrawn") => {
      const ended = [execution("SUCCEEDED", place("Resolved", 1), { closedAs })];
      const { mending } = disagreement(open(OPEN), ended, { now: NOW }) ?? {};
      return mending?.do === "decide" ? mending.advice.split(":")[0] : mending?.do;
    };
    expect(advice("resolved")).to.equal("The student passed");
    expect(advice("administrative-action")).to.match(/^Three attempts were used/);
    expect(advice("withdrawn")).to.match(/^An officer withdraws it once more/);
  });

  it("counts executions on from the highest number", () => {
    const ended = [execution("FAILED", place("UnknownStatus", 1), { number: 3 })];
    expect(disagreement(open(OPEN), ended, { now: NOW })?.mending).to.include({ do: "start", number: 4 });
  });

  it("gives the same time again when it is asked again", () => {
    const longer = { ...OPEN, deadline: timestamp(LATER.now + HOUR_MS) };
    expect(judge(open(longer), [execution("RUNNING", waiting(2))], LATER)).to.equal(
      `ahead: Stop ${INCIDENT_ID}, start an execution at attempt 1.`,
    );
  });
});
