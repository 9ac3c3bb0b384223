/**
 * What an incident's item and its executions do not agree on, and how that is mended. The item is the truth
 * (docs/decisions/0001): the executions follow it. A mending changes an item only where a student would lose time.
 */
import {
  timestamp,
  type AttemptNumber,
  type Status,
  type TaskToken,
  type Timestamp,
} from "../workflow/contract";
import { newestAttempt, type Attempt, type Incident } from "../workflow/incident";
import { CLOSE_ATTEMPT, nameParts, SIT_EXAM, type Execution } from "./execution";

export type Kind =
  | "no-incident"
  | "started-by-hand"
  | "several-executions"
  | "ahead"
  | "not-woken"
  | "not-opened"
  | "other-token"
  | "waits-too-long"
  | "no-execution"
  | "stopped-short"
  | "closed-before"
  | "not-announced";

/** `deadline`: what the open attempt gets first, because the student could not use the time it had. */
export type Mending =
  | { readonly do: "stop"; readonly executions: readonly Execution[] }
  | {
      readonly do: "start";
      readonly from: AttemptNumber;
      readonly number: number;
      readonly deadline?: Timestamp;
    }
  | {
      readonly do: "replace";
      readonly execution: Execution;
      readonly from: AttemptNumber;
      readonly number: number;
      readonly deadline?: Timestamp;
    }
  | { readonly do: "redrive"; readonly execution: Execution; readonly deadline?: Timestamp }
  | { readonly do: "wake"; readonly token: TaskToken; readonly deadline?: Timestamp }
  /** Nothing that a program may decide. */
  | { readonly do: "decide"; readonly advice: string };

export interface Disagreement {
  readonly kind: Kind;
  readonly found: string;
  readonly mending: Mending;
}

export interface Judging {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What was closed, by its executions, and is open again in its item is sat again. */
  readonly sitAgain?: boolean;
}

/** Longer than the longest grace and all retries of an opening together. */
export const SLACK_MS = 30 * 60_000;

/**
 * Undefined where they agree, or are on their way to it by themselves. The executions must have been read before the
 * item: then an item that is ahead is one that has moved on, and what is done about it does no harm.
 */
export function disagreement(
  incident: Incident | undefined,
  executions: readonly Execution[],
  judging: Judging,
): Disagreement | undefined {
  const running = executions.filter(({ status }) => status === "RUNNING");
  const [first] = running;
  const [ended] = [...executions].sort((a, b) => (b.stoppedAt ?? 0) - (a.stoppedAt ?? 0));
  const next = 1 + Math.max(0, ...executions.map(({ number }) => number));
  if (incident === undefined) return first && withoutIncident(running, first);
  if (running.length > 1) return several(incident, running);
  const open = incident.status === "awaiting-exam";
  if (first) return open ? openAndRunning(incident, first, next, judging) : closedAndRunning(incident, first);
  return open ? openAndEnded(incident, ended, next, judging) : closedAndEnded(incident, ended, next);
}

function withoutIncident(running: readonly Execution[], first: Execution): Disagreement {
  const stranger = running.find(
    ({ name, incidentId }) => incidentId !== undefined && nameParts(name)?.id !== incidentId,
  );
  if (stranger)
    return {
      kind: "started-by-hand",
      found: `Execution ${stranger.name} was started by hand, for incident ${stranger.incidentId ?? "?"}.`,
      mending: {
        do: "decide",
        advice: "Stop it where that incident has an execution of its own: aws stepfunctions stop-execution.",
      },
    };
  return {
    kind: "no-incident",
    found: `Execution ${first.name} runs, but there is no such incident.`,
    mending: { do: "stop", executions: running },
  };
}

/** The one that a student's submission wakes goes on; else the youngest. */
function several({ attempts }: Incident, running: readonly Execution[]): Disagreement {
  const tokens = Object.values(attempts).map(({ token }) => token);
  const woken = running.filter(({ place }) => tokens.some((token) => token === place?.waiting?.token));
  const kept = [...running, ...woken].at(-1);
  return {
    kind: "several-executions",
    found: `${running.length} executions run for it.`,
    mending: { do: "stop", executions: running.filter((each) => each !== kept) },
  };
}

function closedAndRunning({ status }: Incident, { name, place }: Execution): Disagreement | undefined {
  const token = place?.waiting?.token;
  if (token === undefined) return undefined;
  return {
    kind: "not-woken",
    found: `It is closed (${status}), but execution ${name} still waits.`,
    mending: { do: "wake", token },
  };
}

function openAndRunning(
  incident: Incident,
  execution: Execution,
  number: number,
  judging: Judging,
): Disagreement | undefined {
  const { place, name } = execution;
  const at = place?.attempt;
  // It has only just begun.
  if (place === undefined || at === undefined) return undefined;
  const newest = newestAttempt(incident);
  if (at > furthest(incident)) {
    const from = newest ?? 1;
    return {
      kind: "ahead",
      found: `Execution ${name} is at attempt ${at}, the incident at attempt ${from}.`,
      mending: { do: "replace", execution, from, number, ...wholeWindow(incident, execution, judging) },
    };
  }
  const { waiting } = place;
  if (waiting?.token === undefined || place.state !== SIT_EXAM) return undefined;
  const { token, until = 0 } = waiting;
  const attempt = incident.attempts[at];
  const wake = { do: "wake", token } as const;
  if (attempt === undefined)
    return {
      kind: "not-opened",
      found: `Execution ${name} waits for attempt ${at}, which is not open in the incident.`,
      mending: wake,
    };
  if (attempt.outcome !== undefined)
    return {
      kind: "not-woken",
      found: `Attempt ${at} has an outcome (${attempt.outcome}), but execution ${name} still waits for it.`,
      mending: wake,
    };
  const late = until > Date.parse(attempt.deadline) + SLACK_MS;
  if (attempt.token !== token)
    return {
      kind: "other-token",
      found: `A submission of attempt ${at} would not wake execution ${name}: the incident knows another token.`,
      // What the student was told last is not in the item any more.
      mending: { ...wake, ...(late && { deadline: timestamp(until) }) },
    };
  if (late)
    return {
      kind: "waits-too-long",
      found: `Execution ${name} waits until ${timestamp(until)}, but the deadline is ${attempt.deadline}.`,
      mending: wake,
    };
  return undefined;
}

/** The attempt up to which an execution can have come. */
function furthest(incident: Incident): number {
  const newest = newestAttempt(incident);
  if (newest === undefined) return 1;
  return incident.attempts[newest]?.outcome === undefined ? newest : newest + 1;
}

function openAndEnded(
  incident: Incident,
  execution: Execution | undefined,
  number: number,
  judging: Judging,
): Disagreement | undefined {
  const newest = newestAttempt(incident);
  if (execution === undefined)
    return {
      kind: "no-execution",
      found: "It is open, but no execution is known.",
      mending: { do: "start", from: newest ?? 1, number },
    };
  const { name, status, closedAs } = execution;
  const anew = { do: "start", from: startFrom(incident, execution), number } as const;
  if (status === "SUCCEEDED") {
    const found = `It is open, but execution ${name} closed it before (${closedAs ?? "as what is not known"}).`;
    return judging.sitAgain === true
      ? { kind: "closed-before", found, mending: { ...anew, ...wholeWindow(incident, execution, judging) } }
      : { kind: "closed-before", found, mending: { do: "decide", advice: adviceOn(closedAs, incident) } };
  }
  const time = couldNotSit(incident, execution, judging) ? wholeWindow(incident, execution, judging) : {};
  return {
    kind: "stopped-short",
    found: `It is open, but execution ${name} ended ${status}${placed(execution)}.`,
    mending: goesOnWell(incident, execution) ? { do: "redrive", execution, ...time } : { ...anew, ...time },
  };
}

/**
 * Whether the student may not have been invited to the attempt that is open, or may have submitted what the item has lost:
 * the execution had gone on to a later attempt, or was woken from this one.
 */
function couldNotSit(incident: Incident, { place }: Execution, { now }: Judging): boolean {
  const number = newestAttempt(incident);
  const attempt = number && incident.attempts[number];
  if (attempt === undefined || place?.attempt === undefined) return false;
  if (place.attempt > furthest(incident)) return true;
  const uninvited = place.state === SIT_EXAM && !place.submitted && !place.resumed;
  const wasWoken = place.state === CLOSE_ATTEMPT && place.woken && Date.parse(attempt.deadline) <= now;
  return uninvited || wasWoken;
}

/**
 * A redrive goes on in the state where the execution ended, with its input, its definition, and the time at which it was
 * entered. SitExam would open an attempt with a window that began then, so it must be open already; at another attempt
 * than the incident's it would never come to an end; any other state but CloseAttempt would end as it did.
 */
function goesOnWell(incident: Incident, { redrivable, place }: Execution): boolean {
  const at = place?.attempt;
  return (
    redrivable &&
    at !== undefined &&
    at === newestAttempt(incident) &&
    (place?.state === SIT_EXAM || place?.state === CLOSE_ATTEMPT)
  );
}

/** The attempt of the incident; the next one where all that belongs to it was done. */
function startFrom(incident: Incident, { place }: Execution): AttemptNumber {
  const newest = newestAttempt(incident) ?? 1;
  const at = place?.attempt;
  return place?.state === SIT_EXAM && at !== undefined && at === furthest(incident) ? at : newest;
}

/** What a new attempt has, where less is left of this one. */
function wholeWindow(
  incident: Incident,
  { place }: Execution,
  { now }: Judging,
): { readonly deadline?: Timestamp } {
  const newest = newestAttempt(incident);
  const attempt = newest && incident.attempts[newest];
  if (attempt === undefined || attempt.outcome !== undefined) return {};
  const window = place?.windowSeconds === undefined ? lengthOf(attempt) : place.windowSeconds * 1000;
  const deadline = now + window;
  return deadline > Date.parse(attempt.deadline) ? { deadline: timestamp(deadline) } : {};
}

const lengthOf = ({ openedAt, deadline }: Attempt): number => Date.parse(deadline) - Date.parse(openedAt);

function adviceOn(closed: Status | undefined, { incidentId }: Incident): string {
  const again = `To let the student sit again: npm run ops -- reconcile ${incidentId} --sit-again.`;
  switch (closed) {
    case "resolved":
      return `The student passed: an officer withdraws the incident with that as the reason. ${again}`;
    case "administrative-action":
      return `Three attempts were used: an officer withdraws it and acts upon what was announced. ${again}`;
    case "withdrawn":
      return `An officer withdraws it once more. ${again}`;
    case "awaiting-exam":
    case undefined:
      return `An officer finds out what was announced, and withdraws it. ${again}`;
  }
}

function closedAndEnded(
  incident: Incident,
  execution: Execution | undefined,
  number: number,
): Disagreement | undefined {
  if (execution === undefined || execution.status === "SUCCEEDED") return undefined;
  const { name, status, redrivable, place } = execution;
  const goesOn = redrivable && (place?.state === SIT_EXAM || place?.state === CLOSE_ATTEMPT);
  return {
    kind: "not-announced",
    found: `It is closed (${incident.status}), but execution ${name} ended ${status}${placed(execution)}: its end may not have been announced.`,
    mending: goesOn
      ? { do: "redrive", execution }
      : { do: "start", from: newestAttempt(incident) ?? 1, number },
  };
}

const placed = ({ place, error }: Execution): string =>
  `${place === undefined ? "" : ` in ${place.state}`}${error === undefined ? "" : ` (${error})`}`;

/** What a mending does, as a sentence. */
export function says(mending: Mending): string {
  const time = "deadline" in mending ? ` Deadline first: ${mending.deadline}.` : "";
  switch (mending.do) {
    case "stop":
      return `Stop ${mending.executions.map(({ name }) => name).join(", ")}.`;
    case "start":
      return `Start an execution at attempt ${mending.from}.${time}`;
    case "replace":
      return `Stop ${mending.execution.name}, start an execution at attempt ${mending.from}.${time}`;
    case "redrive":
      return `Redrive ${mending.execution.name}.${time}`;
    case "wake":
      return `Wake it: it asks the incident and goes on from there.${time}`;
    case "decide":
      return mending.advice;
  }
}
