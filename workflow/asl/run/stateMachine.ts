/**
 * A Standard state machine, executed in this process: the operations of the Step Functions API that concern
 * executions and tasks, with AWS's names for what goes wrong
 * (https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html).
 *
 * Errors are Errors whose `name` is AWS's. Times given are Dates, inputs and outputs JSON text.
 * Not emulated: Express machines, versions and aliases, GetActivityTask (a task of an activity is a call with a token),
 * permissions, throttling, encryption.
 */
import { randomUUID } from "node:crypto";
import { apiError, type ApiErrorName } from "./apiError";
import { executionArn, roleArn, stateMachineArn } from "./arn";
import type { Clock } from "./clock";
import type { Deployed } from "./deployed";
import { REMEMBERED_MS, type ExecutionDescription } from "./description";
import { startExecution, type Execution } from "./execution";
import type { HistoryEvent } from "./history";
import type { ItemStore } from "./items";
import { byteLength, MAX_DATA_BYTES, parseJson, type Json } from "./json";
import { machineForm } from "./languages";
import { startingExecutions } from "./nested";
import { EVALUATION_MS } from "./room";
import { jsonataEvaluator } from "./sandbox";
import type { Step } from "./step";
import { assertDistributable, assertSupported } from "./supported";
import type { Tasks } from "./tasks";
import { taskTokens } from "./tokens";

export interface StateMachineOptions {
  readonly name: string;
  /** A `Definition`, or what was parsed from somebody's JSON. */
  readonly definition: unknown;
  readonly tasks: Tasks;
  readonly clock: Clock;
  /** In [0, 1): jitter and random functions draw from it. Default Math.random; `seededRandom` repeats itself. */
  readonly random?: () => number;
  /** Default us-east-1. */
  readonly region?: string;
  readonly roleArn?: string;
  /** Of one JSONata expression, in milliseconds of real time; default 5000. */
  readonly evaluationTimeoutMs?: number;
  /** Of all expressions of an execution, in milliseconds of real time; default 60,000. */
  readonly evaluationBudgetMs?: number;
  /** Sees each event as it happens, without task tokens: for showing progress. */
  readonly onEvent?: (executionArn: string, event: HistoryEvent) => void;
  /** Sees each step that path coverage counts (coverage.ts). */
  readonly onStep?: (step: Step) => void;
  /** Those that its tasks `states:startExecution` start, by name or ARN; other calls of it go to `tasks`. */
  readonly machines?: readonly StateMachine[];
  /** What distributed Maps read their items from, and write their results to. */
  readonly items?: ItemStore;
}

export interface StateMachine {
  readonly stateMachineArn: string;
  /**
   * For executions that start from now on: the open ones keep the definition and the role that they began with, and the
   * tasks with them (https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html).
   * @throws InvalidDefinition
   */
  updateStateMachine(changes: Pick<StateMachineOptions, "definition" | "roleArn" | "tasks">): {
    readonly updateDate: Date;
  };
  /**
   * The same name and the same input, byte for byte, while that execution runs, answer that execution. Without a
   * name, it gets one; without input, it is `{}`.
   * @throws ExecutionAlreadyExists, InvalidExecutionInput, InvalidName, ValidationException
   */
  startExecution(request: { readonly name?: string; readonly input?: string }): {
    readonly executionArn: string;
    readonly startDate: Date;
  };
  /** @throws ExecutionDoesNotExist */
  describeExecution(executionArn: string): ExecutionDescription;
  /** All that are known, the newest first. */
  listExecutions(): readonly ExecutionDescription[];
  /** When it has come to its end, the next one that there is. @throws ExecutionDoesNotExist */
  whenEnded(executionArn: string): Promise<void>;
  /** @throws ExecutionDoesNotExist */
  getExecutionHistory(executionArn: string): { readonly events: readonly HistoryEvent[] };
  /** An execution that has ended stays as it is. @throws ExecutionDoesNotExist, ValidationException */
  stopExecution(executionArn: string, error?: string, cause?: string): { readonly stopDate: Date };
  /**
   * Goes on in the state where the execution ended, with that state's input, its retries counted anew and a new
   * token. @throws ExecutionDoesNotExist, ExecutionNotRedrivable
   */
  redriveExecution(executionArn: string): { readonly redriveDate: Date };
  /** @throws InvalidOutput, InvalidToken, TaskDoesNotExist, TaskTimedOut, ValidationException */
  sendTaskSuccess(request: { readonly taskToken: string; readonly output: string }): void;
  /** @throws InvalidToken, TaskDoesNotExist, TaskTimedOut, ValidationException */
  sendTaskFailure(request: {
    readonly taskToken: string;
    readonly error?: string;
    readonly cause?: string;
  }): void;
  /** @throws InvalidToken, TaskDoesNotExist, TaskTimedOut */
  sendTaskHeartbeat(request: { readonly taskToken: string }): void;
}

/** @throws InvalidDefinition for what the runner does not support, InvalidName */
export function stateMachine(options: StateMachineOptions): StateMachine {
  let machine = deploy(options);
  const { clock, tokens, executions } = machine;

  const known = (arn: string): Execution | undefined => {
    const execution = executions.get(arn);
    const stopDate = execution?.describe().stopDate;
    return stopDate && clock.now() >= stopDate.getTime() + REMEMBERED_MS ? undefined : execution;
  };

  const existing = (arn: string): Execution => {
    const execution = known(arn);
    if (!execution) throw apiError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
    return execution;
  };

  return {
    stateMachineArn: machine.arn,
    updateStateMachine(changes) {
      machine = { ...deploy({ ...options, ...changes }), tokens, executions };
      return { updateDate: new Date(clock.now()) };
    },
    startExecution({ name = randomUUID(), input = "{}" }) {
      checkName(name);
      checkData("input", input, "InvalidExecutionInput");
      const arn = executionArn(machine.region, machine.name, name);
      const before = known(arn)?.describe();
      if (before && (before.status !== "RUNNING" || before.input !== input))
        throw apiError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
      if (before) return { executionArn: arn, startDate: before.startDate };
      const execution = startExecution(machine, { arn, name, input });
      executions.set(arn, execution);
      return { executionArn: arn, startDate: execution.describe().startDate };
    },
    describeExecution: (arn) => existing(arn).describe(),
    listExecutions: () => [...executions.keys()].flatMap((arn) => known(arn)?.describe() ?? []).reverse(),
    async whenEnded(arn) {
      await existing(arn).ended();
    },
    getExecutionHistory: (arn) => ({ events: existing(arn).history() }),
    stopExecution(arn, error, cause) {
      checkFailure(error, cause);
      const execution = existing(arn);
      execution.stop({ error, cause });
      return { stopDate: execution.describe().stopDate ?? new Date(clock.now()) };
    },
    redriveExecution(arn) {
      existing(arn).redrive();
      return { redriveDate: new Date(clock.now()) };
    },
    sendTaskSuccess({ taskToken, output }) {
      const result = checkData("output", output, "InvalidOutput");
      tokens.find(taskToken).succeed(result);
    },
    sendTaskFailure({ taskToken, error, cause }) {
      checkFailure(error, cause);
      tokens.find(taskToken).fail({ error, cause });
    },
    sendTaskHeartbeat({ taskToken }) {
      tokens.find(taskToken).heartbeat();
    },
  };
}

function deploy(options: StateMachineOptions): Deployed {
  const { name, definition, tasks, clock, random = Math.random, region = "us-east-1" } = options;
  checkName(name);
  const evaluator = jsonataEvaluator({
    now: () => clock.now(),
    random,
    ...(options.evaluationTimeoutMs !== undefined && { timeoutMs: options.evaluationTimeoutMs }),
  });
  assertSupported(definition, evaluator);
  const states = machineForm(definition);
  assertDistributable(states, options.items);
  return {
    arn: stateMachineArn(region, name),
    name,
    roleArn: options.roleArn ?? roleArn(name),
    region,
    states,
    timeoutSeconds: definition.TimeoutSeconds,
    evaluator,
    evaluationBudgetMs: options.evaluationBudgetMs ?? EVALUATION_MS,
    clock,
    random,
    tasks: options.machines ? startingExecutions(options.machines, tasks) : tasks,
    items: options.items,
    tokens: taskTokens(),
    executions: new Map<string, Execution>(),
    onEvent: options.onEvent ?? (() => {}),
    onStep: options.onStep,
  };
}

const LONGEST_NAME = 80;

/** White space, brackets, wildcards, special and control characters
 *  (https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html). */
const NOT_IN_NAMES = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\uFFFE\uFFFF]/u;

function checkName(name: string): void {
  if (name.length < 1 || name.length > LONGEST_NAME || NOT_IN_NAMES.test(name))
    throw apiError(
      "InvalidName",
      `Invalid Name: '${name}': expected 1 to ${LONGEST_NAME} characters, no white space, brackets, wildcards or special characters.`,
    );
}

function checkData(field: string, value: string, error: ApiErrorName): Json {
  if (byteLength(value) > MAX_DATA_BYTES)
    throw apiError(
      "ValidationException",
      `Value at '${field}' failed to satisfy constraint: expected ${MAX_DATA_BYTES} bytes or fewer, found ${byteLength(value)}.`,
    );
  try {
    return parseJson(value);
  } catch (reason) {
    const found = reason instanceof Error ? reason.message : String(reason);
    throw apiError(error, `Expected JSON in '${field}': ${found}`);
  }
}

/** Characters (https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskFailure.html). */
const LONGEST = { error: 256, cause: 32_768 };

function checkFailure(error = "", cause = ""): void {
  for (const [field, value, longest] of [
    ["error", error, LONGEST.error],
    ["cause", cause, LONGEST.cause],
  ] as const)
    if (value.length > longest)
      throw apiError(
        "ValidationException",
        `Value at '${field}' failed to satisfy constraint: expected ${longest} characters or fewer, found ${value.length}.`,
      );
}
