import type { Clock } from "./clock";
import type { Execution } from "./execution";
import type { ScopeForm } from "./form";
import type { HistoryEvent } from "./history";
import type { ItemStore } from "./items";
import type { Evaluator } from "./sandbox";
import type { Room } from "./room";
import type { Step } from "./step";
import type { Tasks } from "./tasks";
import type { Tokens } from "./tokens";

/** A machine as its executions see it, and what they run with. */
export interface Deployed {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly region: string;
  readonly states: ScopeForm;
  readonly timeoutSeconds: number | undefined;
  readonly evaluator: Evaluator;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly tasks: Tasks;
  readonly items: ItemStore | undefined;
  readonly tokens: Tokens;
  /** By ARN; those of distributed Maps too. */
  readonly executions: Map<string, Execution>;
  readonly onEvent: (executionArn: string, event: HistoryEvent) => void;
  /** Of all expressions of an execution, in milliseconds of real time. */
  readonly evaluationBudgetMs: number;
  /** Of an execution that these belong to; without it, each execution has its own. */
  readonly room?: Room;
  /** Undefined where nobody records paths. */
  readonly onStep: ((step: Step) => void) | undefined;
}

/** As it is seen by an execution of it. */
export interface Running extends Deployed {
  readonly room: Room;
}
