import { expect } from "chai";
import { difference, dot, summary, svg } from "../../../../workflow/asl/diagram";
import { machine, task, texts } from "./support";

const Good = { Type: "Succeed" };

const BEFORE = machine({
  Call: task({ TimeoutSeconds: 60, Next: "Status" }),
  Status: {
    Type: "Choice",
    Choices: [
      { Condition: "{% $states.input.a = 1 %}", Next: "Good" },
      { Condition: "{% $states.input.a = 2 %}", Next: "Old" },
    ],
    Default: "Good",
  },
  Old: Good,
  Good,
});

const AFTER = machine({
  Call: task({ Comment: "Calls", TimeoutSeconds: 30, HeartbeatSeconds: 5, Next: "Status" }),
  Status: {
    Type: "Choice",
    Choices: [{ Condition: "{% $states.input.a = 3 %}", Next: "Good" }],
    Default: "Both",
  },
  Both: { Type: "Parallel", Branches: [{ StartAt: "New", States: { New: Good } }], Next: "Good" },
  Good,
});

describe("difference", () => {
  it("is a list of what came, went and changed, with where it stands", () => {
    expect(difference(BEFORE, AFTER)).to.deep.equal([
      {
        sign: "±",
        pointer: "/States/Call",
        said: 'changed state "Call": TimeoutSeconds 60 → 30, Comment, HeartbeatSeconds none → 5',
      },
      { sign: "±", pointer: "/States/Status", said: 'changed state "Status": Choices' },
      { sign: "+", pointer: "/States/Both", said: 'added state "Both"' },
      { sign: "−", pointer: "/States/Old", said: 'removed state "Old"' },
      {
        sign: "±",
        pointer: "/States/Status/Choices/0",
        said: 'changed way from "Status" to "Good": a = 3, (was a = 1)',
      },
      { sign: "+", pointer: "/States/Status/Default", said: 'added way from "Status" to "Both": otherwise' },
      { sign: "+", pointer: "/States/Both/Next", said: 'added way from "Both" to "Good"' },
      { sign: "−", pointer: "/States/Status/Choices/1", said: 'removed way from "Status" to "Old": a = 2' },
      {
        sign: "−",
        pointer: "/States/Status/Default",
        said: 'removed way from "Status" to "Good": otherwise',
      },
      { sign: "+", pointer: "/States/Both/Branches/0/States/New", said: 'added state "New"' },
      {
        sign: "+",
        pointer: "/States/Both/Branches/0/StartAt",
        said: 'added way from the start of branch 1 of Both to "New"',
      },
    ]);
  });

  it("has a text for pull requests, a line for each change", () => {
    const added = machine({ ...{ A: { Type: "Pass", End: true } }, B: Good });
    expect(summary(difference(machine({ A: { Type: "Pass", End: true } }), added))).to.equal(
      '+ added state "B"\n',
    );
  });

  it("is empty where nothing is different, whatever the order of fields", () => {
    const A = { Type: "Pass", Result: { a: 1, b: [2] }, End: true };
    const other = { End: true, Result: { b: [2], a: 1 }, Type: "Pass" };
    expect(difference(machine({ A }), machine({ A: other }))).to.deep.equal([]);
    expect(summary([])).to.equal("");
  });

  it("finds a change inside of a group, and a group that was a task", () => {
    const group = (inner: object) => machine({ G: { Type: "Map", ItemProcessor: inner, End: true } });
    const inner = (Seconds: number) => ({
      StartAt: "W",
      States: { W: { Type: "Wait", Seconds, End: true } },
    });
    const said = (before: object, after: object) => difference(before, after).map((change) => change.said);
    expect(said(group(inner(1)), group(inner(2)))).to.deep.equal(['changed state "W": Seconds 1 → 2']);
    expect(said(machine({ G: task({ End: true }) }), group(inner(1)))).to.deep.equal([
      'changed state "G": Type, Resource',
      'added state "W"',
      'added way from the start of each item of G to "W"',
    ]);
  });

  it("is one picture of both, which says in words what its colours say", async () => {
    const said = texts(await svg(AFTER, { since: BEFORE }));
    expect(said).to.include.members(["+ added", "− removed", "± changed", "± changed: Choices"]);
    expect(said.join(" ")).to.include(
      "± changed: TimeoutSeconds 60 → 30, Comment, HeartbeatSeconds none → 5 Call",
    );
    expect(said.join(" ")).to.include("± changed a = 3 (was a = 1)");
    const drawn = dot(AFTER, { since: BEFORE });
    const colour = (name: string) =>
      new RegExp(`^"/States/${name}" .*fillcolor="(#\\w+)"`, "m").exec(drawn)?.[1];
    expect(["Call", "Old", "Good"].map(colour)).to.deep.equal(["#fef3c7", "#fee2e2", "#ffffff"]);
    expect(drawn).to.match(/^"\/States\/Old" .*style="dashed,filled"/m);
  });

  it("compares with nothing", () => {
    expect(difference(undefined, machine({ A: Good })).map(({ said }) => said)).to.deep.equal([
      'added state "A"',
      'added way from the start of the machine to "A"',
    ]);
  });
});
