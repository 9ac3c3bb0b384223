/** From state to state, until the execution has an output. */
import type { Definition, State } from "../definition";
import { choose } from "./choice";
import { contextObject, type ContextFacts } from "./context";
import type { Deployed } from "./deployed";
import type { Exit } from "./exit";
import { fail } from "./fail";
import { stateError, whileExecuting } from "./fault";
import { WHOLE } from "./history";
import type { Journal } from "./journal";
import type { Json } from "./json";
import { query } from "./query";
import { succeed } from "./succeed";
import { performTask } from "./task";
import { withoutToken } from "./tokens";
import type { Visit } from "./visit";

/** Where an execution is. */
export interface Place {
  readonly name: string;
  readonly input: Json;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly enteredAt: number;
  readonly enteredEventId: number;
}

/** One run of an execution: from its start, or from a redrive, to its end. */
export interface Run {
  readonly machine: Deployed;
  readonly execution: ContextFacts["execution"];
  /** @throws once this run has ended */
  readonly record: Journal["record"];
  /** Aborted when this run ends, whatever ends it. */
  readonly signal: AbortSignal;
  /** Told of each place, so that a redrive knows where to go on. */
  readonly arrive: (place: Place) => void;
}

/**
 * The output of the execution. It starts in the first state, or goes on inside `from`, which it does not enter again
 * (a Fail state excepted: https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html).
 * @throws the fault that no state caught
 */
export async function walk(run: Run, from: Place | undefined): Promise<Json> {
  const { definition } = run.machine;
  let place = from ?? enter(run, definition.StartAt, run.execution.input);
  if (from && stateNamed(definition, from.name).Type === "Fail") place = enter(run, from.name, from.input);
  for (;;) {
    const state = stateNamed(definition, place.name);
    const { output, next } = await perform(state, visit(run, place));
    if (state.Type !== "Fail")
      run.record({
        type: `${state.Type}StateExited`,
        stateExitedEventDetails: { name: place.name, output: JSON.stringify(output), outputDetails: WHOLE },
      });
    if (next === undefined) return output;
    place = enter(run, next, output);
  }
}

function enter(run: Run, name: string, input: Json): Place {
  const { id } = run.record({
    type: `${stateNamed(run.machine.definition, name).Type}StateEntered`,
    stateEnteredEventDetails: { name, input: JSON.stringify(input), inputDetails: WHOLE },
  });
  const place = { name, input, enteredAt: run.machine.clock.now(), enteredEventId: id };
  run.arrive(place);
  return place;
}

function perform(state: State, visit: Visit): Exit | Promise<Exit> {
  switch (state.Type) {
    case "Task":
      return performTask(state, visit);
    case "Choice":
      return choose(state, visit);
    case "Succeed":
      return succeed(state, visit);
    case "Fail":
      return fail(state, visit);
  }
}

function visit({ machine, execution, record, signal }: Run, place: Place): Visit {
  const cause = (text: string) => whileExecuting(place, text);
  const evaluationFailed = (text: string, location: string): never => {
    const fault = { error: "States.QueryEvaluationError", cause: cause(text) };
    record({
      type: "EvaluationFailed",
      evaluationFailedEventDetails: { ...fault, location, state: place.name },
    });
    throw stateError(fault);
  };
  return {
    name: place.name,
    input: place.input,
    machine,
    executionArn: execution.arn,
    signal,
    record,
    cause,
    query: ({ retryCount = 0, taskToken, ...answers }) => {
      const state = { name: place.name, enteredAt: place.enteredAt, retryCount };
      const context = contextObject({ execution, machine, state, taskToken });
      return query(machine.evaluator, { input: place.input, context, ...answers }, (text, location) =>
        evaluationFailed(withoutToken(text, taskToken), location),
      );
    },
  };
}

/** Every Next was checked when the machine was made. */
function stateNamed({ States }: Definition, name: string): State {
  const state = States[name];
  if (!state) throw new Error(`There is no state ${name}.`);
  return state;
}
