import type { Json } from "./json";

/** One call of a task, its arguments evaluated. */
export interface TaskCall {
  /** The name of the state. */
  readonly state: string;
  /** As the definition has it: `arn:aws:states:::lambda:invoke.waitForTaskToken`. */
  readonly resource: string;
  readonly arguments: Json;
  readonly executionArn: string;
  /** Only where the resource says `.waitForTaskToken`. */
  readonly taskToken?: string;
}

/**
 * Performs a task, and answers its result as the integration does: for lambda:invoke, that is
 * `{ StatusCode, ExecutedVersion, Payload }`. For `.waitForTaskToken` the answer only goes into the history.
 * A rejection fails the try: its `name` is the error, its `message` the cause.
 */
export type Tasks = (call: TaskCall) => Promise<unknown>;
