/** One execution of a Standard machine: it starts, it ends, it may be redriven. */
import { apiError } from "./apiError";
import type { Deployed } from "./deployed";
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
import { parseJson } from "./json";
import { walk, type Place } from "./walk";

export interface Execution {
  describe(): ExecutionDescription;
  history(): readonly HistoryEvent[];
  /** Does nothing to an execution that has ended. */
  stop(fault: Fault): void;
  /** @throws ExecutionNotRedrivable */
  redrive(): void;
}

/** Starts an execution; the caller's own turn is over before it enters its first state. `input` is JSON text. */
export function startExecution(
  machine: Deployed,
  { arn, name, input }: { readonly arn: string; readonly name: string; readonly input: string },
): Execution {
  const { clock, definition, roleArn } = machine;
  const { events, record, append } = journal(machine, arn);
  const startedAt = clock.now();
  const inputValue = parseJson(input);
  let place: Place | undefined;
  let end: End | undefined;
  let redriveCount = 0;
  let redrivenAt: number | undefined;
  let running: AbortController;

  const close = (how: End, event: EventBody) => {
    append(event);
    end = how;
    running.abort();
  };

  const run = () => {
    const controller = new AbortController();
    const { signal } = controller;
    running = controller;
    const left = Math.min(
      (definition.TimeoutSeconds ?? Infinity) * 1_000,
      startedAt + LONGEST_EXECUTION_MS - clock.now(),
    );
    const cancel = clock.after(left, () => {
      close({ status: "TIMED_OUT", at: clock.now() }, TIMED_OUT);
    });
    signal.addEventListener("abort", cancel);
    void follow(signal, place);
  };

  const follow = async (signal: AbortSignal, from: Place | undefined) => {
    try {
      await Promise.resolve();
      const output = await walk(
        {
          machine,
          execution: { arn, name, input: inputValue, roleArn, startedAt, redriveCount, redrivenAt },
          signal,
          record: (event, token) => {
            signal.throwIfAborted();
            return record(event, token);
          },
          arrive: (at) => {
            place = at;
          },
        },
        from,
      );
      signal.throwIfAborted();
      const details = { output: JSON.stringify(output), outputDetails: WHOLE };
      close(
        { status: "SUCCEEDED", at: clock.now(), output },
        { type: "ExecutionSucceeded", executionSucceededEventDetails: details },
      );
    } catch (error) {
      if (signal.aborted) return;
      const fault = faultOf(error);
      close(
        { status: "FAILED", at: clock.now(), fault },
        { type: "ExecutionFailed", executionFailedEventDetails: failureDetails(fault) },
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

  append({
    type: "ExecutionStarted",
    executionStartedEventDetails: { input, inputDetails: WHOLE, roleArn },
  });
  run();

  return {
    describe: () => describeExecution(facts(), clock.now()),
    history: () => [...events],
    stop(fault) {
      if (end) return;
      close(
        { status: "ABORTED", at: clock.now(), fault },
        { type: "ExecutionAborted", executionAbortedEventDetails: failureDetails(fault) },
      );
    },
    redrive() {
      const reason = notRedrivable(facts(), clock.now());
      if (reason !== undefined) throw apiError("ExecutionNotRedrivable", reason);
      end = undefined;
      redriveCount += 1;
      redrivenAt = clock.now();
      append({ type: "ExecutionRedriven", executionRedrivenEventDetails: { redriveCount } });
      run();
    },
  };
}

const TIMED_OUT: EventBody = {
  type: "ExecutionTimedOut",
  executionTimedOutEventDetails: { error: "States.Timeout" },
};
