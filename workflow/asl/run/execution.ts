/** One execution of a Standard machine: it starts, it ends, it may be redriven. */
import { apiError } from "./apiError";
import type { Deployed, Running } from "./deployed";
import {
  describeExecution,
  LONGEST_EXECUTION_MS,
  notRedrivable,
  type End,
  type ExecutionDescription,
  type ExecutionFacts,
} from "./description";
import { failureDetails, faultOf, type Fault } from "./fault";
import { WHOLE, type EventBody, type HistoryEvent } from "./history";
import { journal } from "./journal";
import { jsonText, parseJson } from "./json";
import { progress } from "./progress";
import { HISTORY_CHARACTERS } from "./room";
import { thread } from "./thread";
import { outermost } from "./variables";
import { walk } from "./walk";

export interface Execution {
  describe(): ExecutionDescription;
  history(): readonly HistoryEvent[];
  /** Does nothing to an execution that has ended. */
  stop(fault: Fault): void;
  /** @throws ExecutionNotRedrivable */
  redrive(): void;
  /** When it has come to its end, the next one that there is. */
  ended(): Promise<End>;
}

/** Starts an execution; the caller's own turn is over before it enters its first state. `input` is JSON text. */
export function startExecution(
  deployed: Deployed,
  { arn, name, input }: { readonly arn: string; readonly name: string; readonly input: string },
): Execution {
  const { room = { characters: HISTORY_CHARACTERS, evaluationMs: deployed.evaluationBudgetMs } } = deployed;
  const machine: Running = { ...deployed, room };
  const { clock, roleArn, timeoutSeconds } = machine;
  const written = journal(machine, arn);
  const { events } = written;
  const startedAt = clock.now();
  const inputValue = parseJson(input);
  const whole = progress(outermost());
  const waiting = new Set<(end: End) => void>();
  let end: End | undefined;
  let redriveCount = 0;
  let redrivenAt: number | undefined;
  let running: AbortController;

  const close = (how: End, event: EventBody, previousEventId: number) => {
    written.append(event, previousEventId);
    end = how;
    running.abort();
    for (const tell of waiting) tell(how);
    waiting.clear();
  };

  const run = (previousEventId: number) => {
    const controller = new AbortController();
    const { signal } = controller;
    running = controller;
    const left = Math.min(
      (timeoutSeconds ?? Infinity) * 1_000,
      startedAt + LONGEST_EXECUTION_MS - clock.now(),
    );
    const cancel = clock.after(left, () => {
      close({ status: "TIMED_OUT", at: clock.now() }, TIMED_OUT, 0);
    });
    signal.addEventListener("abort", cancel);
    void follow(signal, previousEventId);
  };

  const follow = async (signal: AbortSignal, previousEventId: number) => {
    const main = thread(written, signal, signal, previousEventId);
    try {
      await Promise.resolve();
      const execution = {
        arn,
        name,
        input: inputValue,
        roleArn,
        startedAt,
        redriveCount,
        redrivenAt,
      };
      const line = {
        machine,
        execution,
        thread: main,
        progress: whole,
        item: undefined,
        at: machine.states.at,
      };
      const output = await walk(line, machine.states, inputValue);
      signal.throwIfAborted();
      const details = { output: jsonText(output), outputDetails: WHOLE };
      close(
        { status: "SUCCEEDED", at: clock.now(), output },
        { type: "ExecutionSucceeded", executionSucceededEventDetails: details },
        main.tail(),
      );
    } catch (error) {
      if (signal.aborted) return;
      const fault = faultOf(error);
      close(
        { status: "FAILED", at: clock.now(), fault },
        { type: "ExecutionFailed", executionFailedEventDetails: failureDetails(fault) },
        main.tail(),
      );
    }
  };

  const facts = (): ExecutionFacts => ({
    executionArn: arn,
    stateMachineArn: machine.arn,
    name,
    input,
    startedAt,
    end,
    redriveCount,
    redrivenAt,
    eventCount: events.length,
  });

  written.append(
    { type: "ExecutionStarted", executionStartedEventDetails: { input, inputDetails: WHOLE, roleArn } },
    0,
  );
  run(0); // AWS links the first state to no event.

  return {
    describe: () => describeExecution(facts(), clock.now()),
    history: () => [...events],
    stop(fault) {
      if (end) return;
      close(
        { status: "ABORTED", at: clock.now(), fault },
        { type: "ExecutionAborted", executionAbortedEventDetails: failureDetails(fault) },
        0,
      );
    },
    redrive() {
      const reason = notRedrivable(facts(), clock.now());
      if (reason !== undefined) throw apiError("ExecutionNotRedrivable", reason);
      end = undefined;
      redriveCount += 1;
      redrivenAt = clock.now();
      const { id } = written.append(
        { type: "ExecutionRedriven", executionRedrivenEventDetails: { redriveCount } },
        events.length,
      );
      run(id);
    },
    ended: () =>
      end
        ? Promise.resolve(end)
        : new Promise((resolve) => {
            waiting.add(resolve);
          }),
  };
}

const TIMED_OUT: EventBody = {
  type: "ExecutionTimedOut",
  executionTimedOutEventDetails: { error: "States.Timeout" },
};
