/** Step Functions: the runner of workflow/asl in real time, behind the roles of its callers, with a role of its own. */
import { realClock } from "../../workflow/asl/run/clock";
import type { HistoryEvent } from "../../workflow/asl/run/history";
import type { ExecutionDescription } from "../../workflow/asl/run/description";
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
  /** What starts from now on is an execution of this one; throws where it is another machine. */
  update(resource: Resource): void;
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
  const traced = state.record("tracingConfiguration").properties["enabled"] === true;
  const traces = executionTraces(state.text("name"), traced, onSegment);
  const clock = stoppable(realClock);
  const machine = stateMachine({
    ...versioned(resource),
    name: state.text("name"),
    region,
    clock,
    onEvent: (executionArn, event) => {
      traces.onEvent(executionArn, event);
      onEvent(executionArn, event);
    },
  });

  /** What an open execution keeps. */
  function versioned(of: Resource) {
    const { definition, roleArn } = standard(of);
    const tasks = invokeTask(lambda, roleArn, refusal, (executionArn) => traces.call(executionArn));
    return { definition, roleArn, tasks };
  }

  return {
    service: {
      ...jsonProtocol("AWSStepFunctions"),
      signingName: "states",
      operations: operations(machine, state.text("arn"), traces),
    },
    update: (next) => {
      const arn = readState(next).text("arn");
      if (arn !== machine.stateMachineArn)
        throw new Error(
          `The state machine is ${machine.stateMachineArn}, and would be ${arn}: AWS would delete it, and end its ` +
            "open executions. Keep its name.",
        );
      machine.updateStateMachine(versioned(next));
    },
    stop: clock.stop,
  };
}

/** Throws where it would not run here as it does on AWS. */
function standard(resource: Resource) {
  const state = readState(resource);
  const definition = parseRecord(`The definition of ${resource.name}`, state.text("definition"));
  refuseOtherTasks(definition);
  if ((state.optionalText("type") ?? "STANDARD") !== "STANDARD")
    throw new Error(
      `The state machine ${resource.name} is no Standard one, which is what runs on this machine.`,
    );
  return { definition, roleArn: state.text("roleArn") };
}

/** The operations that functions and operators call. Tokens belong to the one state machine there is. */
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
  const ofMachine = ({ stateMachineArn }: Properties) => {
    if (stateMachineArn !== arn)
      throw fault("StateMachineDoesNotExist", `State Machine Does Not Exist: '${String(stateMachineArn)}'`);
  };
  const ofExecution = (name: string, run: (arn: string, input: Properties) => object): Operation => ({
    action: `states:${name}`,
    resource: ({ executionArn }) => String(executionArn),
    run: ({ input }) => answering(() => run(text(input, "executionArn"), input)),
  });
  return {
    StartExecution: {
      action: "states:StartExecution",
      resource: ({ stateMachineArn }) => String(stateMachineArn),
      run: ({ input, request }) => {
        ofMachine(input);
        const header = request.headers["x-amzn-trace-id"];
        return answering(() =>
          traces.starting(typeof header === "string" ? header : undefined, () =>
            machine.startExecution(optional(input, "name", "input")),
          ),
        );
      },
    },
    ListExecutions: {
      action: "states:ListExecutions",
      resource: ({ stateMachineArn }) => String(stateMachineArn),
      run: ({ input }) => {
        ofMachine(input);
        const { statusFilter } = optional(input, "statusFilter");
        const listed = machine
          .listExecutions()
          .filter(({ status }) => statusFilter === undefined || status === statusFilter)
          .map(inList);
        return answering(() => page("executions", listed, input));
      },
    },
    DescribeExecution: ofExecution("DescribeExecution", (executionArn) =>
      machine.describeExecution(executionArn),
    ),
    GetExecutionHistory: ofExecution("GetExecutionHistory", (executionArn, input) => {
      const { events } = machine.getExecutionHistory(executionArn);
      return page("events", input["reverseOrder"] === true ? [...events].reverse() : events, input);
    }),
    StopExecution: ofExecution("StopExecution", (executionArn, input) => {
      const { error, cause } = optional(input, "error", "cause");
      return machine.stopExecution(executionArn, error, cause);
    }),
    RedriveExecution: ofExecution("RedriveExecution", (executionArn) =>
      machine.redriveExecution(executionArn),
    ),
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

/** What ListExecutions says of each
 *  (https://docs.aws.amazon.com/step-functions/latest/apireference/API_ExecutionListItem.html). */
const inList = (described: ExecutionDescription): object => {
  const { executionArn, stateMachineArn, name, status, startDate, stopDate, redriveCount, redriveDate } =
    described;
  return { executionArn, stateMachineArn, name, status, startDate, stopDate, redriveCount, redriveDate };
};

/** As many as were asked for, and where to go on; 0 asks for as many as there are by default, and 1000 is the most
 *  (https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html). */
function page(name: string, all: readonly object[], input: Properties): object {
  const { maxResults = 0, nextToken } = input;
  if (typeof maxResults !== "number" || !(maxResults >= 0 && maxResults <= 1000))
    throw fault(
      "ValidationException",
      `maxResults is ${JSON.stringify(maxResults)}, 0 to 1000 was expected.`,
    );
  const token = typeof nextToken === "string" ? /^from-(\d{1,9})$/.exec(nextToken)?.[1] : undefined;
  if (nextToken !== undefined && token === undefined) throw fault("InvalidToken", "Invalid Token");
  const from = Number(token ?? 0);
  const to = from + (maxResults === 0 ? 100 : maxResults);
  return { [name]: all.slice(from, to), ...(to < all.length && { nextToken: `from-${to}` }) };
}

/** An answer in JSON, with times in seconds since 1970; the runner's errors have AWS's names. */
function answering(run: () => object | undefined): Answer {
  try {
    return jsonAnswer(200, inSeconds(run() ?? {}));
  } catch (error) {
    if (isFault(error) || !(error instanceof Error)) throw error;
    throw fault(error.name, error.message);
  }
}

const inSeconds = (value: object): Properties =>
  Object.fromEntries(Object.entries(value).map(([key, each]: [string, unknown]) => [key, timed(each)]));

function timed(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(timed);
  return typeof value === "object" && value !== null ? inSeconds(value) : value;
}
