/** The whole process in memory: the real definition in the runner, the real handlers as its tasks, a virtual clock. */
import { mocks } from "../../workflow/asl/build";
import { virtualClock, type VirtualClock } from "../../workflow/asl/run/clock";
import { coverage } from "../../workflow/asl/run/coverage";
import type { HistoryEvent } from "../../workflow/asl/run/history";
import { seededRandom } from "../../workflow/asl/run/random";
import { stateMachine, type StateMachine } from "../../workflow/asl/run/stateMachine";
import type { TaskCall, Tasks } from "../../workflow/asl/run/tasks";
import { examMachine, type ExamMachine } from "../../workflow/machine";
import { memoryPorts, START, type Around } from "./memoryPorts";
import { GRACE_MS, handlersOver, ID, report, TASK, WINDOW_MS, type Ports } from "./process";

export const DEFINITION: ExamMachine = examMachine(
  { openAttempt: { functionArn: "openAttempt" }, closeAttempt: { functionArn: "closeAttempt" } },
  { windowSeconds: WINDOW_MS / 1000, graceSeconds: GRACE_MS / 1000 },
);

/** The paths of the definition that the workflows of this process have taken. */
export const PATHS = coverage(DEFINITION);

/** Of the runner's jitter, where a test says nothing else. */
export const SEED = 20_260_302;

export interface Disturbances {
  /** Stands between the handlers and their ports. */
  readonly port?: Around;
  /** Stands between the state machine and its functions. */
  readonly task?: (call: TaskCall, perform: () => Promise<unknown>, ports: Ports) => Promise<unknown>;
  /** In [0, 1): the jitter. */
  readonly random?: () => number;
}

export interface Workflow {
  readonly ports: Ports;
  readonly clock: VirtualClock;
  readonly machine: StateMachine;
  /** Of the execution of the incident. */
  readonly executionArn: string;
  readonly history: () => readonly HistoryEvent[];
}

/** Reports the incident; its execution has entered its first state, and may be calling its function already. */
export async function reportedWorkflow({
  port = (_call, effect) => effect(),
  task = (_call, perform) => perform(),
  random = seededRandom(SEED),
}: Disturbances = {}): Promise<Workflow> {
  const clock = virtualClock(START);
  const tasks: Tasks = (call, signal) => task(call, () => real(call, signal), ports);
  const machine = stateMachine({
    name: "exam",
    definition: DEFINITION,
    tasks,
    clock,
    random,
    onStep: PATHS.record,
  });
  const ports = portsOf(machine, clock, port);
  const real = mocks(DEFINITION, {
    // Nobody wakes it but who submits or withdraws.
    SitExam: (payload) =>
      handlersOver(ports)
        .openAttempt(payload, TASK)
        .then(() => undefined),
    CloseAttempt: (payload) => handlersOver(ports).closeAttempt(payload, TASK),
  });
  await report(ports);
  const executionArn = machine.stateMachineArn.replace(":stateMachine:", ":execution:").concat(`:${ID}`);
  return {
    ports,
    clock,
    machine,
    executionArn,
    history: () => machine.getExecutionHistory(executionArn).events,
  };
}

function portsOf(machine: StateMachine, clock: VirtualClock, around: Around): Ports {
  const { incidents, indexes, notifications, secrets, telemetry } = memoryPorts().through(around);
  const call = async (effect: () => void, ...fine: readonly string[]) => {
    await Promise.resolve();
    try {
      effect();
    } catch (error) {
      if (!(error instanceof Error && fine.includes(error.name))) throw error;
    }
  };
  return {
    incidents,
    indexes,
    notifications,
    secrets,
    telemetry,
    clock: {
      now: () => clock.now(),
      sleep: (milliseconds) =>
        new Promise((wake) => {
          clock.after(milliseconds, wake);
        }),
    },
    executions: {
      start: (incidentId) =>
        around("start", () =>
          call(() => {
            const input = JSON.stringify({ incidentId, attempt: 1 });
            machine.startExecution({ name: incidentId, input });
          }, "ExecutionAlreadyExists"),
        ),
      wake: (taskToken) =>
        around("wake", () =>
          call(
            () => {
              machine.sendTaskSuccess({ taskToken, output: "{}" });
            },
            "TaskTimedOut",
            "TaskDoesNotExist",
            "InvalidToken",
          ),
        ),
    },
  };
}
