/**
 * The segments that the services themselves write
 * (https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html).
 */
import type { HistoryEvent } from "../../workflow/asl/run/history";
import type { Properties } from "../inputs";
import { newId, newRoot, readHop, writeHop, type Hop } from "./header";

/** Takes a document; one with the id of an earlier one takes its place. */
export type OnSegment = (document: Properties) => void;

/** Of documents: seconds since 1970. */
const seconds = (milliseconds: number): number => milliseconds / 1000;

interface Times {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

const times = ({ from, to }: Times) => ({ start_time: seconds(from), end_time: seconds(to) });

/** Who is to blame: the client, or the service. */
const flags = (status: number) => ({
  ...(status >= 400 && status < 500 && { error: true }),
  ...(status === 429 && { throttle: true }),
  ...(status >= 500 && { fault: true }),
});

/** What a request was answered, and, inside, the call of the function; its id is the parent that the function gets. */
export function gatewaySegment(request: {
  readonly hop: Hop;
  /** `api/stage` */
  readonly name: string;
  readonly method: string;
  /** Without the query. */
  readonly url: string;
  readonly status: number;
  readonly at: Times;
  /** Nothing where no function was called. */
  readonly integration?: Times & { readonly functionName: string; readonly failed: boolean };
}): Properties {
  const { hop, name, method, url, status, at, integration } = request;
  return {
    id: newId(),
    trace_id: hop.root,
    name,
    origin: "AWS::ApiGateway::Stage",
    ...times(at),
    http: { request: { method, url }, response: { status } },
    ...flags(status),
    ...(integration && {
      subsegments: [
        {
          id: hop.parent,
          name: "Lambda",
          namespace: "aws",
          ...times(integration),
          aws: { operation: "Invoke", function_name: integration.functionName },
          ...(integration.failed && { fault: true }),
        },
      ],
    }),
  };
}

/** Lambda's two: the service, and the function in it, under which the SDK's subsegments stand. */
export function lambdaSegments(invocation: {
  readonly hop: Hop;
  /** The parent that the function was given. */
  readonly functionSegment: string;
  readonly name: string;
  readonly arn: string;
  readonly failed: boolean;
  readonly at: Times;
}): readonly Properties[] {
  const { hop, functionSegment, name, arn, failed, at } = invocation;
  const service = newId();
  const common = {
    trace_id: hop.root,
    name,
    resource_arn: arn,
    ...times(at),
    ...(failed && { fault: true }),
  };
  return [
    { ...common, id: service, parent_id: hop.parent, origin: "AWS::Lambda" },
    { ...common, id: functionSegment, parent_id: service, origin: "AWS::Lambda::Function" },
  ];
}

export interface ExecutionTraces {
  /** The trace that an execution was started in. */
  begin(executionArn: string, header: string | undefined): void;
  onEvent(executionArn: string, event: HistoryEvent): void;
  /** The header for the function that a state calls. */
  call(executionArn: string, state: string): string;
}

interface Span {
  readonly id: string;
  readonly name: string;
  readonly from: number;
  to?: number;
  failed?: true;
  readonly calls: Span[];
}

interface Execution extends Span {
  hop?: Hop | undefined;
}

/** One segment for each execution, with a subsegment for each state that it enters, written again as it goes on. */
export function executionTraces(machine: string, traced: boolean, onSegment: OnSegment): ExecutionTraces {
  const executions = new Map<string, Execution>();
  const of = (arn: string): Execution => {
    const known = executions.get(arn) ?? { id: newId(), name: machine, from: Date.now(), calls: [] };
    executions.set(arn, known);
    return known;
  };
  /** An execution that nobody's trace began has one of its own. */
  const hopOf = (execution: Execution): Hop => {
    execution.hop ??= { root: newRoot(), parent: "", sampled: traced };
    return execution.hop;
  };
  const write = (execution: Execution) => {
    if (execution.hop?.sampled) onSegment(executionSegment(execution, execution.hop));
  };
  const end = (span: Span | undefined, failed = false) => {
    if (!span || span.to !== undefined) return;
    span.to = Date.now();
    if (failed) span.failed = true;
  };
  const newest = (execution: Execution, name: string) =>
    execution.calls.filter((each) => each.name === name && each.to === undefined).pop();
  return {
    begin: (arn, header) => {
      const execution = of(arn);
      execution.hop ??= readHop(header);
      hopOf(execution);
      write(execution);
    },
    onEvent: (arn, event) => {
      const execution = of(arn);
      if ("stateEnteredEventDetails" in event)
        execution.calls.push({
          id: newId(),
          name: event.stateEnteredEventDetails.name,
          from: Date.now(),
          calls: [],
        });
      if ("stateExitedEventDetails" in event) {
        const state = newest(execution, event.stateExitedEventDetails.name);
        state?.calls.forEach((each) => {
          end(each);
        });
        end(state);
      }
      if (/^Task(Succeeded|Failed|TimedOut|Submitted|SubmitFailed)$/.test(event.type))
        execution.calls
          .filter(({ to }) => to === undefined)
          .forEach((state) => {
            end(state.calls[state.calls.length - 1], /Failed$/.test(event.type));
          });
      if (/^Execution(Succeeded|Failed|Aborted|TimedOut)$/.test(event.type)) {
        const failed = event.type !== "ExecutionSucceeded";
        execution.calls.forEach((each) => {
          end(each, failed);
        });
        end(execution, failed);
      }
      write(execution);
      if (execution.to !== undefined) executions.delete(arn);
    },
    call: (arn, state) => {
      const execution = of(arn);
      const { root, sampled } = hopOf(execution);
      const span: Span = { id: newId(), name: "Lambda", from: Date.now(), calls: [] };
      newest(execution, state)?.calls.push(span);
      write(execution);
      return writeHop({ root, parent: span.id, sampled });
    },
  };
}

function executionSegment(execution: Execution, { root, parent }: Hop): Properties {
  return {
    ...spanOf(execution),
    trace_id: root,
    ...(parent !== "" && { parent_id: parent }),
    origin: "AWS::StepFunctions::StateMachine",
  };
}

function spanOf({ id, name, from, to, failed, calls }: Span): Properties {
  return {
    id,
    name,
    start_time: seconds(from),
    ...(to === undefined ? { in_progress: true } : { end_time: seconds(to) }),
    ...(failed && { fault: true }),
    ...(name === "Lambda" && { namespace: "aws" }),
    ...(calls.length > 0 && { subsegments: calls.map(spanOf) }),
  };
}
