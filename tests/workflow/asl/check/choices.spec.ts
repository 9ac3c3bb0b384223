import { expect } from "chai";
import { expectProblems, found, machine, PASS } from "./machines";

describe("check of choices", () => {
  it("refuses a Choice without Default when it is strict, unless a rule is always true", () => {
    expectProblems({ "/States/Decide/Default": undefined }, ["/States/Decide choice/default"]);
    expectProblems({ "/States/Decide/Default": undefined, "/States/Decide/Choices/1/Condition": true }, []);
    expect(found(choice({ Variable: "$.a", IsNull: true, Next: "Done" }))).to.deep.equal([]);
  });

  it("refuses a rule after one that is always true, and when it is strict a Default", () => {
    for (const condition of [true, "{% true %}", "{%true%}"])
      expectProblems({ "/States/Decide/Choices/0/Condition": condition }, [
        "/States/Decide/Choices/1 choice/unreachable",
        "/States/Decide/Default choice/unreachable-default",
      ]);
  });

  it("refuses a rule that asks what an earlier one asks", () => {
    expectProblems({ "/States/Decide/Choices/1/Condition": "{% $states.input.answer = 'yes' %}" }, [
      "/States/Decide/Choices/1 choice/unreachable",
    ]);
    const rule = { Variable: "$.a", StringEquals: "x", Next: "Done" };
    const same = { StringEquals: "x", Next: "Done", Comment: "again", Variable: "$.a" };
    expect(found(choice(rule, same))).to.deep.equal(["/States/Choose/Choices/1 choice/unreachable"]);
    expect(found(choice(rule, { ...same, StringEquals: "y" }))).to.deep.equal([]);
  });

  it("refuses a comparison without a Variable, and a Variable beside And, Or and Not", () => {
    expect(found(choice({ StringEquals: "x", Next: "Done" }))).to.deep.equal([
      "/States/Choose/Choices/0 choice/variable",
    ]);
    const inner = { Variable: "$.a", IsPresent: true };
    expect(found(choice({ Variable: "$.a", Not: inner, Next: "Done" }))).to.deep.equal([
      "/States/Choose/Choices/0/Variable choice/variable",
    ]);
    expect(found(choice({ And: [inner, { IsNull: true }], Next: "Done" }))).to.deep.equal([
      "/States/Choose/Choices/0/And/1 choice/variable",
    ]);
  });

  for (const expression of [
    "1",
    "'yes'",
    "{'answer': true}",
    "[true]",
    "null",
    "$states.input.count + 1",
    "$states.input.name & '!'",
    "-$states.input.count",
    "function($x) { true }",
    "(true; 'yes')",
  ])
    it(`refuses the condition ${expression}, which yields no boolean`, () => {
      expectProblems({ "/States/Decide/Choices/0/Condition": `{% ${expression} %}` }, [
        "/States/Decide/Choices/0/Condition choice/condition",
      ]);
    });

  for (const expression of [
    "$states.input.ready",
    "$not($states.input.ready)",
    "$states.input.count + 1 > 3",
    "$states.input.a and $states.input.b",
    "'yes' in $states.input.answers",
    "($answer := $states.input.answer; $answer = 'yes')",
    "$states.input.count > 3 ? true : $states.input.ready",
  ])
    it(`accepts the condition ${expression}`, () => {
      expectProblems({ "/States/Decide/Choices/0/Condition": `{% ${expression} %}` }, []);
    });
});

const choice = (...rules: readonly object[]) =>
  machine({ Choose: { Type: "Choice", Choices: rules }, Done: PASS });
