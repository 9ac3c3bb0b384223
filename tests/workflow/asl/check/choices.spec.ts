import { expectProblems } from "./machines";

describe("check of choices", () => {
  it("refuses a Choice without Default", () => {
    expectProblems({ "/States/Decide/Default": undefined }, ["/States/Decide choice/default"]);
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
    "true",
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
