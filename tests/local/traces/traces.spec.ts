import { expect } from "chai";
import { newId, newRoot, readHop, writeHop } from "../../../local/traces/header";
import { page } from "../../../local/traces/page";
import { executionTraces, gatewaySegment, lambdaSegments } from "../../../local/traces/segments";
import { traces } from "../../../local/traces/traces";
import type { Properties } from "../../../local/inputs";

const ROOT = "1-00000000-0123456789abcdef01234567";
const hop = { root: ROOT, parent: "00000000000000aa", sampled: true };

const requested = (status: number, name = "api/v1") =>
  gatewaySegment({
    hop,
    name,
    method: "GET",
    url: "http://localhost/x",
    status,
    at: { from: 1_000, to: 3_000 },
    integration: { functionName: "f", failed: status >= 500, from: 1_500, to: 2_500 },
  });

describe("local/traces: the header", () => {
  it("is read as it is written", () => {
    for (const sampled of [true, false]) {
      const made = { root: newRoot(), parent: newId(), sampled };
      expect(readHop(writeHop(made))).to.deep.equal(made);
    }
  });

  it("is none without a trace or a parent, and sampled where it does not say", () => {
    for (const header of [undefined, "", "Root=1-2-3", `Root=${ROOT}`, "Parent=00000000000000aa"])
      expect(readHop(header), header).to.equal(undefined);
    expect(readHop(`Root=${ROOT};Parent=00000000000000aa`)).to.deep.equal(hop);
  });
});

describe("local/traces: put together", () => {
  it("stand in the order of who called whom, whatever the order in which they came", () => {
    const [service = {}, lambda = {}] = lambdaSegments({
      hop,
      functionSegment: "00000000000000bb",
      name: "f",
      arn: "arn:f",
      failed: false,
      at: { from: 1_600, to: 2_400 },
    });
    const work = {
      id: "00000000000000cc",
      parent_id: "00000000000000bb",
      trace_id: ROOT,
      name: "work",
      start_time: 1.7,
      end_time: 2,
      annotations: { incidentId: "x" },
    };
    const [trace] = traces([work, lambda, service, requested(200)]);
    expect(trace).to.include({ id: ROOT, start: "1970-01-01T00:00:01.000Z", seconds: 2 });
    expect(trace?.spans.map(({ name, kind }) => `${name} ${kind}`)).to.deep.equal([
      "api/v1 AWS::ApiGateway::Stage",
      "Lambda aws",
      "f AWS::Lambda",
      "f AWS::Lambda::Function",
      "work local",
    ]);
    expect(trace?.spans[4]).to.deep.include({
      parent: "00000000000000bb",
      seconds: 0.3,
      annotations: { incidentId: "x" },
    });
  });

  it("say whose fault it was: the client's, the service's, or too much at once", () => {
    const states = [200, 404, 429, 500].map((status) => traces([requested(status)])[0]?.spans[0]?.state);
    expect(states).to.deep.equal(["ok", "error", "throttle", "fault"]);
  });

  it("leave out what is no segment, and keep a span whose parent never came", () => {
    const orphan = { id: "1", parent_id: "2", trace_id: ROOT, name: "a", start_time: 1, end_time: 2 };
    const found = traces([{}, { id: "x" }, { trace_id: ROOT, id: "y" }, orphan]);
    expect(found.map(({ spans }) => spans.map(({ id }) => id))).to.deep.equal([["1"]]);
  });
});

describe("local/traces: an execution", () => {
  it("is written again as it goes on: states, and the calls in them, that begin and end", () => {
    const documents = new Map<unknown, Properties>();
    const recorder = executionTraces("machine", true, (each) => documents.set(each["id"], each));
    const event = { id: 1, previousEventId: 0, timestamp: new Date(0) };
    const data = { truncated: false } as const;
    const arn = "arn:execution";
    recorder.onEvent(arn, {
      ...event,
      type: "TaskStateEntered",
      stateEnteredEventDetails: { name: "Work", input: "{}", inputDetails: data },
    });
    expect([...documents]).to.deep.equal([]);
    recorder.begin(arn, writeHop(hop));
    const called = readHop(recorder.call(arn, "Work"));
    expect(called?.root).to.equal(ROOT);
    const span = (at: number) => traces([...documents.values()])[0]?.spans[at];
    expect([0, 1, 2].map((at) => span(at)?.state)).to.deep.equal([
      "in-progress",
      "in-progress",
      "in-progress",
    ]);
    expect(span(0)?.parent).to.equal(hop.parent);
    expect(span(2)?.id).to.equal(called?.parent);
    recorder.onEvent(arn, {
      ...event,
      type: "TaskStateExited",
      stateExitedEventDetails: { name: "Work", output: "{}", outputDetails: data },
    });
    recorder.onEvent(arn, {
      ...event,
      type: "ExecutionSucceeded",
      executionSucceededEventDetails: { output: "{}", outputDetails: data },
    });
    expect([0, 1, 2].map((at) => span(at)?.state)).to.deep.equal(["ok", "ok", "ok"]);
    expect(documents.size).to.equal(1);
  });

  it("is not written where the caller's request is not sampled", () => {
    const documents: Properties[] = [];
    const recorder = executionTraces("machine", true, (each) => documents.push(each));
    recorder.begin("arn:execution", writeHop({ ...hop, sampled: false }));
    expect(recorder.call("arn:execution", "Work")).to.match(/;Sampled=0$/);
    expect(documents).to.deep.equal([]);
  });
});

describe("local/traces: the page", () => {
  it("says so where there is nothing", () => {
    expect(page([])).to.contain("No request was traced yet.");
  });

  it("shows a bar for each span, in its place and of its length", () => {
    const html = page(traces([requested(404)]));
    expect(html).to.contain('class="bar error" style="margin-left:0%;width:100%"');
    expect(html).to.contain('class="bar ok" style="margin-left:25%;width:50%"');
  });

  it("shows hostile names as text", () => {
    const html = page(traces([requested(200, "<script>alert('x')</script>\"&")]));
    expect(html).to.not.contain("<script>");
    expect(html).to.contain("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;");
  });
});
