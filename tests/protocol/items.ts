/**
 * The items of the model: real ones, reduced to what a rule reads, each kept once under a short key. An update is the
 * real transition, evaluated as DynamoDB does; what it may not do is found here, once for each item and transition.
 */
import { timestamp, type AttemptNumber, type TaskToken } from "../../workflow/contract";
import {
  newestAttempt,
  reported,
  type Attempt,
  type Incident,
  type Transition,
} from "../../workflow/incident";
import {
  FAILED,
  hashOfCode,
  INCIDENT_ID,
  MISSED,
  NOW,
  OCCASION,
  OPEN,
  PASSED,
  REPORT,
  taskToken,
} from "../support/samples";
import { updated } from "../support/update";
import { brokenChange, brokenIncident } from "./invariants";
import { NUMBERS } from "./state";

export interface Item {
  /** The same for the same item, and short. */
  readonly id: number;
  readonly incident: Incident;
}

export interface Update {
  /** The item after the update; undefined where it was refused. */
  readonly item?: Item;
  /** As the handler gets it, before it is reduced. */
  readonly answer?: Incident;
  readonly broken?: string;
}

/** Of the task with which the state machine waits now, and of every other. */
export const LIVE: TaskToken = taskToken("live");
export const DEAD: TaskToken = taskToken("dead");
/** What whoever opens an attempt brings along: different from what an open attempt has, so that a change is seen. */
export const FRESH = {
  deadline: timestamp(Date.parse(OPEN.deadline) + 1),
  questionIds: ["fresh"],
  codeHash: hashOfCode("fresh"),
  occasion: { ...OCCASION, now: NOW + 1 },
};
/** A code that does not hold any more, and a deadline that does not. */
export const REVOKED = hashOfCode("revoked");
export const MOVED = timestamp(Date.parse(OPEN.deadline) + 2);

export interface Items {
  readonly reported: () => Item;
  /** `name` says which transition it is, with everything that it was made from. */
  readonly update: (item: Item, name: string, transition: () => Transition) => Update;
  /** No token is live any more. */
  readonly expired: (item: Item) => Item;
}

export function items(): Items {
  const known = new Map<string, Item>();
  const updates = new Map<string, Update>();
  const expirations = new Map<Item, Item>();

  function reduce(raw: Incident): Item {
    const incident = reduced(raw);
    const key = keyOf(incident);
    const item = known.get(key) ?? { id: known.size, incident };
    known.set(key, item);
    return item;
  }

  return {
    reported: () => reduce(BLANK),
    update(item, name, transition) {
      const key = `${item.id} ${name}`;
      const result = updates.get(key) ?? evaluate(item, transition());
      updates.set(key, result);
      return result;
    },
    expired(item) {
      const result = expirations.get(item) ?? reduce(withDeadTokens(item.incident));
      expirations.set(item, result);
      return result;
    },
  };

  function evaluate({ incident }: Item, transition: Transition): Update {
    const answer = unlessInvalid(() => updated(incident, transition));
    if (answer === "invalid") return { broken: "DynamoDB takes every update" };
    if (answer === undefined) return {};
    const broken = brokenChange(incident, answer) ?? brokenIncident(answer);
    return { item: reduce(answer), answer, ...(broken !== undefined && { broken }) };
  }
}

/** A path that leads nowhere: the handler would answer that something is wrong. */
function unlessInvalid<T>(evaluate: () => T): T | "invalid" {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof Error && error.name === "ValidationException") return "invalid";
    throw error;
  }
}

const BLANK: Incident = { ...reported(INCIDENT_ID, REPORT, OCCASION), audit: [] };

const keyOf = ({ status, attempts }: Incident): string =>
  `${status} ${NUMBERS.map((number) => attemptKey(attempts[number])).join(" ")}`;

const attemptKey = (attempt: Attempt | undefined): string =>
  attempt ? `${attempt.outcome ?? "open"}/${attempt.token}/${attempt.remindedAt ?? ""}` : "-";

function reduced({ status, attempts }: Incident): Incident {
  const newest = newestAttempt({ ...BLANK, attempts });
  return {
    ...BLANK,
    status,
    attempts: mapAttempts(attempts, ({ outcome, token, remindedAt }, number) => {
      switch (outcome) {
        case "passed":
          return { ...PASSED, token };
        case "failed":
          return { ...FAILED, token };
        case "missed":
          // Once the next attempt is open, no rule tells this from a failed one.
          return { ...(number === newest ? MISSED : FAILED), token };
        case undefined:
          // The deadline is always the one that holds now, and the code one that does: see the model.
          return { ...OPEN, token, ...(remindedAt !== undefined && { remindedAt: OPEN.openedAt }) };
      }
    }),
  };
}

const withDeadTokens = (incident: Incident): Incident => ({
  ...incident,
  attempts: mapAttempts(incident.attempts, (attempt) => ({ ...attempt, token: DEAD })),
});

const mapAttempts = (
  attempts: Incident["attempts"],
  change: (attempt: Attempt, number: AttemptNumber) => Attempt,
): Incident["attempts"] =>
  Object.fromEntries(
    NUMBERS.flatMap((number) => {
      const attempt = attempts[number];
      return attempt ? [[number, change(attempt, number)] as const] : [];
    }),
  );
