/** The segments that Step Functions writes: one for each execution, with a subsegment for each state that it enters. */
import type { HistoryEvent } from "../../workflow/asl/run/history";
import type { Properties } from "../inputs";
import { newId, newRoot, readHop, writeHop, type Hop } from "./header";
import { seconds, type OnSegment } from "./segments";

export interface ExecutionTraces {
  /** What `start` starts goes on with the trace of this header. */
  starting<T>(header: string | undefined, start: () => T): T;
  onEvent(executionArn: string, event: HistoryEvent): void;
  /** The header for the function that the task which has just been started calls. */
  call(executionArn: string): string;
}

/** What has begun: an execution, a state, or the call of a task. */
interface Span {
  readonly id: string;
  readonly name: string;
  readonly isCall: boolean;
  /** Milliseconds since 1970. */
  readonly from: number;
  to?: number;
  failed?: true;
  /** Nothing of an execution. */
  readonly parent?: Span;
  readonly inside: Span[];
}

interface Execution {
  readonly hop: Hop;
  readonly root: Span;
  /** By the ids of events: where what follows an event stands. */
  readonly places: Map<number, Span>;
  /** The call of the task that was started last. */
  called?: Span;
}

/** `traced` says whether an execution that nobody's trace began has one of its own. Documents are written again and again. */
export function executionTraces(machine: string, traced: boolean, onSegment: OnSegment): ExecutionTraces {
  const executions = new Map<string, Execution>();
  let starter: Hop | undefined;

  const known = (arn: string): Execution => {
    const hop = starter ?? { root: newRoot(), sampled: traced };
    const execution = executions.get(arn) ?? { hop, root: begun(machine), places: new Map<number, Span>() };
    executions.set(arn, execution);
    return execution;
  };
  return {
    starting: (header, start) => {
      starter = readHop(header);
      try {
        return start();
      } finally {
        starter = undefined;
      }
    },
    onEvent: (arn, event) => {
      const execution = known(arn);
      place(execution, event);
      if (execution.hop.sampled) onSegment(executionSegment(execution));
      if (execution.root.to !== undefined) executions.delete(arn);
    },
    call: (arn) => {
      const { hop, called } = known(arn);
      return writeHop({ ...hop, parent: called?.id ?? hop.parent });
    },
  };
}

/** Follows the events of one branch by what each says comes before it. */
function place(execution: Execution, event: HistoryEvent): void {
  const { root, places } = execution;
  const before = places.get(event.previousEventId) ?? root;
  let after = before;
  if ("stateEnteredEventDetails" in event) after = begun(event.stateEnteredEventDetails.name, before);
  else if ("stateExitedEventDetails" in event) {
    const state = around(before, event.stateExitedEventDetails.name);
    end(state);
    after = state?.parent ?? root;
  } else if (event.type.endsWith("StateAborted")) {
    end(before);
    after = before.parent ?? root;
  } else if (event.type === "TaskScheduled") execution.called = begun("Lambda", before, true);
  else if (/^Task(Submitted|Succeeded|Failed|TimedOut)$/.test(event.type))
    end(before.inside.filter(isOpenCall).pop(), /(Failed|TimedOut)$/.test(event.type));
  else if (/^Execution(Succeeded|Failed|Aborted|TimedOut)$/.test(event.type))
    end(root, event.type !== "ExecutionSucceeded");
  places.set(event.id, after);
}

/** A branch may end in a state that is never left, inside of one that is. */
const around = (span: Span | undefined, name: string): Span | undefined =>
  !span || span.name === name ? span : around(span.parent, name);

const isOpenCall = ({ isCall, to }: Span): boolean => isCall && to === undefined;

function begun(name: string, parent?: Span, isCall = false): Span {
  const span: Span = { id: newId(), name, isCall, from: Date.now(), ...(parent && { parent }), inside: [] };
  parent?.inside.push(span);
  return span;
}

/** Ends it with what goes on inside of it. */
function end(span: Span | undefined, failed = false): void {
  if (!span || span.to !== undefined) return;
  span.to = Date.now();
  if (failed) span.failed = true;
  for (const each of span.inside) end(each, failed);
}

const executionSegment = ({ root, hop }: Execution): Properties => ({
  ...spanOf(root),
  trace_id: hop.root,
  ...(hop.parent !== undefined && { parent_id: hop.parent }),
  origin: "AWS::StepFunctions::StateMachine",
});

const spanOf = ({ id, name, isCall, from, to, failed, inside }: Span): Properties => ({
  id,
  name,
  start_time: seconds(from),
  ...(to === undefined ? { in_progress: true } : { end_time: seconds(to) }),
  ...(failed && { fault: true }),
  ...(isCall && { namespace: "aws", aws: { operation: "Invoke" } }),
  ...(inside.length > 0 && { subsegments: inside.map(spanOf) }),
});
