/** What the runner of a state sees of the execution that is in the state. */
import { contextObject, type ContextFacts, type MapItem } from "./context";
import type { Running } from "./deployed";
import { stateError, whileExecuting } from "./fault";
import type { Scene } from "./form";
import type { Place, Progress } from "./progress";
import { pointerPart, type Step } from "./step";
import type { Thread } from "./thread";
import { withoutToken } from "./tokens";

/** One line of states that is walked: the execution's own, a branch, an iteration. */
export interface Line {
  readonly machine: Running;
  readonly execution: ContextFacts["execution"];
  readonly thread: Thread;
  readonly progress: Progress;
  /** The innermost iteration that this line is in. */
  readonly item: MapItem | undefined;
  /** JSON pointer of the scope. */
  readonly at: string;
}

export interface Visit extends Line {
  readonly place: Place;
  /** The cause of a fault that the interpreter finds itself. */
  readonly cause: (text: string) => string;
  readonly scene: (asked?: Asked) => Scene;
  /** For path coverage: `…/Retry/0`, below the state. */
  readonly step: (kind: Step["kind"], below: string) => void;
}

/** What differs between the questions of one visit. */
export interface Asked {
  readonly retryCount?: number;
  readonly taskToken?: string;
  /** Instead of the one of the line. */
  readonly item?: MapItem;
}

export function visit(line: Line, place: Place): Visit {
  const { machine, execution, thread, progress } = line;
  const cause = (text: string) => whileExecuting(place, text);
  const timed = <T>(evaluate: () => T): T => {
    const { room, evaluationBudgetMs } = machine;
    if (room.evaluationMs <= 0)
      throw stateError({
        error: "States.Runtime",
        cause: cause(
          `The expressions of the execution took longer than ${evaluationBudgetMs} ms in all, which is too much here.`,
        ),
      });
    const begin = performance.now();
    try {
      return evaluate();
    } finally {
      room.evaluationMs -= performance.now() - begin;
    }
  };
  return {
    ...line,
    place,
    cause,
    step: (kind, below) => {
      machine.onStep?.({ kind, at: `${line.at}/States/${pointerPart(place.name)}${below}` });
    },
    scene: ({ retryCount, taskToken, item = line.item } = {}) => ({
      input: place.input,
      context: contextObject({
        execution,
        machine,
        state: { name: place.name, enteredAt: place.enteredAt, retryCount },
        item,
        taskToken,
      }),
      variables: progress.variables.visible(),
      evaluator: machine.evaluator,
      random: machine.random,
      timed,
      fail: (error, text, location) => {
        const fault = { error, cause: cause(withoutToken(text, taskToken)) };
        if (error === "States.QueryEvaluationError")
          thread.record({
            type: "EvaluationFailed",
            evaluationFailedEventDetails: { ...fault, location, state: place.name },
          });
        throw stateError(fault);
      },
    }),
  };
}
