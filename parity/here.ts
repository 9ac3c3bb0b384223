/** A case in the runner of workflow/asl: the state under test, with ends in the places of the others. */
import type { Definition, State } from "../workflow/asl/definition";
import { virtualClock } from "../workflow/asl/run/clock";
import type { HistoryEvent } from "../workflow/asl/run/history";
import { stateMachine } from "../workflow/asl/run/stateMachine";
import { parseJson } from "../workflow/asl/run/json";
import type { TaskCall } from "../workflow/asl/run/tasks";
import type { Case, Outcome } from "./cases";

/** Longer than the first retry of any case, shorter than its timeouts. */
const A_WHILE_MS = 60_000;

export async function here(of: Case): Promise<Outcome> {
  const clock = virtualClock(Date.UTC(2026, 0, 1));
  let tries = 0;
  const answer = ({ taskToken }: TaskCall): Promise<unknown> => {
    tries += 1;
    if (of.mock === undefined) throw new Error(`The case "${of.name}" calls a task and has no mock.`);
    if ("error" in of.mock) throw Object.assign(new Error(of.mock.cause), { name: of.mock.error });
    const { result } = of.mock;
    if (taskToken !== undefined)
      clock.after(0, () => {
        machine.sendTaskSuccess({ taskToken, output: JSON.stringify(result) });
      });
    return Promise.resolve(result);
  };
  const machine = stateMachine({
    name: "parity",
    definition: reduced(of),
    clock,
    tasks: async (call) => answer(call),
  });
  const { executionArn } = machine.startExecution({ input: JSON.stringify(of.input) });
  await clock.run(clock.now() + A_WHILE_MS);
  const failed = of.mock && "error" in of.mock ? { error: of.mock.error } : {};
  if (tries > 1) return { status: "RETRIABLE", ...failed };
  return outcome(of, machine.getExecutionHistory(executionArn).events);
}

const VARIABLES = "(the variables of the case)";

/** What runs before the state sets its variables; where it leads to, the execution ends. */
function reduced({ definition, state, variables }: Case): Definition {
  const end: State = { Type: "Succeed" };
  const under = definition.States[state];
  if (under === undefined) throw new Error(`There is no state ${state}.`);
  return {
    ...definition,
    StartAt: variables === undefined ? state : VARIABLES,
    States: {
      ...Object.fromEntries(Object.keys(definition.States).map((name) => [name, end])),
      ...(variables !== undefined && {
        [VARIABLES]: { Type: "Pass", QueryLanguage: "JSONata", Assign: variables, Next: state },
      }),
      [state]: under,
    },
  };
}

function outcome({ state, mock }: Case, history: readonly HistoryEvent[]): Outcome {
  const entered = history.flatMap((event) =>
    "stateEnteredEventDetails" in event ? [event.stateEnteredEventDetails] : [],
  );
  const after = entered[entered.findIndex(({ name }) => name === state) + 1];
  if (after !== undefined) {
    const how =
      mock && "error" in mock ? ({ status: "CAUGHT_ERROR", error: mock.error } as const) : SUCCEEDED;
    return { ...how, output: parseJson(after.input), nextState: after.name };
  }
  for (const event of history) {
    if (event.type === "ExecutionSucceeded")
      return { ...SUCCEEDED, output: parseJson(event.executionSucceededEventDetails.output) };
    if (event.type === "ExecutionFailed") {
      const { error } = event.executionFailedEventDetails;
      return { status: "FAILED", ...(error !== undefined && { error }) };
    }
  }
  throw new Error(`The state ${state} has not ended within ${A_WHILE_MS / 1_000} s.`);
}

const SUCCEEDED = { status: "SUCCEEDED" } as const;
