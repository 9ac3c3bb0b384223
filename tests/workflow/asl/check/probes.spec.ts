/** Mistakes that other checkers accept, each in an otherwise sound definition; the check is not strict. */
import { expect } from "chai";
import { found, changed, machine, PASS } from "./machines";

const probe = (changes: Readonly<Record<string, unknown>>) => found(changed(changes));
const output = (expression: string) => probe({ "/States/Good/Output": `{% ${expression} %}` });

describe("check of what other checkers accept", () => {
  it("starts from a definition without a problem", () => {
    expect(probe({})).to.deep.equal([]);
  });

  for (const [what, expression, rule] of [
    ["a variable that nobody assigns", "$total", "variables/unknown"],
    ["$states.errorOutput outside a Catcher", "$states.errorOutput.Cause", "jsonata/not-here"],
    ["$states.result in a Succeed", "$states.result", "jsonata/not-here"],
    ["$", "$.answer", "jsonata/input-document"],
    ["$$", "$$.answer", "jsonata/input-document"],
    ["a field of nothing", "answer", "jsonata/input-document"],
    ["$eval", "$eval('1')", "jsonata/function"],
    ["?: of JSONata 2.1", "$states.input.a ?: 1", "jsonata/syntax"],
    ["?? of JSONata 2.1", "$states.input.a ?? 1", "jsonata/syntax"],
    ["a function with too many arguments", "$uuid(1)", "jsonata/arguments"],
  ] as const)
    it(`refuses ${what}`, () => {
      expect(output(expression)).to.deep.equal([`/States/Good/Output ${rule}`]);
    });

  it("refuses a condition that cannot be true or false", () => {
    expect(probe({ "/States/Decide/Choices/0/Condition": "{% $states.input.a & 'b' %}" })).to.deep.equal([
      "/States/Decide/Choices/0/Condition choice/condition",
    ]);
  });

  it("refuses States.ALL before the last", () => {
    expect(
      probe({
        "/States/Ask/Catch/0/ErrorEquals": ["States.ALL"],
        "/States/Ask/Catch/1/ErrorEquals": ["States.Timeout"],
      }),
    ).to.deep.equal(["/States/Ask/Catch/0/ErrorEquals errors/states-all-last"]);
  });

  it("refuses an island of two states", () => {
    const to = (Next: string) => ({ Type: "Pass", Next });
    expect(found(machine({ A: PASS, East: to("West"), West: to("East") }))).to.include.members([
      "/States/East graph/unreachable",
      "/States/West graph/unreachable",
    ]);
  });

  it("refuses a wait for a token that nobody gets", () => {
    expect(probe({ "/States/Ask/Arguments/Payload": {} })).to.deep.equal([
      "/States/Ask/Arguments task/token",
    ]);
  });

  it("refuses an integration that is not there, and one without what it needs", () => {
    expect(probe({ "/States/Tell/Resource": "arn:aws:states:::lambda:call" })).to.deep.equal([
      "/States/Tell/Resource task/resource",
    ]);
    expect(probe({ "/States/Tell/Arguments": {} }))
      .to.have.lengthOf(1)
      .and.satisfy(([problem]: string[]) => problem?.endsWith(" task/argument"));
  });

  it("refuses a heartbeat that is not shorter than the timeout", () => {
    expect(probe({ "/States/Ask/HeartbeatSeconds": 600 })).to.deep.equal([
      "/States/Ask/HeartbeatSeconds timeout/heartbeat",
    ]);
  });

  it("refuses a variable that is read before it is assigned, and an outer one that is assigned inside", () => {
    const language = { QueryLanguage: "JSONata" };
    const early = {
      Read: { Type: "Pass", Output: "{% $a %}", Next: "Set" },
      Set: { ...PASS, Assign: { a: 1 } },
    };
    expect(found(machine(early, language))).to.deep.equal(["/States/Read/Output variables/unassigned"]);
    const inside = {
      Set: { Type: "Pass", Assign: { a: 1 }, Next: "All" },
      All: {
        Type: "Parallel",
        Branches: [{ StartAt: "In", States: { In: { ...PASS, Assign: { a: 2 } } } }],
        End: true,
      },
    };
    expect(found(machine(inside, language))).to.deep.equal([
      "/States/All/Branches/0/States/In/Assign/a variables/outer",
    ]);
  });
});
