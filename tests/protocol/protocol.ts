/** The rules that are searched, and the same without each one of them. */
import * as incident from "../../workflow/incident";
import type { Transition } from "../../workflow/incident";
import { FAILED, GRACE_MS, NOW, OCCASION, OPENING, RETENTION_DAYS } from "../support/samples";

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
  /** Whoever stores an outcome or a withdrawal wakes the execution. */
  readonly wake: boolean;
  /** SitExam has a timeout. */
  readonly timeout: boolean;
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
  },
};

export interface Weakened {
  /** The rule that was taken out. */
  readonly rule: string;
  readonly protocol: Protocol;
}

const { openAttempt, reopenAttempt, submitAttempt, missAttempt, withdraw } = PROTOCOL.transitions;
const { outcome, correct, answersHash } = FAILED;
const submission = { outcome, correct, answersHash, codeHash: OPENING.codeHash, receivedAt: NOW };

/** Of a second attempt, because a first one needs less. */
const BY_TRANSITION: Readonly<Record<TransitionName, readonly Weakened[]>> = {
  openAttempt: each(openAttempt, [2, OPENING, OCCASION], (weak) => ({ openAttempt: weak })),
  reopenAttempt: each(reopenAttempt, [2, OPENING, OCCASION], (weak) => ({ reopenAttempt: weak })),
  submitAttempt: each(submitAttempt, [2, submission, RETENTION_DAYS, OCCASION], (weak) => ({
    submitAttempt: weak,
  })),
  missAttempt: each(missAttempt, [2, GRACE_MS, RETENTION_DAYS, OCCASION], (weak) => ({ missAttempt: weak })),
  resumeAttempt: [],
  reinvite: [],
  moveDeadline: [],
  remind: [],
  erase: [],
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
  return make(...sample).conditions.map(({ rule }) => {
    const weak = (...given: Given): Transition => {
      const { conditions, changes } = make(...given);
      return { conditions: conditions.filter((condition) => condition.rule !== rule), changes };
    };
    const transitions = { ...PROTOCOL.transitions, ...instead(weak) };
    return { rule: `${rule} of ${make.name}`, protocol: { ...PROTOCOL, transitions } };
  });
}
