import type { Json } from "./json";

/** One call of a task, its arguments evaluated. */
export interface TaskCall {
  /** The name of the state. */
  readonly state: string;
  /** As the definition has it: `arn:aws:states:::lambda:invoke.waitForTaskToken`, the ARN of a function or activity. */
  readonly resource: string;
  readonly arguments: Json;
  readonly executionArn: string;
  /**
   * Only where the resource says `.waitForTaskToken`, or is an activity, whose worker gets one. A job (`.sync`) finds
   * its token where the arguments of the state say it.
   */
  readonly taskToken?: string;
}

/**
 * Performs a task, and answers its result as the resource does: `{ StatusCode, ExecutedVersion, Payload }` for
 * lambda:invoke, the function's own result for a function's ARN, the end of the job for `.sync`. Where there is a
 * token, the answer only goes into the history: the result is what the token is sent back with.
 * A rejection fails the try: its `name` is the error, its `message` the cause.
 * The signal is aborted when nobody waits for the answer any more.
 */
export type Tasks = (call: TaskCall, signal: AbortSignal) => Promise<unknown>;
