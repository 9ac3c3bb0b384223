/** Where the time of a request goes, by its trace: what a span takes beside the spans that it calls. */
import type { Span, Trace } from "../../local/traces/traces";

export interface Hop {
  readonly name: string;
  /** Milliseconds, on average: the segments themselves count whole ones. */
  readonly average: number;
}

/** Which span each hop ends at, from the outside in; what a hop takes is the difference to the next. */
const HOPS: readonly (readonly [name: string, is: (span: Span, operation: string) => boolean])[] = [
  ["gateway: token, routing, answer", ({ kind }) => kind === "AWS::ApiGateway::Stage"],
  ["from the gateway to the function's process and back", ({ operation }) => operation === "Invoke"],
  ["the handler", ({ kind, name }, operation) => kind === "local" && name === operation],
  [
    "the call to DynamoDB: SDK, connection, emulation",
    ({ kind, name }) => kind === "aws" && name === "DynamoDB",
  ],
];

/** Of the requests of one operation, `getIncident`; all take the same way. */
export function hopsOf(traces: readonly Trace[], operation: string): readonly Hop[] {
  const ways = traces
    .map(({ spans }) => HOPS.map(([, is]) => spans.find((span) => is(span, operation))?.seconds))
    .filter(([, , handler]) => handler !== undefined);
  if (ways.length === 0) throw new Error(`There is no trace of ${operation}.`);
  const totals = HOPS.map(([name], index) => ({
    name,
    average: ways.reduce((sum, way) => sum + 1000 * (way[index] ?? 0), 0) / ways.length,
  }));
  return totals.map(({ name, average }, index) => ({
    name,
    average: average - (totals[index + 1]?.average ?? 0),
  }));
}
