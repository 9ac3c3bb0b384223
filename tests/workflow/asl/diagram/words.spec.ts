import { expect } from "chai";
import { condition, duration, enumeration, lines, times } from "../../../../workflow/asl/diagram/words";

describe("words", () => {
  it("says a duration exactly", () => {
    const said = {
      1: "1 second",
      59: "59 seconds",
      60: "1 minute",
      3_600: "1 hour",
      86_399: "23 hours, 59 minutes and 59 seconds",
      1_209_600: "14 days",
      1_209_660: "14 days and 1 minute",
      99_999_999: "1157 days, 9 hours, 46 minutes and 39 seconds",
    };
    expect(Object.keys(said).map((seconds) => duration(Number(seconds)))).to.deep.equal(Object.values(said));
  });

  it("enumerates", () => {
    expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(enumeration)).to.deep.equal([
      "",
      "a",
      "a and b",
      "a, b and c",
    ]);
  });

  it("counts", () => {
    expect([1, 2, 3].map(times)).to.deep.equal(["once", "twice", "3 times"]);
  });

  it("says a condition without $states, and leaves text in quotes as it is", () => {
    expect(
      [
        '{% $states.input.status = "resolved" %}',
        "{%$states.input.a\n  and   $states.input.b%}",
        "{% $states.input.a = '$states.input.b' %}",
        '{% $states.input.a = "say \\"$states.input.b\\"  %}" %}',
        "{% $states.context.State.RetryCount > 3 %}",
        "{% $states.input = 1 %}",
      ].map(condition),
    ).to.deep.equal([
      'status = "resolved"',
      "a and b",
      "a = '$states.input.b'",
      'a = "say \\"$states.input.b\\"  %}"',
      "context.State.RetryCount > 3",
      "input = 1",
    ]);
  });

  it("breaks text into the fewest lines, about equally long", () => {
    expect(lines("Where does the incident stand?", 18)).to.deep.equal(["Where does the", "incident stand?"]);
    expect(lines("one two three four", 12)).to.deep.equal(["one two", "three four"]);
    expect(lines("  spaced \n out ", 40)).to.deep.equal(["spaced out"]);
    expect(lines("", 10)).to.deep.equal([]);
  });

  it("leaves a word that is longer than a line whole", () => {
    expect(lines("a incomprehensibilities b", 5)).to.deep.equal(["a", "incomprehensibilities", "b"]);
  });
});
