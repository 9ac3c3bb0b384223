import { expect } from "chai";
import { hopsOf } from "../../bench/api/hops";
import type { Span, Trace } from "../../local/traces/traces";

const span = (id: string, kind: string, seconds: number, more: Partial<Span> = {}): Span => ({
  id,
  name: id,
  kind,
  start: "2026-03-02T09:00:00.000Z",
  seconds,
  state: "ok",
  annotations: {},
  ...more,
});

const trace = (...spans: readonly Span[]): Trace => ({
  id: "trace",
  start: "2026-03-02T09:00:00.000Z",
  seconds: 0,
  spans,
});

describe("bench: hops", () => {
  const one = trace(
    span("stage", "AWS::ApiGateway::Stage", 0.01),
    span("Lambda", "aws", 0.008, { operation: "Invoke" }),
    span("getIncident", "local", 0.005),
    span("DynamoDB", "aws", 0.003, { operation: "GetItem" }),
  );

  it("are what each span takes beside the one that it calls", () => {
    expect(hopsOf([one], "getIncident").map(({ average }) => Math.round(average))).to.deep.equal([
      2, 3, 2, 3,
    ]);
  });

  it("are averages, of the traces of that operation alone", () => {
    const slow = trace(...one.spans.map((each) => ({ ...each, seconds: 3 * (each.seconds ?? 0) })));
    const other = trace(span("stage", "AWS::ApiGateway::Stage", 5), span("getOpenApi", "local", 4));
    expect(hopsOf([one, slow, other], "getIncident").map(({ average }) => Math.round(average))).to.deep.equal(
      [4, 6, 4, 6],
    );
  });

  it("need a trace", () => {
    expect(() => hopsOf([], "getIncident")).to.throw("There is no trace of getIncident.");
  });
});
