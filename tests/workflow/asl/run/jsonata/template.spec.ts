import { expect } from "chai";
import { expressionIn, fill, isHalfExpression } from "../../../../../workflow/asl/run/jsonata/template";

describe("templates", () => {
  it("hold an expression where {% and %} enclose a string from end to end", () => {
    expect(expressionIn("{% $states.input %}")).to.equal("$states.input");
    expect(expressionIn("{%1%}")).to.equal("1");
    expect(expressionIn("{%\n  1\n%}")).to.equal("1");
    for (const text of ["", "{%}", "a {% 1 %}", " {% 1 %}", "{% 1 %} ", "{% 1", "1 %}"])
      expect(expressionIn(text), text).to.equal(undefined);
  });

  it("tell what opens or closes an expression, and is none, from what stands for itself", () => {
    for (const half of ["{%}", " {% 1 %}", "{% 1 %} ", "{% 1", "1 %}", "{% 1 %} and more"])
      expect(isHalfExpression(half), half).to.equal(true);
    for (const whole of ["", "{% 1 %}", "50%", "a {% b"])
      expect(isHalfExpression(whole), whole).to.equal(false);
  });

  it("are filled at any depth, each expression with its place; keys and all else stand for themselves", () => {
    const places: [string, string][] = [];
    const filled = fill(
      { "{% key %}": ["plain", "{% one %}", { b: "{% two %}" }], c: null, d: 1, e: false },
      "Arguments",
      (expression, at) => {
        places.push([expression, at]);
        return { value: expression };
      },
    );
    expect(filled).to.deep.equal({
      "{% key %}": ["plain", { value: "one" }, { b: { value: "two" } }],
      c: null,
      d: 1,
      e: false,
    });
    expect(places).to.deep.equal([
      ["one", "Arguments/{% key %}[1]"],
      ["two", "Arguments/{% key %}[2]/b"],
    ]);
  });
});
