/** Errors that the API of Step Functions answers with
 *  (https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html and each operation's page). */
export type ApiErrorName =
  | "ExecutionAlreadyExists"
  | "ExecutionDoesNotExist"
  | "ExecutionNotRedrivable"
  | "InvalidDefinition"
  | "InvalidExecutionInput"
  | "InvalidName"
  | "InvalidOutput"
  | "InvalidToken"
  | "TaskDoesNotExist"
  | "TaskTimedOut"
  | "ValidationException";

export const apiError = (name: ApiErrorName, message: string): Error & { name: ApiErrorName } =>
  Object.assign(new Error(message), { name });
