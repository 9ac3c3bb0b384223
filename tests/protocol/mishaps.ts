/** What may go wrong: a crash, a try that the state machine gives up while it goes on, a wrong invocation. */
import { closeAttempt, sitExam, withoutToken } from "./machine";
import {
  NUMBERS,
  replaced,
  type Closing,
  type Opening,
  type Process,
  type Reminding,
  type State,
} from "./state";
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
      if (process.handler === "sweep") return [vanishes(rules, state, process)];
      return process.handler !== "submitAttempt" && process.awaited
        ? [
            unbound(`${name(process)}: is given up before ${process.next}`, retried(rules, state, process)),
            ...outlasts(rules, state, process),
          ]
        : [];
    case "get":
      return [];
  }
}

function vanishes({ order }: Rules, state: Reported, process: Reminding): Step {
  const never = order.remindBeforeUpdate ? undefined : "whoever is marked as reminded was reminded";
  return unbound(`${name(process)}: crashes before ${process.next}`, replaced(state, process), never);
}

/** What is left of a moved deadline may be shorter than openAttempt lasts. */
function outlasts(rules: Rules, state: Reported, task: Opening | Closing): readonly Step[] {
  if (task.handler !== "openAttempt" || !task.resumed || state.phase === "open") return [];
  const zombie = replaced(state, task, { ...task, awaited: false });
  return [unbound(`${name(task)}: SitExam times out before ${task.next}`, closeAttempt(rules, zombie))];
}

/** A new try begins, with a new token. The old one goes on, and will not look twice. */
function retried(rules: Rules, state: Reported, task: Opening | Closing): State {
  const moved = state.machine.at === "SitExam" && state.machine.moved;
  if (task.next === "publish") return sitExam(withoutToken(rules, state), task.attempt, { moved });
  const zombie = { ...task, awaited: false };
  const other = "look" in zombie ? { ...zombie, look: 1 as const } : zombie;
  return replaced(state, task, other, begun(task));
}

function begun(task: Opening | Closing): Process {
  if (task.handler === "closeAttempt") return { ...task, next: "get" };
  const { handler, resumed, attempt } = task;
  return { handler, resumed, attempt, awaited: true, next: "get" };
}

/** openAttempt for any attempt, once there is an execution: without, it would hide that there is none (isUnstarted). */
function byHand(rules: Rules, state: Reported): readonly Step[] {
  if (state.machine.at === "not started") return [];
  return NUMBERS.filter((attempt) => !isOver(state, attempt))
    .map((attempt) => opens(rules, state, planned(state.item, { attempt, awaited: false, resumed: false })))
    .filter(({ next, broken }) => next.item !== state.item || broken !== undefined);
}
