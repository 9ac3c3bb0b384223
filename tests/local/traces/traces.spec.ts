import { expect } from "chai";
import { newId, newRoot, readHop, writeHop } from "../../../local/traces/header";
import { page } from "../../../local/traces/page";
import { gatewaySegment, lambdaSegments } from "../../../local/traces/segments";
import { traces } from "../../../local/traces/traces";
import type { Properties } from "../../../local/inputs";

const ROOT = "1-00000000-0123456789abcdef01234567";
const hop = { root: ROOT, parent: "00000000000000aa", sampled: true };

const requested = (status: number, name = "api") =>
  gatewaySegment({
    hop,
    api: { id: "a", name, stage: "v1", accountId: "0" },
    requestId: "r",
    method: "GET",
    url: "http://localhost/x",
    status,
    at: { from: 1_000, to: 3_000 },
    integration: { functionName: "f", failed: status >= 500, from: 1_500, to: 2_500 },
  });

describe("local/traces: the header", () => {
  it("is read as it is written", () => {
    for (const sampled of [true, false])
      for (const parent of [{ parent: newId() }, {}]) {
        const made = { root: newRoot(), ...parent, sampled };
        expect(readHop(writeHop(made))).to.deep.equal(made);
      }
  });

  it("is none without a trace, and sampled where it does not say", () => {
    for (const header of [
      undefined,
      "",
      "Root=1-2-3",
      `NoRoot=${ROOT}`,
      `Root=${ROOT}0`,
      "Parent=00000000000000aa",
    ])
      expect(readHop(header), header).to.equal(undefined);
    expect(readHop(`Root=${ROOT}; Parent=00000000000000aa`)).to.deep.equal(hop);
    expect(readHop(`Self=x;Root=${ROOT};Parent=short`)).to.deep.equal({ root: ROOT, sampled: true });
  });
});

describe("local/traces: put together", () => {
  it("stand in the order of who called whom, whatever the order in which they came", () => {
    const [service = {}, lambda = {}] = lambdaSegments({
      hop,
      functionSegment: "00000000000000bb",
      name: "f",
      arn: "arn:f",
      requestId: "r",
      failed: false,
      at: { from: 1_600, to: 2_400 },
      initialization: { from: 1_610, to: 1_650 },
      invocation: { from: 1_660, to: 2_400 },
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
      "Initialization local",
      "Invocation local",
      "work local",
    ]);
    expect(trace?.spans[0]).to.include({ request: "GET http://localhost/x", status: 200 });
    expect(trace?.spans[1]).to.include({ operation: "Invoke", resource: "f" });
    expect(trace?.spans[6]).to.deep.include({
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
    const cycle = [
      { id: "3", parent_id: "4", trace_id: ROOT, name: "b", start_time: 1, end_time: 2 },
      { id: "4", parent_id: "3", trace_id: ROOT, name: "c", start_time: 1, end_time: 2 },
      { id: "1", trace_id: ROOT, name: "a", start_time: 1, subsegments: [{ id: "1", start_time: 1 }] },
    ];
    expect(page(traces(cycle))).to.contain("<html");
    const orphan = { id: "1", parent_id: "2", trace_id: ROOT, name: "a", start_time: 1, end_time: 2 };
    const found = traces([{}, { id: "x" }, { trace_id: ROOT, id: "y" }, orphan]);
    expect(found.map(({ spans }) => spans.map(({ id }) => id))).to.deep.equal([["1"]]);
  });
});

describe("local/traces: Lambda", () => {
  const invoked = (phases: object, failed: boolean) =>
    lambdaSegments({
      hop: { root: ROOT, sampled: true },
      functionSegment: "00000000000000bb",
      name: "f",
      arn: "arn:f",
      requestId: "r",
      failed,
      at: { from: 1_000, to: 2_000 },
      ...phases,
    });
  const flagged = (documents: readonly Properties[]) =>
    (traces(documents)[0]?.spans ?? []).filter(({ state }) => state === "fault").map(({ name }) => name);

  it("begins a trace's way where the caller wrote no segment", () => {
    expect(invoked({}, false)[0]).to.not.have.property("parent_id");
  });

  it("says whether the function failed, or did not even load", () => {
    const initialization = { from: 1_000, to: 1_500 };
    const invocation = { from: 1_500, to: 2_000 };
    expect(flagged(invoked({ initialization, invocation }, false))).to.deep.equal([]);
    expect(flagged(invoked({ initialization, invocation }, true))).to.deep.equal(["f", "f", "Invocation"]);
    expect(flagged(invoked({ initialization }, true))).to.deep.equal(["f", "f", "Initialization"]);
    expect(flagged(invoked({}, true))).to.deep.equal(["f", "f"]);
  });
});

describe("local/traces: the page", () => {
  it("says so where there is nothing", () => {
    expect(page([])).to.contain("No request was traced yet.");
  });

  it("shows a bar for each span, in its place and of its length", () => {
    const html = page(traces([requested(404)]));
    expect(html).to.contain(
      'class="bar error" role="img" aria-label="after 0 ms" style="margin-left:0%;width:100%"',
    );
    expect(html).to.contain(
      'class="bar ok" role="img" aria-label="after 500 ms" style="margin-left:25%;width:50%"',
    );
  });

  it("shows hostile names as text", () => {
    const html = page(traces([requested(200, "<script>alert('x')</script>\"&")]));
    expect(html).to.not.contain("<script>");
    expect(html).to.contain("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;");
  });
});
