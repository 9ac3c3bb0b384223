import type { Definition } from "../definition";
import type { Clock } from "./clock";
import type { HistoryEvent } from "./history";
import type { Evaluator } from "./sandbox";
import type { Tasks } from "./tasks";
import type { Tokens } from "./tokens";

/** A machine as its executions see it, and what they run with. */
export interface Deployed {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly region: string;
  readonly definition: Definition;
  readonly evaluator: Evaluator;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly tasks: Tasks;
  readonly tokens: Tokens;
  readonly onEvent: (executionArn: string, event: HistoryEvent) => void;
}
