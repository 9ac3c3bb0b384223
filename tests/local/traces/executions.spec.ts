import { expect } from "chai";
import type { Properties } from "../../../local/inputs";
import { executionTraces } from "../../../local/traces/executions";
import { readHop, writeHop } from "../../../local/traces/header";
import { traces, type Span } from "../../../local/traces/traces";
import { realClock } from "../../../workflow/asl/run/clock";
import { stateMachine } from "../../../workflow/asl/run/stateMachine";

const hop = { root: "1-00000000-0123456789abcdef01234567", parent: "00000000000000aa", sampled: true };

const INVOKE = "arn:aws:states:::lambda:invoke";
const task = { Type: "Task", Resource: INVOKE, End: true } as const;

/** Runs a machine to its end, with what each call answers; gives the spans that were written, and its calls' parents. */
async function spansOf(
  definition: Properties,
  answer: (state: string) => unknown = () => ({}),
  header: string | undefined = writeHop(hop),
) {
  const documents = new Map<unknown, Properties>();
  const recorder = executionTraces("machine", true, (each) => documents.set(each["id"], each));
  const called: (readonly [string, string])[] = [];
  const machine = stateMachine({
    name: "machine",
    definition,
    clock: realClock,
    onEvent: (arn, event) => {
      recorder.onEvent(arn, event);
    },
    tasks: async ({ state, executionArn }) => {
      called.push([state, recorder.call(executionArn)]);
      return Promise.resolve(answer(state));
    },
  });
  const { executionArn } = recorder.starting(header, () => machine.startExecution({}));
  await machine.whenEnded(executionArn);
  const found = traces([...documents.values()]);
  expect(found.length).to.be.lessThan(2);
  return { spans: found[0]?.spans ?? [], root: found[0]?.id, called, documents: [...documents.values()] };
}

/** `name`, with those inside of it. */
const tree = (spans: readonly Span[], { id, name }: Pick<Span, "id" | "name">): unknown => {
  const inside = spans.filter(({ parent }) => parent === id);
  return inside.length === 0 ? name : { [name]: inside.map((each) => tree(spans, each)) };
};
const treeOf = (spans: readonly Span[]) => spans[0] && tree(spans, spans[0]);

const failing = (name: string) => (): never => {
  throw Object.assign(new Error("no"), { name });
};

describe("local/traces: an execution", () => {
  it("has a span for each state, and in it for each call, whose id is what the function gets", async () => {
    const { spans, called, root } = await spansOf({
      StartAt: "Work",
      States: {
        Work: { Type: "Task", Resource: INVOKE, Next: "Done" },
        Done: { Type: "Pass", End: true },
      },
    });
    expect(root).to.equal(hop.root);
    expect(spans[0]).to.include({
      name: "machine",
      parent: hop.parent,
      kind: "AWS::StepFunctions::StateMachine",
    });
    expect(treeOf(spans)).to.deep.equal({ machine: [{ Work: ["Lambda"] }, "Done"] });
    const given = called.map(([, header]) => readHop(header));
    expect(given).to.deep.equal([{ ...hop, parent: spans.find(({ name }) => name === "Lambda")?.id }]);
    expect(new Set(spans.map(({ state }) => state))).to.deep.equal(new Set(["ok"]));
  });

  it("has a trace of its own where its start had none", async () => {
    const pass = { StartAt: "Only", States: { Only: { Type: "Pass", End: true } } };
    const { spans, root } = await spansOf(pass, undefined, "");
    expect(root)
      .to.match(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/)
      .and.not.equal(hop.root);
    expect(spans[0]).to.not.have.property("parent");
  });

  it("is not written where its caller's request is not sampled, and its functions are told so", async () => {
    const header = writeHop({ ...hop, sampled: false });
    const { documents, called } = await spansOf({ StartAt: "W", States: { W: task } }, undefined, header);
    expect(documents).to.deep.equal([]);
    expect(called.map(([, each]) => each)[0]).to.match(/;Sampled=0$/);
  });

  it("has a span for each try, and says which failed; a failure that is caught is none of the execution", async () => {
    const retried = {
      ...task,
      Retry: [{ ErrorEquals: ["Passing"], IntervalSeconds: 1, MaxAttempts: 1, BackoffRate: 1 }],
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "After" }],
    };
    const { spans } = await spansOf(
      { StartAt: "Work", States: { Work: retried, After: { Type: "Succeed" } } },
      failing("Passing"),
    );
    expect(treeOf(spans)).to.deep.equal({ machine: [{ Work: ["Lambda", "Lambda"] }, "After"] });
    expect(spans.map(({ name, state }) => `${name} ${state}`)).to.deep.equal([
      "machine ok",
      "Work ok",
      "Lambda fault",
      "Lambda fault",
      "After ok",
    ]);
  });

  it("fails with what went on in it", async () => {
    const { spans } = await spansOf({ StartAt: "W", States: { W: task } }, failing("Broken"));
    expect(spans.map(({ name, state }) => `${name} ${state}`)).to.deep.equal([
      "machine fault",
      "W fault",
      "Lambda fault",
    ]);
  });

  it("keeps branches and iterations apart, also where one of them fails", async () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: task } });
    const both = {
      Type: "Parallel",
      Branches: [branch("Left"), branch("Right")],
      Next: "Each",
    };
    const each = {
      Type: "Map",
      ItemProcessor: branch("Item"),
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "After" }],
      End: true,
    };
    const { spans, called } = await spansOf(
      { StartAt: "Both", States: { Both: both, Each: each, After: { Type: "Pass", End: true } } },
      (state) => (state === "Item" ? failing("Broken")() : { Payload: state }),
    );
    expect(treeOf(spans)).to.deep.equal({
      machine: [
        { Both: [{ Left: ["Lambda"] }, { Right: ["Lambda"] }] },
        { Each: [{ Item: ["Lambda"] }, { Item: ["Lambda"] }] },
        "After",
      ],
    });
    const parents = new Set(called.map(([, header]) => readHop(header)?.parent));
    expect([...parents]).to.have.members(spans.filter(({ name }) => name === "Lambda").map(({ id }) => id));
    expect(spans.filter(({ state }) => state === "in-progress")).to.deep.equal([]);
    expect(spans[0]?.state).to.equal("ok");
  });

  it("is written while it waits: what goes on has no end", () => {
    const documents = new Map<unknown, Properties>();
    const recorder = executionTraces("machine", true, (each) => documents.set(each["id"], each));
    recorder.onEvent("arn:execution", {
      id: 1,
      previousEventId: 0,
      timestamp: new Date(0),
      type: "WaitStateEntered",
      stateEnteredEventDetails: { name: "Wait", input: "{}", inputDetails: { truncated: false } },
    });
    const [trace] = traces([...documents.values()]);
    expect(trace?.spans.map(({ name, state }) => `${name} ${state}`)).to.deep.equal([
      "machine in-progress",
      "Wait in-progress",
    ]);
    expect(trace?.spans[1]).to.not.have.property("seconds");
  });
});
