import { expect } from "chai";
import {
  counted,
  duration,
  enumeration,
  expression,
  first,
  lines,
  nameLines,
  path,
  short,
  times,
} from "../../../../workflow/asl/diagram/words";

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

  it("leaves what is no duration in seconds", () => {
    expect([0, -1, 0.5, 1e300].map(duration)).to.deep.equal([
      "0 seconds",
      "-1 seconds",
      "0.5 seconds",
      "1e+300 seconds",
    ]);
  });

  it("enumerates", () => {
    expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map((parts) => enumeration(parts))).to.deep.equal([
      "",
      "a",
      "a and b",
      "a, b and c",
    ]);
    expect(enumeration(["a", "b", "c"], "or")).to.equal("a, b or c");
  });

  it("counts", () => {
    expect([1, 2, 3].map(times)).to.deep.equal(["once", "twice", "3 times"]);
    expect([0, 1, 2].map((count) => counted(count, "item"))).to.deep.equal(["0 items", "1 item", "2 items"]);
  });

  it("says an expression without $states, and leaves text in quotes as it is", () => {
    expect(
      [
        '{% $states.input.status = "resolved" %}',
        "{%$states.input.a\n  and   $states.input.b%}",
        "{% $states.input.a = '$states.input.b' %}",
        '{% $states.input.a = "say \\"$states.input.b\\"  %}" %}',
        "{% $states.context.State.RetryCount > 3 %}",
        "{% $states.input = 1 %}",
      ].map(expression),
    ).to.deep.equal([
      'status = "resolved"',
      "a and b",
      "a = '$states.input.b'",
      'a = "say \\"$states.input.b\\"  %}"',
      "context.State.RetryCount > 3",
      "input = 1",
    ]);
  });

  it("says a path without its dollar, which only variables keep", () => {
    expect(["$", "$.a.b", "$[0]", "$$", "$$.State.Name", "$total", "$total.sum"].map(path)).to.deep.equal([
      "input",
      "a.b",
      "input[0]",
      "context",
      "context.State.Name",
      "$total",
      "$total.sum",
    ]);
  });

  it("breaks text into the fewest lines, about equally long", () => {
    expect(lines("Where does the incident stand?", 18)).to.deep.equal(["Where does the", "incident stand?"]);
    expect(lines("one two three four", 12)).to.deep.equal(["one two", "three four"]);
    expect(lines("  spaced \n out ", 40)).to.deep.equal(["spaced out"]);
    expect(lines("", 10)).to.deep.equal([]);
  });

  it("leaves a word of up to 30 characters whole, and breaks a longer one where a part of it ends", () => {
    expect(lines("a incomprehensibilities b", 5)).to.deep.equal(["a", "incomprehensibilities", "b"]);
    expect(lines("aaaaaaaaaaaaaaa.bbbbbbbbbbbbbbb.c", 20)).to.deep.equal([
      "aaaaaaaaaaaaaaa.",
      "bbbbbbbbbbbbbbb.c",
    ]);
    expect(lines("x".repeat(61), 20)).to.deep.equal(["x".repeat(30), "x".repeat(30), "x"]);
  });

  it("breaks a name where a part of it ends, and anywhere where it has no parts", () => {
    expect(nameLines("EvaluateSnapshotDeletion", 18)).to.deep.equal(["EvaluateSnapshot", "Deletion"]);
    expect(nameLines("Branch_One_State", 12)).to.deep.equal(["Branch_", "One_State"]);
    expect(nameLines("🎓🎓🎓🎓🎓", 3)).to.deep.equal(["🎓🎓🎓", "🎓🎓"]);
  });

  it("says that more is there than is shown", () => {
    expect(first(2, ["a", "b"])).to.deep.equal(["a", "b"]);
    expect(first(2, ["a", "b", "c"])).to.deep.equal(["a", "b", "…"]);
    expect(short("abc", 3)).to.equal("abc");
    expect(short("abcd", 3)).to.equal("ab…");
    expect(short("🎓🎓🎓🎓", 3)).to.equal("🎓🎓…");
    expect(short("🎓🎓🎓", 3)).to.equal("🎓🎓🎓");
  });
});
