/** From state to state, until the scope has an output. */
import { choose } from "./choice";
import type { Exit } from "./exit";
import { fail } from "./fail";
import type { ScopeForm, StateForm, Variables } from "./form";
import { WHOLE } from "./history";
import { jsonText, type Json } from "./json";
import { performMap } from "./map";
import { parallel } from "./parallel";
import { pass } from "./pass";
import type { Place } from "./progress";
import { pointerPart } from "./step";
import { succeed } from "./succeed";
import { performTask } from "./task";
import { visit, type Line, type Visit } from "./visit";
import { wait } from "./wait";

/**
 * The output of the scope. It starts in the first state, or goes on inside the one where it was, which it does not
 * enter again (a Fail state excepted: https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html).
 * @throws the fault that no state caught
 */
export async function walk(line: Line, scope: ScopeForm, input: Json): Promise<Json> {
  const { progress } = line;
  if (progress.done) return progress.done.output;
  const from = progress.place;
  let place =
    from && stateNamed(scope, from.name).type !== "Fail"
      ? from
      : enter(line, scope, from?.name ?? scope.startAt, from?.input ?? input);
  for (;;) {
    const form = stateNamed(scope, place.name);
    const here = visit(line, place);
    const exit = await performOrAbort(form, here);
    leave(form, here, exit);
    if (exit.next === undefined) {
      progress.done = { output: exit.output };
      progress.variables.close();
      return exit.output;
    }
    place = enter(line, scope, exit.next, exit.output);
  }
}

function enter({ thread, machine, progress, at }: Line, scope: ScopeForm, name: string, input: Json): Place {
  const { id } = thread.record({
    type: `${stateNamed(scope, name).type}StateEntered`,
    stateEnteredEventDetails: { name, input: jsonText(input), inputDetails: WHOLE },
  });
  machine.onStep?.({ kind: "state", at: `${at}/States/${pointerPart(name)}` });
  const place = { name, input, enteredAt: machine.clock.now(), enteredEventId: id };
  progress.place = place;
  progress.inside = undefined;
  return place;
}

function leave(form: StateForm, { place, thread, progress, step }: Visit, exit: Exit): void {
  progress.variables.assign(exit.assigned);
  step("edge", exit.way);
  if (form.type === "Fail") return;
  thread.record({
    type: `${form.type}StateExited`,
    stateExitedEventDetails: {
      name: place.name,
      output: jsonText(exit.output),
      outputDetails: WHOLE,
      ...assignedVariables(exit.assigned),
    },
  });
}

const assignedVariables = (assigned: Variables) =>
  Object.keys(assigned).length > 0 && {
    assignedVariables: Object.fromEntries(
      Object.entries(assigned).map(([name, value]) => [name, jsonText(value)]),
    ),
    assignedVariablesDetails: WHOLE,
  };

async function performOrAbort(form: StateForm, here: Visit): Promise<Exit> {
  try {
    return await perform(form, here);
  } catch (error) {
    if (here.thread.signal.aborted) recordAborted(form.type, here);
    throw error;
  }
}

/** Only what takes time can be aborted. */
function recordAborted(type: StateForm["type"], { thread }: Visit): void {
  if (type === "Task" || type === "Wait" || type === "Parallel" || type === "Map")
    thread.recordAborted({ type: `${type}StateAborted` });
}

function perform(form: StateForm, here: Visit): Exit | Promise<Exit> {
  switch (form.type) {
    case "Task":
      return performTask(form, here);
    case "Pass":
      return pass(form, here);
    case "Wait":
      return wait(form, here);
    case "Choice":
      return choose(form, here);
    case "Parallel":
      return parallel(form, here);
    case "Map":
      return performMap(form, here);
    case "Succeed":
      return succeed(form, here);
    case "Fail":
      return fail(form, here);
  }
}

/** Every Next was checked when the machine was made. */
function stateNamed({ states }: ScopeForm, name: string): StateForm {
  const form = states.get(name);
  if (!form) throw new Error(`There is no state ${name}.`);
  return form;
}
