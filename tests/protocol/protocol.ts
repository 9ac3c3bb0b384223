/** The rules that are searched, and the same without each one of them. */
import * as incident from "../../workflow/incident";
import type { Transition } from "../../workflow/incident";
import { FAILED, GRACE_MS, incidentWith, NOW, OCCASION, OPENING, RETENTION_DAYS } from "../support/samples";

type Exported = typeof incident;

/** Every function of workflow/incident.ts that makes a transition: a new one must find its place in the model. */
type TransitionName = {
  [Name in keyof Exported]: Exported[Name] extends (...given: never[]) => Transition ? Name : never;
}[keyof Exported];

type Transitions = Pick<Exported, TransitionName>;

/** What must hold beside the conditions of the transitions. */
interface Order {
  /** An outcome and the status that follows from it are written in one update. */
  readonly outcomeWithStatus: boolean;
  /** A submission wakes with the token of its own attempt, not with the incident's newest. */
  readonly tokenPerAttempt: boolean;
  /** An invitation is published after its code was stored. */
  readonly publishAfterUpdate: boolean;
  /** The execution is woken after the outcome was stored. */
  readonly wakeAfterUpdate: boolean;
  /** openAttempt reads again where its update was refused, before it says AttemptClosed. */
  readonly secondLook: boolean;
  /** The grace is longer than any request lasts. */
  readonly graceOutlastsRequests: boolean;
  /** The deadline is compared with the time at which the gateway received the request. */
  readonly timeOfReception: boolean;
  /** Whoever stores an outcome, a withdrawal or a deadline wakes the execution. */
  readonly wake: boolean;
  /** SitExam has a timeout. */
  readonly timeout: boolean;
  /** A reminder is published before it is written down. */
  readonly remindBeforeUpdate: boolean;
  /** What was put and never started is started by schedule. */
  readonly sweep: boolean;
}

export interface Protocol {
  readonly transitions: Transitions;
  readonly order: Order;
}

/** The protocol as it is. */
export const PROTOCOL: Protocol = {
  transitions: incident,
  order: {
    outcomeWithStatus: true,
    tokenPerAttempt: true,
    publishAfterUpdate: true,
    wakeAfterUpdate: true,
    secondLook: true,
    graceOutlastsRequests: true,
    timeOfReception: true,
    wake: true,
    timeout: true,
    remindBeforeUpdate: true,
    sweep: true,
  },
};

export interface Weakened {
  /** The rule that was taken out. */
  readonly rule: string;
  readonly protocol: Protocol;
}

const { openAttempt, reopenAttempt, resumeAttempt, submitAttempt, missAttempt, withdraw } =
  PROTOCOL.transitions;
const { reinvite, moveDeadline, remind, erase } = PROTOCOL.transitions;
const { outcome, correct, answersHash } = FAILED;
const { codeHash, token } = OPENING;
const submission = { outcome, correct, answersHash, codeHash, receivedAt: NOW };

/** Only bound what is stored: a repeated erasure is one more entry, and of entries there is an end. */
const OF_SIZE: readonly string[] = ["room-in-audit", "not-erased-yet"];

/** Of a second attempt, because a first one needs less. */
const BY_TRANSITION: Readonly<Record<TransitionName, readonly Weakened[]>> = {
  openAttempt: each(openAttempt, [2, OPENING, OCCASION], (weak) => ({ openAttempt: weak })),
  reopenAttempt: each(reopenAttempt, [2, OPENING, OCCASION], (weak) => ({ reopenAttempt: weak })),
  submitAttempt: each(submitAttempt, [2, submission, RETENTION_DAYS, OCCASION], (weak) => ({
    submitAttempt: weak,
  })),
  missAttempt: each(missAttempt, [2, GRACE_MS, RETENTION_DAYS, OCCASION], (weak) => ({ missAttempt: weak })),
  resumeAttempt: each(resumeAttempt, [2, token, OCCASION], (weak) => ({ resumeAttempt: weak })),
  reinvite: each(reinvite, [2, { codeHash, revoke: true }, OCCASION], (weak) => ({ reinvite: weak })),
  moveDeadline: each(moveDeadline, [2, OPENING, OCCASION], (weak) => ({ moveDeadline: weak })),
  remind: each(remind, [2, OPENING, OCCASION], (weak) => ({ remind: weak })),
  erase: each(erase, [incidentWith("resolved"), OCCASION], (weak) => ({ erase: weak })),
  withdraw: each(withdraw, ["Reported in error.", RETENTION_DAYS, OCCASION], (weak) => ({ withdraw: weak })),
};

/** The protocol without each condition of each transition. */
export const WITHOUT_CONDITION: readonly Weakened[] = Object.values(BY_TRANSITION).flat();

/** The protocol without each rule of its order. */
export const WITHOUT_ORDER: readonly Weakened[] = Object.keys(PROTOCOL.order).map((rule) => ({
  rule,
  protocol: { ...PROTOCOL, order: { ...PROTOCOL.order, [rule]: false } },
}));

/** The protocol without each of the conditions that the transition has for the sample. */
function each<Given extends unknown[]>(
  make: (...given: Given) => Transition,
  sample: Given,
  instead: (weak: (...given: Given) => Transition) => Partial<Transitions>,
): readonly Weakened[] {
  const rules = make(...sample).conditions.map(({ rule }) => rule);
  return rules
    .filter((rule) => !OF_SIZE.includes(rule))
    .map((rule) => {
      const weak = (...given: Given): Transition => {
        const { conditions, changes } = make(...given);
        return { conditions: conditions.filter((condition) => condition.rule !== rule), changes };
      };
      const transitions = { ...PROTOCOL.transitions, ...instead(weak) };
      return { rule: `${rule} of ${make.name}`, protocol: { ...PROTOCOL, transitions } };
    });
}
