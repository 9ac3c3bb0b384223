/** What is shown of an incident: nothing that opens an attempt or wakes an execution, and of the person only if asked. */
import type { AttemptNumber, Timestamp } from "../workflow/contract";
import { isSubmitted, newestAttempt, type AuditEntry, type Incident } from "../workflow/incident";
import { says, SLACK_MS } from "./disagreement";
import type { Execution } from "./execution";
import type { Look } from "./survey";
import type { Target } from "./target";

export interface AttemptView {
  readonly attempt: AttemptNumber;
  readonly openedAt: Timestamp;
  readonly deadline: Timestamp;
  readonly remindedAt?: Timestamp;
  readonly submittedAt?: Timestamp;
  readonly outcome?: string;
  readonly correct?: number;
  readonly passMark: number;
  /** Exam codes that work. */
  readonly codes: number;
}

export interface ExecutionView {
  readonly name: string;
  readonly status: string;
  readonly startedAt: string;
  readonly stoppedAt?: string;
  readonly error?: string;
  readonly state?: string;
  readonly attempt?: AttemptNumber;
  readonly waitsUntil?: string;
  readonly redrivable: boolean;
  readonly console?: string;
}

export interface IncidentView {
  readonly incidentId: string;
  readonly incident?: Pick<
    Incident,
    "status" | "version" | "reportedAt" | "dueAt" | "closedAt" | "erasedAt"
  > & {
    readonly email: string;
    readonly person?: Pick<
      Incident,
      "studentId" | "email" | "course" | "assessment" | "description" | "reason"
    >;
    readonly attempts: readonly AttemptView[];
    readonly way: readonly AuditEntry[];
  };
  readonly executions: readonly ExecutionView[];
  /** States of the latest execution. */
  readonly states: readonly string[];
  readonly traces: readonly string[];
  readonly agree: boolean;
  readonly found?: string;
  readonly next: string;
}

/** When it happened, to the second. */
const at = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(/\.\d+/, "");

/** The first letter, and where it is. */
const masked = (email: string): string => email.replace(/^(.).*@/, "$1…@");

export interface Showing {
  readonly now: number;
  readonly person: boolean;
  readonly target: Pick<Target, "region" | "local">;
  readonly states: readonly string[];
}

export function incidentView(seen: Look, { now, person, target, states }: Showing): IncidentView {
  const { id, incident, executions, disagreement } = seen;
  const { studentId, email = "", course, assessment, description, reason } = incident ?? {};
  return {
    incidentId: id,
    ...(incident && {
      incident: {
        status: incident.status,
        version: incident.version,
        reportedAt: incident.reportedAt,
        ...(incident.dueAt !== undefined && { dueAt: incident.dueAt }),
        ...(incident.closedAt !== undefined && { closedAt: incident.closedAt }),
        ...(incident.erasedAt !== undefined && { erasedAt: incident.erasedAt }),
        email: masked(email),
        ...(person && {
          person: {
            studentId: studentId ?? "",
            email,
            course: course ?? "",
            assessment: assessment ?? "",
            ...(description !== undefined && { description }),
            ...(reason !== undefined && { reason }),
          },
        }),
        attempts: attemptViews(incident),
        way: incident.audit,
      },
    }),
    executions: executions.map((each) => executionView(each, target)),
    states,
    traces: traceLinks(seen, target),
    agree: disagreement === undefined,
    ...(disagreement && { found: disagreement.found }),
    next: disagreement
      ? nextStep(id, says(disagreement.mending), disagreement.mending.do)
      : whileAgreed(seen, now),
  };
}

const attemptViews = ({ attempts }: Incident): readonly AttemptView[] =>
  ([1, 2, 3] as const).flatMap((attempt): readonly AttemptView[] => {
    const found = attempts[attempt];
    if (found === undefined) return [];
    const { openedAt, deadline, remindedAt, outcome, passMark, codeHashes } = found;
    return [
      {
        attempt,
        openedAt,
        deadline,
        ...(remindedAt !== undefined && { remindedAt }),
        ...(outcome !== undefined && { outcome }),
        ...(isSubmitted(found) && { submittedAt: found.submittedAt, correct: found.correct }),
        passMark,
        codes: codeHashes.length,
      },
    ];
  });

export function executionView(
  { arn, name, status, startedAt, stoppedAt, error, redrivable, place }: Execution,
  { region, local }: Pick<Target, "region" | "local">,
): ExecutionView {
  return {
    name,
    status,
    startedAt: at(startedAt),
    ...(stoppedAt !== undefined && { stoppedAt: at(stoppedAt) }),
    ...(error !== undefined && { error }),
    ...(place && { state: place.state }),
    ...(place?.attempt !== undefined && { attempt: place.attempt }),
    ...(place?.waiting?.until !== undefined && { waitsUntil: at(place.waiting.until) }),
    redrivable,
    ...(!local && {
      console: `https://${region}.console.aws.amazon.com/states/home?region=${region}#/v2/executions/details/${arn}`,
    }),
  };
}

/** On AWS the trace that the execution goes on with; every other request of the incident has its own, found by the filter. */
function traceLinks(
  { id, executions }: Look,
  { region, local }: Pick<Target, "region" | "local">,
): readonly string[] {
  if (local) return [`${local.traces}?incidentId=${id}`];
  const page = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#xray:traces`;
  const ids = new Set(executions.flatMap(({ traceId }) => traceId ?? []));
  return [
    ...[...ids].map((each) => `${page}/${each}`),
    `${page}/query, filter: annotation.incidentId = "${id}"`,
  ];
}

const nextStep = (id: string, what: string, how: string): string =>
  how === "decide" ? what : `npm run ops -- ${how === "redrive" ? how : "reconcile"} ${id} (${what})`;

/** How long a step may be tried again before somebody should look, in milliseconds. */
const RETRIES_MS = 15 * 60_000;

function whileAgreed({ id, incident, executions }: Look, now: number): string {
  const running = executions.find(({ status }) => status === "RUNNING");
  if (incident === undefined) return "Nothing: there is no incident, and nothing runs.";
  if (running === undefined) return "Nothing: it is closed, and its execution has ended.";
  const { place, name } = running;
  if (place === undefined) return "Look again in a minute: its execution has only just begun.";
  const number = newestAttempt(incident);
  const attempt = number && incident.attempts[number];
  if (place.waiting === undefined)
    return now - place.enteredAt > RETRIES_MS
      ? `Execution ${name} is in ${place.state} since ${at(place.enteredAt)}: look for ${id} in the log of its function.`
      : `Look again in a minute: its execution is in ${place.state}.`;
  const since = overdueSince(incident, now);
  if (since !== undefined)
    return `It is past its time since ${since}, and its execution waits on: an officer moves the deadline, or withdraws it.`;
  return `Nothing: attempt ${number ?? "?"} is open until ${attempt?.deadline ?? "?"}.`;
}

/** When it should have gone on: an attempt at its deadline, an opening when it was due; undefined while it has time. */
export function overdueSince(incident: Incident, now: number): Timestamp | undefined {
  const number = newestAttempt(incident);
  const attempt = number && incident.attempts[number];
  const due = attempt && attempt.outcome === undefined ? attempt.deadline : incident.dueAt;
  if (incident.status !== "awaiting-exam" || due === undefined) return undefined;
  return Date.parse(due) + SLACK_MS < now ? due : undefined;
}

/** For somebody who has just been woken up. */
export function incidentText({ incidentId, incident, executions, states, ...view }: IncidentView): string {
  const lines = [`Incident ${incidentId}: ${incident?.status ?? "there is none"}`];
  if (incident) {
    const { attempts, way, email, person, dueAt, closedAt, version } = incident;
    const facts = { person: email, ...person, "due at": dueAt, "closed at": closedAt, version };
    lines.push(...listed(Object.entries(facts)), "", "Attempts");
    lines.push(
      ...attempts.map(attemptLine),
      ...(attempts.length === 0 ? ["  none yet"] : []),
      "",
      "Way so far",
    );
    lines.push(...way.map(wayLine));
  }
  lines.push(
    "",
    "Executions",
    ...executions.map(executionLine),
    ...(executions.length === 0 ? ["  none"] : []),
  );
  lines.push(...executions.flatMap(({ console }) => (console === undefined ? [] : [`  ${console}`])));
  if (states.length > 0) lines.push(`  ${states.join(" → ")}`);
  lines.push("", "Traces", ...view.traces.map((each) => `  ${each}`));
  lines.push("", `Agree: ${view.agree ? "yes" : `NO. ${view.found ?? ""}`}`, `Next:  ${view.next}`, "");
  return lines.join("\n");
}

const listed = (facts: readonly (readonly [string, string | number | undefined])[]): readonly string[] =>
  facts.flatMap(([name, value]) => (value === undefined ? [] : [`  ${name.padEnd(12)}${value}`]));

function attemptLine(view: AttemptView): string {
  const { attempt, openedAt, deadline, outcome, correct, passMark, codes, remindedAt, submittedAt } = view;
  const result = correct === undefined ? "" : ` (${correct} right, ${passMark} pass)`;
  return [
    `  ${attempt}  ${outcome ?? "open"}${result}: opened ${openedAt}, deadline ${deadline}`,
    ...(remindedAt === undefined ? [] : [`reminded ${remindedAt}`]),
    ...(submittedAt === undefined ? [] : [`submitted ${submittedAt}`]),
    `${codes} exam ${codes === 1 ? "code" : "codes"}`,
  ].join(", ");
}

function wayLine({ at: when, who, by, what, attempt, requestId }: AuditEntry): string {
  const step = attempt === undefined ? what : `${what} ${attempt}`;
  return `  ${when}  ${step.padEnd(16)}  ${by ?? who}, request ${requestId}`;
}

export function executionLine(view: ExecutionView): string {
  const { name, status, startedAt, stoppedAt, error, state, attempt, waitsUntil, redrivable } = view;
  return [
    `  ${name}: ${status}`,
    `started ${startedAt}`,
    ...(stoppedAt === undefined ? [] : [`ended ${stoppedAt}`]),
    ...(state === undefined ? [] : [`in ${state}${attempt === undefined ? "" : ` of attempt ${attempt}`}`]),
    ...(waitsUntil === undefined ? [] : [`waits until ${waitsUntil}`]),
    ...(error === undefined ? [] : [error]),
    ...(redrivable ? ["can be redriven"] : []),
  ].join(", ");
}
