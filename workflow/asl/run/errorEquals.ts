/** Which errors a retrier or catcher means (specification, "Errors" and appendix A;
 *  https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html). */
import type { Fault } from "./fault";

/** The wildcards do not mean what ends an execution. DataLimitExceeded may be named, Runtime is beyond all. */
const TERMINAL: ReadonlySet<string | undefined> = new Set(["States.DataLimitExceeded", "States.Runtime"]);

export function meansError(errorEquals: readonly string[], fault: Fault): boolean {
  const { error } = fault;
  return error !== "States.Runtime" && errorEquals.some((name) => means(name, fault));
}

function means(name: string, { error, heartbeat }: Fault): boolean {
  switch (name) {
    case "States.ALL":
      return !TERMINAL.has(error);
    case "States.TaskFailed":
      return !TERMINAL.has(error) && error !== "States.Timeout";
    case "States.HeartbeatTimeout":
      return heartbeat === true || error === name;
    default:
      return error === name;
  }
}
