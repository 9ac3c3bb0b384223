/**
 * The rules of an incident, as pure functions. Every change is ONE conditional update of the incident's item,
 * written here as data: handlers/aws.ts says it to DynamoDB, the protocol search (tests/protocol) takes each
 * condition out in turn to show that it is needed.
 */
import {
  MAX_ATTEMPTS,
  MAX_AUDIT,
  timestamp,
  type AnswersHash,
  type AttemptNumber,
  type CallerName,
  type CodeHash,
  type IncidentId,
  type Outcome,
  type Status,
  type TaskToken,
  type Timestamp,
} from "./contract";

/** What an officer reports. */
export interface Report {
  readonly studentId: string;
  readonly email: string;
  readonly course: string;
  readonly assessment: string;
  readonly description?: string;
}

/** The part of an attempt that is there from its opening on. */
interface Opened {
  readonly openedAt: Timestamp;
  readonly deadline: Timestamp;
  readonly questionIds: readonly string[];
  /** Right answers that pass: stored, so that a later deployment changes no open paper. */
  readonly passMark: number;
  /** One for every invitation that was mailed: each of them works. */
  readonly codeHashes: readonly CodeHash[];
  readonly token: TaskToken;
  /** When the reminder was sent. */
  readonly remindedAt?: Timestamp;
}

export interface Submitted extends Opened {
  readonly outcome: "passed" | "failed";
  readonly correct: number;
  readonly answersHash: AnswersHash;
  readonly submittedAt: Timestamp;
}

export type Attempt =
  Submitted | (Opened & { readonly outcome: "missed" }) | (Opened & { readonly outcome?: undefined });

/** Who did what, when: written with the change itself. */
export interface AuditEntry {
  readonly at: Timestamp;
  /** `officer` is whoever may write incidents, `student` whoever had the exam code. */
  readonly who: "officer" | "student" | "workflow";
  /** Of an officer: absent in entries from before the API knew. */
  readonly by?: CallerName;
  readonly what:
    | "reported"
    | "opened"
    | "invited-again"
    | "resumed"
    | "codes-revoked"
    | "deadline-moved"
    | "reminded"
    | "submitted"
    | "missed"
    | "withdrawn"
    | "erased"
    | "restored";
  readonly attempt?: AttemptNumber;
  readonly requestId: string;
}

/** The item, as it is stored. Items only ever gain attributes: executions outlive deployments. */
export interface Incident extends Report {
  readonly incidentId: IncidentId;
  readonly status: Status;
  /** Counts the changes. */
  readonly version: number;
  readonly reportedAt: Timestamp;
  readonly reportedBy?: CallerName;
  /** The address of the report, once an officer has corrected it: the same report again must still be the same. */
  readonly reportedEmail?: string;
  /** When the next step is due: a reminder, or the end of an attempt; only while the incident is open (key of a sparse
   *  index). */
  readonly dueAt?: Timestamp;
  /** Of the latest change, and its day in UTC: keys of the index in order of change. */
  readonly changedAt?: Timestamp;
  readonly changedOn?: string;
  readonly closedAt?: Timestamp;
  /** When what tells the person was removed. */
  readonly erasedAt?: Timestamp;
  /** Of the withdrawal. */
  readonly reason?: string;
  /** Seconds since 1970: when DynamoDB may delete the item. */
  readonly purgeAt?: number;
  readonly attempts: Readonly<Partial<Record<AttemptNumber, Attempt>>>;
  readonly audit: readonly AuditEntry[];
}

/** Whether what was read can be an item of the table: its key and what every version of this program wrote. */
export function isIncident(item: unknown): item is Incident {
  return (
    typeof item === "object" &&
    item !== null &&
    ["incidentId", "status", "version", "reportedAt", "attempts", "audit"].every((name) => name in item)
  );
}

export type Path = readonly (string | number)[];

/** A condition on one place of the item; `rule` is its name in the protocol search. */
export type Condition = { readonly rule: string; readonly path: Path } & (
  | { readonly is: "absent" }
  | { readonly is: "one-of"; readonly values: readonly string[] }
  | { readonly is: "after" | "not-after"; readonly time: Timestamp }
  /** A list holds the value. */
  | { readonly is: "holds"; readonly value: string }
  /** A list has fewer entries. */
  | { readonly is: "shorter-than"; readonly length: number }
);

export type Change =
  | { readonly set: Path; readonly value: unknown }
  | { readonly append: Path; readonly values: readonly unknown[] }
  | { readonly increment: Path }
  | { readonly remove: Path };

/** One conditional update: all changes are made together, or none where a condition does not hold. */
export interface Transition {
  readonly conditions: readonly Condition[];
  readonly changes: readonly Change[];
}

/** Who asks, and when (milliseconds since 1970). */
export interface Occasion {
  readonly now: number;
  readonly requestId: string;
  readonly by?: CallerName;
}

/** How long the next step may take before an open incident counts as overdue: an opening or a start, with its retries. */
const NEXT_STEP_MS = 30 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Where the incident stands after an outcome: the only place where this is decided. */
export function statusAfter(outcome: Outcome, attempt: AttemptNumber): Status {
  switch (outcome) {
    case "passed":
      return "resolved";
    case "failed":
    case "missed":
      return attempt >= MAX_ATTEMPTS ? "administrative-action" : "awaiting-exam";
  }
}

/** The attempt after this one, if there is one. */
export function nextAttempt(attempt: AttemptNumber): AttemptNumber | undefined {
  switch (attempt) {
    case 1:
      return 2;
    case 2:
      return 3;
    case 3:
      return undefined;
  }
}

/** The attempt that was opened last, if there is one. */
export function newestAttempt(incident: Incident): AttemptNumber | undefined {
  return ([3, 2, 1] as const).find((attempt) => incident.attempts[attempt] !== undefined);
}

/** Whether nothing that came in time can still be under way. */
export function isOver(attempt: Attempt, graceMs: number, now: number): boolean {
  return Date.parse(attempt.deadline) + graceMs <= now;
}

export function isSubmitted(attempt: Attempt): attempt is Submitted {
  return attempt.outcome === "passed" || attempt.outcome === "failed";
}

/** The item of a new incident: put only where none is. */
export function reported(incidentId: IncidentId, report: Report, occasion: Occasion): Incident {
  return {
    ...report,
    incidentId,
    status: "awaiting-exam",
    version: 1,
    reportedAt: timestamp(occasion.now),
    ...(occasion.by !== undefined && { reportedBy: occasion.by }),
    dueAt: timestamp(occasion.now + NEXT_STEP_MS),
    ...changedNow(occasion.now),
    attempts: {},
    audit: [entry(occasion, "officer", "reported")],
  };
}

/** Whether the incident was reported by this very request. */
export function isSameReport(incident: Incident, report: Report): boolean {
  const asReported = { ...incident, email: incident.reportedEmail ?? incident.email };
  return (["studentId", "email", "course", "assessment", "description"] as const).every(
    (field) => asReported[field] === report[field],
  );
}

/** Whether the execution of the incident may still have to be started. */
export function isUnstarted(incident: Incident): boolean {
  return incident.status === "awaiting-exam" && newestAttempt(incident) === undefined;
}

export interface Opening {
  readonly deadline: Timestamp;
  readonly graceMs: number;
  /** How long before the deadline the student is reminded; 0: not at all. */
  readonly reminderMs: number;
  readonly questionIds: readonly string[];
  readonly passMark: number;
  readonly codeHash: CodeHash;
  readonly token: TaskToken;
}

/** Opens an attempt that is not there yet, with its paper and its deadline. */
export function openAttempt(attempt: AttemptNumber, opening: Opening, occasion: Occasion): Transition {
  const opened: Attempt = {
    openedAt: timestamp(occasion.now),
    deadline: opening.deadline,
    questionIds: opening.questionIds,
    passMark: opening.passMark,
    codeHashes: [opening.codeHash],
    token: opening.token,
  };
  return transition(
    [
      awaitingExam,
      { rule: "not-opened-yet", path: ["attempts", attempt], is: "absent" },
      ...previousAttemptUsed(attempt),
    ],
    [
      { set: ["attempts", attempt], value: opened },
      { set: ["dueAt"], value: nextDue(opening, occasion.now) },
    ],
    entry(occasion, "workflow", "opened", attempt),
  );
}

/** Gives an open attempt a further exam code and the token of the task that waits now; paper and deadline stay. */
export function reopenAttempt(
  attempt: AttemptNumber,
  { codeHash, token }: Pick<Opening, "codeHash" | "token">,
  occasion: Occasion,
): Transition {
  return transition(
    [awaitingExam, noOutcome(attempt)],
    [
      { append: ["attempts", attempt, "codeHashes"], values: [codeHash] },
      { set: ["attempts", attempt, "token"], value: token },
    ],
    entry(occasion, "workflow", "invited-again", attempt),
  );
}

/** Gives an attempt whose deadline was moved the token of the task that waits now: nobody is invited again. */
export function resumeAttempt(attempt: AttemptNumber, token: TaskToken, occasion: Occasion): Transition {
  return transition(
    [awaitingExam, noOutcome(attempt)],
    [{ set: ["attempts", attempt, "token"], value: token }],
    entry(occasion, "workflow", "resumed", attempt),
  );
}

export interface Reinvitation {
  readonly codeHash: CodeHash;
  /** The corrected address, where it was wrong; and the one of the report. */
  readonly email?: { readonly corrected: string; readonly reported: string };
  /** Whether the codes of earlier invitations stop working. */
  readonly revoke: boolean;
}

/** Gives an open attempt a further exam code at an officer's word; earlier ones stay good unless they are revoked. */
export function reinvite(
  attempt: AttemptNumber,
  { codeHash, email, revoke }: Reinvitation,
  occasion: Occasion,
): Transition {
  const codes = ["attempts", attempt, "codeHashes"];
  return transition(
    [awaitingExam, isOpened(attempt), noOutcome(attempt), roomInAudit],
    [
      revoke ? { set: codes, value: [codeHash] } : { append: codes, values: [codeHash] },
      ...(email === undefined
        ? []
        : [
            { set: ["email"], value: email.corrected },
            { set: ["reportedEmail"], value: email.reported },
          ]),
    ],
    entry(occasion, "officer", revoke ? "codes-revoked" : "invited-again", attempt),
  );
}

export type MovedDeadline = Pick<Opening, "deadline" | "graceMs" | "reminderMs">;

/** Moves the deadline of an open attempt; a reminder that was sent is not sent again. */
export function moveDeadline(attempt: AttemptNumber, moved: MovedDeadline, occasion: Occasion): Transition {
  return transition(
    [awaitingExam, isOpened(attempt), noOutcome(attempt), roomInAudit],
    [
      { set: ["attempts", attempt, "deadline"], value: moved.deadline },
      { set: ["dueAt"], value: nextDue(moved, occasion.now) },
    ],
    entry(occasion, "officer", "deadline-moved", attempt),
  );
}

/** Records that the student was reminded of a deadline, once. */
export function remind(
  attempt: AttemptNumber,
  { deadline, graceMs }: Pick<Opening, "deadline" | "graceMs">,
  occasion: Occasion,
): Transition {
  return transition(
    [
      awaitingExam,
      noOutcome(attempt),
      { rule: "not-reminded-yet", path: ["attempts", attempt, "remindedAt"], is: "absent" },
      {
        rule: "deadline-not-moved",
        path: ["attempts", attempt, "deadline"],
        is: "one-of",
        values: [deadline],
      },
    ],
    [
      { set: ["attempts", attempt, "remindedAt"], value: timestamp(occasion.now) },
      { set: ["dueAt"], value: timestamp(Date.parse(deadline) + graceMs) },
    ],
    entry(occasion, "workflow", "reminded", attempt),
  );
}

/** When an attempt wants something: first the reminder, where there is one still to come, then its end. */
function nextDue({ deadline, graceMs, reminderMs }: MovedDeadline, now: number): Timestamp {
  const end = Date.parse(deadline);
  const reminder = end - reminderMs;
  return timestamp(reminderMs > 0 && reminder > now ? reminder : end + graceMs);
}

export interface Submission {
  readonly outcome: "passed" | "failed";
  readonly correct: number;
  readonly answersHash: AnswersHash;
  /** Of the code that was sent: it may have been revoked in between. */
  readonly codeHash: CodeHash;
  /** When the gateway received the request, milliseconds since 1970: what the deadline is compared with. */
  readonly receivedAt: number;
}

/** Records a submission with its outcome and what follows from it. */
export function submitAttempt(
  attempt: AttemptNumber,
  submission: Submission,
  retentionDays: number,
  occasion: Occasion,
): Transition {
  const submittedAt = timestamp(submission.receivedAt);
  const place = (field: keyof Submitted) => ["attempts", attempt, field];
  return transition(
    [
      awaitingExam,
      noOutcome(attempt),
      { rule: "in-time", path: place("deadline"), is: "after", time: submittedAt },
      { rule: "code-holds", path: place("codeHashes"), is: "holds", value: submission.codeHash },
    ],
    [
      { set: place("outcome"), value: submission.outcome },
      { set: place("correct"), value: submission.correct },
      { set: place("answersHash"), value: submission.answersHash },
      { set: place("submittedAt"), value: submittedAt },
      ...standing(statusAfter(submission.outcome, attempt), retentionDays, occasion.now),
    ],
    entry(occasion, "student", "submitted", attempt),
  );
}

/** Records that the deadline went by: not before no request that came in time can still be under way. */
export function missAttempt(
  attempt: AttemptNumber,
  graceMs: number,
  retentionDays: number,
  occasion: Occasion,
): Transition {
  return transition(
    [
      awaitingExam,
      noOutcome(attempt),
      {
        rule: "grace-is-over",
        path: ["attempts", attempt, "deadline"],
        is: "not-after",
        time: timestamp(occasion.now - graceMs),
      },
    ],
    [
      { set: ["attempts", attempt, "outcome"], value: "missed" },
      ...standing(statusAfter("missed", attempt), retentionDays, occasion.now),
    ],
    entry(occasion, "workflow", "missed", attempt),
  );
}

/** Ends an incident that was reported in error. */
export function withdraw(reason: string, retentionDays: number, occasion: Occasion): Transition {
  return transition(
    [awaitingExam],
    [{ set: ["reason"], value: reason }, ...standing("withdrawn", retentionDays, occasion.now)],
    entry(occasion, "officer", "withdrawn"),
  );
}

/** In place of what told the person. */
const ERASED = {
  studentId: "erased",
  email: "erased@erased.invalid",
  course: "erased",
  assessment: "erased",
} as const;

/**
 * Removes what tells the person from an incident that is closed: who it was, what it was about, and what was answered.
 * What stays says that there was an incident, how it ended, and what officers did.
 */
export function erase(incident: Incident, occasion: Occasion): Transition {
  const attempts = ([1, 2, 3] as const).filter((attempt) => incident.attempts[attempt] !== undefined);
  return transition(
    [
      {
        rule: "closed",
        path: ["status"],
        is: "one-of",
        values: ["resolved", "administrative-action", "withdrawn"],
      },
      { rule: "not-erased-yet", path: ["erasedAt"], is: "absent" },
    ],
    [
      ...Object.entries(ERASED).map(([field, value]) => ({ set: [field], value })),
      { remove: ["reportedEmail"] },
      { remove: ["description"] },
      { remove: ["reason"] },
      ...attempts.flatMap((attempt): readonly Change[] => [
        { set: ["attempts", attempt, "questionIds"], value: [] },
        { set: ["attempts", attempt, "codeHashes"], value: [] },
        { remove: ["attempts", attempt, "answersHash"] },
      ]),
      { set: ["erasedAt"], value: timestamp(occasion.now) },
    ],
    entry(occasion, "officer", "erased"),
  );
}

/** An item of a restored table, as it is put back: that is a change as any other, for whoever follows the changes. */
export const restored = (copy: Incident, occasion: Occasion): Incident => ({
  ...copy,
  ...changedNow(occasion.now),
  version: copy.version + 1,
  audit: [...copy.audit, entry(occasion, "officer", "restored")],
});

const awaitingExam: Condition = {
  rule: "awaiting-exam",
  path: ["status"],
  is: "one-of",
  values: ["awaiting-exam"],
};

const noOutcome = (attempt: AttemptNumber): Condition => ({
  rule: "no-outcome",
  path: ["attempts", attempt, "outcome"],
  is: "absent",
});

const isOpened = (attempt: AttemptNumber): Condition => ({
  rule: "opened",
  path: ["attempts", attempt, "deadline"],
  is: "after",
  time: timestamp(0),
});

/** An item of DynamoDB holds 400 kB: officers may change much, but not without end. */
const roomInAudit: Condition = {
  rule: "room-in-audit",
  path: ["audit"],
  is: "shorter-than",
  length: MAX_AUDIT,
};

const previousAttemptUsed = (attempt: AttemptNumber): readonly Condition[] =>
  attempt === 1
    ? []
    : [
        {
          rule: "previous-attempt-used",
          path: ["attempts", attempt - 1, "outcome"],
          is: "one-of",
          values: ["failed", "missed"],
        },
      ];

/** The status, and what goes with it: when the next step is due, or when the incident closed and may be purged. */
function standing(status: Status, retentionDays: number, now: number): readonly Change[] {
  if (status === "awaiting-exam") return [{ set: ["dueAt"], value: timestamp(now + NEXT_STEP_MS) }];
  return [
    { set: ["status"], value: status },
    { set: ["closedAt"], value: timestamp(now) },
    { set: ["purgeAt"], value: Math.ceil((now + retentionDays * DAY_MS) / 1000) },
    { remove: ["dueAt"] },
  ];
}

function transition(
  conditions: readonly Condition[],
  changes: readonly Change[],
  audit: AuditEntry,
): Transition {
  const changed = Object.entries(changedNow(Date.parse(audit.at)));
  return {
    conditions,
    changes: [
      ...changes,
      ...changed.map(([field, value]) => ({ set: [field], value })),
      { increment: ["version"] },
      { append: ["audit"], values: [audit] },
    ],
  };
}

/** When the latest change was made, and on which day: the index in order of change has a partition for each day. */
function changedNow(now: number): Required<Pick<Incident, "changedAt" | "changedOn">> {
  const changedAt = timestamp(now);
  return { changedAt, changedOn: changedAt.slice(0, 10) };
}

function entry(
  { now, requestId, by }: Occasion,
  who: AuditEntry["who"],
  what: AuditEntry["what"],
  attempt?: AttemptNumber,
): AuditEntry {
  return {
    at: timestamp(now),
    who,
    ...(who === "officer" && by !== undefined && { by }),
    what,
    requestId,
    ...(attempt !== undefined && { attempt }),
  };
}
