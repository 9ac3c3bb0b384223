import { expect } from "chai";
import { check } from "../../../../workflow/asl/check";
import { changed, expectProblems, found, machine, PASS } from "./machines";

describe("check of the graph", () => {
  it("refuses a StartAt that is no state", () => {
    expectProblems({ "/StartAt": "ask" }, ["/StartAt graph/start"]);
    expectProblems({ "/StartAt": "constructor" }, ["/StartAt graph/start"]);
  });

  for (const pointer of [
    "/States/Ask/Next",
    "/States/Ask/Catch/1/Next",
    "/States/Decide/Choices/0/Next",
    "/States/Decide/Default",
  ])
    it(`refuses a ${pointer} that is no state`, () => {
      expectProblems({ [pointer]: "Nowhere" }, [`${pointer} graph/target`]);
    });

  it("refuses a state to which nothing leads", () => {
    expectProblems({ "/States/Lost": { Type: "Succeed" } }, ["/States/Lost graph/unreachable"]);
  });

  it("refuses an island: states that lead to each other, and no way there from the start", () => {
    const island = (other: string) => ({
      Type: "Choice",
      Choices: [{ Condition: "{% $states.input.again %}", Next: other }],
      Default: "Good",
    });
    expectProblems({ "/States/East": island("West"), "/States/West": island("East") }, [
      "/States/East graph/unreachable",
      "/States/West graph/unreachable",
    ]);
  });

  it("refuses states from which no end is reached, and only those", () => {
    const loop = { "/States/Good": loops("Good"), "/States/Decide/Default": "Good" };
    expectProblems(loop, ["/States/Good graph/no-end"]);
    expectProblems({ ...loop, "/States/Tell/End": undefined, "/States/Tell/Next": "Good" }, [
      "/States/Good graph/no-end",
      "/States/Tell graph/no-end",
    ]);
  });

  it("accepts a loop with a way out", () => {
    expectProblems({ "/States/Decide/Choices/0/Next": "Ask", "/States/Good": undefined }, []);
  });

  it("calls no state unreachable for a transition that cannot be read", () => {
    expectProblems({ "/States/Decide/Choices/0/Next": undefined }, [
      "/States/Decide/Choices/0 shape/required",
    ]);
    expectProblems({ "/States/Decide": null }, ["/States/Decide shape/value"]);
  });

  it("blames no state that is reached only where a transition cannot be read, and others all the same", () => {
    const broken = { Type: "Choice", Choices: [{ Variable: "$.a", IsNull: true }] };
    const states = { First: PASS, Lost: { Type: "Pass", Next: "Broken" }, Broken: broken };
    expect(found(machine(states))).to.deep.equal([
      "/States/Broken graph/unreachable",
      "/States/Broken/Choices/0 shape/required",
      "/States/Lost graph/unreachable",
    ]);
  });

  it("reads what is inside a Parallel or a Map as a graph of its own", () => {
    const inside = { StartAt: "In", States: { In: { Type: "Pass", Next: "On" }, On: PASS, Lost: PASS } };
    const scope = { ItemProcessor: inside };
    expect(found(machine({ Each: { Type: "Map", ...scope, End: true } }))).to.deep.equal([
      "/States/Each/ItemProcessor/States/Lost graph/unreachable",
    ]);
    expect(found(machine({ All: { Type: "Parallel", Branches: [inside], End: true } }))).to.deep.equal([
      "/States/All/Branches/0/States/Lost graph/unreachable",
    ]);
  });

  it("refuses a way out of a branch or into one, and says where the state is", () => {
    const branch = { StartAt: "In", States: { In: { Type: "Pass", Next: "After" } } };
    const states = {
      All: { Type: "Parallel", Branches: [branch], Next: "After" },
      After: { Type: "Pass", Next: "In" },
    };
    const problems = check(machine(states));
    expect(problems.map(({ pointer, rule }) => `${pointer} ${rule}`)).to.deep.equal([
      "/States/After/Next graph/scope",
      "/States/All/Branches/0/States/In/Next graph/scope",
    ]);
    expect(problems[1]?.message).to.equal(
      'expected a state of the same scope, found "After", which is in "/States"',
    );
    expect(found(machine({ ...states, After: PASS }, { StartAt: "In" }))[0]).to.equal("/StartAt graph/scope");
  });

  it("refuses a branch that never ends", () => {
    const branch = {
      StartAt: "Round",
      States: { Round: { Type: "Pass", Next: "About" }, About: { Type: "Pass", Next: "Round" } },
    };
    expect(found(machine({ All: { Type: "Parallel", Branches: [branch], End: true } }))).to.deep.equal([
      "/States/All/Branches/0/States/About graph/no-end",
      "/States/All/Branches/0/States/Round graph/no-end",
    ]);
  });

  it("lists some of the names, not all of a great many", () => {
    const states = Object.fromEntries(
      Array.from({ length: 13 }, (_, index) => [`S${index}`, { Type: "Succeed" }]),
    );
    const [problem] = check(changed({ "/StartAt": "Begin", "/States": states }));
    expect(problem?.mend).to.equal(
      'Start at one of "S0", "S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11", ….',
    );
  });

  it("says which name was probably meant", () => {
    const mend = (changes: Readonly<Record<string, unknown>>) => check(changed(changes))[0]?.mend;
    expect(mend({ "/States/Ask/Next": "decide" })).to.equal('Write "Decide", or add the state.');
    expect(mend({ "/StartAt": "Answer" })).to.match(/^Start at one of /);
    expect(mend({ "/StartAt": "Aks" })).to.equal('Write "Ask", or add the state.');
  });

  it("blames no state for what cannot be read of a way out", () => {
    const task = { Type: "Task", Resource: "arn:aws:lambda:eu-west-1:123456789012:function:ask" };
    const states = (fields: object) => machine({ A: { ...task, ...fields }, B: PASS });
    expect(found(states({ End: true, Catch: [{ ErrorEquals: ["E"] }] }))).to.deep.equal([
      "/States/A/Catch/0 shape/required",
    ]);
    expect(found(states({ Catch: [{ ErrorEquals: ["E"], Next: "A" }] }))).to.deep.equal([
      "/States/A shape/transition",
    ]);
  });

  it("walks a chain of 10,000 states, which no recursion would", () => {
    const states = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [
        `S${index}`,
        index === 9_999 ? { Type: "Succeed" } : loops(`S${index + 1}`),
      ]),
    );
    expectProblems({ "/StartAt": "S0", "/States": states }, []);
    expectProblems({ "/StartAt": "S1", "/States": states }, ["/States/S0 graph/unreachable"]);
  });
});

const loops = (to: string) => ({
  Type: "Choice",
  Choices: [{ Condition: false, Next: to }],
  Default: to,
});
