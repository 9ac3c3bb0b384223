/** What may go wrong: a crash, a try that the state machine gives up while it goes on, a wrong invocation. */
import { sitExam, withoutToken } from "./machine";
import { NUMBERS, replaced, type Closing, type Opening, type Process, type State } from "./state";
import { name, unbound, type Reported, type Rules, type Step } from "./step";
import { isOver, opens, planned } from "./tasks";

export function goesWrong(rules: Rules, state: Reported): readonly Step[] {
  return [...state.processes.flatMap((process) => crashes(rules, state, process)), ...byHand(rules, state)];
}

function crashes(rules: Rules, state: Reported, process: Process): readonly Step[] {
  switch (process.next) {
    case "start":
    case "wake":
      return [unbound(`${name(process)}: crashes before ${process.next}`, replaced(state, process))];
    case "apply":
    case "publish":
      return process.handler !== "submitAttempt" && process.awaited
        ? [unbound(`${name(process)}: is given up before ${process.next}`, retried(rules, state, process))]
        : [];
    case "get":
      return [];
  }
}

/** A new try begins, with a new token. The old one goes on, and will not look twice. */
function retried(rules: Rules, state: Reported, task: Opening | Closing): State {
  if (task.next === "publish") return sitExam(withoutToken(rules, state), task.attempt);
  const { handler, attempt } = task;
  const zombie = { ...task, awaited: false };
  const other = "look" in zombie ? { ...zombie, look: 1 as const } : zombie;
  return replaced(state, task, other, { handler, attempt, awaited: true, next: "get" });
}

/** openAttempt for any attempt, once there is an execution: without, it would hide that there is none (isUnstarted). */
function byHand(rules: Rules, state: Reported): readonly Step[] {
  if (state.machine.at === "not started") return [];
  return NUMBERS.filter((attempt) => !isOver(state, attempt))
    .map((attempt) => opens(rules, state, planned(state.item, { attempt, awaited: false })))
    .filter(({ next, broken }) => next.item !== state.item || broken !== undefined);
}
