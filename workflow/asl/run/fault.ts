/** Why a state failed; a task may fail without saying why, or without a name for it. */
export interface Fault {
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** It was the heartbeat that was missed: the history calls that States.Timeout, Retry and Catch may tell it apart. */
  readonly heartbeat?: true;
}

const FAULT: unique symbol = Symbol("fault");

interface StateError extends Error {
  readonly [FAULT]: Fault;
}

/** A fault, to be thrown. */
export const stateError = (fault: Fault): Error =>
  Object.assign(new Error(fault.cause ?? ""), { name: fault.error ?? "States.TaskFailed", [FAULT]: fault });

/** The fault that was thrown. @throws what is no fault: a defect of the runner must not look like a failed state */
export function faultOf(error: unknown): Fault {
  if (isStateError(error)) return error[FAULT];
  throw error;
}

const isStateError = (error: unknown): error is StateError => error instanceof Error && FAULT in error;

/** The fault of a rejected call: its name is the error, its message the cause. */
export function rejection(reason: unknown): Fault {
  if (reason instanceof Error && reason.name !== "") return { error: reason.name, cause: reason.message };
  return { error: "States.TaskFailed", cause: String(reason) };
}

/** As the history has it: what is not known is not there. */
export const failureDetails = ({ error, cause }: Fault): { error?: string; cause?: string } => ({
  ...(error !== undefined && { error }),
  ...(cause !== undefined && { cause }),
});

/** The cause of what the interpreter itself finds wrong, in AWS's words. */
export const whileExecuting = (state: { name: string; enteredEventId: number }, cause: string): string =>
  `An error occurred while executing the state '${state.name}' (entered at the event id #${state.enteredEventId}). ${cause}`;
