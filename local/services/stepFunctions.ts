/** Step Functions: the runner of workflow/asl in real time, behind the roles of its callers, with a role of its own. */
import { realClock } from "../../workflow/asl/run/clock";
import type { HistoryEvent } from "../../workflow/asl/run/history";
import { stateMachine, type StateMachine } from "../../workflow/asl/run/stateMachine";
import type { Refusal } from "../iam";
import { parseRecord, readState, type Properties, type Resource } from "../inputs";
import type { Lambda } from "../lambda";
import { executionTraces, type ExecutionTraces } from "../traces/executions";
import type { OnSegment } from "../traces/segments";
import { invokeTask, refuseOtherTasks } from "./invokeTask";
import { jsonAnswer, jsonProtocol } from "./json";
import { fault, isFault, type Answer, type Operation, type Service } from "./service";
import { stoppable } from "./stoppableClock";

export interface StepFunctions {
  readonly service: Service;
  /** Nothing happens in any execution any more. */
  stop(): void;
}

interface Options {
  readonly resource: Resource;
  readonly region: string;
  readonly lambda: Pick<Lambda, "invoke">;
  readonly refusal: Refusal;
  readonly onEvent: (executionArn: string, event: HistoryEvent) => void;
  readonly onSegment?: OnSegment;
}

export function startStepFunctions({
  resource,
  region,
  lambda,
  refusal,
  onEvent,
  onSegment = () => undefined,
}: Options): StepFunctions {
  const state = readState(resource);
  const definition = parseRecord(`The definition of ${resource.name}`, state.text("definition"));
  refuseOtherTasks(definition);
  if ((state.optionalText("type") ?? "STANDARD") !== "STANDARD")
    throw new Error(
      `The state machine ${resource.name} is no Standard one, which is what runs on this machine.`,
    );
  const roleArn = state.text("roleArn");
  const traced = state.record("tracingConfiguration").properties["enabled"] === true;
  const traces = executionTraces(state.text("name"), traced, onSegment);
  const clock = stoppable(realClock);
  const machine = stateMachine({
    name: state.text("name"),
    definition,
    region,
    roleArn,
    clock,
    onEvent: (executionArn, event) => {
      traces.onEvent(executionArn, event);
      onEvent(executionArn, event);
    },
    tasks: invokeTask(lambda, roleArn, refusal, (executionArn) => traces.call(executionArn)),
  });
  return {
    service: {
      ...jsonProtocol("AWSStepFunctions"),
      signingName: "states",
      operations: operations(machine, state.text("arn"), traces),
    },
    stop: clock.stop,
  };
}

/** The operations that functions call. Tokens belong to the one state machine there is. */
function operations(
  machine: StateMachine,
  arn: string,
  traces: ExecutionTraces,
): Readonly<Record<string, Operation>> {
  const text = (input: Properties, key: string) => {
    const value = input[key];
    if (typeof value !== "string") throw fault("ValidationException", `${key} is missing or no string.`);
    return value;
  };
  const optional = (input: Properties, ...keys: readonly string[]) =>
    Object.fromEntries(keys.filter((key) => input[key] !== undefined).map((key) => [key, text(input, key)]));
  return {
    StartExecution: {
      action: "states:StartExecution",
      resource: ({ stateMachineArn }) => String(stateMachineArn),
      run: ({ input, request }) => {
        if (input["stateMachineArn"] !== arn)
          throw fault(
            "StateMachineDoesNotExist",
            `State Machine Does Not Exist: '${String(input["stateMachineArn"])}'`,
          );
        const header = request.headers["x-amzn-trace-id"];
        return answering(() =>
          traces.starting(typeof header === "string" ? header : undefined, () =>
            machine.startExecution(optional(input, "name", "input")),
          ),
        );
      },
    },
    DescribeExecution: {
      action: "states:DescribeExecution",
      resource: ({ executionArn }) => String(executionArn),
      run: ({ input }) => answering(() => machine.describeExecution(text(input, "executionArn"))),
    },
    SendTaskSuccess: {
      action: "states:SendTaskSuccess",
      resource: () => arn,
      run: ({ input }) =>
        answering(() => {
          machine.sendTaskSuccess({ taskToken: text(input, "taskToken"), output: text(input, "output") });
          return undefined;
        }),
    },
    SendTaskFailure: {
      action: "states:SendTaskFailure",
      resource: () => arn,
      run: ({ input }) =>
        answering(() => {
          machine.sendTaskFailure({
            taskToken: text(input, "taskToken"),
            ...optional(input, "error", "cause"),
          });
          return undefined;
        }),
    },
  };
}

/** An answer in JSON, with times in seconds since 1970; the runner's errors have AWS's names. */
function answering(run: () => object | undefined): Answer {
  try {
    const inSeconds = Object.entries(run() ?? {}).map(
      ([key, value]: [string, unknown]) =>
        [key, value instanceof Date ? value.getTime() / 1000 : value] as const,
    );
    return jsonAnswer(200, Object.fromEntries(inSeconds));
  } catch (error) {
    if (isFault(error) || !(error instanceof Error)) throw error;
    throw fault(error.name, error.message);
  }
}
