/**
 * Executions that an execution starts: `states:startExecution`, answered by other machines of this process
 * (https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html).
 */
import { parseResource, type Pattern } from "../integrations/resource";
import { isObject } from "../json";
import type { ExecutionDescription } from "./description";
import { jsonText, parseJson, type Json } from "./json";
import type { StateMachine } from "./stateMachine";
import type { TaskCall, Tasks } from "./tasks";

/** So many in all, because machines may start each other without end. */
const MOST = 1_000;

/** Characters (https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskFailure.html). */
const LONGEST_CAUSE = 32_768;

/** Calls that start one of the machines start it; all others go to `tasks`. */
export function startingExecutions(machines: readonly StateMachine[], tasks: Tasks): Tasks {
  let started = 0;
  return (call, signal) => {
    const pattern = startPattern(call.resource);
    const { StateMachineArn: wanted, Input, Name } = isObject(call.arguments) ? call.arguments : {};
    const machine = machines.find(({ stateMachineArn }) => isCalled(stateMachineArn, wanted));
    if (pattern === undefined || pattern === ".waitForTaskToken" || !machine) return tasks(call, signal);
    started += 1;
    if (started > MOST)
      return Promise.reject(
        named("StepFunctions.ExecutionLimitExceededException", `More than ${MOST} executions were started.`),
      );
    return start(machine, pattern, { Input, Name }, signal);
  };
}

function startPattern(resource: string): Pattern | undefined {
  const parsed = parseResource(resource);
  return parsed?.kind === "integration" &&
    !parsed.sdk &&
    parsed.service === "states" &&
    parsed.action === "startExecution"
    ? parsed.pattern
    : undefined;
}

/** By its ARN, in whatever account and region, or by its name. */
function isCalled(arn: string, wanted: TaskCall["arguments"] | undefined): boolean {
  const last = (text: string) => text.slice(text.lastIndexOf(":") + 1);
  return typeof wanted === "string" && last(wanted) === last(arn);
}

interface Request {
  readonly Input: Json | undefined;
  readonly Name: Json | undefined;
}

async function start(
  machine: StateMachine,
  pattern: "" | ".sync" | ".sync:2",
  { Input, Name }: Request,
  signal: AbortSignal,
): Promise<Json> {
  const { executionArn, startDate } = begun(machine, { Input, Name });
  if (pattern === "") return { ExecutionArn: executionArn, StartDate: startDate.getTime() };
  const stop = () => {
    machine.stopExecution(executionArn);
  };
  signal.addEventListener("abort", stop);
  await machine.whenEnded(executionArn);
  signal.removeEventListener("abort", stop);
  const description = described(machine.describeExecution(executionArn), pattern);
  if (description["Status"] === "SUCCEEDED") return description;
  throw named("States.TaskFailed", jsonText(description).slice(0, LONGEST_CAUSE));
}

function begun(machine: StateMachine, { Input, Name }: Request) {
  try {
    return machine.startExecution({
      ...(typeof Name === "string" && { name: Name }),
      ...(Input !== undefined && { input: typeof Input === "string" ? Input : jsonText(Input) }),
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw named(`StepFunctions.${error.name}Exception`, error.message);
  }
}

/** As DescribeExecution, in capitals; `.sync:2` has input and output as JSON instead of its text. */
function described(
  description: ExecutionDescription,
  pattern: ".sync" | ".sync:2",
): { [name: string]: Json } {
  const data = (text: string): Json => (pattern === ".sync" ? text : parseJson(text));
  const { input, output, error, cause, stopDate } = description;
  return {
    ExecutionArn: description.executionArn,
    Input: data(input),
    InputDetails: { Included: true },
    Name: description.name,
    ...(output !== undefined && { Output: data(output), OutputDetails: { Included: true } }),
    ...(error !== undefined && { Error: error }),
    ...(cause !== undefined && { Cause: cause }),
    RedriveCount: description.redriveCount,
    RedriveStatus: description.redriveStatus,
    ...(description.redriveStatusReason !== undefined && {
      RedriveStatusReason: description.redriveStatusReason,
    }),
    StartDate: description.startDate.getTime(),
    StateMachineArn: description.stateMachineArn,
    Status: description.status,
    ...(stopDate && { StopDate: stopDate.getTime() }),
  };
}

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });
