/**
 * One incident and everybody who acts on it: the steps from a state to the next ones. A step is one effect that others
 * can see (a conditional update, StartExecution, SendTaskSuccess, a transition of the state machine, time going by), or
 * a read that decides on one. Updates are the transitions of workflow/incident.ts, on real items.
 *
 * What is left out, and why nothing is lost by it:
 * - Nobody's steps depend on what was published or answered. So publishing is a step of its own only where the state
 *   machine waits for it, an answer is one step with the effect before it, and so is the read after an update that was
 *   refused. A request whose only effect is its last is one step: what comes too late, what is repeated.
 * - The checks of time that submitAttempt and closeAttempt make before their update: they choose the words of a refusal
 *   or save an update. Here the conditions carry the rule alone.
 * - A crash before the first effect: as if the actor had never come. A task that dies: a zombie that never acts. What
 *   one does that is given up before its read, one does too that is given up after it, or that is invoked by hand.
 * - Which token it is: the one that the state machine waits with is live; every other one is dead, and stays so. A wake
 *   with a dead one does nothing, so whoever holds one has finished.
 * - Which deadline it is: the item has always the one that holds, and time is told by it. Whoever has read another one
 *   says so (`moved`). A new deadline is after now, so what came in time before stays in time.
 * - Which code it is: who is let in has one that holds; whoever has read with one that is revoked now says so. A code that
 *   is sent beside others, a corrected address and an erasure change nothing that a rule reads: only what they write is
 *   looked at.
 * - The reading of officers before their update: it chooses the words of a refusal.
 * - What no rule reads: audit, version, what the clock says beside the three phases of the newest attempt.
 */
import { newestAttempt } from "../../workflow/incident";
import { items } from "./items";
import { started, closeAttempt, groundless, timesOut } from "./machine";
import { goesWrong } from "./mishaps";
import { intervenes, marks, startsUnstarted } from "./officers";
import type { Protocol } from "./protocol";
import { records, reports, reportsAgain, submits, withdraws } from "./requests";
import { isPending, replaced, type Process, type State } from "./state";
import { bound, isTimed, name, type Reported, type Rules, type Step } from "./step";
import { closes, opens } from "./tasks";

/** The steps from a state, with at most that many mishaps and deeds together. */
export function model(protocol: Protocol, most: number): (state: State) => readonly Step[] {
  const rules: Rules = { ...protocol, ...items() };
  return (state) =>
    isReported(state)
      ? [
          ...state.processes.map((process) => goesOn(rules, state, process)),
          ...timePasses(rules, state),
          ...timesOut(rules, state),
          ...reportsAgain(state),
          ...submits(rules, state),
          ...withdraws(rules, state),
          ...startsUnstarted(rules, state),
          ...(state.mishaps + state.deeds < most ? disturbances(rules, state) : []),
        ]
      : reports(rules, state);
}

/** A mishap, or a deed of an officer or of the schedule. */
const disturbances = (rules: Rules, state: Reported): readonly Step[] => [
  ...goesWrong(rules, { ...state, mishaps: state.mishaps + 1 }),
  ...intervenes(rules, { ...state, deeds: state.deeds + 1 }),
];

const isReported = (state: State): state is Reported => state.item !== undefined;

function goesOn(rules: Rules, state: Reported, process: Process): Step {
  if (process.next === "start") return bound(`${name(process)}: start`, started(replaced(state, process)));
  if (process.next === "wake")
    return bound(`${name(process)}: wake`, closeAttempt(rules, state), groundless(state));
  switch (process.handler) {
    case "submitAttempt":
      return records(rules, state, process);
    case "openAttempt":
      return opens(rules, state, process);
    case "closeAttempt":
      return closes(rules, state, process);
    case "sweep":
      return marks(rules, state, process);
  }
}

/** Time goes by for the newest attempt. Its grace ends only after every request that came in time. */
function timePasses({ order }: Rules, state: Reported): readonly Step[] {
  const newest = newestAttempt(state.item.incident);
  if (newest === undefined || !isTimed(state) || state.phase === "over") return [];
  if (state.phase === "open")
    return [bound(`the deadline of attempt ${newest} goes by`, { ...state, phase: "grace" })];
  const mustWait = order.graceOutlastsRequests && state.processes.some((each) => isPending(each, newest));
  return mustWait ? [] : [bound(`the grace of attempt ${newest} goes by`, { ...state, phase: "over" })];
}
